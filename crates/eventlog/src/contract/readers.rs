//! Readers: no gap, no repeat, and no position that is not there.

use std::time::{Duration, Instant};

use super::TestLog;
use super::fixture::{PATIENCE, append, read, reader, record, topic, unique, values_of};
use crate::{Cleanup, From, LogError};

/// Four writers append and commit while one reads; the reader gets what a
/// second reading from the start gives, each record once, each writer's in
/// order.
pub fn a_reader_sees_no_gap_and_no_repeat_while_writers_append(test: &mut dyn TestLog) {
    let log = test.log();
    let topic = topic(&*log, 1, Cleanup::Keep);
    let (writers, rounds) = (4, 60);
    let seen = std::thread::scope(|scope| {
        for writer in 0..writers {
            let (log, topic) = (&log, &topic);
            scope.spawn(move || {
                let mut transactor = log.transactor(&unique("id"), &unique("group")).unwrap();
                for round in 0..rounds {
                    let value = format!("{writer}:{round:03}");
                    if writer % 2 == 0 {
                        append(log, vec![record(topic, "a", &value)]);
                        continue;
                    }
                    transactor.begin().unwrap();
                    transactor.append(record(topic, "a", "aborted")).unwrap();
                    transactor.abort().unwrap();
                    transactor.begin().unwrap();
                    transactor.append(record(topic, "a", &value)).unwrap();
                    transactor.commit(&[], None).unwrap();
                }
            });
        }
        let mut reader = reader(&log, &topic);
        let mut seen = Vec::new();
        let deadline = Instant::now() + 2 * PATIENCE;
        while seen.len() < writers * rounds {
            // An odd size, so that reads end inside of what the log keeps
            // together.
            seen.extend(reader.poll(7, Duration::from_millis(200)).unwrap());
            assert!(Instant::now() < deadline, "only {} records came", seen.len());
        }
        seen
    });
    assert!(seen.is_sorted_by(|a, b| a.position < b.position));
    assert_eq!(seen, super::fixture::read_to_end(&log, &topic, 0));
    for writer in 0..writers {
        let expected: Vec<_> = (0..rounds).map(|round| format!("{writer}:{round:03}")).collect();
        let mut values = values_of(&seen);
        values.retain(|value| value.starts_with(&format!("{writer}:")));
        assert_eq!(values, expected);
    }
}

/// A reader at the end waits as long as it was told, and no longer than until
/// a record comes.
pub fn an_empty_poll_waits_and_a_record_ends_the_wait(test: &mut dyn TestLog) {
    let log = test.log();
    let topic = topic(&*log, 1, Cleanup::Keep);
    append(&log, vec![record(&topic, "a", "before")]);
    let mut reader = log.reader(&topic, 0, From::End).unwrap();
    let wait = Duration::from_millis(300);
    let started = Instant::now();
    assert_eq!(reader.poll(10, wait).unwrap(), []);
    assert!(started.elapsed() >= wait, "{:?}", started.elapsed());
    assert_eq!(reader.poll(10, Duration::ZERO).unwrap(), []);
    let waiting = std::thread::spawn(move || {
        let records = reader.poll(10, 2 * PATIENCE).unwrap();
        (values_of(&records), Instant::now())
    });
    append(&log, vec![record(&topic, "a", "after")]);
    let acknowledged = Instant::now();
    let (values, came) = waiting.join().unwrap();
    assert_eq!(values, ["after"]);
    assert!(came.saturating_duration_since(acknowledged) < PATIENCE);
}

/// Beyond the end there is nothing to wait for, and the answer says so.
pub fn a_position_outside_is_refused(test: &mut dyn TestLog) {
    let log = test.log();
    let topic = topic(&*log, 1, Cleanup::Keep);
    append(&log, vec![record(&topic, "a", "1")]);
    let end = log.bounds(&topic, 0).unwrap().end;
    log.reader(&topic, 0, From::Position(end)).unwrap();
    let error = log.reader(&topic, 0, From::Position(end + 1)).err().unwrap();
    let beyond = end + 1;
    assert!(
        matches!(&error, LogError::OutOfRange { position, end: e, .. }
            if (*position, *e) == (beyond, end)),
        "{error:?}"
    );
    let error = reader(&log, &topic).seek(beyond).unwrap_err();
    assert!(matches!(&error, LogError::OutOfRange { .. }), "{error:?}");
}

/// A reader goes where it is sent, also within what it read ahead.
pub fn seek_goes_back_and_forth(test: &mut dyn TestLog) {
    let log = test.log();
    let topic = topic(&*log, 1, Cleanup::Keep);
    let at = append(&log, (0..10).map(|n| record(&topic, "a", &n.to_string())).collect());
    let mut reader = reader(&log, &topic);
    for index in [3, 0, 9, 5] {
        let position = at[index].position.unwrap();
        reader.seek(position).unwrap();
        assert_eq!(reader.position(), position);
        assert_eq!(values_of(&read(&mut *reader, 1)), [index.to_string()]);
    }
}
