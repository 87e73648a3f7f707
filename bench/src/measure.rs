//! One file per thing that is measured.

pub mod codec;
pub mod delay;
pub mod gateway;
pub mod restart;
pub mod steps;

/// How long the parts take.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Length {
    /// About three minutes for all.
    Quick,
    /// About twenty.
    Full,
}

impl Length {
    /// Seconds of one load.
    pub const fn load_seconds(self) -> u64 {
        match self {
            Self::Quick => 4,
            Self::Full => 10,
        }
    }
}
