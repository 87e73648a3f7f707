//! Metrics of pollers and processors.

use prometheus::Registry;

/// Metrics of pollers and processors.
pub struct RuntimeMetrics {}

impl RuntimeMetrics {
    pub(crate) fn new(_registry: &Registry) -> Self {
        Self {}
    }
}
