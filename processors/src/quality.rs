//! Measuring what is found against what was labelled: precision, recall,
//! accuracy at coverage, bootstrap intervals, and the split between the ads
//! that rules are made on and the ads that figures are told of.
//!
//! Pure: the same answers give the same figures, intervals included.

pub mod answers;
pub mod field;
pub mod judge;
pub mod label;

use std::fmt;

use sha2::{Digest as _, Sha256};

/// Resamples of a bootstrap interval.
const RESAMPLES: usize = 1_000;

/// Which side of the split an ad is on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// Rules and thresholds are chosen on these.
    Tuning,
    /// Figures are told of these.
    Reporting,
}

/// The side of an ad, by its id alone: the first bit of its SHA-256.
pub fn side(id: &str) -> Side {
    if Sha256::digest(id.as_bytes())[0] < 128 { Side::Tuning } else { Side::Reporting }
}

/// What one ad adds: how many facts were right, how many were found, and how
/// many there were to find.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Count {
    /// Found and labelled.
    pub right: u32,
    /// Found.
    pub found: u32,
    /// Labelled.
    pub labelled: u32,
}

impl Count {
    /// One value that may be absent on either side.
    #[expect(clippy::needless_pass_by_value, reason = "callers have values, small ones")]
    pub fn of_one<T: PartialEq>(found: Option<T>, labelled: Option<T>) -> Self {
        Self {
            right: u32::from(found.is_some() && found == labelled),
            found: u32::from(found.is_some()),
            labelled: u32::from(labelled.is_some()),
        }
    }

    /// Sets of values, each once.
    pub fn of_many<T: PartialEq>(found: &[T], labelled: &[T]) -> Self {
        let right = found.iter().filter(|one| labelled.contains(one)).count();
        let count = |number| u32::try_from(number).unwrap_or(u32::MAX);
        Self { right: count(right), found: count(found.len()), labelled: count(labelled.len()) }
    }

    /// Whether nothing is missing and nothing is wrong.
    pub fn is_right(self) -> bool {
        self.right == self.found && self.right == self.labelled
    }
}

/// Precision, recall and F1 with their 95 % intervals.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Figures {
    /// Right of found.
    pub precision: Estimate,
    /// Right of labelled.
    pub recall: Estimate,
    /// Harmonic mean of the two.
    pub f1: Estimate,
    /// Ads.
    pub ads: usize,
    /// Facts to find.
    pub labelled: u32,
}

/// A figure and the interval that 95 % of resamples fall into.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Estimate {
    /// The figure.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl fmt::Display for Estimate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:.3} ({:.3} to {:.3})", self.value, self.low, self.high)
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "P {}, R {}, F1 {}; {} facts in {} ads",
            self.precision, self.recall, self.f1, self.labelled, self.ads
        )
    }
}

impl Figures {
    /// The figures of the counts of some ads.
    pub fn of(counts: &[Count]) -> Self {
        Self {
            precision: estimate(counts, |sum| share(sum.right, sum.found)),
            recall: estimate(counts, |sum| share(sum.right, sum.labelled)),
            f1: estimate(counts, |sum| share(2 * sum.right, sum.found + sum.labelled)),
            ads: counts.len(),
            labelled: counts.iter().map(|count| count.labelled).sum(),
        }
    }
}

/// Nothing of nothing is all of it.
fn share(part: u32, whole: u32) -> f64 {
    if whole == 0 { 1.0 } else { f64::from(part) / f64::from(whole) }
}

fn estimate(counts: &[Count], figure: impl Fn(Count) -> f64) -> Estimate {
    let sum = |counts: &mut dyn Iterator<Item = Count>| {
        counts.fold(Count::default(), |sum, one| Count {
            right: sum.right + one.right,
            found: sum.found + one.found,
            labelled: sum.labelled + one.labelled,
        })
    };
    let value = figure(sum(&mut counts.iter().copied()));
    if counts.is_empty() {
        return Estimate { value, low: value, high: value };
    }
    // Ads are drawn with a generator of fixed seed.
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut resampled: Vec<f64> = (0..RESAMPLES)
        .map(|_| {
            figure(sum(&mut (0..counts.len()).map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let length = u64::try_from(counts.len()).unwrap_or(u64::MAX);
                let index = usize::try_from((state >> 33) % length).unwrap_or(0);
                counts[index]
            })))
        })
        .collect();
    resampled.sort_by(f64::total_cmp);
    Estimate {
        value,
        low: resampled[RESAMPLES / 40],
        high: resampled[RESAMPLES - RESAMPLES / 40 - 1],
    }
}

/// Accuracy of the surest share of answers: answers are `(confidence, right)`,
/// and an ad without an answer is one of confidence nought.
pub fn accuracy_at(coverage: f64, answers: &[(f64, bool)]) -> f64 {
    let mut sorted = answers.to_vec();
    sorted.sort_by(|one, other| other.0.total_cmp(&one.0));
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a share of some thousand answers"
    )]
    let taken = (coverage * sorted.len() as f64).round() as usize;
    let right = sorted.iter().take(taken).filter(|(_, right)| *right).count();
    let count = |number| u32::try_from(number).unwrap_or(u32::MAX);
    share(count(right), count(taken))
}

#[cfg(test)]
mod tests {
    use super::{Count, Figures, Side, accuracy_at, side};

    #[test]
    fn figures_of_known_counts() {
        let counts = [
            Count::of_one(Some("a"), Some("a")),
            Count::of_one(Some("a"), Some("b")),
            Count::of_one(None, Some("a")),
            Count::of_many(&[1, 2, 3], &[2, 3]),
        ];
        let figures = Figures::of(&counts);
        assert!((figures.precision.value - 3.0 / 5.0).abs() < 1e-9);
        assert!((figures.recall.value - 3.0 / 5.0).abs() < 1e-9);
        assert!(figures.f1.low < figures.f1.value && figures.f1.value < figures.f1.high);
        assert_eq!(figures, Figures::of(&counts));
        assert!((Figures::of(&[]).precision.value - 1.0).abs() < 1e-9);
    }

    #[test]
    fn the_surest_answers_count_first() {
        let answers = [(0.9, true), (0.8, true), (0.2, false), (0.1, false)];
        assert!((accuracy_at(0.5, &answers) - 1.0).abs() < 1e-9);
        assert!((accuracy_at(1.0, &answers) - 0.5).abs() < 1e-9);
    }

    #[test]
    fn the_split_is_by_id_and_about_even() {
        let tuning = (0..1000).filter(|id| side(&id.to_string()) == Side::Tuning).count();
        assert!((400..600).contains(&tuning), "{tuning}");
    }
}
