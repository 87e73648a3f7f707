//! A page of NAV's public feed (`/api/v1/feed/{id}`): which ads changed, oldest
//! change first. The ads themselves are read by the dialect `nav-entry`.

use std::io::Read;

use schemas::rejected::{Fault, RejectReason};
use schemas::time::DayEnd;
use schemas::{EventId, Rejected, Timestamp};
use serde::Deserialize;

use super::json_list;
use crate::dates::{Zone, read_iso};
use crate::item::{ItemError, ReadError};

/// Name of the format.
pub const FORMAT: &str = "nav-feed";
/// Most items of a page: the largest `pageSize` that the service takes.
pub const ITEMS_MAX: u64 = 10_000;
/// What stands in the place of a masked title.
const MASKED_TITLE: &str = "...";
/// Longest id of an ad or a page, in bytes; they are UUIDs.
const ID_BYTES_MAX: usize = 64;

/// A page.
#[derive(Debug)]
pub struct Page {
    /// Its id.
    pub id: Option<String>,
    /// Id of the next one; `None` at the tail, as far as this answer knows.
    pub next: Option<String>,
    /// Items, in the order of the page.
    pub rows: Vec<Row>,
}

/// One item.
#[derive(Debug)]
pub struct Row {
    /// The same item has the same key again, wherever it is met.
    pub key: Key,
    /// What it says, or why it cannot be trusted.
    pub change: Result<Change, ItemError>,
}

/// Tells items apart: the first 8 bytes of a hash of id and time.
pub type Key = u64;

/// One ad changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// The ad.
    pub id: String,
    /// What it is now.
    pub status: Status,
    /// When the row was written, by the service's clock. Not the ad's own time.
    pub at: Option<Timestamp>,
}

/// What an item says about its ad.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Status {
    /// It is public; or the word is unknown, and the ad itself will tell.
    Active,
    /// It is not public (any more).
    Inactive,
    /// Its title and its employer are hidden.
    Masked,
}

#[derive(Deserialize)]
struct Wire {
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    date_modified: Option<String>,
    #[serde(rename = "_feed_entry", default)]
    entry: Option<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    #[serde(default)]
    uuid: Option<String>,
    #[serde(default)]
    status: Option<String>,
    #[serde(default)]
    title: Option<String>,
    #[serde(rename = "businessName", default)]
    business_name: Option<String>,
    #[serde(rename = "sistEndret", default)]
    modified: Option<String>,
}

/// Reads a page whole.
///
/// # Errors
/// When it is cut, or is no page of the feed.
pub fn read(body: &mut dyn Read) -> Result<Page, ReadError> {
    let oslo = Zone::named("Europe/Oslo").expect("the time zone table has Europe/Oslo");
    let mut rows = Vec::new();
    let ends = json_list::cut(body, FORMAT, &["items".to_owned()], &mut |number, bytes, _| {
        if number <= ITEMS_MAX {
            rows.push(row(number, bytes, &oslo));
        }
    })?;
    if !ends.found {
        let seen = "JSON without `items`".to_owned();
        return Err(ReadError::Foreign { format: FORMAT, seen });
    }
    if ends.items > ITEMS_MAX {
        let message = format!("{} items in a page, at most {ITEMS_MAX} are allowed", ends.items);
        let place = "items".to_owned();
        return Err(ReadError::Malformed { format: FORMAT, place, message, items: 0 });
    }
    let text = |key: &str| ends.outside.get(key).and_then(|value| value.as_str());
    let id = text("id").or_else(|| text("feed_url").and_then(last_part)).filter(|id| is_id(id));
    let next = text("next_id").or_else(|| text("next_url").and_then(last_part));
    if let Some(next) = next.filter(|next| !is_id(next)) {
        let message = format!("the next page is {:?}, where an id belongs", shortened(next));
        let place = "next_id".to_owned();
        return Err(ReadError::Malformed { format: FORMAT, place, message, items: 0 });
    }
    Ok(Page { id: id.map(str::to_owned), next: next.map(str::to_owned), rows })
}

/// The id in `/api/v1/feed/{id}`.
fn last_part(path: &str) -> Option<&str> {
    path.rsplit('/').next()
}

/// Only what cannot change the meaning of a URL.
fn is_id(text: &str) -> bool {
    (1..=ID_BYTES_MAX).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn shortened(text: &str) -> String {
    text.chars().take(80).collect()
}

fn row(number: u64, bytes: &[u8], oslo: &Zone) -> Row {
    let wire: Wire = match serde_json::from_slice(bytes) {
        Ok(wire) => wire,
        Err(error) => {
            let message = format!("not an item of the feed: {error}");
            return refused(number, bytes, None, RejectReason::Malformed, message);
        }
    };
    let entry = wire.entry.as_ref();
    let id = entry.and_then(|entry| entry.uuid.as_deref()).or(wire.id.as_deref());
    let Some(id) = id.map(str::trim).filter(|id| is_id(id)) else {
        let message = format!("the ad is {:?}, where a UUID belongs", id.map(shortened));
        return refused(number, bytes, None, RejectReason::BlankId, message);
    };
    let modified = wire.date_modified.as_deref();
    let modified = modified.or_else(|| entry.and_then(|entry| entry.modified.as_deref()));
    let change = Change {
        id: id.to_owned(),
        status: status(wire.title.as_deref(), entry),
        at: modified.and_then(|text| Some(read_iso(text, DayEnd::Start, oslo).ok()?.at)),
    };
    Row { key: key(&[id.as_bytes(), modified.unwrap_or_default().as_bytes()]), change: Ok(change) }
}

fn status(title: Option<&str>, entry: Option<&Entry>) -> Status {
    let Some(entry) = entry else { return Status::Active };
    let title = entry.title.as_deref().or(title);
    let hidden = entry.business_name.as_deref().is_some_and(|name| name.trim().is_empty());
    let status = entry.status.as_deref().unwrap_or_default().trim();
    if status.eq_ignore_ascii_case("INACTIVE") {
        Status::Inactive
    } else if is_masked(title, hidden) {
        Status::Masked
    } else {
        Status::Active
    }
}

/// A masked ad has `...` as title, and no employer. A missing employer alone is
/// `?` in an item.
pub fn is_masked(title: Option<&str>, employer_hidden: bool) -> bool {
    employer_hidden && title.is_some_and(|title| title.trim() == MASKED_TITLE)
}

fn refused(
    number: u64,
    bytes: &[u8],
    external_id: Option<String>,
    reason: RejectReason,
    message: String,
) -> Row {
    let error = ItemError {
        external_id,
        reason,
        faults: vec![Fault::new("feed_item", "", message)],
        place: format!("item {number}"),
        bytes: bytes[..bytes.len().min(Rejected::BYTES_MAX)].to_vec(),
        bytes_length: bytes.len(),
    };
    Row { key: key(&[b"refused", bytes]), change: Err(error) }
}

fn key(parts: &[&[u8]]) -> Key {
    let id = EventId::derive(parts);
    let mut first = [0; 8];
    first.copy_from_slice(&id.as_bytes()[..8]);
    Key::from_be_bytes(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(body: &str) -> Result<Page, ReadError> {
        read(&mut body.as_bytes())
    }

    /// Shown as `id status`, or `refused`.
    fn check(items: &str, wanted: &[&str]) {
        let page = page(&format!("{{\"id\":\"p\",\"next_id\":null,\"items\":[{items}]}}")).unwrap();
        let shown: Vec<String> = page
            .rows
            .iter()
            .map(|row| match &row.change {
                Ok(change) => format!("{} {:?}", change.id, change.status),
                Err(error) => format!("refused {:?}", error.reason),
            })
            .collect();
        assert_eq!(shown, wanted);
    }

    #[test]
    fn items_say_what_became_of_an_ad() {
        let entry = |status: &str, title: &str, business: &str| {
            format!(
                r#"{{"id":"a-1","_feed_entry":{{"uuid":"a-1","status":"{status}","title":"{title}","businessName":"{business}"}}}}"#
            )
        };
        check(&entry("ACTIVE", "Baker", "Acme"), &["a-1 Active"]);
        check(&entry("INACTIVE", "Baker", "Acme"), &["a-1 Inactive"]);
        check(&entry("ACTIVE", "...", ""), &["a-1 Masked"]);
        check(&entry("ACTIVE", "...", "?"), &["a-1 Active"]);
        check(&entry("ACTIVE", "Baker", ""), &["a-1 Active"]);
        check(&entry("PAUSED", "?", "?"), &["a-1 Active"]);
        check(r#"{"id":"a-1"}"#, &["a-1 Active"]);
    }

    #[test]
    fn a_bad_item_costs_nobody_else() {
        check(
            r#"{"id":7}, {"id":"../x"}, {}, {"id":"ok"}, "#,
            &[
                "refused Malformed",
                "refused BlankId",
                "refused BlankId",
                "ok Active",
                "refused Malformed",
            ],
        );
    }

    #[test]
    fn the_next_page_is_an_id_and_nothing_else() {
        let next = |outside: &str| {
            page(&format!("{{{outside},\"items\":[]}}"))
                .map(|page| page.next)
                .map_err(|_| "refused")
        };
        assert_eq!(next(r#""next_id":"b","next_url":"/api/v1/feed/c""#), Ok(Some("b".to_owned())));
        assert_eq!(next(r#""next_url":"/api/v1/feed/c""#), Ok(Some("c".to_owned())));
        assert_eq!(next(r#""next_url":null,"next_id":null"#), Ok(None));
        assert_eq!(next(r#""next_url":"https://e.org/?a=b""#), Err("refused"));
        assert_eq!(next(r#""next_id":"a/../b""#), Err("refused"));
    }

    #[test]
    fn what_is_no_page_is_no_page() {
        assert!(matches!(page("<html>"), Err(ReadError::Foreign { .. })));
        assert!(matches!(page("{\"jobs\":[]}"), Err(ReadError::Foreign { .. })));
        assert!(matches!(page("{\"items\":[{\"id\":\"a\"}"), Err(ReadError::Malformed { .. })));
        let many = vec!["{\"id\":\"a\"}"; 10_001].join(",");
        let many = format!("{{\"items\":[{many}]}}");
        assert!(matches!(page(&many), Err(ReadError::Malformed { .. })));
    }
}
