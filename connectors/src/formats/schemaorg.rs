//! schema.org JobPosting as JSON-LD: pushed as `application/ld+json`, or found
//! in the blocks of an HTML page. Every property may be absent, a scalar, an
//! object or an array; what cannot be read is noted, and never costs the ad.
//! Only an ad without an id or a title is refused.
//!
//! Field by field in `docs/data/formats.md`.

mod ad;
mod blocks;
mod employment;
mod markup;
mod organization;
mod page;
mod place;
mod salary;
mod value;

pub use page::{PageSeen, Verdict, is_whole, read_page, verdict};

use schemas::Rejected;
use schemas::rejected::{Fault, RejectReason};
use serde_json::Value;

use crate::item::{ItemError, Read, ReadContext};

/// Name of this format in `source.format`.
pub const FORMAT: &str = "schemaorg-jsonld";

/// Reads one JobPosting: the object itself, or the only one in an array or
/// `@graph`. Without `external_id` the id is `identifier`, else `url`.
///
/// # Errors
/// When there is not exactly one JobPosting, or it has no id or no title.
pub fn read_ad(
    bytes: &[u8],
    external_id: Option<&str>,
    context: &ReadContext<'_>,
) -> Result<Read, ItemError> {
    let fail = |faults: Vec<Fault>| error(bytes, external_id, faults);
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let root: Value = parse(bytes).map_err(|fault| fail(vec![fault]))?;
    let mut postings = postings(&root);
    let Some(posting) = postings.pop().filter(|_| postings.is_empty()) else {
        let message = "exactly one object with \"@type\": \"JobPosting\" belongs here";
        return Err(fail(vec![Fault::new("not_a_job_posting", "", message)]));
    };
    ad::read(posting, external_id, context).map_err(fail)
}

/// Reads every JobPosting of a JSON-LD document, wherever lists and graphs put
/// it. A document without any gives one error.
pub fn read_document(bytes: &[u8], context: &ReadContext<'_>) -> Vec<Result<Read, ItemError>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let root: Value = match parse(bytes) {
        Ok(root) => root,
        Err(fault) => return vec![Err(error(bytes, None, vec![fault]))],
    };
    let postings = postings(&root);
    if postings.is_empty() {
        let message = "no object with \"@type\": \"JobPosting\" is in it";
        let fault = Fault::new("not_a_job_posting", "", message);
        return vec![Err(error(bytes, None, vec![fault]))];
    }
    let one = |posting: &&Value| {
        ad::read(posting, None, context)
            .map_err(|faults| error(posting.to_string().as_bytes(), None, faults))
    };
    postings.iter().map(one).collect()
}

fn parse(bytes: &[u8]) -> Result<Value, Fault> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let message = format!("byte {} is not valid UTF-8", error.valid_up_to());
        Fault::new("invalid_utf8", "", message)
    })?;
    serde_json::from_str(text).map_err(|error| {
        let deep = error.to_string().starts_with("recursion limit");
        let code = if deep { "too_deep" } else { "malformed_json" };
        Fault::new(code, "", format!("not valid JSON: {error}"))
    })
}

/// Every JobPosting in a document, wherever lists and graphs put it.
fn postings(root: &Value) -> Vec<&Value> {
    let mut found = Vec::new();
    let mut open = vec![root];
    while let Some(value) = open.pop() {
        match value {
            Value::Array(items) => open.extend(items.iter().rev()),
            Value::Object(_) if value::is_type(value, "JobPosting") => found.push(value),
            Value::Object(fields) => {
                let inside = ["item", "itemListElement", "mainEntity", "@graph"];
                open.extend(inside.iter().filter_map(|name| fields.get(*name)));
            }
            _ => {}
        }
    }
    found
}

fn error(bytes: &[u8], external_id: Option<&str>, faults: Vec<Fault>) -> ItemError {
    let has = |code: &str| faults.iter().any(|fault| fault.code == code);
    let reason = if has("id_missing") || has("id_invalid") {
        RejectReason::BlankId
    } else if has("title_missing") {
        RejectReason::NoTitle
    } else {
        RejectReason::Malformed
    };
    ItemError {
        external_id: external_id.map(str::to_owned),
        reason,
        faults,
        place: "item 1".to_owned(),
        bytes: bytes[..bytes.len().min(Rejected::BYTES_MAX)].to_vec(),
        bytes_length: bytes.len(),
    }
}

#[cfg(test)]
mod tests;
