//! Streams: framing, heartbeats, the end.

use super::hub::{Hub, Log, entry, published, small};
use crate::Settings;
use schemas::change::ChangeKind;

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_without_a_cursor_starts_now_and_says_where() {
    let log = Log::memory();
    let mut writer = log.writer();
    writer.publish(0..3);
    let hub = log.feed(Settings::default()).await;
    let mut events = hub.events("/v1/stream", &[]).await;
    let retry = events.next().await.expect("it goes on").retry.expect("a retry");
    assert!((3_000..6_000).contains(&retry), "{retry}");
    let heartbeat = events.next().await.expect("it goes on");
    assert_eq!(heartbeat.kind, "heartbeat");
    let data: serde_json::Value = serde_json::from_str(&heartbeat.data).expect("JSON");
    assert_eq!(data["cursor"], heartbeat.id.as_str());
    assert_eq!(data["lag"], 0);
    writer.publish(3..5);
    assert_eq!(events.change().await["seq"], 4);
    assert_eq!(events.change().await["seq"], 5);
    // The heartbeat's cursor was the place before.
    let mut again = hub.events("/v1/stream", &[("last-event-id", &heartbeat.id)]).await;
    assert_eq!(again.change().await["seq"], 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn heartbeats_go_on_and_carry_the_last_change() {
    let log = Log::memory();
    let mut writer = log.writer();
    let hub = log.feed(small()).await;
    let mut events = hub.events("/v1/stream", &[]).await;
    writer.publish(0..1);
    let change = events.change().await;
    for _ in 0..3 {
        let heartbeat = events.next().await.expect("it goes on");
        assert_eq!(heartbeat.kind, "heartbeat");
        assert_eq!(change["cursor"], heartbeat.id.as_str());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ndjson_is_the_same_changes_one_a_line() {
    let log = Log::memory();
    let mut writer = log.writer();
    writer.publish(0..20);
    let hub = log.feed(small()).await;
    let floor = hub.cursor("floor").await;
    let (all, _) = hub.pages(floor.clone(), 1_000).await;
    let path = format!("/v1/stream?after={floor}");
    let mut lines = hub.events(&path, &[("accept", "application/x-ndjson")]).await;
    for expected in &all {
        assert_eq!(&lines.line().await.expect("it goes on"), expected);
    }
    let heartbeat = lines.line().await.expect("it goes on");
    assert_eq!(heartbeat["kind"], "heartbeat");
    assert_eq!(heartbeat["cursor"], all[19]["cursor"]);
    assert_eq!(heartbeat["lag"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn line_ends_in_a_text_do_not_end_an_event() {
    let log = Log::memory();
    let hub = log.feed(small()).await;
    let text = "a\nb\r\nc\rd\u{2028}e\u{85}f\n\ndata: fake\n\nevent: erased";
    let mut events = hub.events("/v1/stream", &[]).await;
    log.writer().commit(&[entry(ChangeKind::Published, 1, text), published(2)]);
    let change = events.change().await;
    assert_eq!(change["ad"]["texts"][0]["description_text"], text);
    assert_eq!(events.change().await["seq"], 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_is_not_held_back_or_kept() {
    let log = Log::memory();
    let hub = log.feed(small()).await;
    let response = hub.ask("/v1/stream", &[("accept-encoding", "gzip")]).await;
    let header = |name: &str| response.headers()[name].to_str().expect("ASCII").to_owned();
    assert_eq!(header("content-type"), "text/event-stream");
    assert_eq!(header("cache-control"), "no-store");
    assert_eq!(header("x-accel-buffering"), "no");
    assert!(!response.headers().contains_key("content-encoding"));
}

async fn check_accept(hub: &Hub, accept: &str, content_type: &str) {
    let response = hub.ask("/v1/stream", &[("accept", accept)]).await;
    assert_eq!(response.headers()["content-type"], content_type, "{accept}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_format_is_what_is_accepted() {
    let log = Log::memory();
    let hub = log.feed(small()).await;
    check_accept(&hub, "*/*", "text/event-stream").await;
    check_accept(&hub, "", "text/event-stream").await;
    check_accept(&hub, "application/x-ndjson", "application/x-ndjson").await;
    let both = "text/event-stream;q=0.5, application/x-ndjson";
    check_accept(&hub, both, "application/x-ndjson").await;
    check_accept(&hub, "application/json", "application/problem+json").await;
    check_accept(&hub, "text/event-stream;q=0", "application/problem+json").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn closing_ends_streams_with_a_word() {
    let log = Log::memory();
    log.writer().publish(0..2);
    let hub = log.feed(Settings::default()).await;
    let tip = hub.cursor("tip").await;
    let mut events = hub.events("/v1/stream", &[]).await;
    let mut lines = hub.events("/v1/stream", &[("accept", "application/x-ndjson")]).await;
    assert_eq!(lines.line().await.expect("a heartbeat")["kind"], "heartbeat");
    events.next().await.expect("a retry");
    events.next().await.expect("a heartbeat");
    hub.feed.close();
    let last = events.next().await.expect("a last word");
    assert_eq!((last.kind.as_str(), &last.id), ("closing", &tip));
    assert!(last.retry.is_some());
    assert_eq!(events.next().await, None);
    let last = lines.line().await.expect("a last word");
    assert_eq!((last["kind"].as_str(), last["cursor"].as_str()), (Some("closing"), Some(&*tip)));
    assert_eq!(lines.line().await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_streams_are_told_to_come_again() {
    let log = Log::memory();
    let hub = log.feed(Settings { streams_max: 2, ..small() }).await;
    let first = hub.events("/v1/stream", &[]).await;
    let _second = hub.events("/v1/stream", &[]).await;
    assert_eq!(hub.get("/v1/stream").await.problem().0, 503);
    let endpoint = telemetry::FeedEndpoint::Sse;
    assert_eq!(hub.metrics.feed.connections.get(&endpoint), 2);
    drop(first);
    assert_eq!(hub.metrics.feed.connections.get(&endpoint), 1);
    let _third = hub.events("/v1/stream", &[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_reads_nothing_costs_one_batch_and_nobody_waits_for_it() {
    let log = Log::memory();
    let hub = log.feed(small()).await;
    let mut idle = hub.events("/v1/stream", &[]).await;
    idle.next().await.expect("a retry");
    let mut reading = hub.events("/v1/stream", &[]).await;
    log.writer().publish(0..300);
    for seq in 1..=300 {
        assert_eq!(reading.change().await["seq"], seq);
    }
    // It is served from the log now, and misses nothing.
    for seq in 1..=300 {
        assert_eq!(idle.change().await["seq"], seq);
    }
}
