//! An Elasticsearch index, as far as it is asked here: a query, a range of
//! times, a sort, and pages.

use std::collections::BTreeMap;

use connectors::Ask;
use schemas::Timestamp;
use serde_json::{Value, json};
use url::Url;

use super::driver::{Partner, Reply, path};

/// How an index answers.
#[derive(Clone, Copy, PartialEq, Default)]
pub(crate) enum Total {
    /// A number: until version 6.
    #[default]
    Number,
    /// An object: from version 7 on.
    Object,
    /// A lower bound.
    Bound,
}

#[derive(Default)]
pub(crate) struct Index {
    /// Title and time in milliseconds.
    pub(crate) ads: BTreeMap<String, (String, i64)>,
    pub(crate) total: Total,
    /// Never more hits than this, whatever is asked for.
    pub(crate) most: Option<usize>,
    /// What is answered instead to the so-manieth request, from 0.
    pub(crate) instead: BTreeMap<usize, fn() -> Reply>,
    /// What happens before the so-manieth request.
    pub(crate) meanwhile: BTreeMap<usize, fn(&mut Index)>,
    pub(crate) asked: usize,
}

/// What is asked for.
struct Query {
    since: i64,
    from: usize,
    size: usize,
    after: Option<(i64, String)>,
}

fn millis(text: &str) -> i64 {
    text.parse::<Timestamp>().unwrap().millis()
}

fn query(ask: &Ask) -> Query {
    let Some(post) = &ask.post else {
        let url = Url::parse(&ask.url).unwrap();
        let fields: BTreeMap<String, String> = url.query_pairs().into_owned().collect();
        assert_eq!(fields["sort"], "system_modified_time:asc");
        let words = &fields["q"];
        assert!(words.contains("transaction_type:11"), "{words}");
        let since =
            words.split_once("AND system_modified_time:[\"").map_or(i64::MIN, |(_, rest)| {
                let (time, end) = rest.split_once('"').unwrap();
                assert_eq!(end, " TO *]");
                millis(time)
            });
        let number = |key: &str| fields[key].parse::<usize>().unwrap();
        return Query { since, from: number("from"), size: number("size"), after: None };
    };
    let body: Value = serde_json::from_str(&post.body).unwrap();
    assert_eq!(body["sort"], json!([{"system_modified_time": "asc"}, {"id": "asc"}]));
    let filter = body["query"]["bool"]["filter"].as_array().unwrap();
    let words = &filter[0]["query_string"]["query"];
    assert_eq!(words, "transaction_type:11");
    let range = filter.get(1).map(|range| &range["range"]["system_modified_time"]["gte"]);
    let after = body
        .get("search_after")
        .map(|after| (after[0].as_i64().unwrap(), after[1].as_str().unwrap().to_owned()));
    Query {
        since: range.map_or(i64::MIN, |time| millis(time.as_str().unwrap())),
        from: 0,
        size: usize::try_from(body["size"].as_u64().unwrap()).unwrap(),
        after,
    }
}

impl Index {
    pub(crate) fn put(&mut self, id: &str, title: &str, at: i64) {
        self.ads.insert(id.to_owned(), (title.to_owned(), at));
    }

    fn search(&self, query: &Query) -> Value {
        let mut found: Vec<(i64, &String, &String)> = self
            .ads
            .iter()
            .map(|(id, (title, at))| (*at, id, title))
            .filter(|(at, ..)| *at >= query.since)
            .collect();
        found.sort_unstable();
        let total = found.len();
        if let Some((at, id)) = &query.after {
            found.retain(|hit| (hit.0, hit.1) > (*at, id));
        }
        let most = self.most.unwrap_or(usize::MAX).min(query.size);
        let hits: Vec<Value> = found.into_iter().skip(query.from).take(most).map(hit).collect();
        let total = match self.total {
            Total::Number => json!(total),
            Total::Object => json!({"value": total, "relation": "eq"}),
            Total::Bound => json!({"value": total.min(2), "relation": "gte"}),
        };
        json!({
            "took": 1, "timed_out": false, "_shards": {"total": 3, "successful": 3, "failed": 0},
            "hits": {"total": total, "max_score": null, "hits": hits},
        })
    }
}

fn hit((at, id, title): (i64, &String, &String)) -> Value {
    json!({
        "_index": "ads_1", "_id": id, "_score": null, "sort": [at, id],
        "_source": {
            "title": title, "text": [{"label": "Beskrivelse", "value": "<p>Du baker.</p>"}],
            "system_modified_time": Timestamp::from_millis(at),
            "attributes": {"employer": "Eksempel AS"},
        },
    })
}

impl Partner for Index {
    fn answer(&mut self, ask: &Ask, _now: Timestamp) -> Reply {
        assert!(path(&ask.url).starts_with("/ads/_search"));
        let number = self.asked;
        self.asked += 1;
        if let Some(change) = self.meanwhile.get(&number).copied() {
            change(self);
        }
        match self.instead.get(&number) {
            Some(reply) => reply(),
            None => Reply::json(&self.search(&query(ask))),
        }
    }
}
