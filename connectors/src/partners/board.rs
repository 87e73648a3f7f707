//! A partner whose ads are one list: a feed or a board of one dialect, in one
//! answer or in several pages.
//!
//! The cursor keeps the fingerprint of every answer. What is the same as in
//! two rounds before, which were read in full, is not handed over again, for
//! at most a day; see [`super::position`].

use std::collections::HashMap;
use std::sync::Arc;

use schemas::Timestamp;
use schemas::id::ExternalId;

use super::archive::Files;
use super::asks::Asks;
use super::paging::{Page, PageRead, link_of, total_of};
use super::place::{OpenError, Place, Where};
use super::position::Position;
use super::search::{Search, Taken};
use super::unpack::each_feed;
use crate::connector::{
    Answer, Ask, Connector, Cursor, ResponseHead, Round, RoundEnd, RoundKind, Sink, Step,
    Validators,
};
use crate::formats::dialect::{Dialect, Requests};
use crate::formats::facets::Facet;
use crate::formats::feed::{self, CONNECTOR, Part};
use crate::item::{Item, ItemError, ReadContext, ReadError};
use crate::pages::Pages;

/// Most ids of one list in pages that are kept in mind.
const IDS_MAX: usize = 200_000;

/// One list.
#[derive(Clone, Debug)]
pub struct Board {
    list: Arc<List>,
    /// The trait gives names that live as long as the program.
    format: &'static str,
}

#[derive(Debug)]
struct List {
    dialect: Dialect,
    asks: Asks,
}

impl Board {
    /// The list of a dialect at a place. Its name is kept for as long as the
    /// program runs: once for each partner, not for each poll.
    ///
    /// # Errors
    /// When the dialect cannot be asked there.
    pub fn new(mut dialect: Dialect, place: &Where) -> Result<Self, OpenError> {
        dialect.of_tenant(place.tenant.as_deref());
        // One ad is not asked for as lists are.
        let none = Requests::default();
        let requests = if dialect.single { &none } else { &dialect.request };
        let place = Place::new(place, requests)
            .map_err(|message| OpenError::Unusable { format: dialect.name.clone(), message })?;
        let format = Box::leak(dialect.name.clone().into_boxed_str());
        let asks = Asks::new(&dialect, place.url);
        Ok(Self { list: Arc::new(List { dialect, asks }), format })
    }
}

impl List {
    /// A feed that never shows everything is a window: absence says nothing.
    fn is_snapshot(&self) -> bool {
        !(self.dialect.always_partial || self.dialect.single)
    }
}

impl Connector for Board {
    fn name(&self) -> &'static str {
        CONNECTOR
    }

    fn format(&self) -> &'static str {
        self.format
    }

    fn begin(&self, cursor: Option<&Cursor>, now: Timestamp) -> Box<dyn Round> {
        let before = Position::of(cursor);
        let list = Arc::clone(&self.list);
        Box::new(ListRound {
            search: list.search(),
            holding: before.may_skip(list.is_snapshot(), now),
            list,
            before,
            now,
            prints: Vec::new(),
            validators: Validators::default(),
            ids: HashMap::new(),
            held: Vec::new(),
            items: 0,
            unchanged: false,
            doubt: false,
        })
    }
}

impl List {
    fn search(&self) -> Search {
        Search::new(&self.dialect.request, self.dialect.single, self.asks.url.clone())
    }
}

struct ListRound {
    list: Arc<List>,
    search: Search,
    before: Position,
    now: Timestamp,
    /// Every answer so far was as in the round before.
    holding: bool,
    prints: Vec<String>,
    validators: Validators,
    /// Ids of earlier pages, and in which part each was seen last.
    ids: HashMap<ExternalId, u32>,
    /// Items that were not handed over, because everything was the same so far.
    held: Vec<Option<ExternalId>>,
    items: u64,
    unchanged: bool,
    doubt: bool,
}

impl Round for ListRound {
    fn kind(&self) -> RoundKind {
        if self.list.is_snapshot() { RoundKind::Snapshot } else { RoundKind::Window }
    }

    fn ask(&mut self, _pages: &Pages) -> Option<Ask> {
        let asks = &self.list.asks;
        let mut ask = match self.search.ask()? {
            (Page::Span(span), chosen) => asks.span(span, chosen),
            (Page::Link(url), _) => asks.at(url),
        };
        ask.fingerprint = true;
        // Behind an unchanged first page of a snapshot others may have changed.
        let alone = self.list.dialect.request.paging.is_none() || !self.list.is_snapshot();
        if self.holding && alone && self.search.pages() == 0 {
            ask.unless = self.before.validators();
        }
        Some(ask)
    }

    fn read(
        &mut self,
        mut answer: Answer<'_>,
        context: &ReadContext<'_>,
        _pages: &Pages,
        sink: &mut Sink<'_>,
    ) -> Result<Step, ReadError> {
        let conditional = answer.ask.unless != Validators::default();
        let print = answer.head.fingerprint.clone().unwrap_or_default();
        let same = self.is_same(&print);
        match answer.head.status {
            304 if conditional => {
                self.unchanged = true;
                return Ok(Step::default());
            }
            200 => {}
            // A range of a list is a part of it; a blank one has nothing.
            206 if self.ranges() => {}
            204 if self.ranges() => {
                let page = PageRead { whole: true, ..PageRead::default() };
                self.took(PageOfList { page, ..PageOfList::default() }, print, answer.head, sink);
                return Ok(Step::default());
            }
            status => return Err(ReadError::Status { status }),
        }
        let paged = self.list.dialect.request.paging.is_some();
        if same && (!paged || !self.list.is_snapshot()) {
            // Of a window what follows is older.
            self.unchanged = true;
            self.search.stop();
            return Ok(Step::default());
        }
        if !same {
            self.release(sink);
        }
        let head = answer.head;
        let page = self.page(&mut answer, context, sink, same)?;
        self.took(page, print, head, sink);
        Ok(Step::default())
    }

    fn end(&mut self, _pages: &Pages, sink: &mut Sink<'_>) -> RoundEnd {
        let all_the_same = self.holding && self.prints == self.before.prints;
        if self.items == 0 && (self.unchanged || all_the_same) {
            return RoundEnd {
                items: 0,
                complete: false,
                announced: None,
                limit: None,
                unchanged: true,
                cursor: self.before.unchanged(self.now).cursor(),
            };
        }
        self.release(sink);
        let position = self.before.full(
            self.now,
            std::mem::take(&mut self.prints),
            std::mem::take(&mut self.validators),
        );
        RoundEnd {
            items: self.items,
            complete: self.list.is_snapshot() && self.search.is_whole() && !self.doubt,
            announced: self.search.announced(),
            limit: self.search.limit(),
            unchanged: false,
            cursor: position.cursor(),
        }
    }
}

impl ListRound {
    fn ranges(&self) -> bool {
        self.list.dialect.request.paging.as_ref().is_some_and(|paging| paging.content_range)
    }

    /// Whether this answer is as in the round before, as all before it were.
    fn is_same(&self, print: &str) -> bool {
        let before = self.before.prints.get(self.prints.len());
        self.holding && !print.is_empty() && before.is_some_and(|before| before == print)
    }

    /// Something changed: what was not handed over is there still.
    fn release(&mut self, sink: &mut Sink<'_>) {
        self.holding = false;
        for external_id in self.held.drain(..) {
            self.items += 1;
            if let Some(external_id) = external_id {
                sink(Ok(Item::Seen { external_id }));
            }
        }
    }

    /// Reads one page. What is the same is kept back; what may come again in
    /// parts waits until it is known whether it does.
    fn page(
        &mut self,
        answer: &mut Answer<'_>,
        context: &ReadContext<'_>,
        sink: &mut Sink<'_>,
        same: bool,
    ) -> Result<PageOfList, ReadError> {
        let ranges = self.ranges();
        let part = self.search.part();
        let Self { list, ids, held, items, .. } = self;
        let dialect = &list.dialect;
        let paged = dialect.request.paging.is_some();
        let waits = dialect.request.split.is_some();
        let head = answer.head;
        let mut read = PageOfList { same, ..PageOfList::default() };
        read.page.whole = true;
        each_feed(answer.body, dialect.shape, &mut |body, files| {
            let one_of_several = paged || files == Files::Several;
            let mut here = Vec::new();
            let PageOfList { page, waiting, .. } = &mut read;
            let mut take = |item: Result<Item, ItemError>| {
                let id = id_of(&item);
                let known = id.as_ref().filter(|_| one_of_several).and_then(|id| ids.get(id));
                if known == Some(&part) {
                    // It slid from one page to the next.
                    return;
                }
                page.fresh += 1;
                page.new += u64::from(known.is_none());
                let is_new = known.is_none();
                here.extend(id.clone().filter(|_| one_of_several));
                match (is_new, waits, same) {
                    (false, ..) => {}
                    (true, true, _) => waiting.push((id, item)),
                    (true, false, true) => held.push(id),
                    (true, false, false) => {
                        *items += 1;
                        sink(item);
                    }
                }
            };
            let content_type = head.content_type.as_deref();
            let part_read = feed::read_part(body, content_type, dialect, context, &mut take)?;
            read.took(part_read, paged);
            if waits {
                read.here = here;
            } else {
                keep(ids, here, part);
            }
            Ok(())
        })?;
        let page = &mut read.page;
        let links = head.headers.iter().filter(|(name, _)| name == "link");
        page.next = page.next.take().or_else(|| link_of(links.map(|(_, value)| value.as_str())));
        let ranged = || head.header("content-range").and_then(total_of);
        page.total = page.total.or_else(|| ranged().filter(|_| ranges));
        Ok(read)
    }

    fn took(&mut self, read: PageOfList, print: String, head: &ResponseHead, sink: &mut Sink<'_>) {
        let PageOfList { page, facets, waiting, here, same } = read;
        if self.search.pages() == 0 {
            self.validators = head.validators.clone();
            self.doubt |= page.items == 0 && self.list.dialect.empty_is_doubtful;
        }
        self.prints.push(print);
        let part = self.search.part();
        if self.search.took(&page, &facets) == Taken::Split {
            return;
        }
        // What is not kept in mind may come again in another part.
        self.doubt |= !keep(&mut self.ids, here, part) && !waiting.is_empty();
        for (id, item) in waiting {
            if same {
                self.held.push(id);
            } else {
                self.items += 1;
                sink(item);
            }
        }
    }
}

/// A page, and what waits for what becomes of it.
#[derive(Default)]
struct PageOfList {
    page: PageRead,
    facets: Vec<Facet>,
    waiting: Vec<(Option<ExternalId>, Result<Item, ItemError>)>,
    /// Ids on it.
    here: Vec<ExternalId>,
    /// It is as it was.
    same: bool,
}

impl PageOfList {
    /// Adds what one answer, or a file of it, proves.
    fn took(&mut self, part: Part, paged: bool) {
        let page = &mut self.page;
        page.items += part.end.items;
        page.whole &= if paged { part.whole } else { part.end.complete };
        page.total = match (page.total, part.end.announced) {
            (Some(before), Some(more)) => Some(before + more),
            (before, more) => before.or(more),
        };
        page.next = page.next.take().or(part.next);
        self.facets = part.facets;
    }
}

/// Keeps ids in mind, as many as may be. Whether these were all kept.
fn keep(ids: &mut HashMap<ExternalId, u32>, here: Vec<ExternalId>, part: u32) -> bool {
    let mut all = true;
    for id in here {
        let fits = ids.len() < IDS_MAX || ids.contains_key(&id);
        if fits {
            ids.insert(id, part);
        }
        all &= fits;
    }
    all
}

/// The partner's id of an item, when it has one.
pub(super) fn id_of(item: &Result<Item, ItemError>) -> Option<ExternalId> {
    match item {
        Ok(Item::Ad(ad)) => Some(ad.source.external_id.clone()),
        Ok(Item::Removal { external_id, .. } | Item::Seen { external_id }) => {
            Some(external_id.clone())
        }
        Ok(Item::Page { .. }) => None,
        Err(error) => error.external_id.as_deref().and_then(|id| ExternalId::new(id).ok()),
    }
}
