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
mod mended;
mod nodes;
mod organization;
mod page;
mod place;
mod salary;
mod value;

pub use page::{PageSeen, Verdict, is_whole, read_page, verdict};

use schemas::Rejected;
use schemas::ad::{Lint, Severity};
use schemas::rejected::{Fault, RejectReason};
use serde_json::Value;

use self::nodes::Nodes;
use crate::formats::catalogue::words;
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
    let document = parse(bytes).map_err(|fault| fail(vec![fault]))?;
    let mut postings = postings(&document.root);
    let Some(posting) = postings.pop().filter(|_| postings.is_empty()) else {
        let message = "exactly one object with \"@type\": \"JobPosting\" belongs here";
        return Err(fail(vec![Fault::new("not_a_job_posting", "", message)]));
    };
    let posting = Nodes::of([&document.root]).put_into(posting);
    ad::read(&posting, external_id, context).map(|read| document.noted(read)).map_err(fail)
}

/// Reads every JobPosting of a JSON-LD document, wherever lists and graphs put
/// it. A document without any gives one error.
pub fn read_document(bytes: &[u8], context: &ReadContext<'_>) -> Vec<Result<Read, ItemError>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let document = match parse(bytes) {
        Ok(document) => document,
        Err(fault) => return vec![Err(error(bytes, None, vec![fault]))],
    };
    let postings = postings(&document.root);
    if postings.is_empty() {
        let message = "no object with \"@type\": \"JobPosting\" is in it";
        let fault = Fault::new("not_a_job_posting", "", message);
        return vec![Err(error(bytes, None, vec![fault]))];
    }
    let nodes = Nodes::of([&document.root]);
    let one = |posting: &&Value| {
        ad::read(&nodes.put_into(posting), None, context)
            .map(|read| document.noted(read))
            .map_err(|faults| error(posting.to_string().as_bytes(), None, faults))
    };
    postings.iter().map(one).collect()
}

/// A document, and whether it had to be mended to be JSON.
struct Document {
    root: Value,
    mended: bool,
}

impl Document {
    /// What an ad of it should say about it.
    fn noted(&self, mut read: Read) -> Read {
        if self.mended {
            let (code, path) = ("json_mended".to_owned(), String::new());
            read.warnings.push(Fault::new(&code, "", words(&code)));
            read.ad.lint.push(Lint { code, path, severity: Severity::Info });
        }
        read
    }
}

fn parse(bytes: &[u8]) -> Result<Document, Fault> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let message = format!("byte {} is not valid UTF-8", error.valid_up_to());
        Fault::new("invalid_utf8", "", message)
    })?;
    let error = match serde_json::from_str(text) {
        Ok(root) => return Ok(Document { root, mended: false }),
        Err(error) => error,
    };
    if error.to_string().starts_with("recursion limit") {
        return Err(Fault::new("too_deep", "", format!("not valid JSON: {error}")));
    }
    match mended::read(text) {
        Some(root) => Ok(Document { root, mended: true }),
        None => Err(Fault::new("malformed_json", "", format!("not valid JSON: {error}"))),
    }
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
