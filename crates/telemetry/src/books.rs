//! The books: every input ends in one counted outcome, per partner.
//! received = emitted + dropped + rejected, step by step.

use prometheus::Registry;

use crate::label::{Counter, Label};

/// How an input came in.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Channel {
    /// The partner pushed it.
    Push,
    /// The hub pulled it.
    Poll,
}

impl Channel {
    /// As a metric label.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Push => "push",
            Self::Poll => "poll",
        }
    }
}

struct Received<'a>(&'a str, Channel);

impl Label for Received<'_> {
    const NAMES: &'static [&'static str] = &["partner", "channel"];

    fn with<R>(&self, f: impl FnOnce(&[&str]) -> R) -> R {
        f(&[self.0, self.1.as_str()])
    }
}

struct Emitted<'a>(&'a str, &'static str);

impl Label for Emitted<'_> {
    const NAMES: &'static [&'static str] = &["partner", "step"];

    fn with<R>(&self, f: impl FnOnce(&[&str]) -> R) -> R {
        f(&[self.0, self.1])
    }
}

struct Ended<'a>(&'a str, &'static str, &'static str);

impl Label for Ended<'_> {
    const NAMES: &'static [&'static str] = &["partner", "step", "reason"];

    fn with<R>(&self, f: impl FnOnce(&[&str]) -> R) -> R {
        f(&[self.0, self.1, self.2])
    }
}

/// Outcomes per partner. Partner labels come from the partner list and the key
/// ring only; reasons are the words of enums.
pub struct Books {
    received: Counter<Received<'static>>,
    emitted: Counter<Emitted<'static>>,
    dropped: Counter<Ended<'static>>,
    rejected: Counter<Ended<'static>>,
}

impl Books {
    pub(crate) fn new(registry: &Registry) -> Self {
        Self {
            received: Counter::new(
                registry,
                "adhub_ads_received_total",
                "Items taken in from a partner, readable or not.",
            ),
            emitted: Counter::new(
                registry,
                "adhub_ads_emitted_total",
                "Events that a step passed on.",
            ),
            dropped: Counter::new(
                registry,
                "adhub_ads_dropped_total",
                "Events that rightly ended in a step, by reason.",
            ),
            rejected: Counter::new(
                registry,
                "adhub_ads_rejected_total",
                "Inputs that a step could not trust, by reason; each is in ads.rejected.",
            ),
        }
    }

    /// `n` items came in from a partner.
    pub fn received(&self, partner: &str, channel: Channel, n: u64) {
        self.received.inc_by(&Received(partner, channel), n);
    }

    /// A step passed `n` events on.
    pub fn emitted(&self, partner: &str, step: &'static str, n: u64) {
        self.emitted.inc_by(&Emitted(partner, step), n);
    }

    /// `n` events ended in a step.
    pub fn dropped(&self, partner: &str, step: &'static str, reason: &'static str, n: u64) {
        self.dropped.inc_by(&Ended(partner, step, reason), n);
    }

    /// A step rejected `n` inputs.
    pub fn rejected(&self, partner: &str, step: &'static str, reason: &'static str, n: u64) {
        self.rejected.inc_by(&Ended(partner, step, reason), n);
    }
}
