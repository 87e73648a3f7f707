//! The requests of one list: its address, headers and body, for each page.

use url::Url;

use super::template::Template;
use crate::connector::{Ask, Post};
use crate::formats::dialect::{Dialect, Requests, Shape};

/// How a list is asked for.
#[derive(Clone, Debug)]
pub(crate) struct Asks {
    /// The first address.
    pub(crate) url: Url,
    query: Vec<(String, Template)>,
    /// The trait gives names that live as long as the program.
    headers: Vec<(&'static str, String)>,
    post: Option<(&'static str, Template)>,
}

/// A part of a list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Span {
    /// Items before it.
    pub(crate) offset: u64,
    /// Items asked for.
    pub(crate) size: u64,
    /// Number of the page.
    pub(crate) page: u64,
}

impl Asks {
    /// The requests of a dialect at a place. Names of headers are kept for as
    /// long as the program runs: once for each partner, not for each poll.
    pub(crate) fn new(dialect: &Dialect, url: Url) -> Self {
        let requests = &dialect.request;
        let mut headers = kept(requests);
        if headers.iter().all(|(name, _)| *name != "accept") {
            headers.push(("accept", accept(dialect.shape).to_owned()));
        }
        let template = |text: &String| Template::new(text);
        Self {
            url,
            query: requests
                .query
                .iter()
                .map(|(name, text)| (name.clone(), template(text)))
                .collect(),
            headers,
            post: requests.post.as_ref().map(|post| {
                let content_type: &'static str =
                    Box::leak(post.content_type.clone().into_boxed_str());
                (content_type, template(&post.body))
            }),
        }
    }

    /// A part of the list: of all of it, or of what has these values.
    pub(crate) fn span(&self, span: Span, chosen: &[(String, String)]) -> Ask {
        let value = |name: &str| match name {
            "offset" => Some(span.offset.to_string()),
            "last" => Some((span.offset + span.size).saturating_sub(1).to_string()),
            "size" => Some(span.size.to_string()),
            "page" => Some(span.page.to_string()),
            "facets" => Some(facets(chosen)),
            _ => None,
        };
        // `checked` lets only these names through.
        let fill = |template: &Template| template.fill(&mut { value }).unwrap_or_default();
        let mut url = self.url.clone();
        for (name, template) in &self.query {
            set_query(&mut url, name, &fill(template));
        }
        if self.post.is_none() {
            chosen.iter().for_each(|(name, value)| set_query(&mut url, name, value));
        }
        let mut ask = self.at(url);
        ask.post =
            self.post.as_ref().map(|(content_type, body)| Post { content_type, body: fill(body) });
        ask
    }

    /// Another address of the same list.
    pub(crate) fn at(&self, url: Url) -> Ask {
        Ask { headers: self.headers.clone(), ..Ask::get(url) }
    }
}

fn kept(requests: &Requests) -> Vec<(&'static str, String)> {
    let name =
        |name: &String| -> &'static str { Box::leak(name.to_ascii_lowercase().into_boxed_str()) };
    requests.headers.iter().map(|(header, value)| (name(header), value.clone())).collect()
}

const fn accept(shape: Shape) -> &'static str {
    match shape {
        Shape::Xml => "application/xml, text/xml, application/rss+xml, application/atom+xml",
        Shape::Json => "application/json, application/feed+json",
    }
}

/// `{"NAME":["VALUE"]}`.
fn facets(chosen: &[(String, String)]) -> String {
    let values = chosen.iter().map(|(name, value)| (name.clone(), serde_json::json!([value])));
    serde_json::Value::Object(values.collect()).to_string()
}

/// Sets a query parameter. What else stands in the query stays as it is.
fn set_query(url: &mut Url, name: &str, value: &str) {
    let others = url
        .query()
        .unwrap_or_default()
        .split('&')
        .filter(|pair| !pair.is_empty() && pair.split('=').next() != Some(name));
    let mut pairs: Vec<String> = others.map(str::to_owned).collect();
    let encode = |text: &str| super::template::encoded(text, false);
    pairs.push(format!("{}={}", encode(name), encode(value)));
    url.set_query(Some(&pairs.join("&")));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialects;

    fn check(dialect: &str, url: &str, span: (u64, u64, u64), wanted: &str, body: &str) {
        let dialect = dialects::named(dialect).unwrap();
        let (offset, size, page) = span;
        let ask =
            Asks::new(dialect, Url::parse(url).unwrap()).span(Span { offset, size, page }, &[]);
        assert_eq!(ask.url, wanted);
        assert_eq!(ask.post.map_or(String::new(), |post| post.body), body);
    }

    #[test]
    fn the_span_is_put_into_query_and_body() {
        check(
            "lever",
            "https://e.org/acme?mode=json&skip=7",
            (100, 100, 2),
            "https://e.org/acme?mode=json&limit=100&skip=100",
            "",
        );
        check(
            "francetravail",
            "https://e.org/search",
            (150, 150, 2),
            "https://e.org/search?range=150-299",
            "",
        );
        check(
            "bundesagentur",
            "https://e.org/jobs?was=bäcker",
            (0, 100, 1),
            "https://e.org/jobs?was=b%C3%A4cker&page=1&size=100",
            "",
        );
        check(
            "workday",
            "https://e.org/jobs",
            (20, 20, 2),
            "https://e.org/jobs",
            "{\"appliedFacets\":{},\"limit\":20,\"offset\":20,\"searchText\":\"\"}",
        );
        check(
            "greenhouse",
            "https://e.org/v1?content=true",
            (0, 100, 1),
            "https://e.org/v1?content=true",
            "",
        );
    }

    #[test]
    fn a_part_is_put_where_the_partner_wants_it() {
        let chosen = [("team", "a \"b\""), ("city", "Köln")];
        let chosen = chosen.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let ask = |dialect: &str| {
            let asks = Asks::new(
                dialects::named(dialect).unwrap(),
                Url::parse("https://e.org/jobs").unwrap(),
            );
            asks.span(Span { offset: 0, size: 20, page: 1 }, &chosen)
        };
        let body = ask("workday").post.unwrap().body;
        let body: serde_json::Value = serde_json::from_str(&body).unwrap();
        let wanted = serde_json::json!({"team": ["a \"b\""], "city": ["Köln"]});
        assert_eq!(body["appliedFacets"], wanted);
        let url = ask("bundesagentur").url;
        assert!(url.ends_with("&team=a%20%22b%22&city=K%C3%B6ln"), "{url}");
    }
}
