//! Metrics of the push API. What it received and rejected per partner is in
//! [`crate::Books`].

use std::time::Duration;

use prometheus::Registry;

use crate::label::{Counter, Gauge, Histogram, Label};

/// What was called.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Endpoint {
    /// One ad.
    PutAd,
    /// Many ads.
    PushAds,
    /// Take an ad down.
    WithdrawAd,
    /// Forget an ad.
    EraseAd,
    /// Nothing that there is.
    Other,
}

impl Endpoint {
    /// As a metric label.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PutAd => "put_ad",
            Self::PushAds => "push_ads",
            Self::WithdrawAd => "withdraw_ad",
            Self::EraseAd => "erase_ad",
            Self::Other => "other",
        }
    }
}

impl Label for Endpoint {
    const NAMES: &'static [&'static str] = &["endpoint"];

    fn with<R>(&self, f: impl FnOnce(&[&str]) -> R) -> R {
        f(&[self.as_str()])
    }
}

/// Where a record was appended.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Appended {
    /// `ads.received`.
    Received,
    /// `ads.rejected`.
    Rejected,
}

impl Label for Appended {
    const NAMES: &'static [&'static str] = &["topic"];

    fn with<R>(&self, f: impl FnOnce(&[&str]) -> R) -> R {
        f(&[match self {
            Self::Received => "ads.received",
            Self::Rejected => "ads.rejected",
        }])
    }
}

struct Answered(Endpoint, &'static str);

impl Label for Answered {
    const NAMES: &'static [&'static str] = &["endpoint", "status"];

    fn with<R>(&self, f: impl FnOnce(&[&str]) -> R) -> R {
        f(&[self.0.as_str(), self.1])
    }
}

struct Refused(&'static str);

impl Label for Refused {
    const NAMES: &'static [&'static str] = &["problem"];

    fn with<R>(&self, f: impl FnOnce(&[&str]) -> R) -> R {
        f(&[self.0])
    }
}

struct Receipt<'a>(&'a str, &'static str, &'static str);

impl Label for Receipt<'_> {
    const NAMES: &'static [&'static str] = &["partner", "outcome", "reason"];

    fn with<R>(&self, f: impl FnOnce(&[&str]) -> R) -> R {
        f(&[self.0, self.1, self.2])
    }
}

/// Metrics of the push API.
pub struct GatewayMetrics {
    answered: Counter<Answered>,
    refused: Counter<Refused>,
    receipts: Counter<Receipt<'static>>,
    acknowledged: Histogram<Endpoint>,
    body_bytes: Counter<()>,
    appended: Counter<Appended>,
    /// Requests that are being answered now.
    pub in_flight: Gauge<()>,
    /// 1 once the partners' keys are known, until then 0.
    pub keys_ready: Gauge<()>,
    /// Records of `partners.keys` that could not be read.
    pub keys_unreadable: Counter<()>,
}

/// Half a millisecond to ten seconds, finer where the target (10 to 15 ms) is.
const ACK_BUCKETS: &[f64] = &[
    0.0005, 0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.015, 0.02, 0.03, 0.05, 0.1, 0.25, 0.5, 1.0,
    2.5, 5.0, 10.0,
];

impl GatewayMetrics {
    pub(crate) fn new(registry: &Registry) -> Self {
        Self {
            answered: Counter::new(
                registry,
                "adhub_requests_answered_total",
                "Requests to the push API, by endpoint and class of status.",
            ),
            refused: Counter::new(
                registry,
                "adhub_requests_refused_total",
                "Requests to the push API that were answered with a problem, by its code.",
            ),
            receipts: Counter::new(
                registry,
                "adhub_receipts_issued_total",
                "Receipts given to partners, dry runs too, by outcome and reason.",
            ),
            acknowledged: Histogram::new(
                registry,
                "adhub_append_acknowledged_seconds",
                "Time from handing records to the log to its acknowledgement.",
                ACK_BUCKETS,
            ),
            body_bytes: Counter::new(
                registry,
                "adhub_body_bytes_read_total",
                "Bytes of request bodies, after decompression.",
            ),
            appended: Counter::new(
                registry,
                "adhub_records_appended_total",
                "Records that the log acknowledged to the push API.",
            ),
            in_flight: Gauge::new(
                registry,
                "adhub_requests_in_flight",
                "Requests to the push API that are being answered now.",
            ),
            keys_ready: Gauge::new(
                registry,
                "adhub_keys_ready",
                "1 once the partners' keys were read to their end, until then 0.",
            ),
            keys_unreadable: Counter::new(
                registry,
                "adhub_keys_unreadable_total",
                "Records of partners.keys that could not be read; what they name is locked out.",
            ),
        }
    }

    /// A request was answered.
    pub fn answered(&self, endpoint: Endpoint, status: u16) {
        let class = match status {
            ..300 => "2xx",
            300..400 => "3xx",
            400..500 => "4xx",
            500.. => "5xx",
        };
        self.answered.inc(&Answered(endpoint, class));
    }

    /// A request was answered with a problem. `code` is the word of an enum.
    pub fn refused(&self, code: &'static str) {
        self.refused.inc(&Refused(code));
    }

    /// A receipt was given. `partner` comes from the key ring; `outcome` and
    /// `reason` are the words of enums.
    pub fn receipt(&self, partner: &str, outcome: &'static str, reason: &'static str, n: u64) {
        self.receipts.inc_by(&Receipt(partner, outcome, reason), n);
    }

    /// The log acknowledged after this time.
    pub fn acknowledged(&self, endpoint: Endpoint, after: Duration) {
        self.acknowledged.observe(&endpoint, after.as_secs_f64());
    }

    /// A body was read.
    pub fn body_read(&self, bytes: usize) {
        self.body_bytes.inc_by(&(), u64::try_from(bytes).unwrap_or(u64::MAX));
    }

    /// The log acknowledged `n` records.
    pub fn appended(&self, to: Appended, n: u64) {
        self.appended.inc_by(&to, n);
    }
}
