//! `[partners.NAME]`: one partner that is pulled.

use std::collections::BTreeMap;
use std::time::Duration;

use connectors::formats::catalogue::{self, Format};
use connectors::formats::dialect::{Dialect, Duplicates};
use connectors::formats::jobstream::Version;
use connectors::partners::policy::{Completeness, Content};
use schemars::{JsonSchema, Schema};
use serde::{Deserialize, Serialize};

use super::Span;

/// One partner that is pulled. `format`, and `url` or `tenant`, are enough.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PartnerConfig {
    /// What it speaks: a name of docs/connectors.md.
    #[schemars(schema_with = "formats")]
    pub(crate) format: String,
    /// Where it is asked. Not needed where the format knows the address of a
    /// tenant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) url: Option<String>,
    /// The partner's name at the system that serves its ads, for formats that
    /// know the address: the `acme` of `acme.recruitee.com`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) tenant: Option<String>,
    /// What else the address needs (docs/connectors.md names it).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) parameters: BTreeMap<String, String>,
    /// Id space of its ads inside the partner, when it has several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) account: Option<String>,
    /// From the end of one round to the start of the next. Default: 60s for
    /// change streams, 15m for all else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) interval: Option<Span>,
    /// Least time between two requests. Default: 60s for JobStream, which asks
    /// for it; 1s for all else. Less only where the partner agreed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) request_interval: Option<Span>,
    /// Change streams: from one full snapshot to the next, which finds
    /// scheduled ads, and those that went without a word.
    #[serde(default = "default_snapshot_interval")]
    pub(crate) snapshot_interval: Span,
    /// Zone of times without one, IANA name.
    #[serde(default = "default_zone")]
    pub(crate) zone: String,
    /// Language of ads that do not say, BCP 47.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) language: Option<String>,
    /// How much of the text is carried: `full`, or `brief` (its start, the
    /// facts, and the links).
    #[serde(default)]
    #[schemars(with = "ContentNames")]
    pub(crate) content: Content,
    /// When an ad that is not shown counts as absent: `proven` (two complete
    /// snapshots in a row agree), or `never`.
    #[serde(default)]
    #[schemars(with = "CompletenessNames")]
    pub(crate) complete: Completeness,
    /// When an id comes twice in one answer: `first` counts, or
    /// `merge_places`: one ad in several places. Default: as the format does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<DuplicatesNames>")]
    pub(crate) duplicates: Option<Duplicates>,
    /// Safety brake: a snapshot that is smaller than the last one by more than
    /// this share withdraws nothing until an operator releases it. 0 to 1.
    #[serde(default = "default_brake")]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub(crate) brake: f64,
    /// Lets the partner live on a loopback or private address.
    #[serde(default)]
    pub(crate) private_address: bool,
    /// Where this partner differs from its format: keys of a dialect
    /// (docs/connectors.md), put over those of the format.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<BTreeMap<String, serde_json::Value>>")]
    pub(crate) dialect: Option<toml::Table>,
}

/// Names for the schema.
#[derive(JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[expect(dead_code, reason = "only its schema is used")]
enum ContentNames {
    Full,
    Brief,
}

/// Names for the schema.
#[derive(JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[expect(dead_code, reason = "only its schema is used")]
enum CompletenessNames {
    Proven,
    Never,
}

/// Names for the schema.
#[derive(JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(dead_code, reason = "only its schema is used")]
enum DuplicatesNames {
    First,
    MergePlaces,
    Keep,
}

fn formats(_generator: &mut schemars::SchemaGenerator) -> Schema {
    let names: Vec<&str> = pulled().map(|named| named.name).collect();
    schemars::json_schema!({ "type": "string", "enum": names })
}

/// Formats that a partner can be pulled in.
fn pulled() -> impl Iterator<Item = catalogue::Named> {
    catalogue::all().into_iter().filter(|named| match catalogue::named(named.name) {
        Some(Format::Dialect(dialect)) => !dialect.single,
        Some(Format::Jobstream(_)) => true,
        _ => false,
    })
}

/// What is wrong with a partner.
#[derive(Debug)]
pub(crate) struct Mistake {
    /// Key, as a path from the partner.
    pub(crate) key: String,
    /// What was seen and what is allowed.
    pub(crate) message: String,
}

impl Mistake {
    fn new(key: impl Into<String>, message: impl Into<String>) -> Self {
        Self { key: key.into(), message: message.into() }
    }
}

/// What a partner speaks, its own differences included.
#[derive(Clone, Debug)]
pub(crate) enum Spoken {
    /// JobTech JobStream.
    Jobstream(Version),
    /// A feed or a board.
    Dialect(Box<Dialect>),
}

impl PartnerConfig {
    /// A partner of these two lines, with defaults for the rest.
    pub(crate) fn new(format: &str, url: String) -> Self {
        Self {
            format: format.to_owned(),
            url: Some(url),
            tenant: None,
            parameters: BTreeMap::new(),
            account: None,
            interval: None,
            request_interval: None,
            snapshot_interval: default_snapshot_interval(),
            zone: default_zone(),
            language: None,
            content: Content::default(),
            complete: Completeness::default(),
            duplicates: None,
            brake: default_brake(),
            private_address: false,
            dialect: None,
        }
    }

    /// What it speaks.
    ///
    /// # Errors
    /// When there is no such format, or its differences cannot be read.
    pub(crate) fn spoken(&self) -> Result<Spoken, Mistake> {
        let known = pulled().any(|named| named.name == self.format);
        match catalogue::named(&self.format).filter(|_| known) {
            Some(Format::Jobstream(version)) => match self.dialect {
                None => Ok(Spoken::Jobstream(version)),
                Some(_) => Err(Mistake::new("dialect", "JobStream has no dialects")),
            },
            Some(Format::Dialect(_)) => self.dialect().map(|d| Spoken::Dialect(Box::new(d))),
            _ => Err(Mistake::new("format", self.no_format())),
        }
    }

    /// The format with this partner's differences over it.
    fn dialect(&self) -> Result<Dialect, Mistake> {
        let mut table = self.dialect.clone().unwrap_or_default();
        if !table.contains_key("extends") {
            table.insert("extends".to_owned(), self.format.clone().into());
        }
        let mut dialect = Dialect::from_table(table).map_err(|error| {
            let message = error.to_string().replace('\n', " ");
            Mistake::new(named_key(&message), message)
        })?;
        if let Some(duplicates) = self.duplicates {
            dialect.duplicates = duplicates;
        }
        Ok(dialect)
    }

    fn no_format(&self) -> String {
        let names: Vec<&str> = pulled().map(|named| named.name).collect();
        let single = catalogue::named(&self.format).is_some();
        let seen = if single { "is read one ad at a time" } else { "is no format" };
        format!("{:?} {seen}; a partner may speak {}", self.format, names.join(", "))
    }

    /// What types cannot say.
    pub(super) fn check(&self) -> Result<(), Mistake> {
        let spoken = self.spoken()?;
        match (&self.url, &self.tenant) {
            (Some(url), _) => {
                if let Err(error) = url::Url::parse(url) {
                    return Err(Mistake::new("url", format!("{url:?} is not a URL: {error}")));
                }
            }
            (None, _) => {
                return Err(Mistake::new("url", "it is missing: where is the partner asked?"));
            }
        }
        if self.duplicates.is_some() && matches!(spoken, Spoken::Jobstream(_)) {
            return Err(Mistake::new("duplicates", "JobStream has none"));
        }
        if jiff::tz::TimeZone::get(&self.zone).is_err() {
            let message =
                format!("{:?} is not a time zone, for example \"Europe/Stockholm\"", self.zone);
            return Err(Mistake::new("zone", message));
        }
        if !(0.0..=1.0).contains(&self.brake) {
            return Err(Mistake::new("brake", format!("{} is not between 0 and 1", self.brake)));
        }
        Ok(())
    }

    /// Puts in what follows from the format, so that it is shown. The partner
    /// was checked.
    pub(super) fn settle(&mut self) {
        if let Ok(spoken) = self.spoken() {
            self.interval = Some(Span(self.effective_interval(&spoken)));
            self.request_interval = Some(Span(self.effective_request_interval(&spoken)));
        }
    }

    /// From the end of one round to the start of the next.
    pub(crate) fn effective_interval(&self, spoken: &Spoken) -> Duration {
        self.interval.map_or_else(
            || Duration::from_secs(if matches!(spoken, Spoken::Jobstream(_)) { 60 } else { 900 }),
            |span| span.0,
        )
    }

    /// Least time between two requests.
    pub(crate) fn effective_request_interval(&self, spoken: &Spoken) -> Duration {
        self.request_interval.map_or_else(
            || Duration::from_secs(if matches!(spoken, Spoken::Jobstream(_)) { 60 } else { 1 }),
            |span| span.0,
        )
    }
}

/// The key that an error of a dialect names: "unknown field `x` … in `a.b`".
fn named_key(message: &str) -> String {
    let quoted_after =
        |words: &str| message.rsplit_once(words).and_then(|(_, rest)| rest.split('`').next());
    let parts = [Some("dialect"), quoted_after(" in `"), quoted_after("unknown field `")];
    parts.into_iter().flatten().collect::<Vec<_>>().join(".")
}

const fn default_snapshot_interval() -> Span {
    Span(Duration::from_secs(24 * 3600))
}

fn default_zone() -> String {
    "Europe/Stockholm".to_owned()
}

const fn default_brake() -> f64 {
    0.2
}
