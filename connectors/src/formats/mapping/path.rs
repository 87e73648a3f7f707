//! Where a field stands in an item: `company`, `location.city`, `@id`,
//! `link[@rel=alternate].@href`, and `^channel.title` for what stands outside
//! of the items.
//!
//! Lists are walked through, so that one value and a list of one are the same.
//! Names are compared without case when none is written exactly so.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::{self, Deserializer, SeqAccess, Visitor};
use serde_json::Value;

/// One path.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct Path {
    outside: bool,
    steps: Vec<Step>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
struct Step {
    name: String,
    /// Only objects whose field has this text.
    only: Option<(String, String)>,
}

/// A path that cannot be followed.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{0:?} is no path: names joined by dots are needed, as in `location.city`")]
pub struct NoPath(pub String);

impl TryFrom<String> for Path {
    type Error = NoPath;

    fn try_from(text: String) -> Result<Self, NoPath> {
        let refuse = || NoPath(text.clone());
        let (outside, inner) =
            text.strip_prefix('^').map_or((false, &text[..]), |rest| (true, rest));
        let mut steps = Vec::new();
        let mut rest = inner;
        loop {
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            let name = rest[..end].to_owned();
            if name.trim().is_empty() {
                return Err(refuse());
            }
            rest = &rest[end..];
            let mut only = None;
            if let Some(inside) = rest.strip_prefix('[') {
                let (filter, after) = inside.split_once(']').ok_or_else(refuse)?;
                let (field, wanted) = filter.split_once('=').ok_or_else(refuse)?;
                only = Some((field.to_owned(), wanted.to_owned()));
                rest = after;
            }
            steps.push(Step { name, only });
            match rest.strip_prefix('.') {
                Some(after) => rest = after,
                None if rest.is_empty() => return Ok(Self { outside, steps }),
                None => return Err(refuse()),
            }
        }
    }
}

impl Path {
    /// What the path leads to, lists opened, in order.
    pub(crate) fn follow<'v>(&self, item: &'v Value, outside: &'v Value) -> Vec<&'v Value> {
        let mut found = Vec::new();
        self.each(item, outside, &mut |value| found.push(value));
        found
    }

    /// Hands over what the path leads to, lists opened, in order.
    pub(super) fn each<'v>(
        &self,
        item: &'v Value,
        outside: &'v Value,
        each: &mut dyn FnMut(&'v Value),
    ) {
        walk(if self.outside { outside } else { item }, &self.steps, each);
    }
}

fn walk<'v>(value: &'v Value, steps: &[Step], each: &mut dyn FnMut(&'v Value)) {
    let Some((step, rest)) = steps.split_first() else { return each(value) };
    open(field(value, &step.name), &mut |value| {
        let fits = step.only.as_ref().is_none_or(|(name, wanted)| {
            field(value, name).and_then(plain).is_some_and(|text| text == *wanted)
        });
        if fits {
            walk(value, rest, each);
        }
    });
}

/// A field of an object by its name, else by its name without case.
pub(super) fn field<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
    let fields = value.as_object()?;
    fields.get(name).or_else(|| {
        fields.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    })
}

fn open<'v>(value: Option<&'v Value>, each: &mut dyn FnMut(&'v Value)) {
    match value {
        None | Some(Value::Null) => {}
        Some(Value::Array(values)) => values.iter().for_each(|value| open(Some(value), each)),
        Some(value) => each(value),
    }
}

/// A text, a number, a truth value, or the text of an element.
pub(super) fn plain(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::String(text) => Some(Cow::Borrowed(text)),
        Value::Number(number) => Some(Cow::Owned(number.to_string())),
        Value::Bool(truth) => Some(Cow::Borrowed(if *truth { "true" } else { "false" })),
        Value::Object(fields) => fields.get("#text").and_then(plain),
        Value::Null | Value::Array(_) => None,
    }
}

/// Paths in the order in which they are tried; one of them may stand alone.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Paths(pub(crate) Vec<Path>);

impl Paths {
    /// There is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'de> Deserialize<'de> for Paths {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PathsVisitor;
        impl<'de> Visitor<'de> for PathsVisitor {
            type Value = Paths;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a path, or a list of paths")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Paths, E> {
                let path = Path::try_from(text.to_owned()).map_err(E::custom)?;
                Ok(Paths(vec![path]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Paths, A::Error> {
                let mut paths = Vec::new();
                while let Some(path) = seq.next_element()? {
                    paths.push(path);
                }
                Ok(Paths(paths))
            }
        }
        deserializer.deserialize_any(PathsVisitor)
    }
}

impl JsonSchema for Paths {
    fn schema_name() -> Cow<'static, str> {
        "Paths".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": ["array", "string"],
            "items": { "type": "string" },
            "examples": ["location.city"]
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(path: &str, wanted: &[&str]) {
        let item = json!({
            "id": 7, "Title": "Baker", "list": [{"a": "1"}, {"a": ["2", ["3"]]}, null],
            "link": [{"@rel": "self", "@href": "x"}, {"@rel": "alternate", "@href": "y"}],
            "text": {"@lang": "en", "#text": "words"}, "no": null,
        });
        let outside = json!({"channel": {"title": "Acme"}});
        let path = Path::try_from(path.to_owned()).unwrap();
        let found: Vec<String> = path
            .follow(&item, &outside)
            .into_iter()
            .filter_map(plain)
            .map(Cow::into_owned)
            .collect();
        assert_eq!(found, wanted);
    }

    #[test]
    fn paths_lead_through_objects_and_lists() {
        check("id", &["7"]);
        check("title", &["Baker"]);
        check("list.a", &["1", "2", "3"]);
        check("link[@rel=alternate].@href", &["y"]);
        check("text", &["words"]);
        check("text.@lang", &["en"]);
        check("^channel.title", &["Acme"]);
        check("no", &[]);
        check("title.x", &[]);
    }

    #[test]
    fn what_is_no_path_is_refused() {
        for text in ["", "a..b", ".a", "a[b]", "a[b=c", "a[b=c]d", "^"] {
            assert!(Path::try_from(text.to_owned()).is_err(), "{text}");
        }
    }
}
