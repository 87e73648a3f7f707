//! Why a request got no answer that can be read.

use std::time::Duration;

/// A request that got no usable answer. No text of it holds a secret.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// The URL, or what it redirects to, is not one that may be asked.
    /// Configuration must change.
    #[error("{url} may not be asked: {reason}")]
    Forbidden {
        /// URL.
        url: String,
        /// Why.
        reason: String,
    },
    /// The host's robots.txt says no. Agree with the partner, or leave it.
    #[error("the robots.txt of its host does not let adhub read {url}")]
    Disallowed {
        /// URL.
        url: String,
    },
    /// Redirects lead on and on. Configuration must change.
    #[error("more than {max} redirects, the last one to {url}")]
    Redirects {
        /// Limit.
        max: usize,
        /// Where the last one led.
        url: String,
    },
    /// The partner does not take our credentials. Configuration must change.
    #[error("no credentials for {host}: {reason}")]
    Credentials {
        /// Host that gives tokens, or that they are for.
        host: String,
        /// Why, without what is secret.
        reason: String,
    },
    /// No answer. Ask again later.
    #[error("no answer from {host}: {reason}")]
    NoAnswer {
        /// Host.
        host: String,
        /// Why, with its causes.
        reason: String,
    },
    /// An answer that says "later" or "not now".
    #[error("{host} answered {status}")]
    Later {
        /// Host.
        host: String,
        /// HTTP status: 429 or 5xx.
        status: u16,
        /// The least pause asked for, within the limit.
        retry_after: Option<Duration>,
    },
    /// The answer cannot be kept on this machine. Ask again later.
    #[error("the answer cannot be kept in a file: {reason}")]
    Local {
        /// Why.
        reason: String,
    },
    /// The hub stops.
    #[error("the hub stops")]
    Stopped,
}

impl HttpError {
    /// The least pause before another try; `None` when trying again is no use.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Forbidden { .. }
            | Self::Disallowed { .. }
            | Self::Redirects { .. }
            | Self::Credentials { .. } => None,
            Self::NoAnswer { .. } | Self::Local { .. } | Self::Stopped => Some(Duration::ZERO),
            Self::Later { retry_after, .. } => Some(retry_after.unwrap_or_default()),
        }
    }
}
