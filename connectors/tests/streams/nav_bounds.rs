//! NAV's feed in a burst, and with a hub that is stopped at any answer.

use super::driver::{Hub, Reply, Store, round};
use super::nav::{NOON, feed, poll};
use super::nav_partner::{Nav, at};

#[test]
fn a_burst_does_not_grow_the_cursor_without_bound() {
    let (mut store, mut nav) = (Store::default(), Nav::new(1_000));
    for number in 0..13_000 {
        nav.change(&format!("ad-{number}"), None, "2026-11-20T11:59:00Z");
    }
    let many = feed().with_pages(50);
    // Rows may still appear on any of these pages: what was done on them is
    // kept in mind, until that is too much.
    let run = round(&many, &mut store, &mut nav, at(NOON), Hub::default());
    assert!(!run.done().complete);
    let done = store.cursor.as_ref().unwrap().to_value()["done"].as_array().unwrap().len();
    assert!((10_000..11_000).contains(&done), "{done}");
    assert_eq!(store.ads().len(), done);
    let run = round(&many, &mut store, &mut nav, at("2026-11-20T12:20:00Z"), Hub::default());
    assert!(run.done().complete);
    assert_eq!((store.ads().len(), store.items.len()), (13_000, 13_000));
    assert!(store.cursor.as_ref().unwrap().as_str().len() < 200);
}

/// A feed with everything in it, and what it comes to.
fn busy() -> (Nav, Vec<&'static str>) {
    let mut nav = Nav::new(4);
    for number in 0..6 {
        nav.change(&format!("ad-{number}"), Some("Baker"), "2026-11-20T10:00:00Z");
    }
    nav.change("ad-1", None, "2026-11-20T10:00:01Z");
    nav.change("ad-2", Some("Kokk"), "2026-11-20T11:58:02Z");
    nav.change("ad-1", Some("Murer"), "2026-11-20T11:58:03Z");
    nav.change("ad-3", None, "2026-11-20T11:58:04Z");
    nav.change("ad-6", Some("Lege"), "2026-11-20T11:58:05Z");
    nav.ads.remove("ad-4");
    let wanted = vec![
        "ad-0 Baker",
        "ad-1 Murer",
        "ad-2 Kokk",
        "ad-3 StatusFlip",
        "ad-4 HttpGone",
        "ad-5 Baker",
        "ad-6 Lege",
    ];
    (nav, wanted)
}

#[test]
fn stopped_at_any_answer_nothing_is_lost() {
    let mut stops = 0;
    for full_chunks in [false, true] {
        for stop_after in 1..60 {
            let (mut nav, wanted) = busy();
            nav.instead.insert("/api/v1/feedentry/ad-5".to_owned(), || Reply::Nothing);
            let mut store = Store::default();
            let hub = Hub { stop_after: Some(stop_after), full_chunks };
            let stopped = round(&feed(), &mut store, &mut nav, at(NOON), hub);
            stops += usize::from(stopped.end.is_none());
            nav.instead.clear();
            poll(&mut store, &mut nav, "2026-11-20T12:30:00Z").done();
            poll(&mut store, &mut nav, "2026-11-20T12:31:00Z").done();
            assert_eq!(store.shown(), wanted, "stopped after {stop_after}");
        }
    }
    assert!(stops > 20, "{stops}");
}
