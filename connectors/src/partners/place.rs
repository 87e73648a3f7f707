//! Where a partner is: a URL, or a tenant and what else its system needs to
//! know, put into the template of its dialect.

use std::collections::BTreeMap;

use url::Url;

use super::template::{Template, encoded};
use crate::formats::dialect::Requests;

/// Where a partner is.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Where {
    /// The address itself. Or:
    pub url: Option<String>,
    /// The partner's name at its system: `{tenant}` of the dialect's template.
    pub tenant: Option<String>,
    /// Further parameters of the template, by name.
    pub parameters: BTreeMap<String, String>,
}

impl Where {
    /// At a URL.
    pub fn url(url: impl Into<String>) -> Self {
        Self { url: Some(url.into()), ..Self::default() }
    }

    /// At a tenant.
    pub fn tenant(tenant: impl Into<String>) -> Self {
        Self { tenant: Some(tenant.into()), ..Self::default() }
    }

    /// With a further parameter.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.parameters.insert(name.to_owned(), value.to_owned());
        self
    }
}

/// Why a partner cannot be asked. Its configuration must change.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum OpenError {
    /// No such format.
    #[error("there is no format {0:?}")]
    Unknown(String),
    /// The dialect cannot be asked like this.
    #[error("format {format:?}: {message}")]
    Unusable {
        /// Format.
        format: String,
        /// What was seen, what is needed.
        message: String,
    },
}

/// What is known of one partner's place: parameters by name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Place {
    /// The first address.
    pub(crate) url: Url,
    parameters: BTreeMap<String, String>,
}

impl Place {
    /// Finds the address.
    ///
    /// # Errors
    /// In words: what is missing, what does not belong.
    pub(crate) fn new(place: &Where, requests: &Requests) -> Result<Self, String> {
        let mut parameters = place.parameters.clone();
        if let Some(tenant) = &place.tenant {
            parameters.insert("tenant".to_owned(), tenant.clone());
        }
        if let Some((name, _)) = parameters.iter().find(|(_, value)| value.trim().is_empty()) {
            return Err(format!("`{name}` is blank"));
        }
        let default = |name: &String, text: &String| (name.clone(), text.clone());
        for (name, text) in requests.parameters.iter().map(|(n, t)| default(n, t)) {
            if !parameters.contains_key(&name) {
                let known = parameters.clone();
                if let Ok(value) = Template::new(&text).fill(&mut |name| known.get(name).cloned()) {
                    parameters.insert(name, value);
                }
            }
        }
        let templates = templates(requests);
        let known = |name: &str| templates.iter().any(|t| t.names().any(|used| used == name));
        if let Some(name) = parameters.keys().find(|name| {
            *name != "tenant" && !known(name) && !requests.parameters.contains_key(*name)
        }) {
            return Err(format!("`{name}` is no parameter of this format"));
        }
        let url = match (&place.url, &requests.url) {
            (Some(url), _) => url.clone(),
            (None, Some(template)) => filled(template, &parameters)?,
            (None, None) => return Err("a `url` is needed".to_owned()),
        };
        Ok(Self { url: web(&url)?, parameters })
    }

    /// Another address of the same partner, by a template of its dialect.
    ///
    /// # Errors
    /// In words: which parameter is missing, or that it is no URL.
    pub(crate) fn at(&self, template: &str) -> Result<Url, String> {
        web(&filled(template, &self.parameters)?)
    }

    /// The value of a parameter.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.get(name).map(String::as_str)
    }
}

fn templates(requests: &Requests) -> Vec<Template> {
    let url = requests.url.iter();
    let detail = requests.detail.iter().map(|detail| &detail.url);
    let texts = requests.texts.iter().map(|texts| &texts.url);
    url.chain(detail).chain(texts).map(|text| Template::new(text)).collect()
}

fn filled(template: &str, parameters: &BTreeMap<String, String>) -> Result<String, String> {
    let value = |name: &str| parameters.get(name).map(|value| encoded(value, false));
    Template::new(template)
        .fill(&mut { value })
        .map_err(|name| format!("a `url`, or a `{name}` for {template:?}, is needed"))
}

fn web(text: &str) -> Result<Url, String> {
    let url = Url::parse(text.trim()).map_err(|error| format!("{text:?} is no URL: {error}"))?;
    if matches!(url.scheme(), "http" | "https") && url.has_host() {
        Ok(url)
    } else {
        Err(format!("{text:?} is no URL of the web: http or https is needed"))
    }
}

/// Whether two addresses are of the same host and port; the scheme may differ.
pub(crate) fn same_host(one: &Url, other: &Url) -> bool {
    let host = |url: &Url| url.host_str().map(str::to_ascii_lowercase);
    host(one) == host(other) && one.port() == other.port()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(place: &Where, wanted: &str) {
        let requests = Requests {
            url: Some("https://{tenant}.{host}.example.org/{site}/jobs".to_owned()),
            parameters: BTreeMap::from([("site".to_owned(), "{tenant}".to_owned())]),
            ..Requests::default()
        };
        let found = Place::new(place, &requests).map(|place| place.url.to_string());
        let found = found.unwrap_or_else(|error| error);
        assert!(found.contains(wanted), "{found}, not {wanted}");
    }

    #[test]
    fn a_place_is_a_url_or_parameters() {
        let tenant = Where::tenant("acme");
        check(&tenant.clone().with("host", "wd3"), "https://acme.wd3.example.org/acme/jobs");
        check(&tenant.clone().with("host", "wd3").with("site", "Ext ö"), "/Ext%20%C3%B6/jobs");
        check(&Where::url("https://jobs.example.org/x?a=1"), "https://jobs.example.org/x?a=1");
        check(&tenant, "a `host` for");
        check(&tenant.clone().with("host", "wd3").with("sight", "x"), "`sight` is no parameter");
        check(&Where::tenant(" ").with("host", "x"), "`tenant` is blank");
        check(&Where::tenant("evil.org/x#").with("host", "wd3"), "is no URL");
        check(&Where::url("file:///etc/passwd"), "is no URL of the web");
        check(&Where::url("jobs"), "is no URL");
        check(&Where::default(), "a `url`, or a `tenant`");
    }
}
