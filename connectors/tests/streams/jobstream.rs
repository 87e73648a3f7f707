//! JobStream as it is served (jobstream.md, sections 3.1 and 10): ads show up
//! and vanish without a word, and an ad that came back has a tombstone too.

use connectors::formats::jobstream::Version;
use connectors::partners::jobstream::JobStream;
use connectors::{Ask, ReadError, RoundKind};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use schemas::Timestamp;
use serde_json::{Value, json};

use super::driver::{Hub, Partner, Reply, Run, Store, path, round};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn stockholm() -> TimeZone {
    TimeZone::get("Europe/Stockholm").unwrap()
}

/// An ad of the service, or its tombstone.
struct Entry {
    id: &'static str,
    changed: Timestamp,
    /// Nothing: it was removed.
    headline: Option<&'static str>,
    public_from: Timestamp,
}

#[derive(Default)]
struct Service {
    entries: Vec<Entry>,
    instead: Option<fn() -> Reply>,
}

impl Service {
    fn put(&mut self, id: &'static str, headline: Option<&'static str>, changed: &str) {
        let changed = at(changed);
        self.entries.push(Entry { id, changed, headline, public_from: changed });
    }
}

fn shown(entry: &Entry) -> Value {
    let local = |at: Timestamp| {
        let zoned = at.to_jiff().to_zoned(stockholm());
        zoned.strftime("%Y-%m-%dT%H:%M:%S").to_string()
    };
    match entry.headline {
        // The shortest tombstone that was met: four keys.
        None => json!({
            "id": entry.id, "removed": true, "removed_date": local(entry.changed),
            "occupation": null,
        }),
        Some(headline) => json!({
            "id": entry.id, "headline": headline, "removed": false,
            "timestamp": entry.changed.millis(),
            "publication_date": local(entry.public_from),
            "last_publication_date": "2027-12-31T23:59:59",
            "description": {"text": "Du bakar."}, "employer": {"name": "Exempel AB"},
        }),
    }
}

impl Partner for Service {
    fn answer(&mut self, ask: &Ask, now: Timestamp) -> Reply {
        if let Some(reply) = self.instead {
            return reply();
        }
        let path = path(&ask.url);
        let visible = self.entries.iter().filter(|entry| entry.public_from <= now);
        let found: Vec<Value> = match path.strip_prefix("/v2/stream?updated-after=") {
            None => {
                assert_eq!(path, "/v2/snapshot");
                visible.filter(|entry| entry.headline.is_some()).map(shown).collect()
            }
            Some(after) => {
                let after: DateTime = after.parse().unwrap();
                let after = Timestamp::from_jiff(after.to_zoned(stockholm()).unwrap().timestamp());
                visible.filter(|entry| entry.changed >= after).map(shown).collect()
            }
        };
        Reply::json(&Value::Array(found))
    }
}

fn poll(store: &mut Store, service: &mut Service, now: &str) -> Run {
    let connector = JobStream::new("https://partner.example", Version::V2);
    round(&connector, store, service, at(now), Hub::default())
}

#[test]
fn an_ad_that_was_scheduled_is_found_by_the_next_snapshot() {
    let (mut store, mut service) = (Store::default(), Service::default());
    service.put("1", Some("Bagare"), "2026-07-01T08:00:00Z");
    service.put("2", Some("Kock"), "2026-07-01T08:00:00Z");
    service.entries[1].public_from = at("2026-07-01T22:00:00Z");
    assert_eq!(poll(&mut store, &mut service, "2026-07-01T10:00:00Z").kind, RoundKind::Snapshot);
    assert_eq!(store.shown(), ["1 Bagare"]);
    let run = poll(&mut store, &mut service, "2026-07-02T09:00:00Z");
    assert_eq!((run.kind, store.shown()), (RoundKind::Window, vec!["1 Bagare".to_owned()]));
    poll(&mut store, &mut service, "2026-07-02T10:00:00Z").done();
    assert_eq!(store.shown(), ["1 Bagare", "2 Kock"]);
}

#[test]
fn an_ad_that_came_back_is_there_in_whatever_order_it_is_told() {
    for turned in [false, true] {
        let (mut store, mut service) = (Store::default(), Service::default());
        service.put("1", Some("Bagare"), "2026-07-01T08:00:00Z");
        poll(&mut store, &mut service, "2026-07-01T10:00:00Z").done();
        service.put("1", None, "2026-07-01T10:01:00Z");
        poll(&mut store, &mut service, "2026-07-01T10:02:00Z").done();
        assert_eq!(store.shown(), ["1 ExplicitDelete"]);
        // The tombstone stays where it is.
        service.put("1", Some("Bagare II"), "2026-07-01T10:03:00Z");
        if turned {
            service.entries.reverse();
        }
        poll(&mut store, &mut service, "2026-07-01T10:04:00Z").done();
        assert_eq!(store.shown(), ["1 Bagare II"], "turned: {turned}");
    }
}

#[test]
fn windows_miss_nothing_through_both_changes_of_the_clock() {
    for start in ["2026-10-24T22:00:00Z", "2026-03-28T23:00:00Z"] {
        let (mut store, mut service) = (Store::default(), Service::default());
        poll(&mut store, &mut service, start).done();
        let ids = ["00", "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11"];
        for (index, id) in ids.into_iter().enumerate() {
            let minutes = i64::try_from(index).unwrap() * 20;
            let changed = at(start).plus_seconds(60 * minutes);
            service.put(id, Some("Bagare"), &changed.to_string());
            let now = changed.plus_seconds(60).to_string();
            assert_eq!(poll(&mut store, &mut service, &now).kind, RoundKind::Window);
            assert!(store.ads().contains_key(id), "{id} after {start}");
        }
    }
}

#[test]
fn what_is_cut_or_something_else_moves_nothing() {
    let faults: [fn() -> Reply; 5] = [
        || Reply::text("[{\"id\":\"1\",\"headline\":\"Bagare\"}"),
        || Reply::Cut(b"[".to_vec()),
        || Reply::text("<html>"),
        || Reply::status(404),
        || Reply::Nothing,
    ];
    for fault in faults {
        let (mut store, mut service) = (Store::default(), Service::default());
        service.put("2", Some("Kock"), "2026-07-01T08:00:00Z");
        service.instead = Some(fault);
        let error = poll(&mut store, &mut service, "2026-07-01T10:00:00Z").error();
        assert!(!matches!(error, ReadError::Foreign { .. }) || store.items.is_empty());
        assert!(store.cursor.is_none());
        service.instead = None;
        poll(&mut store, &mut service, "2026-07-01T10:01:00Z").done();
        let before = store.cursor.clone();
        service.put("3", Some("Murare"), "2026-07-01T10:01:30Z");
        service.instead = Some(fault);
        poll(&mut store, &mut service, "2026-07-01T10:30:00Z").error();
        assert_eq!(store.cursor, before);
        service.instead = None;
        poll(&mut store, &mut service, "2026-07-01T10:31:00Z").done();
        assert_eq!(store.ads()["3"], "Murare");
    }
}
