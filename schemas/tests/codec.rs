//! For all events: our bytes equal apache-avro's, they come back as they
//! were, and bytes that are cut, changed or foreign are refused, never a
//! panic.

#![cfg(test)]

use std::fmt::Debug;
use std::sync::Arc;

use apache_avro::writer::datum::GenericDatumWriter;
use proptest::prelude::*;
use schemas::testing::{MemoryTable, any_datum, any_event};
use schemas::{
    Codec, DecodeError, Event, Received, Rejected, SchemaError, SchemaTable, event, topic,
};

fn open() -> (Arc<MemoryTable>, Codec) {
    let table = Arc::new(MemoryTable::default());
    let codec = Codec::open(Arc::clone(&table) as Arc<dyn SchemaTable>).unwrap();
    (table, codec)
}

fn topic_of<E: Event>() -> &'static str {
    topic::topics().iter().find(|topic| topic.event.name == E::NAME).unwrap().name
}

/// What holds for every event, whatever it says.
fn check<E: Event + PartialEq + Debug>(
    datum: &[u8],
    at: prop::sample::Index,
    byte: u8,
) -> Result<(), TestCaseError> {
    let (_, codec) = open();
    let event = {
        let mut record =
            codec.encode(topic_of::<E>(), &any_of::<E>(datum, &codec)).unwrap().to_vec();
        prop_assert_eq!(&record[5..], datum, "bytes are those of apache-avro's values");
        let event: E = codec.decode(&record).unwrap();
        let cut = at.index(record.len());
        prop_assert!(codec.decode::<E>(&record[..cut]).is_err());
        record.push(byte);
        prop_assert!(codec.decode::<E>(&record).is_err(), "a trailing byte is refused");
        record.pop();
        record[cut] ^= byte;
        let _ = codec.decode::<E>(&record);
        event
    };
    let by_serde = GenericDatumWriter::builder(E::avro().schema())
        .human_readable(false)
        .build()
        .and_then(|writer| writer.write_ser_to_vec(&event))
        .unwrap();
    prop_assert_eq!(by_serde, datum, "apache-avro writes the type so too");
    let json = serde_json::to_string(&event).unwrap();
    prop_assert_eq!(serde_json::from_str::<E>(&json).unwrap(), event);
    Ok(())
}

/// The event of a datum that apache-avro wrote.
fn any_of<E: Event + Debug>(datum: &[u8], codec: &Codec) -> E {
    let head = codec.encode(topic_of::<E>(), &first::<E>()).unwrap();
    codec.decode(&[&head[..5], datum].concat()).unwrap()
}

fn first<E: Event + Debug>() -> E {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    any_event::<E>().new_tree(&mut runner).unwrap().current()
}

macro_rules! events {
    ($($name:ident: $event:ty;)*) => {
        proptest! {
            #![proptest_config(ProptestConfig::with_cases(48))]
            $(#[test]
            fn $name(datum in any_datum::<$event>(), at: prop::sample::Index, byte in 1_u8..) {
                check::<$event>(&datum, at, byte)?;
            })*
        }

        #[test]
        fn every_event_is_checked() {
            assert_eq!([$(<$event as Event>::NAME),*], event::EVENT_NAMES);
        }
    };
}

events! {
    any_received_comes_back: schemas::received::Received;
    any_revision_comes_back: schemas::revision::Revision;
    any_change_comes_back: schemas::change::Change;
    any_contacts_come_back: schemas::contacts::Contacts;
    any_rejected_comes_back: schemas::rejected::Rejected;
    any_partner_record_comes_back: schemas::key::PartnerRecord;
    any_cursor_comes_back: schemas::cursor::PartnerCursor;
    any_page_comes_back: schemas::page::PartnerPage;
    any_quarantine_comes_back: schemas::quarantine::PartnerQuarantine;
    any_dedupe_state_comes_back: schemas::dedupe_state::DedupeState;
    any_group_state_comes_back: schemas::group_state::GroupState;
}

proptest! {
    #[test]
    fn garbage_is_refused(garbage in prop::collection::vec(any::<u8>(), 0..200)) {
        let (_, codec) = open();
        let head = codec.encode(topic::ADS_RECEIVED, &first::<Received>()).unwrap();
        let _ = codec.decode::<Received>(&garbage);
        let _ = codec.decode::<Received>(&[&head[..5], &garbage].concat());
    }
}

fn refused(record: &[u8], expected: &str) {
    let (_, codec) = open();
    let error = codec.decode::<Received>(record).unwrap_err();
    assert!(matches!(error, DecodeError::Undecodable { name: "received", .. }), "{error:?}");
    assert!(error.to_string().contains(expected), "{error}");
}

#[test]
fn another_magic_byte_is_named() {
    refused(b"\x7b\"a\":1}", "first byte is 0x7b");
}

#[test]
fn a_record_without_a_whole_header_is_refused() {
    refused(b"\0\0\0", "3 bytes are too few");
}

#[test]
fn an_unknown_schema_id_is_named() {
    refused(b"\0\0\0\x03\xe7abc", "schema id 999 is unknown");
}

#[test]
fn a_giant_length_allocates_nothing() {
    let giant = [0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];
    refused(&[&[0, 0, 0, 0, 1][..], &giant].concat(), "bytes are due, 0 are left");
}

#[test]
fn a_part_has_the_same_values() {
    #[derive(serde::Deserialize)]
    struct Part {
        received_at: schemas::Timestamp,
        ad_id: schemas::AdId,
    }
    let (_, codec) = open();
    let whole = first::<Received>();
    let record = codec.encode(topic::ADS_RECEIVED, &whole).unwrap();
    let part: Part = codec.decode_part::<Received, _>(&record).unwrap();
    assert_eq!((part.received_at, part.ad_id), (whole.received_at, whole.ad_id));
    let cut = &record[..record.len() - 1];
    assert!(
        codec.decode_part::<Received, Part>(cut).is_err(),
        "the rest is read over, not trusted"
    );
}

#[test]
fn another_event_is_refused() {
    let (_, codec) = open();
    let record = codec.encode(topic::ADS_REJECTED, &first::<Rejected>()).unwrap();
    refused(&record, "describes another event");
    let error = codec.encode(topic::CHANGES, &first::<Rejected>()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "rejected does not fit its schema: topic changes does not carry it"
    );
}

/// A table that is away.
struct Away;

impl SchemaTable for Away {
    fn register(&self, _subject: &str, _schema: &str) -> Result<u32, SchemaError> {
        Err(SchemaError::Unavailable("connection refused".to_owned()))
    }

    fn schema(&self, _id: u32) -> Result<Arc<str>, SchemaError> {
        Err(SchemaError::Unavailable("connection refused".to_owned()))
    }
}

#[test]
fn a_registry_that_is_away_is_no_fault_of_the_record() {
    assert!(matches!(Codec::open(Arc::new(Away)), Err(SchemaError::Unavailable(_))));
}

#[test]
fn a_version_of_tomorrow_is_read_through_resolution() {
    let (table, codec) = open();
    let field = r#"{ "name": "mood", "type": "string", "default": "" },"#;
    let newer = Received::SCHEMAS[Received::SCHEMAS.len() - 1]
        .replacen(r#""fields": ["#, &format!(r#""fields": [{field}"#), 1)
        .replacen(r#""symbols": ["observed", "#, r#""symbols": ["paused", "observed", "#, 1);
    let id = table.register("ads.received-value", &newer).unwrap();
    let event = first::<Received>();
    let record = codec.encode(topic::ADS_RECEIVED, &event).unwrap();
    let kind = schemas::received::ReceivedKind::Observed;
    let event = Received { kind, ..event };
    let schema = apache_avro::Schema::parse_str(&newer).unwrap();
    let writer = GenericDatumWriter::builder(&schema).human_readable(false).build().unwrap();
    let datum = writer.write_ser_to_vec(&event).unwrap();
    assert_ne!(&record[5..], datum);
    let record = [&[0][..], &id.to_be_bytes(), &datum].concat();
    assert_eq!(codec.decode::<Received>(&record).unwrap(), event);
    assert_eq!(codec.decode::<Received>(&record).unwrap(), event, "and again, from memory");
    assert!(codec.decode::<Received>(&[&record[..], &[0]].concat()).is_err());
    for cut in 0..record.len() {
        assert!(codec.decode::<Received>(&record[..cut]).is_err());
    }
}
