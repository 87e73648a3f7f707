//! The words of the hub: the canonical ad, every event on every topic, their
//! Avro schemas, and how they become bytes and come back.
//!
//! Pure: no I/O, no clock, no randomness. Where an id of a schema comes from
//! (a registry, or the embedded log's own table) is behind [`SchemaTable`].

pub mod ad;
pub mod avro;
pub mod change;
pub mod codec;
pub mod contacts;
pub mod cursor;
pub mod dedupe_state;
pub mod event;
pub mod group_state;
pub mod headers;
pub mod id;
pub mod json;
pub mod key;
pub mod page;
pub mod partner;
pub mod quarantine;
pub mod received;
pub mod registry;
pub mod rejected;
pub mod revision;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod time;
pub mod topic;

pub use ad::Ad;
pub use change::Change;
pub use codec::{Codec, DecodeError, EncodeError};
pub use event::{Event, EventDefinition};
pub use id::{AdId, EventId, JobId};
pub use partner::PartnerName;
pub use received::Received;
pub use registry::{SchemaError, SchemaTable};
pub use rejected::Rejected;
pub use revision::Revision;
pub use time::{LocalMoment, Timestamp};
