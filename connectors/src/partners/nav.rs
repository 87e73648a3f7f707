//! NAV's public feed: pages of changes, oldest first, and each ad by itself
//! (nav.md, part A).
//!
//! A round reads on from where the last one ended, at most so many pages. The
//! cursor is a page and what of it was done:
//! `{"page": ID, "since": TIME, "done": [KEY, …], "tag": {…}}`. It moves on from
//! a page only once the whole page is older than the overlap, because the
//! service numbers its rows before it shows them, so that one may appear
//! behind those that were read. What was done since that page is in `done`, so
//! that only what is new is fetched.
//!
//! A page's `ETag` is no validator here: it stays when the next page becomes
//! known, and a client that waits with it waits for ever. A page is asked for
//! conditionally only when its tag is a strong one in quotes (RFC 9110), which
//! this service never sends and a mended one does, and at least every quarter
//! of an hour it is read whole.

mod place;
mod round;

use std::time::Duration;

use schemas::Timestamp;

use crate::connector::{Connector, Cursor, Round};
use crate::formats::nav::FORMAT;

use place::Place;
use round::Reading;

/// Where the public service is. It wants a bearer token.
pub const PUBLIC_URL: &str = "https://pam-stilling-feed.nav.no";
/// How far back the first round begins: ads live at most 6 months, so that
/// nothing older can be public.
const HISTORY: Duration = Duration::from_secs(183 * 24 * 3_600);
/// How long a row may take to appear behind later ones.
const OVERLAP: Duration = Duration::from_secs(10 * 60);
/// Pages of one round.
const PAGES: u32 = 10;

/// A service of NAV's feed.
#[derive(Clone, Debug)]
pub struct NavFeed {
    base_url: String,
    history: Option<Duration>,
    overlap: Duration,
    pages: u32,
}

impl NavFeed {
    /// The feed at `base_url` (without `/api/v1`): the last 183 days at first,
    /// an overlap of 10 minutes, and at most 10 pages a round.
    pub fn new(base_url: &str) -> Self {
        Self {
            base_url: base_url.trim_end_matches('/').to_owned(),
            history: Some(HISTORY),
            overlap: OVERLAP,
            pages: PAGES,
        }
    }

    /// Begins so far back at first; `None`: with the first page there is, which
    /// is years back.
    #[must_use]
    pub fn with_history(self, history: Option<Duration>) -> Self {
        Self { history, ..self }
    }

    /// With another overlap.
    #[must_use]
    pub fn with_overlap(self, overlap: Duration) -> Self {
        Self { overlap, ..self }
    }

    /// At most so many pages a round, at least one. A page has up to 1,000 ads,
    /// each of which is one request.
    #[must_use]
    pub fn with_pages(self, pages: u32) -> Self {
        Self { pages: pages.max(1), ..self }
    }

    fn page_url(&self, page: Option<&str>) -> String {
        match page {
            Some(page) => format!("{}/api/v1/feed/{page}", self.base_url),
            None => format!("{}/api/v1/feed", self.base_url),
        }
    }

    fn entry_url(&self, id: &str) -> String {
        format!("{}/api/v1/feedentry/{id}", self.base_url)
    }
}

impl Connector for NavFeed {
    fn name(&self) -> &'static str {
        "nav"
    }

    fn format(&self) -> &'static str {
        FORMAT
    }

    /// A cursor that cannot be read starts over.
    fn begin(&self, cursor: Option<&Cursor>, now: Timestamp) -> Box<dyn Round> {
        let place = cursor.and_then(Place::from_cursor);
        Box::new(Reading::new(self.clone(), place, now))
    }
}
