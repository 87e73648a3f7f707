//! Lists of references: `getAll` and `getChanges`.

use std::fmt;
use std::io::{BufReader, Read};

use schemas::Rejected;
use schemas::rejected::{Fault, RejectReason};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::{FORMAT, Reference};
use crate::item::{ItemError, ReadError};

/// Which list a reference stands in.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum List {
    /// `allReferences`: every ad that is public.
    All,
    /// `createdReferences`, `modifiedReferences`.
    Changed,
    /// `closedReferences`.
    Closed,
}

impl List {
    fn named(key: &str) -> Option<Self> {
        match key {
            "allReferences" => Some(Self::All),
            "createdReferences" | "modifiedReferences" => Some(Self::Changed),
            "closedReferences" => Some(Self::Closed),
            _ => None,
        }
    }
}

/// Hands over every reference of an answer, as it streams in. Keys of empty
/// lists are left out by the partner: `{}` is a list of none.
///
/// # Errors
/// When the answer is cut, or is something else.
pub fn references(
    body: &mut dyn Read,
    each: &mut dyn FnMut(List, Result<Reference, ItemError>),
) -> Result<(), ReadError> {
    let mut reading = Lists { each, items: 0, known: false, other: None };
    let mut deserializer = serde_json::Deserializer::from_reader(BufReader::new(body));
    let read = deserializer.deserialize_any(&mut reading).and_then(|()| deserializer.end());
    match read {
        Err(error) => Err(unreadable(error, reading.items)),
        Ok(()) => match reading.other {
            Some(key) if !reading.known => {
                let seen = format!("JSON with {key:?} and no references");
                Err(ReadError::Foreign { format: FORMAT, seen })
            }
            _ => Ok(()),
        },
    }
}

fn unreadable(error: serde_json::Error, items: u64) -> ReadError {
    if error.is_io() {
        return ReadError::Io { items, source: error.into() };
    }
    if error.line() <= 1 && error.column() <= 1 {
        let seen = if error.is_eof() { "an empty answer" } else { "text that is no object" };
        return ReadError::Foreign { format: FORMAT, seen: seen.to_owned() };
    }
    let place = format!("line {} column {}", error.line(), error.column());
    ReadError::Malformed { format: FORMAT, place, message: error.to_string(), items }
}

struct Lists<'e> {
    each: &'e mut dyn FnMut(List, Result<Reference, ItemError>),
    items: u64,
    known: bool,
    /// The first other key.
    other: Option<String>,
}

impl<'de> Visitor<'de> for &mut Lists<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object with lists of references")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            match List::named(&key) {
                Some(list) => {
                    self.known = true;
                    map.next_value_seed(One { lists: self, list })?;
                }
                None => {
                    map.next_value::<IgnoredAny>()?;
                    self.other.get_or_insert(key);
                }
            }
        }
        Ok(())
    }
}

/// One list.
struct One<'l, 'e> {
    lists: &'l mut Lists<'e>,
    list: List,
}

impl<'de> DeserializeSeed<'de> for One<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for One<'_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list of references")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while let Some(value) = seq.next_element::<Value>()? {
            self.lists.items += 1;
            let read =
                Reference::from_value(&value).ok_or_else(|| refused(&value, self.lists.items));
            (self.lists.each)(self.list, read);
        }
        Ok(())
    }
}

fn refused(value: &Value, number: u64) -> ItemError {
    let bytes = value.to_string().into_bytes();
    ItemError {
        external_id: None,
        reason: RejectReason::BlankId,
        faults: vec![Fault::new("no_reference", "/reference", "a reference needs an id")],
        place: format!("item {number}"),
        bytes_length: bytes.len(),
        bytes: bytes[..bytes.len().min(Rejected::BYTES_MAX)].to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &str, wanted: &[&str]) {
        let mut shown = Vec::new();
        let read = references(&mut body.as_bytes(), &mut |list, reference| {
            shown.push(match reference {
                Ok(reference) => format!("{list:?} {} {}", reference.reference, reference.closed),
                Err(error) => format!("{list:?} {:?}", error.reason),
            });
        });
        match read {
            Ok(()) => {}
            Err(ReadError::Foreign { .. }) => shown.push("foreign".to_owned()),
            Err(ReadError::Malformed { .. }) => shown.push("malformed".to_owned()),
            Err(other) => panic!("{other:?}"),
        }
        assert_eq!(shown, wanted, "{body}");
    }

    #[test]
    fn references_stand_in_their_lists() {
        check(
            r#"{"allReferences":[{"reference":"a","status":"ACTIVE"},{"reference":"b","closingTimestamp":1}]}"#,
            &["All a false", "All b true"],
        );
        check(
            r#"{"createdReferences":[{"reference":"a"}],"x":{"y":[1]},"modifiedReferences":[{"reference":"b"}],"closedReferences":[{"reference":"c","status":"closed"}]}"#,
            &["Changed a false", "Changed b false", "Closed c true"],
        );
        check("{}", &[]);
        check(r#"{"allReferences":null}"#, &[]);
    }

    #[test]
    fn a_bad_reference_costs_nobody_else() {
        check(
            r#"{"allReferences":[7,{"reference":" "},{"reference":"a","creationTimestamp":"x"}]}"#,
            &["All BlankId", "All BlankId", "All a false"],
        );
    }

    #[test]
    fn what_is_no_list_is_foreign_and_what_is_cut_is_malformed() {
        check("<html>", &["foreign"]);
        check("", &["foreign"]);
        check("[]", &["malformed"]);
        check(r#"{"error":"no"}"#, &["foreign"]);
        check(r#"{"allReferences":[{"reference":"a"}"#, &["All a false", "malformed"]);
        check(r#"{"allReferences":[]}x"#, &["malformed"]);
        check(r#"{"allReferences":"a"}"#, &["malformed"]);
    }
}
