//! A board whose list has no bodies: each ad is asked for by itself, when it
//! is new, when the list says something else of it, or after some days.
//!
//! The snapshot is the list. Details that cannot be read cost that ad only;
//! details that answer 404 or 410 say that the ad is gone, though it is listed
//! still.

use std::collections::HashMap;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use schemas::rejected::{Fault, RejectReason};
use schemas::{Rejected, Timestamp};
use serde_json::Value;
use url::Url;

use super::asks::Asks;
use super::open::Settings;
use super::paging::{Page, PageRead, link_of};
use super::place::{OpenError, Place, Where, same_host};
use super::position::{Position, Print};
use super::search::{Search, Taken};
use super::template::{Template, encoded};
use super::unpack::unpacked;
use super::visits::{Listed, Visits};
use crate::connector::{
    Answer, Ask, Connector, Cursor, Missed, Round, RoundEnd, RoundKind, Sink, Step, Validators,
};
use crate::dialects;
use crate::formats::dialect::{Detail, Dialect};
use crate::formats::feed::{self, CONNECTOR};
use crate::formats::mapping::{Item as Mapped, Path, Paths};
use crate::item::{ItemError, ReadContext, ReadError};
use crate::pages::Pages;

/// Begins the name of a field that stands in base64.
const BASE64: &str = "base64.";
/// Most items of one list.
const ITEMS_MAX: usize = 200_000;

/// A board with details.
#[derive(Clone, Debug)]
pub struct Details {
    list: Arc<List>,
    format: &'static str,
}

#[derive(Debug)]
struct List {
    dialect: Dialect,
    asks: Asks,
    rule: Detail,
    /// Of the address of details, which is relative to the list's.
    template: Template,
    fields: Vec<(String, Paths)>,
    place: Place,
    detail: Dialect,
    detail_asks: Asks,
    settings: Settings,
}

impl Details {
    /// The board of a dialect that has details, at a place.
    ///
    /// # Errors
    /// When the dialect cannot be asked there.
    pub fn new(dialect: Dialect, place: &Where, settings: &Settings) -> Result<Self, OpenError> {
        let tenant = place.tenant.as_deref();
        let format: &'static str = Box::leak(dialect.name.clone().into_boxed_str());
        let unusable = |message| OpenError::Unusable { format: format.to_owned(), message };
        let place = Place::new(place, &dialect.request).map_err(unusable)?;
        let rule = dialect.request.detail.clone();
        let rule = rule.ok_or_else(|| unusable("it has no details".to_owned()))?;
        let detail = dialects::named(&rule.dialect).filter(|detail| detail.single);
        let mut detail = detail
            .cloned()
            .ok_or_else(|| unusable(format!("{:?} is no dialect of one ad", rule.dialect)))?;
        detail.of_tenant(tenant);
        let template = Template::new(&rule.url);
        let mut fields = Vec::new();
        for name in template.names() {
            let plain = name.strip_prefix(BASE64).unwrap_or(name);
            if let Some(path) = plain.strip_prefix("item.") {
                let path = Path::try_from(path.to_owned()).map_err(|e| unusable(e.to_string()))?;
                fields.push((name.to_owned(), Paths(vec![path])));
            } else if place.parameter(name).is_none() {
                return Err(unusable(format!("`{name}` is needed for {:?}", rule.url)));
            }
        }
        let list = List {
            asks: Asks::new(&dialect, place.url.clone()),
            detail_asks: Asks::new(&detail, place.url.clone()),
            dialect,
            rule,
            template,
            fields,
            place,
            detail,
            settings: settings.clone(),
        };
        Ok(Self { list: Arc::new(list), format })
    }
}

impl Connector for Details {
    fn name(&self) -> &'static str {
        CONNECTOR
    }

    fn format(&self) -> &'static str {
        self.format
    }

    fn begin(&self, cursor: Option<&Cursor>, now: Timestamp) -> Box<dyn Round> {
        let list = Arc::clone(&self.list);
        Box::new(DetailRound {
            search: Search::new(&list.dialect.request, false, list.asks.url.clone()),
            visits: Visits::new(&list.settings, now),
            list,
            before: Position::of(cursor),
            now,
            listed: Vec::new(),
            known: HashMap::new(),
            print: String::new(),
            asked: None,
            unchanged: false,
            doubt: false,
        })
    }
}

struct DetailRound {
    list: Arc<List>,
    search: Search,
    visits: Visits,
    before: Position,
    now: Timestamp,
    listed: Vec<Listed>,
    /// Addresses on earlier pages of the list, and in which part each was seen
    /// last.
    known: HashMap<String, u32>,
    print: String,
    /// Details that were asked for; `None`: a page of the list.
    asked: Option<Listed>,
    unchanged: bool,
    doubt: bool,
}

impl Round for DetailRound {
    fn kind(&self) -> RoundKind {
        if self.list.dialect.always_partial { RoundKind::Window } else { RoundKind::Snapshot }
    }

    fn ask(&mut self, _pages: &Pages) -> Option<Ask> {
        match self.search.ask() {
            Some((Page::Span(span), chosen)) => return Some(self.list.asks.span(span, chosen)),
            Some((Page::Link(url), _)) => return Some(self.list.asks.at(url)),
            None => {}
        }
        self.asked = self.visits.next();
        let url = Url::parse(&self.asked.as_ref()?.page).expect("it is built from a URL");
        Some(self.list.detail_asks.at(url))
    }

    fn read(
        &mut self,
        mut answer: Answer<'_>,
        context: &ReadContext<'_>,
        pages: &Pages,
        sink: &mut Sink<'_>,
    ) -> Result<Step, ReadError> {
        match self.asked.take() {
            Some(one) => self.details(&one, &mut answer, context, pages, sink),
            None => {
                self.list_page(&mut answer, sink)?;
                if self.search.is_done() {
                    self.plan(pages, sink);
                }
            }
        }
        Ok(Step::default())
    }

    fn missed(
        &mut self,
        missed: &Missed,
        pages: &Pages,
        sink: &mut Sink<'_>,
    ) -> Result<Step, ReadError> {
        let Some(one) = self.asked.take() else {
            return Err(ReadError::Missed { reason: missed.reason.clone() });
        };
        self.visits.failed(&one, pages, sink);
        Ok(Step::default())
    }

    fn end(&mut self, pages: &Pages, sink: &mut Sink<'_>) -> RoundEnd {
        if self.unchanged {
            return RoundEnd {
                items: 0,
                complete: false,
                announced: None,
                limit: None,
                unchanged: true,
                cursor: self.before.unchanged(self.now).cursor(),
            };
        }
        let complete = self.search.is_whole() && !self.doubt;
        self.visits.end(complete, pages, sink);
        let prints = vec![std::mem::take(&mut self.print)];
        let mut position = self.before.full(self.now, prints, Validators::default());
        if self.visits.is_shifted() {
            position.same = 1;
        }
        RoundEnd {
            items: self.visits.items(),
            complete: complete && self.kind() == RoundKind::Snapshot,
            // What is listed was counted; ads that are not known yet are not
            // handed over.
            announced: if complete { None } else { self.search.announced() },
            limit: self.search.limit(),
            unchanged: false,
            cursor: position.cursor(),
        }
    }
}

impl DetailRound {
    fn list_page(&mut self, answer: &mut Answer<'_>, sink: &mut Sink<'_>) -> Result<(), ReadError> {
        if answer.head.status != 200 {
            return Err(ReadError::Status { status: answer.head.status });
        }
        let list = Arc::clone(&self.list);
        let part = self.search.part();
        let (mut listed, mut bad, mut page) = (Vec::new(), Vec::new(), PageRead::default());
        let known = &self.known;
        let mut each = |number: u64, bytes: &[u8], _: &Value| match list.listed(number, bytes) {
            Ok(one) => {
                let before = known.get(&one.page);
                page.fresh += u64::from(before != Some(&part));
                page.new += u64::from(before.is_none());
                listed.push(one);
            }
            Err(error) => {
                page.fresh += 1;
                page.new += 1;
                bad.push(error);
            }
        };
        let bytes_max = answer.body.bytes_max();
        let mut body = unpacked(answer.body, bytes_max)?;
        let read = feed::read_list(&mut body, &list.dialect, &mut each)?;
        let links = answer.head.headers.iter().filter(|(name, _)| name == "link");
        page.items = read.end.items;
        page.total = read.end.announced;
        page.next = read.next.or_else(|| link_of(links.map(|(_, value)| value.as_str())));
        page.whole = read.whole;
        self.doubt |= self.search.pages() == 0 && page.items == 0 && list.dialect.empty_is_doubtful;
        if self.search.took(&page, &read.facets) == Taken::Split {
            return Ok(());
        }
        for error in bad {
            self.visits.bad(error, sink);
        }
        for one in listed {
            if self.known.insert(one.page.clone(), part).is_some() {
                continue;
            }
            let full = self.listed.len() >= ITEMS_MAX;
            self.doubt |= full;
            if !full {
                self.listed.push(one);
            }
        }
        Ok(())
    }

    /// The list was read: what is known is handed over, unless all is as it
    /// was.
    fn plan(&mut self, pages: &Pages, sink: &mut Sink<'_>) {
        self.visits.list(std::mem::take(&mut self.listed), pages);
        self.print = self.visits.print();
        let same = self.before.prints == [self.print.clone()];
        self.unchanged = same
            && self.before.may_skip(self.kind() == RoundKind::Snapshot, self.now)
            && self.visits.is_idle()
            && self.visits.items() == 0
            && self.search.is_whole();
        if !self.unchanged {
            self.visits.hand_over_known(pages, sink);
        }
    }

    fn details(
        &mut self,
        one: &Listed,
        answer: &mut Answer<'_>,
        context: &ReadContext<'_>,
        pages: &Pages,
        sink: &mut Sink<'_>,
    ) {
        match answer.head.status {
            200 => {
                let mut items = Vec::new();
                let content_type = answer.head.content_type.as_deref();
                let mut take = |item| items.push(item);
                let bytes_max = answer.body.bytes_max();
                let read = unpacked(answer.body, bytes_max).and_then(|mut body| {
                    feed::read_part(&mut body, content_type, &self.list.detail, context, &mut take)
                });
                match read {
                    Ok(_) => {
                        self.visits.read(one, items, true, &answer.head.validators, pages, sink);
                    }
                    Err(_) => self.visits.failed(one, pages, sink),
                }
            }
            404 | 410 => self.visits.gone(one, answer.asked_at, pages, sink),
            _ => self.visits.failed(one, pages, sink),
        }
    }
}

impl List {
    /// Where the details of an item are, and what the list says of it.
    fn listed(&self, number: u64, bytes: &[u8]) -> Result<Listed, ItemError> {
        let refuse = |id: Option<String>, code: &str, message: String| ItemError {
            external_id: id,
            reason: RejectReason::Malformed,
            faults: vec![Fault::new(code, "", message)],
            place: format!("item {number}"),
            bytes: bytes[..bytes.len().min(Rejected::BYTES_MAX)].to_vec(),
            bytes_length: bytes.len(),
        };
        let item: Value = serde_json::from_slice(bytes)
            .map_err(|e| refuse(None, "malformed_json", format!("not valid JSON: {e}")))?;
        let fields = Mapped::new(&item, &Value::Null);
        let mut value = |name: &str| match self.fields.iter().find(|(field, _)| field == name) {
            Some((_, paths)) => fields.raw(paths).map(|text| match name.starts_with(BASE64) {
                true => encoded(&STANDARD.encode(text.trim()), false),
                false => encoded(text.trim(), true),
            }),
            None => self.place.parameter(name).map(|value| encoded(value, false)),
        };
        let id = fields.raw(&self.dialect.fields.id);
        let page = self.template.fill(&mut value).map_err(|name| {
            refuse(id.clone(), "detail_missing", format!("no `{name}`, which leads to the details"))
        })?;
        let page = self.asks.url.join(&page).ok().filter(|url| same_host(url, &self.asks.url));
        let page = page.ok_or_else(|| {
            refuse(id, "detail_foreign", "the details are not at the list's host".to_owned())
        })?;
        Ok(Listed { page: page.to_string(), mark: Some(self.mark(&item)) })
    }

    fn mark(&self, item: &Value) -> String {
        let mut print = Print::default();
        if self.rule.same.is_empty() {
            print.add(&item.to_string());
        }
        for path in &self.rule.same.0 {
            for value in path.follow(item, &Value::Null) {
                print.add(&value.to_string());
            }
            print.add("");
        }
        print.hex()
    }
}
