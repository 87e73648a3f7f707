//! Transactions: all or nothing, one holder, exact offsets.

use std::time::Duration;

use super::TestLog;
use super::fixture::{append, read, reader, record, topic, unique, values, values_of};
use crate::{Cleanup, ConsumedTo, From, LogError, TopicName};

/// What was aborted never appears, neither before nor after later records.
pub fn nothing_of_an_aborted_transaction_is_read(test: &mut dyn TestLog) {
    let log = test.log();
    let topic = topic(&*log, 1, Cleanup::Keep);
    let group = unique("group");
    let mut transactor = log.transactor(&unique("id"), &group).unwrap();
    transactor.begin().unwrap();
    transactor.append(record(&topic, "a", "aborted")).unwrap();
    transactor.abort().unwrap();
    assert_eq!(values(&log, &topic), [""; 0]);
    transactor.begin().unwrap();
    transactor.append(record(&topic, "a", "committed")).unwrap();
    transactor.commit(&[], None).unwrap();
    append(&log, vec![record(&topic, "a", "appended")]);
    assert_eq!(values(&log, &topic), ["committed", "appended"]);
}

/// A reader that waits during the transaction gets nothing before the commit.
pub fn nothing_of_an_unfinished_transaction_is_read(test: &mut dyn TestLog) {
    let log = test.log();
    let topic = topic(&*log, 1, Cleanup::Keep);
    let id = unique("id");
    let mut transactor = log.transactor(&id, &unique("group")).unwrap();
    let mut early = reader(&log, &topic);
    transactor.begin().unwrap();
    for value in ["1", "2", "3"] {
        transactor.append(record(&topic, "a", value)).unwrap();
    }
    assert_eq!(values_of(&early.poll(10, Duration::from_millis(300)).unwrap()), [""; 0]);
    assert_eq!(values(&log, &topic), [""; 0]);
    transactor.commit(&[], None).unwrap();
    assert_eq!(values_of(&read(&mut *early, 3)), ["1", "2", "3"]);
    transactor.begin().unwrap();
    transactor.append(record(&topic, "a", "4")).unwrap();
    // The holder goes away in the middle; its successor ends the transaction.
    drop(transactor);
    append(&log, vec![record(&topic, "b", "5")]);
    let successor = log.transactor(&id, &unique("group")).unwrap();
    assert_eq!(values_of(&read(&mut *early, 1)), ["5"]);
    drop(successor);
}

/// Several topics and the offsets show either their old or their new state.
pub fn outputs_state_and_offsets_appear_together(test: &mut dyn TestLog) {
    let log = test.log();
    let input = topic(&*log, 1, Cleanup::Keep);
    let output = topic(&*log, 2, Cleanup::Keep);
    let state = topic(&*log, 1, Cleanup::Compact);
    let group = unique("group");
    let positions = append(&log, (0..20).map(|n| record(&input, "a", &n.to_string())).collect());
    let mut transactor = log.transactor(&unique("id"), &group).unwrap();
    for position in &positions {
        let before = log.committed(&group, &input, 0).unwrap();
        transactor.begin().unwrap();
        for key in ["a", "b", "c"] {
            transactor.append(record(&output, key, "out")).unwrap();
        }
        transactor.append(record(&state, "s", &position.position.unwrap().to_string())).unwrap();
        assert_eq!(log.committed(&group, &input, 0).unwrap(), before);
        transactor.commit(&[to(&input, position.position.unwrap() + 1)], None).unwrap();
        let next = log.committed(&group, &input, 0).unwrap();
        assert_eq!(next, Some(position.position.unwrap() + 1));
        assert_eq!(values(&log, &state).last(), Some(&position.position.unwrap().to_string()));
    }
    let count = |partition| super::fixture::read_to_end(&log, &output, partition).len();
    assert_eq!(count(0) + count(1), 60);
}

/// After a second holder came, every call of the first fails as fenced.
pub fn a_second_holder_fences_the_first(test: &mut dyn TestLog) {
    let log = test.log();
    let topic = topic(&*log, 1, Cleanup::Keep);
    let (id, group) = (unique("id"), unique("group"));
    let mut first = log.transactor(&id, &group).unwrap();
    first.begin().unwrap();
    first.append(record(&topic, "a", "first")).unwrap();
    let mut second = log.transactor(&id, &group).unwrap();
    let error = first.commit(&[], None).unwrap_err();
    assert!(matches!(&error, LogError::Fenced(_)), "{error:?}");
    drop(first);
    second.begin().unwrap();
    second.append(record(&topic, "a", "second")).unwrap();
    second.commit(&[], None).unwrap();
    assert_eq!(values(&log, &topic), ["second"]);
}

/// Neither outputs nor offsets of a fenced holder count.
pub fn a_fenced_commit_leaves_nothing(test: &mut dyn TestLog) {
    let log = test.log();
    let input = topic(&*log, 1, Cleanup::Keep);
    let output = topic(&*log, 1, Cleanup::Keep);
    let (id, group) = (unique("id"), unique("group"));
    let positions = append(&log, (0..4).map(|n| record(&input, "a", &n.to_string())).collect());
    let step = |index: usize| to(&input, positions[index].position.unwrap() + 1);
    let mut first = log.transactor(&id, &group).unwrap();
    first.begin().unwrap();
    first.append(record(&output, "a", "0")).unwrap();
    first.commit(&[step(0)], None).unwrap();
    first.begin().unwrap();
    first.append(record(&output, "a", "1 by the first")).unwrap();
    let mut second = log.transactor(&id, &group).unwrap();
    assert_eq!(log.committed(&group, &input, 0).unwrap(), Some(step(0).next));
    second.begin().unwrap();
    second.append(record(&output, "a", "1")).unwrap();
    second.commit(&[step(1)], None).unwrap();
    let error = first.commit(&[step(3)], None).unwrap_err();
    assert!(matches!(&error, LogError::Fenced(_)), "{error:?}");
    assert_eq!(log.committed(&group, &input, 0).unwrap(), Some(step(1).next));
    assert_eq!(values(&log, &output), ["0", "1"]);
}

/// A consumer that restarts from the committed offset repeats and skips
/// nothing, wherever the cut was.
pub fn offsets_resume_at_exactly_the_next_record(test: &mut dyn TestLog) {
    let (input, group) = {
        let log = test.log();
        let input = topic(&*log, 1, Cleanup::Keep);
        append(&log, (0..30).map(|n| record(&input, "a", &n.to_string())).collect());
        (input, unique("group"))
    };
    let id = unique("id");
    let mut seen = Vec::new();
    for size in [1, 2, 3, 7, 17] {
        {
            let log = test.log();
            let mut transactor = log.transactor(&id, &group).unwrap();
            let from = log.committed(&group, &input, 0).unwrap();
            let from = from.map_or(From::Floor, From::Position);
            let mut reader = log.reader(&input, 0, from).unwrap();
            let records = read(&mut *reader, size);
            seen.extend(values_of(&records));
            transactor.begin().unwrap();
            let next = records.last().unwrap().position + 1;
            transactor.commit(&[to(&input, next)], None).unwrap();
            // Read, but not committed: comes again.
            reader.poll(1, Duration::ZERO).unwrap();
        }
        test.reopen();
    }
    let expected: Vec<_> = (0..30).map(|n| n.to_string()).collect();
    assert_eq!(seen, expected);
}

/// Records, offsets and positions are the same after a restart.
pub fn everything_committed_survives_a_restart(test: &mut dyn TestLog) {
    let group = unique("group");
    let (input, state) = {
        let log = test.log();
        let input = topic(&*log, 1, Cleanup::Keep);
        let state = topic(&*log, 1, Cleanup::Compact);
        let at = append(&log, vec![record(&input, "a", "1"), record(&input, "a", "2")]);
        let mut transactor = log.transactor(&unique("id"), &group).unwrap();
        transactor.begin().unwrap();
        transactor.append(record(&state, "a", "state")).unwrap();
        transactor.commit(&[to(&input, at[0].position.unwrap() + 1)], None).unwrap();
        transactor.begin().unwrap();
        transactor.append(record(&state, "a", "unfinished")).unwrap();
        (input, state)
    };
    test.reopen();
    let log = test.log();
    assert_eq!(values(&log, &input), ["1", "2"]);
    let next = log.committed(&group, &input, 0).unwrap().unwrap();
    let mut reader = log.reader(&input, 0, From::Position(next)).unwrap();
    assert_eq!(values_of(&read(&mut *reader, 1)), ["2"]);
    let mut state_reader = self::reader(&log, &state);
    assert_eq!(values_of(&read(&mut *state_reader, 1)), ["state"]);
    append(&log, vec![record(&input, "a", "3")]);
    assert_eq!(values_of(&read(&mut *reader, 1)), ["3"]);
}

fn to(topic: &TopicName, next: u64) -> ConsumedTo {
    ConsumedTo { topic: topic.clone(), partition: 0, next }
}
