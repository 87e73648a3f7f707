//! Keeps the latest record of each key in compacted topics, and blobs large in
//! all topics.
//!
//! A partition has a clean part, in which each key stands once, and a dirty
//! part after it. When the dirty part has grown to half of the clean one, it is
//! read once, to learn the last position of each of its keys; then everything
//! up to its end is rewritten without the records that are superseded. Topics
//! that are not compacted lose nothing; only their small blobs are put
//! together. Every step commits by itself, from the front to the back, so that
//! a crash in between only leaves work for the next pass; and a tombstone goes
//! after everything that it removes.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use rusqlite::params;

use super::rewrite::{Work, rewrite};
use super::store::{key, position};
use crate::embedded::store::Store;
use crate::{Cleanup, LogError};

/// Most keys of one pass; the rest of the dirty part waits for the next.
/// Bounds the memory of a pass to some 50 MB.
const KEYS_MAX: usize = 1_000_000;

/// A background pass begins when so many blobs, or bytes, are dirty.
const DIRTY_BLOBS_MIN: u64 = 1_000;
const DIRTY_BYTES_MIN: u64 = 4 * 1024 * 1024;

/// The dirty part, and how much there is before it.
struct Extent {
    clean_to: u64,
    dirty_to: u64,
    dirty_blobs: u64,
    dirty_bytes: u64,
    clean_bytes: u64,
}

/// Cleans the records from `settled` and before; tombstones go when they are
/// from `buried` or before. How many records were removed.
pub(super) fn compact(
    work: &Work<'_>,
    settled_millis: i64,
    buried_millis: i64,
) -> Result<u64, LogError> {
    let extent = measure(work, settled_millis)?;
    if extent.dirty_blobs == 0 || !(work.pace.is_urgent() || is_due(work, &extent)) {
        return Ok(0);
    }
    if work.partition.cleanup != Cleanup::Compact {
        rewrite(work, extent.clean_to, extent.dirty_to, |_| true)?;
        return Ok(0);
    }
    let (latest, dirty_to) = Latest::read(work, extent.clean_to, extent.dirty_to)?;
    rewrite(work, 0, dirty_to, |record| {
        let buried = record.value.is_none() && record.appended_at_millis <= buried_millis;
        let key = record.key.as_deref().unwrap_or_default();
        !buried && latest.is_current(key, record.position)
    })
}

fn is_due(work: &Work<'_>, extent: &Extent) -> bool {
    let grown = extent.dirty_blobs >= DIRTY_BLOBS_MIN || extent.dirty_bytes >= DIRTY_BYTES_MIN;
    let compacts = work.partition.cleanup == Cleanup::Compact;
    grown && (!compacts || extent.dirty_bytes >= extent.clean_bytes / 2)
}

fn measure(work: &Work<'_>, settled_millis: i64) -> Result<Extent, LogError> {
    let id = work.partition.id;
    work.store.query(|connection| {
        let clean_to = connection
            .prepare_cached("SELECT clean_to FROM partitions WHERE id = ?")?
            .query_row([id], |row| row.get::<_, i64>(0))?
            .cast_unsigned();
        let mut extent =
            Extent { clean_to, dirty_to: clean_to, dirty_blobs: 0, dirty_bytes: 0, clean_bytes: 0 };
        // `length` of a blob is in the row's head; the blob is not read.
        let mut statement = connection.prepare_cached(
            "SELECT key, newest_at_millis, length(data) FROM blobs
             WHERE key >= ? AND key < ? ORDER BY key",
        )?;
        let mut rows = statement.query(params![key(id, 0), key(id + 1, 0)])?;
        while let Some(row) = rows.next()? {
            let last = position(row.get(0)?);
            let bytes = row.get::<_, i64>(2)?.cast_unsigned();
            if last < clean_to {
                extent.clean_bytes += bytes;
                continue;
            }
            if row.get::<_, i64>(1)? > settled_millis {
                break;
            }
            extent.dirty_to = last + 1;
            extent.dirty_blobs += 1;
            extent.dirty_bytes += bytes;
        }
        Ok(extent)
    })
}

/// Last position of each key of the dirty part. Keys are held as 128 bits of
/// SipHash under random secrets: two keys of a partition share them with a
/// chance of 10^-26 at a million keys, and nobody can choose such keys.
struct Latest {
    secrets: (RandomState, RandomState),
    positions: HashMap<(u64, u64), u64>,
}

impl Latest {
    /// Reads the part `from..to`; also how far it came.
    fn read(work: &Work<'_>, from: u64, to: u64) -> Result<(Self, u64), LogError> {
        let mut latest = Self { secrets: Default::default(), positions: HashMap::new() };
        let mut next = from;
        while next < to && latest.positions.len() < KEYS_MAX {
            let chunk = work.store.read(work.partition, next, to)?;
            for record in &chunk.records {
                let key = latest.hash(record.key.as_deref().unwrap_or_default());
                latest.positions.insert(key, record.position);
            }
            next = chunk.next;
        }
        Ok((latest, next))
    }

    fn hash(&self, key: &[u8]) -> (u64, u64) {
        (self.secrets.0.hash_one(key), self.secrets.1.hash_one(key))
    }

    /// Whether no later record of the dirty part has the key.
    fn is_current(&self, key: &[u8], position: u64) -> bool {
        self.positions.get(&self.hash(key)).is_none_or(|latest| *latest <= position)
    }
}
