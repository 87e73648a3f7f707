//! `[status]`: what the status page looks at, and what it promises.

use std::path::Path;
use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use url::Url;

use super::{ConfigError, Span, lines};

/// The status page. Every key is optional; an unknown one is an error.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct StatusConfig {
    /// Whether `adhub run` has the page; `adhub status` always has.
    pub(crate) enabled: bool,
    /// Base URL of the push API, as partners reach it. In `adhub run` without:
    /// its own public listener.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) gateway: Option<String>,
    /// Base URL of the feed, as subscribers reach it. In `adhub run` without:
    /// its own public listener.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) feed: Option<String>,
    /// From one round of checks to the next. `1s` to `1h`.
    pub(crate) interval: Span,
    /// Longest wait for one answer; a component that takes longer is down. Up
    /// to `1m`.
    pub(crate) timeout: Span,
    /// A right answer that takes longer is slow.
    pub(crate) slow: Span,
    /// The promise: share of each month in which the hub is not down, in
    /// percent.
    pub(crate) objective_percent: f64,
    /// Days of history kept, 1 to 3,660.
    pub(crate) days_kept: usize,
}

impl Default for StatusConfig {
    fn default() -> Self {
        Self {
            enabled: true,
            gateway: None,
            feed: None,
            interval: Span(Duration::from_secs(30)),
            timeout: Span(Duration::from_secs(10)),
            slow: Span(Duration::from_secs(2)),
            objective_percent: 99.9,
            days_kept: 400,
        }
    }
}

impl StatusConfig {
    /// What types cannot say. `text` is the file, to name the line.
    ///
    /// # Errors
    /// [`ConfigError::Wrong`].
    pub(super) fn check(&self, path: &Path, text: &str) -> Result<(), ConfigError> {
        let Some((key, message)) = self.mistake() else { return Ok(()) };
        Err(ConfigError::Wrong {
            path: path.to_owned(),
            line: lines::of_key(text, &format!("status.{key}")),
            message: format!("status.{key}: {message}"),
        })
    }

    /// The first key that is wrong, and why.
    fn mistake(&self) -> Option<(&'static str, String)> {
        for (key, url) in [("gateway", &self.gateway), ("feed", &self.feed)] {
            if let Some(Err(message)) = url.as_deref().map(base_url) {
                return Some((key, message));
            }
        }
        let (second, minute) = (Duration::from_secs(1), Duration::from_secs(60));
        if !(second..=minute * 60).contains(&self.interval.0) {
            return Some(("interval", format!("{:?} is not between 1s and 1h", self.interval)));
        }
        if self.timeout.0.is_zero() || self.timeout.0 > minute {
            return Some((
                "timeout",
                format!("{:?} is not more than 0s and up to 1m", self.timeout),
            ));
        }
        if self.slow.0.is_zero() || self.slow.0 > self.timeout.0 {
            let message = format!(
                "{:?} is not more than 0s and up to status.timeout, which is {:?}",
                self.slow, self.timeout
            );
            return Some(("slow", message));
        }
        if !(0.0..=100.0).contains(&self.objective_percent) {
            let message = format!("{} is not between 0 and 100", self.objective_percent);
            return Some(("objective_percent", message));
        }
        if !(1..=3_660).contains(&self.days_kept) {
            return Some(("days_kept", format!("{} is not between 1 and 3660", self.days_kept)));
        }
        None
    }
}

/// A URL under which the paths of the hub are.
///
/// # Errors
/// Says what was seen and what is allowed.
pub(crate) fn base_url(text: &str) -> Result<Url, String> {
    let example = "for example \"https://jobs.example.org\"";
    let url =
        Url::parse(text).map_err(|error| format!("{text:?} is no URL: {error}, {example}"))?;
    let plain = matches!(url.scheme(), "http" | "https")
        && url.has_host()
        && url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    if plain {
        return Ok(url);
    }
    Err(format!("{text:?} is not http or https with a host and at most a path, {example}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn check(keys: &str) -> String {
        let text = format!("listen = \"127.0.0.1:1\"\n[status]\n{keys}\n");
        let path = Path::new("adhub.toml");
        match Config::parse(path, &text).and_then(|config| config.check(path, &text)) {
            Ok(()) => "fine".to_owned(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn good_values_are_fine() {
        let keys = "interval = \"1m\"\nfeed = \"https://e.org/hub\"\nobjective_percent = 99.5";
        assert_eq!(check(keys), "fine");
        assert_eq!(check(""), "fine");
    }

    #[test]
    fn mistakes_name_line_key_and_what_is_allowed() {
        for (keys, words) in [
            ("feed = \"ftp://e.org\"", ["adhub.toml:3", "status.feed", "http or https"]),
            (
                "gateway = \"http://me:pw@e.org\"",
                ["adhub.toml:3", "status.gateway", "at most a path"],
            ),
            ("\ninterval = \"10ms\"", ["adhub.toml:4", "status.interval", "1s and 1h"]),
            ("timeout = \"2h\"", ["adhub.toml:3", "status.timeout", "1m"]),
            ("slow = \"20s\"", ["adhub.toml:3", "status.slow", "status.timeout"]),
            ("objective_percent = 101", ["adhub.toml:3", "101", "between 0 and 100"]),
            ("days_kept = 0", ["adhub.toml:3", "days_kept", "3660"]),
            ("feeds = \"http://e.org\"", ["adhub.toml:3", "feeds", "feed"]),
        ] {
            let error = check(keys);
            assert!(words.iter().all(|word| error.contains(word)), "{keys:?} gave {error:?}");
        }
    }
}
