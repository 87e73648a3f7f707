//! Drives one connector, round after round: asks, reads, commits ads and cursor
//! in one transaction. One plain thread per partner, crash-only like `process`.
//!
//! A long round is committed in chunks as it comes, so that memory stays
//! bounded; the cursor goes with the last chunk only, unless the connector says
//! that it may go on from inside. After a crash the same round begins again,
//! and `dedupe` drops what was there before.

mod breaker;
mod chunk;
mod ends;
mod judge;
mod round;
mod stored;

use std::sync::Arc;
use std::time::Duration;

use connectors::{Connector, Profile};
use eventlog::LogError;
use schemas::{EncodeError, SchemaError};
use tokio::runtime::Handle;

use crate::http::{Credentials, Limits, Manners};
use crate::process::Hub;
use crate::quarantine::QuarantineError;
use crate::retry::Policy;

pub use breaker::Breaker;

use round::Poller;

/// How one partner is polled.
#[derive(Clone, Debug)]
pub struct Options {
    /// What is known about the partner.
    pub profile: Profile,
    /// Tenant of the partner.
    pub account: Option<String>,
    /// From the end of one poll to the start of the next, at least: an answer
    /// that is fresh for longer, a `Retry-After` and the circuit breaker make
    /// it longer.
    pub interval: Duration,
    /// Trying one request again.
    pub retry: Policy,
    /// When a partner that fails is asked less often.
    pub breaker: Breaker,
    /// Limits of one request.
    pub limits: Limits,
    /// How its hosts are treated.
    pub manners: Manners,
    /// Secrets that it gave us.
    pub credentials: Option<Credentials>,
    /// Safety brake: a complete snapshot that is smaller than the last one by
    /// more than this share is held and withdraws nothing. 0 to 1. An empty one
    /// after one that was not is always held.
    pub brake: f64,
}

/// Why a poller ended; its successor starts from the last commit.
#[derive(Debug, thiserror::Error)]
pub enum PollError {
    /// The log failed.
    #[error(transparent)]
    Log(#[from] LogError),
    /// An event of ours does not fit its schema.
    #[error(transparent)]
    Encode(#[from] EncodeError),
    /// What is stored about the partner cannot be read.
    #[error("what is stored about {partner} cannot be read: {reason}")]
    Stored {
        /// Partner.
        partner: String,
        /// What was wrong.
        reason: String,
    },
    /// The registry failed.
    #[error(transparent)]
    Schema(#[from] SchemaError),
    /// The quarantine cannot be read.
    #[error(transparent)]
    Quarantine(#[from] QuarantineError),
    /// TLS cannot be set up on this machine.
    #[error("the HTTP client cannot be set up: {0}")]
    Client(#[from] reqwest::Error),
}

/// Polls one partner until the hub stops.
///
/// # Errors
/// [`PollError`]; a partner that cannot be reached is not one.
pub fn run(
    connector: Arc<dyn Connector>,
    options: &Options,
    hub: &Hub,
    runtime: &Handle,
) -> Result<(), PollError> {
    let mut poller = Poller::start(connector, options, hub, runtime)?;
    while !hub.stop.is_set() {
        let pause = poller.round()?;
        hub.stop.sleep(pause);
    }
    Ok(())
}
