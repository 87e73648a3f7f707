//! The clock that processors see.

use schemas::Timestamp;

/// The system's clock, one that was set elsewhere and goes on from there
/// (`--now`, for old ads), or one that stands still, so that a test finds the
/// same bytes again.
#[derive(Clone, Copy, Debug)]
pub struct Clock(Hands);

#[derive(Clone, Copy, Debug)]
enum Hands {
    Moving { shift_micros: i64 },
    Standing(Timestamp),
}

impl Default for Clock {
    fn default() -> Self {
        Self::system()
    }
}

impl Clock {
    /// The system's clock.
    pub const fn system() -> Self {
        Self(Hands::Moving { shift_micros: 0 })
    }

    /// Shows `now` at this moment, and goes on from there.
    pub fn starting_at(now: Timestamp) -> Self {
        Self(Hands::Moving { shift_micros: now.micros().saturating_sub(system_micros()) })
    }

    /// Shows `now` for ever.
    pub const fn standing_at(now: Timestamp) -> Self {
        Self(Hands::Standing(now))
    }

    /// The time now.
    pub fn now(self) -> Timestamp {
        match self.0 {
            Hands::Moving { shift_micros } => {
                Timestamp::from_micros(system_micros().saturating_add(shift_micros))
            }
            Hands::Standing(now) => now,
        }
    }
}

fn system_micros() -> i64 {
    jiff::Timestamp::now().as_microsecond()
}
