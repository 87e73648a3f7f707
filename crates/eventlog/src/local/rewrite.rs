//! Replaces blobs by fewer, larger ones that hold what is kept.

use std::time::{Duration, Instant};

use rusqlite::params;

use super::blob::{self, Blob, Builder, Content};
use super::store::{BLOB_BYTES_MAX, BLOB_RECORDS_MAX, LocalStore, insert, key, position};
use crate::embedded::Partition;
use crate::{Consumed, LogError};

/// Most stored bytes, and blobs, that one step replaces; a writer waits for
/// one step at most.
const STEP_BYTES_MAX: usize = 1024 * 1024;
const STEP_BLOBS_MAX: usize = 2_048;

/// No blob spans more time than this, so that retention by age stays exact
/// enough.
const SPAN_MILLIS_MAX: i64 = 3_600_000;

/// How hurried the work is.
pub(super) enum Pace<'a> {
    /// Asked for: all of it now.
    Urgent,
    /// In the background: after each step a pause as long as the step; the
    /// function takes the pause, and answers `false` when the log closes.
    Background(&'a dyn Fn(Duration) -> bool),
}

impl Pace<'_> {
    pub(super) fn is_urgent(&self) -> bool {
        matches!(self, Self::Urgent)
    }

    /// Whether the log stays open.
    pub(super) fn go_on(&self) -> bool {
        self.pause(Duration::ZERO)
    }

    fn pause(&self, pause: Duration) -> bool {
        match self {
            Self::Urgent => true,
            Self::Background(take) => take(pause),
        }
    }
}

/// What is worked on.
pub(super) struct Work<'a> {
    pub(super) store: &'a LocalStore,
    pub(super) partition: &'a Partition,
    pub(super) pace: &'a Pace<'a>,
}

/// Some blobs that follow each other.
struct Step {
    keys: Vec<i64>,
    records: Vec<Consumed>,
}

/// Rewrites the blobs that end in `from..to` with the records that `keep`
/// wants, and notes that the partition is clean up to `to`. How many records
/// were removed.
pub(super) fn rewrite(
    work: &Work<'_>,
    from: u64,
    to: u64,
    keep: impl Fn(&Consumed) -> bool,
) -> Result<u64, LogError> {
    let id = work.partition.id;
    let mut removed = 0;
    let mut next = from;
    while next < to {
        let started = Instant::now();
        let mut step = read(work, next, to)?;
        let Some(last) = step.keys.last().copied() else { break };
        next = position(last) + 1;
        let before = step.records.len();
        step.records.retain(&keep);
        let blobs = cut(&step.records);
        let gone = before - step.records.len();
        if gone > 0 || blobs.len() < step.keys.len() {
            replace(work, &step.keys, &blobs, next)?;
        }
        removed += gone as u64;
        if !work.pace.pause(started.elapsed()) {
            return Ok(removed);
        }
    }
    work.store.transact(|connection| {
        connection.execute(
            "UPDATE partitions SET clean_to = max(clean_to, ?2) WHERE id = ?1",
            params![id, to.cast_signed()],
        )?;
        Ok(())
    })?;
    Ok(removed)
}

fn read(work: &Work<'_>, from: u64, to: u64) -> Result<Step, LogError> {
    let partition = work.partition;
    let mut keys = Vec::new();
    let mut stored = Vec::new();
    work.store.query(|connection| {
        let mut statement = connection.prepare_cached(
            "SELECT key, data FROM blobs WHERE key >= ? AND key < ? ORDER BY key",
        )?;
        let range = params![key(partition.id, from), key(partition.id, to)];
        let mut rows = statement.query(range)?;
        let mut bytes = 0;
        while bytes < STEP_BYTES_MAX
            && keys.len() < STEP_BLOBS_MAX
            && let Some(row) = rows.next()?
        {
            let data: Vec<u8> = row.get(1)?;
            bytes += data.len();
            keys.push(row.get(0)?);
            stored.push(data);
        }
        Ok(())
    })?;
    let mut records = Vec::new();
    for data in &stored {
        let place = (&partition.topic, partition.index);
        blob::read(data, place, (0, u64::MAX), &mut records)?;
    }
    Ok(Step { keys, records })
}

fn cut(records: &[Consumed]) -> Vec<Blob> {
    let mut blobs = Vec::new();
    let mut builder = Builder::default();
    for record in records {
        if builder.records() >= BLOB_RECORDS_MAX
            || builder.bytes() >= BLOB_BYTES_MAX
            || builder.span_millis(record.appended_at_millis) > SPAN_MILLIS_MAX
        {
            blobs.extend(builder.finish());
        }
        let (key, value) = (record.key.as_ref(), record.value.as_ref());
        let content = Content { key, value, headers: &record.headers };
        builder.push(record.position, record.appended_at_millis, &content);
    }
    blobs.extend(builder.finish());
    blobs
}

/// Puts `blobs` where the blobs `keys` were. Nothing is appended below `next`
/// any more.
fn replace(work: &Work<'_>, keys: &[i64], blobs: &[Blob], next: u64) -> Result<(), LogError> {
    let id = work.partition.id;
    work.store.transact(|connection| {
        let mut delete = connection.prepare_cached("DELETE FROM blobs WHERE key = ?")?;
        for key in keys {
            delete.execute([key])?;
        }
        for blob in blobs {
            insert(connection, id, blob)?;
        }
        connection.execute(
            "UPDATE partitions SET end_min = max(end_min, ?2) WHERE id = ?1",
            params![id, next.cast_signed()],
        )?;
        Ok(())
    })
}
