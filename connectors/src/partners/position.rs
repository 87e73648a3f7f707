//! Where the next round stands: what the last one read, by its fingerprints,
//! and how often in a row it was the same.

use std::time::Duration;

use schemas::Timestamp;
use schemas::json::Json;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::connector::{Cursor, Validators};

/// However often nothing changed, everything is read once in this time.
pub const FULL_EVERY: Duration = Duration::from_secs(24 * 3_600);

/// Most fingerprints that are kept. What has more pages is read in full.
const PRINTS_MAX: usize = 512;

/// The cursor.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Position {
    /// When the last round began.
    pub(crate) read_at: Timestamp,
    /// When everything was last handed over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) full_at: Option<Timestamp>,
    /// How many rounds in a row read everything and found it the same, the
    /// first of them included.
    #[serde(default)]
    pub(crate) same: u32,
    /// Fingerprints of the answers, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) prints: Vec<String>,
    /// Validators of the only answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    etag: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last_modified: Option<String>,
}

impl Position {
    /// Reads a cursor; of something else, it is as if there were none.
    pub(crate) fn of(cursor: Option<&Cursor>) -> Self {
        let stored = cursor.and_then(|cursor| serde_json::from_str(cursor.as_str()).ok());
        stored.unwrap_or_default()
    }

    /// As a cursor.
    pub(crate) fn cursor(&self) -> Cursor {
        Json::from_value(&serde_json::to_value(self).expect("times and texts are JSON"))
    }

    /// Whether what is the same need not be read: it was read in full often
    /// enough, and not too long ago. Of a snapshot twice, so that absence is
    /// concluded; of a window once.
    pub(crate) fn may_skip(&self, snapshot: bool, now: Timestamp) -> bool {
        let enough = if snapshot { 2 } else { 1 };
        let recent = self.full_at.is_some_and(|at| now.since(at) < FULL_EVERY);
        self.same >= enough && recent && !self.prints.is_empty()
    }

    /// What a conditional request may say.
    pub(crate) fn validators(&self) -> Validators {
        Validators { etag: self.etag.clone(), last_modified: self.last_modified.clone() }
    }

    /// After a round that found the same and handed nothing over.
    pub(crate) fn unchanged(&self, now: Timestamp) -> Self {
        Self { read_at: now, ..self.clone() }
    }

    /// After a round that read everything. Blank fingerprints tell nothing.
    pub(crate) fn full(&self, now: Timestamp, prints: Vec<String>, validators: Validators) -> Self {
        let known = prints.len() <= PRINTS_MAX && prints.iter().all(|print| !print.is_empty());
        let prints = if known { prints } else { Vec::new() };
        let again = !prints.is_empty() && prints == self.prints;
        Self {
            read_at: now,
            full_at: Some(now),
            same: if again { self.same.saturating_add(1) } else { 1 },
            prints,
            etag: validators.etag,
            last_modified: validators.last_modified,
        }
    }
}

/// The fingerprint of some texts, in their order.
#[derive(Clone, Default)]
pub(crate) struct Print(Sha256);

impl Print {
    /// Adds a text.
    pub(crate) fn add(&mut self, text: &str) {
        self.0.update((text.len() as u64).to_be_bytes());
        self.0.update(text.as_bytes());
    }

    /// 128 bits, in hex: enough to tell versions of one answer apart.
    pub(crate) fn hex(self) -> String {
        self.0.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn check(prints: &[&str], snapshot: bool, now: &str, wanted: bool) {
        let mut position = Position::default();
        for print in prints {
            position = position.full(
                at("2026-11-25T08:00:00Z"),
                vec![(*print).to_owned()],
                Validators::default(),
            );
            position = Position::of(Some(&position.cursor()));
        }
        assert_eq!(position.may_skip(snapshot, at(now)), wanted, "{prints:?} {now}");
    }

    #[test]
    fn the_same_is_left_unread_only_after_it_was_read_twice_and_for_a_day() {
        let soon = "2026-11-25T09:00:00Z";
        check(&[], true, soon, false);
        check(&["a"], true, soon, false);
        check(&["a"], false, soon, true);
        check(&["a", "a"], true, soon, true);
        check(&["a", "a", "b"], true, soon, false);
        check(&["", ""], true, soon, false);
        check(&["a", "a"], true, "2026-11-26T08:00:00Z", false);
    }

    #[test]
    fn a_cursor_of_something_else_starts_over() {
        let other = Json::from_value(&serde_json::json!({"page": 7}));
        assert_eq!(Position::of(Some(&other)), Position::default());
        assert_eq!(Position::of(None), Position::default());
    }

    #[test]
    fn texts_are_told_apart_by_their_ends() {
        let print = |texts: &[&str]| {
            let mut print = Print::default();
            texts.iter().for_each(|text| print.add(text));
            print.hex()
        };
        assert_ne!(print(&["ab", "c"]), print(&["a", "bc"]));
        assert_eq!(print(&["a"]).len(), 32);
    }
}
