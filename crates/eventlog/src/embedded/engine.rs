//! The sequencer: admission, order, persistence, publication.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crossbeam_channel::{SendError, Sender, TrySendError};
use parking_lot::{Mutex, RwLock};

use super::clock::Clock;
use super::groups::Groups;
use super::job::{Answer, Epoch, Job, Write};
use super::partition::Partition;
use super::schemas::Schemas;
use super::store::{Batch, Offset, Output, Store};
use super::topics::{Topics, count};
use crate::{
    Cleanup, LogError, Position, Produce, RECORD_BYTES_MAX, TopicName, TopicSpec, partition_of,
};

/// Most bytes that wait for the sequencer. Beyond it callers are told that the
/// log is unavailable, instead of the queue growing without end.
const QUEUED_BYTES_MAX: usize = 128 * 1024 * 1024;

/// How jobs reach the engine, one after the other.
pub(crate) enum Sequencer {
    /// On the caller's thread.
    Inline(Mutex<()>),
    /// On a writer thread, which takes everything queued at once.
    Thread(Sender<Job>),
}

/// An embedded log without its handles.
pub(crate) struct Engine<S> {
    pub(crate) store: S,
    pub(crate) clock: Clock,
    pub(crate) topics: RwLock<Topics>,
    pub(crate) groups: Mutex<Groups>,
    pub(crate) schemas: Mutex<Schemas>,
    sequencer: Sequencer,
    offsets: Mutex<Offsets>,
    epochs: Mutex<HashMap<Arc<str>, Epoch>>,
    queued_bytes: AtomicUsize,
}

/// Where groups go on, by group and number of the partition in the store.
pub(crate) type Offsets = HashMap<(Arc<str>, u32), u64>;

/// A write that was admitted and has its positions.
struct Admitted {
    positions: Vec<Position>,
    answer: Answer<Vec<Position>>,
}

impl<S: Store> Engine<S> {
    pub(crate) fn new(
        store: S,
        clock: Clock,
        sequencer: Sequencer,
        topics: Topics,
        offsets: Offsets,
        schemas: Schemas,
    ) -> Self {
        Self {
            store,
            clock,
            topics: RwLock::new(topics),
            groups: Mutex::default(),
            schemas: Mutex::new(schemas),
            sequencer,
            offsets: Mutex::new(offsets),
            epochs: Mutex::default(),
            queued_bytes: AtomicUsize::new(0),
        }
    }

    /// Makes the topics that are missing.
    pub(crate) fn ensure_topics(&self, specs: &[TopicSpec]) -> Result<(), LogError> {
        let mut topics = self.topics.write();
        let mut missing = Vec::new();
        for spec in specs {
            if topics.is_missing(spec)? {
                missing.push(spec.clone());
            }
        }
        if missing.is_empty() {
            return Ok(());
        }
        let made = self.store.create(&missing)?;
        for (spec, partitions) in missing.into_iter().zip(made) {
            topics.insert(spec.name, partitions);
        }
        Ok(())
    }

    pub(crate) fn partition(
        &self,
        topic: &TopicName,
        index: u32,
    ) -> Result<Arc<Partition>, LogError> {
        self.topics.read().partition(topic, index).map(Arc::clone)
    }

    /// The partition that a record goes to, and the record's size.
    pub(crate) fn place(&self, record: &Produce) -> Result<(Arc<Partition>, usize), LogError> {
        let topics = self.topics.read();
        let partitions = topics.topic(&record.topic)?;
        let by_key = || record.key.as_ref().map_or(0, |key| partition_of(key, count(partitions)));
        let index = record.partition.unwrap_or_else(by_key);
        let partition = topics.partition(&record.topic, index)?;
        if partition.cleanup == Cleanup::Compact && record.key.is_none() {
            return Err(LogError::KeyMissing(record.topic.clone()));
        }
        let bytes = record.bytes();
        if bytes > RECORD_BYTES_MAX {
            let topic = record.topic.clone();
            return Err(LogError::TooLarge { topic, bytes, bytes_max: RECORD_BYTES_MAX });
        }
        Ok((Arc::clone(partition), bytes))
    }

    pub(crate) fn committed(&self, group: &str, partition: &Partition) -> Option<u64> {
        self.offsets.lock().get(&(group.into(), partition.id)).copied()
    }

    /// Where a group goes on: after its last commit, or at the floor.
    pub(crate) fn resume(&self, group: &str, partition: &Partition) -> u64 {
        let floor = partition.bounds().floor;
        match self.committed(group, partition) {
            Some(next) if next < floor => {
                tracing::warn!(
                    group, topic = %partition.topic, partition = partition.index, next, floor,
                    "group {group} reads {} on from {floor}, because retention removed {next}",
                    partition.topic,
                );
                floor
            }
            Some(next) => next,
            None => floor,
        }
    }

    pub(crate) fn check_holder(&self, identity: &Arc<str>, epoch: Epoch) -> Result<(), LogError> {
        if self.epochs.lock().get(identity) == Some(&epoch) {
            return Ok(());
        }
        Err(LogError::Fenced(identity.to_string()))
    }

    /// Applies a write and waits for it.
    pub(crate) fn write(&self, write: Write) -> Result<Vec<Position>, LogError> {
        self.wait_for(|answer| Job::Write(write, answer))
    }

    /// Takes an identity and waits until every earlier commit is through.
    pub(crate) fn fence(&self, identity: &Arc<str>) -> Result<Epoch, LogError> {
        self.wait_for(|answer| Job::Fence(Arc::clone(identity), answer))
    }

    /// Waits until everything asked before is through.
    pub(crate) fn barrier(&self) -> Result<(), LogError> {
        self.wait_for(Job::Barrier)
    }

    fn wait_for<T: Send + 'static>(
        &self,
        job: impl FnOnce(Answer<T>) -> Job,
    ) -> Result<T, LogError> {
        let (sender, receiver) = crossbeam_channel::bounded(1);
        self.submit(job(Box::new(move |result| {
            // The caller waits below for as long as it takes.
            let _ = sender.send(result);
        })));
        receiver.recv().unwrap_or_else(|_| Err(closed()))
    }

    /// Hands a job to the sequencer; its answer is called in every case.
    pub(crate) fn submit(&self, job: Job) {
        let sender = match &self.sequencer {
            Sequencer::Inline(lock) => {
                let _one_at_a_time = lock.lock();
                return self.process(vec![job]);
            }
            Sequencer::Thread(sender) => sender,
        };
        // A transaction waits for its turn. An append must not: it may come
        // from an asynchronous task.
        let Job::Write(Write { bytes, holder: None, .. }, _) = &job else {
            if let Err(SendError(job)) = sender.send(job) {
                refuse(job, &closed());
            }
            return;
        };
        let bytes = *bytes;
        let queued = self.queued_bytes.fetch_add(bytes, Ordering::Relaxed);
        // An empty queue takes a write of any size.
        if queued > 0 && queued + bytes > QUEUED_BYTES_MAX {
            self.dequeued(bytes);
            return refuse(job, &busy());
        }
        let (job, error) = match sender.try_send(job) {
            Ok(()) => return,
            Err(TrySendError::Full(job)) => (job, busy()),
            Err(TrySendError::Disconnected(job)) => (job, closed()),
        };
        self.dequeued(bytes);
        refuse(job, &error);
    }

    /// Bytes of an append no longer wait; the writer thread calls it.
    pub(crate) fn dequeued(&self, bytes: usize) {
        self.queued_bytes.fetch_sub(bytes, Ordering::Relaxed);
    }

    /// Processes jobs in order; neighbouring writes in one batch. Only one
    /// thread may be in here at a time.
    pub(crate) fn process(&self, jobs: Vec<Job>) {
        let mut writes = Vec::new();
        for job in jobs {
            match job {
                Job::Write(write, answer) => writes.push((write, answer)),
                Job::Fence(identity, answer) => {
                    self.apply(std::mem::take(&mut writes));
                    let mut epochs = self.epochs.lock();
                    let epoch = epochs.entry(identity).or_default();
                    *epoch += 1;
                    answer(Ok(*epoch));
                }
                Job::Barrier(answer) => {
                    self.apply(std::mem::take(&mut writes));
                    answer(Ok(()));
                }
                Job::Stop => {}
            }
        }
        self.apply(writes);
    }

    /// One atomic step for all writes that are admitted.
    pub(crate) fn apply(&self, writes: Vec<(Write, Answer<Vec<Position>>)>) {
        if writes.is_empty() {
            return;
        }
        let mut batch =
            Batch { at_millis: (self.clock)(), outputs: Vec::new(), offsets: Vec::new() };
        let mut admitted = Vec::with_capacity(writes.len());
        let mut output_of = HashMap::new();
        for (write, answer) in writes {
            if let Err(error) = self.admit(&write) {
                answer(Err(error));
                continue;
            }
            let mut positions = Vec::with_capacity(write.records.len());
            for (partition, record) in write.records {
                let index = *output_of.entry(partition.id).or_insert_with(|| {
                    let base = partition.bounds().end;
                    batch.outputs.push(Output { partition, base, records: Vec::new() });
                    batch.outputs.len() - 1
                });
                positions.push(batch.outputs[index].push(record));
            }
            batch.offsets.extend(write.offsets);
            admitted.push(Admitted { positions, answer });
        }
        if admitted.is_empty() {
            return;
        }
        match self.store.persist(&batch) {
            Ok(()) => {
                self.publish(batch);
                for write in admitted {
                    (write.answer)(Ok(write.positions));
                }
            }
            Err(error) => {
                for write in admitted {
                    (write.answer)(Err(error.clone()));
                }
            }
        }
    }

    fn admit(&self, write: &Write) -> Result<(), LogError> {
        if let Some((identity, epoch)) = &write.holder {
            self.check_holder(identity, *epoch)?;
        }
        if let Some(standing) = &write.member {
            let groups = self.groups.lock();
            if !write.offsets.iter().all(|offset| groups.holds(standing, offset.partition)) {
                return Err(LogError::Rebalanced);
            }
        }
        Ok(())
    }

    fn publish(&self, batch: Batch) {
        if !batch.offsets.is_empty() {
            let mut offsets = self.offsets.lock();
            for Offset { group, partition, next } in batch.offsets {
                offsets.insert((group, partition), next);
            }
        }
        for output in batch.outputs {
            output.partition.publish(output.base + output.records.len() as u64);
        }
    }
}

impl Output {
    fn push(&mut self, record: Produce) -> Position {
        let position = self.base + self.records.len() as u64;
        self.records.push(record);
        Position { partition: self.partition.index, position: Some(position) }
    }
}

fn refuse(job: Job, error: &LogError) {
    match job {
        Job::Write(_, answer) => answer(Err(error.clone())),
        Job::Fence(_, answer) => answer(Err(error.clone())),
        Job::Barrier(answer) => answer(Err(error.clone())),
        Job::Stop => {}
    }
}

fn busy() -> LogError {
    LogError::Unavailable("too many appends are waiting for the disk".to_owned())
}

fn closed() -> LogError {
    LogError::Unavailable("the log was closed".to_owned())
}
