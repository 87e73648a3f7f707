//! Consumer groups: each partition has one member, and a death is noticed.

use std::collections::BTreeSet;

use super::TestLog;
use super::fixture::{append, poll_until, record_to, topic, unique, values_of};
use crate::{Cleanup, Consumed, ConsumedTo, LogError, Member};

const PARTITIONS: u32 = 4;

/// Two members hold all partitions, none twice, and both get work.
pub fn a_group_shares_partitions_out(test: &mut dyn TestLog) {
    let log = test.log();
    let topic = topic(&*log, PARTITIONS, Cleanup::Keep);
    let group = unique("group");
    let join = || log.join(&group, std::slice::from_ref(&topic)).unwrap();
    let mut members = [join(), join()];
    poll_until(&mut members, |_, members| is_shared(members));
    let round: Vec<_> =
        (0..PARTITIONS).map(|n| record_to(&topic, n, &format!("record of {n}"))).collect();
    append(&log, round);
    let records = poll_until(&mut members, |records, _| count(records) == PARTITIONS as usize);
    for (member, records) in members.iter().zip(&records) {
        let held = member.assignment();
        assert_eq!(held.len(), 2, "{held:?}");
        for record in records {
            assert!(held.contains(&(record.topic.clone(), record.partition)), "{record:?}");
        }
    }
}

/// What a member had not committed when it died is read by the others, what
/// it had committed is not.
pub fn a_dead_members_partitions_go_to_the_living(test: &mut dyn TestLog) {
    let log = test.log();
    let topic = topic(&*log, PARTITIONS, Cleanup::Keep);
    let group = unique("group");
    let join = || log.join(&group, std::slice::from_ref(&topic)).unwrap();
    let mut members = vec![join(), join()];
    poll_until(&mut members, |_, members| is_shared(members));
    for value in ["committed", "read"] {
        append(&log, (0..PARTITIONS).map(|n| record_to(&topic, n, value)).collect());
    }
    let records = poll_until(&mut members, |records, _| count(records) == 2 * PARTITIONS as usize);
    for (member, records) in members.iter().zip(&records) {
        let mut transactor = log.transactor(&unique("id"), &group).unwrap();
        transactor.begin().unwrap();
        let first = records.iter().filter(|r| values_of(&[(*r).clone()]) == ["committed"]);
        let consumed: Vec<_> = first.map(next).collect();
        assert_eq!(consumed.len(), 2);
        transactor.commit(&consumed, Some(&member.generation())).unwrap();
    }
    let dead = members.pop().unwrap();
    let orphaned: BTreeSet<_> = dead.assignment().into_iter().collect();
    drop(dead);
    let heir = poll_until(&mut members, |records, members| {
        let of_the_dead = records[0].iter().filter(|r| orphaned.contains(&place(r)));
        members[0].assignment().len() == PARTITIONS as usize
            && of_the_dead.count() == orphaned.len()
    });
    for record in heir[0].iter().filter(|r| orphaned.contains(&place(r))) {
        assert_eq!(values_of(std::slice::from_ref(record)), ["read"], "{record:?}");
    }
}

/// Offsets of partitions that went to another member are not taken.
pub fn a_commit_of_lost_partitions_is_refused(test: &mut dyn TestLog) {
    let log = test.log();
    let topic = topic(&*log, PARTITIONS, Cleanup::Keep);
    let group = unique("group");
    append(&log, (0..PARTITIONS).map(|n| record_to(&topic, n, "1")).collect());
    let join = || log.join(&group, std::slice::from_ref(&topic)).unwrap();
    let mut members = vec![join()];
    let records = poll_until(&mut members, |records, _| count(records) == PARTITIONS as usize);
    let stale = members[0].generation();
    members.push(join());
    poll_until(&mut members, |_, members| is_shared(members));
    let mut transactor = log.transactor(&unique("id"), &group).unwrap();
    transactor.begin().unwrap();
    transactor.append(record_to(&topic, 0, "never")).unwrap();
    let consumed: Vec<_> = records[0].iter().map(next).collect();
    let error = transactor.commit(&consumed, Some(&stale)).unwrap_err();
    assert!(matches!(&error, LogError::Rebalanced), "{error:?}");
    drop(transactor);
    for partition in 0..PARTITIONS {
        assert_eq!(log.committed(&group, &topic, partition).unwrap(), None);
    }
}

fn is_shared(members: &[Box<dyn Member>]) -> bool {
    let held: Vec<_> = members.iter().flat_map(|member| member.assignment()).collect();
    let distinct: BTreeSet<_> = held.iter().collect();
    held.len() == PARTITIONS as usize
        && distinct.len() == held.len()
        && members.iter().all(|member| !member.assignment().is_empty())
}

fn count(records: &[Vec<Consumed>]) -> usize {
    records.iter().map(Vec::len).sum()
}

fn place(record: &Consumed) -> (crate::TopicName, u32) {
    (record.topic.clone(), record.partition)
}

fn next(record: &Consumed) -> ConsumedTo {
    let (topic, partition) = place(record);
    ConsumedTo { topic, partition, next: record.position + 1 }
}
