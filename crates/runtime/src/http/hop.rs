//! One request of the chain that redirects make of an ask.

use std::time::Instant;

use connectors::{Ask, Post};
use reqwest::Method;
use url::Url;

use super::HttpError;

/// Headers that another host may see.
const FOR_ALL: [&str; 2] = ["accept", "accept-language"];

/// One request.
pub(super) struct Hop<'a> {
    pub(super) ask: &'a Ask,
    pub(super) url: Url,
    pub(super) post: Option<&'a Post>,
    /// It is not the first.
    pub(super) redirected: bool,
    pub(super) started: Instant,
    /// It is at another origin than the first.
    abroad: bool,
}

impl<'a> Hop<'a> {
    pub(super) fn first(ask: &'a Ask) -> Result<Self, HttpError> {
        let url = Url::parse(&ask.url).map_err(|error| HttpError::Forbidden {
            // A text that is no URL may hold anything in front of an `@`.
            url: ask.url.rsplit('@').next().unwrap_or_default().to_owned(),
            reason: error.to_string(),
        })?;
        let post = ask.post.as_ref();
        let started = Instant::now();
        Ok(Self { ask, url, post, redirected: false, started, abroad: false })
    }

    pub(super) fn method(&self) -> Method {
        if self.post.is_some() { Method::POST } else { Method::GET }
    }

    /// Headers of the ask. Another host gets only what says nothing of us: a
    /// header of the partner's own may be a secret.
    pub(super) fn headers(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let all = self.ask.headers.iter().map(|(name, value)| (*name, value.as_str()));
        all.filter(|(name, _)| !self.abroad || FOR_ALL.contains(name))
    }

    /// Where a redirect leads (RFC 9110, section 15.4).
    pub(super) fn redirected(self, status: u16, location: &str) -> Result<Self, HttpError> {
        let refused = |reason: String| {
            let mut url = self.url.clone();
            url.set_query(None);
            HttpError::Forbidden { url: url.into(), reason }
        };
        let url = self
            .url
            .join(location)
            .map_err(|error| refused(format!("it redirects to what is no URL: {error}")))?;
        if self.url.scheme() == "https" && url.scheme() == "http" {
            return Err(refused("it redirects from https to http".to_owned()));
        }
        let same_host = url.origin() == self.url.origin();
        let post = match status {
            307 | 308 if self.post.is_some() && !same_host => {
                return Err(refused("it redirects a POST to another host".to_owned()));
            }
            307 | 308 => self.post,
            _ => None,
        };
        let abroad = self.abroad || !same_host;
        Ok(Self { url, post, redirected: true, abroad, ..self })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(from: &str, status: u16, to: &str, expected: &str) {
        let ask = Ask { post: None, ..Ask::get(from) }
            .with_header("accept", "text/xml")
            .with_header("x-key", "s3cret");
        let said = match Hop::first(&ask).unwrap().redirected(status, to) {
            Err(error) => error.to_string(),
            Ok(hop) => {
                let headers: Vec<&str> = hop.headers().map(|(name, _)| name).collect();
                format!("{} {} {}", hop.method(), hop.url, headers.join(","))
            }
        };
        assert_eq!(said, expected);
    }

    #[test]
    fn another_host_sees_no_header_of_the_partners_own() {
        check("https://e.org/a", 301, "/b", "GET https://e.org/b accept,x-key");
        check("https://e.org/a", 302, "https://cdn.org/b", "GET https://cdn.org/b accept");
        check("http://e.org/a", 302, "https://e.org/b", "GET https://e.org/b accept");
    }

    #[test]
    fn a_downgrade_is_refused() {
        check(
            "https://e.org/a?x=1",
            302,
            "http://e.org/a",
            "https://e.org/a may not be asked: it redirects from https to http",
        );
    }

    /// Each hop is judged by the one before it, wherever the chain has come
    /// from, whatever the status, and to a host of one's own too.
    #[test]
    fn a_downgrade_is_refused_at_every_hop() {
        for status in [301, 302, 303, 307, 308] {
            for to in ["http://e.org/a", "http://127.0.0.1/", "HTTP://cdn.org/"] {
                let ask = Ask::get("http://e.org/");
                let first = Hop::first(&ask).unwrap();
                let up = first.redirected(status, "https://e.org/a").unwrap();
                let over = up.redirected(status, "//cdn.org/b").unwrap();
                assert_eq!(over.url.as_str(), "https://cdn.org/b");
                let error = over.redirected(status, to).map(|hop| hop.url).unwrap_err();
                assert!(matches!(error, HttpError::Forbidden { .. }), "{error}");
                assert!(error.to_string().contains("from https to http"), "{error}");
            }
        }
    }
}
