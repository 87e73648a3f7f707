use std::sync::Arc;

use eventlog::{Cleanup, EventLog as _, Headers, MemoryLog, Produce, TopicName, TopicSpec};
use schemas::change::Change;
use schemas::id::ExternalId;
use schemas::{AdId, Codec, topic};

use super::{ChangeFinder, LOOK_RECORDS};

const CHANGE: &str = include_str!("../../../../../schemas/examples/change/withdrawn-sv.json");

fn ad_id(number: i64) -> AdId {
    AdId::derive("acme", None, &ExternalId::new(&number.to_string()).unwrap())
}

/// A topic with a change of every `step`-th number, and after each so many
/// records without a value, as forgotten ads leave them.
fn finder(step: usize, count: i64, tombstones: usize) -> (MemoryLog, ChangeFinder) {
    let log = MemoryLog::new();
    let name = TopicName::new(topic::ADS_CURRENT);
    let spec = TopicSpec { name: name.clone(), partitions: 1, cleanup: Cleanup::Keep };
    log.ensure_topics(&[spec]).unwrap();
    let codec = Arc::new(Codec::open(log.schema_table()).unwrap());
    let change: Change = serde_json::from_str(CHANGE).unwrap();
    let produce = |value| Produce {
        topic: name.clone(),
        partition: Some(0),
        key: None,
        value,
        headers: Headers::new(),
    };
    let mut records = Vec::new();
    for seq in (1..=count).step_by(step) {
        let change = Change { seq, ad_id: ad_id(seq), ..change.clone() };
        records.push(produce(Some(codec.encode(topic::ADS_CURRENT, &change).unwrap())));
        records.extend((0..tombstones).map(|_| produce(None)));
    }
    for answer in futures::executor::block_on(log.append(records)) {
        answer.unwrap();
    }
    let finder = ChangeFinder::new(Arc::new(log.clone()), codec, 0);
    (log, finder)
}

#[test]
fn each_change_is_found_however_sparse_they_are() {
    for (step, tombstones) in [(1, 0), (7, 0), (1, 3), (3, 2 * LOOK_RECORDS)] {
        let (log, mut finder) = finder(step, 700, tombstones);
        for seq in 1..=700 {
            let found = finder.find(ad_id(seq), seq).unwrap();
            assert_eq!(found.is_some(), (seq - 1) % step as i64 == 0, "{seq}, every {step}");
        }
        let before = log.calls();
        finder.find(ad_id(1 + 2 * step as i64), 1 + 2 * step as i64).unwrap();
        assert!(log.calls() - before < 60, "{} calls", log.calls() - before);
    }
}

#[test]
fn another_ad_and_a_number_to_come_are_not_found() {
    let (_, mut finder) = finder(1, 100, 0);
    assert!(finder.find(ad_id(7), 8).unwrap().is_none());
    assert!(finder.find(ad_id(101), 101).unwrap().is_none());
    let (_, mut empty) = self::finder(1, 0, 0);
    assert!(empty.find(ad_id(1), 1).unwrap().is_none());
}
