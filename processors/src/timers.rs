//! When which ad is due.

use std::collections::BTreeSet;

use schemas::{AdId, Timestamp};

/// After so many days an ad that is gone is forgotten.
const FORGET_AFTER_DAYS: i64 = 180;

/// When an ad is forgotten that was heard of last, or ended, at `at`.
///
/// Longer than any topic keeps what could bring the ad or its text back, and
/// long enough that a partner who posts it again next season is understood.
pub(crate) const fn forget_at(at: Timestamp) -> Timestamp {
    at.plus_seconds(FORGET_AFTER_DAYS * 86_400)
}

/// For so many days the job of an ad that is gone can be found by what the ad
/// said: partners who advertise an opening again do it soon.
const LINGER_DAYS: i64 = 60;

/// When an ad that ended at `at` no longer stands for its job.
pub(crate) const fn linger_until(at: Timestamp) -> Timestamp {
    at.plus_seconds(LINGER_DAYS * 86_400)
}

/// When an ad is forgotten that stood for its job until `until`.
pub(crate) const fn forget_after(until: Timestamp) -> Timestamp {
    until.plus_seconds((FORGET_AFTER_DAYS - LINGER_DAYS) * 86_400)
}

/// Timers of ads: in the order of their times, among equal times of the ads'
/// ids, so that a restart changes nothing.
#[derive(Default)]
pub(crate) struct Timers(BTreeSet<(Timestamp, AdId)>);

impl Timers {
    /// Moves the timer of an ad.
    pub(crate) fn set(&mut self, ad_id: AdId, before: Option<Timestamp>, at: Option<Timestamp>) {
        if before == at {
            return;
        }
        if let Some(before) = before {
            self.0.remove(&(before, ad_id));
        }
        if let Some(at) = at {
            self.0.insert((at, ad_id));
        }
    }

    /// When the first is due.
    pub(crate) fn first(&self) -> Option<Timestamp> {
        self.0.first().map(|(at, _)| *at)
    }

    /// The ad whose timer is the first that is due at `now`.
    pub(crate) fn due(&self, now: Timestamp) -> Option<AdId> {
        self.0.first().filter(|(at, _)| *at <= now).map(|(_, ad_id)| *ad_id)
    }
}

impl FromIterator<(Timestamp, AdId)> for Timers {
    /// All at once: a million of them one by one would take seconds.
    fn from_iter<I: IntoIterator<Item = (Timestamp, AdId)>>(timers: I) -> Self {
        Self(timers.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use schemas::topic;

    use super::FORGET_AFTER_DAYS;

    #[test]
    fn nothing_brings_back_an_ad_that_was_forgotten() {
        let days = u64::try_from(FORGET_AFTER_DAYS).unwrap();
        let after = Duration::from_secs(days * 86_400);
        for topic in topic::topics() {
            assert!(topic.retention.is_none_or(|kept| kept < after), "{}", topic.name);
        }
    }
}
