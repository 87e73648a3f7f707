//! How fast one key may push, in ads, as GCRA (`governor`).

use std::num::NonZeroU32;
use std::time::Duration;

use axum::response::Response;
use governor::clock::{Clock as _, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};
use http::{HeaderName, HeaderValue};

use crate::keys::KeyId;
use crate::limits::Limits;
use crate::problem::{Problem, ProblemKind};

type Limiter =
    RateLimiter<KeyId, DefaultKeyedStateStore<KeyId>, DefaultClock, StateInformationMiddleware>;

/// One rate per key. Only keys that opened once are remembered, so that their
/// number is bounded by those handed out.
pub(crate) struct Rates {
    limiter: Limiter,
    clock: DefaultClock,
    per_second: u32,
    burst: u32,
}

/// What is left to a key.
#[derive(Clone, Copy)]
pub(crate) struct Left {
    ads: u32,
    burst: u32,
    per_second: u32,
}

impl Rates {
    pub(crate) fn new(limits: &Limits) -> Option<Self> {
        let per_second = limits.ads_per_second?;
        let quota = Quota::per_second(per_second).allow_burst(limits.ads_burst);
        Some(Self {
            limiter: RateLimiter::keyed(quota).with_middleware(),
            clock: DefaultClock::default(),
            per_second: per_second.get(),
            burst: limits.ads_burst.get(),
        })
    }

    /// Takes so many ads off the key's rate.
    ///
    /// # Errors
    /// 429 with the time to wait.
    pub(crate) fn take(&self, key: KeyId, ads: usize) -> Result<Left, Problem> {
        let ads = u32::try_from(ads).unwrap_or(u32::MAX);
        let ads = NonZeroU32::new(ads).unwrap_or(NonZeroU32::MIN);
        let (per_second, burst) = (self.per_second, self.burst);
        let left = |ads| Left { ads, burst, per_second };
        match self.limiter.check_key_n(&key, ads) {
            Ok(Ok(snapshot)) => Ok(left(snapshot.remaining_burst_capacity())),
            Ok(Err(not_until)) => {
                let wait = not_until.wait_time_from(self.clock.now());
                let detail = format!(
                    "{ads} ads are more than this key may push now: {per_second} ads a second \
                     in the long run, {burst} at once"
                );
                Err(self.refuse(detail, wait, left(0)))
            }
            Err(_) => {
                let detail = format!(
                    "{ads} ads in one body are more than this key may ever push at once: {burst}; \
                     send fewer at a time"
                );
                Err(self.refuse(detail, Duration::from_secs(1), left(burst)))
            }
        }
    }

    fn refuse(&self, detail: String, wait: Duration, left: Left) -> Problem {
        let problem = Problem::new(ProblemKind::RateLimited, detail).retry_after(wait);
        left.headers()
            .into_iter()
            .fold(problem, |problem, (name, value)| problem.header(name, value))
    }
}

impl Left {
    /// `RateLimit-Limit`, `-Remaining` and `-Reset` (seconds until all of the
    /// burst is back).
    fn headers(self) -> [(HeaderName, HeaderValue); 3] {
        let reset = (self.burst - self.ads.min(self.burst)).div_ceil(self.per_second);
        [
            (HeaderName::from_static("ratelimit-limit"), HeaderValue::from(self.burst)),
            (HeaderName::from_static("ratelimit-remaining"), HeaderValue::from(self.ads)),
            (HeaderName::from_static("ratelimit-reset"), HeaderValue::from(reset)),
        ]
    }

    pub(crate) fn put_on(self, response: &mut Response) {
        response.headers_mut().extend(self.headers());
    }
}
