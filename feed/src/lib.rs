//! The public change feed over HTTP: one cursor, one pull loop, one log.
//!
//! Two threads follow the log: the tail reads `changes` into memory, the
//! catalog remembers where each ad's latest change stands in `ads.current`.
//! Subscribers are only cursors; nothing is queued for any of them. This crate
//! writes nothing to the log and knows nothing of partners' formats.

mod catalog;
mod cold;
mod cursor;
mod document;
mod frame;
mod http;
mod lru;
mod problem;
mod query;
mod read;
mod ring;
mod settings;
mod shared;
mod snapshot;
mod stall;
mod tail;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use eventlog::{EventLog, LogError};
use parking_lot::{Mutex, RwLock};
use rustc_hash::FxHashSet;
use schemas::Codec;
use telemetry::FeedMetrics;
use tokio::sync::{Semaphore, watch};

pub use crate::http::{openapi_router, router};
pub use crate::problem::{Problem, ProblemError};
pub use crate::settings::{Clock, Settings};
pub use crate::shared::FeedError;
pub use crate::stall::StallTimeout;

use crate::catalog::Catalog;
use crate::cold::Cold;
use crate::cursor::Epoch;
use crate::lru::Lru;
use crate::ring::{Limit, Ring};
use crate::shared::{ADS_CURRENT, CHANGES, CatalogTip, Floor, Shared, Tip};

/// A running feed. Clones are the same feed.
#[derive(Clone)]
pub struct Feed {
    shared: Arc<Shared>,
    threads: Arc<Mutex<Vec<std::thread::JoinHandle<()>>>>,
}

impl Feed {
    /// Starts to follow the log, on two threads of its own.
    ///
    /// # Errors
    /// [`LogError::UnknownTopic`] and [`LogError::UnknownPartition`]: the
    /// topics were not made, or have no such market.
    pub fn open(
        log: Arc<dyn EventLog>,
        codec: Arc<Codec>,
        metrics: Arc<FeedMetrics>,
        settings: Settings,
    ) -> Result<Self, LogError> {
        for topic in [CHANGES, ADS_CURRENT] {
            let (partition, partitions) = (u32::from(settings.market), log.partitions(&topic)?);
            if partition >= partitions {
                return Err(LogError::UnknownPartition { topic, partition, partitions });
            }
        }
        let shared = Arc::new(shared(log, codec, metrics, settings));
        let mut threads = Vec::new();
        for (name, run) in [
            ("feed-tail", tail::run as fn(&Shared)),
            ("feed-catalog", catalog::follow::run as fn(&Shared)),
        ] {
            let shared = Arc::clone(&shared);
            let thread = std::thread::Builder::new().name(name.to_owned());
            let running = thread.spawn(move || run(&shared)).map_err(|error| {
                LogError::Unavailable(format!("no thread {name} can be started: {error}"))
            })?;
            threads.push(running);
        }
        Ok(Self { shared, threads: Arc::new(Mutex::new(threads)) })
    }

    /// Whether everything that was in the log at the start can be served, and
    /// what is missing if not. Until then every request is answered 503: a
    /// change of an ad whose erasure is not known yet must not be shown.
    ///
    /// # Errors
    /// What is missing, in words.
    pub fn ready(&self) -> Result<(), String> {
        self.shared.ready()
    }

    /// Waits until [`Feed::ready`], or until the feed failed or closed.
    ///
    /// # Errors
    /// Why it will not get ready.
    pub async fn wait_ready(&self) -> Result<(), String> {
        let mut tip = self.shared.tip.subscribe();
        let mut catalog = self.shared.catalog_tip.subscribe();
        let mut failure = self.shared.failure.subscribe();
        let mut closing = self.shared.closing.subscribe();
        let ready = async {
            let _ = tip.wait_for(|tip| tip.ready).await;
            let _ = catalog.wait_for(|tip| tip.ready).await;
        };
        tokio::select! {
            () = ready => {}
            _ = failure.wait_for(Option::is_some) => {}
            _ = closing.wait_for(|closing| *closing) => {}
        }
        self.ready()
    }

    /// Waits until the feed cannot go on. The process must end then; while all
    /// is well this waits for ever.
    pub async fn failed(&self) -> FeedError {
        let mut failure = self.shared.failure.subscribe();
        let failed = failure.wait_for(Option::is_some).await;
        let error = failed.ok().and_then(|failed| failed.clone());
        error.expect("a feed keeps its own sender, and it is sent to once")
    }

    /// Ends every stream with a hint when to come back, answers waiting
    /// requests, and refuses new ones. The threads end within a moment.
    pub fn close(&self) {
        self.shared.closing.send_replace(true);
    }

    /// Closes and waits for the threads. Blocks for up to a quarter of a
    /// second.
    pub fn join(&self) {
        self.close();
        for thread in self.threads.lock().drain(..) {
            if thread.join().is_err() {
                tracing::error!("a thread of the feed panicked");
            }
        }
    }
}

fn shared(
    log: Arc<dyn EventLog>,
    codec: Arc<Codec>,
    metrics: Arc<FeedMetrics>,
    settings: Settings,
) -> Shared {
    let hot = Limit { count: settings.hot_changes_max, bytes: settings.hot_bytes_max };
    let turns = |max| Arc::new(Semaphore::new(max));
    let tip = Tip { epoch: Epoch::NONE, seq: 0, position: 0, ready: false };
    let catalog_tip = CatalogTip { epoch: Epoch::NONE, seq: 0, ready: false };
    Shared {
        log,
        codec,
        metrics,
        ring: RwLock::new(Ring::new(hot)),
        tip: watch::Sender::new(tip),
        floor: RwLock::new(Floor { position: 0, seq: 1 }),
        erased: RwLock::new(FxHashSet::default()),
        cold: Cold::new(&settings),
        catalog: RwLock::new(Catalog::default()),
        catalog_tip: watch::Sender::new(catalog_tip),
        documents: Mutex::new(Lru::new(settings.documents_bytes_max)),
        readers: Mutex::new(Vec::new()),
        streams: turns(settings.streams_max),
        waits: turns(settings.waits_max),
        snapshots: turns(settings.snapshots_max),
        lookups: turns(settings.lookups_max),
        told: AtomicU64::new(0),
        closing: watch::Sender::new(false),
        failure: watch::Sender::new(None),
        settings,
    }
}
