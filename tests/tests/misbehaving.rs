//! Ten partners of different formats that misbehave on purpose: time-outs and
//! cut answers, 304, 429, 500, redirects to marketing and without end, a bomb,
//! feeds that grow, shrink, and are suddenly empty. At the end the feed has what
//! they have, and nothing was withdrawn that should not be.

#![expect(clippy::unwrap_used, reason = "scenarios are tests, which clippy does not see")]

use std::collections::BTreeMap;
use std::time::Instant;

use serde_json::Value;
use tests::client::{changes, check_order};
use tests::log::Log;
use tests::unruly::{PARTNERS, Unruly};
use tests::wait::{LONGEST, until};

tests::on_both_logs! {
    ten_unruly_partners_leave_a_feed_that_is_right,
}

const NOW: &str = "2026-11-24T12:00:00Z";

/// Partner, external id, and whether the ad is there.
type Book = BTreeMap<(String, String), bool>;

fn book(changes: &[Value]) -> Book {
    let mut names = BTreeMap::new();
    let mut book = Book::new();
    for change in changes {
        let ad = change["ad_id"].as_str().unwrap();
        if let Some(source) = change["ad"]["source"].as_object() {
            let of = |key: &str| source[key].as_str().unwrap().to_owned();
            let id = of("external_id");
            // Pages are named by their address, whose port is any.
            let id = id.find("/site/").map_or(id.clone(), |at| id[at..].to_owned());
            names.insert(ad.to_owned(), (of("partner_id"), id));
        }
        let there = matches!(change["kind"].as_str().unwrap(), "published" | "updated");
        book.insert(names[ad].clone(), there);
    }
    book
}

fn expected() -> Book {
    let there = [
        ("growing", vec!["1", "2", "3", "4"]),
        ("shrinking", vec!["s1", "s2"]),
        ("empty", vec!["lever-1", "lever-2"]),
        ("busy", vec!["b1"]),
        ("moved", vec!["77"]),
        ("looping", vec!["5"]),
        ("breaking", vec!["W1"]),
        ("bomb", vec!["a-1"]),
        ("details", vec!["1", "2"]),
        ("site", vec!["/site/2"]),
    ];
    let named = |partner: &str, id: &str| (partner.to_owned(), id.to_owned());
    let mut book: Book = there
        .iter()
        .flat_map(|(partner, ids)| ids.iter().map(move |id| (named(partner, id), true)))
        .collect();
    book.insert(named("shrinking", "s3"), false);
    book.insert(named("site", "/site/1"), false);
    book
}

async fn ten_unruly_partners_leave_a_feed_that_is_right(log: Log) {
    let unruly = Unruly::new().await;
    let mut setup = log.hub().now(NOW);
    for partner in PARTNERS {
        setup = setup.pulls_by(partner.0, &unruly.keys(partner));
    }
    let hub = setup.start().await;
    let mut seen = Book::new();
    let started = Instant::now();
    while seen != expected() {
        assert!(started.elapsed() < LONGEST, "{seen:#?}, but {:#?}", expected());
        seen = book(&changes(hub.feed(), 1).await);
    }
    // It stays so while everything is asked for again and again.
    let before = unruly.asked("/empty");
    until("the partners were asked again", async || {
        (unruly.asked("/empty") >= before + 3).then_some(())
    })
    .await;
    let all = changes(hub.feed(), expected().len()).await;
    check_order(&all);
    assert_eq!(book(&all), expected());
    let reasons: Vec<&str> = all.iter().filter_map(|change| change["reason"].as_str()).collect();
    assert_eq!(reasons.len(), 2, "{reasons:?}");
    assert!(reasons.contains(&"absent_from_snapshot") && reasons.contains(&"http_gone"));
    let ended = async |partner: &str, end: &str| {
        let labels = [format!("partner=\"{partner}\""), format!("end=\"{end}\"")];
        let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
        hub.metric("adhub_polls_ended_total", &labels).await
    };
    assert!(ended("empty", "html").await >= 1);
    assert!(ended("moved", "moved").await >= 1);
    assert!(ended("looping", "redirects").await >= 1);
    assert!(ended("bomb", "too_large").await >= 1);
    assert!(ended("shrinking", "cut").await >= 1);
    assert_eq!(hub.metric("adhub_snapshots_held", &[]).await, 0);
    hub.audit();
}
