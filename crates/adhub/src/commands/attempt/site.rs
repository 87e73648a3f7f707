//! A sitemap: what it lists, and its first pages, fetched one a second.

use std::io::Read;
use std::time::{Duration, Instant};

use connectors::formats::sitemap::{self, Entry, Kind};
use connectors::{ReadEnd, ReadError};

/// Between two requests to one site.
const PAUSE: Duration = Duration::from_secs(1);
/// Most sitemaps that an index leads to here.
const SITEMAPS_MAX: usize = 5;

/// What a sitemap lists, as far as it is wanted.
#[derive(Default)]
pub(super) struct Listed {
    pub(super) pages: Vec<String>,
    pub(super) sitemaps: Vec<String>,
    pub(super) pages_total: u64,
    pub(super) sitemaps_total: u64,
    pub(super) with_time: u64,
    pub(super) broken: u64,
}

/// Reads a sitemap; keeps so many pages.
pub(super) fn list(
    body: &mut dyn Read,
    content_type: Option<&str>,
    pages_max: usize,
) -> (Listed, Result<ReadEnd, ReadError>) {
    let mut listed = Listed::default();
    let mut sink = |entry: Result<Entry, schemas::rejected::Fault>| {
        let Ok(entry) = entry else {
            listed.broken += 1;
            return;
        };
        listed.with_time += u64::from(entry.lastmod.is_some());
        match entry.kind {
            Kind::Pages => {
                listed.pages_total += 1;
                if listed.pages.len() < pages_max {
                    listed.pages.push(entry.url);
                }
            }
            Kind::Index => {
                listed.sitemaps_total += 1;
                if listed.sitemaps.len() < SITEMAPS_MAX {
                    listed.sitemaps.push(entry.url);
                }
            }
        }
    };
    let end = sitemap::read(body, content_type, &mut sink);
    let end = end.map(|end| ReadEnd { items: 0, complete: end.complete, announced: None });
    (listed, end)
}

impl Listed {
    /// For people.
    pub(super) fn words(&self) -> String {
        let mut words = if self.sitemaps_total > 0 {
            format!("{} further sitemaps", self.sitemaps_total)
        } else {
            format!("{} pages", self.pages_total)
        };
        words.push_str(&format!(", {} with the time of their last change", self.with_time));
        if self.broken > 0 {
            words.push_str(&format!(", {} entries without an address", self.broken));
        }
        words
    }
}

/// One request a second.
pub(super) struct Pace(Option<Instant>);

impl Pace {
    pub(super) const fn new() -> Self {
        Self(None)
    }

    /// Waits until the next request may be made.
    pub(super) fn wait(&mut self) {
        if let Some(last) = self.0 {
            std::thread::sleep(PAUSE.saturating_sub(last.elapsed()));
        }
        self.0 = Some(Instant::now());
    }
}
