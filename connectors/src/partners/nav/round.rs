//! A round: pages from the cursor on, each followed by the ads that it names.

use std::collections::VecDeque;

use schemas::Timestamp;
use schemas::json::Json;

use super::NavFeed;
use super::place::Place;
use crate::connector::{
    Answer, Ask, Cursor, Missed, Round, RoundEnd, RoundKind, Sink, Step, Validators,
};
use crate::formats::nav::Key;
use crate::item::{ReadContext, ReadError};
use crate::pages::Pages;
use crate::partners::again;

mod entry;
mod page;

/// Ads that are fetched between two commits.
const COMMIT_EVERY: u32 = 20;
/// Ads in a row that cannot be fetched: then the service is down, and the round
/// ends.
const FAILURES_MAX: u32 = 5;
/// Ads that failed before and are asked for again in one round.
const AGAIN_MAX: usize = 20;
/// Items that may be done beyond a page that is not old enough to be left.
const DONE_MAX: usize = 10_000;
/// A page is read whole at least so often, in seconds.
const WHOLE_EVERY: i64 = 15 * 60;

/// What was asked for last.
enum Asked {
    Nothing,
    /// A page at which reading may begin.
    Start,
    Page(String),
    Ad(Wanted),
    Again(String),
}

/// An ad that is to be fetched for an item.
struct Wanted {
    id: String,
    key: Key,
}

/// The page whose ads are fetched now.
struct Current {
    id: String,
    next: Option<String>,
    keys: Vec<Key>,
    last_at: Option<Timestamp>,
    etag: Option<String>,
    asked_at: Timestamp,
}

/// Where reading begins when there is no place.
struct Start {
    /// From when on; `None`: from the first page.
    since: Option<Timestamp>,
    tries: u32,
}

/// One round.
pub(super) struct Reading {
    feed: NavFeed,
    now: Timestamp,
    asked: Asked,
    start: Option<Start>,
    /// A lost place was looked for in this round.
    sought: bool,
    /// What is committed.
    place: Option<Place>,
    /// The page to ask for next.
    head: Option<String>,
    /// The place stays where it is for the rest of the round.
    held: bool,
    current: Option<Current>,
    wanted: VecDeque<Wanted>,
    pages_left: u32,
    /// Nothing is left of the feed, as far as is known.
    caught_up: bool,
    /// The service is down.
    broken: bool,
    again: Option<VecDeque<String>>,
    failures: u32,
    uncommitted: u32,
    items: u64,
}

impl Reading {
    pub(super) fn new(feed: NavFeed, place: Option<Place>, now: Timestamp) -> Self {
        let since = feed.history.map(|history| back(now, history.as_secs()));
        Self {
            pages_left: feed.pages,
            feed,
            now,
            asked: Asked::Nothing,
            start: place.is_none().then_some(Start { since, tries: 0 }),
            sought: false,
            head: place.as_ref().map(|place| place.page.clone()),
            place,
            held: false,
            current: None,
            wanted: VecDeque::new(),
            caught_up: false,
            broken: false,
            again: None,
            failures: 0,
            uncommitted: 0,
            items: 0,
        }
    }

    fn ask_start(&self, since: Option<Timestamp>) -> Ask {
        let mut ask = json(self.feed.page_url(None));
        ask.unless.last_modified = since.map(http_date);
        ask
    }

    /// A page; conditionally only where that is safe.
    fn ask_page(&self, page: &str) -> Ask {
        let mut ask = json(self.feed.page_url(Some(page)));
        let place = self.place.as_ref().filter(|place| place.page == page);
        let tag = place.and_then(|place| place.tag.as_ref());
        if let Some(tag) = tag.filter(|tag| tag.at.plus_seconds(WHOLE_EVERY) > self.now) {
            ask.unless = Validators { etag: Some(tag.etag.clone()), last_modified: None };
        }
        ask
    }

    /// Everything up to here may be committed.
    fn commit(&mut self) -> Step {
        self.uncommitted = 0;
        Step { cursor: self.place.as_ref().map(Place::to_cursor) }
    }
}

impl Round for Reading {
    fn kind(&self) -> RoundKind {
        RoundKind::Window
    }

    fn ask(&mut self, pages: &Pages) -> Option<Ask> {
        if self.broken {
            return None;
        }
        if let Some(wanted) = self.wanted.pop_front() {
            let ask = json(self.feed.entry_url(&wanted.id));
            self.asked = Asked::Ad(wanted);
            return Some(ask);
        }
        if let Some(start) = &self.start {
            let ask = self.ask_start(start.since);
            self.asked = Asked::Start;
            return Some(ask);
        }
        let full = self.held && self.place.as_ref().is_some_and(|p| p.done.len() >= DONE_MAX);
        if !self.caught_up && self.pages_left > 0 && !full {
            let page = self.head.clone()?;
            let ask = self.ask_page(&page);
            self.asked = Asked::Page(page);
            return Some(ask);
        }
        let now = self.now;
        let again = self.again.get_or_insert_with(|| again::due(pages, now, AGAIN_MAX).into());
        let id = again.pop_front()?;
        let ask = json(self.feed.entry_url(&id));
        self.asked = Asked::Again(id);
        Some(ask)
    }

    fn read(
        &mut self,
        mut answer: Answer<'_>,
        context: &ReadContext<'_>,
        pages: &Pages,
        sink: &mut Sink<'_>,
    ) -> Result<Step, ReadError> {
        match std::mem::replace(&mut self.asked, Asked::Nothing) {
            Asked::Nothing => Ok(Step::default()),
            Asked::Start => self.read_start(&mut answer),
            Asked::Page(id) => self.read_page(id, &mut answer, sink),
            Asked::Ad(wanted) => {
                let read = entry::read(&wanted.id, &mut answer, context, sink)?;
                self.fetched(&wanted.id, Some(wanted.key), read, answer.asked_at, pages, sink)
            }
            Asked::Again(id) => {
                let read = entry::read(&id, &mut answer, context, sink)?;
                self.fetched(&id, None, read, answer.asked_at, pages, sink)
            }
        }
    }

    fn missed(
        &mut self,
        missed: &Missed,
        pages: &Pages,
        sink: &mut Sink<'_>,
    ) -> Result<Step, ReadError> {
        let reason = || Err(missed.reason.clone());
        match std::mem::replace(&mut self.asked, Asked::Nothing) {
            Asked::Ad(wanted) => {
                self.fetched(&wanted.id, Some(wanted.key), reason(), self.now, pages, sink)
            }
            Asked::Again(id) => self.fetched(&id, None, reason(), self.now, pages, sink),
            _ => Err(ReadError::Missed { reason: missed.reason.clone() }),
        }
    }

    fn end(&mut self, _pages: &Pages, _sink: &mut Sink<'_>) -> RoundEnd {
        let nowhere: Cursor = Json::from_value(&serde_json::Value::Null);
        RoundEnd {
            items: self.items,
            complete: self.caught_up && !self.broken,
            announced: None,
            limit: None,
            unchanged: false,
            cursor: self.place.as_ref().map_or(nowhere, Place::to_cursor),
        }
    }
}

impl Reading {
    /// An ad was read, or could not be fetched.
    fn fetched(
        &mut self,
        id: &str,
        key: Option<Key>,
        read: Result<(), String>,
        now: Timestamp,
        pages: &Pages,
        sink: &mut Sink<'_>,
    ) -> Result<Step, ReadError> {
        match read {
            Ok(()) => {
                self.failures = 0;
                again::done(pages, id, sink);
            }
            Err(reason) => {
                again::failed(pages, id, &reason, now, sink)?;
                self.failures += 1;
                self.broken = self.failures >= FAILURES_MAX;
            }
        }
        self.items += 1;
        if let (Some(key), Some(place)) = (key, &mut self.place) {
            place.done.insert(key);
        }
        self.uncommitted += 1;
        if self.wanted.is_empty() && self.current.is_some() {
            self.leave_page();
            return Ok(self.commit());
        }
        let due = self.broken || self.uncommitted >= COMMIT_EVERY;
        Ok(if due { self.commit() } else { Step::default() })
    }
}

fn json(url: String) -> Ask {
    Ask::get(url).with_header("accept", "application/json")
}

fn back(at: Timestamp, seconds: u64) -> Timestamp {
    at.plus_seconds(-i64::try_from(seconds).unwrap_or(i64::MAX))
}

/// RFC 9110, section 5.6.7.
fn http_date(at: Timestamp) -> String {
    at.to_jiff().strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}
