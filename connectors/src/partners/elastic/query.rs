//! What an index is asked.

use schemas::Timestamp;
use serde_json::{Value, json};
use url::Url;

use super::{Elastic, Paging};
use crate::connector::{Ask, Post};
use crate::formats::elastic::{FORMAT, Hit, Hits};
use crate::item::ReadError;

/// Where a page begins.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Begin {
    /// Only what was modified at this time or later.
    pub(super) since: Option<Timestamp>,
    /// `GET`: after so many of those.
    from: u64,
    /// `POST`: after the hit with these values.
    after: Vec<Value>,
    /// Hits before, since `since`.
    passed: u64,
}

impl Begin {
    pub(super) fn at(since: Option<Timestamp>) -> Self {
        Self { since, ..Self::default() }
    }

    /// Whether this page is the first of its query.
    pub(super) fn is_first(&self) -> bool {
        self.passed == 0
    }

    /// Where the page after this one begins; `None` when this was the last.
    ///
    /// # Errors
    /// When there are more hits than can be reached.
    pub(super) fn next(&self, elastic: &Elastic, page: &Hits) -> Result<Option<Self>, ReadError> {
        let count = page.hits.len() as u64;
        let passed = self.passed + count;
        // A short page proves nothing: a service may give fewer than it is asked for.
        let last = page.total.is_some_and(|total| passed >= total);
        let Some(hit) = page.hits.last().filter(|_| !last) else { return Ok(None) };
        if matches!(elastic.paging, Paging::SearchAfter { .. }) {
            if hit.sort.is_empty() || hit.sort == self.after {
                return Err(stuck("hits without `sort`, or the same ones again"));
            }
            return Ok(Some(Self { after: hit.sort.clone(), passed, ..self.clone() }));
        }
        // The time of the last hit, in the milliseconds in which it is asked for.
        let at = hit.sorted_at().map(|at| Timestamp::from_millis(at.millis()));
        if at.is_some() && at > self.since {
            return Ok(Some(Self::at(at)));
        }
        let from = self.from + count;
        if from + elastic.size > elastic.window {
            return Err(stuck("more ads of one time than pages by `from` can reach"));
        }
        Ok(Some(Self { from, passed, ..self.clone() }))
    }
}

/// The time up to which a page has every ad: its last hit's.
pub(super) fn reached(hits: &[Hit]) -> Option<Timestamp> {
    hits.last().and_then(Hit::sorted_at)
}

fn stuck(message: &str) -> ReadError {
    let place = "paging".to_owned();
    ReadError::Malformed { format: FORMAT, place, message: message.to_owned(), items: 0 }
}

impl Elastic {
    pub(super) fn ask(&self, begin: &Begin) -> Ask {
        let ask = match &self.paging {
            Paging::Get => Ask::get(self.get(begin)),
            Paging::SearchAfter { tie } => {
                let body = self.post(begin, tie).to_string();
                let post = Post { content_type: "application/json", body };
                Ask { post: Some(post), ..Ask::get(&self.url) }
            }
        };
        ask.with_header("accept", "application/json")
    }

    fn get(&self, begin: &Begin) -> String {
        let range = begin.since.map(|at| format!("{}:[\"{}\" TO *]", self.modified, shown(at)));
        let query = match (&self.query, range) {
            (Some(query), Some(range)) => format!("({query}) AND {range}"),
            (Some(query), None) => query.clone(),
            (None, Some(range)) => range,
            (None, None) => "*:*".to_owned(),
        };
        let Ok(mut url) = Url::parse(&self.url) else { return self.url.clone() };
        url.query_pairs_mut()
            .append_pair("q", &query)
            .append_pair("sort", &format!("{}:asc", self.modified))
            .append_pair("from", &begin.from.to_string())
            .append_pair("size", &self.size.to_string());
        url.into()
    }

    fn post(&self, begin: &Begin, tie: &str) -> Value {
        let mut filter = Vec::new();
        if let Some(query) = &self.query {
            filter.push(json!({"query_string": {"query": query}}));
        }
        if let Some(at) = begin.since {
            filter.push(json!({"range": {&self.modified: {"gte": shown(at)}}}));
        }
        let mut body = json!({
            "size": self.size,
            "query": {"bool": {"filter": filter}},
            "sort": [{&self.modified: "asc"}, {tie: "asc"}],
            "track_total_hits": true,
        });
        if !begin.after.is_empty() {
            body["search_after"] = Value::from(begin.after.clone());
        }
        body
    }
}

/// In milliseconds, which every version reads.
fn shown(at: Timestamp) -> String {
    at.to_jiff().strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}
