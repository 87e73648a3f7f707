//! Removes what may go and puts small blobs together, in the background, in
//! small steps, so that writers wait for one step at most.

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError};

use super::compaction::compact;
use super::retention::delete_older;
use super::rewrite::{Pace, Work};
use super::store::LocalStore;
use crate::embedded::{Engine, Partition};
use crate::{Cleanup, LogError};

/// How often the cleaner looks.
const EVERY: Duration = Duration::from_secs(30);

/// How young records must be to be left alone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Lags {
    pub(super) compaction: Duration,
    pub(super) tombstones: Duration,
}

/// Starts the thread; it ends when the sender of `stop` is dropped.
pub(super) fn start(
    engine: Arc<Engine<LocalStore>>,
    lags: Lags,
    stop: Receiver<()>,
) -> Result<JoinHandle<()>, LogError> {
    std::thread::Builder::new()
        .name("log-cleaner".to_owned())
        .spawn(move || {
            let pause = |pause| stop.recv_timeout(pause) == Err(RecvTimeoutError::Timeout);
            let pace = Pace::Background(&pause);
            while pause(EVERY) {
                clean_all(&engine, lags, &pace);
            }
        })
        .map_err(|error| LogError::Unavailable(format!("no cleaner thread: {error}")))
}

/// A pass over all partitions. A failure ends the pass of that partition; the
/// next pass tries again.
fn clean_all(engine: &Engine<LocalStore>, lags: Lags, pace: &Pace<'_>) {
    for partition in engine.topics.read().partitions() {
        let started = Instant::now();
        let (topic, index) = (&partition.topic, partition.index);
        match clean(engine, &partition, lags, pace) {
            Ok(0) => {}
            Ok(removed) => tracing::debug!(
                %topic, partition = index, records = removed, took = ?started.elapsed(),
                "removed {removed} records of {topic}/{index}"
            ),
            Err(error) => tracing::warn!(
                %topic, partition = index, %error,
                "{topic}/{index} was not cleaned: {error}"
            ),
        }
    }
}

/// Removes what may go from one partition; how many records that were.
pub(super) fn clean(
    engine: &Engine<LocalStore>,
    partition: &Partition,
    lags: Lags,
    pace: &Pace<'_>,
) -> Result<u64, LogError> {
    // One at a time: the background's pass and one that was asked for.
    let _turn = engine.store.cleaning.lock();
    let now = (engine.clock)();
    let mut removed = 0;
    if let Cleanup::DeleteAfter(age) = partition.cleanup {
        removed += delete_older(&engine.store, partition, before(now, age), pace)?;
    }
    let work = Work { store: &engine.store, partition, pace };
    removed += compact(&work, before(now, lags.compaction), before(now, lags.tombstones))?;
    Ok(removed)
}

/// The moment that was `age` ago.
fn before(now_millis: i64, age: Duration) -> i64 {
    now_millis.saturating_sub(i64::try_from(age.as_millis()).unwrap_or(i64::MAX))
}
