//! Avro schemas, parsed once, and data between bytes and Rust values.
//!
//! Data of the newest schema goes straight between bytes and types, led by a
//! compiled form of the schema; data of any other version is resolved to the
//! newest schema by apache-avro first. apache-avro is the reference: property
//! tests hold our bytes equal to its own.

mod fault;
mod plan;
mod read;
mod write;

use std::sync::{LazyLock, Mutex, PoisonError};

use apache_avro::Schema;
use apache_avro::reader::datum::GenericDatumReader;
use apache_avro::writer::datum::GenericDatumWriter;
use rustc_hash::FxHashMap;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};

use plan::Node;

/// The largest single piece that a length prefix may ask for, in bytes. Larger
/// than any record that a log accepts.
const ALLOCATION_BYTES_MAX: usize = 32 * 1024 * 1024;

/// One event's newest schema, ready to write and read.
pub struct AvroType {
    parsed: &'static Parsed,
}

impl AvroType {
    /// Parses the last of `schemas`.
    pub fn newest(name: &str, schemas: &[&'static str]) -> Self {
        apache_avro::util::max_allocation_bytes(ALLOCATION_BYTES_MAX);
        let text = schemas.last().expect("every event has a first version");
        let parsed = parse(text).unwrap_or_else(|reason| {
            unreachable!("the newest schema of {name}, which tests use, is unfit: {reason}")
        });
        Self { parsed }
    }

    /// The parsed schema.
    pub fn schema(&self) -> &'static Schema {
        &self.parsed.schema
    }

    /// Appends `value` to `buffer`.
    pub(crate) fn write<T: Serialize>(
        &self,
        buffer: &mut Vec<u8>,
        value: &T,
    ) -> Result<(), String> {
        write::write(buffer, self.parsed.node, value).map_err(|fault| fault.to_string())
    }

    /// Reads what was written with this very schema. All of `datum` must be
    /// used up.
    pub(crate) fn read<T: DeserializeOwned>(&self, datum: &[u8]) -> Result<T, String> {
        read_all(self.parsed.node, datum)
    }

    /// Reads what was written with another version.
    pub(crate) fn read_resolved<T: DeserializeOwned>(
        &self,
        written: &OtherVersion,
        datum: &[u8],
    ) -> Result<T, String> {
        // apache-avro reads a text that is cut off as null.
        read_all::<IgnoredAny>(written.parsed.node, datum)?;
        let value = written
            .reader
            .read_value(&mut &*datum)
            .and_then(|value| value.resolve(self.schema()))
            .map_err(|error| error.to_string())?;
        // Back to bytes, so that one reader alone decides what a type looks
        // like.
        let bytes = GenericDatumWriter::builder(self.schema())
            .build()
            .and_then(|writer| writer.write_value_to_vec(value))
            .map_err(|error| error.to_string())?;
        self.read(&bytes)
    }
}

/// A version of a schema other than the newest that this build knows.
pub(crate) struct OtherVersion {
    parsed: &'static Parsed,
    reader: GenericDatumReader<'static>,
}

impl OtherVersion {
    /// Parses the text of a registry. `None` when it is not about the same
    /// event as `newest`.
    pub(crate) fn parse(text: &str, newest: &AvroType) -> Result<Option<Self>, String> {
        let parsed = parse(text)?;
        if parsed.schema.name() != newest.schema().name() {
            return Ok(None);
        }
        let reader = GenericDatumReader::builder(&parsed.schema)
            .human_readable(false)
            .build()
            .map_err(|error| error.to_string())?;
        Ok(Some(Self { parsed, reader }))
    }
}

fn read_all<'de, T: Deserialize<'de>>(node: &'static Node, datum: &'de [u8]) -> Result<T, String> {
    let mut rest = datum;
    let value = read::read(&mut rest, node).map_err(|fault| fault.to_string())?;
    match rest.len() {
        0 => Ok(value),
        left => Err(format!("{left} of {} bytes are left over", datum.len())),
    }
}

struct Parsed {
    schema: Schema,
    node: &'static Node,
}

/// Parses a schema and keeps it as long as the process lives: readers and
/// writers borrow it. A registry holds few schemas, each kept once.
fn parse(text: &str) -> Result<&'static Parsed, String> {
    static PARSED: LazyLock<Mutex<FxHashMap<String, &'static Parsed>>> =
        LazyLock::new(Mutex::default);
    let mut parsed = PARSED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(parsed) = parsed.get(text) {
        return Ok(parsed);
    }
    let schema = Schema::parse_str(text).map_err(|error| error.to_string())?;
    let node = plan::compile(&schema)?;
    let new: &'static Parsed = Box::leak(Box::new(Parsed { schema, node }));
    parsed.insert(text.to_owned(), new);
    Ok(new)
}
