//! Metrics of the change feed.

use prometheus::Registry;

use crate::label::{Counter, Gauge, Histogram, Label};

/// Upper bounds of delays, 5 ms to 60 s.
const DELAY_SECONDS: &[f64] =
    &[0.005, 0.01, 0.02, 0.04, 0.06, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0];
/// Upper bounds of the duration of snapshots, 10 ms to 50 min.
const SNAPSHOT_SECONDS: &[f64] = &[0.01, 0.1, 0.5, 1.0, 5.0, 15.0, 60.0, 300.0, 900.0, 3000.0];

/// Ways to read the feed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum FeedEndpoint {
    /// Pages, `/v1/changes`.
    Pages,
    /// `/v1/stream` as server-sent events.
    Sse,
    /// `/v1/stream` as NDJSON.
    Ndjson,
    /// `/v1/snapshot`.
    Snapshot,
    /// `/v1/ads/…` and `/v1/jobs/…`.
    Lookup,
}

impl Label for FeedEndpoint {
    const NAMES: &'static [&'static str] = &["endpoint"];

    fn with<R>(&self, f: impl FnOnce(&[&str]) -> R) -> R {
        f(&[match self {
            Self::Pages => "pages",
            Self::Sse => "sse",
            Self::Ndjson => "ndjson",
            Self::Snapshot => "snapshot",
            Self::Lookup => "lookup",
        }])
    }
}

/// How a snapshot ended.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SnapshotEnd {
    /// Sent to its last line.
    Completed,
    /// The subscriber went away.
    Left,
    /// Cut off, because the log could not be read or time was up.
    Cut,
}

impl Label for SnapshotEnd {
    const NAMES: &'static [&'static str] = &["end"];

    fn with<R>(&self, f: impl FnOnce(&[&str]) -> R) -> R {
        f(&[match self {
            Self::Completed => "completed",
            Self::Left => "left",
            Self::Cut => "cut",
        }])
    }
}

/// Why a request was refused.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum FeedRefusal {
    /// A cursor that is none.
    Garbled,
    /// A cursor beyond the newest change.
    Future,
    /// A cursor of another log.
    Foreign,
    /// A cursor whose changes are gone.
    Expired,
    /// Another mistake in the request.
    Request,
    /// Too many at a time.
    Busy,
    /// Not ready, closing, or the log is away.
    Unavailable,
}

impl Label for FeedRefusal {
    const NAMES: &'static [&'static str] = &["reason"];

    fn with<R>(&self, f: impl FnOnce(&[&str]) -> R) -> R {
        f(&[match self {
            Self::Garbled => "garbled",
            Self::Future => "future",
            Self::Foreign => "foreign",
            Self::Expired => "expired",
            Self::Request => "request",
            Self::Busy => "busy",
            Self::Unavailable => "unavailable",
        }])
    }
}

/// Metrics of the change feed.
pub struct FeedMetrics {
    /// From a partner's word to its change in the feed.
    pub change_delay_seconds: Histogram<()>,
    /// Newest change in the feed.
    pub tail_seq: Gauge<()>,
    /// Position after it.
    pub tail_position: Gauge<()>,
    /// Positions of the log that the tail has not read.
    pub tail_lag: Gauge<()>,
    /// Oldest change kept.
    pub floor_seq: Gauge<()>,
    /// Bytes in the hot tail.
    pub hot_bytes: Gauge<()>,
    /// Pages of old changes read from the log.
    pub cold_reads: Counter<()>,
    /// Asks that the log could not answer.
    pub log_retries: Counter<()>,
    /// Last change in the catalog.
    pub catalog_seq: Gauge<()>,
    /// Public ads.
    pub catalog_public_ads: Gauge<()>,
    /// Public ads and those that went.
    pub catalog_known_ads: Gauge<()>,
    /// Requests answered.
    pub requests: Counter<FeedEndpoint>,
    /// Changes or ads sent.
    pub served: Counter<FeedEndpoint>,
    /// Requests under way.
    pub connections: Gauge<FeedEndpoint>,
    /// Requests refused.
    pub refused: Counter<FeedRefusal>,
    /// Snapshots ended.
    pub snapshots: Counter<SnapshotEnd>,
    /// Bytes of snapshots before compression.
    pub snapshot_bytes: Counter<()>,
    /// Duration of snapshots that were sent to the end.
    pub snapshot_seconds: Histogram<()>,
}

impl FeedMetrics {
    pub(crate) fn new(registry: &Registry) -> Self {
        let counts = |name, help| Counter::new(registry, name, help);
        let gauge = |name, help| Gauge::new(registry, name, help);
        Self {
            change_delay_seconds: Histogram::new(
                registry,
                "adhub_change_delay_seconds",
                "From the receipt of an ad to its change in the feed.",
                DELAY_SECONDS,
            ),
            tail_seq: gauge("adhub_feed_tail_seq", "Newest change in the feed."),
            tail_position: gauge("adhub_feed_tail_position", "Log position after it."),
            tail_lag: gauge("adhub_feed_tail_lag", "Log positions not read by the tail."),
            floor_seq: gauge("adhub_feed_floor_seq", "Oldest change kept."),
            hot_bytes: gauge("adhub_feed_hot_bytes", "Bytes in the hot tail."),
            cold_reads: counts("adhub_feed_cold_pages_read_total", "Old pages read from the log."),
            log_retries: counts("adhub_feed_log_asks_retried_total", "Asks the log left open."),
            catalog_seq: gauge("adhub_feed_catalog_seq", "Last change in the catalog."),
            catalog_public_ads: gauge("adhub_feed_catalog_public_ads", "Public ads."),
            catalog_known_ads: gauge("adhub_feed_catalog_known_ads", "Ads public or gone."),
            requests: Counter::new(
                registry,
                "adhub_feed_requests_answered_total",
                "Requests answered with success, by endpoint.",
            ),
            served: Counter::new(
                registry,
                "adhub_feed_changes_served_total",
                "Changes and ads sent, by endpoint.",
            ),
            connections: Gauge::new(
                registry,
                "adhub_feed_connections",
                "Requests under way, by endpoint.",
            ),
            refused: Counter::new(
                registry,
                "adhub_feed_requests_refused_total",
                "Requests refused, by reason.",
            ),
            snapshots: Counter::new(
                registry,
                "adhub_feed_snapshots_ended_total",
                "Snapshots, by how they ended.",
            ),
            snapshot_bytes: counts(
                "adhub_feed_snapshot_sent_bytes_total",
                "Bytes of snapshots before compression.",
            ),
            snapshot_seconds: Histogram::new(
                registry,
                "adhub_feed_snapshot_seconds",
                "Duration of snapshots that were sent to the end.",
                SNAPSHOT_SECONDS,
            ),
        }
    }
}
