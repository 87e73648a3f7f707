//! Outcomes of one transaction, written into the books after its commit.

use std::collections::HashMap;

use processors::Outcome;
use schemas::PartnerName;
use telemetry::Metrics;

/// Outcomes by partner.
#[derive(Default)]
pub(super) struct Outcomes(HashMap<(PartnerName, Outcome), u64>);

impl Outcomes {
    /// Counts one.
    pub(super) fn count(&mut self, partner: &PartnerName, outcome: Outcome) {
        *self.0.entry((partner.clone(), outcome)).or_default() += 1;
    }

    /// The only one that was counted.
    pub(super) fn into_one(self) -> Option<(PartnerName, Outcome)> {
        self.0.into_keys().next()
    }

    /// Writes them into the books of the process.
    pub(super) fn write(&self, metrics: &Metrics, step: &'static str) {
        for ((partner, outcome), n) in &self.0 {
            let partner = partner.as_str();
            match outcome {
                Outcome::Emit => metrics.books.emitted(partner, step, *n),
                Outcome::Drop(reason) => metrics.books.dropped(partner, step, reason.as_str(), *n),
                Outcome::Reject(reason) => {
                    metrics.books.rejected(partner, step, reason.as_str(), *n);
                }
            }
        }
    }
}
