//! Metrics of the change feed.

use prometheus::Registry;

/// Metrics of the change feed.
pub struct FeedMetrics {}

impl FeedMetrics {
    pub(crate) fn new(_registry: &Registry) -> Self {
        Self {}
    }
}
