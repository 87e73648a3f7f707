//! JobTech JobStream: a snapshot first, then windows of changes with an
//! overlap, and a snapshot again from time to time, because ads that were
//! scheduled ahead never show up in a window (jobstream.md, sections 3 and 10).
//!
//! The cursor is `{"read_to": TIME, "snapshot_at": TIME}`, both RFC 3339 in
//! UTC: up to when changes were asked for, and when the last complete snapshot
//! was asked for. One that cannot be read starts over with a snapshot.

use std::time::Duration;

use schemas::Timestamp;
use schemas::json::Json;
use schemas::time::DayEnd;
use serde::{Deserialize, Serialize};

use crate::connector::{
    Answer, Ask, Connector, Cursor, ResponseHead, Round, RoundEnd, RoundKind, Sink, Step,
};
use crate::dates::{Zone, read_iso};
use crate::formats::jobstream::{self, Framing, Version, ZONE};
use crate::item::{ReadContext, ReadEnd, ReadError};
use crate::pages::Pages;

/// Where the public service is.
pub const PUBLIC_URL: &str = "https://jobstream.api.jobtechdev.se";
/// How far a window reaches back before the last one.
const OVERLAP: Duration = Duration::from_secs(5 * 60);
/// How often a snapshot is taken.
const SNAPSHOT_EVERY: Duration = Duration::from_secs(24 * 3_600);

/// A JobStream service.
#[derive(Clone, Debug)]
pub struct JobStream {
    base_url: String,
    version: Version,
    overlap: Duration,
    snapshot_every: Duration,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Position {
    read_to: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    snapshot_at: Option<Timestamp>,
}

impl JobStream {
    /// A service at `base_url`, with an overlap of 5 minutes and a snapshot
    /// every 24 hours.
    pub fn new(base_url: &str, version: Version) -> Self {
        Self {
            base_url: base_url.trim_end_matches('/').to_owned(),
            version,
            overlap: OVERLAP,
            snapshot_every: SNAPSHOT_EVERY,
        }
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

    fn snapshot(&self) -> Ask {
        let path = match self.version {
            Version::V1 => "snapshot",
            Version::V2 => "v2/snapshot",
        };
        ask_for(format!("{}/{path}", self.base_url))
    }

    fn window(&self, read_to: Timestamp) -> Ask {
        let after = stockholm_clock(back(read_to, self.overlap));
        let path = match self.version {
            Version::V1 => "stream?date",
            Version::V2 => "v2/stream?updated-after",
        };
        ask_for(format!("{}/{path}={after}", self.base_url))
    }
}

/// Always the array: its end proves that nothing is missing.
fn ask_for(url: String) -> Ask {
    Ask::get(url).with_header("accept", "application/json")
}

fn back(at: Timestamp, by: Duration) -> Timestamp {
    at.plus_seconds(-i64::try_from(by.as_secs()).unwrap_or(i64::MAX))
}

/// The wall clock that the service takes: no offset. In the hour that comes
/// twice in autumn the service may mean the later one: an hour more overlap.
fn stockholm_clock(at: Timestamp) -> String {
    let zone = Zone::named(ZONE).expect("the time zone table has Europe/Stockholm");
    let shown = |at| zone.local(at).strftime("%Y-%m-%dT%H:%M:%S").to_string();
    let clock = shown(at);
    let hour = 3_600;
    if shown(at.plus_seconds(-hour)) == clock || shown(at.plus_seconds(hour)) == clock {
        let before = read_iso(&clock, DayEnd::Start, &zone).map_or(at, |moment| moment.at);
        return shown(before.plus_seconds(-hour));
    }
    clock
}

fn position(cursor: Option<&Cursor>) -> Option<Position> {
    cursor.and_then(|cursor| serde_json::from_str(cursor.as_str()).ok())
}

impl Position {
    fn to_cursor(&self) -> Cursor {
        Json::from_value(&serde_json::to_value(self).expect("two times are JSON"))
    }
}

impl Connector for JobStream {
    fn name(&self) -> &'static str {
        "jobstream"
    }

    fn format(&self) -> &'static str {
        self.version.format()
    }

    fn begin(&self, cursor: Option<&Cursor>, now: Timestamp) -> Box<dyn Round> {
        let before = position(cursor);
        let fresh = before.as_ref().filter(|position| {
            position.snapshot_at.is_some_and(|at| now.since(at) < self.snapshot_every)
        });
        let (kind, ask) = match fresh {
            Some(position) => (RoundKind::Window, self.window(position.read_to)),
            None => (RoundKind::Snapshot, self.snapshot()),
        };
        let version = self.version;
        Box::new(One { version, kind, before, ask: Some(ask), asked_at: now, end: None })
    }
}

/// A round of one request.
struct One {
    version: Version,
    kind: RoundKind,
    before: Option<Position>,
    ask: Option<Ask>,
    asked_at: Timestamp,
    end: Option<ReadEnd>,
}

impl Round for One {
    fn kind(&self) -> RoundKind {
        self.kind
    }

    fn ask(&mut self, _pages: &Pages) -> Option<Ask> {
        self.ask.take()
    }

    fn read(
        &mut self,
        answer: Answer<'_>,
        context: &ReadContext<'_>,
        _pages: &Pages,
        sink: &mut Sink<'_>,
    ) -> Result<Step, ReadError> {
        if answer.head.status != 200 {
            return Err(ReadError::Status { status: answer.head.status });
        }
        let framing = framing(answer.head);
        self.asked_at = answer.asked_at;
        self.end = Some(jobstream::read(answer.body, framing, self.version, context, sink)?);
        Ok(Step::default())
    }

    /// A window moves on; so does a complete snapshot, which covers every
    /// change before it was asked for. One that was not complete is asked for
    /// again.
    fn end(&mut self, _pages: &Pages, _sink: &mut Sink<'_>) -> RoundEnd {
        let read = self.end.take().unwrap_or_default();
        let (asked_at, before) = (self.asked_at, self.before.take());
        let after = match (self.kind, read.complete) {
            (RoundKind::Snapshot, true) => {
                Position { read_to: asked_at, snapshot_at: Some(asked_at) }
            }
            (RoundKind::Window, true) => {
                Position { read_to: asked_at, snapshot_at: before.and_then(|p| p.snapshot_at) }
            }
            (_, false) => before.unwrap_or(Position { read_to: asked_at, snapshot_at: None }),
        };
        RoundEnd {
            items: read.items,
            complete: read.complete,
            announced: read.announced,
            limit: None,
            unchanged: false,
            cursor: after.to_cursor(),
        }
    }

    fn doubted(&self) -> Option<Cursor> {
        let asked_at = self.asked_at;
        Some(Position { read_to: asked_at, snapshot_at: Some(asked_at) }.to_cursor())
    }
}

fn framing(head: &ResponseHead) -> Framing {
    let lines = head.content_type.as_deref().is_some_and(|content_type| {
        ["application/jsonl", "application/x-ndjson"]
            .iter()
            .any(|lines| content_type.to_ascii_lowercase().starts_with(lines))
    });
    if lines { Framing::Lines } else { Framing::Array }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn connector() -> JobStream {
        JobStream::new("http://localhost:1/", Version::V2)
    }

    fn after(cursor: Option<&Cursor>, kind: RoundKind, complete: bool, asked_at: &str) -> Cursor {
        let end = ReadEnd { items: 1, complete, announced: None };
        let mut round = One {
            version: Version::V2,
            kind,
            before: position(cursor),
            ask: None,
            asked_at: at(asked_at),
            end: Some(end),
        };
        round.end(&Pages::default(), &mut |_| ()).cursor
    }

    fn url(connector: &JobStream, cursor: Option<&Cursor>, now: &str) -> String {
        let mut round = connector.begin(cursor, at(now));
        let ask = round.ask(&Pages::default()).unwrap();
        assert!(round.ask(&Pages::default()).is_none(), "one request is a round");
        ask.url
    }

    fn check(cursor: Option<&Cursor>, now: &str, expected: &str) {
        assert_eq!(url(&connector(), cursor, now), expected);
    }

    #[test]
    fn a_snapshot_comes_first_then_windows_then_a_snapshot_again() {
        check(None, "2026-07-01T10:00:00Z", "http://localhost:1/v2/snapshot");
        let cursor = after(None, RoundKind::Snapshot, true, "2026-07-01T10:00:00Z");
        check(
            Some(&cursor),
            "2026-07-01T10:01:00Z",
            "http://localhost:1/v2/stream?updated-after=2026-07-01T11:55:00",
        );
        let cursor = after(Some(&cursor), RoundKind::Window, true, "2026-07-01T10:01:00Z");
        check(
            Some(&cursor),
            "2026-07-01T10:02:00Z",
            "http://localhost:1/v2/stream?updated-after=2026-07-01T11:56:00",
        );
        check(Some(&cursor), "2026-07-02T10:00:00Z", "http://localhost:1/v2/snapshot");
    }

    #[test]
    fn what_was_not_complete_is_asked_for_again() {
        let cursor = after(None, RoundKind::Snapshot, false, "2026-07-01T10:00:00Z");
        check(Some(&cursor), "2026-07-01T10:01:00Z", "http://localhost:1/v2/snapshot");
        let cursor = after(None, RoundKind::Snapshot, true, "2026-07-01T10:00:00Z");
        let same = after(Some(&cursor), RoundKind::Window, false, "2026-07-01T10:30:00Z");
        assert_eq!(cursor, same);
    }

    #[test]
    fn a_cursor_of_something_else_starts_over() {
        let garbage = Json::from_value(&serde_json::json!({"page": 7}));
        check(Some(&garbage), "2026-07-01T10:00:00Z", "http://localhost:1/v2/snapshot");
    }

    #[test]
    fn the_hour_that_comes_twice_is_asked_for_from_before_both() {
        let clock = |text| stockholm_clock(at(text));
        assert_eq!(clock("2026-10-24T23:59:00Z"), "2026-10-25T01:59:00");
        assert_eq!(clock("2026-10-25T00:30:00Z"), "2026-10-25T01:30:00");
        assert_eq!(clock("2026-10-25T01:30:00Z"), "2026-10-25T01:30:00");
        assert_eq!(clock("2026-10-25T02:00:00Z"), "2026-10-25T03:00:00");
        assert_eq!(clock("2026-07-01T10:00:00Z"), "2026-07-01T12:00:00");
    }

    #[test]
    fn version_1_has_its_own_paths() {
        let v1 = JobStream::new("http://localhost:1", Version::V1);
        let cursor = after(None, RoundKind::Snapshot, true, "2026-01-01T10:00:00Z");
        assert_eq!(url(&v1, None, "2026-01-01T10:00:00Z"), "http://localhost:1/snapshot");
        assert_eq!(
            url(&v1, Some(&cursor), "2026-01-01T10:01:00Z"),
            "http://localhost:1/stream?date=2026-01-01T10:55:00"
        );
    }
}
