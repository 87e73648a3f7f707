//! An Elasticsearch index of ads, as Amedia's: a snapshot of all ads first, then
//! windows of what was modified, with an overlap, and a snapshot again from
//! time to time, because an ad that is deleted shows in no window (nav.md,
//! part D).
//!
//! The cursor is `{"read_to": TIME, "snapshot_at": TIME}`: up to when ads were
//! asked for, and when the last complete snapshot was.

mod query;
mod round;

use std::time::Duration;

use schemas::Timestamp;
use schemas::json::Json;
use serde::{Deserialize, Serialize};

use crate::connector::{Connector, Cursor, Round, RoundKind};
use crate::dialects;
use crate::formats::dialect::Dialect;

use round::Reading;

/// How far a window reaches back before the last one, as NAV's own reader does.
const OVERLAP: Duration = Duration::from_secs(10 * 60);
/// How often a snapshot is taken.
const SNAPSHOT_EVERY: Duration = Duration::from_secs(24 * 3_600);
/// Ads of one page.
const SIZE: u64 = 500;
/// Elasticsearch shows no hit beyond this one (`index.max_result_window`).
const WINDOW: u64 = 10_000;

/// How pages follow each other. Ads are sorted by the time of their last
/// change, so that one that changes meanwhile moves to the end, and none is
/// passed by.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Paging {
    /// `GET ?q=…&sort=…&from=…&size=…`: the next page begins with the time of
    /// the last hit; `from` counts only among hits of that same time.
    Get,
    /// `POST` with `search_after`; hits of the same time are told apart by a
    /// field that is different in each ad.
    SearchAfter {
        /// That field.
        tie: String,
    },
}

/// An index of ads.
#[derive(Clone, Debug)]
pub struct Elastic {
    url: String,
    dialect: Dialect,
    format: &'static str,
    modified: String,
    query: Option<String>,
    paging: Paging,
    size: u64,
    window: u64,
    overlap: Duration,
    snapshot_every: Duration,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Position {
    read_to: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    snapshot_at: Option<Timestamp>,
}

impl Elastic {
    /// The index that answers at `url` (`…/_search`), its hits in `dialect`,
    /// and the field that says when an ad was modified: pages by `GET` of 500
    /// ads, an overlap of 10 minutes, a snapshot every 24 hours. The name of
    /// the dialect is kept for as long as the program runs.
    pub fn new(url: &str, dialect: Dialect, modified: &str) -> Self {
        Self {
            url: url.to_owned(),
            format: Box::leak(dialect.name.clone().into_boxed_str()),
            dialect,
            modified: modified.to_owned(),
            query: None,
            paging: Paging::Get,
            size: SIZE,
            window: WINDOW,
            overlap: OVERLAP,
            snapshot_every: SNAPSHOT_EVERY,
        }
    }

    /// Amedia's index: only what is an ad for a job (`transaction_type` 11).
    pub fn amedia(url: &str) -> Self {
        let dialect = dialects::named("amedia").expect("the dialect is built in");
        Self::new(url, dialect.clone(), "system_modified_time").with_query("transaction_type:11")
    }

    /// Only what this query finds, in the words of `query_string`.
    #[must_use]
    pub fn with_query(self, query: &str) -> Self {
        Self { query: Some(query.to_owned()), ..self }
    }

    /// With pages that follow each other in another way.
    #[must_use]
    pub fn with_paging(self, paging: Paging) -> Self {
        Self { paging, ..self }
    }

    /// With so many ads in a page, 1 to the window.
    #[must_use]
    pub fn with_size(self, size: u64) -> Self {
        Self { size: size.clamp(1, self.window), ..self }
    }

    /// Of an index that shows no hit beyond this one
    /// (`index.max_result_window`), at least 1.
    #[must_use]
    pub fn with_window(self, window: u64) -> Self {
        let window = window.max(1);
        Self { size: self.size.min(window), window, ..self }
    }

    /// With another overlap.
    #[must_use]
    pub fn with_overlap(self, overlap: Duration) -> Self {
        Self { overlap, ..self }
    }

    /// With another time between snapshots.
    #[must_use]
    pub fn with_snapshot_every(self, snapshot_every: Duration) -> Self {
        Self { snapshot_every, ..self }
    }
}

impl Position {
    fn to_cursor(&self) -> Cursor {
        Json::from_value(&serde_json::to_value(self).expect("times are JSON"))
    }
}

impl Connector for Elastic {
    fn name(&self) -> &'static str {
        "elastic"
    }

    fn format(&self) -> &'static str {
        self.format
    }

    /// A cursor that cannot be read starts over with a snapshot.
    fn begin(&self, cursor: Option<&Cursor>, now: Timestamp) -> Box<dyn Round> {
        let before: Option<Position> =
            cursor.and_then(|cursor| serde_json::from_str(cursor.as_str()).ok());
        let fresh = before.as_ref().is_some_and(|before| {
            before.snapshot_at.is_some_and(|at| now.since(at) < self.snapshot_every)
        });
        let kind = if fresh { RoundKind::Window } else { RoundKind::Snapshot };
        Box::new(Reading::new(self.clone(), kind, before, now))
    }
}
