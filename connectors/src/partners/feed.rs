//! A partner that is one URL and a dialect: a feed or a board whose whole
//! content is one answer.
//!
//! The cursor is `{"read_at": TIME}`, when the last answer was asked for; it
//! only informs. Every poll asks for everything.

use schemas::Timestamp;
use schemas::json::Json;

use crate::connector::{Answer, Ask, Connector, Cursor, Round, RoundEnd, RoundKind, Sink, Step};
use crate::formats::dialect::{Dialect, Shape};
use crate::formats::feed::{self, CONNECTOR};
use crate::item::{ReadContext, ReadEnd, ReadError};
use crate::pages::Pages;

/// One feed.
#[derive(Clone, Debug)]
pub struct Feed {
    url: String,
    dialect: Dialect,
    /// The trait gives names that live as long as the program.
    format: &'static str,
}

impl Feed {
    /// A feed at `url` in a dialect that is built in.
    pub fn new(url: &str, dialect: &'static Dialect) -> Self {
        Self { url: url.to_owned(), dialect: dialect.clone(), format: &dialect.name }
    }

    /// A feed in a dialect of the partner's own. Its name is kept for as long
    /// as the program runs: once for each partner, not for each poll.
    pub fn with_dialect(url: &str, dialect: Dialect) -> Self {
        let format = Box::leak(dialect.name.clone().into_boxed_str());
        Self { url: url.to_owned(), dialect, format }
    }
}

impl Connector for Feed {
    fn name(&self) -> &'static str {
        CONNECTOR
    }

    fn format(&self) -> &'static str {
        self.format
    }

    /// A feed that never shows everything is a window: absence says nothing.
    fn begin(&self, _cursor: Option<&Cursor>, now: Timestamp) -> Box<dyn Round> {
        let accept = match self.dialect.shape {
            Shape::Xml => "application/xml, text/xml, application/rss+xml, application/atom+xml",
            Shape::Json => "application/json, application/feed+json",
        };
        let ask = Ask::get(&self.url).with_header("accept", accept);
        let dialect = self.dialect.clone();
        Box::new(One { dialect, ask: Some(ask), asked_at: now, end: ReadEnd::default() })
    }
}

/// A round of one request.
struct One {
    dialect: Dialect,
    ask: Option<Ask>,
    asked_at: Timestamp,
    end: ReadEnd,
}

impl Round for One {
    fn kind(&self) -> RoundKind {
        if self.dialect.always_partial || self.dialect.single {
            RoundKind::Window
        } else {
            RoundKind::Snapshot
        }
    }

    fn ask(&mut self, _pages: &Pages) -> Option<Ask> {
        self.ask.take()
    }

    fn read(
        &mut self,
        answer: Answer<'_>,
        context: &ReadContext<'_>,
        _pages: &Pages,
        sink: &mut Sink<'_>,
    ) -> Result<Step, ReadError> {
        if answer.head.status != 200 {
            return Err(ReadError::Status { status: answer.head.status });
        }
        self.asked_at = answer.asked_at;
        let content_type = answer.head.content_type.as_deref();
        self.end = feed::read(answer.body, content_type, &self.dialect, context, sink)?;
        Ok(Step::default())
    }

    fn end(&mut self, _pages: &Pages, _sink: &mut Sink<'_>) -> RoundEnd {
        RoundEnd {
            items: self.end.items,
            complete: self.end.complete,
            announced: self.end.announced,
            unchanged: false,
            cursor: Json::from_value(&serde_json::json!({ "read_at": self.asked_at })),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialects;

    fn check(dialect: &str, kind: RoundKind) {
        let feed = Feed::new("https://jobs.example.org/feed", dialects::named(dialect).unwrap());
        let round = feed.begin(None, Timestamp::default());
        assert_eq!((round.kind(), feed.format()), (kind, dialect));
    }

    #[test]
    fn what_never_shows_everything_is_a_window() {
        check("indeed", RoundKind::Snapshot);
        check("teamtailor", RoundKind::Snapshot);
        check("rss", RoundKind::Window);
        check("jobtarget", RoundKind::Window);
        check("workday-detail", RoundKind::Window);
    }

    #[test]
    fn a_partners_own_dialect_extends_one_that_is_built_in() {
        let own = "extends = \"greenhouse\"\nname = \"acme\"\n[fields.employer]\nname_otherwise = \"Acme\"";
        let feed = Feed::with_dialect("https://e.org", Dialect::from_toml(own).unwrap());
        assert_eq!(feed.format(), "acme");
        assert_eq!(feed.dialect.fields.employer.name_otherwise.as_deref(), Some("Acme"));
        assert_eq!(feed.dialect.list, ["jobs"]);
    }
}
