//! Every metric of the hub, the log set-up, and the admin endpoints.
//!
//! A metric exists only as a typed field of [`Metrics`]; its labels are enums
//! or partners, so that a wrong label does not compile. This crate knows
//! nothing of ads.

pub mod admin;
mod books;
mod feed;
mod gateway;
mod label;
pub mod log;
mod outage;
mod poll;
mod runtime;
mod status;

use std::sync::Arc;

use prometheus::Registry;

pub use books::{Books, Channel};
pub use feed::{FeedEndpoint, FeedMetrics, FeedRefusal, SnapshotEnd};
pub use gateway::{Appended, Endpoint, GatewayMetrics};
pub use label::{Counter, Gauge, Histogram, Label, PartnerLabel};
pub use outage::Outage;
pub use poll::{PollEnd, RequestEnd};
pub use runtime::RuntimeMetrics;
pub use status::StatusMetrics;

/// All metrics of one process.
#[derive(Clone)]
pub struct Metrics {
    registry: Registry,
    /// Every input and its outcome.
    pub books: Arc<Books>,
    /// Of the push API.
    pub gateway: Arc<GatewayMetrics>,
    /// Of the change feed.
    pub feed: Arc<FeedMetrics>,
    /// Of pollers and processors.
    pub runtime: Arc<RuntimeMetrics>,
    /// Of the status page's prober.
    pub status: Arc<StatusMetrics>,
}

impl Metrics {
    /// A fresh set on a registry of its own.
    ///
    /// # Panics
    /// When two metrics have one name: our own mistake, found by any test.
    pub fn new() -> Self {
        let registry = Registry::new();
        Self {
            books: Arc::new(Books::new(&registry)),
            gateway: Arc::new(GatewayMetrics::new(&registry)),
            feed: Arc::new(FeedMetrics::new(&registry)),
            runtime: Arc::new(RuntimeMetrics::new(&registry)),
            status: Arc::new(StatusMetrics::new(&registry)),
            registry,
        }
    }

    /// The Prometheus text format, version 0.0.4.
    pub fn render(&self) -> String {
        use prometheus::Encoder as _;
        let mut bytes = Vec::new();
        prometheus::TextEncoder::new()
            .encode(&self.registry.gather(), &mut bytes)
            .expect("encoding into memory cannot fail");
        String::from_utf8(bytes).expect("the text format is UTF-8")
    }
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}
