//! What a type must be to travel on a topic.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::avro::AvroType;

/// A value that travels on a topic. Its Avro schemas are
/// `schemas/avro/NAME/v1.avsc` and up; the newest one matches the Rust type.
pub trait Event: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Folder of its schemas: `received`, `change`, ….
    const NAME: &'static str;
    /// CloudEvents `ce_type`: `org.adhub.received.v1`, …. Its number changes
    /// only with a meaning, never with an added field.
    const TYPE: &'static str;
    /// Every version of its Avro schema, oldest first.
    const SCHEMAS: &'static [&'static str];

    /// The newest schema, parsed once.
    fn avro() -> &'static AvroType;
}

/// What is known about an event without its Rust type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct EventDefinition {
    /// [`Event::NAME`].
    pub name: &'static str,
    /// [`Event::TYPE`].
    pub ce_type: &'static str,
    /// [`Event::SCHEMAS`].
    pub schemas: &'static [&'static str],
}

impl EventDefinition {
    /// The newest schema, Avro JSON.
    pub fn newest(&self) -> &'static str {
        self.schemas[self.schemas.len() - 1]
    }
}

macro_rules! events {
    ($($type:ty => $name:literal [$($version:literal),+];)*) => {
        $(impl Event for $type {
            const NAME: &'static str = $name;
            const TYPE: &'static str = concat!("org.adhub.", $name, ".v1");
            const SCHEMAS: &'static [&'static str] =
                &[$(include_str!(concat!("../avro/", $name, "/v", $version, ".avsc"))),+];

            fn avro() -> &'static AvroType {
                static AVRO: std::sync::LazyLock<AvroType> = std::sync::LazyLock::new(|| {
                    AvroType::newest(<$type as Event>::NAME, <$type as Event>::SCHEMAS)
                });
                &AVRO
            }
        })*

        /// Names of all events, for registration and tests.
        pub const EVENT_NAMES: &[&str] = &[$($name),*];

        /// All events.
        pub const EVENTS: &[EventDefinition] = &[$(EventDefinition {
            name: $name,
            ce_type: <$type as Event>::TYPE,
            schemas: <$type as Event>::SCHEMAS,
        }),*];
    };
}

events! {
    crate::received::Received => "received" [1, 2, 3];
    crate::revision::Revision => "revision" [1, 2, 3];
    crate::change::Change => "change" [1, 2, 3, 4];
    crate::contacts::Contacts => "contacts" [1];
    crate::rejected::Rejected => "rejected" [1];
    crate::key::PartnerRecord => "partner_record" [1];
    crate::cursor::PartnerCursor => "cursor" [1, 2];
    crate::page::PartnerPage => "page" [1];
    crate::quarantine::PartnerQuarantine => "quarantine" [1];
    crate::dedupe_state::DedupeState => "dedupe_state" [1, 2];
    crate::group_state::GroupState => "group_state" [1, 2, 3, 4, 5];
}
