//! Schemas only grow: every version of a schema reads data of every other
//! (FULL_TRANSITIVE), as the registry enforces it too; and a published
//! version is never edited.

#![cfg(test)]

use std::collections::BTreeSet;

use apache_avro::Schema;
use apache_avro::reader::datum::GenericDatumReader;
use apache_avro::schema::{Name, ResolvedSchema};
use apache_avro::schema_compatibility::{Compatibility, SchemaCompatibility};
use apache_avro::types::Value;
use apache_avro::writer::datum::GenericDatumWriter;
use schemas::event::EVENTS;
use sha2::{Digest, Sha256};

/// What goes wrong when `reader` reads data of `writer`.
fn read_across(writer: &str, reader: &str) -> Result<(), String> {
    let writer = Schema::parse_str(writer).map_err(|error| error.to_string())?;
    let reader = Schema::parse_str(reader).map_err(|error| error.to_string())?;
    match SchemaCompatibility::can_read(&writer, &reader) {
        Ok(Compatibility::Full) => {}
        Ok(Compatibility::Partial) => return Err("some data cannot be read".to_owned()),
        Err(error) => return Err(error.to_string()),
    }
    for filled in [false, true] {
        for symbol in 0..SYMBOLS_MAX {
            read_sample(&writer, &reader, filled, symbol)?;
        }
    }
    Ok(())
}

/// More than any enum has, so that samples hold every symbol.
const SYMBOLS_MAX: usize = 12;

fn read_sample(
    writer: &Schema,
    reader: &Schema,
    filled: bool,
    symbol: usize,
) -> Result<(), String> {
    let names = ResolvedSchema::try_from(writer).map_err(|error| error.to_string())?;
    let value = sample(writer, &|name| names.get_names()[name], filled, symbol);
    let bytes = GenericDatumWriter::builder(writer)
        .build()
        .and_then(|ready| ready.write_value_to_vec(value))
        .map_err(|error| format!("sample of the writer: {error}"))?;
    let mut rest = bytes.as_slice();
    let read = GenericDatumReader::builder(writer)
        .reader_schema(reader)
        .build()
        .and_then(|ready| ready.read_value(&mut rest))
        .map_err(|error| error.to_string())?;
    // What was read must be data of the reader's schema, not only resolve.
    GenericDatumWriter::builder(reader)
        .build()
        .and_then(|ready| ready.write_value_to_vec(read))
        .map(drop)
        .map_err(|error| error.to_string())
}

/// A value of `schema`: with nothing in it that may be absent, or with
/// everything; enums have their symbol of that number, or their last.
fn sample<'s>(
    schema: &'s Schema,
    named: &dyn Fn(&Name) -> &'s Schema,
    filled: bool,
    symbol: usize,
) -> Value {
    let inner = |schema: &'s Schema| sample(schema, named, filled, symbol);
    match schema {
        Schema::Ref { name } => inner(named(name)),
        Schema::Null => Value::Null,
        Schema::Boolean => Value::Boolean(filled),
        Schema::Int => Value::Int(7),
        Schema::Long => Value::Long(7),
        Schema::TimestampMicros => Value::TimestampMicros(7),
        Schema::Float => Value::Float(0.5),
        Schema::Double => Value::Double(0.5),
        Schema::Bytes => Value::Bytes(vec![7]),
        Schema::String => Value::String("text".to_owned()),
        Schema::Fixed(fixed) => Value::Fixed(fixed.size, vec![7; fixed.size]),
        Schema::Enum(symbols) => {
            let index = symbol.min(symbols.symbols.len() - 1);
            Value::Enum(u32::try_from(index).unwrap(), symbols.symbols[index].clone())
        }
        Schema::Array(array) if filled => Value::Array(vec![inner(&array.items)]),
        Schema::Array(_) => Value::Array(Vec::new()),
        Schema::Map(map) if filled => {
            Value::Map([("key".to_owned(), inner(&map.types))].into_iter().collect())
        }
        Schema::Map(_) => Value::Map([].into()),
        Schema::Union(union) => {
            let index = if filled { union.variants().len() - 1 } else { 0 };
            let value = inner(&union.variants()[index]);
            Value::Union(u32::try_from(index).unwrap(), Box::new(value))
        }
        Schema::Record(record) => Value::Record(
            record.fields.iter().map(|field| (field.name.clone(), inner(&field.schema))).collect(),
        ),
        other => panic!("schemas of ours do not use {other:?}: add it here"),
    }
}

#[test]
fn every_version_reads_every_other() {
    for event in EVENTS {
        for (w, writer) in event.schemas.iter().enumerate() {
            for (r, reader) in event.schemas.iter().enumerate() {
                if let Err(fault) = read_across(writer, reader) {
                    panic!("{}: v{} cannot read v{}: {fault}", event.name, r + 1, w + 1);
                }
            }
        }
    }
}

const BASE: &str = r#"{"type": "record", "name": "E", "fields": [
    {"name": "id", "type": "string"},
    {"name": "kind", "type": {"type": "enum", "name": "K", "symbols": ["a", "b"]}},
    {"name": "count", "type": "int", "default": 0}
]}"#;

/// Edits [`BASE`]; `expected` is part of the fault in either direction, or
/// nothing when the edit is allowed.
fn check(edit: (&str, &str), expected: Option<&str>) {
    let edited = BASE.replacen(edit.0, edit.1, 1);
    assert_ne!(edited, BASE, "the edit {edit:?} changes nothing");
    let fault = read_across(BASE, &edited).and_then(|()| read_across(&edited, BASE)).err();
    match (expected, fault) {
        (None, None) => {}
        (Some(expected), Some(fault)) if fault.contains(expected) => {}
        (expected, fault) => panic!("expected {expected:?}, found {fault:?}"),
    }
}

#[test]
fn a_new_field_with_a_default_is_allowed() {
    let field = r#"{"name": "note", "type": ["null", "string"], "default": null}, "#;
    check((r#"{"name": "count""#, &format!(r#"{field}{{"name": "count""#)), None);
}

#[test]
fn a_new_field_without_a_default_is_found() {
    let field = r#"{"name": "note", "type": "string"}, "#;
    let edit = format!(r#"{field}{{"name": "count""#);
    check((r#"{"name": "count""#, &edit), Some("note"));
}

#[test]
fn a_renamed_field_is_found() {
    check((r#""name": "id""#, r#""name": "key""#), Some("key"));
}

#[test]
fn a_removed_field_without_a_default_is_found() {
    check((r#"{"name": "id", "type": "string"},"#, ""), Some("id"));
}

#[test]
fn a_removed_symbol_is_found() {
    check((r#"["a", "b"]"#, r#"["a"]"#), Some("some data cannot be read"));
}

#[test]
fn an_added_symbol_without_a_default_is_found() {
    check((r#"["a", "b"]"#, r#"["a", "b", "c"]"#), Some("some data cannot be read"));
}

#[test]
fn a_narrowed_type_is_found() {
    check((r#""type": "string""#, r#""type": "int""#), Some("id"));
}

#[test]
fn a_widened_type_is_found_by_the_older_reader() {
    check((r#""type": "int""#, r#""type": "long""#), Some("count"));
}

#[test]
fn every_field_is_documented_and_every_enum_has_a_default() {
    for event in EVENTS {
        let schema = Schema::parse_str(event.newest()).unwrap();
        let names = ResolvedSchema::try_from(&schema).unwrap();
        for (name, schema) in names.get_names() {
            match schema {
                Schema::Record(record) => {
                    for field in &record.fields {
                        assert!(field.doc.is_some(), "{name:?}.{} has no doc", field.name);
                    }
                }
                Schema::Enum(symbols) => {
                    assert!(symbols.default.is_some(), "{name:?} has no default");
                }
                _ => {}
            }
        }
    }
}

#[test]
fn published_versions_are_never_edited() {
    let mut lines = Vec::new();
    for event in EVENTS {
        for (index, schema) in event.schemas.iter().enumerate() {
            let digest = Sha256::digest(schema.as_bytes());
            lines.push(format!("{digest:x}  avro/{}/v{}.avsc", event.name, index + 1));
        }
    }
    let recorded: BTreeSet<_> = include_str!("../avro/SHA256SUMS").lines().collect();
    assert_eq!(
        lines.iter().map(String::as_str).collect::<BTreeSet<_>>(),
        recorded,
        "a published version was edited (add a version instead), or a new one is not yet recorded \
         in avro/SHA256SUMS (schemas/README.md)"
    );
}
