//! What is looked at, and what was seen of it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A part of the hub that its users meet.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Component {
    /// All that is looked at, together: as bad as its worst part.
    Hub,
    /// Pages of changes, `GET /v1/changes`.
    Feed,
    /// Changes as they come, `GET /v1/stream`.
    Stream,
    /// All public ads, `GET /v1/snapshot`.
    Snapshot,
    /// The push API, `PUT /v1/partner/ads/{external-id}`.
    Gateway,
}

impl Component {
    /// Every one, in the order of the page.
    pub const ALL: [Self; 5] = [Self::Hub, Self::Feed, Self::Stream, Self::Snapshot, Self::Gateway];

    /// As a word of the API, the history and the metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hub => "hub",
            Self::Feed => "feed",
            Self::Stream => "stream",
            Self::Snapshot => "snapshot",
            Self::Gateway => "gateway",
        }
    }

    /// The component of a word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|component| component.as_str() == word)
    }
}

/// What one look at a component ended with. Later is worse.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Outcome {
    /// It answered as it should, in time.
    Up,
    /// It answered, but a user would be unhappy.
    Slow(Reason),
    /// A user would not get anywhere.
    Down(Reason),
}

impl Outcome {
    /// As a word of the API, the history and the metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Slow(_) => "slow",
            Self::Down(_) => "down",
        }
    }

    /// Why it is not simply up.
    pub const fn reason(self) -> Option<Reason> {
        match self {
            Self::Up => None,
            Self::Slow(reason) | Self::Down(reason) => Some(reason),
        }
    }

    /// An outcome of its two words.
    pub(crate) fn of(word: &str, reason: Option<&str>) -> Option<Self> {
        let reason = reason.and_then(Reason::of);
        match (word, reason) {
            ("up", None) => Some(Self::Up),
            ("slow", Some(reason)) => Some(Self::Slow(reason)),
            ("down", Some(reason)) => Some(Self::Down(reason)),
            _ => None,
        }
    }
}

/// Why a component is slow or down.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The right answer came, but late.
    LateAnswer,
    /// It asked to come back later (429).
    Busy,
    /// The push API does not take the prober's key.
    KeyRefused,
    /// No connection, or it broke off.
    Unreachable,
    /// No whole answer in time.
    TimedOut,
    /// It answered with an error of its own (5xx).
    ServerError,
    /// It answered with something else than its contract says.
    WrongAnswer,
    /// The operator says so.
    Operator,
}

impl Reason {
    const ALL: [Self; 8] = [
        Self::LateAnswer,
        Self::Busy,
        Self::KeyRefused,
        Self::Unreachable,
        Self::TimedOut,
        Self::ServerError,
        Self::WrongAnswer,
        Self::Operator,
    ];

    /// As a word of the API, the history and the metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::LateAnswer => "late_answer",
            Self::Busy => "busy",
            Self::KeyRefused => "key_refused",
            Self::Unreachable => "unreachable",
            Self::TimedOut => "timed_out",
            Self::ServerError => "server_error",
            Self::WrongAnswer => "wrong_answer",
            Self::Operator => "operator",
        }
    }

    /// The reason of a word.
    pub(crate) fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == word)
    }
}
