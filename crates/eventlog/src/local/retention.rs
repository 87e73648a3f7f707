//! Removes records by age.

use rusqlite::params;

use super::rewrite::Pace;
use super::store::{LocalStore, key, position};
use crate::LogError;
use crate::embedded::Partition;

/// Most blobs that one transaction removes: it visits every page of them.
const BLOBS_PER_STEP: u32 = 32;

/// Removes the blobs whose newest record is from `until` or before; how many
/// records that were, at most.
pub(super) fn delete_older(
    store: &LocalStore,
    partition: &Partition,
    until_millis: i64,
    pace: &Pace<'_>,
) -> Result<u64, LogError> {
    let mut removed = 0;
    loop {
        let old = store.query(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT key, newest_at_millis FROM blobs WHERE key >= ? AND key < ?
                 ORDER BY key LIMIT ?",
            )?;
            let (low, high) = (key(partition.id, 0), key(partition.id + 1, 0));
            let mut rows = statement.query(params![low, high, BLOBS_PER_STEP])?;
            let mut last = None;
            let mut count = 0;
            while let Some(row) = rows.next()?
                && row.get::<_, i64>(1)? <= until_millis
            {
                last = Some(row.get::<_, i64>(0)?);
                count += 1;
            }
            Ok(last.map(|last| (last, count)))
        })?;
        let Some((last, count)) = old else { return Ok(removed) };
        let floor = position(last) + 1;
        removed += floor - partition.bounds().floor;
        // First, so that a reader below it is refused before it could miss
        // anything.
        partition.raise_floor(floor);
        store.transact(|connection| {
            connection.execute(
                "DELETE FROM blobs WHERE key >= ? AND key <= ?",
                params![key(partition.id, 0), last],
            )?;
            connection.execute(
                "UPDATE partitions SET floor = ?2, end_min = max(end_min, ?2),
                 clean_to = max(clean_to, ?2) WHERE id = ?1",
                params![partition.id, floor.cast_signed()],
            )?;
            Ok(())
        })?;
        if count < BLOBS_PER_STEP || !pace.go_on() {
            return Ok(removed);
        }
    }
}
