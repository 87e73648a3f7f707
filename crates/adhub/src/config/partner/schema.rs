//! What the JSON Schema of `[partners.NAME]` says beyond its types: names of
//! formats, and every key of a dialect.

use connectors::formats::dialect::Dialect;
use schemars::{JsonSchema, Schema};

use super::pulled;

/// Names for the schema.
#[derive(JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[expect(dead_code, reason = "only its schema is used")]
pub(super) enum ContentNames {
    Full,
    Brief,
}

/// Names for the schema.
#[derive(JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[expect(dead_code, reason = "only its schema is used")]
pub(super) enum CompletenessNames {
    Proven,
    Never,
}

/// Names for the schema.
#[derive(JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(dead_code, reason = "only its schema is used")]
pub(super) enum DuplicatesNames {
    First,
    MergePlaces,
    Keep,
}

pub(super) fn formats(_generator: &mut schemars::SchemaGenerator) -> Schema {
    schemars::json_schema!({ "type": "string", "enum": pulled() })
}

/// Every key of a dialect; none is needed, as they are put over those of the
/// format.
pub(super) fn dialect_keys(_generator: &mut schemars::SchemaGenerator) -> Schema {
    let settings = schemars::generate::SchemaSettings::draft2020_12()
        .with(|settings| settings.inline_subschemas = true);
    let mut schema = settings.into_generator().into_root_schema_for::<Dialect>().to_value();
    without_needs(&mut schema);
    let extends = serde_json::json!({
        "type": "string",
        "description": "A built-in dialect to start from. Default: the format."
    });
    schema["properties"]["extends"] = extends;
    if let Some(keys) = schema.as_object_mut() {
        keys.retain(|key, _| !["$schema", "title", "description"].contains(&key.as_str()));
    }
    schema.try_into().expect("an object is a schema")
}

fn without_needs(schema: &mut serde_json::Value) {
    match schema {
        serde_json::Value::Object(keys) => {
            if keys.get("required").is_some_and(serde_json::Value::is_array) {
                keys.remove("required");
            }
            keys.values_mut().for_each(without_needs);
        }
        serde_json::Value::Array(values) => values.iter_mut().for_each(without_needs),
        _ => {}
    }
}
