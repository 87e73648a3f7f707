//! The log of tests: in memory, with a clock that the test holds, and faults
//! at calls that the test chooses. Fencing, transactions, groups and schema
//! ids are the real ones of the embedded log; only the bytes are not kept.

mod faults;
mod store;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use futures::future::BoxFuture;
use parking_lot::Mutex;
use schemas::SchemaTable;

pub use faults::Fault;
use faults::{FaultyMember, FaultyReader, FaultyTransactor, Plan};
use store::MemoryStore;

use crate::embedded::{Embedded, Engine, Sequencer};
use crate::{
    Bounds, EventLog, From, LogError, Member, Position, Produce, Reader, TopicName, TopicSpec,
    Transactor,
};

/// A log in memory. Clones are handles to the same log: a runtime that is
/// dropped and built anew on a clone finds what was committed.
#[derive(Clone)]
pub struct MemoryLog {
    log: Arc<Embedded<MemoryStore>>,
    plan: Arc<Plan>,
    now_millis: Arc<AtomicI64>,
}

impl Default for MemoryLog {
    fn default() -> Self {
        Self::new()
    }
}

impl MemoryLog {
    /// An empty log; its clock stands at 2026-01-01T00:00:00Z.
    pub fn new() -> Self {
        let now_millis = Arc::new(AtomicI64::new(1_767_225_600_000));
        let hands = Arc::clone(&now_millis);
        let engine = Engine::new(
            MemoryStore::default(),
            Arc::new(move || hands.load(Ordering::SeqCst)),
            Sequencer::Inline(Mutex::default()),
            crate::embedded::Topics::default(),
            crate::embedded::Offsets::default(),
            crate::embedded::Schemas::default(),
        );
        let log = Arc::new(Embedded { engine: Arc::new(engine) });
        Self { log, plan: Arc::default(), now_millis }
    }

    /// What the clock shows, milliseconds since the epoch.
    pub fn now_millis(&self) -> i64 {
        self.now_millis.load(Ordering::SeqCst)
    }

    /// Sets the clock, milliseconds since the epoch.
    pub fn set_now_millis(&self, now: i64) {
        self.now_millis.store(now, Ordering::SeqCst);
    }

    /// Moves the clock on.
    pub fn advance(&self, by: Duration) {
        let millis = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        self.now_millis.fetch_add(millis, Ordering::SeqCst);
    }

    /// Number of calls made so far, of every kind, on the log and on its
    /// readers, transactors and members. The next call has this number + 1.
    pub fn calls(&self) -> u64 {
        self.plan.calls()
    }

    /// Has call `number` (counted from 1, see [`MemoryLog::calls`]) fail.
    /// Several faults may be planned; each happens once.
    pub fn fail_at(&self, number: u64, fault: Fault) {
        self.plan.add(number, fault);
    }

    /// Forgets the faults that have not happened.
    pub fn clear_faults(&self) {
        self.plan.clear();
    }

    /// Removes now what the topics' [`crate::Cleanup`] lets go.
    pub fn clean_up(&self) {
        let engine = &self.log.engine;
        for partition in engine.topics.read().partitions() {
            engine.store.clean_up(&partition, self.now_millis());
        }
    }
}

impl EventLog for MemoryLog {
    fn ensure_topics(&self, topics: &[TopicSpec]) -> Result<(), LogError> {
        self.plan.call(|| self.log.ensure_topics(topics))
    }

    fn partitions(&self, topic: &TopicName) -> Result<u32, LogError> {
        self.plan.call(|| self.log.partitions(topic))
    }

    fn append(&self, records: Vec<Produce>) -> BoxFuture<'static, Vec<Result<Position, LogError>>> {
        let count = records.len();
        let (refused, fault) = self.plan.next();
        if let (Some(error), true) = (&refused, fault.is_none_or(|fault| !fault.carries_out())) {
            return Box::pin(std::future::ready(vec![Err(error.clone()); count]));
        }
        let answers = self.log.append(records);
        match refused {
            None => answers,
            Some(error) => Box::pin(std::future::ready(vec![Err(error); count])),
        }
    }

    fn reader(
        &self,
        topic: &TopicName,
        partition: u32,
        from: From,
    ) -> Result<Box<dyn Reader>, LogError> {
        let inner = self.plan.call(|| self.log.reader(topic, partition, from))?;
        Ok(Box::new(FaultyReader { inner, plan: Arc::clone(&self.plan) }))
    }

    fn bounds(&self, topic: &TopicName, partition: u32) -> Result<Bounds, LogError> {
        self.plan.call(|| self.log.bounds(topic, partition))
    }

    fn transactor(&self, id: &str, group: &str) -> Result<Box<dyn Transactor>, LogError> {
        let inner = self.plan.call(|| self.log.transactor(id, group))?;
        Ok(Box::new(FaultyTransactor::new(inner, Arc::clone(&self.plan))))
    }

    fn committed(
        &self,
        group: &str,
        topic: &TopicName,
        partition: u32,
    ) -> Result<Option<u64>, LogError> {
        self.plan.call(|| self.log.committed(group, topic, partition))
    }

    fn join(&self, group: &str, topics: &[TopicName]) -> Result<Box<dyn Member>, LogError> {
        let inner = self.plan.call(|| self.log.join(group, topics))?;
        Ok(Box::new(FaultyMember { inner, plan: Arc::clone(&self.plan) }))
    }

    fn schema_table(&self) -> Arc<dyn SchemaTable> {
        self.log.schema_table()
    }

    fn health(&self) -> Result<(), LogError> {
        self.plan.call(|| self.log.health())
    }
}
