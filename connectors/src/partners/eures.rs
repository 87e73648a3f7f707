//! The EURES input API: a snapshot of all references first, then windows of
//! changes with an overlap, and a snapshot again from time to time. Details are
//! asked for only of ads that are new or were changed (nav.md, part F).
//!
//! The cursor is `{"read_to": TIME, "snapshot_at": TIME}`: up to when changes
//! were asked for, and when the last snapshot was. Which ads are known, and as
//! of when, is in notes of pages, `ad/REFERENCE`.

mod round;

use std::borrow::Cow;
use std::time::Duration;

use schemas::Timestamp;
use schemas::json::Json;
use serde::{Deserialize, Serialize};

use crate::connector::{Connector, Cursor, Round, RoundKind};
use crate::dialects;
use crate::formats::dialect::Dialect;
use crate::formats::eures::{FORMAT, Reader};

use round::Reading;

/// How far a window reaches back before the last one.
const OVERLAP: Duration = Duration::from_secs(10 * 60);
/// How often a snapshot is taken.
const SNAPSHOT_EVERY: Duration = Duration::from_secs(24 * 3_600);
/// Ads of one request for details.
const BATCH: usize = 50;
/// Most of them.
const BATCH_MAX: usize = 500;

/// A member state's EURES input API.
#[derive(Clone, Debug)]
pub struct Eures {
    base_url: String,
    dialect: Cow<'static, Dialect>,
    overlap: Duration,
    snapshot_every: Duration,
    batch: usize,
    source_id: Option<u32>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Position {
    read_to: Timestamp,
    snapshot_at: Timestamp,
}

impl Eures {
    /// A service at `base_url`, up to its version (`…/input/api/jv/v0.1`):
    /// bodies in the dialect `hrxml-3`, an overlap of 10 minutes, a snapshot
    /// every 24 hours, 50 ads in a request.
    pub fn new(base_url: &str) -> Self {
        let dialect = dialects::named("hrxml-3").expect("the dialect is built in");
        Self {
            base_url: base_url.trim_end_matches('/').to_owned(),
            dialect: Cow::Borrowed(dialect),
            overlap: OVERLAP,
            snapshot_every: SNAPSHOT_EVERY,
            batch: BATCH,
            source_id: None,
        }
    }

    /// With bodies in another dialect, as `eures-nav`.
    #[must_use]
    pub fn with_dialect(self, dialect: impl Into<Cow<'static, Dialect>>) -> Self {
        Self { dialect: dialect.into(), ..self }
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

    /// With so many ads in a request for details, 1 to 500.
    #[must_use]
    pub fn with_batch(self, batch: usize) -> Self {
        Self { batch: batch.clamp(1, BATCH_MAX), ..self }
    }

    /// With the number under which EURES knows this source: each ad then bears
    /// the id that it has in the EURES portal.
    #[must_use]
    pub fn with_source_id(self, source_id: u32) -> Self {
        Self { source_id: Some(source_id), ..self }
    }

    fn list_url(&self, before: Option<&Position>) -> String {
        match before {
            None => format!("{}/getAll", self.base_url),
            Some(position) => {
                let overlap = i64::try_from(self.overlap.as_secs()).unwrap_or(i64::MAX);
                let after = position.read_to.plus_seconds(-overlap).millis().max(0);
                format!("{}/getChanges/{after}", self.base_url)
            }
        }
    }

    fn reader(&self) -> Reader<'_> {
        Reader { dialect: &self.dialect, connector: self.name(), source_id: self.source_id }
    }
}

impl Position {
    fn to_cursor(&self) -> Cursor {
        Json::from_value(&serde_json::to_value(self).expect("two times are JSON"))
    }
}

impl<'a> From<&'a Dialect> for Cow<'a, Dialect> {
    fn from(dialect: &'a Dialect) -> Self {
        Self::Borrowed(dialect)
    }
}

impl From<Dialect> for Cow<'_, Dialect> {
    fn from(dialect: Dialect) -> Self {
        Self::Owned(dialect)
    }
}

impl Connector for Eures {
    fn name(&self) -> &'static str {
        "eures"
    }

    fn format(&self) -> &'static str {
        FORMAT
    }

    /// A cursor that cannot be read starts over with a snapshot.
    fn begin(&self, cursor: Option<&Cursor>, now: Timestamp) -> Box<dyn Round> {
        let before: Option<Position> =
            cursor.and_then(|cursor| serde_json::from_str(cursor.as_str()).ok());
        let fresh = before.filter(|before| now.since(before.snapshot_at) < self.snapshot_every);
        let kind = if fresh.is_some() { RoundKind::Window } else { RoundKind::Snapshot };
        Box::new(Reading::new(self.clone(), kind, fresh, now))
    }
}
