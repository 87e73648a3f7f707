//! The sitemaps of a site: an index leads to others, those to pages. Pages are
//! known from all of them together.

use std::collections::{HashSet, VecDeque};
use std::io::Read;

use url::Url;

use super::super::place::same_host;
use super::super::unpack::unpacked;
use super::super::visits::Listed;
use super::rule::Rule;
use crate::formats::sitemap::{self, Kind};
use crate::item::ReadError;

/// How deep an index may lie in others.
const DEPTH_MAX: u32 = 3;
/// Most sitemaps of one site. An index lists up to 50,000; job sites have a
/// few.
const SITEMAPS_MAX: usize = 1_000;
/// Most entries of one sitemap (sitemaps.org: 50,000).
const ENTRIES_MAX: u64 = 50_000;
/// Largest sitemap, unpacked (sitemaps.org: 50 MB).
const BYTES_MAX: u64 = 52_428_800;
/// Most pages of one site.
const PAGES_MAX: usize = 200_000;

/// What was found so far.
pub(super) struct Listing {
    home: Url,
    waiting: VecDeque<(Url, u32)>,
    asked: Option<(Url, u32)>,
    met: HashSet<String>,
    pages: Vec<Listed>,
    /// Something was left out.
    doubt: bool,
}

impl Listing {
    pub(super) fn new(home: &Url) -> Self {
        Self {
            home: home.clone(),
            waiting: VecDeque::from([(home.clone(), 0)]),
            asked: None,
            met: HashSet::from([home.to_string()]),
            pages: Vec::new(),
            doubt: false,
        }
    }

    /// The next sitemap to ask for.
    pub(super) fn next(&mut self) -> Option<Url> {
        self.asked = self.waiting.pop_front();
        self.asked.as_ref().map(|(url, _)| url.clone())
    }

    /// Whether there is another sitemap.
    pub(super) fn is_done(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Every sitemap was read whole, and nothing was left out.
    pub(super) fn is_whole(&self) -> bool {
        self.is_done() && !self.doubt
    }

    /// Takes the pages out.
    pub(super) fn pages(&mut self) -> Vec<Listed> {
        std::mem::take(&mut self.pages)
    }

    /// The sitemap that was asked for cannot be read. Without the first there
    /// is nothing; without another the rest is a part.
    pub(super) fn failed(&mut self, error: ReadError) -> Result<(), ReadError> {
        self.doubt = true;
        match self.asked.take() {
            Some((_, depth)) if depth > 0 => Ok(()),
            _ => Err(error),
        }
    }

    /// Takes a sitemap.
    pub(super) fn read(
        &mut self,
        body: &mut dyn Read,
        content_type: Option<&str>,
        rule: &Rule,
    ) -> Result<(), ReadError> {
        let depth = self.asked.as_ref().map_or(0, |(_, depth)| *depth);
        let mut body = unpacked(body, BYTES_MAX)?;
        let mut found = Vec::new();
        let mut entries = 0;
        let end = sitemap::read(&mut body, content_type, &mut |entry| {
            entries += 1;
            if let Ok(entry) = entry
                && entries <= ENTRIES_MAX
            {
                found.push(entry);
            }
        })?;
        self.doubt |= !end.complete || end.entries > ENTRIES_MAX;
        for entry in found {
            let Ok(url) = Url::parse(&entry.url) else { continue };
            match entry.kind {
                Kind::Index => self.sitemap(url, depth + 1, rule),
                Kind::Pages => self.page(url, entry.lastmod, rule),
            }
        }
        Ok(())
    }

    fn sitemap(&mut self, url: Url, depth: u32, rule: &Rule) {
        if self.met.contains(url.as_str()) {
            return;
        }
        let allowed = same_host(&url, &self.home) || rule.is_listed(&url);
        if depth > DEPTH_MAX || self.met.len() >= SITEMAPS_MAX || !allowed {
            self.doubt = true;
            return;
        }
        self.met.insert(url.to_string());
        self.waiting.push_back((url, depth));
    }

    fn page(&mut self, mut url: Url, mark: Option<String>, rule: &Rule) {
        let allowed = same_host(&url, &self.home) || rule.is_listed(&url);
        if !allowed || !rule.is_wanted(&url) {
            return;
        }
        if self.pages.len() >= PAGES_MAX {
            self.doubt = true;
            return;
        }
        url.set_fragment(None);
        self.pages.push(Listed { page: url.to_string(), mark });
    }
}
