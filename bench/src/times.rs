//! Many measured times, and what stands out of them.

use std::time::Duration;

/// Times in order of size.
#[derive(Clone, Debug, Default)]
pub struct Times(Vec<Duration>);

impl Times {
    /// Sorts them.
    pub fn new(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        Self(times)
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The time that `share` percent of all are not above, in milliseconds; 0
    /// when there are none.
    pub fn percentile(&self, share: usize) -> f64 {
        self.permille(share * 10)
    }

    /// The same for a share of a thousand.
    pub fn permille(&self, share: usize) -> f64 {
        let Some(last) = self.0.len().checked_sub(1) else { return 0.0 };
        self.0[(last * share).div_ceil(1_000)].as_secs_f64() * 1e3
    }

    /// `p50 / p99` in milliseconds.
    pub fn shown(&self) -> String {
        format!("{:.1} / {:.1} ms", self.percentile(50), self.percentile(99))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_the_times_in_order() {
        let times = Times::new((1..=101).rev().map(Duration::from_millis).collect());
        assert_eq!((times.percentile(50), times.percentile(99)), (51.0, 100.0));
        assert_eq!(Times::default().percentile(99), 0.0);
    }
}
