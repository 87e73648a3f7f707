//! An erased ad has no text anywhere that the feed serves from.

use schemas::change::ChangeKind;

use super::hub::{Hub, Log, ad_id, entry, published, small};
use crate::Settings;

const SECRET: &str = "a text that must go";

fn write(log: &Log, hub_first: u32) {
    let mut writer = log.writer();
    writer.publish(0..hub_first);
    writer.commit(&[entry(ChangeKind::Published, 100, SECRET)]);
    writer.commit(&[entry(ChangeKind::Updated, 100, SECRET)]);
    writer.publish(50..54);
    writer.commit(&[entry(ChangeKind::Erased, 100, "")]);
}

async fn check(hub: &Hub, first: usize) {
    let (changes, _) = hub.pages(hub.cursor("floor").await, 3).await;
    let floor = hub.cursor("floor").await;
    let mut events = hub.events(&format!("/v1/stream?after={floor}"), &[]).await;
    for (index, change) in changes.iter().enumerate() {
        assert!(!change.to_string().contains(SECRET), "{change}");
        assert_eq!(change["seq"], index + 1);
        assert_eq!(&events.change().await, change);
    }
    for change in &changes[first..first + 2] {
        assert_eq!(change["ad_id"], ad_id(100).to_string());
        assert_eq!(change["erased"], true);
        assert!(change.get("ad").is_none());
    }
    let snapshot = hub.get("/v1/snapshot").await;
    assert!(!String::from_utf8_lossy(&snapshot.body).contains(SECRET));
    let ad = hub.get(&format!("/v1/ads/{}", ad_id(100))).await;
    assert_eq!(ad.problem().0, 410);
    let problem = ad.json();
    assert_eq!((&problem["state"], &problem["reason"]), (&"erased".into(), &"erasure".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn old_changes_in_the_log_are_redacted() {
    let log = Log::local();
    write(&log, 20);
    check(&log.feed(small()).await, 20).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_in_the_hot_tail_are_redacted() {
    let log = Log::memory();
    write(&log, 2);
    check(&log.feed(Settings::default()).await, 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_read_before_the_erasure_are_redacted_after_it() {
    let log = Log::memory();
    let mut writer = log.writer();
    writer.commit(&[entry(ChangeKind::Published, 100, SECRET)]);
    writer.publish(0..20);
    let hub = log.feed(small()).await;
    let floor = hub.cursor("floor").await;
    let path = format!("/v1/changes?after={floor}&limit=1");
    let before = hub.get(&path).await;
    assert!(String::from_utf8_lossy(&before.body).contains(SECRET));
    let tip = hub.cursor("tip").await;
    writer.commit(&[entry(ChangeKind::Erased, 100, "")]);
    hub.page(&format!("after={tip}&wait=30")).await;
    let tag = before.header("etag").to_owned();
    let after = hub.get_with(&path, &[("if-none-match", &tag)]).await;
    assert_eq!(after.status, 200);
    assert!(!String::from_utf8_lossy(&after.body).contains(SECRET));
    assert_eq!(after.json()["next"], before.json()["next"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_ad_keeps_its_history() {
    let log = Log::memory();
    let mut writer = log.writer();
    writer.commit(&[published(1)]);
    writer.commit(&[entry(ChangeKind::Withdrawn, 1, "")]);
    let hub = log.feed(small()).await;
    let (changes, _, _) = hub.page("").await;
    assert!(changes[0]["ad"].is_object());
}
