//! How a partner of a dialect is asked, as data: where, with which headers, in
//! how many pages, and what else belongs to one round.
//!
//! Templates hold names in braces, `{tenant}`; a brace that opens no name is a
//! brace.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::formats::mapping::Paths;

/// The requests of a round.
#[derive(Clone, Default, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Requests {
    /// Template of the URL, for partners that give a tenant: `{tenant}` and
    /// further parameters. Not given: every partner gives a URL.
    pub url: Option<String>,
    /// Parameters of the URL that need not be given, and what stands for them;
    /// it may name others.
    pub parameters: BTreeMap<String, String>,
    /// Query parameters that every request carries, in place of those of the
    /// same name: templates of `{size}`, `{offset}`, `{last}` (the offset of
    /// the last item asked for), `{page}` and `{facets}`.
    pub query: BTreeMap<String, String>,
    /// Headers, names in lower case. Secrets are not for here.
    pub headers: BTreeMap<String, String>,
    /// Body of a `POST`: a template, as `query`.
    pub post: Option<PostTemplate>,
    /// More than one answer. Not given: the first is all.
    pub paging: Option<Paging>,
    /// A search that finds more than its partner shows is asked for in parts.
    /// Not given: then it proves nothing.
    pub split: Option<Split>,
    /// Each item of the list is asked for by itself.
    pub detail: Option<Detail>,
    /// A second feed, whose texts belong to the same ads.
    pub texts: Option<Texts>,
}

/// Body of a `POST`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PostTemplate {
    /// `Content-Type`.
    pub content_type: String,
    /// Template of the body.
    pub body: String,
}

/// How the pages of one list follow each other.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Paging {
    /// What leads to the next page.
    pub by: PagingBy,
    /// Items asked for in one request, as `{size}`.
    #[serde(default = "default_size")]
    pub size: u64,
    /// Number of the first page.
    #[serde(default = "default_first")]
    pub first: u64,
    /// Most pages of one round. With more the round proves nothing.
    #[serde(default = "default_pages_max")]
    pub pages_max: u64,
    /// The partner shows no item beyond this one, however many there are.
    #[serde(default)]
    pub items_max: Option<u64>,
    /// A page with fewer items than were asked for is the last. Otherwise,
    /// where no total is announced, an empty page is.
    #[serde(default)]
    pub short_is_last: bool,
    /// Only the first page announces the total.
    #[serde(default)]
    pub total_on_first: bool,
    /// The total stands in `Content-Range`: `offres 0-149/52341`.
    #[serde(default)]
    pub content_range: bool,
}

/// How a search with more items than `paging.items_max` is asked for in parts:
/// one for each value of a facet, and parts that are too large again.
///
/// In `request.post.body` the values chosen stand at `{facets}`, as JSON:
/// `{"NAME":["VALUE"]}`; elsewhere they are query parameters.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Split {
    /// Facets by which it may be split, the best first: each ad should have one
    /// value of each. That the parts are all there is, their sum must prove.
    pub by: Vec<String>,
    /// The key of an answer under which its facets stand, and how often each
    /// value comes: `[{"facetParameter", "values": [{"id", "count"}]}]`, with
    /// groups among the values, or `{"NAME": {"counts": {"VALUE": 1}}}`.
    #[serde(default)]
    pub facets: Option<String>,
    /// Values of facets that no answer says.
    #[serde(default)]
    pub values: BTreeMap<String, Vec<String>>,
}

/// What leads to the next page.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PagingBy {
    /// How many items to leave out: `{offset}`, or `{offset}-{last}`.
    Offset,
    /// The number of the page: `{page}`.
    Page,
    /// The link under the dialect's `more`, or in a `Link` header (RFC 8288).
    Next,
}

/// Each item of a list is asked for by itself.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Detail {
    /// Template of the URL, relative to the list's and at its host: the
    /// parameters of the partner, and fields of the list's item as
    /// `{item.PATH}`, or in base64 as `{base64.item.PATH}`.
    pub url: String,
    /// The dialect that reads it.
    pub dialect: String,
    /// Fields of the list's item that are the same as long as the details are.
    /// None: the whole item.
    #[serde(default)]
    pub same: Paths,
}

/// A second feed, whose texts belong to the same ads by their ids.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    /// Template of its URL.
    pub url: String,
    /// The dialect that reads it.
    pub dialect: String,
}

const fn default_size() -> u64 {
    100
}

const fn default_first() -> u64 {
    1
}

const fn default_pages_max() -> u64 {
    1_000
}

impl Requests {
    /// What a dialect of this shape needs and has not.
    pub(super) fn missing(&self, json: bool) -> Option<&'static str> {
        if self.detail.is_some() && !json {
            return Some("`shape = \"json\"`: only JSON lists have details");
        }
        if let Some(split) = &self.split {
            if split.by.is_empty() {
                return Some("`request.split.by`: a facet at least");
            }
            if self.paging.as_ref().and_then(|paging| paging.items_max).is_none() {
                return Some("`request.paging.items_max`, beyond which a search is split");
            }
            if self.post.as_ref().is_some_and(|post| !post.body.contains("{facets}")) {
                return Some("`{facets}` in `request.post.body`, where a search is split");
            }
        }
        let paging = self.paging.as_ref()?;
        if paging.size == 0 || paging.pages_max == 0 {
            return Some("a `size` and `pages_max` above 0");
        }
        let name = match paging.by {
            PagingBy::Offset => "{offset}",
            PagingBy::Page => "{page}",
            PagingBy::Next => return None,
        };
        let body = self.post.iter().map(|post| &post.body);
        let named = self.query.values().chain(body).any(|template| template.contains(name));
        (!named).then_some("`{offset}` or `{page}` in `request.query` or `request.post.body`")
    }
}
