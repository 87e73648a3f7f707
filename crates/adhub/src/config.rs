//! `adhub.toml`: the hub and the partners that it pulls. Flags and `ADHUB_…`
//! variables say how a process runs; this file says what the hub is.

mod credentials;
#[cfg(test)]
mod document;
mod lines;
mod partner;
mod patience;
mod span;
mod status;
mod streams;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use schemas::PartnerName;
use serde::{Deserialize, Serialize};

pub(crate) use credentials::CredentialsConfig;
pub(crate) use partner::{Mistake, PartnerConfig, RobotsConfig};
pub(crate) use span::Span;
pub(crate) use status::{StatusConfig, base_url};

/// The whole file. Every key is optional; an unknown one is an error.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Config {
    /// Public listener.
    pub(crate) listen: SocketAddr,
    /// Admin listener. Never open it to the public.
    pub(crate) admin_listen: SocketAddr,
    /// Directory of the embedded log.
    pub(crate) data: PathBuf,
    /// Where the people of a partner find yours: a URL or an address for mail.
    /// It stands in `User-Agent`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) contact: Option<String>,
    /// Directory of reference tables, as `adhub reference import` writes them.
    /// Without: those that came with the program.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reference: Option<PathBuf>,
    /// The log.
    pub(crate) log: LogConfig,
    /// The status page.
    pub(crate) status: StatusConfig,
    /// Partners that are pulled, by name.
    #[schemars(with = "BTreeMap<String, PartnerConfig>")]
    pub(crate) partners: BTreeMap<PartnerName, PartnerConfig>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            admin_listen: SocketAddr::from(([127, 0, 0, 1], 9464)),
            data: PathBuf::from("adhub-data"),
            contact: None,
            reference: None,
            log: LogConfig::default(),
            status: StatusConfig::default(),
            partners: BTreeMap::new(),
        }
    }
}

/// The log: embedded unless `kafka` is given.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct LogConfig {
    /// Bootstrap servers: `HOST:PORT[,HOST:PORT…]`.
    pub(crate) kafka: Option<String>,
    /// Confluent-compatible schema registry. Needed with `kafka`.
    pub(crate) registry: Option<String>,
    /// Put before the name of every topic, group, transactional identity and
    /// subject, for example `staging.`: several hubs on one cluster.
    pub(crate) prefix: String,
    /// Further librdkafka properties (`security.protocol`, …). Secrets come
    /// from `ADHUB_KAFKA_SASL_USERNAME` and `ADHUB_KAFKA_SASL_PASSWORD`.
    pub(crate) properties: BTreeMap<String, String>,
}

/// The configuration is wrong; the message names file, line and key.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfigError {
    /// The file is not there or cannot be read.
    #[error("{path}: {source}")]
    Unreadable {
        /// File.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Not TOML, an unknown key, or a value of the wrong kind.
    #[error("{path}:{line}: {message}")]
    Wrong {
        /// File.
        path: PathBuf,
        /// Line, from 1.
        line: usize,
        /// What was seen and what is allowed.
        message: String,
    },
    /// Values that do not go together.
    #[error("{0}")]
    Contradiction(String),
}

impl Config {
    /// Reads a file; without one, the defaults.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub(crate) fn load(path: Option<&Path>) -> Result<Self, ConfigError> {
        let Some(path) = path else { return Ok(Self::default()) };
        let text = std::fs::read_to_string(path)
            .map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })?;
        let mut config = Self::parse(path, &text)?;
        config.check(path, &text)?;
        config.partners.values_mut().for_each(PartnerConfig::settle);
        Ok(config)
    }

    /// JSON Schema (draft 2020-12) of the file, for editors.
    pub(crate) fn schema() -> schemars::Schema {
        schemars::schema_for!(Self)
    }

    fn parse(path: &Path, text: &str) -> Result<Self, ConfigError> {
        toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| lines::of_offset(text, span.start));
            let message = error.message().replace('\n', " ");
            ConfigError::Wrong { path: path.to_owned(), line, message }
        })
    }

    /// What types cannot say.
    fn check(&self, path: &Path, text: &str) -> Result<(), ConfigError> {
        self.status.check(path, text)?;
        for (name, partner) in &self.partners {
            partner.check().map_err(|mistake| ConfigError::Wrong {
                path: path.to_owned(),
                line: lines::of_key(text, &format!("partners.{name}.{}", mistake.key)),
                message: format!("partners.{name}.{}: {}", mistake.key, mistake.message),
            })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> String {
        let path = Path::new("adhub.toml");
        let config = Config::parse(path, text).and_then(|config| {
            config.check(path, text)?;
            Ok(config)
        });
        match config {
            Ok(_) => "fine".to_owned(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn a_partner_needs_two_lines() {
        assert_eq!(
            check("[partners.jobtech]\nformat = \"jobstream-v2\"\nurl = \"https://example.org\"\n"),
            "fine"
        );
    }

    #[test]
    fn a_partner_is_its_format_and_how_it_differs() {
        assert_eq!(
            check(
                "[partners.acme]\nformat = \"indeed\"\nurl = \"https://example.org/feed.xml\"\n\
                 interval = \"6h\"\nzone = \"Europe/Oslo\"\nlanguage = \"nb\"\ncontent = \"brief\"\n\
                 complete = \"never\"\nduplicates = \"merge_places\"\nbrake = 0.5\n\
                 [partners.acme.dialect]\nday_first = true\n\
                 [partners.acme.dialect.fields.employer]\nname_otherwise = \"Acme\"\n"
            ),
            "fine"
        );
    }

    #[test]
    fn mistakes_name_file_line_and_key() {
        for (text, words) in [
            ("listenn = \"127.0.0.1:1\"\n", vec!["adhub.toml:1", "listenn", "listen"]),
            ("\nlisten = 5\n", vec!["adhub.toml:2"]),
            (
                "[partners.a]\nformat = \"rsss\"\nurl = \"x\"\n",
                vec!["adhub.toml:2", "partners.a.format", "\"rsss\" is no format", "jobstream-v2"],
            ),
            (
                "[partners.a]\nformat = \"workday-detail\"\nurl = \"x\"\n",
                vec!["adhub.toml:2", "one ad at a time"],
            ),
            ("[partners.a]\nformat = \"rss\"\n", vec!["adhub.toml:1", "partners.a.url"]),
            (
                "[partners.a]\nformat = \"rss\"\nurl = \"https://e.org\"\n\n[partners.a.dialect.fields]\n\
                 title = \"t\"\ntitel = \"t\"\n",
                vec!["adhub.toml:7", "titel"],
            ),
            (
                "[partners.a]\nformat = \"rss\"\nurl = \"https://e.org\"\ncontent = \"some\"\n",
                vec!["adhub.toml:4", "some", "brief"],
            ),
            (
                "[partners.a]\nformat = \"jobstream-v2\"\nurl = \"https://e.org\"\nduplicates = \"first\"\n",
                vec!["adhub.toml:4", "duplicates"],
            ),
            ("[partners.A]\nformat = \"jobstream-v2\"\nurl = \"x\"\n", vec!["\"A\"", "lower-case"]),
            (
                "[partners.a]\nformat = \"jobstream-v2\"\nurl = \"not a url\"\n",
                vec!["adhub.toml:3", "partners.a.url"],
            ),
            (
                "[partners.a]\nformat = \"jobstream-v2\"\nurl = \"https://e.org\"\nzone = \"Stockholm\"\n",
                vec!["adhub.toml:4", "Europe/Stockholm"],
            ),
            (
                "[partners.a]\nformat = \"jobstream-v2\"\nurl = \"https://e.org\"\ninterval = \"often\"\n",
                vec!["adhub.toml:4", "often", "5m"],
            ),
            (
                "[partners.a]\nformat = \"jobstream-v2\"\nurl = \"https://e.org\"\nbrake = 2.0\n",
                vec!["adhub.toml:4", "between 0 and 1"],
            ),
            (
                "[partners.a]\nformat = \"usajobs\"\nurl = \"https://e.org\"\n[partners.a.credentials]\nkind = \"header\"\n",
                vec!["adhub.toml:4", "credentials.name", "needed"],
            ),
            (
                "[partners.a]\nformat = \"usajobs\"\nurl = \"https://e.org\"\n[partners.a.credentials]\nkind = \"oauth2\"\nclient_id = \"us\"\ntoken_url = \"no\"\n",
                vec!["adhub.toml:4", "credentials"],
            ),
            (
                "[partners.a]\nformat = \"usajobs\"\nurl = \"https://e.org\"\n[partners.a.credentials]\nkind = \"bearer\"\nsecret = \"s\"\n",
                vec!["adhub.toml:6", "secret"],
            ),
            ("[partners.a\n", vec!["adhub.toml:1"]),
        ] {
            let error = check(text);
            for word in words {
                assert!(error.contains(word), "{text:?} gave {error:?}, without {word:?}");
            }
        }
    }

    #[test]
    fn what_is_for_one_format_is_for_no_other_and_has_bounds() {
        for (text, words) in [
            (
                "[partners.a]\nformat = \"rss\"\nurl = \"https://e.org\"\noverlap = \"5m\"\n",
                vec!["adhub.toml:4", "partners.a.overlap", "change streams", "rss"],
            ),
            (
                "[partners.a]\nformat = \"nav-feed\"\nurl = \"https://e.org\"\n[partners.a.nav]\n\npages_per_round = 0\n",
                vec!["adhub.toml:6", "nav.pages_per_round", "1 to 1000"],
            ),
            (
                "[partners.a]\nformat = \"eures\"\nurl = \"https://e.org\"\n[partners.a.nav]\nhistory_days = 7\n",
                vec!["adhub.toml:4", "partners.a.nav", "nav-feed", "eures"],
            ),
            (
                "[partners.a]\nformat = \"amedia\"\nurl = \"https://e.org\"\n[partners.a.elastic]\nwindow = 100\nsize = 200\n",
                vec!["adhub.toml:6", "elastic.size", "1 to 100"],
            ),
            (
                "[partners.a]\nformat = \"amedia\"\nurl = \"https://e.org\"\n[partners.a.parameters]\nquery = \"x\"\n",
                vec!["adhub.toml:5", "parameters.query", "`elastic`"],
            ),
            (
                "[partners.a]\nformat = \"rss\"\nurl = \"https://e.org\"\n[partners.a.timeouts]\nconnect = \"0s\"\n",
                vec!["adhub.toml:5", "timeouts.connect", "above 0s"],
            ),
            (
                "[partners.a]\nformat = \"rss\"\nurl = \"https://e.org\"\n[partners.a.breaker]\npause = \"2h\"\n",
                vec!["adhub.toml:5", "breaker.pause", "longer than pause_max"],
            ),
            (
                "[partners.a]\nformat = \"rss\"\nurl = \"https://e.org\"\nbreaker.failures = 0\n",
                vec!["adhub.toml:4", "breaker.failures", "at least 1"],
            ),
        ] {
            let error = check(text);
            for word in words {
                assert!(error.contains(word), "{text:?} gave {error:?}, without {word:?}");
            }
        }
    }
}
