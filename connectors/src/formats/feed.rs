//! Reads a feed of any dialect: flat XML, RSS and Atom, JSON boards.
//!
//! What an answer proves:
//!
//! | answer | end |
//! |---|---|
//! | every item and the end mark | `complete`, unless the dialect says that more may exist |
//! | a page of several, or a window | not `complete` |
//! | the end mark and no item | `complete` with 0 items, unless unknown tenants look so too |
//! | another document, an HTML page, no list | [`ReadError::Foreign`] |
//! | cut, or not well formed outside of items | [`ReadError::Malformed`] |

use std::io::Read;

use schemas::rejected::{Fault, RejectReason};
use schemas::{Ad, Rejected};
use serde_json::Value;

use super::dialect::{Dialect, Shape};
use super::facets::{self, Facet};
use super::mapping::{self, Item as Mapped, One, Rules};
use super::{json_list, xml};
use crate::dates::Zone;
use crate::encoding::{Encodings, Transcoded};
use crate::item::{Item, ItemError, ReadContext, ReadEnd, ReadError};
use crate::notes::Notes;

mod pieces;
mod twice;

pub(crate) use pieces::{Pieces, read as read_pieces};
use twice::{Met, Twice};

/// Name of what reads feeds, in `source.connector`.
pub const CONNECTOR: &str = "feed";

/// Bytes by which the encoding is told.
const START: usize = 4 * 1024;
/// Largest answer that is one ad.
const SINGLE_MAX: u64 = 8 * 1024 * 1024;

/// What an answer shows that may be one of several.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Part {
    /// What it is when there is no other.
    pub(crate) end: ReadEnd,
    /// It came to its end, and nothing around the items is in doubt.
    pub(crate) whole: bool,
    /// Where it says that there is more.
    pub(crate) next: Option<String>,
    /// By what its search may be split, where a dialect splits it.
    pub(crate) facets: Vec<Facet>,
}

/// Reads an answer, item by item. `content_type` is the answer's own.
///
/// # Errors
/// When it is cut, or is not what it should be; see the module.
pub fn read(
    body: &mut dyn Read,
    content_type: Option<&str>,
    dialect: &Dialect,
    context: &ReadContext<'_>,
    sink: &mut dyn FnMut(Result<Item, ItemError>),
) -> Result<ReadEnd, ReadError> {
    read_part(body, content_type, dialect, context, sink).map(|part| part.end)
}

/// Reads an answer that may be one of several.
///
/// # Errors
/// As [`read`].
pub(crate) fn read_part(
    body: &mut dyn Read,
    content_type: Option<&str>,
    dialect: &Dialect,
    context: &ReadContext<'_>,
    sink: &mut dyn FnMut(Result<Item, ItemError>),
) -> Result<Part, ReadError> {
    let start = start(body)?;
    let encodings = Encodings::of(&start, content_type);
    let zone = zone(dialect, context)?;
    let mut reading = Reading::new(dialect, context, encodings, &zone, sink);
    match encodings.wide() {
        Some(encoding) => {
            let mut body = Transcoded::new(encoding, &start, body);
            reading.encodings = Encodings::default();
            reading.answer(&mut body)
        }
        None => reading.answer(&mut start.as_slice().chain(body)),
    }
}

/// The zone of times without one.
fn zone(dialect: &Dialect, context: &ReadContext<'_>) -> Result<Zone, ReadError> {
    let name = dialect.zone.as_deref().unwrap_or(&context.profile.zone);
    Zone::named(name).map_err(|error| ReadError::Malformed {
        format: dialect.shape.as_str(),
        place: "the dialect".to_owned(),
        message: error.to_string(),
        items: 0,
    })
}

/// Cuts an XML answer into its items without reading them: what it proves, and
/// how many there are. What stands around the items is not looked into.
///
/// # Errors
/// When it is cut, or is not what it should be; see the module.
pub fn scan(body: &mut dyn Read, dialect: &Dialect) -> Result<ReadEnd, ReadError> {
    let feed = xml::Feed {
        format: dialect.shape.as_str(),
        roots: &dialect.roots,
        items: &dialect.items,
        nest: dialect.items_nest,
    };
    let ends = xml::cut(body, feed, &mut |_, _| {})?;
    Ok(ReadEnd { items: ends.items, complete: ends.tidy && !ends.single, announced: None })
}

/// The first bytes of an answer.
fn start(body: &mut dyn Read) -> Result<Vec<u8>, ReadError> {
    let mut start = Vec::new();
    let limit = START as u64;
    body.take(limit)
        .read_to_end(&mut start)
        .map_err(|source| ReadError::Io { items: 0, source })?;
    Ok(start)
}

struct Reading<'r> {
    dialect: &'r Dialect,
    context: &'r ReadContext<'r>,
    encodings: Encodings,
    rules: Rules<'r>,
    twice: Twice,
    sink: &'r mut dyn FnMut(Result<Item, ItemError>),
}

impl<'r> Reading<'r> {
    fn new(
        dialect: &'r Dialect,
        context: &'r ReadContext<'r>,
        encodings: Encodings,
        zone: &'r Zone,
        sink: &'r mut dyn FnMut(Result<Item, ItemError>),
    ) -> Self {
        let rules = Rules {
            name: &dialect.name,
            connector: CONNECTOR,
            mapping: &dialect.fields,
            zone,
            day_first: dialect.day_first,
        };
        let twice = Twice::new(dialect.duplicates);
        Self { dialect, context, encodings, rules, twice, sink }
    }

    fn answer(mut self, body: &mut dyn Read) -> Result<Part, ReadError> {
        let read = match self.dialect.shape {
            Shape::Xml => self.xml(body),
            Shape::Json if self.dialect.single => self.single(body),
            Shape::Json => self.json(body),
        };
        // Of a cut answer no ad is known to have all of its places.
        if read.is_ok() {
            self.twice.hand_over(self.sink);
        }
        read
    }

    fn xml(&mut self, body: &mut dyn Read) -> Result<Part, ReadError> {
        let dialect = self.dialect;
        let feed = xml::Feed {
            format: dialect.shape.as_str(),
            roots: &dialect.roots,
            items: &dialect.items,
            nest: dialect.items_nest,
        };
        let mut outside: Option<Value> = None;
        let ends = xml::cut(body, feed, &mut |cut, before| {
            let outside = outside.get_or_insert_with(|| self.before(before));
            match cut {
                xml::Cut::Item(number, bytes) => {
                    self.element(number, bytes, before.bindings, outside);
                }
                xml::Cut::Broken(number, bytes) => {
                    let message = "the end of the item is missing";
                    self.refuse(
                        number,
                        bytes,
                        None,
                        RejectReason::Malformed,
                        Fault::new("malformed_xml", "", message),
                    );
                }
            }
        })?;
        let decoded = self.encodings.decode(&ends.outside);
        let rest = xml::outline(&decoded.text, &dialect.namespaces);
        // Without the parts around the items nothing is proven, nor by one item
        // alone.
        let readable = ends.tidy && !ends.single && (ends.outside.is_empty() || rest.is_ok());
        let outside = rest.unwrap_or(Value::Null);
        Ok(part(self.dialect, ends.items, readable, &outside))
    }

    /// What stands before the first item.
    fn before(&self, before: &xml::Before<'_>) -> Value {
        let mut bytes = before.outside.to_vec();
        for name in before.open.iter().rev() {
            bytes.extend_from_slice(b"</");
            bytes.extend_from_slice(name);
            bytes.push(b'>');
        }
        let decoded = self.encodings.decode(&bytes);
        xml::outline(&decoded.text, &self.dialect.namespaces).unwrap_or(Value::Null)
    }

    fn element(&mut self, number: u64, bytes: &[u8], bindings: &xml::Bindings, outside: &Value) {
        let decoded = self.encodings.decode(bytes);
        let tree = match xml::tree(&decoded.text, &self.dialect.namespaces, bindings) {
            Ok(tree) => tree,
            Err(fault) => {
                return self.refuse(number, bytes, None, RejectReason::Malformed, fault);
            }
        };
        let mut notes = noted(decoded.mended);
        if tree.broken_cdata {
            notes.mend("broken_cdata", "", "a text was wrapped in what is no CDATA");
        }
        self.item(number, bytes, &tree.root, outside, notes);
    }

    fn json(&mut self, body: &mut dyn Read) -> Result<Part, ReadError> {
        let dialect = self.dialect;
        let format = dialect.shape.as_str();
        let ends = json_list::cut(body, format, &dialect.list, &mut |number, bytes, outside| {
            self.object(number, bytes, outside);
        })?;
        listed(dialect, &ends)
    }

    /// An answer that is one ad.
    fn single(&mut self, body: &mut dyn Read) -> Result<Part, ReadError> {
        let format = self.dialect.shape.as_str();
        let mut bytes = Vec::new();
        body.take(SINGLE_MAX + 1)
            .read_to_end(&mut bytes)
            .map_err(|source| ReadError::Io { items: 0, source })?;
        let trimmed = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes).trim_ascii();
        if trimmed.len() as u64 > SINGLE_MAX {
            let message = format!("an ad of more than {SINGLE_MAX} bytes");
            return Err(ReadError::Malformed { format, place: String::new(), message, items: 0 });
        }
        if !trimmed.starts_with(b"{") {
            return Err(ReadError::Foreign { format, seen: "text that is no object".to_owned() });
        }
        if let Err(error) = serde_json::from_slice::<serde::de::IgnoredAny>(trimmed) {
            let (place, message) = (format!("column {}", error.column()), error.to_string());
            return Err(ReadError::Malformed { format, place, message, items: 0 });
        }
        self.object(1, trimmed, &Value::Null);
        let end = ReadEnd { items: 1, complete: false, announced: None };
        Ok(Part { end, whole: true, next: None, facets: Vec::new() })
    }

    fn object(&mut self, number: u64, bytes: &[u8], outside: &Value) {
        let decoded = self.encodings.decode(bytes);
        match serde_json::from_str::<Value>(&decoded.text) {
            Ok(root) => self.item(number, bytes, &root, outside, noted(decoded.mended)),
            Err(error) => {
                let code = if error.to_string().starts_with("recursion limit") {
                    "too_deep"
                } else {
                    "malformed_json"
                };
                let fault = Fault::new(code, "", format!("not valid JSON: {error}"));
                self.refuse(number, bytes, None, RejectReason::Malformed, fault);
            }
        }
    }

    fn item(&mut self, number: u64, bytes: &[u8], root: &Value, outside: &Value, notes: Notes) {
        let item = Mapped::new(root, outside);
        match mapping::read(&item, &self.rules, self.context, notes) {
            Ok(One::Ad(ad)) => self.ad(number, bytes, ad),
            Ok(One::Removal(external_id, removal)) => {
                (self.sink)(Ok(Item::Removal { external_id, removal }));
            }
            Err(refused) => {
                self.refuse(number, bytes, refused.id, refused.reason, refused.fault);
            }
        }
    }

    fn ad(&mut self, number: u64, bytes: &[u8], ad: Box<Ad>) {
        match self.twice.meet(ad) {
            Met::New(ad) => (self.sink)(Ok(Item::Ad(ad))),
            Met::Held => {}
            Met::Again(id) => {
                let fault = Fault::new("duplicate_id", "", "this id came before; the first counts");
                self.refuse(number, bytes, Some(id), RejectReason::Invalid, fault);
            }
        }
    }

    fn refuse(
        &mut self,
        number: u64,
        bytes: &[u8],
        external_id: Option<String>,
        reason: RejectReason,
        fault: Fault,
    ) {
        (self.sink)(Err(ItemError {
            external_id,
            reason,
            faults: vec![fault],
            place: format!("item {number}"),
            bytes: bytes[..bytes.len().min(Rejected::BYTES_MAX)].to_vec(),
            bytes_length: bytes.len(),
        }));
    }
}

/// Reads the items of a JSON list as they are, without making ads of them.
///
/// # Errors
/// As [`read`].
pub(crate) fn read_list(
    body: &mut dyn Read,
    dialect: &Dialect,
    each: &mut dyn FnMut(u64, &[u8], &Value),
) -> Result<Part, ReadError> {
    let ends = json_list::cut(body, dialect.shape.as_str(), &dialect.list, each)?;
    listed(dialect, &ends)
}

/// What a JSON list proves.
fn listed(dialect: &Dialect, ends: &json_list::Ends) -> Result<Part, ReadError> {
    let marks = || dialect.empty_when.0.iter();
    let says_empty = || marks().any(|path| !path.follow(&ends.outside, &ends.outside).is_empty());
    if !ends.found && !says_empty() {
        let seen = format!("JSON without {:?}", dialect.list.join("."));
        return Err(ReadError::Foreign { format: dialect.shape.as_str(), seen });
    }
    Ok(part(dialect, ends.items, true, &ends.outside))
}

/// What an answer proves.
fn part(dialect: &Dialect, items: u64, readable: bool, outside: &Value) -> Part {
    let around = Mapped::new(outside, outside);
    let announced = around
        .found(&dialect.announced)
        .into_iter()
        .find_map(|(_, text)| text.trim().replace([',', ' '], "").parse().ok());
    let next = around.found(&dialect.more).into_iter().next().map(|(_, text)| text.into_owned());
    let full = dialect.items_max.is_some_and(|max| items >= max);
    let doubtful = items == 0 && dialect.empty_is_doubtful;
    let complete = readable && !(dialect.always_partial || next.is_some() || full || doubtful);
    let split = dialect.request.split.as_ref();
    let facets = split.map(|split| facets::of(split, outside)).unwrap_or_default();
    Part { end: ReadEnd { items, complete, announced }, whole: readable, next, facets }
}

fn noted(mended: bool) -> Notes {
    let mut notes = Notes::default();
    if mended {
        let message = "the text is in another encoding than was declared";
        notes.warn("encoding_mended", "", message);
    }
    notes
}
