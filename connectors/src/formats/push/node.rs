//! JSON as a tree that still knows its duplicate keys.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::object::{Report, Step};

/// One JSON value; text borrows from the bytes where it has no escapes.
pub(super) enum Node<'a> {
    Null,
    Bool(bool),
    Number(Number),
    Text(Cow<'a, str>),
    List(Vec<Node<'a>>),
    Object(Vec<(Cow<'a, str>, Node<'a>)>),
}

/// Parses bytes. What cannot be parsed is one fault; the id is then unknown.
pub(super) fn parse<'a>(bytes: &'a [u8], report: &Report) -> Result<Node<'a>, Option<String>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let at = error.valid_up_to();
            report.fault(
                "invalid_utf8",
                format!("byte {} (0x{:02x}) is not valid UTF-8; only UTF-8 is read", at, bytes[at]),
            );
            return Err(None);
        }
    };
    match serde_json::from_str::<Node<'a>>(text) {
        Ok(root @ Node::Object(_)) => {
            root.find_duplicates(report);
            Ok(root)
        }
        Ok(other) => {
            report.fault("not_an_object", format!("an ad is a JSON object, not {}", other.kind()));
            Err(None)
        }
        Err(error) if error.to_string().starts_with("recursion limit") => {
            let place = format!("line {} column {}", error.line(), error.column());
            report.fault(
                "too_deep",
                format!("nested deeper than 127 levels at {place}; an ad needs fewer than 10"),
            );
            Err(None)
        }
        Err(error) => {
            report.fault("malformed_json", format!("not valid JSON: {error}"));
            Err(None)
        }
    }
}

impl<'a> Node<'a> {
    /// What it is, in words.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::Text(_) => "a string",
            Self::List(_) => "an array",
            Self::Object(_) => "an object",
        }
    }

    /// Nothing was given.
    pub(super) fn is_unsaid(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }

    /// The partner's id, to name an ad that could not be read.
    pub(super) fn external_id(&self) -> Option<String> {
        let Self::Object(fields) = self else { return None };
        fields.iter().find(|(key, _)| key == "external_id").and_then(|(_, node)| match node {
            Self::Text(text) => Some(text.trim().chars().take(512).collect()),
            Self::Number(number) => Some(number.to_string()),
            _ => None,
        })
    }

    /// The same as a value of `serde_json`.
    pub(super) fn to_value(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(value) => Value::Bool(*value),
            Self::Number(number) => Value::Number(number.clone()),
            Self::Text(text) => Value::String(text.clone().into_owned()),
            Self::List(items) => Value::Array(items.iter().map(Self::to_value).collect()),
            Self::Object(fields) => Value::Object(
                fields
                    .iter()
                    .map(|(key, node)| (key.clone().into_owned(), node.to_value()))
                    .collect::<Map<_, _>>(),
            ),
        }
    }

    fn find_duplicates(&self, report: &Report) {
        match self {
            Self::Object(fields) => {
                let mut seen = HashSet::new();
                for (at, (key, node)) in fields.iter().enumerate() {
                    let first = if fields.len() <= 40 {
                        fields[..at].iter().all(|(other, _)| other != key)
                    } else {
                        seen.insert(key.as_ref())
                    };
                    report.within(Step::Key(key), || {
                        if !first {
                            report.fault("duplicate_key", format!("{key:?} is given twice"));
                        }
                        node.find_duplicates(report);
                    });
                }
            }
            Self::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    if matches!(item, Self::Object(_) | Self::List(_)) {
                        report.within(Step::Index(index), || item.find_duplicates(report));
                    }
                }
            }
            _ => {}
        }
    }
}

impl<'de> Deserialize<'de> for Node<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

/// Text that borrows when it can.
struct Key<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Node::deserialize(deserializer)? {
            Node::Text(text) => Ok(Self(text)),
            _ => Err(serde::de::Error::custom("a key is a string")),
        }
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Node<'de>, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node<'de>, E> {
        Ok(Node::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node<'de>, E> {
        Ok(Node::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node<'de>, E> {
        Ok(Node::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node<'de>, E> {
        Ok(Number::from_f64(value).map_or(Node::Null, Node::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node<'de>, E> {
        Ok(Node::Text(Cow::Owned(value.to_owned())))
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Node<'de>, E> {
        Ok(Node::Text(Cow::Borrowed(value)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node<'de>, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Node::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Node<'de>, A::Error> {
        let mut object = Vec::with_capacity(16);
        while let Some((Key(key), node)) = fields.next_entry()? {
            object.push((key, node));
        }
        Ok(Node::Object(object))
    }
}
