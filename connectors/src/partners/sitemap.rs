//! A site that is read by its sitemap: pages with schema.org JobPostings.
//!
//! The snapshot is the sitemap: an ad is there as long as its page is listed,
//! whether the page can be read now or not. Only pages that are new or changed
//! are read, so many in one round; ads of pages that were never read are not
//! known yet, and nothing is concluded of them. A page that answers 404 or
//! 410, or whole, at its own address and without the ads that it had, says
//! that they are gone.

use std::io::Read as _;
use std::sync::Arc;

use schemas::Timestamp;
use url::Url;

use super::open::Settings;
use super::place::{OpenError, Place, Where, same_host};
use super::position::Position;
use super::unpack::unpacked;
use super::visits::{Listed, Visits};
use crate::connector::{
    Answer, Ask, Connector, Cursor, Missed, Round, RoundEnd, RoundKind, Sink, Step, Validators,
};
use crate::encoding::Encodings;
use crate::formats::dialect::Requests;
use crate::formats::schemaorg::{PageSeen, Verdict, is_whole, read_page, verdict};
use crate::item::{Item, ReadContext, ReadError};
use crate::pages::Pages;

mod listing;
mod rule;

use listing::Listing;
use rule::Rule;

use super::note::Note;

/// Name of the format.
pub const SITEMAP: &str = "sitemap";

/// Largest page.
const PAGE_BYTES_MAX: u64 = 8 << 20;

/// One site.
#[derive(Clone, Debug)]
pub struct Sitemap {
    site: Arc<Site>,
}

#[derive(Debug)]
struct Site {
    home: Url,
    rule: Rule,
    settings: Settings,
}

impl Sitemap {
    /// The site whose sitemap, or index of sitemaps, is at a URL.
    ///
    /// # Errors
    /// When there is no URL, or a pattern or host is none.
    pub fn new(place: &Where, settings: &Settings) -> Result<Self, OpenError> {
        let unusable = |message| OpenError::Unusable { format: SITEMAP.to_owned(), message };
        let place = Place::new(place, &Requests::default()).map_err(unusable)?;
        let rule = Rule::new(&settings.pages, &settings.hosts).map_err(unusable)?;
        let site = Site { home: place.url, rule, settings: settings.clone() };
        Ok(Self { site: Arc::new(site) })
    }
}

impl Connector for Sitemap {
    fn name(&self) -> &'static str {
        "schemaorg"
    }

    fn format(&self) -> &'static str {
        SITEMAP
    }

    fn begin(&self, cursor: Option<&Cursor>, now: Timestamp) -> Box<dyn Round> {
        Box::new(SiteRound {
            listing: Listing::new(&self.site.home),
            visits: Visits::new(&self.site.settings, now),
            site: Arc::clone(&self.site),
            before: Position::of(cursor),
            now,
            print: String::new(),
            asked: None,
            unchanged: false,
        })
    }
}

struct SiteRound {
    site: Arc<Site>,
    listing: Listing,
    visits: Visits,
    before: Position,
    now: Timestamp,
    print: String,
    /// A page that was asked for; `None`: a sitemap.
    asked: Option<Listed>,
    unchanged: bool,
}

impl Round for SiteRound {
    fn kind(&self) -> RoundKind {
        RoundKind::Snapshot
    }

    fn ask(&mut self, pages: &Pages) -> Option<Ask> {
        if let Some(url) = self.listing.next() {
            return Some(Ask::get(url).with_header("accept", "application/xml, text/xml"));
        }
        self.asked = self.visits.next();
        let one = self.asked.as_ref()?;
        let mut ask = Ask::get(&one.page).with_header("accept", "text/html, application/xhtml+xml");
        ask.unless = Note::of(pages, &one.page).map(|note| note.validators()).unwrap_or_default();
        Some(ask)
    }

    fn read(
        &mut self,
        mut answer: Answer<'_>,
        context: &ReadContext<'_>,
        pages: &Pages,
        sink: &mut Sink<'_>,
    ) -> Result<Step, ReadError> {
        match self.asked.take() {
            Some(one) => self.page(&one, &mut answer, context, pages, sink),
            None => {
                let read = self.sitemap(&mut answer);
                if let Err(error) = read {
                    self.listing.failed(error)?;
                }
                self.plan(pages, sink);
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
        match self.asked.take() {
            Some(one) => self.visits.failed(&one, pages, sink),
            None => {
                self.listing.failed(ReadError::Missed { reason: missed.reason.clone() })?;
                self.plan(pages, sink);
            }
        }
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
        let complete = self.listing.is_whole();
        self.visits.end(complete, pages, sink);
        let prints = vec![std::mem::take(&mut self.print)];
        let mut position = self.before.full(self.now, prints, Validators::default());
        if self.visits.is_shifted() {
            position.same = 1;
        }
        RoundEnd {
            items: self.visits.items(),
            complete,
            announced: None,
            limit: None,
            unchanged: false,
            cursor: position.cursor(),
        }
    }
}

impl SiteRound {
    fn sitemap(&mut self, answer: &mut Answer<'_>) -> Result<(), ReadError> {
        if answer.head.status != 200 {
            return Err(ReadError::Status { status: answer.head.status });
        }
        let content_type = answer.head.content_type.as_deref();
        self.listing.read(answer.body, content_type, &self.site.rule)
    }

    /// After the last sitemap: what is known is handed over, unless all is as
    /// it was.
    fn plan(&mut self, pages: &Pages, sink: &mut Sink<'_>) {
        if !self.listing.is_done() {
            return;
        }
        self.visits.list(self.listing.pages(), pages);
        self.print = self.visits.print();
        self.unchanged = self.before.prints == [self.print.clone()]
            && self.before.may_skip(true, self.now)
            && self.visits.is_idle()
            && self.listing.is_whole();
        if !self.unchanged {
            self.visits.hand_over_known(pages, sink);
        }
    }

    fn page(
        &mut self,
        one: &Listed,
        answer: &mut Answer<'_>,
        context: &ReadContext<'_>,
        pages: &Pages,
        sink: &mut Sink<'_>,
    ) {
        let note = Note::of(pages, &one.page).unwrap_or_default();
        if answer.head.status == 304 && answer.ask.unless != Validators::default() {
            return self.visits.same(one, pages, sink);
        }
        let (own_address, address) = match address(&one.page, answer.head.redirected_to.as_deref())
        {
            Some((own, url)) if own || self.is_of_site(&url) => (own, url),
            _ => return self.visits.failed(one, pages, sink),
        };
        let status = answer.head.status;
        let html = match status {
            200 => html(answer.body, answer.head.content_type.as_deref()),
            _ => Ok(String::new()),
        };
        let Ok(html) = html else { return self.visits.failed(one, pages, sink) };
        let context = ReadContext { url: Some(address.as_str()), ..*context };
        let ads = read_page(&html, &context).into_iter();
        let items: Vec<_> = ads.map(|read| read.map(|read| Item::Ad(read.ad))).collect();
        let whole = is_whole(&html);
        // Half an ad at the end of a page that is cut.
        if !whole && items.iter().any(Result::is_err) {
            return self.visits.failed(one, pages, sink);
        }
        let seen = PageSeen {
            status,
            whole,
            postings: items.len(),
            had_before: !note.ids.is_empty(),
            own_address,
        };
        match verdict(seen) {
            Verdict::Ads => {
                self.visits.read(one, items, whole, &answer.head.validators, pages, sink);
            }
            Verdict::NoData => {
                self.visits.read(one, Vec::new(), true, &answer.head.validators, pages, sink);
            }
            Verdict::Gone(_) => self.visits.gone(one, answer.asked_at, pages, sink),
            Verdict::Failed => self.visits.failed(one, pages, sink),
        }
    }

    fn is_of_site(&self, url: &Url) -> bool {
        same_host(url, &self.site.home) || self.site.rule.is_listed(url)
    }
}

/// The address that answered, and whether it is the page's own: a redirect
/// from http to https, to `www.` or to a slash at the end leads to the same.
fn address(page: &str, redirected_to: Option<&str>) -> Option<(bool, Url)> {
    let asked = Url::parse(page).ok()?;
    let Some(answered) = redirected_to else { return Some((true, asked)) };
    let answered = Url::parse(answered).ok()?;
    let plain = |url: &Url| {
        let host = url.host_str().unwrap_or_default().to_ascii_lowercase();
        let host = host.strip_prefix("www.").unwrap_or(&host).to_owned();
        (host, url.path().trim_end_matches('/').to_owned(), url.query().map(str::to_owned))
    };
    // The page keeps the address by which it is listed.
    Some(if plain(&asked) == plain(&answered) { (true, asked) } else { (false, answered) })
}

/// A page as text.
fn html(body: &mut dyn std::io::Read, content_type: Option<&str>) -> Result<String, ReadError> {
    let mut bytes = Vec::new();
    unpacked(body, PAGE_BYTES_MAX)?
        .read_to_end(&mut bytes)
        .map_err(|source| ReadError::Io { items: 0, source })?;
    let start = &bytes[..bytes.len().min(4 * 1024)];
    Ok(Encodings::of(start, content_type).decode(&bytes).text.into_owned())
}
