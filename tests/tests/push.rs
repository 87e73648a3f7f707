//! What partners push reaches subscribers, and what they take back leaves.

#![expect(clippy::unwrap_used, reason = "scenarios are tests, which clippy does not see")]

use reqwest::Method;
use serde_json::json;
use tests::client::{ad, brief, changes, check_order};
use tests::log::Log;

const JSON: &str = "application/json";

tests::on_both_logs! {
    pushed_ads_become_changes_and_withdrawals_and_erasures_too,
    an_ad_that_expired_before_it_came_is_not_published_and_the_receipt_warns,
    the_same_ad_again_is_no_change,
}

async fn pushed_ads_become_changes_and_withdrawals_and_erasures_too(log: Log) {
    let hub = log.hub().start().await;
    let partner = hub.partner("acme");
    let (url, feed) = (hub.gateway(), hub.feed());
    let (status, receipt) = partner.put(url, "1", &ad("Nurse")).await.unwrap();
    assert_eq!((status, &receipt["outcome"]), (202, &json!("accepted")), "{receipt}");

    let mut good = ad("Cook");
    good["external_id"] = json!("2");
    let mixed = json!([good, { "external_id": "3" }]).to_string();
    let (status, receipts) = partner.send(url, Method::POST, "", JSON, mixed).await.unwrap();
    assert_eq!(status, 207, "{receipts}");
    let outcomes: Vec<_> = receipts.as_array().unwrap().iter().map(|r| &r["outcome"]).collect();
    assert_eq!(outcomes, ["accepted", "rejected"]);

    let (status, _) = partner
        .send(url, Method::PUT, "/4?dry-run=true", JSON, ad("Dry").to_string())
        .await
        .unwrap();
    assert_eq!(status, 202);
    let mut first: Vec<String> = changes(feed, 2).await.iter().map(brief).collect();
    first.sort();
    assert_eq!(first, ["published 1", "published 2"]);

    let (status, _) = partner.put(url, "1", &ad("Nurse, nights")).await.unwrap();
    assert_eq!(status, 202);
    changes(feed, 3).await;
    let (status, _) = partner.send(url, Method::DELETE, "/1", JSON, String::new()).await.unwrap();
    assert_eq!(status, 202);
    let erase = partner.send(url, Method::POST, "/2/erase", JSON, String::new()).await.unwrap();
    assert_eq!(erase.0, 202);

    let all = changes(feed, 5).await;
    check_order(&all);
    // The erased ad is redacted in its old change as soon as the feed knows.
    let mut kinds: Vec<&str> = all.iter().map(|change| change["kind"].as_str().unwrap()).collect();
    kinds[3..].sort_unstable();
    assert_eq!(kinds, ["published", "published", "updated", "erased", "withdrawn"]);
    assert_eq!(all[2]["ad"]["texts"][0]["title"], "Nurse, nights");
    for change in &all[3..] {
        let url = format!("{feed}/v1/ads/{}", change["ad_id"].as_str().unwrap());
        assert_eq!(reqwest::get(url).await.unwrap().status().as_u16(), 410);
    }
}

async fn an_ad_that_expired_before_it_came_is_not_published_and_the_receipt_warns(log: Log) {
    let hub = log.hub().now("2026-01-10T12:00:00Z").start().await;
    let partner = hub.partner("acme");
    let mut late = ad("Late");
    late["valid_through"] = json!("2026-01-09");
    let (status, receipt) = partner.put(hub.gateway(), "late", &late).await.unwrap();
    assert_eq!((status, receipt["warnings"][0]["code"].as_str()), (202, Some("already_expired")));
    partner.put(hub.gateway(), "open", &ad("Open")).await.unwrap();
    let all = changes(hub.feed(), 1).await;
    assert_eq!(all.iter().map(brief).collect::<Vec<_>>(), ["published open"]);
    let dropped = hub.metric("adhub_ads_dropped_total", &["reason=\"already_expired\""]).await;
    assert_eq!(dropped, 1);
}

async fn the_same_ad_again_is_no_change(log: Log) {
    let hub = log.hub().start().await;
    let partner = hub.partner("acme");
    for _ in 0..2 {
        let sent = partner.put(hub.gateway(), "1", &ad("Nurse")).await.unwrap();
        assert_eq!(sent.0, 202, "{}", sent.1);
        changes(hub.feed(), 1).await;
    }
    let all = changes(hub.feed(), 1).await;
    assert_eq!(all.iter().map(brief).collect::<Vec<_>>(), ["published 1"]);
    let dropped = hub.metric("adhub_ads_dropped_total", &["reason=\"duplicate\""]).await;
    assert_eq!(dropped, 1);
}
