//! Old pages: changes that have left the hot tail, read from the log on the
//! blocking pool. At most a few reads go on at a time, and whoever waited for
//! its turn looks into the cache again, so that a thousand subscribers who
//! come back at once read each page once.

use std::sync::Arc;

use eventlog::{From, LogError};
use parking_lot::Mutex;
use tokio::sync::Semaphore;

use crate::cursor::Cursor;
use crate::frame::Frame;
use crate::lru::Lru;
use crate::read::ReadError;
use crate::ring::Limit;
use crate::settings::Settings;
use crate::shared::{CHANGES, Shared};
use crate::tail;

type Page = Arc<[Arc<Frame>]>;

/// Bytes of frames after which a page ends.
const PAGE_BYTES_MAX: usize = 4 << 20;
/// Records asked for at a time.
const BATCH: usize = 128;
/// How long one ask may wait; what is asked for is there already.
const WAIT: std::time::Duration = std::time::Duration::from_secs(1);
/// Asks without an answer after which the log counts as away.
const EMPTY_ASKS_MAX: usize = 10;

pub(crate) struct Cold {
    /// Pages by the seq of their first frame.
    pages: Mutex<Lru<Page>>,
    reads: Semaphore,
}

impl Cold {
    pub(crate) fn new(settings: &Settings) -> Self {
        Self {
            pages: Mutex::new(Lru::new(settings.cold_bytes_max)),
            reads: Semaphore::new(settings.cold_reads_max),
        }
    }

    fn cached(&self, seq: u64, limit: Limit) -> Option<Vec<Arc<Frame>>> {
        let page = self.pages.lock().at_or_below(seq)?;
        let first = page.first()?.cursor.seq;
        let skip = usize::try_from(seq.checked_sub(first)?).ok()?;
        (skip < page.len()).then(|| limit.take(page[skip..].iter()))
    }
}

/// The frames after a cursor that is below the hot tail; at least one.
pub(crate) async fn after(
    shared: &Arc<Shared>,
    cursor: Cursor,
    limit: Limit,
) -> Result<Vec<Arc<Frame>>, ReadError> {
    let seq = cursor.seq + 1;
    if let Some(frames) = shared.cold.cached(seq, limit) {
        return Ok(frames);
    }
    let _turn = shared.cold.reads.acquire().await.expect("it is never closed");
    if let Some(frames) = shared.cold.cached(seq, limit) {
        return Ok(frames);
    }
    let reading = Arc::clone(shared);
    let page = tokio::task::spawn_blocking(move || read(&reading, cursor))
        .await
        .map_err(|_| ReadError::Unavailable("a read of old changes broke off".to_owned()))??;
    let bytes = page.iter().map(|frame| frame.len()).sum();
    shared.metrics.cold_reads.inc(&());
    let taken = limit.take(page.iter());
    shared.cold.pages.lock().insert(seq, page.into(), bytes);
    Ok(taken)
}

/// Reads one page from the log.
fn read(shared: &Shared, cursor: Cursor) -> Result<Vec<Arc<Frame>>, ReadError> {
    let tip = *shared.tip.borrow();
    let count = shared.settings.cold_page_changes_max;
    let floor = *shared.floor.read();
    let from = if cursor.position <= floor.position {
        From::Floor
    } else {
        From::Position(cursor.position)
    };
    let mut reader =
        shared.log.reader(&CHANGES, shared.partition(), from).map_err(|error| refused(&error))?;
    let mut page = Vec::with_capacity(count.min(1_024));
    let (mut bytes, mut empty) = (0, 0);
    while page.len() < count && bytes < PAGE_BYTES_MAX && reader.position() < tip.position {
        let ask = BATCH.min(count - page.len());
        let records = reader.poll(ask, WAIT).map_err(|error| refused(&error))?;
        empty = if records.is_empty() { empty + 1 } else { 0 };
        if empty > EMPTY_ASKS_MAX {
            return Err(ReadError::Unavailable("old changes do not come".to_owned()));
        }
        for record in records.iter().filter(|record| record.position < tip.position) {
            let Some(change) = tail::decode(shared, record).map_err(|error| {
                let text = error.to_string();
                shared.fail(error);
                ReadError::Unavailable(text)
            })?
            else {
                return Err(ReadError::Unavailable("the feed is closing".to_owned()));
            };
            let frame = Frame::encode(change, shared.settings.market, record.position + 1);
            if frame.cursor.seq <= cursor.seq {
                continue; // The floor stood before the cursor.
            }
            bytes += frame.len();
            page.push(Arc::new(frame));
        }
    }
    match page.first() {
        Some(first) if first.cursor.seq == cursor.seq + 1 => Ok(page),
        // Retention was faster than the request, or even than the tail.
        Some(first) if from == From::Floor && first.cursor.seq > cursor.seq => {
            Err(ReadError::Expired)
        }
        None if from == From::Floor => Err(ReadError::Expired),
        Some(_) | None => Err(ReadError::Elsewhere),
    }
}

fn refused(error: &LogError) -> ReadError {
    match error {
        LogError::OutOfRange { .. } => ReadError::Expired,
        other => ReadError::Unavailable(other.to_string()),
    }
}
