//! Metrics of the push API.

use prometheus::Registry;

/// Metrics of the push API.
pub struct GatewayMetrics {}

impl GatewayMetrics {
    pub(crate) fn new(_registry: &Registry) -> Self {
        Self {}
    }
}
