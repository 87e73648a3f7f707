//! Precision, recall and F1, with intervals by drawing again.

use serde::Serialize;
use sha2::{Digest as _, Sha256};

/// So many times the pairs are drawn again, with replacement.
const DRAWS: u64 = 1_000;

/// What was found against what is so.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Judged {
    pub(super) found: bool,
    pub(super) is_so: bool,
}

/// A figure with its interval of 95 %.
#[derive(Serialize, Clone, Copy, Debug)]
pub(super) struct Figure {
    pub(super) value: f64,
    pub(super) low: f64,
    pub(super) high: f64,
}

/// Figures of a measurement.
#[derive(Serialize, Clone, Copy, Debug)]
pub(super) struct Figures {
    pub(super) pairs: usize,
    pub(super) right: u32,
    pub(super) wrong: u32,
    pub(super) missed: u32,
    pub(super) precision: Figure,
    pub(super) recall: Figure,
    pub(super) f1: Figure,
}

/// Counts, and draws again for the intervals. The same pairs in the same
/// order give the same intervals.
pub(super) fn of(judged: &[Judged]) -> Figures {
    let (right, wrong, missed) = counts(judged.iter().copied());
    let values = ratios(right, wrong, missed);
    let mut drawn: [Vec<f64>; 3] = [Vec::new(), Vec::new(), Vec::new()];
    for draw in 0..DRAWS {
        let sample = (0..judged.len()).map(|place| judged[drawn_place(draw, place, judged.len())]);
        let (right, wrong, missed) = counts(sample);
        for (list, value) in drawn.iter_mut().zip(ratios(right, wrong, missed)) {
            list.push(value);
        }
    }
    let [precision, recall, f1] = [0, 1, 2].map(|which| {
        let list = &mut drawn[which];
        list.sort_by(f64::total_cmp);
        let at = |share: usize| list.get(list.len() * share / 1_000).copied().unwrap_or(0.0);
        Figure { value: values[which], low: at(25), high: at(975) }
    });
    Figures { pairs: judged.len(), right, wrong, missed, precision, recall, f1 }
}

fn counts(judged: impl Iterator<Item = Judged>) -> (u32, u32, u32) {
    let (mut right, mut wrong, mut missed) = (0, 0, 0);
    for Judged { found, is_so } in judged {
        right += u32::from(found && is_so);
        wrong += u32::from(found && !is_so);
        missed += u32::from(!found && is_so);
    }
    (right, wrong, missed)
}

/// Nothing found is no mistake, and nothing to find is not missed.
fn ratios(right: u32, wrong: u32, missed: u32) -> [f64; 3] {
    let share = |other: u32| {
        if right + other == 0 { 1.0 } else { f64::from(right) / f64::from(right + other) }
    };
    let (precision, recall) = (share(wrong), share(missed));
    let sum = precision + recall;
    [precision, recall, if sum == 0.0 { 0.0 } else { 2.0 * precision * recall / sum }]
}

fn drawn_place(draw: u64, place: usize, length: usize) -> usize {
    // A hash of 32 bytes serves four draws.
    let mut hash = Sha256::new();
    hash.update(draw.to_be_bytes());
    hash.update((place / 4).to_be_bytes());
    let bytes: [u8; 32] = hash.finalize().into();
    let part = bytes[place % 4 * 8..].first_chunk().expect("a hash has 32 bytes");
    usize::try_from(u64::from_be_bytes(*part) % length as u64).expect("less than a length")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(right: usize, wrong: usize, missed: usize, expected: [f64; 3]) -> Figures {
        let pair = |found, is_so| Judged { found, is_so };
        let mut judged = vec![pair(true, true); right];
        judged.extend(vec![pair(true, false); wrong]);
        judged.extend(vec![pair(false, true); missed]);
        judged.extend(vec![pair(false, false); 10]);
        let figures = of(&judged);
        let values = [figures.precision.value, figures.recall.value, figures.f1.value];
        for (value, expected) in values.into_iter().zip(expected) {
            assert!((value - expected).abs() < 1e-9, "{values:?}");
        }
        figures
    }

    #[test]
    fn figures_are_counted() {
        let figures = check(60, 20, 40, [0.75, 0.6, 2.0 / 3.0]);
        let precision = figures.precision;
        assert!(precision.low < 0.72 && precision.high > 0.78, "{precision:?}");
        assert!(precision.low > 0.6 && precision.high < 0.9, "{precision:?}");
    }

    #[test]
    fn nothing_found_and_nothing_to_find_are_no_faults() {
        check(0, 0, 5, [1.0, 0.0, 0.0]);
        check(0, 0, 0, [1.0, 1.0, 1.0]);
        check(0, 3, 0, [0.0, 1.0, 0.0]);
    }

    #[test]
    fn the_same_pairs_give_the_same_interval() {
        let (one, other) = (
            check(7, 2, 1, [7.0 / 9.0, 0.875, 14.0 / 17.0]),
            check(7, 2, 1, [7.0 / 9.0, 0.875, 14.0 / 17.0]),
        );
        assert!((one.f1.low - other.f1.low).abs() < 1e-12);
    }
}
