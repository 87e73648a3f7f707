//! Reading on from a cursor: one function, whether the changes are in memory
//! or only in the log. A subscriber is nothing but its cursor.

use std::sync::Arc;

use crate::cold;
use crate::cursor::{Cursor, Epoch};
use crate::frame::Frame;
use crate::ring::Limit;
use crate::shared::Shared;

/// Changes, and where to go on.
pub(crate) struct Batch {
    pub(crate) frames: Vec<Arc<Frame>>,
    pub(crate) next: Cursor,
}

/// Why reading on from a cursor is not possible.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ReadError {
    /// Changes after it are gone: start again from a snapshot.
    #[error("changes after this cursor are not kept any more")]
    Expired,
    /// It is of another log, or of another market: start again.
    #[error("this cursor is of another log")]
    Foreign,
    /// It is of this log, and beyond its end.
    #[error("this cursor is beyond the newest change, {newest}")]
    Future {
        /// Seq of the newest change.
        newest: u64,
    },
    /// It names a place and a change that do not belong together.
    #[error("this cursor names a place where its change does not stand")]
    Elsewhere,
    /// Ask again later.
    #[error("{0}")]
    Unavailable(String),
}

/// Checks that reading can go on from a cursor.
pub(crate) async fn admit(shared: &Arc<Shared>, cursor: Cursor) -> Result<(), ReadError> {
    let tip = *shared.tip.borrow();
    if cursor.market != shared.settings.market {
        return Err(ReadError::Foreign);
    }
    // Whoever started before the first change has seen nothing yet.
    let from_the_start = cursor.epoch == Epoch::NONE && cursor.seq == 0;
    if cursor.epoch != tip.epoch && !from_the_start {
        return Err(ReadError::Foreign);
    }
    if cursor.seq + 1 < shared.floor.read().seq {
        return Err(ReadError::Expired);
    }
    if cursor.seq <= tip.seq {
        return Ok(());
    }
    // Another feed on the same log may be a moment ahead of this one.
    let asking = Arc::clone(shared);
    let bounds = tokio::task::spawn_blocking(move || asking.bounds())
        .await
        .map_err(|_| ReadError::Unavailable("a look at the log broke off".to_owned()))?
        .map_err(|error| ReadError::Unavailable(error.to_string()))?;
    if cursor.position > bounds.end {
        return Err(ReadError::Future { newest: tip.seq });
    }
    Ok(())
}

/// The changes after `cursor`, oldest first; none at the tip.
pub(crate) async fn read_from(
    shared: &Arc<Shared>,
    cursor: Cursor,
    limit: Limit,
) -> Result<Batch, ReadError> {
    if cursor.seq >= shared.tip.borrow().seq {
        return Ok(Batch { frames: Vec::new(), next: cursor });
    }
    let hot = shared.ring.read().after(cursor.seq, limit);
    let mut frames = match hot {
        Some(frames) => frames,
        // What left the hot tail is in the log, up to the tip and beyond, so
        // that nothing is missing between the two.
        None => match cold::after(shared, cursor, limit).await {
            Err(ReadError::Expired) => after_the_floor_moved(shared, cursor, limit).await?,
            other => other?,
        },
    };
    shared.redact(&mut frames);
    let next = frames.last().map_or(cursor, |frame| frame.cursor);
    Ok(Batch { frames, next })
}

/// Retention was faster than the tail's look at the floor. A cursor whose next
/// change is still the first one kept has lost nothing.
async fn after_the_floor_moved(
    shared: &Arc<Shared>,
    cursor: Cursor,
    limit: Limit,
) -> Result<Vec<Arc<Frame>>, ReadError> {
    let looking = Arc::clone(shared);
    tokio::task::spawn_blocking(move || looking.look_at_floor())
        .await
        .map_err(|_| ReadError::Unavailable("a look at the log broke off".to_owned()))?;
    if cursor.seq + 1 < shared.floor.read().seq {
        return Err(ReadError::Expired);
    }
    cold::after(shared, cursor, limit).await
}
