//! What a list shows and what is asked for by itself: which pages are wanted,
//! and what becomes of each.
//!
//! Presence is what the list says: an ad whose page cannot be read now is
//! there as long as its page is listed. Only its page can say that it is gone.

use std::collections::{HashSet, VecDeque};
use std::time::Duration;

use schemas::Timestamp;
use schemas::ad::{Removal, RemovalSignal};
use schemas::id::ExternalId;

use super::note::Note;
use super::open::Settings;
use super::position::Print;
use crate::connector::{Sink, Validators};
use crate::item::{Item, ItemError};
use crate::pages::Pages;

/// So many pages in a row that could not be read end the reading of pages: the
/// partner is not well. What is left is asked for in the next round.
const FAILURES_MAX: u32 = 10;

/// Most bad items of a list that wait.
const BAD_MAX: usize = 1_000;

/// A page that is listed.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Listed {
    /// Its address.
    pub(crate) page: String,
    /// What the list says of it; the same as long as the page is.
    pub(crate) mark: Option<String>,
}

/// The pages of a round.
pub(crate) struct Visits {
    now: Timestamp,
    reread: Duration,
    most: usize,
    listed: Vec<Listed>,
    queue: VecDeque<Listed>,
    /// Items of the list that cannot be read.
    bad: Vec<ItemError>,
    /// Ids that are there.
    present: HashSet<ExternalId>,
    gone: Vec<(ExternalId, Timestamp)>,
    failures: u32,
    items: u64,
    /// A page has not the ads that it had.
    shifted: bool,
}

impl Visits {
    pub(crate) fn new(settings: &Settings, now: Timestamp) -> Self {
        Self {
            now,
            reread: Duration::from_secs(u64::from(settings.reread_days) * 24 * 3_600),
            most: settings.pages_per_round as usize,
            listed: Vec::new(),
            queue: VecDeque::new(),
            bad: Vec::new(),
            present: HashSet::new(),
            gone: Vec::new(),
            failures: 0,
            items: 0,
            shifted: false,
        }
    }

    /// Takes what is listed, the same page once, and plans what to ask for:
    /// pages that were never read, then those that were not for longest.
    pub(crate) fn list(&mut self, mut listed: Vec<Listed>, pages: &Pages) {
        listed.sort();
        listed.dedup_by(|one, other| one.page == other.page);
        let mut wanted: Vec<(Option<Timestamp>, Listed)> = Vec::new();
        for one in &listed {
            let note = Note::of(pages, &one.page);
            let mark = one.mark.as_deref();
            if note.as_ref().is_none_or(|note| note.is_wanted(mark, self.now, self.reread)) {
                wanted.push((note.and_then(|note| note.read_at), one.clone()));
            }
        }
        wanted.sort();
        self.queue = wanted.into_iter().map(|(_, one)| one).take(self.most).collect();
        self.listed = listed;
    }

    /// The fingerprint of what is listed.
    pub(crate) fn print(&self) -> String {
        let mut print = Print::default();
        for one in &self.listed {
            print.add(&one.page);
            print.add(one.mark.as_deref().unwrap_or_default());
        }
        for error in &self.bad {
            print.add(&String::from_utf8_lossy(&error.bytes));
        }
        print.hex()
    }

    /// Nothing has to be asked for.
    pub(crate) fn is_idle(&self) -> bool {
        self.queue.is_empty()
    }

    /// Hands over what is there and is not asked for.
    pub(crate) fn hand_over_known(&mut self, pages: &Pages, sink: &mut Sink<'_>) {
        self.hand_over_bad(sink);
        let queued: HashSet<String> = self.queue.iter().map(|one| one.page.clone()).collect();
        for one in std::mem::take(&mut self.listed) {
            if !queued.contains(&one.page)
                && let Some(note) = Note::of(pages, &one.page)
            {
                self.seen(&note, sink);
                if note.absent {
                    Self::note(&one, &note.shown(true), sink);
                }
            }
            self.listed.push(one);
        }
    }

    /// The next page to ask for.
    pub(crate) fn next(&mut self) -> Option<Listed> {
        if self.failures >= FAILURES_MAX {
            return None;
        }
        self.queue.pop_front()
    }

    /// Items handed over.
    pub(crate) fn items(&self) -> u64 {
        self.items
    }

    /// An item of the list itself cannot be read. It waits for the others; of
    /// too many the first are handed over.
    pub(crate) fn bad(&mut self, error: ItemError, sink: &mut Sink<'_>) {
        self.bad.push(error);
        if self.bad.len() > BAD_MAX {
            self.hand_over_bad(sink);
        }
    }

    fn hand_over_bad(&mut self, sink: &mut Sink<'_>) {
        for error in self.bad.drain(..) {
            self.items += 1;
            sink(Err(error));
        }
    }

    /// A page has not the ads that it had: what is missing is absent.
    pub(crate) fn is_shifted(&self) -> bool {
        self.shifted
    }

    /// A page was read. An id that is there already is another page's: the
    /// first counts. An item that cannot be read may be any of those that the
    /// page had, and what is missing at the end of a page that is not `whole`
    /// may be too: they are there still.
    pub(crate) fn read(
        &mut self,
        one: &Listed,
        items: Vec<Result<Item, ItemError>>,
        whole: bool,
        validators: &Validators,
        pages: &Pages,
        sink: &mut Sink<'_>,
    ) {
        self.failures = 0;
        let mut ids: Vec<ExternalId> = Vec::new();
        let mut all = whole;
        for item in items {
            let id = super::board::id_of(&item);
            all &= id.is_some();
            if let Some(id) = id.filter(|_| !matches!(item, Ok(Item::Removal { .. }))) {
                if !ids.contains(&id) {
                    ids.push(id.clone());
                }
                if !self.present.insert(id) {
                    continue;
                }
            }
            self.items += 1;
            sink(item);
        }
        let before = Note::of(pages, &one.page).map(|note| note.ids).unwrap_or_default();
        for id in before.into_iter().filter(|id| !ids.contains(id)).collect::<Vec<_>>() {
            if all {
                self.shifted = true;
            } else {
                self.there(&id, sink);
                ids.push(id);
            }
        }
        Self::note(one, &Note::read(ids, one.mark.clone(), self.now, validators), sink);
    }

    /// A page says that it did not change.
    pub(crate) fn same(&mut self, one: &Listed, pages: &Pages, sink: &mut Sink<'_>) {
        self.failures = 0;
        let note = Note::of(pages, &one.page).unwrap_or_default();
        self.seen(&note, sink);
        Self::note(one, &note.same(one.mark.clone(), self.now), sink);
    }

    /// A page says that its ads are gone, or that it never had any.
    pub(crate) fn gone(&mut self, one: &Listed, at: Timestamp, pages: &Pages, sink: &mut Sink<'_>) {
        self.failures = 0;
        let before = Note::of(pages, &one.page).unwrap_or_default();
        self.gone.extend(before.ids.into_iter().map(|id| (id, at)));
        let note = Note::read(Vec::new(), one.mark.clone(), self.now, &Validators::default());
        Self::note(one, &note, sink);
    }

    /// A page could not be read: its ads are there still, as far as is known.
    pub(crate) fn failed(&mut self, one: &Listed, pages: &Pages, sink: &mut Sink<'_>) {
        self.failures += 1;
        let note = Note::of(pages, &one.page).unwrap_or_default();
        self.seen(&note, sink);
        Self::note(one, &note.failed(self.now), sink);
    }

    /// Ends the round: what was not asked for after all is there still; what
    /// is gone from one page and on no other is gone; and after a complete
    /// list, pages that two of them did not show are forgotten.
    pub(crate) fn end(&mut self, complete: bool, pages: &Pages, sink: &mut Sink<'_>) {
        for one in std::mem::take(&mut self.queue) {
            if let Some(note) = Note::of(pages, &one.page) {
                self.seen(&note, sink);
            }
        }
        for (external_id, at) in std::mem::take(&mut self.gone) {
            if !self.present.contains(&external_id) {
                self.items += 1;
                let removal = Removal { signal: RemovalSignal::HttpGone, at, reason_code: None };
                sink(Ok(Item::Removal { external_id, removal }));
            }
        }
        for (page, _) in pages.iter().filter(|_| complete) {
            if self.listed.binary_search_by(|one| one.page.as_str().cmp(page)).is_ok() {
                continue;
            }
            let note = Note::of(pages, page).filter(|note| !note.absent);
            let note = note.map(|note| note.shown(false).json());
            sink(Ok(Item::Page { page: page.to_owned(), note }));
        }
    }

    fn seen(&mut self, note: &Note, sink: &mut Sink<'_>) {
        for id in &note.ids {
            self.there(id, sink);
        }
    }

    fn there(&mut self, id: &ExternalId, sink: &mut Sink<'_>) {
        if self.present.insert(id.clone()) {
            self.items += 1;
            sink(Ok(Item::Seen { external_id: id.clone() }));
        }
    }

    /// A page with more ads than can be kept in mind is forgotten instead, so
    /// that it is read in every round: none of its ads may be missing.
    fn note(one: &Listed, note: &Note, sink: &mut Sink<'_>) {
        let json = note.json();
        let note = (json.as_str().len() <= Pages::BYTES_MAX).then_some(json);
        sink(Ok(Item::Page { page: one.page.clone(), note }));
    }
}
