//! The embedded log: one directory, one process, nothing else to run. It
//! promises what the Kafka one promises.
//!
//! One writer thread takes everything that waits (appends and transactions of
//! all callers) and puts it into ONE synced SQLite transaction, so that a
//! thousand concurrent appends cost one `fsync`. Answers are given after the
//! sync. See the crate's `embedded` module for exactly-once, and
//! `docs/adr/0002-embedded-store.md` for why SQLite.
//!
//! # On disk (format 1)
//!
//! ```text
//! DIRECTORY/lock      held by `flock` while the log is open; the holder's pid
//! DIRECTORY/log.db    SQLite, WAL, `synchronous=FULL`; `user_version` is the
//!                     format, `application_id` says that the file is ours
//! ```
//!
//! | table | row |
//! |---|---|
//! | `topics` | name, how it is cleaned |
//! | `partitions` | number over all topics, topic, index, floor, lowest end |
//! | `blobs` | up to 1,000 records that follow each other in a partition |
//! | `offsets` | group, partition, next position |
//! | `schemas` | id (from 1), subject, schema |
//!
//! A blob's key is `partition << 40 | last position`, so that "the blobs from
//! position p on" is one range of the table's own B-tree, read in sequence.
//! What is inside a blob is in `local::blob`.

mod blob;
mod cleaner;
mod compaction;
mod failure;
mod found;
mod lock;
mod retention;
mod rewrite;
mod schema;
mod store;
mod writer;

use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use cleaner::Lags;
use crossbeam_channel::Sender;
use found::Found;
use futures::future::BoxFuture;
use rewrite::Pace;
use schemas::SchemaTable;
use store::LocalStore;

use crate::embedded::clock::system_clock;
use crate::embedded::{Embedded, Engine, Job, Sequencer};
use crate::{
    Bounds, Clock, EventLog, From, LogError, Member, Position, Produce, Reader, TopicName,
    TopicSpec, Transactor,
};

/// Most jobs that wait for the writer thread.
const QUEUED_JOBS_MAX: usize = 65_536;

/// How the embedded log works.
#[derive(Clone)]
pub struct LocalOptions {
    /// Gives append times.
    pub clock: Clock,
    /// Records of compacted topics stay for so long even when a later one has
    /// their key, so that whoever reads a snapshot is not robbed of it.
    pub compaction_lag: Duration,
    /// Tombstones stay for so long, so that every reader learns of them.
    pub tombstone_lag: Duration,
}

impl Default for LocalOptions {
    fn default() -> Self {
        Self {
            clock: system_clock(),
            compaction_lag: Duration::from_secs(3600),
            tombstone_lag: Duration::from_secs(24 * 3600),
        }
    }
}

/// A log in one directory. Dropping it waits for what was handed to it, and
/// frees the directory once its readers and transactors are gone too.
pub struct LocalLog {
    log: Embedded<LocalStore>,
    lags: Lags,
    jobs: Sender<Job>,
    /// Dropped to stop the cleaner.
    stop: Option<Sender<()>>,
    threads: Vec<JoinHandle<()>>,
}

impl LocalLog {
    /// Opens the log in `directory`, which is made when it is missing.
    ///
    /// # Errors
    /// [`LogError::Locked`] when another process (or another `LocalLog` of
    /// this one) has it, [`LogError::NewerVersion`], [`LogError::Corrupt`],
    /// [`LogError::Full`], or [`LogError::Unavailable`] when the directory
    /// cannot be made or written.
    pub fn open(directory: &Path, options: LocalOptions) -> Result<Self, LogError> {
        let (store, found) = LocalStore::open(directory)?;
        let lags = Lags { compaction: options.compaction_lag, tombstones: options.tombstone_lag };
        let (mut log, engine) = Self::start(store, found, options.clock, lags)?;
        let (stop, stopped) = crossbeam_channel::bounded(0);
        log.stop = Some(stop);
        log.threads.push(cleaner::start(engine, lags, stopped)?);
        Ok(log)
    }

    /// Opens the log in `directory` for reading only, as it is at this moment:
    /// what is appended later is not seen. Works while another process holds
    /// the directory, and changes nothing in it; appends fail.
    ///
    /// # Errors
    /// [`LogError::Unavailable`] when there is no log;
    /// [`LogError::NewerVersion`], [`LogError::Corrupt`].
    pub fn open_read_only(directory: &Path) -> Result<Self, LogError> {
        let (store, found) = LocalStore::open_read_only(directory)?;
        let LocalOptions { clock, compaction_lag, tombstone_lag } = LocalOptions::default();
        let lags = Lags { compaction: compaction_lag, tombstones: tombstone_lag };
        Self::start(store, found, clock, lags).map(|(log, _)| log)
    }

    /// The log with its writer, and without its cleaner.
    fn start(
        store: LocalStore,
        found: Found,
        clock: Clock,
        lags: Lags,
    ) -> Result<(Self, Arc<Engine<LocalStore>>), LogError> {
        let (jobs, queue) = crossbeam_channel::bounded(QUEUED_JOBS_MAX);
        let engine = Arc::new(Engine::new(
            store,
            clock,
            Sequencer::Thread(jobs.clone()),
            found.topics,
            found.offsets,
            found.schemas,
        ));
        let writer = writer::start(Arc::clone(&engine), queue)?;
        let log = Self {
            log: Embedded { engine: Arc::clone(&engine) },
            lags,
            jobs,
            stop: None,
            threads: vec![writer],
        };
        Ok((log, engine))
    }

    /// Removes now what the topics' [`crate::Cleanup`] lets go, without waiting
    /// for the background.
    ///
    /// # Errors
    /// [`LogError::Full`], [`LogError::Unavailable`], [`LogError::Corrupt`].
    pub fn clean_up(&self) -> Result<(), LogError> {
        let partitions = self.log.engine.topics.read().partitions();
        for partition in partitions {
            cleaner::clean(&self.log.engine, &partition, self.lags, &Pace::Urgent)?;
        }
        Ok(())
    }
}

impl Drop for LocalLog {
    fn drop(&mut self) {
        // Only fails when the writer thread has ended already.
        let _ = self.jobs.send(Job::Stop);
        self.stop = None;
        for thread in self.threads.drain(..) {
            // A panic was reported where it happened.
            let _ = thread.join();
        }
    }
}

impl EventLog for LocalLog {
    fn ensure_topics(&self, topics: &[TopicSpec]) -> Result<(), LogError> {
        self.log.ensure_topics(topics)
    }

    fn partitions(&self, topic: &TopicName) -> Result<u32, LogError> {
        self.log.partitions(topic)
    }

    fn append(&self, records: Vec<Produce>) -> BoxFuture<'static, Vec<Result<Position, LogError>>> {
        self.log.append(records)
    }

    fn reader(
        &self,
        topic: &TopicName,
        partition: u32,
        from: From,
    ) -> Result<Box<dyn Reader>, LogError> {
        self.log.reader(topic, partition, from)
    }

    fn bounds(&self, topic: &TopicName, partition: u32) -> Result<Bounds, LogError> {
        self.log.bounds(topic, partition)
    }

    fn transactor(&self, id: &str, group: &str) -> Result<Box<dyn Transactor>, LogError> {
        self.log.transactor(id, group)
    }

    fn committed(
        &self,
        group: &str,
        topic: &TopicName,
        partition: u32,
    ) -> Result<Option<u64>, LogError> {
        self.log.committed(group, topic, partition)
    }

    fn join(&self, group: &str, topics: &[TopicName]) -> Result<Box<dyn Member>, LogError> {
        self.log.join(group, topics)
    }

    fn schema_table(&self) -> Arc<dyn SchemaTable> {
        self.log.schema_table()
    }

    fn health(&self) -> Result<(), LogError> {
        self.log.health()
    }
}

#[cfg(test)]
mod tests;
