//! Appending: order, acknowledgement, and what is refused.

use std::borrow::Cow;
use std::collections::BTreeSet;

use bytes::Bytes;
use futures::executor::block_on;

use super::TestLog;
use super::fixture::{append, read_to_end, record, record_to, topic, unique, values_of};
use crate::{Cleanup, LogError, Produce, TopicName, TopicSpec};

/// Records of one key go to one partition and stay in order.
pub fn records_of_one_key_keep_their_order(test: &mut dyn TestLog) {
    let log = test.log();
    let topic = topic(&*log, 4, Cleanup::Keep);
    let mut answers = Vec::new();
    for round in 0..50 {
        let records =
            (0..7).map(|key| record(&topic, &format!("k{key}"), &format!("k{key}:{round:02}")));
        answers.push(log.append(records.collect()));
    }
    for answer in answers {
        for position in block_on(answer) {
            position.unwrap();
        }
    }
    let mut seen = 0;
    for partition in 0..4 {
        let values = values_of(&read_to_end(&log, &topic, partition));
        for key in 0..7 {
            let of_key: Vec<_> =
                values.iter().filter(|value| value.starts_with(&format!("k{key}:"))).collect();
            assert!(of_key.is_sorted(), "{of_key:?}");
            assert!(of_key.is_empty() || of_key.len() == 50, "{key} is in two partitions");
        }
        seen += values.len();
    }
    assert_eq!(seen, 350);
}

/// Each answer names the place where that very record is found.
pub fn concurrent_appends_are_answered_where_they_stand(test: &mut dyn TestLog) {
    let log = test.log();
    let topic = topic(&*log, 2, Cleanup::Keep);
    let answers: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|thread| {
                let (log, topic) = (&log, &topic);
                scope.spawn(move || {
                    let value = |n: u32| format!("{thread}:{n:03}");
                    let one =
                        |n| (value(n), append(log, vec![record(topic, &value(n), &value(n))]));
                    (0..100).map(one).collect::<Vec<_>>()
                })
            })
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let mut found = BTreeSet::new();
    for partition in 0..2 {
        for record in read_to_end(&log, &topic, partition) {
            let value = values_of(std::slice::from_ref(&record)).remove(0);
            found.insert((value, record.partition, Some(record.position)));
        }
    }
    let answered: BTreeSet<_> =
        answers.into_iter().map(|(value, at)| (value, at[0].partition, at[0].position)).collect();
    assert_eq!(answered.len(), 800);
    assert_eq!(answered, found);
}

/// Key, value, headers, tombstones and emptiness come back as they were.
pub fn an_acknowledged_record_comes_back_whole(test: &mut dyn TestLog) {
    let log = test.log();
    let topic = topic(&*log, 1, Cleanup::Keep);
    let headers = vec![
        (Cow::Borrowed("ce_id"), Bytes::from_static(b"1")),
        (Cow::Borrowed("own"), Bytes::from_static(&[0, 255])),
        (Cow::Borrowed("ce_id"), Bytes::new()),
    ];
    let sent = [
        Produce { headers, ..record(&topic, "a", "whole") },
        Produce { value: None, ..record(&topic, "b", "") },
        Produce { value: Some(Bytes::new()), ..record(&topic, "c", "") },
        Produce { key: None, partition: Some(0), ..record(&topic, "", "no key") },
    ];
    let positions = append(&log, sent.to_vec());
    let read = read_to_end(&log, &topic, 0);
    assert_eq!(read.len(), sent.len());
    for ((sent, read), at) in sent.iter().zip(&read).zip(positions) {
        assert_eq!(
            (&sent.key, &sent.value, &sent.headers),
            (&read.key, &read.value, &read.headers)
        );
        assert_eq!((at.partition, at.position), (read.partition, Some(read.position)));
        assert_eq!(read.topic, topic);
        assert!(read.appended_at_millis > 1_500_000_000_000, "{}", read.appended_at_millis);
    }
}

/// Every call that names a topic says which one is missing.
pub fn an_unknown_topic_is_named(test: &mut dyn TestLog) {
    let log = test.log();
    let missing = TopicName::owned(unique("missing"));
    let check = |error: LogError| {
        assert!(matches!(&error, LogError::UnknownTopic(name) if *name == missing), "{error:?}");
        assert!(error.to_string().contains(missing.as_str()));
    };
    let there = topic(&*log, 1, Cleanup::Keep);
    check(log.partitions(&missing).unwrap_err());
    check(log.bounds(&missing, 0).unwrap_err());
    check(log.reader(&missing, 0, crate::From::Floor).err().unwrap());
    check(log.committed("group", &missing, 0).unwrap_err());
    check(log.join(&unique("group"), std::slice::from_ref(&missing)).err().unwrap());
    let records =
        vec![record(&there, "a", "1"), record(&missing, "a", "2"), record(&there, "a", "3")];
    let mut answers = block_on(log.append(records));
    check(answers.remove(1).unwrap_err());
    assert!(answers.iter().all(Result::is_ok), "the neighbours are taken: {answers:?}");
    let mut transactor = log.transactor(&unique("id"), &unique("group")).unwrap();
    transactor.begin().unwrap();
    check(transactor.append(record(&missing, "a", "1")).unwrap_err());
    transactor.abort().unwrap();
}

/// A partition beyond the topic's is an error that says how many there are.
pub fn an_unknown_partition_is_named(test: &mut dyn TestLog) {
    let log = test.log();
    let topic = topic(&*log, 2, Cleanup::Keep);
    let check = |error: LogError| {
        assert!(
            matches!(&error, LogError::UnknownPartition { partition: 2, partitions: 2, .. }),
            "{error:?}"
        );
    };
    check(log.bounds(&topic, 2).unwrap_err());
    check(log.reader(&topic, 2, crate::From::Floor).err().unwrap());
    check(block_on(log.append(vec![record_to(&topic, 2, "1")])).remove(0).unwrap_err());
}

/// Asking again is harmless; asking for something else is not ignored.
pub fn a_topic_with_other_partitions_conflicts(test: &mut dyn TestLog) {
    let log = test.log();
    let name = topic(&*log, 2, Cleanup::Keep);
    append(&log, vec![record(&name, "a", "1")]);
    let spec = |partitions| TopicSpec { name: name.clone(), partitions, cleanup: Cleanup::Keep };
    log.ensure_topics(&[spec(2)]).unwrap();
    assert_eq!(log.partitions(&name).unwrap(), 2);
    let error = log.ensure_topics(&[spec(3)]).unwrap_err();
    assert!(matches!(&error, LogError::Conflict { topic, .. } if *topic == name), "{error:?}");
}

/// A large ad with room to spare fits (700 KiB); 64 MiB never does, and costs
/// its neighbours nothing.
pub fn large_records_fit_and_too_large_ones_are_refused(test: &mut dyn TestLog) {
    let log = test.log();
    let topic = topic(&*log, 1, Cleanup::Keep);
    let large = Bytes::from(vec![b'x'; 700 * 1024]);
    let huge = Bytes::from(vec![b'x'; 64 * 1024 * 1024]);
    let with = |value: &Bytes| Produce { value: Some(value.clone()), ..record(&topic, "a", "") };
    let answers =
        block_on(log.append(vec![with(&large), with(&huge), record(&topic, "a", "small")]));
    assert!(answers[0].is_ok() && answers[2].is_ok(), "{answers:?}");
    assert!(matches!(&answers[1], Err(LogError::TooLarge { .. })), "{:?}", answers[1]);
    let mut transactor = log.transactor(&unique("id"), &unique("group")).unwrap();
    transactor.begin().unwrap();
    let error = transactor.append(with(&huge)).unwrap_err();
    assert!(matches!(&error, LogError::TooLarge { .. }), "{error:?}");
    transactor.append(with(&large)).unwrap();
    transactor.commit(&[], None).unwrap();
    let sizes: Vec<_> = read_to_end(&log, &topic, 0)
        .iter()
        .map(|record| record.value.as_ref().map_or(0, Bytes::len))
        .collect();
    assert_eq!(sizes, [large.len(), 5, large.len()]);
}
