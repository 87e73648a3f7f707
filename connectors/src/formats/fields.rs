//! The fields of a JSON object, each still as its own bytes: what is read is
//! taken out, what is left can be kept as it came. One bad field never costs
//! the others.

use std::borrow::Cow;
use std::fmt;

use schemas::json::ObjectBuilder;
use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// Fields in the order in which they came.
#[derive(Default)]
pub(crate) struct Fields<'a>(Vec<(Name<'a>, &'a RawValue)>);

/// A field's name; borrows when it has no escapes.
struct Name<'a>(Cow<'a, str>);

impl<'a> Fields<'a> {
    /// The bytes of a field, which stays.
    pub(crate) fn get(&self, name: &str) -> Option<&'a RawValue> {
        self.0.iter().find(|(key, _)| key.0 == name).map(|(_, raw)| *raw)
    }

    /// The bytes of a field, which leaves. When it came several times the first
    /// counts and all leave: what is left would stand in its place when the
    /// object is written again.
    pub(crate) fn take(&mut self, name: &str) -> Option<&'a RawValue> {
        let at = self.0.iter().position(|(key, _)| key.0 == name)?;
        let (_, value) = self.0.remove(at);
        if self.0[at..].iter().any(|(key, _)| key.0 == name) {
            self.0.retain(|(key, _)| key.0 != name);
        }
        Some(value)
    }

    /// What a field holds: `Ok(None)` when it is absent or null.
    pub(crate) fn value<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, Unreadable> {
        match self.get(name) {
            None => Ok(None),
            Some(raw) => serde_json::from_str(raw.get())
                .map_err(|error| Unreadable { message: error.to_string() }),
        }
    }

    /// An object inside; empty when absent, null, or something else.
    pub(crate) fn object(&self, name: &str) -> Fields<'a> {
        self.get(name).and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or_default()
    }

    /// Drops the fields for which `keep` says no.
    pub(crate) fn retain(&mut self, mut keep: impl FnMut(&str, &RawValue) -> bool) {
        self.0.retain(|(name, raw)| keep(&name.0, raw));
    }

    /// Nothing is left.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds what is left to an object, in order; gives how many fields were
    /// nested too deep and left out.
    pub(crate) fn write(&self, object: &mut ObjectBuilder) -> usize {
        self.0.iter().filter(|(name, raw)| object.raw(&name.0, raw).is_err()).count()
    }
}

/// A field that is not of the type that belongs there.
#[derive(Debug)]
pub(crate) struct Unreadable {
    /// What was seen and what was expected.
    pub(crate) message: String,
}

impl<'de: 'a, 'a> Deserialize<'de> for Fields<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct FieldsVisitor;
        impl<'de> Visitor<'de> for FieldsVisitor {
            type Value = Fields<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields<'de>, A::Error> {
                let mut fields: Vec<(Name<'de>, &'de RawValue)> = Vec::with_capacity(40);
                while let Some(name) = map.next_key::<Name<'de>>()? {
                    fields.push((name, map.next_value()?));
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(FieldsVisitor)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Name<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NameVisitor;
        impl<'de> Visitor<'de> for NameVisitor {
            type Value = Name<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a name")
            }

            fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Borrowed(name)))
            }

            fn visit_str<E>(self, name: &str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Owned(name.to_owned())))
            }
        }
        deserializer.deserialize_str(NameVisitor)
    }
}
