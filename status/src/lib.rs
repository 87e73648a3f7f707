//! The public status page and its prober: looks at the hub from outside, over
//! HTTP, as its users do, keeps what it saw, and tells it.
//!
//! - `probe` asks each component; one probe, one outcome;
//! - `history` adds up what was seen, and knows what was not seen;
//! - `store` keeps it on disk, `ledger` holds both together;
//! - `report` works out the facts for one moment;
//! - `page`, `atom`, `badge` and `/status.json` tell them.
//!
//! Knows nothing of the hub's inside: no log, no partners, no ads.

mod atom;
mod badge;
mod calendar;
mod component;
mod history;
mod http;
mod incident;
mod language;
mod ledger;
mod page;
mod probe;
mod report;
mod store;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use schemas::Timestamp;
use telemetry::StatusMetrics;
use tracing::{error, info, warn};
use utoipa_axum::router::OpenApiRouter;

pub use component::{Component, Outcome, Reason};
pub use incident::{Incident, IncidentError, Note};
pub use ledger::{Ledger, LedgerError};
pub use probe::Targets;
pub use store::StoreError;

use history::{History, Round, Rules};
use probe::{Probe, Prober};
use report::{Frame, Report, report};

/// What is looked at, how often, and what is promised.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where to look.
    pub targets: Targets,
    /// From the start of one round to the start of the next.
    pub interval: Duration,
    /// The promise: share of each month in which the hub is not down, in
    /// percent.
    pub objective_percent: f64,
    /// Days kept.
    pub days_kept: usize,
}

/// The status page cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The history cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The TLS set-up of this machine cannot be used.
    #[error("requests cannot be made")]
    Client(#[from] reqwest::Error),
}

/// The status page and its prober; clones share them.
#[derive(Clone, Debug)]
pub struct Status(Arc<Inner>);

struct Inner {
    ledger: Arc<Ledger>,
    prober: Prober,
    settings: Settings,
    metrics: Arc<StatusMetrics>,
}

impl std::fmt::Debug for Inner {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Status").field("settings", &self.settings).finish_non_exhaustive()
    }
}

impl Status {
    /// Opens the history in `directory`. Nothing is asked before
    /// [`Status::probe`].
    ///
    /// # Errors
    /// [`StartError`].
    pub fn open(
        directory: &Path,
        settings: Settings,
        metrics: Arc<StatusMetrics>,
    ) -> Result<Self, StartError> {
        let ledger = Arc::new(Ledger::open(directory)?);
        let prober = Prober::new(settings.targets.clone())?;
        Ok(Self(Arc::new(Inner { ledger, prober, settings, metrics })))
    }

    /// The history, for the operator's commands.
    pub fn ledger(&self) -> Arc<Ledger> {
        Arc::clone(&self.0.ledger)
    }

    /// The routes with their description: `/status`, `/status.json`,
    /// `/status/feed.atom`, `/status/badge.svg`.
    pub fn openapi_router(&self) -> OpenApiRouter {
        http::openapi_router(self.clone())
    }

    /// Ready when this process has looked once. It stays so: a page whose
    /// prober hangs must be there to say that nobody looks.
    ///
    /// # Errors
    /// Says what is missing.
    pub fn ready(&self) -> Result<(), String> {
        if self.0.ledger.shown().watching {
            return Ok(());
        }
        Err("the first round of checks is not over yet".to_owned())
    }

    /// Looks, round after round, for ever.
    pub async fn probe(&self) {
        let mut ticks = tokio::time::interval(self.0.settings.interval);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            let probes = self.0.prober.look().await;
            let status = self.clone();
            let taken = tokio::task::spawn_blocking(move || status.take(&probes)).await;
            if let Err(panic) = taken {
                std::panic::resume_unwind(panic.into_panic());
            }
        }
    }

    /// Takes the probes of a round in.
    fn take(&self, probes: &[Probe]) {
        let Inner { ledger, metrics, .. } = &*self.0;
        let round = Round {
            at: Timestamp::from_jiff(jiff::Timestamp::now()),
            seen: probes.iter().map(|probe| (probe.component, probe.outcome)).collect(),
        };
        let before = ledger.shown();
        for probe in probes {
            tell(&before, probe);
            let reason = probe.outcome.reason().map_or("", Reason::as_str);
            let component = probe.component.as_str();
            metrics.probed(component, probe.outcome.as_str(), reason, probe.after);
        }
        for component in round.components() {
            let down = matches!(round.outcome(component), Some(Outcome::Down(_)));
            metrics.found(component.as_str(), down);
        }
        if let Err(error) = ledger.record(round, self.rules()) {
            metrics.stores_failed.inc(&());
            error!(%error, "a round of checks was not stored, trying again: {error}");
        }
        let report = self.report();
        let seconds = |at: Timestamp| at.millis().div_euclid(1_000);
        metrics.last_round_timestamp.set(&(), report.checked_at.map_or(0, seconds));
        let open = ledger.shown().incidents.values().filter(|incident| incident.is_open()).count();
        metrics.incidents_open.set(&(), i64::try_from(open).unwrap_or(i64::MAX));
        let left = report.months.first().map_or(0, |month| month.budget_left_seconds);
        metrics.budget_left_seconds.set(&(), left);
    }

    /// Rounds that are further apart than two intervals and the longest round
    /// left time unwatched.
    fn rules(&self) -> Rules {
        let Settings { interval, targets, days_kept, .. } = &self.0.settings;
        let gap_max = *interval * 2 + targets.timeout * 2 + Duration::from_secs(1);
        Rules { days: *days_kept, gap_max }
    }

    /// What is known now.
    pub(crate) fn report(&self) -> Report {
        let frame = Frame {
            now: Timestamp::from_jiff(jiff::Timestamp::now()),
            interval: self.0.settings.interval,
            gap_max: self.rules().gap_max,
            objective_percent: self.0.settings.objective_percent,
        };
        report(&self.0.ledger.shown(), frame)
    }
}

/// Logs what changed since the round before.
fn tell(before: &History, probe: &Probe) {
    let component = probe.component.as_str();
    let was = before.last.as_ref().and_then(|last| last.outcome(probe.component));
    let (was, is) = (was.map_or("unknown", Outcome::as_str), probe.outcome.as_str());
    if was == is {
        return;
    }
    match probe.outcome.reason().map(Reason::as_str) {
        None => info!(component, "{component} is up, it was {was}"),
        Some(reason) => warn!(component, reason, "{component} is {is} ({reason}), it was {was}"),
    }
}
