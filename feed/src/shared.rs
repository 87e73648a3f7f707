//! What the threads that follow the log and the requests have in common.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use eventlog::{Bounds, EventLog, LogError, Reader, TopicName};
use parking_lot::RwLock;
use rustc_hash::FxHashSet;
use schemas::{AdId, Codec, topic};
use telemetry::FeedMetrics;
use tokio::sync::{Semaphore, watch};

use crate::catalog::Catalog;
use crate::cold::Cold;
use crate::cursor::{Cursor, Epoch};
use crate::frame::Frame;
use crate::lru::Lru;
use crate::ring::Ring;
use crate::settings::Settings;

pub(crate) const CHANGES: TopicName = TopicName::new(topic::CHANGES);
pub(crate) const ADS_CURRENT: TopicName = TopicName::new(topic::ADS_CURRENT);

/// The end of `changes`, as far as the tail has read it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Tip {
    pub(crate) epoch: Epoch,
    /// Last change read; 0 before the first.
    pub(crate) seq: u64,
    /// Position after it.
    pub(crate) position: u64,
    /// The tail has read all that was there when it started.
    pub(crate) ready: bool,
}

/// The beginning of `changes`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Floor {
    pub(crate) position: u64,
    /// First change kept; the next one to come when none is kept.
    pub(crate) seq: u64,
}

/// How far the catalog has followed `ads.current`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct CatalogTip {
    pub(crate) epoch: Epoch,
    /// Last change that it holds.
    pub(crate) seq: u64,
    /// It holds all that was there when it started.
    pub(crate) ready: bool,
}

/// The feed cannot go on; the process must end and start again.
#[derive(Debug, Clone, thiserror::Error)]
pub enum FeedError {
    /// The log refused in a way that waiting does not mend.
    #[error("the feed cannot read {topic}")]
    Log {
        /// Topic.
        topic: TopicName,
        /// What the log said.
        source: LogError,
    },
    /// A record that we wrote ourselves is not readable.
    #[error("record {position} of {topic} is not readable: {reason}")]
    Undecodable {
        /// Topic.
        topic: TopicName,
        /// Its position.
        position: u64,
        /// What the decoder said.
        reason: String,
    },
    /// Sequence numbers are dense, and a log keeps its identity.
    #[error("change {found} at position {position} of {topic} follows {last}: {what}")]
    Broken {
        /// Topic.
        topic: TopicName,
        /// Position of the change.
        position: u64,
        /// Its seq.
        found: u64,
        /// The seq before.
        last: u64,
        /// What does not hold.
        what: &'static str,
    },
}

/// All that requests read and threads write.
pub(crate) struct Shared {
    pub(crate) log: Arc<dyn EventLog>,
    pub(crate) codec: Arc<Codec>,
    pub(crate) metrics: Arc<FeedMetrics>,
    pub(crate) settings: Settings,
    pub(crate) ring: RwLock<Ring>,
    pub(crate) tip: watch::Sender<Tip>,
    pub(crate) floor: RwLock<Floor>,
    /// Ads whose text may not be shown any more, whatever the log still holds.
    pub(crate) erased: RwLock<FxHashSet<AdId>>,
    pub(crate) cold: Cold,
    pub(crate) catalog: RwLock<Catalog>,
    pub(crate) catalog_tip: watch::Sender<CatalogTip>,
    /// Ad documents by position in `ads.current`.
    pub(crate) documents: parking_lot::Mutex<Lru<bytes::Bytes>>,
    /// Readers of `ads.current`, between look-ups.
    pub(crate) readers: parking_lot::Mutex<Vec<Box<dyn Reader>>>,
    pub(crate) streams: Arc<Semaphore>,
    pub(crate) waits: Arc<Semaphore>,
    pub(crate) snapshots: Arc<Semaphore>,
    pub(crate) lookups: Arc<Semaphore>,
    /// Number of subscribers told when to come back.
    pub(crate) told: AtomicU64,
    pub(crate) closing: watch::Sender<bool>,
    pub(crate) failure: watch::Sender<Option<FeedError>>,
}

impl Shared {
    /// The cursor after the newest change.
    pub(crate) fn tip_cursor(&self) -> Cursor {
        let tip = *self.tip.borrow();
        self.cursor(tip.epoch, tip.seq, tip.position)
    }

    /// The cursor before the oldest change.
    pub(crate) fn floor_cursor(&self) -> Cursor {
        let floor = *self.floor.read();
        self.cursor(self.tip.borrow().epoch, floor.seq - 1, floor.position)
    }

    pub(crate) fn cursor(&self, epoch: Epoch, seq: u64, position: u64) -> Cursor {
        Cursor { epoch, market: self.settings.market, position, seq }
    }

    /// Number of changes after a cursor.
    pub(crate) fn lag(&self, cursor: Cursor) -> u64 {
        self.tip.borrow().seq.saturating_sub(cursor.seq)
    }

    pub(crate) fn partition(&self) -> u32 {
        u32::from(self.settings.market)
    }

    pub(crate) fn bounds(&self) -> Result<Bounds, LogError> {
        self.log.bounds(&CHANGES, self.partition())
    }

    /// Looks up the floor now. Whatever goes wrong is left to the tail.
    pub(crate) fn look_at_floor(&self) {
        let looked = self.bounds().map(|bounds| crate::tail::refresh_floor(self, bounds));
        if let Ok(Err(error)) = looked {
            self.fail(error);
        }
    }

    /// What a subscriber is told to wait before it connects again: up to twice
    /// the setting, so that not all come back at once.
    pub(crate) fn retry_millis(&self) -> u128 {
        let base = self.settings.retry.as_millis();
        let turn = u128::from(self.told.fetch_add(1, Ordering::Relaxed));
        base + turn * 37 % base.max(1)
    }

    /// Takes the text out of changes of ads that were erased since.
    pub(crate) fn redact(&self, frames: &mut [Arc<Frame>]) {
        let erased = self.erased.read();
        if erased.is_empty() {
            return;
        }
        for frame in frames {
            if frame.has_ad() && erased.contains(&frame.ad_id) {
                *frame = Arc::new(frame.redacted());
            }
        }
    }

    pub(crate) fn is_closing(&self) -> bool {
        *self.closing.borrow()
    }

    /// Remembers the first failure.
    pub(crate) fn fail(&self, error: FeedError) {
        self.failure.send_if_modified(|failure| {
            let first = failure.is_none();
            if first {
                tracing::error!(%error, "the feed stops: {error}");
                *failure = Some(error);
            }
            first
        });
    }

    /// `Ok` when everything that was in the log at the start can be served.
    pub(crate) fn ready(&self) -> Result<(), String> {
        if let Some(failure) = &*self.failure.borrow() {
            return Err(failure.to_string());
        }
        if self.is_closing() {
            return Err("the feed is closing".to_owned());
        }
        let tip = *self.tip.borrow();
        if !tip.ready {
            return Err(format!("the tail has read up to change {}", tip.seq));
        }
        let catalog = *self.catalog_tip.borrow();
        if !catalog.ready {
            return Err(format!("the catalog has read up to change {}", catalog.seq));
        }
        Ok(())
    }
}
