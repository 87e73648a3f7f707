//! The pages of one list, or of its parts: a search that finds more than its
//! partner shows is asked for once for each value of a facet, and a part that
//! is too large again by another.
//!
//! Parts are a list together when each of them was whole and as many different
//! items were read as the whole search finds. A total that is just as high as
//! the partner's limit may be cut off itself: then two facets that count the
//! same number of items say how many there are. What proves nothing is read as
//! far as it is shown, and is never complete.

use std::collections::HashSet;

use url::Url;

use super::paging::{Page, PageRead, Pager};
use crate::formats::dialect::{Paging, Requests};
use crate::formats::facets::Facet;

/// Most parts of one search.
const PARTS_MAX: usize = 2_000;

/// Most pages of one search, all parts together. With more it proves nothing.
const PAGES_MAX: u64 = 20_000;

/// Values that were chosen: facet and value.
pub(crate) type Chosen = Vec<(String, String)>;

/// What became of a page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Taken {
    /// Its items count.
    Kept,
    /// Its items come again, in the parts.
    Split,
}

/// The requests of one list.
#[derive(Clone, Debug)]
pub(crate) struct Search {
    paging: Option<Paging>,
    /// The first address.
    home: Url,
    pager: Pager,
    /// What makes the part that is read now.
    chosen: Chosen,
    /// Parts that are still to be read, the next one last.
    waiting: Vec<Chosen>,
    /// Number of this part, from 0.
    part: u32,
    pages: u64,
    /// Different items of all parts.
    read: u64,
    split: Option<Whole>,
    /// A part was not read whole.
    doubt: bool,
    /// More was found than is shown.
    beyond: bool,
}

/// What a search that was split finds as a whole; `None`: nobody knows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Whole(Option<u64>);

impl Search {
    /// The list of a dialect; `single`: the first answer is all.
    pub(crate) fn new(requests: &Requests, single: bool, home: Url) -> Self {
        let paging = requests.paging.clone().filter(|_| !single);
        Self {
            pager: Pager::new(paging.as_ref(), home.clone()),
            paging,
            home,
            chosen: Chosen::new(),
            waiting: Vec::new(),
            part: 0,
            pages: 0,
            read: 0,
            split: None,
            doubt: false,
            beyond: false,
        }
    }

    /// The next page, and what makes its part; `None` after the last.
    pub(crate) fn ask(&mut self) -> Option<(Page, &Chosen)> {
        let page = self.pager.ask()?;
        Some((page, &self.chosen))
    }

    /// Number of the part that is read now.
    pub(crate) fn part(&self) -> u32 {
        self.part
    }

    /// Whether there is no other page.
    pub(crate) fn is_done(&self) -> bool {
        self.pager.is_done()
    }

    /// How many pages were read.
    pub(crate) fn pages(&self) -> u64 {
        self.pages
    }

    /// Nothing more is asked for.
    pub(crate) fn stop(&mut self) {
        self.waiting.clear();
        self.pager.stop();
    }

    /// The list is whole.
    pub(crate) fn is_whole(&self) -> bool {
        let shown = |whole: Whole| whole.0.is_some_and(|count| self.read >= count);
        self.is_done() && !self.doubt && !self.beyond && self.split.is_none_or(shown)
    }

    /// How many items there are, as was announced.
    pub(crate) fn announced(&self) -> Option<u64> {
        match self.split {
            None => self.pager.announced(),
            Some(whole) => whole.0,
        }
    }

    /// The partner shows no more than so many of what it has.
    pub(crate) fn limit(&self) -> Option<u64> {
        let unproven = |whole: Whole| whole.0.is_none_or(|count| self.read < count);
        let limited = self.beyond || (self.is_done() && self.split.is_some_and(unproven));
        self.paging.as_ref().and_then(|paging| paging.items_max).filter(|_| limited)
    }

    /// Takes a page, and by what its search may be split.
    pub(crate) fn took(&mut self, page: &PageRead, facets: &[Facet]) -> Taken {
        self.pages += 1;
        if self.split.is_some() && self.pages > PAGES_MAX {
            self.doubt = true;
            self.stop();
            return Taken::Kept;
        }
        let reach = self.paging.as_ref().and_then(|paging| paging.items_max);
        if let (Some(total), Some(reach), 0) = (page.total, reach, self.pager.pages())
            && total >= reach
            && let Some(parts) = self.parts(total, facets)
        {
            self.split.get_or_insert_with(|| whole(total, reach, facets));
            self.waiting.extend(parts.into_iter().rev());
            self.next_part();
            return Taken::Split;
        }
        self.read += page.new;
        self.pager.took(page);
        if self.pager.is_done() {
            self.doubt |= !self.pager.is_whole();
            self.beyond |= self.pager.is_beyond();
            if !self.waiting.is_empty() {
                self.next_part();
            }
        }
        Taken::Kept
    }

    fn next_part(&mut self) {
        self.chosen = self.waiting.pop().unwrap_or_default();
        self.part += 1;
        self.pager = Pager::new(self.paging.as_ref(), self.home.clone());
    }

    /// The parts of the search that is read now: by the first facet whose
    /// values cover it, else by one of which that is not known, else by the one
    /// that covers most of it.
    fn parts(&self, total: u64, facets: &[Facet]) -> Option<Vec<Chosen>> {
        let chosen: HashSet<&str> = self.chosen.iter().map(|(name, _)| name.as_str()).collect();
        let open = || {
            facets.iter().filter(|facet| {
                !chosen.contains(facet.name.as_str())
                    && (facet.values.len() > 1 || facet.sum().is_some_and(|sum| sum < total))
            })
        };
        let facet = open()
            .find(|facet| facet.sum().is_some_and(|sum| sum >= total))
            .or_else(|| open().find(|facet| facet.sum().is_none()))
            .or_else(|| open().max_by_key(|facet| facet.sum()))?;
        let parts = self.part as usize + self.waiting.len() + facet.values.len();
        let with = |value: &String| {
            let mut with = self.chosen.clone();
            with.push((facet.name.clone(), value.clone()));
            with
        };
        (parts <= PARTS_MAX).then(|| facet.values.iter().map(|(value, _)| with(value)).collect())
    }
}

/// How many items a search finds that announces so many.
fn whole(total: u64, reach: u64, facets: &[Facet]) -> Whole {
    if total > reach {
        return Whole(Some(total));
    }
    let sums: Vec<u64> = facets.iter().filter_map(Facet::sum).collect();
    let agreed = |sum: &u64| sums.iter().filter(|other| *other == sum).count() > 1;
    Whole(sums.iter().copied().filter(|sum| *sum >= total && agreed(sum)).max())
}

#[cfg(test)]
mod tests;
