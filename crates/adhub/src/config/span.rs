//! Lengths of time as people write them.

use std::borrow::Cow;
use std::time::Duration;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// A length of time: `90s`, `5m`, `1h 30m`, `PT5M`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span(pub(crate) Duration);

impl std::fmt::Debug for Span {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(formatter)
    }
}

impl Serialize for Span {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{}s", self.0.as_secs_f64()))
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let wrong = |why: String| {
            serde::de::Error::custom(format!(
                "{text:?} is not a length of time ({why}), for example \"90s\", \"5m\" or \"1h 30m\""
            ))
        };
        let span: jiff::SignedDuration =
            text.parse().map_err(|error: jiff::Error| wrong(error.to_string()))?;
        Duration::try_from(span).map(Span).map_err(|_| wrong("it is negative".to_owned()))
    }
}

impl JsonSchema for Span {
    fn schema_name() -> Cow<'static, str> {
        "Span".into()
    }

    fn json_schema(_generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "A length of time.",
            "examples": ["90s", "5m", "1h 30m", "PT5M"]
        })
    }
}
