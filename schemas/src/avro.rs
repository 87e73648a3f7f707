//! Avro schemas, parsed once, and data between bytes and Rust values.
//!
//! Data of the newest schema goes straight between bytes and types; data of
//! any other version is resolved to the newest schema first.

use std::sync::{LazyLock, Mutex};

use apache_avro::Schema;
use apache_avro::reader::datum::GenericDatumReader;
use apache_avro::writer::datum::GenericDatumWriter;
use rustc_hash::FxHashMap;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The largest single piece that a length prefix may ask for, in bytes. Larger
/// than any record that a log accepts.
const ALLOCATION_BYTES_MAX: usize = 32 * 1024 * 1024;

/// One event's newest schema, ready to write and read.
pub struct AvroType {
    schema: &'static Schema,
    writer: GenericDatumWriter<'static>,
    reader: GenericDatumReader<'static>,
}

impl AvroType {
    /// Parses the last of `schemas`.
    pub fn newest(name: &str, schemas: &[&'static str]) -> Self {
        apache_avro::util::max_allocation_bytes(ALLOCATION_BYTES_MAX);
        let text = schemas.last().expect("every event has a first version");
        let schema = parse(text).unwrap_or_else(|error| {
            unreachable!("the newest schema of {name}, which tests parse, is not Avro: {error}")
        });
        Self {
            schema,
            writer: GenericDatumWriter::builder(schema)
                .human_readable(false)
                .build()
                .expect("a parsed schema of ours holds every name that it refers to"),
            reader: GenericDatumReader::builder(schema)
                .human_readable(false)
                .build()
                .expect("a parsed schema of ours holds every name that it refers to"),
        }
    }

    /// The parsed schema.
    pub fn schema(&self) -> &'static Schema {
        self.schema
    }

    /// Appends `value` to `buffer`.
    pub(crate) fn write<T: Serialize>(
        &self,
        buffer: &mut Vec<u8>,
        value: &T,
    ) -> Result<(), String> {
        self.writer.write_ser(buffer, value).map(drop).map_err(|error| error.to_string())
    }

    /// Reads what was written with this very schema. All of `datum` must be
    /// used up.
    pub(crate) fn read<T: DeserializeOwned>(&self, datum: &[u8]) -> Result<T, String> {
        let mut rest = datum;
        let value = self.reader.read_deser(&mut rest).map_err(|error| error.to_string())?;
        all_used(rest, datum)?;
        Ok(value)
    }

    /// Reads what was written with another version.
    pub(crate) fn read_resolved<T: DeserializeOwned>(
        &self,
        written: &OtherVersion,
        datum: &[u8],
    ) -> Result<T, String> {
        let mut rest = datum;
        let value = written.reader.read_value(&mut rest).map_err(|error| error.to_string())?;
        all_used(rest, datum)?;
        // Back to bytes, so that one reader alone decides what a type looks
        // like.
        let bytes = value
            .resolve(self.schema)
            .and_then(|value| self.writer.write_value_to_vec(value))
            .map_err(|error| error.to_string())?;
        self.read(&bytes)
    }
}

/// A version of a schema other than the newest that this build knows.
pub(crate) struct OtherVersion {
    reader: GenericDatumReader<'static>,
}

impl OtherVersion {
    /// Parses the text of a registry. `None` when it is not about the same
    /// event as `newest`.
    pub(crate) fn parse(text: &str, newest: &AvroType) -> Result<Option<Self>, String> {
        let schema = parse(text)?;
        if schema.name() != newest.schema.name() {
            return Ok(None);
        }
        let reader = GenericDatumReader::builder(schema)
            .human_readable(false)
            .build()
            .map_err(|error| error.to_string())?;
        Ok(Some(Self { reader }))
    }
}

fn all_used(rest: &[u8], datum: &[u8]) -> Result<(), String> {
    match rest.len() {
        0 => Ok(()),
        left => Err(format!("{left} of {} bytes are left over", datum.len())),
    }
}

/// Parses a schema and keeps it as long as the process lives: readers and
/// writers borrow it. A registry holds few schemas, each kept once.
fn parse(text: &str) -> Result<&'static Schema, String> {
    static PARSED: LazyLock<Mutex<FxHashMap<String, &'static Schema>>> =
        LazyLock::new(Mutex::default);
    let mut parsed = PARSED.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(schema) = parsed.get(text) {
        return Ok(schema);
    }
    let schema = Schema::parse_str(text).map_err(|error| error.to_string())?;
    let schema: &'static Schema = Box::leak(Box::new(schema));
    parsed.insert(text.to_owned(), schema);
    Ok(schema)
}
