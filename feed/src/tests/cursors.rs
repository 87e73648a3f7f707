//! Cursors that cannot be read from are refused loudly, with the way out.

use std::time::Duration;

use serde_json::Value;

use super::hub::{Hub, Log, published, small, soon};
use crate::Settings;
use crate::cursor::Cursor;

async fn check(hub: &Hub, query: &str, status: u16, code: &str) -> Value {
    let answer = hub.get(&format!("/v1/changes?{query}")).await;
    assert_eq!(answer.problem(), (status, code.to_owned()), "{query}");
    answer.json()
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_parameters_are_named() {
    let log = Log::memory();
    let hub = log.feed(small()).await;
    check(&hub, "limit=0", 400, "out_of_range").await;
    check(&hub, "limit=1001", 400, "out_of_range").await;
    check(&hub, "limit=many", 400, "not_a_number").await;
    check(&hub, "wait=31", 400, "out_of_range").await;
    let problem = check(&hub, "since=yesterday", 400, "unknown_parameter").await;
    let detail = problem["detail"].as_str().expect("text");
    assert!(detail.contains("since") && detail.contains("after, limit, wait"), "{detail}");
    for garbled in ["", "0", "-1", "TIP", "%00", "%FF", &"A".repeat(36), &"x".repeat(5_000)] {
        check(&hub, &format!("after={garbled}"), 400, "cursor_garbled").await;
    }
    assert_eq!(hub.metrics.feed.refused.get(&telemetry::FeedRefusal::Garbled), 8);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_of_another_log_is_foreign() {
    let (ours, other) = (Log::memory(), Log::memory());
    ours.writer().publish(0..3);
    other.writer_of(uuid::Uuid::from_u128(0xabc)).publish(0..3);
    let (ours, other) = (ours.feed(small()).await, other.feed(small()).await);
    let cursor = other.cursor("tip").await;
    let problem = check(&ours, &format!("after={cursor}"), 410, "cursor_foreign").await;
    assert_eq!(problem["snapshot"], "/v1/snapshot");
    let floor = problem["floor"].as_str().expect("a cursor");
    assert_eq!(ours.pages(floor.to_owned(), 2).await.0.len(), 3);
    // Streams say the same before they begin.
    let answer = ours.get_with("/v1/stream", &[("last-event-id", &cursor)]).await;
    assert_eq!(answer.problem(), (410, "cursor_foreign".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_of_another_market_is_foreign() {
    let log = Log::memory();
    log.writer().publish(0..3);
    let hub = log.feed(small()).await;
    let cursor: Cursor = hub.cursor("tip").await.parse().expect("a cursor");
    let other = Cursor { market: 1, ..cursor };
    check(&hub, &format!("after={other}"), 410, "cursor_foreign").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_beyond_the_end_is_from_the_future() {
    let log = Log::memory();
    log.writer().publish(0..3);
    let hub = log.feed(small()).await;
    let cursor: Cursor = hub.cursor("tip").await.parse().expect("a cursor");
    let later = Cursor { seq: cursor.seq + 5, position: cursor.position + 5, ..cursor };
    let problem = check(&hub, &format!("after={later}"), 400, "cursor_from_the_future").await;
    assert!(problem["detail"].as_str().expect("text").contains("newest one is 3"), "{problem}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forged_place_is_refused() {
    let log = Log::memory();
    log.writer().publish(0..40);
    let hub = log.feed(small()).await;
    let cursor: Cursor = hub.cursor("tip").await.parse().expect("a cursor");
    let forged = Cursor { seq: 10, position: 20, ..cursor };
    check(&hub, &format!("after={forged}"), 400, "cursor_garbled").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_cursor_names_the_floor() {
    let log = Log::memory();
    let memory = log.memory.clone().expect("a log in memory");
    let mut writer = log.writer();
    writer.publish(0..10);
    let hub = log.feed(small()).await;
    let old = hub.cursor("floor").await;
    memory.advance(Duration::from_secs(91 * 24 * 3600));
    writer.publish(10..30);
    memory.clean_up();
    let kept = log.changes();
    assert!(kept.len() < 30, "retention has removed something");
    hub.read_to(30).await;
    // Whether the tail has looked at the floor already or not.
    for _ in 0..2 {
        let problem = check(&hub, &format!("after={old}"), 410, "cursor_expired").await;
        let floor = problem["floor"].as_str().expect("a cursor").to_owned();
        let (changes, _) = hub.pages(floor, 4).await;
        assert_eq!(changes[0]["seq"], kept[0].seq);
        assert_eq!(changes.len(), kept.len());
    }
    // Without a cursor the floor is where it is now.
    let (changes, _, _) = hub.page("limit=2").await;
    assert_eq!(changes[0]["seq"], kept[0].seq);
    let answer = hub.get(&format!("/v1/stream?after={old}")).await;
    assert_eq!(answer.problem(), (410, "cursor_expired".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn cursors_of_an_empty_hub_stay_valid() {
    let log = Log::memory();
    let hub = log.feed(small()).await;
    let (changes, floor, lag) = hub.page("").await;
    assert_eq!((changes.len(), lag), (0, 0));
    let (_, tip, _) = hub.page("after=tip").await;
    let (_, again, _) = hub.page(&format!("after={tip}")).await;
    assert_eq!(again, tip);
    let mut events = hub.events("/v1/stream", &[]).await;
    log.writer().publish(0..3);
    for seq in 1..=3 {
        assert_eq!(events.change().await["seq"], seq);
    }
    for cursor in [floor, tip] {
        assert_eq!(hub.pages(cursor, 2).await.0.len(), 3);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hub_whose_changes_have_all_expired_goes_on_counting() {
    let log = Log::memory();
    let memory = log.memory.clone().expect("a log in memory");
    let mut writer = log.writer();
    writer.publish(0..4);
    let before = log.feed(small()).await;
    let (old, tip) = (before.cursor("floor").await, before.cursor("tip").await);
    drop(before);
    memory.advance(Duration::from_secs(91 * 24 * 3600));
    memory.clean_up();
    assert!(log.changes().is_empty(), "retention has removed all");
    let hub = log.feed(small()).await;
    check(&hub, &format!("after={old}"), 410, "cursor_expired").await;
    assert_eq!(hub.page(&format!("after={tip}")).await.0.len(), 0);
    writer.commit(&[published(4)]);
    let mut events = hub.events(&format!("/v1/stream?after={tip}"), &[]).await;
    assert_eq!(events.change().await["seq"], 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_served_before_the_feed_is_ready_or_after_it_closed() {
    let log = Log::memory();
    log.writer().publish(0..3);
    let hub = log.feed(Settings::default()).await;
    hub.feed.close();
    let answer = soon(hub.get("/v1/changes")).await;
    assert_eq!(answer.problem(), (503, String::new()));
    assert_eq!(answer.header("retry-after"), "5");
    assert!(hub.feed.ready().is_err());
}
