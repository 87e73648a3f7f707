//! Limits and periods of the feed.

use std::sync::Arc;
use std::time::Duration;

use schemas::Timestamp;

/// Where the feed gets the time from; for the delay histogram only.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Limits and periods of the feed. The defaults are safe in production.
#[derive(Clone)]
pub struct Settings {
    /// Partition of `changes` and `ads.current` that is served.
    pub market: u16,
    /// Most bytes of frames in the hot tail. 64 MiB.
    pub hot_bytes_max: usize,
    /// Most frames in the hot tail. 100,000.
    pub hot_changes_max: usize,
    /// Most bytes of old pages kept after a read. 32 MiB.
    pub cold_bytes_max: usize,
    /// Most changes in one read of old pages. 1,000.
    pub cold_page_changes_max: usize,
    /// Most reads of old pages at a time. 2.
    pub cold_reads_max: usize,
    /// Most bytes of one page of `/v1/changes`; a page holds at least one
    /// change. 8 MiB.
    pub page_bytes_max: usize,
    /// Most bytes of ad documents kept after a read. 16 MiB.
    pub documents_bytes_max: usize,
    /// Most streams at a time. 10,000.
    pub streams_max: usize,
    /// Most waiting requests to `/v1/changes` at a time. 10,000.
    pub waits_max: usize,
    /// Most snapshots at a time. 4.
    pub snapshots_max: usize,
    /// Most reads of single ads at a time. 8.
    pub lookups_max: usize,
    /// A snapshot that takes longer is cut off; less than the hour for which
    /// compaction leaves superseded records alone. 50 minutes.
    pub snapshot_duration_max: Duration,
    /// A stream that had nothing to send says so this often. 10 s.
    pub heartbeat: Duration,
    /// What subscribers are told to wait before they connect again. 3 s.
    pub retry: Duration,
    /// Clock of the delay histogram.
    pub clock: Clock,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            market: 0,
            hot_bytes_max: 64 << 20,
            hot_changes_max: 100_000,
            cold_bytes_max: 32 << 20,
            cold_page_changes_max: 1_000,
            cold_reads_max: 2,
            page_bytes_max: 8 << 20,
            documents_bytes_max: 16 << 20,
            streams_max: 10_000,
            waits_max: 10_000,
            snapshots_max: 4,
            lookups_max: 8,
            snapshot_duration_max: Duration::from_secs(50 * 60),
            heartbeat: Duration::from_secs(10),
            retry: Duration::from_secs(3),
            clock: Arc::new(|| Timestamp::from_jiff(jiff::Timestamp::now())),
        }
    }
}
