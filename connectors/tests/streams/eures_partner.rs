//! A member state's EURES input API (nav.md, part F).

use std::collections::{BTreeMap, BTreeSet};

use connectors::Ask;
use schemas::Timestamp;
use serde_json::{Value, json};

use super::driver::{Partner, Reply, path};

#[derive(Clone)]
pub(crate) struct Vacancy {
    pub(crate) title: String,
    pub(crate) created: i64,
    pub(crate) modified: i64,
    pub(crate) closed: Option<i64>,
}

#[derive(Default)]
pub(crate) struct State {
    pub(crate) ads: BTreeMap<String, Vacancy>,
    /// A batch with one of these fails as a whole.
    pub(crate) poison: BTreeSet<String>,
    /// No details are given of these.
    pub(crate) missing: BTreeSet<String>,
    /// How a batch fails.
    pub(crate) fault: Option<fn() -> Reply>,
    /// What is answered instead, by path.
    pub(crate) instead: BTreeMap<String, fn() -> Reply>,
    /// Bodies instead of the usual ones.
    pub(crate) bodies: BTreeMap<String, String>,
}

impl State {
    /// `id` is made public or changed at this millisecond.
    pub(crate) fn put(&mut self, id: &str, title: &str, at: i64) {
        let created = self.ads.get(id).filter(|ad| ad.closed.is_none()).map_or(at, |ad| ad.created);
        let ad = Vacancy { title: title.to_owned(), created, modified: at, closed: None };
        self.ads.insert(id.to_owned(), ad);
    }

    pub(crate) fn close(&mut self, id: &str, at: i64) {
        let ad = self.ads.get_mut(id).unwrap();
        ad.closed = Some(at);
        ad.modified = at;
    }

    fn changes(&self, since: i64) -> Reply {
        let mut lists: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
        for (id, ad) in self.ads.iter().filter(|(_, ad)| ad.modified >= since) {
            let list = match ad.closed {
                Some(_) => "closedReferences",
                None if ad.created == ad.modified => "createdReferences",
                None => "modifiedReferences",
            };
            lists.entry(list).or_default().push(reference(id, ad));
        }
        Reply::json(&json!(lists))
    }

    fn details(&self, ids: &[String]) -> Reply {
        if ids.iter().any(|id| self.poison.contains(id)) {
            return self.fault.map_or(Reply::Nothing, |fault| fault());
        }
        let mut details = serde_json::Map::new();
        for id in ids.iter().filter(|id| !self.missing.contains(*id)) {
            let Some(ad) = self.ads.get(id) else { continue };
            let mut detail = reference(id, ad);
            let content = self.bodies.get(id).cloned().unwrap_or_else(|| body(id, &ad.title));
            detail["content"] = content.into();
            detail["contentFormatVersion"] = "1.3".into();
            details.insert(id.clone(), detail);
        }
        Reply::json(&json!({"details": details}))
    }
}

fn reference(id: &str, ad: &Vacancy) -> Value {
    let status = if ad.closed.is_some() { "CLOSED" } else { "ACTIVE" };
    let mut value = json!({
        "creationTimestamp": ad.created, "lastModificationTimestamp": ad.modified,
        "reference": id, "source": "NAV", "status": status,
    });
    if let Some(closed) = ad.closed {
        value["closingTimestamp"] = closed.into();
    }
    value
}

pub(crate) fn body(id: &str, title: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\
         <PositionOpening xmlns=\"http://www.hr-xml.org/3\"><DocumentID>{id}</DocumentID>\
         <PositionOpeningStatusCode name=\"Active\">Active</PositionOpeningStatusCode>\
         <PositionProfile languageCode=\"no\"><PositionTitle>{title}</PositionTitle>\
         <PositionOrganization><OrganizationIdentifiers><OrganizationName>Rørlegger AS\
         </OrganizationName></OrganizationIdentifiers></PositionOrganization>\
         <PositionFormattedDescription><Content><![CDATA[<p>Vi søker.</p>]]></Content>\
         </PositionFormattedDescription></PositionProfile></PositionOpening>"
    )
}

impl Partner for State {
    fn answer(&mut self, ask: &Ask, _now: Timestamp) -> Reply {
        let path = path(&ask.url).strip_prefix("/input/api/jv/v0.1/").unwrap();
        if let Some(reply) = self.instead.get(path.split('/').next().unwrap()) {
            return reply();
        }
        match (path, &ask.post) {
            ("getAll", None) => {
                let open = self.ads.iter().filter(|(_, ad)| ad.closed.is_none());
                let all: Vec<Value> = open.map(|(id, ad)| reference(id, ad)).collect();
                Reply::json(&json!({"allReferences": all}))
            }
            ("getDetails", Some(post)) => {
                assert_eq!(post.content_type, "application/json");
                self.details(&serde_json::from_str::<Vec<String>>(&post.body).unwrap())
            }
            (other, None) => {
                self.changes(other.strip_prefix("getChanges/").unwrap().parse().unwrap())
            }
            (other, Some(_)) => panic!("POST {other}"),
        }
    }
}
