//! What is known of one page or of the details of one ad, and whether they
//! have to be asked for.

use std::time::Duration;

use schemas::Timestamp;
use schemas::id::ExternalId;
use schemas::json::Json;
use serde::{Deserialize, Serialize};

use crate::connector::Validators;
use crate::pages::Pages;

/// Shortest wait after a page failed twice in a row. It doubles each time.
const WAIT_MIN: Duration = Duration::from_secs(3_600);
/// Longest wait.
const WAIT_MAX: Duration = Duration::from_secs(24 * 3_600);
/// A page whose mark never changes is still looked at, more seldom.
const MARKED_TIMES: u32 = 4;

/// A note.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Note {
    /// Ids of its ads. None: it has no data, or they are gone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) ids: Vec<ExternalId>,
    /// What the list said of it when it was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) mark: Option<String>,
    /// When it was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) read_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    etag: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last_modified: Option<String>,
    /// How often in a row it could not be read, and when last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    failed: Option<(u32, Timestamp)>,
    /// The last complete list did not show it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) absent: bool,
}

impl Note {
    /// What is known of a page.
    pub(crate) fn of(pages: &Pages, page: &str) -> Option<Self> {
        serde_json::from_str(pages.get(page)?.as_str()).ok()
    }

    /// As it is kept.
    pub(crate) fn json(&self) -> Json {
        Json::from_value(&serde_json::to_value(self).expect("ids, times and texts are JSON"))
    }

    /// A page that was read now.
    pub(crate) fn read(
        ids: Vec<ExternalId>,
        mark: Option<String>,
        now: Timestamp,
        validators: &Validators,
    ) -> Self {
        Self {
            ids,
            mark,
            read_at: Some(now),
            etag: validators.etag.clone(),
            last_modified: validators.last_modified.clone(),
            ..Self::default()
        }
    }

    /// The same page, after it could not be read once more.
    pub(crate) fn failed(&self, now: Timestamp) -> Self {
        let times = self.failed.map_or(0, |(times, _)| times);
        Self { failed: Some((times.saturating_add(1), now)), absent: false, ..self.clone() }
    }

    /// The same page, which said that nothing changed.
    pub(crate) fn same(&self, mark: Option<String>, now: Timestamp) -> Self {
        Self { mark, read_at: Some(now), failed: None, absent: false, ..self.clone() }
    }

    /// The same page, shown or not shown by a complete list.
    pub(crate) fn shown(self, is_shown: bool) -> Self {
        Self { absent: !is_shown, ..self }
    }

    /// What a conditional request may say.
    pub(crate) fn validators(&self) -> Validators {
        Validators { etag: self.etag.clone(), last_modified: self.last_modified.clone() }
    }

    /// Whether the page has to be read: its mark is another one, or it was not
    /// looked at for so long, four times as long where a mark says that it is
    /// the same. One that failed is read again in the next round, and then
    /// after ever longer waits.
    pub(crate) fn is_wanted(&self, mark: Option<&str>, now: Timestamp, reread: Duration) -> bool {
        if let Some((times, at)) = self.failed {
            let doublings = times.saturating_sub(2).min(16);
            let wait = WAIT_MIN.saturating_mul(1 << doublings).min(WAIT_MAX);
            return times < 2 || now.since(at) >= wait;
        }
        let Some(read_at) = self.read_at else { return true };
        match (mark, self.mark.as_deref()) {
            (Some(mark), Some(before)) if mark == before => {
                now.since(read_at) >= reread.saturating_mul(MARKED_TIMES)
            }
            (Some(_), _) => true,
            (None, _) => now.since(read_at) >= reread,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600;

    /// Whether a page of this mark is wanted, so many hours after it was read.
    fn check(before: Option<&str>, mark: Option<&str>, hours: i64, wanted: bool) {
        let now = Timestamp::from_millis(1_800_000_000_000);
        let read_at = now.plus_seconds(-hours * HOUR);
        let note =
            Note::read(Vec::new(), before.map(str::to_owned), read_at, &Validators::default());
        let week = Duration::from_secs(7 * 24 * 3_600);
        assert_eq!(note.is_wanted(mark, now, week), wanted, "{before:?} {mark:?} {hours}");
    }

    #[test]
    fn only_what_changed_or_was_not_looked_at_for_long_is_wanted() {
        check(Some("1"), Some("1"), 7 * 24, false);
        check(Some("1"), Some("1"), 28 * 24, true);
        check(Some("1"), Some("2"), 0, true);
        check(None, Some("2"), 0, true);
        check(None, None, 1, false);
        check(Some("1"), None, 1, false);
        check(Some("1"), None, 7 * 24, true);
    }

    #[test]
    fn what_fails_is_asked_for_at_once_and_then_more_and_more_seldom() {
        let at = Timestamp::from_millis(1_800_000_000_000);
        let mut note = Note::default();
        for (failure, hours) in [(1, 0), (2, 1), (3, 2), (4, 4), (7, 24), (200, 24)] {
            while note.failed.map_or(0, |(times, _)| times) < failure {
                note = note.failed(at);
            }
            let wanted = |seconds| note.is_wanted(None, at.plus_seconds(seconds), Duration::ZERO);
            assert!(wanted(hours * HOUR), "{failure}");
            assert!(hours == 0 || !wanted(hours * HOUR - 1), "{failure}");
        }
    }
}
