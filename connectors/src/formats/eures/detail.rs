//! `getDetails`: the bodies of some ads, by their references.

use std::collections::BTreeMap;
use std::io::Read;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::tz::Offset;
use schemas::ad::{Ad, AltId};
use schemas::id::ExternalId;
use schemas::rejected::{Fault, RejectReason};
use schemas::{AdId, LocalMoment, Rejected};
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::{FORMAT, Reference};
use crate::blank;
use crate::formats::dialect::Dialect;
use crate::formats::feed;
use crate::item::{Item, ItemError, ReadContext, ReadError};

/// Largest answer: some hundred ads.
const BYTES_MAX: u64 = 64 << 20;
/// The body is in a text that is UTF-8 by now, whatever it declares.
const CONTENT_TYPE: &str = "application/xml; charset=utf-8";

/// One detail, as it came.
#[derive(Debug)]
pub struct Detail(Box<RawValue>);

#[derive(Deserialize)]
struct Wire {
    #[serde(default)]
    details: Option<BTreeMap<String, Box<RawValue>>>,
}

/// Reads an answer whole; details by the id that they were asked for.
///
/// # Errors
/// When it is cut, too large, or something else.
pub fn details(body: &mut dyn Read) -> Result<BTreeMap<String, Detail>, ReadError> {
    let mut bytes = Vec::new();
    body.take(BYTES_MAX + 1)
        .read_to_end(&mut bytes)
        .map_err(|source| ReadError::Io { items: 0, source })?;
    let malformed = |place: String, message: String| ReadError::Malformed {
        format: FORMAT,
        place,
        message,
        items: 0,
    };
    if bytes.len() as u64 > BYTES_MAX {
        return Err(malformed(String::new(), format!("more than {BYTES_MAX} bytes of details")));
    }
    if !bytes.trim_ascii_start().starts_with(b"{") {
        let seen = "text that is no object".to_owned();
        return Err(ReadError::Foreign { format: FORMAT, seen });
    }
    let wire: Wire = serde_json::from_slice(&bytes)
        .map_err(|error| malformed(format!("column {}", error.column()), error.to_string()))?;
    let details = wire.details.unwrap_or_default();
    Ok(details.into_iter().map(|(id, detail)| (id, Detail(detail))).collect())
}

/// Reads details of one member state.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'d> {
    /// Reads the bodies.
    pub dialect: &'d Dialect,
    /// Name of what reads, in `source.connector`.
    pub connector: &'static str,
    /// Number under which EURES knows the member state's source: with it the
    /// ad's id in the EURES portal is known too.
    pub source_id: Option<u32>,
}

impl Detail {
    /// The document of the ad, when there is one.
    pub(super) fn content(&self) -> Option<String> {
        let value: Value = serde_json::from_str(self.0.get()).ok()?;
        value.get("content").and_then(Value::as_str).map(str::to_owned)
    }
}

impl Reader<'_> {
    /// What is known without the body, and the ad; `None` when it is closed.
    /// The ad's id is the reference, whatever its document calls itself, so
    /// that it can be closed by its reference.
    ///
    /// # Errors
    /// When the detail or its body cannot be trusted.
    pub fn read(
        self,
        id: &ExternalId,
        detail: &Detail,
        context: &ReadContext<'_>,
    ) -> Result<(Reference, Option<Box<Ad>>), ItemError> {
        let text = detail.0.get();
        let refuse = |code: &str, message: String| {
            refused(id, RejectReason::Malformed, vec![Fault::new(code, "", message)], text)
        };
        let mut value: Value = serde_json::from_str(text)
            .map_err(|error| refuse("malformed_json", format!("not valid JSON: {error}")))?;
        if let Value::Object(fields) = &mut value {
            fields.entry("reference").or_insert_with(|| Value::from(id.as_str()));
        }
        let reference = Reference::from_value(&value)
            .ok_or_else(|| refuse("no_reference", "a detail without a usable id".to_owned()))?;
        if reference.reference != *id {
            let other = &reference.reference;
            return Err(refuse("other_reference", format!("the detail is about {other}")));
        }
        if reference.closed {
            return Ok((reference, None));
        }
        let Some(content) = value.get("content").and_then(Value::as_str) else {
            return Err(refuse("no_content", "an ad that is not closed needs a body".to_owned()));
        };
        let mut ad = self.body(id, content, context)?;
        if let Some(ad) = &mut ad {
            complete(ad, &reference, self, context);
        }
        Ok((reference, ad))
    }

    fn body(
        self,
        id: &ExternalId,
        content: &str,
        context: &ReadContext<'_>,
    ) -> Result<Option<Box<Ad>>, ItemError> {
        let unescaped = content.trim_start().starts_with("&lt;");
        let content =
            if unescaped { html_escape::decode_html_entities(content) } else { content.into() };
        let mut items = Vec::new();
        let read = feed::read(
            &mut content.as_bytes(),
            Some(CONTENT_TYPE),
            self.dialect,
            context,
            &mut |item| items.push(item),
        );
        let refuse = |code: &str, message: String| {
            refused(
                id,
                RejectReason::Malformed,
                vec![Fault::new(code, "/content", message)],
                &content,
            )
        };
        if let Err(error) = read {
            return Err(refuse("malformed_body", error.to_string()));
        }
        let count = items.len();
        match items.into_iter().next() {
            Some(Ok(Item::Ad(ad))) if count == 1 => Ok(Some(ad)),
            // Its status is a word for closed, whatever the reference says.
            Some(Ok(Item::Removal { .. })) if count == 1 => Ok(None),
            Some(Err(error)) if count == 1 => {
                Err(refused(id, error.reason, error.faults, &content))
            }
            _ => Err(refuse("bodies", format!("{count} ads in a body, where one belongs"))),
        }
    }
}

/// What the reference knows and the body does not say.
fn complete(ad: &mut Ad, reference: &Reference, reader: Reader<'_>, context: &ReadContext<'_>) {
    reader.connector.clone_into(&mut ad.source.connector);
    let id = &reference.reference;
    let mut also = Vec::new();
    if ad.source.external_id != *id {
        let document = std::mem::replace(&mut ad.source.external_id, id.clone());
        also.push(("eures-document", document.to_string()));
        let partner = context.profile.partner.as_str();
        ad.ad_id = AdId::derive(partner, context.account, id);
    }
    if let Some(source) = reader.source_id {
        also.push(("eures", STANDARD.encode(format!("{id} {source}"))));
    }
    for (scheme, value) in also {
        let alt_id = AltId { scheme: scheme.to_owned(), value };
        if !ad.alt_ids.contains(&alt_id) {
            ad.alt_ids.push(alt_id);
        }
    }
    let assumed = |path: &str| path == "/published_at";
    if let Some(created_at) = reference.created_at
        && ad.facts.iter().any(|fact| assumed(&fact.path))
    {
        ad.facts.retain(|fact| !assumed(&fact.path));
        blank::publish(ad, LocalMoment::from_instant(created_at, Offset::UTC));
    }
    ad.source_modified_at = ad.source_modified_at.or(reference.modified_at);
}

fn refused(id: &ExternalId, reason: RejectReason, faults: Vec<Fault>, text: &str) -> ItemError {
    let bytes = text.as_bytes();
    ItemError {
        external_id: Some(id.to_string()),
        reason,
        faults,
        place: format!("details of {id}"),
        bytes: bytes[..bytes.len().min(Rejected::BYTES_MAX)].to_vec(),
        bytes_length: bytes.len(),
    }
}
