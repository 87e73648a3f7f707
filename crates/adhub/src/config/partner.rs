//! `[partners.NAME]`: one partner that is pulled.

mod schema;

use std::collections::BTreeMap;
use std::time::Duration;

use connectors::formats::catalogue::{self, Format};
use connectors::formats::dialect::{Dialect, Duplicates};
use connectors::partners::Settings;
use connectors::partners::policy::{Completeness, Content};
use runtime::http::Limits;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Span;
use super::credentials::CredentialsConfig;
use super::patience::{BreakerConfig, TimeoutsConfig};
use super::streams::{ElasticConfig, NavConfig};
use schema::{CompletenessNames, ContentNames, DuplicatesNames, dialect_keys, formats};

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
    /// Change streams: how far a window reaches back before the end of the last
    /// one. Default: 5m for JobStream, 10m for the others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) overlap: Option<Span>,
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
    /// Boards with a request for each ad, and sites: details and pages are read
    /// again at the latest after so many days.
    #[serde(default = "default_reread_days")]
    pub(crate) reread_days: u32,
    /// Details and pages asked for in one round, at most; the rest is asked for
    /// in the next.
    #[serde(default = "default_pages_per_round")]
    pub(crate) pages_per_round: u32,
    /// Sites: which pages are ads, by their path, for example `/jobs/*`.
    /// Default: all that the sitemap lists.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) pages: Vec<String>,
    /// Sites: hosts besides the sitemap's own that pages may be on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) hosts: Vec<String>,
    /// Safety brake: a snapshot that is smaller than the last one by more than
    /// this share withdraws nothing until an operator releases it. 0 to 1.
    #[serde(default = "default_brake")]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub(crate) brake: f64,
    /// Whether the robots.txt of its hosts is obeyed: `obey`, or `agreed` where
    /// the partner has agreed that we read it.
    #[serde(default)]
    pub(crate) robots: RobotsConfig,
    /// How the partner is shown who we are; the secret is in the environment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) credentials: Option<CredentialsConfig>,
    /// Largest answer after decompression, in bytes.
    #[serde(default = "default_answer_bytes_max")]
    pub(crate) answer_bytes_max: u64,
    /// How long its answers may take.
    #[serde(default)]
    pub(crate) timeouts: TimeoutsConfig,
    /// When it is asked less often because it fails.
    #[serde(default)]
    pub(crate) breaker: BreakerConfig,
    /// Lets the partner live on a loopback or private address.
    #[serde(default)]
    pub(crate) private_address: bool,
    /// NAV's feed: where reading begins, and in which steps it goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) nav: Option<NavConfig>,
    /// Elasticsearch: what is asked of the index, and in which pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) elastic: Option<ElasticConfig>,
    /// Where this partner differs from its format: keys of a dialect
    /// (docs/connectors.md), put over those of the format.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "dialect_keys")]
    pub(crate) dialect: Option<toml::Table>,
}

/// What robots.txt is to a partner.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum RobotsConfig {
    /// It is obeyed.
    #[default]
    Obey,
    /// It is not asked for.
    Agreed,
}

/// Formats that are no dialects, and that a partner can be pulled in.
const STREAMS: [&str; 4] = ["jobstream-v1", "jobstream-v2", NAV, "sitemap"];

/// NAV's feed.
const NAV: &str = "nav-feed";

/// An Elasticsearch index: a dialect that is asked as a stream.
const AMEDIA: &str = "amedia";

/// A service, not a body: its ads are in a dialect.
const EURES: &str = "eures";

/// Formats that a partner can be pulled in.
fn pulled() -> Vec<&'static str> {
    let whole = |name: &&str| match catalogue::named(name) {
        Some(Format::Dialect(dialect)) => !dialect.single,
        _ => false,
    };
    let mut names: Vec<&str> =
        catalogue::all().iter().map(|named| named.name).filter(whole).collect();
    names.extend(STREAMS);
    names.push(EURES);
    names.sort_unstable();
    names
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
    pub(crate) fn new(key: impl Into<String>, message: impl Into<String>) -> Self {
        Self { key: key.into(), message: message.into() }
    }
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
            overlap: None,
            zone: default_zone(),
            language: None,
            content: Content::default(),
            complete: Completeness::default(),
            duplicates: None,
            reread_days: default_reread_days(),
            pages_per_round: default_pages_per_round(),
            pages: Vec::new(),
            hosts: Vec::new(),
            brake: default_brake(),
            robots: RobotsConfig::default(),
            credentials: None,
            answer_bytes_max: default_answer_bytes_max(),
            timeouts: TimeoutsConfig::default(),
            breaker: BreakerConfig::default(),
            private_address: false,
            nav: None,
            elastic: None,
            dialect: None,
        }
    }

    /// The dialect that it speaks, its own differences included; none for
    /// formats that have none.
    ///
    /// # Errors
    /// When there is no such format, or its differences cannot be read.
    pub(crate) fn spoken(&self) -> Result<Option<Dialect>, Mistake> {
        if !pulled().contains(&self.format.as_str()) {
            return Err(Mistake::new("format", self.no_format()));
        }
        if !STREAMS.contains(&self.format.as_str()) {
            return self.dialect().map(Some);
        }
        let none = |key: &str| Err(Mistake::new(key, format!("{} has no dialects", self.format)));
        match (&self.dialect, self.duplicates) {
            (Some(_), _) => none("dialect"),
            (None, Some(_)) => none("duplicates"),
            (None, None) => Ok(None),
        }
    }

    /// The format with this partner's differences over it.
    fn dialect(&self) -> Result<Dialect, Mistake> {
        let mut table = self.dialect.clone().unwrap_or_default();
        if !table.contains_key("extends") {
            let base = if self.format == EURES { "hrxml-3" } else { &self.format };
            table.insert("extends".to_owned(), base.to_owned().into());
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
        let single = catalogue::named(&self.format).is_some();
        let seen = if single { "is read one ad at a time, or pushed" } else { "is no format" };
        format!("{:?} {seen}; a partner may speak {}", self.format, pulled().join(", "))
    }

    /// What types cannot say.
    pub(super) fn check(&self) -> Result<(), Mistake> {
        let connector = crate::pull::connector(self)?;
        if let Some(credentials) = &self.credentials {
            credentials.check(&crate::pull::first_url(connector.as_ref()))?;
        }
        if jiff::tz::TimeZone::get(&self.zone).is_err() {
            let message =
                format!("{:?} is not a time zone, for example \"Europe/Stockholm\"", self.zone);
            return Err(Mistake::new("zone", message));
        }
        if !(0.0..=1.0).contains(&self.brake) {
            return Err(Mistake::new("brake", format!("{} is not between 0 and 1", self.brake)));
        }
        self.check_streams()?;
        self.timeouts.check()?;
        self.breaker.check()
    }

    /// What is for change streams, or for one of them, is nowhere else.
    fn check_streams(&self) -> Result<(), Mistake> {
        let (nav, elastic) = (self.format == NAV, self.format == AMEDIA);
        let refuse = |key: &str, whose: &str| {
            Err(Mistake::new(key, format!("it is for {whose}, and this is {}", self.format)))
        };
        if self.overlap.is_some() && !self.is_stream() {
            return refuse("overlap", "change streams");
        }
        match (&self.nav, &self.elastic) {
            (Some(_), _) if !nav => refuse("nav", "nav-feed"),
            (_, Some(_)) if !elastic => refuse("elastic", "amedia"),
            (Some(nav), _) => nav.check(),
            (_, Some(elastic)) => elastic.check(),
            (None, None) => Ok(()),
        }
    }

    /// Whether it is asked what changed.
    fn is_stream(&self) -> bool {
        self.format.starts_with("jobstream") || [NAV, EURES, AMEDIA].contains(&self.format.as_str())
    }

    /// Its address, for formats that know of no tenants.
    pub(crate) fn own_url(&self) -> Result<&str, Mistake> {
        let Some(url) = &self.url else {
            return Err(Mistake::new("url", "it is missing: where is the partner asked?"));
        };
        match url::Url::parse(url) {
            Ok(_) => Ok(url),
            Err(error) => Err(Mistake::new("url", format!("{url:?} is not a URL: {error}"))),
        }
    }

    /// Puts in what follows from the format, so that it is shown.
    pub(crate) fn settle(&mut self) {
        let often = Duration::from_secs(if self.is_stream() { 60 } else { 900 });
        self.interval.get_or_insert(Span(often));
        let jobstream = self.format.starts_with("jobstream");
        let pace = Duration::from_secs(if jobstream { 60 } else { 1 });
        self.request_interval.get_or_insert(Span(pace));
        if self.is_stream() {
            let overlap = Duration::from_secs(if jobstream { 300 } else { 600 });
            self.overlap.get_or_insert(Span(overlap));
        }
        if self.format == NAV {
            self.nav.get_or_insert_default();
        }
        if self.format == AMEDIA {
            self.elastic.get_or_insert_default();
        }
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

fn default_reread_days() -> u32 {
    Settings::default().reread_days
}

fn default_pages_per_round() -> u32 {
    Settings::default().pages_per_round
}

fn default_answer_bytes_max() -> u64 {
    Limits::default().body_bytes_max
}

const fn default_brake() -> f64 {
    0.2
}
