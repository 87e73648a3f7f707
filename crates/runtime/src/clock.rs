//! The clock that processors see.

use schemas::Timestamp;

/// The system's clock, or one that was set elsewhere and goes on from there
/// (`--now`), for old ads and for tests.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clock {
    shift_micros: i64,
}

impl Clock {
    /// The system's clock.
    pub const fn system() -> Self {
        Self { shift_micros: 0 }
    }

    /// Shows `now` at this moment, and goes on from there.
    pub fn starting_at(now: Timestamp) -> Self {
        Self { shift_micros: now.micros().saturating_sub(system_micros()) }
    }

    /// The time now.
    pub fn now(self) -> Timestamp {
        Timestamp::from_micros(system_micros().saturating_add(self.shift_micros))
    }
}

fn system_micros() -> i64 {
    jiff::Timestamp::now().as_microsecond()
}
