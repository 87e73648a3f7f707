//! The last few deliveries, so that one that comes twice is known.

use schemas::EventId;

/// First eight bytes of the ids of the last deliveries, newest first. Zero is
/// an empty place.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(super) struct Recent([u64; Recent::LENGTH]);

impl Recent {
    /// So many deliveries are remembered.
    pub(super) const LENGTH: usize = 4;

    /// What is remembered of a delivery.
    pub(super) fn mark(event_id: EventId) -> u64 {
        let [a, b, c, d, e, f, g, h, ..] = *event_id.as_bytes();
        u64::from_be_bytes([a, b, c, d, e, f, g, h]).max(1)
    }

    /// This delivery was seen before.
    pub(super) fn contains(&self, mark: u64) -> bool {
        self.0.contains(&mark)
    }

    /// Remembers a delivery and forgets the oldest.
    pub(super) fn push(&mut self, mark: u64) {
        self.0.rotate_right(1);
        self.0[0] = mark;
    }

    /// From a changelog.
    pub(super) fn restore(marks: &[i64]) -> Self {
        let mut recent = Self::default();
        for (place, mark) in recent.0.iter_mut().zip(marks) {
            *place = mark.cast_unsigned();
        }
        recent
    }

    /// For a changelog.
    pub(super) fn state(&self) -> Vec<i64> {
        self.0.iter().take_while(|mark| **mark != 0).map(|mark| mark.cast_signed()).collect()
    }
}
