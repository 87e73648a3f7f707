//! Our own push JSON (`adhub-json`): the canonical ad as a partner writes it,
//! with a few shorthands. Field by field in `docs/data.md`; as JSON Schema in
//! `docs/schemas/ad.schema.json`.
//!
//! Every fault of an ad is told at once, each with its JSON pointer. `null`
//! and a blank string mean "not given" everywhere.

mod ad;
mod dates;
mod employer;
mod keys;
mod node;
mod object;
mod place;
mod split;
mod terms;
mod text;
mod values;
mod write;

pub use split::{split_array, split_lines};
pub(crate) use terms::is_currency;
pub(crate) use text::looks_like_html;
pub(crate) use values::language_tag;
pub use write::{Written, write};

use schemas::Rejected;
use schemas::rejected::{Fault, RejectReason};

use crate::finish;
use crate::item::{ItemError, Read, ReadContext};
use object::Report;

/// Name of this format in `source.format`.
pub const FORMAT: &str = "adhub-json";

/// Reads one ad. `external_id` comes from outside the body (a URL); when the
/// body names one too, they must agree.
///
/// # Errors
/// With every fault that was found, when the ad cannot be trusted.
pub fn read_ad(
    bytes: &[u8],
    external_id: Option<&str>,
    context: &ReadContext<'_>,
) -> Result<Read, ItemError> {
    let report = Report::new();
    let read = node::parse(bytes, &report)
        .and_then(|root| ad::read(&root, external_id, context, &report).ok_or(root.external_id()));
    let (faults, mut warnings) = report.into_parts();
    match read {
        Ok(mut ad) if faults.is_empty() => {
            finish::ad(&mut ad, &mut warnings);
            Ok(Read { ad: Box::new(ad), warnings })
        }
        Ok(ad) => Err(error(bytes, Some(ad.source.external_id.as_str()), faults)),
        Err(id) => Err(error(bytes, id.as_deref().or(external_id), faults)),
    }
}

fn error(bytes: &[u8], external_id: Option<&str>, faults: Vec<Fault>) -> ItemError {
    ItemError {
        external_id: external_id.map(str::to_owned),
        reason: reason(&faults),
        faults,
        place: "item 1".to_owned(),
        bytes: bytes[..bytes.len().min(Rejected::BYTES_MAX)].to_vec(),
        bytes_length: bytes.len(),
    }
}

/// The one word for all faults: what is most basic.
fn reason(faults: &[Fault]) -> RejectReason {
    let has = |codes: &[&str]| faults.iter().any(|fault| codes.contains(&fault.code.as_str()));
    if has(&["malformed_json", "invalid_utf8", "too_deep", "not_an_object"]) {
        RejectReason::Malformed
    } else if has(&["id_missing", "id_invalid"]) {
        RejectReason::BlankId
    } else if has(&["title_missing"]) {
        RejectReason::NoTitle
    } else {
        RejectReason::Invalid
    }
}

#[cfg(test)]
mod tests;
