//! A partner that answers what it is told to, by path.

use std::collections::BTreeMap;

use connectors::partners::{Settings, Where, open};
use connectors::{Ask, Connector, Item};
use schemas::Timestamp;

use super::driver::{Hub, Partner, Reply, Run, Store, path, round};

type Script = Box<dyn Fn(&Ask) -> Reply>;

/// A partner.
#[derive(Default)]
pub(crate) struct Scripted {
    scripts: BTreeMap<String, Script>,
    etags: BTreeMap<String, String>,
}

impl Scripted {
    /// This path answers so, whatever its query.
    pub(crate) fn on(&mut self, path: &str, script: impl Fn(&Ask) -> Reply + 'static) {
        self.scripts.insert(path.to_owned(), Box::new(script));
    }

    /// This path answers with a text.
    pub(crate) fn serve(&mut self, path: &str, text: impl Into<String>) {
        let text = text.into();
        self.on(path, move |_| Reply::text(text.clone()));
    }

    /// This path answers 304 to who has this version.
    pub(crate) fn tag(&mut self, path: &str, etag: &str) {
        self.etags.insert(path.to_owned(), etag.to_owned());
    }
}

impl Partner for Scripted {
    fn answer(&mut self, ask: &Ask, _now: Timestamp) -> Reply {
        let path = path(&ask.url).split('?').next().unwrap().to_owned();
        let etag = self.etags.get(&path);
        if etag.is_some() && ask.unless.etag.as_ref() == etag {
            return Reply::status(304);
        }
        let Some(script) = self.scripts.get(&path) else { return Reply::status(404) };
        let reply = script(ask);
        match etag {
            Some(etag) => reply.with("etag", etag),
            None => reply,
        }
    }
}

/// A poll, so many hours after the first.
pub(crate) fn poll(
    connector: &dyn Connector,
    store: &mut Store,
    partner: &mut Scripted,
    hours: i64,
) -> Run {
    let now: Timestamp = "2026-11-20T06:00:00Z".parse().unwrap();
    round(connector, store, partner, now.plus_seconds(hours * 3_600), Hub::default())
}

/// A partner of a format at a path.
pub(crate) fn opened(format: &str, path: &str, settings: &Settings) -> Box<dyn Connector> {
    open(format, &Where::url(format!("https://partner.example{path}")), settings).unwrap()
}

/// What was handed over since so many items, one word for each: `+1` an ad,
/// `=1` one that is there still, `-1` one that is gone, `!` a bad one.
pub(crate) fn since(store: &Store, before: usize) -> Vec<String> {
    let shown = store.items[before..].iter().map(|item| match item {
        Ok(Item::Ad(ad)) => format!("+{}", ad.source.external_id.as_str()),
        Ok(Item::Seen { external_id }) => format!("={}", external_id.as_str()),
        Ok(Item::Removal { external_id, .. }) => format!("-{}", external_id.as_str()),
        Ok(Item::Page { .. }) => "note".to_owned(),
        Err(_) => "!".to_owned(),
    });
    let mut shown: Vec<String> = shown.collect();
    shown.sort();
    shown
}
