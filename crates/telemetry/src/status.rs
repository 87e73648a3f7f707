//! Metrics of the status page's prober. Components, outcomes and reasons are
//! the words of enums.

use std::time::Duration;

use prometheus::Registry;

use crate::label::{Counter, Gauge, Histogram, Label};

/// Five milliseconds to a minute.
const PROBE_SECONDS: &[f64] =
    &[0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0];

struct Ended(&'static str, &'static str, &'static str);

impl Label for Ended {
    const NAMES: &'static [&'static str] = &["component", "outcome", "reason"];

    fn with<R>(&self, f: impl FnOnce(&[&str]) -> R) -> R {
        f(&[self.0, self.1, self.2])
    }
}

struct Component(&'static str);

impl Label for Component {
    const NAMES: &'static [&'static str] = &["component"];

    fn with<R>(&self, f: impl FnOnce(&[&str]) -> R) -> R {
        f(&[self.0])
    }
}

/// Metrics of the status page's prober.
pub struct StatusMetrics {
    ended: Counter<Ended>,
    seconds: Histogram<Component>,
    down: Gauge<Component>,
    /// When the last round of probes was over, seconds since the epoch.
    pub last_round_timestamp: Gauge<()>,
    /// Incidents that go on.
    pub incidents_open: Gauge<()>,
    /// What this month's error budget has left; negative when it is overdrawn.
    pub budget_left_seconds: Gauge<()>,
    /// Rounds that could not be stored at once.
    pub stores_failed: Counter<()>,
}

impl StatusMetrics {
    pub(crate) fn new(registry: &Registry) -> Self {
        let gauge = |name, help| Gauge::new(registry, name, help);
        Self {
            ended: Counter::new(
                registry,
                "adhub_status_probes_ended_total",
                "Probes of the hub from outside, by component, outcome and reason.",
            ),
            seconds: Histogram::new(
                registry,
                "adhub_status_probe_seconds",
                "Time until a probe had its answer or gave up, by component.",
                PROBE_SECONDS,
            ),
            down: Gauge::new(
                registry,
                "adhub_status_down",
                "1 while the last round found the component down, else 0.",
            ),
            last_round_timestamp: gauge(
                "adhub_status_last_round_timestamp_seconds",
                "When the last round of probes was over.",
            ),
            incidents_open: gauge("adhub_status_incidents_open", "Incidents that go on."),
            budget_left_seconds: gauge(
                "adhub_status_error_budget_left_seconds",
                "What is left of this month's error budget; negative when it is overdrawn.",
            ),
            stores_failed: Counter::new(
                registry,
                "adhub_status_stores_failed_total",
                "Rounds that could not be stored; they are stored with the next one.",
            ),
        }
    }

    /// A probe has ended. `reason` is empty when it found nothing wrong.
    pub fn probed(
        &self,
        component: &'static str,
        outcome: &'static str,
        reason: &'static str,
        after: Duration,
    ) {
        self.ended.inc(&Ended(component, outcome, reason));
        self.seconds.observe(&Component(component), after.as_secs_f64());
    }

    /// What the last round found of a component.
    pub fn found(&self, component: &'static str, down: bool) {
        self.down.set(&Component(component), i64::from(down));
    }
}
