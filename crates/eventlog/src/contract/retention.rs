//! What is removed, and what is said about it.

use std::collections::BTreeMap;
use std::time::Duration;

use super::TestLog;
use super::fixture::{append, read_to_end, record, topic, values, values_of};
use crate::{Cleanup, From, LogError, Produce};

/// Old records go, younger ones stay; the floor says where reading begins,
/// and a reader that was below is told.
pub fn old_records_go_and_the_floor_rises(test: &mut dyn TestLog) {
    let topic = topic(&*test.log(), 1, Cleanup::DeleteAfter(Duration::from_secs(3600)));
    let old = append(&test.log(), vec![record(&topic, "a", "old 1"), record(&topic, "a", "old 2")]);
    let mut overtaken = test.log().reader(&topic, 0, From::Floor).unwrap();
    test.outlive_retention(&topic);
    let log = test.log();
    let bounds = log.bounds(&topic, 0).unwrap();
    assert_eq!(bounds.floor, bounds.end);
    assert_eq!(values(&log, &topic), [""; 0]);
    let young = append(&log, vec![record(&topic, "a", "young")]);
    assert!(young[0].position > old[1].position, "positions are not used twice");
    assert_eq!(values(&log, &topic), ["young"]);
    let error = log.reader(&topic, 0, From::Position(old[0].position.unwrap())).err().unwrap();
    assert!(matches!(&error, LogError::OutOfRange { .. }), "{error:?}");
    let error = overtaken.poll(10, Duration::from_millis(500)).unwrap_err();
    assert!(matches!(&error, LogError::OutOfRange { .. }), "{error:?}");
}

/// However far compaction is: a reader from the floor ends with the latest
/// value of each key, in rising positions, and never sees a key go backwards.
pub fn compaction_keeps_the_latest_of_each_key(test: &mut dyn TestLog) {
    let topic = topic(&*test.log(), 1, Cleanup::Compact);
    let log = test.log();
    for round in 0..30 {
        let records = (0..10).map(|key| record(&topic, &format!("k{key}"), &format!("{round:02}")));
        append(&log, records.collect());
    }
    append(&log, vec![Produce { value: None, ..record(&topic, "k3", "") }]);
    drop(log);
    test.outlive_retention(&topic);
    let log = test.log();
    append(&log, vec![record(&topic, "k5", "99")]);
    let records = read_to_end(&log, &topic, 0);
    assert!(records.is_sorted_by(|a, b| a.position < b.position));
    let mut latest = BTreeMap::new();
    for (record, value) in records.iter().zip(values_of(&records)) {
        let before = latest.insert(record.key.clone().unwrap(), value.clone());
        assert!(before.is_none_or(|before| value == "-" || before < value));
    }
    latest.retain(|_, value| value != "-");
    let latest: Vec<_> = latest.into_values().collect();
    assert_eq!(latest, ["29", "29", "29", "29", "99", "29", "29", "29", "29"]);
    let error = test.log().append(vec![Produce { key: None, ..record(&topic, "", "1") }]);
    let error = futures::executor::block_on(error).remove(0).unwrap_err();
    assert!(matches!(&error, LogError::KeyMissing(name) if *name == topic), "{error:?}");
}
