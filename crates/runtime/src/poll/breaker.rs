//! The circuit breaker of one partner: after some failed polls in a row it is
//! open, and the partner is asked once in a while only, with a single try.

use std::time::Duration;

use crate::retry::{Pauses, Policy};

/// When a partner that fails is asked less often.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Breaker {
    /// Failed polls in a row that open the circuit.
    pub failures: u32,
    /// First pause when it is open. It doubles with each further failure; each
    /// is drawn from half to one and a half of it.
    pub pause: Duration,
    /// Longest pause.
    pub pause_max: Duration,
}

impl Default for Breaker {
    /// Five failures; from two minutes to an hour.
    fn default() -> Self {
        Self { failures: 5, pause: Duration::from_secs(120), pause_max: Duration::from_secs(3_600) }
    }
}

/// Where it stands.
pub(super) struct Circuit {
    breaker: Breaker,
    failures: u32,
    pauses: Option<Pauses>,
}

impl Circuit {
    pub(super) fn new(breaker: Breaker) -> Self {
        Self { breaker, failures: 0, pauses: None }
    }

    /// The next poll is a trial: one try.
    pub(super) fn is_open(&self) -> bool {
        self.pauses.is_some()
    }

    /// Failed polls in a row.
    pub(super) fn failures(&self) -> u32 {
        self.failures
    }

    /// A poll has ended. Gives the least pause before the next.
    pub(super) fn ended(&mut self, failed: bool) -> Duration {
        if !failed {
            self.failures = 0;
            self.pauses = None;
            return Duration::ZERO;
        }
        self.failures = self.failures.saturating_add(1);
        if self.failures < self.breaker.failures.max(1) {
            return Duration::ZERO;
        }
        let policy = Policy {
            initial: self.breaker.pause,
            max: self.breaker.pause_max,
            give_up_after: None,
        };
        let pauses = self.pauses.get_or_insert_with(|| Pauses::new(policy));
        let pause = pauses.next_pause().unwrap_or(self.breaker.pause_max);
        pause.min(self.breaker.pause_max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_opens_after_failures_in_a_row_grows_to_its_bound_and_closes_with_a_success() {
        let (pause, pause_max) = (Duration::from_secs(10), Duration::from_secs(60));
        let mut circuit = Circuit::new(Breaker { failures: 3, pause, pause_max });
        for _ in 0..2 {
            assert_eq!((circuit.ended(true), circuit.is_open()), (Duration::ZERO, false));
        }
        assert_eq!((circuit.ended(false), circuit.failures()), (Duration::ZERO, 0));
        let mut drawn = Vec::new();
        for _ in 0..12 {
            drawn.push(circuit.ended(true));
        }
        assert!(circuit.is_open());
        assert_eq!(drawn[..2], [Duration::ZERO; 2]);
        assert!(drawn[2] >= pause / 2 && drawn[2] <= pause * 3 / 2, "{drawn:?}");
        assert!(drawn[6..].iter().all(|pause| *pause >= pause_max / 2), "{drawn:?}");
        assert!(drawn.iter().all(|pause| *pause <= pause_max), "{drawn:?}");
        assert_eq!((circuit.ended(false), circuit.is_open()), (Duration::ZERO, false));
    }
}
