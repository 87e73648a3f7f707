//! What one request, one partner and the whole gateway may use at most.

use std::num::NonZeroU32;
use std::time::Duration;

use jiff::fmt::serde::unsigned_duration::friendly::compact;
use serde::{Deserialize, Serialize};

/// Limits of the push API. Every default is safe in production.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Largest ad in bytes, on the wire and after decompression.
    pub ad_bytes_max: usize,
    /// Largest body of several ads in bytes, on the wire and after
    /// decompression.
    pub batch_bytes_max: usize,
    /// Most ads in one JSON array.
    pub batch_ads_max: usize,
    /// Most lines in one NDJSON body.
    pub ndjson_ads_max: usize,
    /// A body must have arrived after this time.
    #[serde(with = "compact::required")]
    pub body_read_timeout: Duration,
    /// The log must have acknowledged after this time; then 503.
    #[serde(with = "compact::required")]
    pub append_timeout: Duration,
    /// Most requests that are answered at the same time; the next one gets 503.
    pub requests_in_flight_max: usize,
    /// Most bytes of bodies in memory, of all requests together; the request
    /// that would take more gets 503.
    pub body_bytes_in_flight_max: usize,
    /// Ads per second and key, in the long run; `None`: no limit. The next
    /// request gets 429.
    pub ads_per_second: Option<NonZeroU32>,
    /// Ads that one key may push at once, before `ads_per_second` counts.
    pub ads_burst: NonZeroU32,
}

const ADS_PER_SECOND: NonZeroU32 = NonZeroU32::new(1_000).expect("not zero");
const ADS_BURST: NonZeroU32 = NonZeroU32::new(10_000).expect("not zero");

impl Default for Limits {
    fn default() -> Self {
        Self {
            ad_bytes_max: 1_000_000,
            batch_bytes_max: 5_000_000,
            batch_ads_max: 100,
            ndjson_ads_max: 5_000,
            body_read_timeout: Duration::from_secs(30),
            append_timeout: Duration::from_secs(10),
            requests_in_flight_max: 1_024,
            body_bytes_in_flight_max: 32 * 1024 * 1024,
            ads_per_second: Some(ADS_PER_SECOND),
            ads_burst: ADS_BURST,
        }
    }
}
