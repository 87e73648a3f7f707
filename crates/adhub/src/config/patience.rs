//! `[partners.NAME.timeouts]` and `[partners.NAME.breaker]`: how long one
//! partner may take, and when it is asked less often.

use std::time::Duration;

use runtime::http::Limits;
use runtime::poll::Breaker;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Mistake, Span};

/// Longest time that makes sense for one answer.
const TIMEOUT_MAX: Duration = Duration::from_secs(24 * 3_600);
/// Longest pause of a partner that fails.
const PAUSE_MAX: Duration = Duration::from_secs(7 * 24 * 3_600);

/// How long the answers of a partner may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct TimeoutsConfig {
    /// Until it is connected.
    pub(crate) connect: Span,
    /// Longest silence while an answer comes.
    pub(crate) silence: Span,
    /// A whole answer, redirects included.
    pub(crate) total: Span,
}

impl Default for TimeoutsConfig {
    fn default() -> Self {
        let limits = Limits::default();
        Self {
            connect: Span(limits.connect_timeout),
            silence: Span(limits.read_timeout),
            total: Span(limits.total_timeout),
        }
    }
}

impl TimeoutsConfig {
    /// What types cannot say.
    pub(super) fn check(&self) -> Result<(), Mistake> {
        for (key, span) in
            [("connect", self.connect), ("silence", self.silence), ("total", self.total)]
        {
            within(&format!("timeouts.{key}"), span, TIMEOUT_MAX)?;
        }
        Ok(())
    }

    /// Puts them into the limits of a request.
    pub(crate) fn put_into(&self, limits: &mut Limits) {
        limits.connect_timeout = self.connect.0;
        limits.read_timeout = self.silence.0;
        limits.total_timeout = self.total.0;
    }
}

/// When a partner that fails is asked less often.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct BreakerConfig {
    /// Failed rounds in a row that open it. At least 1.
    #[schemars(range(min = 1))]
    pub(crate) failures: u32,
    /// First pause when it is open; it doubles with each further failure. Drawn
    /// from half to one and a half of it.
    pub(crate) pause: Span,
    /// Longest pause.
    pub(crate) pause_max: Span,
}

impl Default for BreakerConfig {
    fn default() -> Self {
        let Breaker { failures, pause, pause_max } = Breaker::default();
        Self { failures, pause: Span(pause), pause_max: Span(pause_max) }
    }
}

impl BreakerConfig {
    /// What types cannot say.
    pub(super) fn check(&self) -> Result<(), Mistake> {
        if self.failures == 0 {
            let message = "0 failures open it always; at least 1 is needed";
            return Err(Mistake::new("breaker.failures", message));
        }
        within("breaker.pause", self.pause, PAUSE_MAX)?;
        within("breaker.pause_max", self.pause_max, PAUSE_MAX)?;
        if self.pause.0 > self.pause_max.0 {
            let (pause, most) = (self.pause, self.pause_max);
            let message = format!("{pause:?} is longer than pause_max, {most:?}");
            return Err(Mistake::new("breaker.pause", message));
        }
        Ok(())
    }

    /// As the poller wants it.
    pub(crate) fn breaker(&self) -> Breaker {
        Breaker { failures: self.failures, pause: self.pause.0, pause_max: self.pause_max.0 }
    }
}

/// A length of time above nothing, and not beyond all sense.
fn within(key: &str, span: Span, most: Duration) -> Result<(), Mistake> {
    if span.0.is_zero() || span.0 > most {
        let message = format!("{span:?} is not above 0s and at most {most:?}");
        return Err(Mistake::new(key, message));
    }
    Ok(())
}
