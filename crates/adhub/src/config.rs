//! `adhub.toml`: the hub and the partners that it pulls. Flags and `ADHUB_…`
//! variables say how a process runs; this file says what the hub is.

mod status;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use schemas::PartnerName;
use serde::{Deserialize, Serialize};

pub(crate) use status::{StatusConfig, base_url};

/// The whole file. Every key is optional; an unknown one is an error.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Config {
    /// Public listener.
    pub(crate) listen: SocketAddr,
    /// Admin listener. Never open it to the public.
    pub(crate) admin_listen: SocketAddr,
    /// Directory of the embedded log.
    pub(crate) data: PathBuf,
    /// The log.
    pub(crate) log: LogConfig,
    /// The status page.
    pub(crate) status: StatusConfig,
    /// Partners that are pulled, by name.
    pub(crate) partners: BTreeMap<PartnerName, PartnerConfig>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            admin_listen: SocketAddr::from(([127, 0, 0, 1], 9464)),
            data: PathBuf::from("adhub-data"),
            log: LogConfig::default(),
            status: StatusConfig::default(),
            partners: BTreeMap::new(),
        }
    }
}

/// The log: embedded unless `kafka` is given.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
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

/// One partner that is pulled.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PartnerConfig {
    /// What it speaks.
    pub(crate) format: Format,
    /// Base URL.
    pub(crate) url: String,
    /// Tenant of the partner, when it has several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) account: Option<String>,
    /// From the end of one poll to the start of the next.
    #[serde(default = "default_interval")]
    pub(crate) interval: Span,
    /// Least time between two requests.
    #[serde(default = "default_request_interval")]
    pub(crate) request_interval: Span,
    /// From one full snapshot to the next: finds scheduled ads, and those that
    /// went without a word.
    #[serde(default = "default_snapshot_interval")]
    pub(crate) snapshot_interval: Span,
    /// Zone of times without one, IANA name.
    #[serde(default = "default_zone")]
    pub(crate) zone: String,
    /// Language of ads that do not say, BCP 47.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) language: Option<String>,
    /// Safety brake: a snapshot that is smaller than the last one by more than
    /// this share withdraws nothing. 0 to 1.
    #[serde(default = "default_brake")]
    pub(crate) brake: f64,
    /// Lets the partner live on a loopback or private address.
    #[serde(default)]
    pub(crate) private_address: bool,
}

/// Formats of partners that are pulled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub(crate) enum Format {
    /// JobTech JobStream, version 1.
    #[serde(rename = "jobstream-v1")]
    JobstreamV1,
    /// JobTech JobStream, version 2.
    #[serde(rename = "jobstream-v2")]
    JobstreamV2,
}

/// A length of time: `90s`, `5m`, `1h 30m`, `PT5M`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span(pub(crate) Duration);

impl std::fmt::Debug for Span {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(formatter)
    }
}

impl Serialize for Span {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{}s", self.0.as_secs_f64()))
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let wrong = |why: String| {
            serde::de::Error::custom(format!(
                "{text:?} is not a length of time ({why}), for example \"90s\", \"5m\" or \"1h 30m\""
            ))
        };
        let span: jiff::SignedDuration =
            text.parse().map_err(|error: jiff::Error| wrong(error.to_string()))?;
        Duration::try_from(span).map(Span).map_err(|_| wrong("it is negative".to_owned()))
    }
}

const fn default_interval() -> Span {
    Span(Duration::from_secs(60))
}

const fn default_request_interval() -> Span {
    Span(Duration::from_secs(60))
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
        let config = Self::parse(path, &text)?;
        config.check(path, &text)?;
        Ok(config)
    }

    fn parse(path: &Path, text: &str) -> Result<Self, ConfigError> {
        toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| line_of(text, span.start));
            let message = error.message().replace('\n', " ");
            ConfigError::Wrong { path: path.to_owned(), line, message }
        })
    }

    /// What types cannot say.
    fn check(&self, path: &Path, text: &str) -> Result<(), ConfigError> {
        self.status.check(path, text)?;
        for (name, partner) in &self.partners {
            let wrong = |key: &str, message: String| ConfigError::Wrong {
                path: path.to_owned(),
                line: line_of_key(text, name.as_str(), key),
                message: format!("partners.{name}.{key}: {message}"),
            };
            if let Err(error) = url::Url::parse(&partner.url) {
                return Err(wrong("url", format!("{:?} is not a URL: {error}", partner.url)));
            }
            if jiff::tz::TimeZone::get(&partner.zone).is_err() {
                let message = format!(
                    "{:?} is not a time zone, for example \"Europe/Stockholm\"",
                    partner.zone
                );
                return Err(wrong("zone", message));
            }
            if !(0.0..=1.0).contains(&partner.brake) {
                return Err(wrong("brake", format!("{} is not between 0 and 1", partner.brake)));
            }
        }
        Ok(())
    }
}

fn line_of(text: &str, offset: usize) -> usize {
    text.as_bytes()[..offset.min(text.len())].iter().filter(|&&byte| byte == b'\n').count() + 1
}

/// The line of a partner's key, or of the partner's table.
fn line_of_key(text: &str, partner: &str, key: &str) -> usize {
    let header = format!("[partners.{partner}]");
    let mut table = None;
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if line == header {
            table = Some(index + 1);
        } else if table.is_some() && line.starts_with('[') {
            break;
        } else if table.is_some() && line.split('=').next().is_some_and(|k| k.trim() == key) {
            return index + 1;
        }
    }
    table.unwrap_or(1)
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
    fn mistakes_name_file_line_and_key() {
        for (text, words) in [
            ("listenn = \"127.0.0.1:1\"\n", vec!["adhub.toml:1", "listenn", "listen"]),
            ("\nlisten = 5\n", vec!["adhub.toml:2"]),
            ("[partners.a]\nformat = \"rss\"\nurl = \"x\"\n", vec!["adhub.toml:2", "jobstream-v2"]),
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
            ("[partners.a\n", vec!["adhub.toml:1"]),
        ] {
            let error = check(text);
            for word in words {
                assert!(error.contains(word), "{text:?} gave {error:?}, without {word:?}");
            }
        }
    }
}
