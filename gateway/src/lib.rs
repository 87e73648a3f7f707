//! The push API: partners hand in ads over HTTP. 2xx means durable: an answer
//! of success leaves only after the log has acknowledged.
//!
//! Knows how pushed formats are read (`connectors`) and where they go
//! (`eventlog`); what becomes of an ad after that is not decided here.

mod ads;
mod batch;
mod body;
mod caller;
mod delivery;
mod door;
pub mod keys;
mod limits;
mod media;
mod problem;
mod query;
mod rate;
mod receipt;
mod record;
mod router;

use std::sync::Arc;
use std::time::Duration;

use eventlog::EventLog;
use schemas::{Codec, Timestamp};
use telemetry::{Metrics, Outage};
use tokio::sync::Semaphore;

pub use limits::Limits;
pub use problem::{CONTENT_TYPE as PROBLEM_CONTENT_TYPE, Problem, ProblemKind};
pub use receipt::{Note, Receipt, ReceiptOutcome};
pub use router::{openapi_router, router, with_problems};

use keys::KeyRing;
use rate::Rates;

/// What time it is for the hub.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// What the push API is made of.
pub struct Parts {
    /// Where everything goes. Its topics must be there.
    pub log: Arc<dyn EventLog>,
    /// How events become bytes.
    pub codec: Arc<Codec>,
    /// Who may push. A [`keys::KeyFollower`] keeps it up to date.
    pub keys: KeyRing,
    /// What is counted.
    pub metrics: Metrics,
    /// Gives `received_at`.
    pub clock: Clock,
    /// What one request, one partner and all together may use.
    pub limits: Limits,
}

/// The push API; clones share it.
#[derive(Clone)]
pub struct Gateway(Arc<Inner>);

struct Inner {
    log: Arc<dyn EventLog>,
    codec: Arc<Codec>,
    keys: KeyRing,
    metrics: Metrics,
    clock: Clock,
    limits: Limits,
    rates: Option<Rates>,
    /// Of the log.
    outage: Outage,
    requests: Semaphore,
    body_bytes: Arc<Semaphore>,
}

impl Gateway {
    /// Puts it together.
    pub fn new(parts: Parts) -> Self {
        let Parts { log, codec, keys, metrics, clock, limits } = parts;
        Self(Arc::new(Inner {
            log,
            codec,
            keys,
            metrics,
            clock,
            rates: Rates::new(&limits),
            outage: Outage::default(),
            requests: Semaphore::new(limits.requests_in_flight_max),
            body_bytes: Arc::new(Semaphore::new(limits.body_bytes_in_flight_max)),
            limits,
        }))
    }

    /// Whether pushes would be taken in now; if not, why not. Asks the log:
    /// call it where blocking is fine.
    ///
    /// # Errors
    /// What is missing, in words.
    pub fn ready(&self) -> Result<(), String> {
        if !self.0.keys.is_ready() {
            return Err("the partners' keys were not read to their end yet".to_owned());
        }
        self.0.log.health().map_err(|error| error.to_string())
    }
}

/// Too much at once; it is over in a moment.
fn overload(what: &'static str) -> Problem {
    Problem::new(ProblemKind::Overloaded, what).retry_after(Duration::from_secs(1))
}
