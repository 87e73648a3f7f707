//! What the hub agreed with a partner about its ads, whatever its format: how
//! much of the text is carried, and whether absence may count.

use schemas::{Ad, Timestamp};
use scraper::Html;
use serde::{Deserialize, Serialize};

use crate::connector::{
    Answer, Ask, Connector, Cursor, Missed, Round, RoundEnd, RoundKind, Sink, Step,
};
use crate::item::{Item, ItemError, ReadContext, ReadError};
use crate::pages::Pages;

/// Longest text of a brief ad, in characters.
pub const BRIEF_CHARACTERS_MAX: usize = 300;

/// How much of an ad's text is carried.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Content {
    /// All of it.
    #[default]
    Full,
    /// The first [`BRIEF_CHARACTERS_MAX`] characters as plain text, the facts,
    /// and the links: readers go to the partner.
    Brief,
}

/// When an ad that is not shown any more counts as absent.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Completeness {
    /// When two complete snapshots in a row agree.
    #[default]
    Proven,
    /// Never: what is shown is a part, whatever it looks like.
    Never,
}

/// A partner under these rules.
pub struct Agreed<C> {
    connector: C,
    content: Content,
    completeness: Completeness,
}

impl<C: Connector> Agreed<C> {
    /// Puts a partner under these rules.
    pub const fn new(connector: C, content: Content, completeness: Completeness) -> Self {
        Self { connector, content, completeness }
    }
}

impl Connector for Box<dyn Connector> {
    fn name(&self) -> &'static str {
        self.as_ref().name()
    }

    fn format(&self) -> &'static str {
        self.as_ref().format()
    }

    fn begin(&self, cursor: Option<&Cursor>, now: Timestamp) -> Box<dyn Round> {
        self.as_ref().begin(cursor, now)
    }
}

impl<C: Connector> Connector for Agreed<C> {
    fn name(&self) -> &'static str {
        self.connector.name()
    }

    fn format(&self) -> &'static str {
        self.connector.format()
    }

    fn begin(&self, cursor: Option<&Cursor>, now: Timestamp) -> Box<dyn Round> {
        let round = self.connector.begin(cursor, now);
        Box::new(AgreedRound { round, content: self.content, completeness: self.completeness })
    }
}

struct AgreedRound {
    round: Box<dyn Round>,
    content: Content,
    completeness: Completeness,
}

impl Round for AgreedRound {
    fn kind(&self) -> RoundKind {
        match self.completeness {
            Completeness::Proven => self.round.kind(),
            Completeness::Never => RoundKind::Window,
        }
    }

    fn ask(&mut self, pages: &Pages) -> Option<Ask> {
        self.round.ask(pages)
    }

    fn read(
        &mut self,
        answer: Answer<'_>,
        context: &ReadContext<'_>,
        pages: &Pages,
        sink: &mut Sink<'_>,
    ) -> Result<Step, ReadError> {
        let content = self.content;
        self.round.read(answer, context, pages, &mut |item| sink(carried(item, content)))
    }

    fn missed(
        &mut self,
        missed: &Missed,
        pages: &Pages,
        sink: &mut Sink<'_>,
    ) -> Result<Step, ReadError> {
        let content = self.content;
        self.round.missed(missed, pages, &mut |item| sink(carried(item, content)))
    }

    fn end(&mut self, pages: &Pages, sink: &mut Sink<'_>) -> RoundEnd {
        let content = self.content;
        self.round.end(pages, &mut |item| sink(carried(item, content)))
    }

    fn doubted(&self) -> Option<Cursor> {
        self.round.doubted()
    }
}

fn carried(item: Result<Item, ItemError>, content: Content) -> Result<Item, ItemError> {
    match (item, content) {
        (Ok(Item::Ad(mut ad)), Content::Brief) => {
            shorten(&mut ad);
            Ok(Item::Ad(ad))
        }
        (Err(mut error), Content::Brief) => {
            error.bytes.clear();
            Err(error)
        }
        (item, _) => item,
    }
}

/// Leaves the start of the text, and nothing that holds the rest of it.
fn shorten(ad: &mut Ad) {
    for text in &mut ad.texts {
        let plain = if text.description_text.is_empty() {
            words_of(&text.description_html)
        } else {
            std::mem::take(&mut text.description_text)
        };
        text.description_text = start(&plain);
        text.description_html.clear();
        text.sections.clear();
    }
    ad.extensions.clear();
    ad.employer.description_html = None;
    if ad.apply.url.is_some() {
        ad.apply.instructions_html = None;
    }
}

fn words_of(html: &str) -> String {
    let tree = Html::parse_fragment(html);
    let mut words = String::new();
    for text in tree.root_element().text() {
        words.push_str(text);
        words.push(' ');
    }
    words
}

/// Whole words, up to the limit, with an ellipsis when there was more.
fn start(text: &str) -> String {
    let mut kept = String::new();
    let mut length = 0;
    for word in text.split_whitespace() {
        let more = word.chars().count() + usize::from(!kept.is_empty());
        if length + more >= BRIEF_CHARACTERS_MAX {
            kept.push('…');
            break;
        }
        if !kept.is_empty() {
            kept.push(' ');
        }
        kept.push_str(word);
        length += more;
    }
    kept
}

#[cfg(test)]
mod tests {
    use schemas::PartnerName;
    use schemas::json::Json;

    use super::*;
    use crate::formats::push;
    use crate::item::Profile;

    fn check(html: &str, expected: &str) {
        let profile = Profile {
            partner: PartnerName::new("acme").expect("a name"),
            zone: "UTC".to_owned(),
            language: None,
        };
        let context = ReadContext {
            profile: &profile,
            account: None,
            now: Timestamp::default(),
            url: None,
            snapshot_id: None,
        };
        let body = serde_json::json!({"external_id": "1", "title": "Baker", "employer": "Acme",
            "description_html": html, "apply_url": "https://example.org/1"});
        let mut ad = push::read_ad(body.to_string().as_bytes(), None, &context).unwrap().ad;
        ad.extensions.insert("acme".to_owned(), Json::from_value(&html.into()));
        let Ok(Item::Ad(ad)) = carried(Ok(Item::Ad(ad)), Content::Brief) else {
            panic!("an ad stays an ad")
        };
        let text = &ad.texts[0];
        assert_eq!(text.description_text, expected);
        assert!(text.description_html.is_empty() && ad.extensions.is_empty());
    }

    #[test]
    fn a_brief_ad_has_the_start_of_its_text_only() {
        check("<p>Bake &amp; sell.</p><p>Every day.</p>", "Bake & sell. Every day.");
        let long = "bread ".repeat(100);
        let shown = format!("{}…", "bread ".repeat(50).trim_end());
        check(&long, &shown);
        assert!(shown.chars().count() <= BRIEF_CHARACTERS_MAX);
        check(&"å".repeat(1_000), "…");
        check("", "");
    }

    #[test]
    fn what_is_never_complete_is_a_window() {
        let kind = |completeness| {
            let dialect = crate::dialects::named("indeed").expect("it is built in");
            let place = crate::partners::Where::url("https://e.org");
            let feed = crate::partners::Board::new(dialect.clone(), &place);
            let feed = feed.expect("a URL is all it needs");
            Agreed::new(feed, Content::Full, completeness).begin(None, Timestamp::default()).kind()
        };
        assert_eq!(kind(Completeness::Proven), RoundKind::Snapshot);
        assert_eq!(kind(Completeness::Never), RoundKind::Window);
    }
}
