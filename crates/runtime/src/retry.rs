//! Trying again, with exponential back-off and jitter. The only file that names
//! the `backoff` crate: it is unmaintained (see `deny.toml`), so that it can be
//! replaced here alone.

use std::time::{Duration, Instant};

use backoff::ExponentialBackoff;
use backoff::backoff::Backoff as _;

use crate::stop::Stop;

/// How often and how long to try again.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Policy {
    /// First pause.
    pub initial: Duration,
    /// Longest pause.
    pub max: Duration,
    /// Give up after this long in all; `None` never gives up.
    pub give_up_after: Option<Duration>,
}

impl Policy {
    /// For steps that must go on: 100 ms to 30 s, for ever.
    pub const FOR_EVER: Self = Self {
        initial: Duration::from_millis(100),
        max: Duration::from_secs(30),
        give_up_after: None,
    };

    /// One try, and no other.
    pub const ONCE: Self = Self {
        initial: Duration::from_secs(1),
        max: Duration::from_secs(1),
        give_up_after: Some(Duration::ZERO),
    };

    /// For one request to a partner: 1 s to 60 s, five minutes in all.
    pub const REQUEST: Self = Self {
        initial: Duration::from_secs(1),
        max: Duration::from_secs(60),
        give_up_after: Some(Duration::from_secs(300)),
    };
}

/// The pauses of one series of attempts.
pub struct Pauses(ExponentialBackoff);

impl Pauses {
    /// A fresh series. Each pause is drawn from half to one and a half of a
    /// time that doubles.
    pub fn new(policy: Policy) -> Self {
        Self(ExponentialBackoff {
            current_interval: policy.initial,
            initial_interval: policy.initial,
            randomization_factor: 0.5,
            multiplier: 2.0,
            max_interval: policy.max,
            max_elapsed_time: policy.give_up_after,
            ..ExponentialBackoff::default()
        })
    }

    /// The next pause; `None` when it is time to give up.
    pub fn next_pause(&mut self) -> Option<Duration> {
        self.0.next_backoff()
    }

    /// Starts over after a success.
    pub fn reset(&mut self) {
        self.0.reset();
    }
}

/// Why a series of attempts ended without success.
#[derive(Debug, thiserror::Error)]
pub enum RetryError<E> {
    /// Not worth another try, or the last try of a policy that gives up.
    #[error(transparent)]
    Failed(E),
    /// The hub is ending.
    #[error("stopped")]
    Stopped,
}

/// Calls `attempt` until it succeeds, fails for good, or `stop` is set.
/// `transient` says whether an error is worth another try, and the least pause
/// that the other side asked for.
///
/// # Errors
/// [`RetryError`].
pub fn retry<T, E>(
    policy: Policy,
    stop: &Stop,
    mut attempt: impl FnMut() -> Result<T, E>,
    transient: impl Fn(&E) -> Option<Duration>,
) -> Result<T, RetryError<E>> {
    let mut pauses = Pauses::new(policy);
    let started = Instant::now();
    loop {
        let error = match attempt() {
            Ok(value) => return Ok(value),
            Err(error) => error,
        };
        let (Some(least), Some(pause)) = (transient(&error), pauses.next_pause()) else {
            return Err(RetryError::Failed(error));
        };
        let pause = pause.max(least);
        // A pause that ends after the last try would be for nothing.
        if policy.give_up_after.is_some_and(|most| started.elapsed() + pause > most) {
            return Err(RetryError::Failed(error));
        }
        if stop.sleep(pause) {
            return Err(RetryError::Stopped);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUICK: Policy = Policy {
        initial: Duration::from_micros(10),
        max: Duration::from_micros(50),
        give_up_after: None,
    };

    fn check(failures: u32, transient: bool, stop: bool) -> (u32, &'static str) {
        let flag = Stop::new();
        if stop {
            flag.set();
        }
        let mut calls = 0;
        let result = retry(
            QUICK,
            &flag,
            || {
                calls += 1;
                if calls <= failures { Err(()) } else { Ok(()) }
            },
            |()| transient.then_some(Duration::ZERO),
        );
        let end = match result {
            Ok(()) => "done",
            Err(RetryError::Failed(())) => "failed",
            Err(RetryError::Stopped) => "stopped",
        };
        (calls, end)
    }

    #[test]
    fn transient_errors_are_tried_again_until_success() {
        assert_eq!(check(4, true, false), (5, "done"));
    }

    #[test]
    fn lasting_errors_are_not_tried_again() {
        assert_eq!(check(4, false, false), (1, "failed"));
    }

    #[test]
    fn a_pause_beyond_the_end_is_not_waited_for() {
        let policy = Policy { give_up_after: Some(Duration::from_secs(5)), ..QUICK };
        let started = Instant::now();
        let hour = |(): &()| Some(Duration::from_secs(3_600));
        let result = retry(policy, &Stop::new(), || Err::<(), ()>(()), hour);
        assert!(matches!(result, Err(RetryError::Failed(()))));
        assert!(started.elapsed() < Duration::from_secs(5));
    }

    #[test]
    fn a_stopping_hub_does_not_wait() {
        assert_eq!(check(4, true, true), (1, "stopped"));
    }
}
