//! The whole path from what was received to changes, driven by recorded
//! records at times that the caller says: the same steps as in a running hub,
//! without one.
//!
//! A [`Path`] only derives. [`Filling`] writes what one derived into a log of
//! its own, in the transactions that a hub would have made, so that a hub goes
//! on from there. Two paths with other steps can be fed the same records, to
//! compare what comes out.

use std::collections::HashMap;

use eventlog::{Consumed, ConsumedTo, EventLog, LogError, Produce, TopicName};
use processors::enrich::Enrich;
use processors::{Dedupe, Group, Outcome, StepName};
use schemas::{PartnerName, Timestamp, topic};

use crate::process::derive::Derivation;
use crate::process::{Hub, ProcessError, Share, group_of};
use crate::transaction::{Batch, Transactions};

/// The steps, one after the other.
pub struct Path {
    dedupe: Vec<Derivation<Dedupe>>,
    enrich: Vec<Derivation<Enrich>>,
    group: Derivation<Group>,
    /// Where the next record of a partition would stand.
    ends: HashMap<(TopicName, u32), u64>,
}

/// What one step wrote, and what it had read for it.
pub struct Written {
    /// The step.
    pub step: StepName,
    /// Outputs, state and all, in order.
    pub records: Vec<Produce>,
    /// Where its reading goes on.
    pub consumed: Vec<ConsumedTo>,
}

/// What became of one record on its way.
pub struct Passed {
    /// Whose it was.
    pub partner: PartnerName,
    /// What dedupe decided.
    pub outcome: Outcome,
    /// One entry for each step that it reached, in order.
    pub written: Vec<Written>,
}

impl Path {
    /// A path that remembers nothing yet, for `ads.received` in so many
    /// partitions and one market.
    pub fn new(hub: &Hub, partitions: u32) -> Self {
        let share = |partition| Share { partition, market: 0 };
        let dedupe = |partition| Derivation::new(Dedupe::default(), hub.clone(), share(partition));
        let enrich = |partition| Derivation::new(Enrich, hub.clone(), share(partition));
        Self {
            dedupe: (0..partitions).map(dedupe).collect(),
            enrich: (0..partitions).map(enrich).collect(),
            group: Derivation::whole(Group::default(), hub.clone(), share(0)),
            ends: HashMap::new(),
        }
    }

    /// Takes one record of `ads.received` to the end of the path, at `now`.
    /// Timers that were due before go off first, each at its own time.
    ///
    /// # Errors
    /// As [`Derivation::decide`].
    ///
    /// # Panics
    /// When the record's partition is none of the path's.
    pub fn take(
        &mut self,
        record: &Consumed,
        now: Timestamp,
    ) -> Result<(Vec<Written>, Passed), ProcessError> {
        let timers = self.timers_until(now)?;
        let place = record.partition as usize;
        let first = self.dedupe[place].decide(record, now)?;
        let (partner, outcome) = (first.partner, first.outcome);
        let revised = self.inputs(&first.records, topic::ADS_REVISED, now);
        let mut written = vec![wrote(StepName::Dedupe, first.records, &[record])];
        let mut enriched = Vec::new();
        if !revised.is_empty() {
            let mut records = Vec::new();
            for revision in &revised {
                records.extend(self.enrich[place].decide(revision, now)?.records);
            }
            enriched = self.inputs(&records, topic::ADS_ENRICHED, now);
            let read: Vec<&Consumed> = revised.iter().collect();
            written.push(wrote(StepName::Enrich, records, &read));
        }
        if !enriched.is_empty() {
            let mut records = Vec::new();
            for revision in &enriched {
                records.extend(self.group.decide(revision, now)?.records);
            }
            let read: Vec<&Consumed> = enriched.iter().collect();
            written.push(wrote(StepName::Group, records, &read));
        }
        Ok((timers, Passed { partner, outcome, written }))
    }

    /// Takes what an operator said, as [`crate::grouping::record`] writes it.
    ///
    /// # Errors
    /// As [`Derivation::decide`].
    pub fn take_word(
        &mut self,
        record: Produce,
        now: Timestamp,
    ) -> Result<Vec<Written>, ProcessError> {
        let read = self.inputs(std::slice::from_ref(&record), topic::ADS_ENRICHED, now);
        let mut written = vec![wrote(StepName::Enrich, vec![record], &[])];
        for input in &read {
            let records = self.group.decide(input, now)?.records;
            written.push(wrote(StepName::Group, records, &[input]));
        }
        Ok(written)
    }

    /// Timers that are due until `now`, each at its own time.
    ///
    /// # Errors
    /// As [`Derivation::tick`].
    pub fn timers_until(&mut self, now: Timestamp) -> Result<Vec<Written>, ProcessError> {
        let mut written = Vec::new();
        for dedupe in &mut self.dedupe {
            while let Some(due) = dedupe.next_tick()
                && due <= now
            {
                written.push(wrote(StepName::Dedupe, dedupe.tick(due, 1)?, &[]));
            }
        }
        while let Some(due) = self.group.next_tick()
            && due <= now
        {
            let records = self.group.tick(due, 1)?;
            written.push(wrote(StepName::Group, records, &[]));
        }
        Ok(written)
    }

    /// The records of a topic as the next step reads them.
    fn inputs(
        &mut self,
        records: &[Produce],
        topic: &'static str,
        now: Timestamp,
    ) -> Vec<Consumed> {
        let topic = TopicName::new(topic);
        let mut inputs = Vec::new();
        for record in records.iter().filter(|record| record.topic == topic) {
            let partition = record.partition.unwrap_or_default();
            let end = self.ends.entry((topic.clone(), partition)).or_default();
            inputs.push(Consumed {
                topic: topic.clone(),
                partition,
                position: *end,
                appended_at_millis: now.millis(),
                key: record.key.clone(),
                value: record.value.clone(),
                headers: record.headers.clone(),
            });
            *end += 1;
        }
        inputs
    }
}

fn wrote(step: StepName, records: Vec<Produce>, read: &[&Consumed]) -> Written {
    let consumed = read.last().map(|last| ConsumedTo {
        topic: last.topic.clone(),
        partition: last.partition,
        next: last.position + 1,
    });
    Written { step, records, consumed: consumed.into_iter().collect() }
}

/// Most records that wait for their commit.
const BATCH_RECORDS_MAX: usize = 1_000;

/// Writes what a path derives into an empty log. The records that it is fed
/// are in that log's `ads.received` already.
pub struct Filling {
    steps: Vec<(StepName, Transactions, Batch)>,
    waiting: usize,
}

impl Filling {
    /// Takes hold of every step of the log.
    ///
    /// # Errors
    /// [`LogError`].
    pub fn start(log: &dyn EventLog) -> Result<Self, LogError> {
        let mut steps = Vec::new();
        for step in [StepName::Dedupe, StepName::Enrich, StepName::Group] {
            let group = group_of(step);
            let transactions = Transactions::take_hold(log, &format!("{group}.replay"), &group)?;
            steps.push((step, transactions, Batch::default()));
        }
        Ok(Self { steps, waiting: 0 })
    }

    /// Takes what a path derived, and commits now and then.
    ///
    /// # Errors
    /// [`LogError`].
    pub fn take(&mut self, written: Vec<Written>) -> Result<(), LogError> {
        for written in written {
            for (step, _, batch) in &mut self.steps {
                if *step != written.step {
                    continue;
                }
                self.waiting += written.records.len() + 1;
                batch.records.extend(written.records);
                for to in &written.consumed {
                    let there = |known: &&mut ConsumedTo| {
                        known.topic == to.topic && known.partition == to.partition
                    };
                    match batch.consumed.iter_mut().find(there) {
                        Some(known) => known.next = to.next,
                        None => batch.consumed.push(to.clone()),
                    }
                }
                break;
            }
        }
        if self.waiting >= BATCH_RECORDS_MAX { self.commit() } else { Ok(()) }
    }

    /// Commits what waits: first what was read first, so that a crash in
    /// between leaves work for a hub and no gap.
    ///
    /// # Errors
    /// [`LogError`].
    pub fn commit(&mut self) -> Result<(), LogError> {
        for (_, transactions, batch) in &mut self.steps {
            let batch = std::mem::take(batch);
            if !batch.records.is_empty() || !batch.consumed.is_empty() {
                transactions.commit(batch, None)?;
            }
        }
        self.waiting = 0;
        Ok(())
    }
}
