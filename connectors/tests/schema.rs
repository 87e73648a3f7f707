//! The published JSON Schema and the reader agree about every push fixture:
//! what is read is valid, and what is refused for its shape is not.

#![cfg(test)]

use std::fs;
use std::path::Path;

use connectors::formats::push;
use connectors::{Profile, ReadContext};
use schemas::PartnerName;
use serde_json::Value;

/// Faults of shape, which a schema can tell. The others are about calendars,
/// lists of codes, and bytes.
const SHAPE: [&str; 12] = [
    "unknown_field",
    "wrong_type",
    "not_allowed",
    "missing",
    "out_of_range",
    "title_missing",
    "employer_missing",
    "url_malformed",
    "email_malformed",
    "both_forms",
    "too_many",
    "date_unreadable",
];

fn schema() -> jsonschema::Validator {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/schemas/ad.schema.json");
    let schema: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    jsonschema::draft202012::new(&schema).unwrap()
}

/// Codes of the faults that the reader finds in an ad with the id `1`.
fn faults(ad: &[u8]) -> Vec<String> {
    let profile = Profile {
        partner: PartnerName::new("example").unwrap(),
        zone: "Europe/Oslo".to_owned(),
        language: None,
    };
    let context = ReadContext {
        profile: &profile,
        account: None,
        now: "2026-11-24T12:00:00Z".parse().unwrap(),
        url: None,
        snapshot_id: None,
    };
    let read = push::read_ad(ad, None, &context);
    read.err().map_or(Vec::new(), |error| error.faults.into_iter().map(|f| f.code).collect())
}

/// Where the two disagree about an ad.
fn disagreement(ad: &[u8], name: &str, schema: &jsonschema::Validator) -> Option<String> {
    let value = serde_json::from_slice::<Value>(ad).ok()?;
    let faults = faults(ad);
    let valid = schema.is_valid(&value);
    if faults.is_empty() && !valid {
        let told: Vec<String> = schema.iter_errors(&value).map(|e| e.to_string()).collect();
        return Some(format!("{name} is read, but is not valid: {told:?}"));
    }
    let misshapen = faults.iter().any(|fault| SHAPE.contains(&fault.as_str()));
    (misshapen && valid).then(|| format!("{name} is refused for {faults:?}, but is valid"))
}

#[test]
fn schema_and_reader_agree_about_every_fixture() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/push");
    let schema = schema();
    let (mut compared, mut found) = (0, Vec::new());
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if !path.is_file() {
            continue;
        }
        let bytes = fs::read(&path).unwrap();
        let name = path.display().to_string();
        let items: Vec<&[u8]> = if name.ends_with(".ndjson") {
            push::split_lines(&bytes).map(|(_, line)| line).collect()
        } else {
            push::split_array(&bytes).unwrap_or_else(|_| vec![&bytes])
        };
        for item in items {
            found.extend(disagreement(item, &name, &schema));
            compared += 1;
        }
    }
    assert!(compared >= 15, "{compared}");
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn schema_and_reader_agree_when_one_value_is_spoilt() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/push/full.json");
    let full: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let mut pointers = Vec::new();
    walk(&full, String::new(), &mut pointers);
    let schema = schema();
    let mut found = Vec::new();
    let spoilt = [
        Value::Null,
        Value::from(-7),
        Value::from("\u{1f35e}"),
        Value::from(true),
        serde_json::json!([[]]),
        serde_json::json!({"no": "such"}),
    ];
    for pointer in pointers.iter().filter(|pointer| !pointer.starts_with("/extensions/")) {
        for value in &spoilt {
            let mut ad = full.clone();
            *ad.pointer_mut(pointer).unwrap() = value.clone();
            let name = format!("{pointer} = {value}");
            found.extend(disagreement(ad.to_string().as_bytes(), &name, &schema));
        }
    }
    assert!(pointers.len() > 100, "{}", pointers.len());
    assert!(found.is_empty(), "{}", found.join("\n"));
}

fn walk(value: &Value, at: String, pointers: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            fields.iter().for_each(|(key, inner)| walk(inner, format!("{at}/{key}"), pointers));
        }
        Value::Array(items) => {
            let inside = items.iter().enumerate();
            inside.for_each(|(index, inner)| walk(inner, format!("{at}/{index}"), pointers));
        }
        _ => {}
    }
    if !at.is_empty() {
        pointers.push(at);
    }
}

#[test]
fn every_field_of_the_schema_is_documented() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    let page = fs::read_to_string(docs.join("data.md")).unwrap();
    let schema: Value =
        serde_json::from_slice(&fs::read(docs.join("schemas/ad.schema.json")).unwrap()).unwrap();
    let mut names = Vec::new();
    properties(&schema, &mut names);
    names.retain(|name| !page.contains(&format!("`{name}`")) && !in_a_list(&page, name));
    assert_eq!(names, Vec::<String>::new(), "not in docs/data.md");
}

/// Whether a name stands in one of the lists `{one, two}` of the page.
fn in_a_list(page: &str, name: &str) -> bool {
    let lists = page.split("`{").skip(1).filter_map(|rest| rest.split_once("}`"));
    lists.into_iter().any(|(list, _)| list.split(", ").any(|listed| listed == name))
}

fn properties(schema: &Value, names: &mut Vec<String>) {
    match schema {
        Value::Object(fields) => {
            let named = fields.get("properties").and_then(Value::as_object);
            names.extend(named.into_iter().flat_map(|named| named.keys().cloned()));
            fields.values().for_each(|inner| properties(inner, names));
        }
        Value::Array(items) => items.iter().for_each(|inner| properties(inner, names)),
        _ => {}
    }
}
