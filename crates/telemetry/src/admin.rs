//! `/metrics`, `/live` and `/ready`, for operations; never on the public
//! listener.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use parking_lot::Mutex;
use serde::Serialize;

use crate::Metrics;

/// One thing that must hold before a process is ready: `Ok`, or what is
/// missing. Called on each request to `/ready`, on a blocking thread.
pub type ReadyCheck = Arc<dyn Fn() -> Result<(), String> + Send + Sync>;

/// What `/ready` asks.
#[derive(Clone, Default)]
pub struct Readiness {
    checks: Arc<Mutex<Vec<(&'static str, ReadyCheck)>>>,
}

impl Readiness {
    /// Nothing to wait for yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a condition.
    pub fn require(
        &self,
        name: &'static str,
        check: impl Fn() -> Result<(), String> + Send + Sync + 'static,
    ) {
        self.checks.lock().push((name, Arc::new(check)));
    }

    /// Every condition, and what is missing.
    pub fn report(&self) -> ReadyReport {
        let checks = self.checks.lock().clone();
        let checks: Vec<_> = checks
            .into_iter()
            .map(|(name, check)| ReadyLine { name, missing: check().err() })
            .collect();
        ReadyReport { ready: checks.iter().all(|line| line.missing.is_none()), checks }
    }
}

/// What `/ready` answers.
#[derive(Serialize, Debug)]
pub struct ReadyReport {
    /// All conditions hold.
    pub ready: bool,
    /// Each condition.
    pub checks: Vec<ReadyLine>,
}

/// One condition.
#[derive(Serialize, Debug)]
pub struct ReadyLine {
    /// Its name.
    pub name: &'static str,
    /// What is missing; absent when it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing: Option<String>,
}

#[derive(Clone)]
struct Admin {
    metrics: Metrics,
    readiness: Readiness,
}

/// The admin endpoints.
pub fn router(metrics: Metrics, readiness: Readiness) -> Router {
    Router::new()
        .route("/metrics", get(render))
        .route("/live", get(|| async { "live\n" }))
        .route("/ready", get(ready))
        .with_state(Admin { metrics, readiness })
}

async fn render(State(admin): State<Admin>) -> Response {
    let text = admin.metrics.render();
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}

async fn ready(State(admin): State<Admin>) -> Response {
    let report = tokio::task::spawn_blocking(move || admin.readiness.report()).await;
    let Ok(report) = report else {
        return (StatusCode::SERVICE_UNAVAILABLE, "a readiness check panicked\n").into_response();
    };
    let status = if report.ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, axum::Json(report)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ready_names_what_is_missing() {
        let readiness = Readiness::new();
        readiness.require("log", || Ok(()));
        assert!(readiness.report().ready);
        readiness.require("feed", || Err("still reading".to_owned()));
        let report = serde_json::to_value(readiness.report()).expect("plain data");
        let expected = serde_json::json!({
            "ready": false,
            "checks": [{"name": "log"}, {"name": "feed", "missing": "still reading"}],
        });
        assert_eq!(report, expected);
    }
}
