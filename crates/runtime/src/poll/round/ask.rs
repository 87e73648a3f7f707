//! One request of a round: when it may be made, and trying it again.

use std::time::{Duration, Instant};

use connectors::{Ask, ResponseHead};
use tracing::debug;

use super::Poller;
use crate::http::{Body, HttpError, fresh_for};
use crate::poll::ends::request_end;
use crate::retry::{Policy, RetryError, retry};

/// The answer to the first request of a round is still fresh.
pub(super) struct Fresh {
    url: String,
    until: Instant,
}

/// The partner said when it may be asked again.
pub(super) struct NotBefore {
    until: Instant,
    host: String,
    status: u16,
}

impl NotBefore {
    /// How long that is from now.
    pub(super) fn left(&self) -> Duration {
        self.until.saturating_duration_since(Instant::now())
    }
}

impl Poller<'_> {
    /// The pause until a round may begin with `ask`: what it will answer is
    /// known, as long as the last answer is fresh. A round that must be read
    /// in full does not wait.
    pub(super) fn too_early(&self, ask: &Ask) -> Option<Duration> {
        let fresh = self.fresh.as_ref().filter(|_| !self.anew && ask.post.is_none())?;
        let left = fresh.until.saturating_duration_since(Instant::now());
        if fresh.url != ask.url || left.is_zero() {
            return None;
        }
        let (partner, seconds) = (&self.options.profile.partner, left.as_secs());
        debug!(%partner, seconds, "what {partner} answered last is fresh for {seconds} s more");
        Some(left)
    }

    /// Notes how long the first answer of a round is fresh.
    pub(super) fn note_fresh(&mut self, ask: &Ask, head: &ResponseHead) {
        let fresh =
            fresh_for(head).filter(|_| ask.post.is_none() && matches!(head.status, 200 | 304));
        self.fresh = fresh.map(|fresh| Fresh {
            url: ask.url.clone(),
            until: Instant::now() + fresh.min(self.options.manners.fresh_max),
        });
    }

    /// Asks, and tries again what may pass. A partner whose circuit is open
    /// gets one try.
    pub(super) fn request(
        &mut self,
        ask: &Ask,
        is_first: bool,
    ) -> Result<(ResponseHead, Body), RetryError<HttpError>> {
        let trial = is_first && self.circuit.is_open();
        let policy = if trial { Policy::ONCE } else { self.options.retry };
        self.wait_until_asked_for(policy)?;
        let partner = self.options.profile.partner.as_str();
        let attempt = || {
            let answer = self.client.send(ask);
            if let Some(end) = request_end(answer.as_ref().map(|(head, _)| head)) {
                self.hub.metrics.runtime.requested(partner, end);
            }
            answer
        };
        let answer = retry(policy, &self.hub.stop, attempt, HttpError::retry_after);
        self.not_before = match &answer {
            Err(RetryError::Failed(HttpError::Later {
                host,
                status,
                retry_after: Some(pause),
            })) => {
                let until = Instant::now() + *pause;
                Some(NotBefore { until, host: host.clone(), status: *status })
            }
            _ => None,
        };
        answer
    }

    /// A pause that the partner asked for holds for the rest of the round, too.
    fn wait_until_asked_for(&self, policy: Policy) -> Result<(), RetryError<HttpError>> {
        let Some(not_before) = &self.not_before else { return Ok(()) };
        let left = not_before.left();
        if policy.give_up_after.is_some_and(|most| left > most) {
            let (host, status) = (not_before.host.clone(), not_before.status);
            let retry_after = Some(left);
            return Err(RetryError::Failed(HttpError::Later { host, status, retry_after }));
        }
        if self.hub.stop.sleep(left) { Err(RetryError::Stopped) } else { Ok(()) }
    }
}
