//! Metrics of pollers and processors.

use prometheus::Registry;

use crate::label::{Counter, Gauge, Histogram, Label, PartnerLabel};
use crate::poll::{PollLabel, RequestLabel, TroubleMetrics};
use crate::{PollEnd, RequestEnd};

/// A step and its partition.
struct StepPartition {
    step: &'static str,
    partition: String,
}

impl Label for StepPartition {
    const NAMES: &'static [&'static str] = &["step", "partition"];

    fn with<R>(&self, f: impl FnOnce(&[&str]) -> R) -> R {
        f(&[self.step, &self.partition])
    }
}

/// A step.
struct StepLabel(&'static str);

impl Label for StepLabel {
    const NAMES: &'static [&'static str] = &["step"];

    fn with<R>(&self, f: impl FnOnce(&[&str]) -> R) -> R {
        f(&[self.0])
    }
}

const SECONDS: &[f64] =
    &[0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0];

/// Metrics of pollers and processors.
pub struct RuntimeMetrics {
    transactions: Counter<StepLabel>,
    transaction_seconds: Histogram<StepLabel>,
    transaction_records: Counter<StepLabel>,
    restored_records: Gauge<StepPartition>,
    restore_seconds: Histogram<StepLabel>,
    starts: Counter<StepLabel>,
    polls: Counter<PollLabel>,
    poll_seconds: Histogram<PartnerLabel>,
    poll_at: Gauge<PartnerLabel>,
    snapshot_ads: Gauge<PartnerLabel>,
    trouble: TroubleMetrics,
}

impl RuntimeMetrics {
    pub(crate) fn new(registry: &Registry) -> Self {
        Self {
            transactions: Counter::new(
                registry,
                "adhub_transactions_committed_total",
                "Transactions that a step has committed.",
            ),
            transaction_seconds: Histogram::new(
                registry,
                "adhub_transaction_seconds",
                "Time from the first append of a transaction to its commit.",
                SECONDS,
            ),
            transaction_records: Counter::new(
                registry,
                "adhub_records_consumed_total",
                "Records consumed in committed transactions.",
            ),
            restored_records: Gauge::new(
                registry,
                "adhub_state_restored_records",
                "Changelog records that the running instance restored at its start.",
            ),
            restore_seconds: Histogram::new(
                registry,
                "adhub_state_restore_seconds",
                "Time from fencing the predecessor to the first poll.",
                SECONDS,
            ),
            starts: Counter::new(
                registry,
                "adhub_steps_started_total",
                "Starts of a step's instances; more than one per partition is a restart.",
            ),
            polls: Counter::new(
                registry,
                "adhub_polls_ended_total",
                "Polls of a partner by how they ended.",
            ),
            poll_seconds: Histogram::new(
                registry,
                "adhub_poll_seconds",
                "Time of one poll, from the request to the commit.",
                SECONDS,
            ),
            poll_at: Gauge::new(
                registry,
                "adhub_poll_last_success_timestamp_seconds",
                "When a partner was last read to the end, seconds since the epoch.",
            ),
            snapshot_ads: Gauge::new(
                registry,
                "adhub_snapshot_ads",
                "Ads in a partner's last complete snapshot.",
            ),
            trouble: TroubleMetrics::new(registry),
        }
    }

    /// An instance has restored its state and starts to work.
    pub fn restored(&self, step: &'static str, partition: u32, records: u64, seconds: f64) {
        let label = StepPartition { step, partition: partition.to_string() };
        self.restored_records.set(&label, i64::try_from(records).unwrap_or(i64::MAX));
        self.restore_seconds.observe(&StepLabel(step), seconds);
        self.starts.inc(&StepLabel(step));
    }

    /// A transaction is committed.
    pub fn committed(&self, step: &'static str, records: usize, seconds: f64) {
        let label = StepLabel(step);
        self.transactions.inc(&label);
        self.transaction_records.inc_by(&label, records as u64);
        self.transaction_seconds.observe(&label, seconds);
    }

    /// A poll has ended. `at_seconds`: now, since the epoch.
    pub fn polled(&self, partner: &str, end: PollEnd, seconds: f64, at_seconds: i64) {
        self.polls.inc(&PollLabel { partner: partner.to_owned(), end });
        let partner = PartnerLabel(partner.to_owned());
        self.poll_seconds.observe(&partner, seconds);
        if matches!(end, PollEnd::Done | PollEnd::Unchanged) {
            self.poll_at.set(&partner, at_seconds);
        }
    }

    /// A complete snapshot held so many ads.
    pub fn snapshot(&self, partner: &str, ads: u64) {
        let ads = i64::try_from(ads).unwrap_or(i64::MAX);
        self.snapshot_ads.set(&PartnerLabel(partner.to_owned()), ads);
    }

    /// A request to a partner came to its end.
    pub fn requested(&self, partner: &str, end: RequestEnd) {
        self.trouble.requests.inc(&RequestLabel { partner: partner.to_owned(), end });
    }

    /// So many complete snapshots in a row are held; 0 when none is.
    pub fn held(&self, partner: &str, snapshots: i64) {
        self.trouble.snapshots_held.set(&PartnerLabel(partner.to_owned()), snapshots);
    }

    /// Failed polls in a row, and whether the circuit is open.
    pub fn failing(&self, partner: &str, in_a_row: u32, open: bool) {
        let partner = PartnerLabel(partner.to_owned());
        self.trouble.failures_in_a_row.set(&partner, i64::from(in_a_row));
        self.trouble.circuit_open.set(&partner, i64::from(open));
    }
}
