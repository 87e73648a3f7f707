//! How polls and their requests end, and what shows that a partner is in
//! trouble.

use prometheus::Registry;

use crate::label::{Counter, Gauge, Label, PartnerLabel};

macro_rules! ends {
    ($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum $name {
            $($(#[$of])* $variant,)*
        }

        impl $name {
            /// Every one.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// As a metric label.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }
        }
    };
}

ends! {
    /// How one poll of a partner ended. Only [`PollEnd::Done`] may lead to
    /// absence.
    PollEnd {
        /// Read to its end, ads and cursor committed; a snapshot was complete.
        Done = "done",
        /// The same as last time, word for word: nothing new is concluded.
        Unchanged = "unchanged",
        /// Read to its end, and not provably all there is.
        Partial = "partial",
        /// Fewer items than it announced.
        Short = "short",
        /// The partner shows fewer than it has, and parts of its search did not
        /// make up for that.
        Limited = "limited",
        /// Nothing where there was something. Held.
        Empty = "empty",
        /// A complete snapshot that is too small to be believed. Held.
        Braked = "braked",
        /// It broke off, or is not well formed.
        Cut = "cut",
        /// Larger than the limit.
        TooLarge = "too_large",
        /// A page for people, where a feed belongs.
        Html = "html",
        /// A redirect led to something else.
        Moved = "moved",
        /// JSON without the list of ads.
        NoList = "no_list",
        /// Another document.
        Foreign = "foreign",
        /// 404 or 410.
        Gone = "gone",
        /// Another status that is no answer: 401, 403, ….
        Refused = "refused",
        /// 429 or 5xx, however often it was tried.
        Later = "later",
        /// No answer, or none in time.
        Failed = "failed",
        /// Redirects without end.
        Redirects = "redirects",
        /// robots.txt says no.
        Disallowed = "disallowed",
        /// An address, a redirect or a URL that must not be asked.
        Forbidden = "forbidden",
        /// The partner does not take our credentials.
        Credentials = "credentials",
    }
}

ends! {
    /// What came of one request.
    RequestEnd {
        /// An answer to be read.
        Answered = "answered",
        /// 304.
        NotModified = "not_modified",
        /// Another status than 2xx and 304 that is not tried again.
        Refused = "refused",
        /// 429 or 5xx.
        Later = "later",
        /// No answer.
        NoAnswer = "no_answer",
        /// It was not made, or its redirect was not followed: the guards or
        /// robots.txt said no.
        Stopped = "stopped",
    }
}

pub(crate) struct PollLabel {
    pub(crate) partner: String,
    pub(crate) end: PollEnd,
}

impl Label for PollLabel {
    const NAMES: &'static [&'static str] = &["partner", "end"];

    fn with<R>(&self, f: impl FnOnce(&[&str]) -> R) -> R {
        f(&[&self.partner, self.end.as_str()])
    }
}

pub(crate) struct RequestLabel {
    pub(crate) partner: String,
    pub(crate) end: RequestEnd,
}

impl Label for RequestLabel {
    const NAMES: &'static [&'static str] = &["partner", "end"];

    fn with<R>(&self, f: impl FnOnce(&[&str]) -> R) -> R {
        f(&[&self.partner, self.end.as_str()])
    }
}

/// What shows that a partner is in trouble.
pub(crate) struct TroubleMetrics {
    pub(crate) requests: Counter<RequestLabel>,
    pub(crate) snapshots_held: Gauge<PartnerLabel>,
    pub(crate) failures_in_a_row: Gauge<PartnerLabel>,
    pub(crate) circuit_open: Gauge<PartnerLabel>,
}

impl TroubleMetrics {
    pub(crate) fn new(registry: &Registry) -> Self {
        Self {
            requests: Counter::new(
                registry,
                "adhub_partner_requests_total",
                "Requests to a partner by what came of them.",
            ),
            snapshots_held: Gauge::new(
                registry,
                "adhub_snapshots_held",
                "Complete snapshots in a row that are held and not believed; 0: none.",
            ),
            failures_in_a_row: Gauge::new(
                registry,
                "adhub_poll_failures_in_a_row",
                "Polls of a partner that failed since the last one that did not.",
            ),
            circuit_open: Gauge::new(
                registry,
                "adhub_partner_circuit_open",
                "1 while a partner that failed too often is asked once in a while only.",
            ),
        }
    }
}
