//! Where reading continues: a page, and what was done since its first item.

use std::collections::BTreeSet;

use schemas::Timestamp;
use schemas::json::Json;
use serde::{Deserialize, Serialize};

use crate::connector::Cursor;
use crate::formats::nav::Key;

/// A place in the feed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Place {
    /// Id of the page that is read next.
    pub(super) page: String,
    /// When its first item was written, by the service's clock: should the
    /// page be gone, reading goes on from here.
    pub(super) since: Timestamp,
    /// Items that were done, on this page or later.
    pub(super) done: BTreeSet<Key>,
    /// What the page was at its last reading, when it was the tail.
    pub(super) tag: Option<Tag>,
}

/// What a page was when it was read whole.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Tag {
    /// A strong entity tag, with its quotes.
    pub(super) etag: String,
    /// When, by the hub's clock.
    pub(super) at: Timestamp,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    page: String,
    since: Timestamp,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    done: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tag: Option<Tag>,
}

impl Place {
    /// The beginning of a page.
    pub(super) fn at(page: String, since: Timestamp) -> Self {
        Self { page, since, done: BTreeSet::new(), tag: None }
    }

    /// As it was stored; `None` when it is something else.
    pub(super) fn from_cursor(cursor: &Cursor) -> Option<Self> {
        let stored: Stored = serde_json::from_str(cursor.as_str()).ok()?;
        let key = |key: &String| Key::from_str_radix(key, 16).ok();
        let done = stored.done.iter().map(key).collect::<Option<_>>()?;
        Some(Self { page: stored.page, since: stored.since, done, tag: stored.tag })
    }

    /// For storing.
    pub(super) fn to_cursor(&self) -> Cursor {
        let stored = Stored {
            page: self.page.clone(),
            since: self.since,
            done: self.done.iter().map(|key| format!("{key:x}")).collect(),
            tag: self.tag.clone(),
        };
        Json::from_value(&serde_json::to_value(&stored).expect("texts and times are JSON"))
    }
}

/// Only a strong tag in quotes says what the body is (RFC 9110, section 8.8.3).
/// NAV's are bare.
pub(super) fn is_strong(etag: &str) -> bool {
    etag.len() > 2 && etag.starts_with('"') && etag.ends_with('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_the_same_after_it_was_stored() {
        let mut place = Place::at("p-1".to_owned(), Timestamp::from_millis(1_000));
        place.done.extend([1, u64::MAX]);
        place.tag = Some(Tag { etag: "\"x\"".to_owned(), at: Timestamp::from_millis(2_000) });
        let cursor = place.to_cursor();
        let expected = r#"{"page":"p-1","since":"1970-01-01T00:00:01Z","done":["1","ffffffffffffffff"],"tag":{"etag":"\"x\"","at":"1970-01-01T00:00:02Z"}}"#;
        let stored: serde_json::Value = serde_json::from_str(expected).unwrap();
        assert_eq!(cursor.to_value(), stored);
        assert_eq!(Place::from_cursor(&cursor), Some(place));
    }

    #[test]
    fn a_cursor_of_something_else_is_none() {
        for text in [r#"{"page":7}"#, r#"{"page":"p","since":"x"}"#, r#"{"read_at":"x"}"#] {
            let value = serde_json::from_str(text).unwrap();
            assert_eq!(Place::from_cursor(&Json::from_value(&value)), None, "{text}");
        }
    }

    #[test]
    fn bare_and_weak_tags_are_not_strong() {
        assert!(is_strong("\"abc\""));
        for etag in ["abc", "W/\"abc\"", "\"\"", "\"", ""] {
            assert!(!is_strong(etag), "{etag}");
        }
    }
}
