//! Events to bytes and back, in the Confluent wire format: a zero byte, the
//! schema id (4 bytes, big-endian), the Avro datum.

use std::cell::RefCell;
use std::sync::{Arc, PoisonError, RwLock};

use bytes::Bytes;
use rustc_hash::FxHashMap;
use serde::de::DeserializeOwned;

use crate::avro::OtherVersion;
use crate::event::Event;
use crate::registry::{SchemaError, SchemaTable};
use crate::topic;

/// First byte of every value.
const MAGIC: u8 = 0;
/// Magic byte and schema id.
const HEADER_BYTES: usize = 5;

/// Encodes and decodes events. Cheap to share behind an `Arc`; every method
/// takes `&self`.
pub struct Codec {
    table: Arc<dyn SchemaTable>,
    /// What each topic's values are written with.
    topics: FxHashMap<&'static str, TopicSchema>,
    /// Event whose newest schema has this id.
    newest: FxHashMap<u32, &'static str>,
    /// Versions met while reading, by schema id.
    others: RwLock<FxHashMap<(u32, &'static str), Arc<OtherVersion>>>,
}

#[derive(Clone, Copy)]
struct TopicSchema {
    id: u32,
    event: &'static str,
}

/// An event could not become bytes: our own mistake.
#[derive(Debug, thiserror::Error)]
#[error("{name} does not fit its schema: {reason}")]
pub struct EncodeError {
    /// Event.
    pub name: &'static str,
    /// What does not fit, and where.
    pub reason: String,
}

/// Bytes could not become an event.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    /// The registry is away: ask again.
    #[error(transparent)]
    Schema(SchemaError),
    /// The bytes are not this event: reject the record.
    #[error("record is not a valid {name}: {reason}")]
    Undecodable {
        /// Event.
        name: &'static str,
        /// What was wrong.
        reason: String,
    },
}

impl Codec {
    /// Registers the newest schema of every event under `TOPIC-value` of each
    /// topic that carries it.
    ///
    /// # Errors
    /// [`SchemaError::Unavailable`]: try again. [`SchemaError::Refused`]: the
    /// schema breaks compatibility.
    pub fn open(table: Arc<dyn SchemaTable>) -> Result<Self, SchemaError> {
        let mut topics = FxHashMap::default();
        let mut newest = FxHashMap::default();
        for topic in topic::topics() {
            let event = topic.event;
            let id = table.register(&topic::subject(topic.name), event.newest())?;
            topics.insert(topic.name, TopicSchema { id, event: event.name });
            newest.insert(id, event.name);
        }
        Ok(Self { table, topics, newest, others: RwLock::default() })
    }

    /// Encodes an event for a topic.
    ///
    /// # Errors
    /// When the value does not fit its schema, or the topic carries another
    /// event.
    pub fn encode<E: Event>(&self, topic: &str, event: &E) -> Result<Bytes, EncodeError> {
        let fails = |reason| EncodeError { name: E::NAME, reason };
        let Some(schema) = self.topics.get(topic).filter(|schema| schema.event == E::NAME) else {
            return Err(fails(format!("topic {topic} does not carry it")));
        };
        // One buffer a thread grows to its largest event; the copy is exact.
        thread_local!(static BUFFER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) });
        BUFFER.with_borrow_mut(|buffer| {
            buffer.clear();
            buffer.push(MAGIC);
            buffer.extend_from_slice(&schema.id.to_be_bytes());
            E::avro().write(buffer, event).map_err(fails)?;
            Ok(Bytes::copy_from_slice(buffer))
        })
    }

    /// Decodes an event that was written with any known version of its schema.
    ///
    /// # Errors
    /// [`DecodeError`] tells a poison record from a registry that is away.
    pub fn decode<E: Event>(&self, bytes: &[u8]) -> Result<E, DecodeError> {
        self.decode_part::<E, E>(bytes)
    }

    /// Decodes some fields of an event: those that `T` has, under the names
    /// that they have in `E`. The others are passed over without being built,
    /// which makes reading the head of a large event several times as fast.
    ///
    /// # Errors
    /// As [`Codec::decode`].
    pub fn decode_part<E: Event, T: DeserializeOwned>(
        &self,
        bytes: &[u8],
    ) -> Result<T, DecodeError> {
        let fails = |reason| DecodeError::Undecodable { name: E::NAME, reason };
        let (id, datum) = split(bytes).map_err(fails)?;
        if self.newest.get(&id).is_some_and(|event| *event == E::NAME) {
            return E::avro().read(datum).map_err(fails);
        }
        let written = self.other_version::<E>(id)?;
        E::avro().read_resolved(&written, datum).map_err(fails)
    }

    /// The version that `id` stands for, from the table at its first use.
    fn other_version<E: Event>(&self, id: u32) -> Result<Arc<OtherVersion>, DecodeError> {
        let fails = |reason| DecodeError::Undecodable { name: E::NAME, reason };
        let known = self.others.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(version) = known.get(&(id, E::NAME)) {
            return Ok(Arc::clone(version));
        }
        drop(known);
        let text = self.table.schema(id).map_err(|error| match error {
            SchemaError::UnknownId(_) => fails(error.to_string()),
            SchemaError::Unavailable(_) | SchemaError::Refused { .. } => DecodeError::Schema(error),
        })?;
        let version = OtherVersion::parse(&text, E::avro())
            .map_err(|reason| fails(format!("schema id {id} is unreadable: {reason}")))?
            .ok_or_else(|| fails(format!("schema id {id} describes another event")))?;
        let version = Arc::new(version);
        let mut known = self.others.write().unwrap_or_else(PoisonError::into_inner);
        known.insert((id, E::NAME), Arc::clone(&version));
        Ok(version)
    }
}

/// Schema id and datum.
fn split(bytes: &[u8]) -> Result<(u32, &[u8]), String> {
    let Some((header, datum)) = bytes.split_first_chunk::<HEADER_BYTES>() else {
        return Err(format!(
            "{} bytes are too few: a magic byte and a schema id take {HEADER_BYTES}",
            bytes.len()
        ));
    };
    let [magic, id @ ..] = *header;
    if magic != MAGIC {
        return Err(format!("first byte is {magic:#04x}, the wire format begins with 0x00"));
    }
    Ok((u32::from_be_bytes(id), datum))
}
