//! NAV's feed, read carefully.

use std::time::Duration;

use connectors::partners::nav::NavFeed;
use connectors::{Item, ReadError, RoundKind};

use super::driver::{Hub, Reply, Run, Store, path, round};
use super::nav_partner::{Nav, at, entry};

pub(crate) const NOON: &str = "2026-11-20T12:00:00Z";

pub(crate) fn feed() -> NavFeed {
    NavFeed::new("https://partner.example/")
}

pub(crate) fn poll(store: &mut Store, nav: &mut Nav, now: &str) -> Run {
    round(&feed(), store, nav, at(now), Hub::default())
}

/// Three ads, the second of which went.
fn three() -> Nav {
    let mut nav = Nav::new(1_000);
    nav.change("ad-1", Some("Baker"), "2026-11-20T10:00:00Z");
    nav.change("ad-2", None, "2026-11-20T10:00:01Z");
    nav.change("ad-3", Some("Kokk"), "2026-11-20T10:00:02Z");
    nav
}

#[test]
fn the_first_round_begins_with_what_can_still_be_public() {
    let (mut store, mut nav) = (Store::default(), three());
    let run = poll(&mut store, &mut nav, NOON);
    assert_eq!(run.kind, RoundKind::Window);
    assert_eq!(
        run.paths(),
        [
            "/api/v1/feed",
            "/api/v1/feed/r1",
            "/api/v1/feedentry/ad-1",
            "/api/v1/feed/r2",
            "/api/v1/feedentry/ad-3",
        ]
    );
    let since = run.asks[0].unless.last_modified.as_deref();
    assert_eq!(since, Some("Thu, 21 May 2026 12:00:00 GMT"));
    let end = run.done();
    assert!(end.complete);
    assert_eq!(end.items, 3);
    assert_eq!(store.shown(), ["ad-1 Baker", "ad-2 StatusFlip", "ad-3 Kokk"]);
    let ad = store.ad("ad-1");
    assert_eq!((ad.source.connector.as_str(), ad.source.format.as_str()), ("nav", "nav-entry"));
    // What is gone is known from the page.
    let Some(Ok(Item::Removal { removal, .. })) = store.items.first() else { panic!() };
    assert_eq!(removal.at, at("2026-11-20T10:00:01Z"));
}

#[test]
fn the_first_page_of_all_is_asked_for_when_wanted() {
    let (mut store, mut nav) = (Store::default(), three());
    let all = feed().with_history(None);
    let run = round(&all, &mut store, &mut nav, at(NOON), Hub::default());
    assert_eq!(run.asks[0].unless.last_modified, None);
    assert_eq!(store.ads().len(), 3);
}

#[test]
fn a_start_that_is_not_served_is_looked_for_further_back() {
    let (mut store, mut nav) = (Store::default(), three());
    // Nothing is newer than 11:00; an hour before, two items are.
    let short = feed().with_history(Some(Duration::from_secs(3_600)));
    let run = round(&short, &mut store, &mut nav, at(NOON), Hub::default());
    assert_eq!(run.paths()[..3], ["/api/v1/feed", "/api/v1/feed", "/api/v1/feed/r2"]);
    assert_eq!(store.shown(), ["ad-2 StatusFlip", "ad-3 Kokk"]);
    // An empty feed is an answer that says so, not an empty feed of ads.
    let run = round(&short, &mut Store::default(), &mut Nav::new(9), at(NOON), Hub::default());
    assert_eq!(run.asks.len(), 8);
    assert!(matches!(run.error(), ReadError::Status { status: 404 }));
}

#[test]
fn only_what_is_new_is_fetched() {
    let (mut store, mut nav) = (Store::default(), three());
    poll(&mut store, &mut nav, NOON).done();
    let run = poll(&mut store, &mut nav, "2026-11-20T12:01:00Z");
    assert_eq!(run.paths(), ["/api/v1/feed/r2"], "the tail, whole");
    nav.change("ad-4", Some("Murer"), "2026-11-20T12:01:30Z");
    let run = poll(&mut store, &mut nav, "2026-11-20T12:02:00Z");
    assert_eq!(run.paths(), ["/api/v1/feed/r2", "/api/v1/feed/r3", "/api/v1/feedentry/ad-4"]);
    nav.change("ad-1", None, "2026-11-20T12:02:30Z");
    let run = poll(&mut store, &mut nav, "2026-11-20T12:03:00Z");
    assert_eq!(run.done().items, 1);
    let shown = ["ad-1 StatusFlip", "ad-2 StatusFlip", "ad-3 Kokk", "ad-4 Murer"];
    assert_eq!(store.shown(), shown);
}

#[test]
fn a_tag_that_stays_stalls_nothing() {
    let (mut store, mut nav) = (Store::default(), Nav::new(2));
    nav.change("ad-0", Some("Baker"), "2026-11-20T10:00:00Z");
    for number in 1..30 {
        let title = format!("Baker {number}");
        nav.change(&format!("ad-{number}"), Some(&title), "2026-11-20T10:00:01Z");
        let run = poll(&mut store, &mut nav, NOON);
        assert!(run.asks.iter().skip(1).all(|ask| ask.unless == Default::default()));
        assert!(store.ads().contains_key(&format!("ad-{number}")), "{number}");
    }
}

#[test]
fn a_strong_tag_saves_the_page_for_a_quarter_of_an_hour() {
    let (mut store, mut nav) = (Store::default(), three());
    nav.strong = true;
    poll(&mut store, &mut nav, NOON).done();
    let run = poll(&mut store, &mut nav, "2026-11-20T12:14:59Z");
    assert_eq!(run.asks.len(), 1);
    assert_eq!(run.asks[0].unless.etag.as_deref(), Some("\"2-false\""));
    assert!(run.done().complete);
    let run = poll(&mut store, &mut nav, "2026-11-20T12:15:00Z");
    assert_eq!(run.asks[0].unless.etag, None);
    nav.change("ad-4", Some("Murer"), "2026-11-20T12:16:00Z");
    poll(&mut store, &mut nav, "2026-11-20T12:16:30Z").done();
    assert!(store.ads().contains_key("ad-4"));
}

#[test]
fn of_each_ad_only_the_newest_item_of_a_page_counts() {
    let (mut store, mut nav) = (Store::default(), Nav::new(1_000));
    for second in 0..9 {
        nav.change("ad-1", Some("Baker"), &format!("2026-11-20T10:00:0{second}Z"));
        nav.change("ad-2", Some("Kokk"), &format!("2026-11-20T10:00:0{second}Z"));
    }
    nav.change("ad-2", None, "2026-11-20T10:00:09Z");
    nav.change("ad-3", None, "2026-11-20T10:00:09Z");
    let run = poll(&mut store, &mut nav, NOON);
    let entries = run.paths().iter().filter(|path| path.contains("entry")).count();
    // `ad-2` is named on both pages: the first knows it only as active.
    assert_eq!(entries, 1, "{:?}", run.paths());
    assert_eq!(store.shown(), ["ad-1 Baker", "ad-2 StatusFlip", "ad-3 StatusFlip"]);
}

#[test]
fn masked_and_missing_ads_are_removed() {
    let (mut store, mut nav) = (Store::default(), three());
    nav.row("ad-1", "ACTIVE", "...", "2026-11-20T10:00:03Z");
    nav.rows.last_mut().unwrap().employer = "";
    nav.ads.remove("ad-3");
    nav.change("ad-4", Some("Murer"), "2026-11-20T10:00:04Z");
    nav.instead
        .insert("/api/v1/feedentry/ad-4".to_owned(), || Reply::json(&entry("ad-4", "...", "")));
    poll(&mut store, &mut nav, NOON).done();
    let shown = ["ad-1 StatusFlip", "ad-2 StatusFlip", "ad-3 HttpGone", "ad-4 StatusFlip"];
    assert_eq!(store.shown(), shown);
}

#[test]
fn a_row_that_appears_late_is_not_lost() {
    let (mut store, mut nav) = (Store::default(), three());
    nav.change("ad-5", Some("Sjåfør"), "2026-11-20T11:59:00Z");
    nav.change("ad-6", Some("Lege"), "2026-11-20T11:59:00Z");
    nav.change("ad-7", Some("Frisør"), "2026-11-20T11:59:00Z");
    let late = nav.rows.iter().position(|row| row.ad == "ad-5").unwrap();
    nav.rows[late].open = true;
    poll(&mut store, &mut nav, NOON).done();
    assert!(!store.ads().contains_key("ad-5"));
    nav.rows[late].open = false;
    let run = poll(&mut store, &mut nav, "2026-11-20T12:02:00Z");
    let entries: Vec<_> = run.paths().into_iter().filter(|p| p.contains("entry")).collect();
    assert_eq!(entries, ["/api/v1/feedentry/ad-5"]);
    assert!(store.ads().contains_key("ad-5"));
    // Ten minutes later the place moves on, and what was done is forgotten.
    poll(&mut store, &mut nav, "2026-11-20T12:20:00Z").done();
    let cursor = store.cursor.as_ref().unwrap().to_value();
    assert_eq!(cursor["page"], "r5");
    assert_eq!(cursor["done"].as_array().unwrap().len(), 2);
}

#[test]
fn a_late_row_does_not_remove_an_ad_that_came_back() {
    let (mut store, mut nav) = (Store::default(), three());
    nav.change("ad-5", None, "2026-11-20T11:59:00Z");
    let late = nav.rows.len() - 1;
    nav.rows[late].open = true;
    nav.change("ad-6", Some("Lege"), "2026-11-20T11:59:01Z");
    // The pages end before the ad is back.
    nav.page_size = 3;
    nav.change("ad-8", Some("Lærer"), "2026-11-20T11:59:01Z");
    nav.change("ad-5", Some("Sjåfør"), "2026-11-20T11:59:02Z");
    nav.change("ad-7", Some("Frisør"), "2026-11-20T11:59:03Z");
    poll(&mut store, &mut nav, NOON).done();
    assert_eq!(store.ads()["ad-5"], "Sjåfør");
    nav.rows[late].open = false;
    poll(&mut store, &mut nav, "2026-11-20T12:01:00Z").done();
    assert_eq!(store.ads()["ad-5"], "Sjåfør");
}

#[test]
fn an_ad_that_fails_is_asked_for_again_and_holds_nobody_up() {
    let failures: [fn() -> Reply; 5] = [
        || Reply::Nothing,
        || Reply::status(403),
        || Reply::text("<html>busy</html>"),
        || Reply::Cut(b"{\"uuid\":\"ad-1\",".to_vec()),
        || Reply::json(&entry("ad-9", "Annen", "Eksempel AS")),
    ];
    for failure in failures {
        let (mut store, mut nav) = (Store::default(), three());
        nav.instead.insert("/api/v1/feedentry/ad-1".to_owned(), failure);
        assert!(poll(&mut store, &mut nav, NOON).done().complete);
        assert_eq!(store.shown(), ["ad-2 StatusFlip", "ad-3 Kokk"]);
        nav.instead.clear();
        let run = poll(&mut store, &mut nav, "2026-11-20T12:04:59Z");
        assert_eq!(run.paths(), ["/api/v1/feed/r2"], "not before its time");
        let run = poll(&mut store, &mut nav, "2026-11-20T12:05:00Z");
        assert_eq!(run.paths(), ["/api/v1/feed/r2", "/api/v1/feedentry/ad-1"]);
        assert_eq!(store.ads()["ad-1"], "Baker");
        assert!(store.pages.is_empty());
    }
}

#[test]
fn an_ad_that_cannot_be_read_is_rejected_once() {
    let (mut store, mut nav) = (Store::default(), three());
    nav.instead.insert("/api/v1/feedentry/ad-1".to_owned(), || {
        Reply::text(r#"{"uuid":"ad-1","status":"ACTIVE","ad_content":{"description":"x"}}"#)
    });
    poll(&mut store, &mut nav, NOON).done();
    poll(&mut store, &mut nav, "2026-11-20T12:10:00Z").done();
    assert_eq!(store.errors().len(), 1);
    assert_eq!(store.errors()[0].external_id.as_deref(), Some("ad-1"));
    assert_eq!(store.shown(), ["ad-2 StatusFlip", "ad-3 Kokk"]);
}

#[test]
fn when_nothing_can_be_fetched_the_round_ends_and_loses_nothing() {
    let (mut store, mut nav) = (Store::default(), Nav::new(1_000));
    for number in 0..30 {
        nav.change(&format!("ad-{number}"), Some("Baker"), "2026-11-20T10:00:00Z");
        nav.instead.insert(format!("/api/v1/feedentry/ad-{number}"), || Reply::Nothing);
    }
    let run = poll(&mut store, &mut nav, NOON);
    assert_eq!(run.asks.len(), 2 + 5);
    assert!(!run.done().complete);
    assert!(store.items.is_empty());
    assert_eq!(store.pages.len(), 5);
    nav.instead.clear();
    poll(&mut store, &mut nav, "2026-11-20T12:01:00Z").done();
    assert_eq!(store.ads().len(), 25);
    poll(&mut store, &mut nav, "2026-11-20T12:05:00Z").done();
    assert_eq!(store.ads().len(), 30);
}

#[test]
fn a_token_that_is_refused_ends_the_round() {
    let (mut store, mut nav) = (Store::default(), three());
    nav.instead.insert("/api/v1/feedentry/ad-1".to_owned(), || Reply::status(401));
    let error = poll(&mut store, &mut nav, NOON).error();
    assert!(matches!(error, ReadError::Status { status: 401 }));
    nav.instead.clear();
    poll(&mut store, &mut nav, NOON).done();
    assert_eq!(store.ads().len(), 3);
}

#[test]
fn a_page_that_is_no_page_ends_the_round_and_loses_nothing() {
    let faults: [fn() -> Reply; 4] = [
        || Reply::text("<html>"),
        || Reply::Cut(b"{\"items\":[".to_vec()),
        || Reply::Nothing,
        || Reply::status(403),
    ];
    for fault in faults {
        let (mut store, mut nav) = (Store::default(), three());
        nav.instead.insert("/api/v1/feed/r2".to_owned(), fault);
        poll(&mut store, &mut nav, NOON).error();
        assert_eq!(store.shown(), ["ad-1 Baker", "ad-2 StatusFlip"]);
        nav.instead.clear();
        let run = poll(&mut store, &mut nav, "2026-11-20T12:01:00Z");
        assert_eq!(run.paths(), ["/api/v1/feed/r2", "/api/v1/feedentry/ad-3"]);
        assert_eq!(store.ads().len(), 3);
    }
}

#[test]
fn a_bad_item_is_rejected_once() {
    let (mut store, mut nav) = (Store::default(), three());
    nav.rows[1].ad = "not an id".to_owned();
    poll(&mut store, &mut nav, NOON).done();
    poll(&mut store, &mut nav, NOON).done();
    assert_eq!(store.errors().len(), 1);
    assert_eq!(store.shown(), ["ad-1 Baker", "ad-3 Kokk"]);
}

#[test]
fn a_page_that_is_gone_is_found_again_by_time() {
    let (mut store, mut nav) = (Store::default(), three());
    poll(&mut store, &mut nav, NOON).done();
    nav.change("ad-4", Some("Murer"), "2026-11-20T12:00:30Z");
    // The feed was built anew: other rows, the same ads.
    for (number, row) in nav.rows.iter_mut().enumerate() {
        row.id = format!("new-{number}");
    }
    let run = poll(&mut store, &mut nav, "2026-11-20T12:01:00Z");
    assert_eq!(run.paths()[..3], ["/api/v1/feed/r2", "/api/v1/feed", "/api/v1/feed/new-0"]);
    // The place began at 10:00:01; the overlap and an hour before it.
    let since = run.asks[1].unless.last_modified.as_deref();
    assert_eq!(since, Some("Fri, 20 Nov 2026 08:50:01 GMT"));
    assert!(run.done().complete);
    assert_eq!(store.ads().len(), 4);
}

#[test]
fn a_round_takes_so_many_pages_and_the_next_goes_on() {
    let (mut store, mut nav) = (Store::default(), Nav::new(10));
    for number in 0..95 {
        nav.change(&format!("ad-{number}"), Some("Baker"), "2026-11-20T10:00:00Z");
    }
    let few = feed().with_pages(3);
    let mut rounds = 0;
    loop {
        let run = round(&few, &mut store, &mut nav, at(NOON), Hub::default());
        rounds += 1;
        let pages = run.paths().iter().filter(|path| path.starts_with("/api/v1/feed/")).count();
        assert!(pages <= 3);
        if run.done().complete {
            break;
        }
    }
    // 9 new ads a page, 3 pages a round.
    assert_eq!((rounds, store.ads().len()), (4, 95));
}

#[test]
fn no_address_leads_away_from_the_partner() {
    let (mut store, mut nav) = (Store::default(), three());
    nav.instead.insert("/api/v1/feed/r1".to_owned(), || {
        Reply::text(r#"{"id":"r1","next_url":"https://evil.example/x?y","items":[]}"#)
    });
    let run = poll(&mut store, &mut nav, NOON);
    assert!(run.asks.iter().all(|ask| path(&ask.url).starts_with("/api/v1/")));
    assert!(matches!(run.error(), ReadError::Malformed { .. }));
}
