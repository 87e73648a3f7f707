//! A page of an Elasticsearch index of ads (`_search`): what the search itself
//! says. The ads, under `hits.hits[]._source`, are read by a dialect.

use std::io::Read;

use schemas::Timestamp;
use schemas::time::DayEnd;
use serde::Deserialize;
use serde_json::Value;

use super::dialect::Dialect;
use super::{feed, json_list};
use crate::dates::{Zone, read_iso};
use crate::item::{Item, ItemError, ReadContext, ReadError};

/// Name of the format of the answers.
pub const FORMAT: &str = "elasticsearch";
/// Largest answer: 10,000 hits is the most that a service gives at once.
const BYTES_MAX: u64 = 64 << 20;

/// What a page says beside its ads.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Hits {
    /// The hits, in order.
    pub hits: Vec<Hit>,
    /// How many hits the query has in all; `None` when only a lower bound is
    /// known (`"relation":"gte"`), or nothing.
    pub total: Option<u64>,
}

/// One hit, without its ad.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Hit {
    /// `_id`.
    pub id: String,
    /// Values that it was sorted by: where the next page begins.
    pub sort: Vec<Value>,
}

impl Hit {
    /// The time that it was sorted by, when that was a time: milliseconds since
    /// 1970, or ISO 8601.
    pub fn sorted_at(&self) -> Option<Timestamp> {
        // 1973 to 2286: a missing field is sorted as the largest number there is.
        const TIMES: std::ops::Range<i64> = 100_000_000_000..10_000_000_000_000;
        match self.sort.first()? {
            Value::String(text) => {
                let utc = Zone::named("UTC").ok()?;
                Some(read_iso(text, DayEnd::Start, &utc).ok()?.at)
            }
            value => value.as_i64().filter(|at| TIMES.contains(at)).map(Timestamp::from_millis),
        }
    }
}

#[derive(Deserialize)]
struct Wire {
    #[serde(rename = "_id", default)]
    id: Value,
    #[serde(default)]
    sort: Vec<Value>,
}

/// Reads a page whole: first what the search says, then the ads into `sink`.
///
/// # Errors
/// When it is cut, is no search, or is only a part of what was found: some
/// shards failed, or the search ran out of time.
pub fn read(
    body: &mut dyn Read,
    content_type: Option<&str>,
    dialect: &Dialect,
    context: &ReadContext<'_>,
    sink: &mut dyn FnMut(Result<Item, ItemError>),
) -> Result<Hits, ReadError> {
    let mut bytes = Vec::new();
    body.take(BYTES_MAX + 1)
        .read_to_end(&mut bytes)
        .map_err(|source| ReadError::Io { items: 0, source })?;
    if bytes.len() as u64 > BYTES_MAX {
        return Err(malformed(format!("more than {BYTES_MAX} bytes in a page; ask for fewer ads")));
    }
    let mut hits = Vec::new();
    let keys = ["hits".to_owned(), "hits".to_owned()];
    let ends = json_list::cut(&mut bytes.as_slice(), FORMAT, &keys, &mut |_, item, _| {
        // One that cannot be read is still a hit; the dialect tells why.
        let wire: Option<Wire> = serde_json::from_slice(item).ok();
        hits.push(wire.map_or_else(Hit::default, |wire| Hit {
            id: wire.id.as_str().map_or_else(|| wire.id.to_string(), str::to_owned),
            sort: wire.sort,
        }));
    })?;
    if !ends.found {
        let seen = "JSON without `hits.hits`".to_owned();
        return Err(ReadError::Foreign { format: FORMAT, seen });
    }
    if ends.outside["timed_out"] == Value::Bool(true) {
        return Err(malformed("the search ran out of time: only a part was found".to_owned()));
    }
    if let Some(failed) = ends.outside["_shards"]["failed"].as_u64().filter(|failed| *failed > 0) {
        return Err(malformed(format!("{failed} shards failed: only a part was found")));
    }
    feed::read(&mut bytes.as_slice(), content_type, dialect, context, sink)?;
    Ok(Hits { hits, total: total(&ends.outside["hits"]["total"]) })
}

/// A number until version 6, `{"value": N, "relation": "eq"}` from 7 on.
fn total(total: &Value) -> Option<u64> {
    match total {
        Value::Object(fields) => {
            let exact = fields.get("relation").is_none_or(|relation| relation == "eq");
            fields.get("value").and_then(Value::as_u64).filter(|_| exact)
        }
        number => number.as_u64(),
    }
}

fn malformed(message: String) -> ReadError {
    ReadError::Malformed { format: FORMAT, place: "the search".to_owned(), message, items: 0 }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_total_is_a_number_or_an_object() {
        assert_eq!(total(&json!(7)), Some(7));
        assert_eq!(total(&json!({"value": 7, "relation": "eq"})), Some(7));
        assert_eq!(total(&json!({"value": 10_000, "relation": "gte"})), None);
        assert_eq!(total(&Value::Null), None);
    }

    #[test]
    fn only_times_are_times() {
        let at = |value| Hit { sort: vec![value], ..Hit::default() }.sorted_at();
        let noon = Some("2026-11-20T12:00:00Z".parse().unwrap());
        assert_eq!(at(json!(1_795_176_000_000_i64)), noon);
        assert_eq!(at(json!("2026-11-20T12:00:00Z")), noon);
        assert_eq!(at(json!(i64::MAX)), None);
        assert_eq!(at(json!(1.5)), None);
        assert_eq!(at(json!("baker")), None);
        assert_eq!(Hit::default().sorted_at(), None);
    }
}
