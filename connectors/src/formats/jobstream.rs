//! JobTech JobStream, versions 1 and 2, and the ads of JobSearch: JSON arrays
//! and JSON lines of ads and tombstones.
//!
//! Field by field in `docs/data/formats.md`. What has no exact home in the
//! canonical ad stays in `extensions["jobstream"]` as it came, so that
//! [`rebuild`] gives the same object again; contact persons never stay there.

mod ad;
mod employer;
mod home;
mod rebuild;
mod terms;
mod tombstone;

pub use rebuild::{KEYS, rebuild};

use std::collections::HashMap;
use std::io::Read;

use schemas::ad::Removal;
use schemas::id::ExternalId;
use schemas::rejected::{Fault, RejectReason};
use schemas::{Ad, Rejected, Timestamp};

use crate::dates::Zone;
use crate::formats::fields::Fields;
use crate::formats::items;
use crate::item::{Item, ItemError, ReadContext, ReadEnd, ReadError};

/// Version of the interface that an answer came from.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Version {
    /// `/stream` and `/snapshot`.
    V1,
    /// `/v2/stream` and `/v2/snapshot`.
    V2,
}

impl Version {
    /// Name of the format in `source.format`.
    pub const fn format(self) -> &'static str {
        match self {
            Self::V1 => "jobstream-v1",
            Self::V2 => "jobstream-v2",
        }
    }
}

/// How items stand beside each other.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Framing {
    /// `[…]`: its end proves that nothing is missing.
    Array,
    /// One object a line: nothing proves that it is complete.
    Lines,
}

/// Zone of every time without an offset (jobstream.md, section 3.2).
pub const ZONE: &str = "Europe/Stockholm";

/// Key of what has no home in the canonical ad.
pub const EXTENSION: &str = "jobstream";

/// Reads an answer, item by item. When one answer holds an ad and a tombstone
/// of one id, the later of the two counts; tombstones are handed over last.
///
/// # Errors
/// When the answer is cut, or is not what it should be.
pub fn read(
    body: &mut dyn Read,
    framing: Framing,
    version: Version,
    context: &ReadContext<'_>,
    sink: &mut dyn FnMut(Result<Item, ItemError>),
) -> Result<ReadEnd, ReadError> {
    let zone = stockholm();
    let mut answer = Answer { ads: HashMap::new(), removals: Vec::new() };
    let mut each = |number: u64, bytes: &[u8]| match read_item(bytes, version, context, &zone) {
        Ok(One::Ad(ad)) => {
            answer.note(&ad);
            sink(Ok(Item::Ad(ad)));
        }
        Ok(One::Removal(external_id, removal)) => answer.removals.push((external_id, removal)),
        Err(error) => sink(Err(ItemError { place: place(framing, number), ..error })),
    };
    let read = match framing {
        Framing::Array => items::array(body, version.format(), &mut each),
        Framing::Lines => items::lines(body, version.format(), &mut each),
    };
    let superseded = answer.hand_over(sink);
    let items = read?;
    let complete = framing == Framing::Array;
    Ok(ReadEnd { items: items - superseded, complete, announced: None })
}

fn place(framing: Framing, number: u64) -> String {
    match framing {
        Framing::Array => format!("item {number}"),
        Framing::Lines => format!("line {number}"),
    }
}

fn stockholm() -> Zone {
    Zone::named(ZONE).expect("the time zone table has Europe/Stockholm")
}

/// One object of an answer.
enum One {
    Ad(Box<Ad>),
    Removal(ExternalId, Removal),
}

/// What one answer said so far about each id: its parts carry no order.
struct Answer {
    ads: HashMap<ExternalId, Timestamp>,
    removals: Vec<(ExternalId, Removal)>,
}

impl Answer {
    fn note(&mut self, ad: &Ad) {
        if let Some(changed_at) = ad.source_modified_at {
            self.ads.insert(ad.source.external_id.clone(), changed_at);
        }
    }

    /// Hands over the removals that no ad of the same answer supersedes; gives
    /// the number of the others.
    fn hand_over(self, sink: &mut dyn FnMut(Result<Item, ItemError>)) -> u64 {
        let mut superseded = 0;
        for (external_id, removal) in self.removals {
            if self.ads.get(&external_id).is_some_and(|changed_at| *changed_at > removal.at) {
                superseded += 1;
            } else {
                sink(Ok(Item::Removal { external_id, removal }));
            }
        }
        superseded
    }
}

fn read_item(
    bytes: &[u8],
    version: Version,
    context: &ReadContext<'_>,
    zone: &Zone,
) -> Result<One, ItemError> {
    let fail = |id: Option<String>, reason, fault| error(bytes, id, reason, fault);
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let message = format!("byte {} of the item is not valid UTF-8", error.valid_up_to());
        fail(None, RejectReason::Malformed, Fault::new("invalid_utf8", "", message))
    })?;
    let fields: Fields<'_> = serde_json::from_str(text).map_err(|error| {
        let message = format!("not a JSON object: {error}");
        fail(None, RejectReason::Malformed, Fault::new("malformed_json", "", message))
    })?;
    let id = home::id(&fields).map_err(|fault| fail(None, RejectReason::BlankId, fault))?;
    let removed = fields.value::<bool>("removed").map_err(|unreadable| {
        let fault = Fault::new("wrong_type", "/removed", unreadable.message);
        fail(Some(id.to_string()), RejectReason::Invalid, fault)
    })?;
    if removed == Some(true) {
        let removal = tombstone::read(&fields, context, zone);
        return Ok(One::Removal(id, removal));
    }
    let named = id.to_string();
    ad::read(fields, id, version, context, zone)
        .map(|ad| One::Ad(Box::new(ad)))
        .map_err(|fault| fail(Some(named), RejectReason::NoTitle, fault))
}

fn error(
    bytes: &[u8],
    external_id: Option<String>,
    reason: RejectReason,
    fault: Fault,
) -> ItemError {
    ItemError {
        external_id,
        reason,
        faults: vec![fault],
        place: String::new(),
        bytes: bytes[..bytes.len().min(Rejected::BYTES_MAX)].to_vec(),
        bytes_length: bytes.len(),
    }
}

#[cfg(test)]
mod tests;
