//! The present state, cut at one exact change: every public ad after that
//! change and before the next, however long it takes to send.
//!
//! The catalog gives the positions that were public at the cut; `ads.current`
//! is then read in order and only those are taken. A record that is superseded
//! meanwhile stays readable for the hour that compaction leaves it alone; when
//! one is missing all the same, the snapshot breaks off and its last line,
//! without which it is not complete, never comes.

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use eventlog::{From, Reader};
use futures::Stream;
use sha2::{Digest as _, Sha256};
use telemetry::{FeedEndpoint, SnapshotEnd};
use tokio::sync::OwnedSemaphorePermit;

use crate::catalog::Live;
use crate::cursor::Cursor;
use crate::document::{catalog_caught_up, is_erased, open_document, push_job};
use crate::read::ReadError;
use crate::shared::{ADS_CURRENT, Shared};
use crate::tail;

/// Records asked for at a time.
const BATCH: usize = 128;
/// How long one ask may wait; what is asked for is there already.
const WAIT: Duration = Duration::from_secs(2);
/// Bytes after which a chunk goes out.
const CHUNK_BYTES: usize = 128 << 10;
/// Tries to find the place of the cut in the hot tail.
const CUT_TRIES: u32 = 16;

pub(crate) struct Snapshot {
    shared: Arc<Shared>,
    cursor: Cursor,
    live: Vec<Live>,
    /// Those before were taken.
    at: usize,
    reader: Option<Box<dyn Reader>>,
    hash: Sha256,
    count: u64,
    stage: Stage,
    started: Instant,
    end: SnapshotEnd,
    _turn: OwnedSemaphorePermit,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    First,
    Ads,
    Done,
}

impl Snapshot {
    /// Cuts.
    pub(crate) async fn cut(
        shared: Arc<Shared>,
        turn: OwnedSemaphorePermit,
    ) -> Result<Self, ReadError> {
        for _ in 0..CUT_TRIES {
            catalog_caught_up(&shared).await?;
            let looking = Arc::clone(&shared);
            let look = move || {
                let catalog = looking.catalog.read();
                (catalog.seq(), catalog.live())
            };
            let (seq, live) = tokio::task::spawn_blocking(look)
                .await
                .map_err(|_| ReadError::Unavailable("a look at the catalog broke off".into()))?;
            if let Some(cursor) = place_of(&shared, seq).await? {
                let (started, end) = (Instant::now(), SnapshotEnd::Left);
                let (reader, hash, stage) = (None, Sha256::new(), Stage::First);
                return Ok(Self {
                    shared,
                    cursor,
                    live,
                    at: 0,
                    reader,
                    hash,
                    count: 0,
                    stage,
                    started,
                    end,
                    _turn: turn,
                });
            }
        }
        Err(ReadError::Unavailable("changes come faster than they can be kept".to_owned()))
    }

    /// The snapshot as NDJSON, piece by piece. An error is a broken-off one.
    pub(crate) fn into_stream(self) -> impl Stream<Item = io::Result<Bytes>> {
        futures::stream::unfold(self, |mut snapshot| async move {
            if snapshot.stage == Stage::Done {
                return None;
            }
            let read = move || {
                let chunk = snapshot.next_chunk();
                (snapshot, chunk)
            };
            let (mut snapshot, chunk) = tokio::task::spawn_blocking(read).await.ok()?;
            if let Err(reason) = &chunk {
                snapshot.stage = Stage::Done;
                snapshot.end = SnapshotEnd::Cut;
                tracing::warn!(%reason, "a snapshot broke off: {reason}");
            }
            Some((chunk.map_err(io::Error::other), snapshot))
        })
    }

    fn next_chunk(&mut self) -> Result<Bytes, String> {
        let mut chunk = Vec::with_capacity(CHUNK_BYTES + (16 << 10));
        if self.stage == Stage::First {
            let (cursor, ads) = (self.cursor, self.live.len());
            chunk.extend(format!("{{\"cursor\":\"{cursor}\",\"ads\":{ads}}}\n").bytes());
            self.stage = Stage::Ads;
        }
        let head = chunk.len();
        while self.at < self.live.len() && chunk.len() < CHUNK_BYTES {
            if self.started.elapsed() > self.shared.settings.snapshot_duration_max {
                return Err(format!("it took longer than {:?}", self.started.elapsed()));
            }
            self.read(&mut chunk)?;
        }
        self.hash.update(&chunk[head..]);
        if self.at == self.live.len() {
            self.finish(&mut chunk);
        }
        self.shared.metrics.snapshot_bytes.inc_by(&(), chunk.len() as u64);
        Ok(chunk.into())
    }

    /// Adds the lines of one batch of records.
    fn read(&mut self, chunk: &mut Vec<u8>) -> Result<(), String> {
        let shared = &self.shared;
        let reader = match &mut self.reader {
            Some(reader) => reader,
            none => {
                let from = From::Position(self.live[self.at].position);
                let opened = shared.log.reader(&ADS_CURRENT, shared.partition(), from);
                none.insert(opened.map_err(|error| error.to_string())?)
            }
        };
        let records = reader.poll(BATCH, WAIT).map_err(|error| error.to_string())?;
        if records.is_empty() {
            return Err("the log does not answer in time".to_owned());
        }
        for record in &records {
            let Some(Live { position, canonical }) = self.live.get(self.at).copied() else { break };
            if record.position < position {
                continue; // Superseded before the cut, or not public.
            }
            if record.position > position {
                return Err(format!("position {position} is gone, compaction was faster"));
            }
            self.at += 1;
            let change = tail::decode(shared, record).map_err(|error| error.to_string())?;
            let Some(change) = change else { return Err("the feed is closing".to_owned()) };
            let Some(ad) = change.ad else {
                return Err(format!("position {position} has no ad, but is public"));
            };
            // Erased after the cut: its text may not go out any more.
            if is_erased(shared, change.ad_id) {
                continue;
            }
            chunk.extend_from_slice(&open_document(ad));
            push_job(chunk, change.job.id, canonical);
            chunk.push(b'\n');
            self.count += 1;
        }
        Ok(())
    }

    fn finish(&mut self, chunk: &mut Vec<u8>) {
        let hash = self.hash.finalize_reset();
        let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        chunk.extend(format!("{{\"count\":{},\"sha256\":\"{hex}\"}}\n", self.count).bytes());
        self.stage = Stage::Done;
        self.end = SnapshotEnd::Completed;
        let metrics = &self.shared.metrics;
        metrics.snapshot_seconds.observe(&(), self.started.elapsed().as_secs_f64());
        metrics.served.inc_by(&FeedEndpoint::Snapshot, self.count);
    }
}

impl Drop for Snapshot {
    fn drop(&mut self) {
        self.shared.metrics.snapshots.inc(&self.end);
    }
}

/// The cursor after change `seq`, once the tail is there; `None` when the hot
/// tail has moved past it already.
async fn place_of(shared: &Shared, seq: u64) -> Result<Option<Cursor>, ReadError> {
    let mut tip = shared.tip.subscribe();
    let there = tip.wait_for(|tip| tip.seq >= seq);
    if tokio::time::timeout(WAIT, there).await.is_err() {
        return Err(ReadError::Unavailable("the changes are behind the catalog".to_owned()));
    }
    let newest = shared.tip_cursor();
    if newest.seq == seq {
        return Ok(Some(newest));
    }
    Ok(shared.ring.read().get(seq).map(|frame| frame.cursor))
}
