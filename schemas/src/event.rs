//! What a type must be to travel on a topic.

use serde::Serialize;
use serde::de::DeserializeOwned;

/// A value that travels on a topic. Its Avro schemas are
/// `schemas/avro/NAME/v1.avsc` and up; the newest one matches the Rust type.
pub trait Event: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Folder of its schemas: `received`, `change`, ….
    const NAME: &'static str;
    /// CloudEvents `ce_type`: `org.adhub.received.v1`, ….
    const TYPE: &'static str;
}

macro_rules! events {
    ($($type:ty => $name:literal;)*) => {
        $(impl Event for $type {
            const NAME: &'static str = $name;
            const TYPE: &'static str = concat!("org.adhub.", $name, ".v1");
        })*

        /// Names of all events, for registration and tests.
        pub const EVENT_NAMES: &[&str] = &[$($name),*];
    };
}

events! {
    crate::received::Received => "received";
    crate::revision::Revision => "revision";
    crate::change::Change => "change";
    crate::contacts::Contacts => "contacts";
    crate::rejected::Rejected => "rejected";
    crate::key::PartnerRecord => "partner_record";
    crate::cursor::PartnerCursor => "cursor";
    crate::dedupe_state::DedupeState => "dedupe_state";
    crate::group_state::GroupState => "group_state";
}
