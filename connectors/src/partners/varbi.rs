//! A partner whose ads lie in two feeds under the same ids: facts in one,
//! texts in the other. Varbi: employer, place and last day are in the sitemap,
//! the body in the RSS feed.
//!
//! A round asks for the texts, keeps them, then for the facts, and hands each
//! ad over once. Both must be whole: without one of them nothing is read, so
//! that no ad loses its text for a round. The texts are kept in memory, so
//! that there is a limit to both.

use std::collections::BTreeMap;
use std::sync::Arc;

use schemas::id::ExternalId;
use schemas::{Ad, Timestamp};

use super::asks::{Asks, Span};
use super::board::id_of;
use super::place::{OpenError, Place, Where};
use super::position::Position;
use super::unpack::unpacked;
use crate::connector::{
    Answer, Ask, Connector, Cursor, Round, RoundEnd, RoundKind, Sink, Step, Validators,
};
use crate::dialects;
use crate::formats::dialect::Dialect;
use crate::formats::feed::{self, CONNECTOR};
use crate::item::{Item, ItemError, ReadContext, ReadEnd, ReadError};
use crate::pages::Pages;

/// Most items of each feed. The largest of Varbi's tenants that was seen has
/// 403.
const ITEMS_MAX: u64 = 10_000;
/// Largest feed, unpacked.
const BYTES_MAX: u64 = 128 << 20;

/// Two feeds of one partner.
#[derive(Clone, Debug)]
pub struct Merged {
    feeds: Arc<Feeds>,
    format: &'static str,
}

#[derive(Debug)]
struct Feeds {
    texts: (Dialect, Asks),
    facts: (Dialect, Asks),
}

impl Merged {
    /// The feeds of a dialect that has its texts elsewhere, at a place.
    ///
    /// # Errors
    /// When the dialect cannot be asked there.
    pub fn new(mut dialect: Dialect, place: &Where) -> Result<Self, OpenError> {
        dialect.of_tenant(place.tenant.as_deref());
        let format: &'static str = Box::leak(dialect.name.clone().into_boxed_str());
        let unusable = |message| OpenError::Unusable { format: format.to_owned(), message };
        let place = Place::new(place, &dialect.request).map_err(unusable)?;
        let rule = dialect.request.texts.as_ref();
        let rule = rule.ok_or_else(|| unusable("it has no texts elsewhere".to_owned()))?;
        let texts = dialects::named(&rule.dialect).cloned();
        let texts =
            texts.ok_or_else(|| unusable(format!("{:?} is no dialect of texts", rule.dialect)))?;
        let texts_asks = Asks::new(&texts, place.at(&rule.url).map_err(unusable)?);
        let asks = Asks::new(&dialect, place.url);
        let feeds = Feeds { texts: (texts, texts_asks), facts: (dialect, asks) };
        Ok(Self { feeds: Arc::new(feeds), format })
    }
}

impl Connector for Merged {
    fn name(&self) -> &'static str {
        CONNECTOR
    }

    fn format(&self) -> &'static str {
        self.format
    }

    fn begin(&self, cursor: Option<&Cursor>, now: Timestamp) -> Box<dyn Round> {
        Box::new(MergedRound {
            feeds: Arc::clone(&self.feeds),
            before: Position::of(cursor),
            now,
            asked: 0,
            texts: BTreeMap::new(),
            prints: Vec::new(),
            complete: true,
            items: 0,
            unchanged: false,
        })
    }
}

struct MergedRound {
    feeds: Arc<Feeds>,
    before: Position,
    now: Timestamp,
    /// How many of the two were asked for.
    asked: usize,
    texts: BTreeMap<ExternalId, Box<Ad>>,
    prints: Vec<String>,
    complete: bool,
    items: u64,
    unchanged: bool,
}

impl Round for MergedRound {
    fn kind(&self) -> RoundKind {
        RoundKind::Snapshot
    }

    fn ask(&mut self, _pages: &Pages) -> Option<Ask> {
        let (_, asks) = [&self.feeds.texts, &self.feeds.facts].get(self.asked).copied()?;
        self.asked += 1;
        let mut ask = asks.span(Span { offset: 0, size: ITEMS_MAX, page: 1 }, &[]);
        ask.fingerprint = true;
        Some(ask)
    }

    fn read(
        &mut self,
        mut answer: Answer<'_>,
        context: &ReadContext<'_>,
        _pages: &Pages,
        sink: &mut Sink<'_>,
    ) -> Result<Step, ReadError> {
        if answer.head.status != 200 {
            return Err(ReadError::Status { status: answer.head.status });
        }
        self.prints.push(answer.head.fingerprint.clone().unwrap_or_default());
        if self.asked == 1 {
            self.keep_texts(&mut answer, context, sink)?;
        } else if self.items == 0
            && self.before.may_skip(true, self.now)
            && self.prints == self.before.prints
        {
            self.unchanged = true;
        } else {
            self.put_together(&mut answer, context, sink)?;
        }
        Ok(Step::default())
    }

    fn end(&mut self, _pages: &Pages, _sink: &mut Sink<'_>) -> RoundEnd {
        let position = if self.unchanged {
            self.before.unchanged(self.now)
        } else {
            let prints = std::mem::take(&mut self.prints);
            self.before.full(self.now, prints, Validators::default())
        };
        RoundEnd {
            items: self.items,
            complete: self.complete && !self.unchanged,
            announced: None,
            limit: None,
            unchanged: self.unchanged,
            cursor: position.cursor(),
        }
    }
}

impl MergedRound {
    fn keep_texts(
        &mut self,
        answer: &mut Answer<'_>,
        context: &ReadContext<'_>,
        sink: &mut Sink<'_>,
    ) -> Result<(), ReadError> {
        let feeds = Arc::clone(&self.feeds);
        let texts = &mut self.texts;
        // Of an item that has no text here the facts are read still.
        let mut bad = Vec::new();
        let end = read(&feeds.texts.0, answer, context, &mut |item| match item {
            Ok(Item::Ad(ad)) => {
                texts.insert(ad.source.external_id.clone(), ad);
            }
            Ok(_) => {}
            Err(error) => bad.push(error),
        })?;
        self.complete &= end.complete;
        let skips = self.before.may_skip(true, self.now)
            && self.before.prints.first() == self.prints.first();
        for error in bad.into_iter().filter(|_| !skips) {
            self.items += 1;
            sink(Err(error));
        }
        Ok(())
    }

    fn put_together(
        &mut self,
        answer: &mut Answer<'_>,
        context: &ReadContext<'_>,
        sink: &mut Sink<'_>,
    ) -> Result<(), ReadError> {
        let feeds = Arc::clone(&self.feeds);
        let Self { texts, items, .. } = self;
        let end = read(&feeds.facts.0, answer, context, &mut |item| {
            let text = id_of(&item).and_then(|id| texts.remove(&id));
            *items += 1;
            match (item, text) {
                (Ok(Item::Ad(facts)), Some(text)) => {
                    sink(Ok(Item::Ad(with_text(facts, *text))));
                }
                // Facts that cannot be read leave the ad that the text is.
                (Err(error), Some(text)) => {
                    *items += 1;
                    sink(Err(ItemError { external_id: None, ..error }));
                    sink(Ok(Item::Ad(text)));
                }
                (item, _) => sink(item),
            }
        })?;
        self.complete &= end.complete;
        // An ad that only one feed shows is there.
        for (_, text) in std::mem::take(&mut self.texts) {
            self.items += 1;
            sink(Ok(Item::Ad(text)));
        }
        Ok(())
    }
}

/// Reads one feed, within its limits.
fn read(
    dialect: &Dialect,
    answer: &mut Answer<'_>,
    context: &ReadContext<'_>,
    sink: &mut Sink<'_>,
) -> Result<ReadEnd, ReadError> {
    let content_type = answer.head.content_type.as_deref();
    let bytes_max = answer.body.bytes_max().min(BYTES_MAX);
    let mut body = unpacked(answer.body, bytes_max)?;
    let mut items = 0;
    let end = feed::read(&mut body, content_type, dialect, context, &mut |item| {
        items += 1;
        if items <= ITEMS_MAX {
            sink(item);
        }
    })?;
    if items > ITEMS_MAX {
        let message = format!("{items} items, at most {ITEMS_MAX} can be put together");
        let (format, place) = (dialect.shape.as_str(), "its end".to_owned());
        return Err(ReadError::Malformed { format, place, message, items: ITEMS_MAX });
    }
    Ok(end)
}

/// The facts with the text of the other feed, title and language included:
/// they belong together. The time of day of its publication is kept too.
fn with_text(mut facts: Box<Ad>, text: Ad) -> Box<Ad> {
    let has_body = text
        .texts
        .iter()
        .any(|t| !(t.description_html.is_empty() && t.description_text.is_empty()));
    if has_body {
        facts.texts = text.texts;
    }
    let assumed = text.facts.iter().any(|fact| fact.path == "/published_at");
    if !assumed && !text.published_at.date_only {
        facts.published_at = text.published_at;
        facts.facts.retain(|fact| fact.path != "/published_at");
    }
    for id in text.alt_ids {
        if !facts.alt_ids.contains(&id) {
            facts.alt_ids.push(id);
        }
    }
    facts
}
