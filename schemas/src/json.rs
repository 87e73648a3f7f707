//! A piece of JSON that the hub carries without reading it.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// Valid JSON text. Avro: `string`. JSON: the value itself, not quoted.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Json(String);

impl Json {
    /// From a value.
    pub fn from_value(value: &serde_json::Value) -> Self {
        Self(value.to_string())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Reads it.
    pub fn to_value(&self) -> serde_json::Value {
        serde_json::from_str(&self.0).unwrap_or(serde_json::Value::Null)
    }
}

/// Builds one JSON object from fields that are JSON already, in their order.
/// White space between values is left out, so that what is printed stays on
/// one line.
#[derive(Clone, Debug)]
pub struct ObjectBuilder(String);

impl ObjectBuilder {
    /// An empty object with room for so many bytes.
    pub fn with_capacity(bytes: usize) -> Self {
        let mut text = String::with_capacity(bytes.saturating_add(2));
        text.push('{');
        Self(text)
    }

    /// No field was added.
    pub fn is_empty(&self) -> bool {
        self.0.len() == 1
    }

    /// Deepest nesting of a field: readers of JSON stop at 128 levels, and
    /// the object will lie inside others.
    pub const DEPTH_MAX: usize = 100;

    /// Adds a field as it came.
    ///
    /// # Errors
    /// When it is nested deeper than [`ObjectBuilder::DEPTH_MAX`]; the object
    /// stays as it was.
    pub fn raw(&mut self, name: &str, value: &RawValue) -> Result<(), TooDeep> {
        let before = self.0.len();
        self.name(name);
        let added = compact_into(&mut self.0, value.get());
        if added.is_err() {
            self.0.truncate(before);
        }
        added
    }

    /// Adds a field.
    pub fn json(&mut self, name: &str, value: &Json) {
        self.name(name);
        self.0.push_str(&value.0);
    }

    /// The object.
    pub fn build(mut self) -> Json {
        self.0.push('}');
        Json(self.0)
    }

    fn name(&mut self, name: &str) {
        if !self.is_empty() {
            self.0.push(',');
        }
        // Most names need no escapes.
        if name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.@:".contains(&byte)) {
            self.0.push('"');
            self.0.push_str(name);
            self.0.push('"');
        } else {
            self.0.push_str(&serde_json::Value::from(name).to_string());
        }
        self.0.push(':');
    }
}

/// A field is nested too deep to be carried.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("nested deeper than {max} levels", max = ObjectBuilder::DEPTH_MAX)]
pub struct TooDeep;

fn compact_into(compact: &mut String, text: &str) -> Result<(), TooDeep> {
    let bytes = text.as_bytes();
    let mut depth = 0_usize;
    let (mut kept_to, mut at) = (0, 0);
    while at < bytes.len() {
        match bytes[at] {
            b'"' => {
                at += 1;
                while at < bytes.len() && bytes[at] != b'"' {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
            }
            b' ' | b'\n' | b'\r' | b'\t' => {
                compact.push_str(&text[kept_to..at]);
                kept_to = at + 1;
            }
            b'[' | b'{' => {
                depth += 1;
                if depth > ObjectBuilder::DEPTH_MAX {
                    return Err(TooDeep);
                }
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += 1;
    }
    compact.push_str(&text[kept_to..]);
    Ok(())
}

impl Serialize for Json {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            let raw: &RawValue =
                serde_json::from_str(&self.0).map_err(serde::ser::Error::custom)?;
            raw.serialize(serializer)
        } else {
            serializer.serialize_str(&self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            serde_json::Value::deserialize(deserializer).map(|value| Self::from_value(&value))
        } else {
            let text = String::deserialize(deserializer)?;
            serde_json::from_str::<&RawValue>(&text).map_err(serde::de::Error::custom)?;
            Ok(Self(text))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_keep_their_order_and_lose_their_lines() {
        let raw: Box<RawValue> =
            serde_json::from_str("{\n \"b\" : [1, \"x \\\\\\\" y\"],\t\"a\": null }").unwrap();
        let mut object = ObjectBuilder::with_capacity(64);
        assert!(object.is_empty());
        object.raw("z \"quoted\"", &raw).unwrap();
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let deep: Box<RawValue> = serde_json::from_str(&deep).unwrap();
        assert_eq!(object.raw("deep", &deep), Err(TooDeep));
        object.json("a", &Json::from_value(&1.into()));
        assert_eq!(
            object.build().as_str(),
            r#"{"z \"quoted\"":{"b":[1,"x \\\" y"],"a":null},"a":1}"#
        );
    }
}
