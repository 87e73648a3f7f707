//! When the last transaction was made, by what is seen, and how many of its
//! timers were.

use schemas::Timestamp;

/// Timers of one transaction, as in the running step.
const BATCH_TIMERS_MAX: u64 = 1_000;

/// The clock of one step.
#[derive(Default)]
pub(super) struct BatchClock {
    last: Option<Timestamp>,
    timers: u64,
}

impl BatchClock {
    /// The earliest time of a decision about a record of `at`.
    pub(super) fn earliest(&self, at: Timestamp) -> Timestamp {
        self.last.map_or(at, |last| last.max(at))
    }

    /// Another transaction than the last one is seen: until when timers must
    /// have gone off in that one.
    pub(super) fn overdue(&self, now: Timestamp) -> Option<Timestamp> {
        self.last.filter(|last| *last != now).filter(|_| self.timers < BATCH_TIMERS_MAX)
    }

    /// Until when timers must have gone off at the end.
    pub(super) fn overdue_at_end(&self) -> Option<Timestamp> {
        self.last.filter(|_| self.timers < BATCH_TIMERS_MAX)
    }

    /// A decision at `now` is seen.
    pub(super) fn see(&mut self, now: Timestamp) {
        if self.last != Some(now) {
            self.last = Some(now);
            self.timers = 0;
        }
    }

    /// A timer went off.
    pub(super) fn timer(&mut self) {
        self.timers += 1;
    }
}
