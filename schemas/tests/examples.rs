//! Every example of `examples/EVENT/` becomes its Rust type, Avro bytes, the
//! type again, and the same JSON again.

#![cfg(test)]

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use schemas::testing::MemoryTable;
use schemas::{Codec, Event, topic};
use serde_json::Value;

fn check<E: Event + PartialEq + std::fmt::Debug>(json: &str) {
    let event: E = serde_json::from_str(json).unwrap();
    let codec = Codec::open(Arc::new(MemoryTable::default())).unwrap();
    let topic = topic::topics().iter().find(|topic| topic.event.name == E::NAME).unwrap();
    let bytes = codec.encode(topic.name, &event).unwrap();
    let back: E = codec.decode(&bytes).unwrap();
    assert_eq!(back, event);
    let before: Value = serde_json::from_str(json).unwrap();
    assert_eq!(serde_json::to_value(&back).unwrap(), before);
}

fn check_all<E: Event + PartialEq + std::fmt::Debug>() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples").join(E::NAME);
    let mut count = 0;
    for file in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", E::NAME)) {
        let path = file.unwrap().path();
        check::<E>(&fs::read_to_string(path).unwrap());
        count += 1;
    }
    assert!(count > 0, "{} holds no example", folder.display());
}

macro_rules! examples {
    ($($name:ident: $event:ty;)*) => {
        $(#[test]
        fn $name() {
            check_all::<$event>();
        })*

        #[test]
        fn every_event_has_examples() {
            let named = [$(<$event as Event>::NAME),*];
            assert_eq!(named, schemas::event::EVENT_NAMES);
        }
    };
}

examples! {
    received_survives_avro: schemas::received::Received;
    revision_survives_avro: schemas::revision::Revision;
    change_survives_avro: schemas::change::Change;
    contacts_survive_avro: schemas::contacts::Contacts;
    rejected_survives_avro: schemas::rejected::Rejected;
    partner_record_survives_avro: schemas::key::PartnerRecord;
    cursor_survives_avro: schemas::cursor::PartnerCursor;
    page_survives_avro: schemas::page::PartnerPage;
    quarantine_survives_avro: schemas::quarantine::PartnerQuarantine;
    dedupe_state_survives_avro: schemas::dedupe_state::DedupeState;
    group_state_survives_avro: schemas::group_state::GroupState;
}
