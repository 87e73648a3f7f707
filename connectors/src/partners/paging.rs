//! The pages of one list: which comes next, and what they prove together.
//!
//! A list is whole when its last page was read, no page brought only what
//! earlier ones had, and at least as many different items were read as the
//! lowest total says that a page announced. Totals move while pages are read.
//! When one falls, items slid towards the front, over the edge of the pages:
//! reading goes back by as much (by offset) or by a page (by number). When one
//! rises, items come twice, and what came anew may be missing; what was there
//! before is not.

use url::Url;

use super::asks::Span;
use super::place::same_host;
use crate::formats::dialect::{Paging, PagingBy};

/// Most times that one round goes back because the total fell.
const BACK_MAX: u64 = 20;

/// What to ask for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Page {
    /// A part of the list.
    Span(Span),
    /// A link.
    Link(Url),
}

/// What a page showed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct PageRead {
    /// Items in it, the bad ones too.
    pub(crate) items: u64,
    /// Of them, those that no earlier page of this part had.
    pub(crate) fresh: u64,
    /// Of those, the ones that no earlier part had either.
    pub(crate) new: u64,
    /// How many there are in all, as it says.
    pub(crate) total: Option<u64>,
    /// Where it says that there is more.
    pub(crate) next: Option<String>,
    /// It proves itself whole.
    pub(crate) whole: bool,
}

/// The pages of a round.
#[derive(Clone, Debug)]
pub(crate) struct Pager {
    paging: Option<Paging>,
    /// The first address: no link leads to another host.
    home: Url,
    next: Option<Page>,
    asked: Option<Page>,
    links: Vec<Url>,
    pages: u64,
    backs: u64,
    /// Different items.
    read: u64,
    /// As the last page announced.
    total: Option<u64>,
    /// The lowest that a page announced.
    least: Option<u64>,
    doubt: bool,
    /// There are, or may be, items beyond those that the partner shows.
    beyond: bool,
}

impl Pager {
    pub(crate) fn new(paging: Option<&Paging>, home: Url) -> Self {
        let size = paging.map_or(0, |paging| paging.size);
        let page = paging.map_or(1, |paging| paging.first);
        Self {
            paging: paging.cloned(),
            home,
            next: Some(Page::Span(Span { offset: 0, size, page })),
            asked: None,
            links: Vec::new(),
            pages: 0,
            backs: 0,
            read: 0,
            total: None,
            least: None,
            doubt: false,
            beyond: false,
        }
    }

    /// The next page; `None` after the last.
    pub(crate) fn ask(&mut self) -> Option<Page> {
        self.asked = self.next.take();
        self.asked.clone()
    }

    /// Whether there is another page.
    pub(crate) fn is_done(&self) -> bool {
        self.next.is_none()
    }

    /// How many pages were read.
    pub(crate) fn pages(&self) -> u64 {
        self.pages
    }

    /// Nothing more is asked for.
    pub(crate) fn stop(&mut self) {
        self.next = None;
    }

    /// The list is whole.
    pub(crate) fn is_whole(&self) -> bool {
        !self.doubt && self.is_done() && self.least.is_none_or(|least| self.read >= least)
    }

    /// There are, or may be, items that the partner does not show.
    pub(crate) fn is_beyond(&self) -> bool {
        self.beyond
    }

    /// The lowest total that a page announced.
    pub(crate) fn announced(&self) -> Option<u64> {
        self.least
    }

    /// Takes a page.
    pub(crate) fn took(&mut self, page: &PageRead) {
        self.pages += 1;
        self.read += page.fresh;
        self.doubt |= !page.whole;
        let fallen = self.fallen(page.total);
        let Some(paging) = self.paging.clone() else {
            self.doubt |= page.next.is_some();
            return;
        };
        let repeated = self.pages > 1 && self.backs == 0 && page.items > 0 && page.fresh == 0;
        if repeated {
            self.doubt = true;
            return;
        }
        self.next = match (paging.by, self.asked.take()) {
            (PagingBy::Next, asked) => self.link(page.next.as_deref(), asked),
            (_, Some(Page::Span(span))) => self.span(&paging, span, page, fallen),
            (_, _) => None,
        };
        if self.next.is_some() && self.pages >= paging.pages_max {
            self.doubt = true;
            self.next = None;
        }
    }

    /// By how much the total fell since the page before.
    fn fallen(&mut self, total: Option<u64>) -> u64 {
        let on_first = self.paging.as_ref().is_some_and(|paging| paging.total_on_first);
        let (Some(total), false) = (total, on_first && self.pages > 1) else { return 0 };
        let before = self.total.replace(total);
        self.least = Some(self.least.map_or(total, |least| least.min(total)));
        before.map_or(0, |before| before.saturating_sub(total))
    }

    fn span(&mut self, paging: &Paging, span: Span, page: &PageRead, fallen: u64) -> Option<Page> {
        let reach = paging.items_max.unwrap_or(u64::MAX);
        // What the partner does not show is not known to be gone.
        self.beyond |= self.total.is_some_and(|total| total >= reach);
        self.doubt |= self.beyond;
        let end = span.offset + page.items;
        let last = match self.total {
            Some(total) => end >= total,
            None => paging.short_is_last && page.items < paging.size,
        };
        if fallen == 0 && (page.items == 0 || last) {
            return None;
        }
        if fallen > 0 && span.offset > 0 {
            self.backs += 1;
            self.doubt |= self.backs > BACK_MAX;
            return (self.backs <= BACK_MAX).then(|| back(paging, span, fallen));
        }
        let next = Span { offset: end, page: span.page + 1, ..span };
        if next.offset + next.size > reach {
            self.beyond |= self.total.is_none_or(|total| total > next.offset);
            self.doubt |= self.beyond;
            return None;
        }
        Some(Page::Span(next))
    }

    fn link(&mut self, next: Option<&str>, asked: Option<Page>) -> Option<Page> {
        let next = next?;
        let from = match asked {
            Some(Page::Link(url)) => url,
            _ => self.home.clone(),
        };
        let Ok(url) = from.join(next) else {
            self.doubt = true;
            return None;
        };
        // A link elsewhere may be anything; one that was followed is a ring.
        let followed = self.links.contains(&url) || url == self.home;
        if followed || !same_host(&url, &self.home) {
            self.doubt = true;
            return None;
        }
        self.links.push(url.clone());
        Some(Page::Link(url))
    }
}

/// Where what slid over the edge of a page stands now.
fn back(paging: &Paging, span: Span, fallen: u64) -> Page {
    Page::Span(match paging.by {
        PagingBy::Page => Span {
            offset: span.offset.saturating_sub(span.size),
            page: span.page.saturating_sub(1).max(paging.first),
            ..span
        },
        _ => Span { offset: span.offset.saturating_sub(fallen), ..span },
    })
}

/// The link of a `Link` header to the next page (RFC 8288).
pub(crate) fn link_of<'h>(headers: impl Iterator<Item = &'h str>) -> Option<String> {
    for link in headers.flat_map(|header| header.split(',')) {
        let Some((url, parameters)) = link.trim().strip_prefix('<').and_then(|l| l.split_once('>'))
        else {
            continue;
        };
        let next = parameters.split(';').filter_map(|one| one.trim().split_once('=')).any(
            |(name, value)| {
                let relations = value.trim().trim_matches('"');
                name.trim().eq_ignore_ascii_case("rel")
                    && relations.split_whitespace().any(|one| one.eq_ignore_ascii_case("next"))
            },
        );
        if next {
            return Some(url.to_owned());
        }
    }
    None
}

/// The total of a `Content-Range`: `offres 0-149/52341`.
pub(crate) fn total_of(content_range: &str) -> Option<u64> {
    content_range.rsplit_once('/')?.1.trim().parse().ok()
}

#[cfg(test)]
mod tests;
