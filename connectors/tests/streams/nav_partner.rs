//! NAV's feed as it is served: any row is a page, pages overlap by one item,
//! and tags that stay when the body changes (nav.md, A4 and A6).

use std::collections::BTreeMap;

use connectors::Ask;
use schemas::Timestamp;
use serde_json::{Value, json};

use super::driver::{Partner, Reply, path};

pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) ad: String,
    pub(crate) status: &'static str,
    pub(crate) title: String,
    pub(crate) employer: &'static str,
    pub(crate) at: Timestamp,
    /// Not shown yet: its transaction is still open.
    pub(crate) open: bool,
}

pub(crate) struct Nav {
    pub(crate) rows: Vec<Row>,
    pub(crate) page_size: usize,
    /// Title by ad; none: it is not active.
    pub(crate) ads: BTreeMap<String, Option<String>>,
    /// What is answered instead, by path.
    pub(crate) instead: BTreeMap<String, fn() -> Reply>,
    /// Tags as they should be: in quotes, new with every change.
    pub(crate) strong: bool,
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

impl Nav {
    pub(crate) fn new(page_size: usize) -> Self {
        Self {
            rows: Vec::new(),
            page_size,
            ads: BTreeMap::new(),
            instead: BTreeMap::new(),
            strong: false,
        }
    }

    /// `ad` changed: its new title, or none when it is not public any more.
    pub(crate) fn change(&mut self, ad: &str, title: Option<&str>, time: &str) {
        self.ads.insert(ad.to_owned(), title.map(str::to_owned));
        let status = if title.is_some() { "ACTIVE" } else { "INACTIVE" };
        self.row(ad, status, title.unwrap_or("Borte"), time);
    }

    pub(crate) fn row(&mut self, ad: &str, status: &'static str, title: &str, time: &str) {
        let row = Row {
            id: format!("r{}", self.rows.len() + 1),
            ad: ad.to_owned(),
            status,
            title: title.to_owned(),
            employer: "Eksempel AS",
            at: at(time),
            open: false,
        };
        self.rows.push(row);
    }

    fn shown(&self) -> Vec<&Row> {
        self.rows.iter().filter(|row| !row.open).collect()
    }

    fn page(&self, id: &str, ask: &Ask) -> Reply {
        let rows = self.shown();
        let Some(first) = rows.iter().position(|row| row.id == id) else {
            return Reply::status(404);
        };
        let following: Vec<&Row> = rows[first + 1..].iter().take(self.page_size).copied().collect();
        let kept = if following.len() < 2 { following.len() } else { following.len() - 1 };
        let mut items = vec![rows[first]];
        items.extend(&following[..kept]);
        let last = &items.last().unwrap().id;
        let next = (following.len() >= 2).then_some(last);
        let body = json!({
            "version": "1.0", "title": "Stillingsfeeden", "feed_url": format!("/api/v1/feed/{id}"),
            "next_url": next.map(|next| format!("/api/v1/feed/{next}")),
            "id": id, "next_id": next,
            "items": items.iter().map(|row| item(row)).collect::<Vec<Value>>(),
        });
        // A tag tells versions of one page apart, not pages.
        let version = format!("\"{}-{}\"", items.len(), next.is_some());
        let etag = if self.strong { version } else { last.clone() };
        if ask.unless.etag.as_ref() == Some(&etag) {
            return Reply::status(304);
        }
        Reply::json(&body).with("etag", &etag)
    }

    fn start(&self, ask: &Ask) -> Reply {
        let after = ask.unless.last_modified.as_ref().map(|text| {
            let parsed = jiff::fmt::rfc2822::parse(text).unwrap();
            Timestamp::from_jiff(parsed.timestamp())
        });
        let rows = self.shown();
        match rows.iter().find(|row| after.is_none_or(|after| row.at > after)) {
            Some(row) => self.page(&row.id, &Ask::default()),
            None => Reply::status(404),
        }
    }

    fn entry(&self, ad: &str) -> Reply {
        match self.ads.get(ad) {
            None => Reply::status(404),
            Some(None) => Reply::json(&json!({
                "uuid": ad, "sistEndret": "2026-11-20T10:00:00+01:00", "status": "INACTIVE",
            })),
            Some(Some(title)) => Reply::json(&entry(ad, title, "Eksempel AS")),
        }
    }
}

pub(crate) fn entry(ad: &str, title: &str, employer: &str) -> Value {
    json!({
        "uuid": ad, "status": "ACTIVE", "sistEndret": "2026-11-20T10:00:00+01:00",
        "ad_content": {
            "uuid": ad, "title": title, "description": "<p>Du baker.</p>",
            "published": "2026-11-20T00:00:00+01:00", "expires": "2027-01-20T00:00:00+01:00",
            "updated": "2026-11-20T10:00:00+01:00",
            "applicationUrl": "https://jobs.example.org/1",
            "employer": {"name": employer, "orgnr": "999999999"},
        },
    })
}

fn item(row: &Row) -> Value {
    let time = row.at.to_string().replace('Z', "+00:00");
    json!({
        "id": row.ad, "url": format!("/api/v1/feedentry/{}", row.ad), "title": row.title,
        "content_text": "Stillingsannonse", "date_modified": time,
        "_feed_entry": {
            "uuid": row.ad, "status": row.status, "title": row.title,
            "businessName": row.employer, "municipal": "OSLO", "sistEndret": time,
        },
    })
}

impl Partner for Nav {
    fn answer(&mut self, ask: &Ask, _now: Timestamp) -> Reply {
        let path = path(&ask.url);
        assert!(ask.post.is_none());
        if let Some(reply) = self.instead.get(path) {
            return reply();
        }
        let path = path.strip_prefix("/api/v1/").unwrap();
        if path == "feed" {
            self.start(ask)
        } else if let Some(page) = path.strip_prefix("feed/") {
            self.page(page, ask)
        } else {
            self.entry(path.strip_prefix("feedentry/").unwrap())
        }
    }
}
