//! A partner that is one URL and a dialect: a feed or a board whose whole
//! content is one answer.
//!
//! The cursor is `{"read_at": TIME}`, when the last answer was asked for; it
//! only informs. Every poll asks for everything.

use std::io::Read;

use schemas::Timestamp;
use schemas::json::Json;

use crate::connector::{Ask, AskKind, Connector, Cursor, ResponseHead};
use crate::formats::dialect::{Dialect, Shape};
use crate::formats::feed::{self, CONNECTOR};
use crate::item::{Item, ItemError, ReadContext, ReadEnd, ReadError};

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
    fn ask(&self, _cursor: Option<&Cursor>, _now: Timestamp) -> Ask {
        let accept = match self.dialect.shape {
            Shape::Xml => "application/xml, text/xml, application/rss+xml, application/atom+xml",
            Shape::Json => "application/json, application/feed+json",
        };
        let kind = if self.dialect.always_partial || self.dialect.single {
            AskKind::Window
        } else {
            AskKind::Snapshot
        };
        Ask { url: self.url.clone(), headers: vec![("accept", accept.to_owned())], kind }
    }

    fn read(
        &self,
        _ask: &Ask,
        head: &ResponseHead,
        body: &mut dyn Read,
        context: &ReadContext<'_>,
        sink: &mut dyn FnMut(Result<Item, ItemError>),
    ) -> Result<ReadEnd, ReadError> {
        if head.status != 200 {
            return Err(ReadError::Status { status: head.status });
        }
        feed::read(body, head.content_type.as_deref(), &self.dialect, context, sink)
    }

    fn advance(
        &self,
        _cursor: Option<&Cursor>,
        _ask: &Ask,
        _end: &ReadEnd,
        asked_at: Timestamp,
    ) -> Cursor {
        Json::from_value(&serde_json::json!({ "read_at": asked_at }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialects;

    fn check(dialect: &str, kind: AskKind) {
        let feed = Feed::new("https://jobs.example.org/feed", dialects::named(dialect).unwrap());
        let ask = feed.ask(None, Timestamp::default());
        assert_eq!((ask.kind, feed.format()), (kind, dialect));
    }

    #[test]
    fn what_never_shows_everything_is_a_window() {
        check("indeed", AskKind::Snapshot);
        check("teamtailor", AskKind::Snapshot);
        check("rss", AskKind::Window);
        check("jobtarget", AskKind::Window);
        check("workday-detail", AskKind::Window);
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
