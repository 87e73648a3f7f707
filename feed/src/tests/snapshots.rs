//! Snapshots: one exact moment, however long they take.

use std::io::Read as _;

use schemas::change::ChangeKind;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::hub::{Hub, Log, ad_id, entry, published, small};
use super::oracle::{Fold, fold, live, truth};
use crate::Settings;

/// A snapshot, checked against its own last line.
fn read(body: &[u8]) -> (String, Fold) {
    let text = std::str::from_utf8(body).expect("UTF-8");
    let (first, rest) = text.split_once('\n').expect("a first line");
    let (ads, last) = match rest.trim_end().rsplit_once('\n') {
        Some((ads, last)) => (format!("{ads}\n"), last),
        None => (String::new(), rest.trim_end()),
    };
    let first: Value = serde_json::from_str(first).expect("JSON");
    let last: Value = serde_json::from_str(last).expect("JSON");
    let hash: String =
        Sha256::digest(ads.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(last["sha256"], hash.as_str());
    let mut state = Fold::new();
    for line in ads.lines() {
        let mut ad: Value = serde_json::from_str(line).expect("JSON");
        assert!(ad["job"]["id"].is_string());
        ad.as_object_mut().expect("an object").remove("job");
        let twice = state.insert(ad["ad_id"].as_str().expect("an id").to_owned(), ad);
        assert!(twice.is_none(), "an ad comes once");
    }
    assert_eq!(last["count"], state.len());
    assert_eq!(first["ads"], state.len());
    (first["cursor"].as_str().expect("a cursor").to_owned(), state)
}

async fn snapshot(hub: &Hub) -> (String, Fold) {
    let answer = hub.get("/v1/snapshot").await;
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
    read(&answer.body)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_hub_has_an_empty_snapshot() {
    let log = Log::memory();
    let hub = log.feed(small()).await;
    let (cursor, state) = snapshot(&hub).await;
    assert!(state.is_empty());
    log.writer().publish(0..2);
    let mut events = hub.events(&format!("/v1/stream?after={cursor}"), &[]).await;
    assert_eq!(events.change().await["seq"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn snapshot_and_the_changes_after_it_are_the_whole_truth() {
    let log = Log::local();
    let mut writer = log.writer();
    live(&mut writer, 40);
    let hub = log.feed(small()).await;
    let writing = std::thread::spawn(move || {
        live(&mut writer, 200);
        writer.seq
    });
    let mut taken = Vec::new();
    while !writing.is_finished() || taken.is_empty() {
        taken.push(snapshot(&hub).await);
    }
    let total = u64::try_from(writing.join().expect("the writer ends")).expect("positive");
    let mut tip = hub.feed.shared.tip.subscribe();
    super::hub::soon(tip.wait_for(|tip| tip.seq == total)).await.expect("open");
    let truth = truth(&log);
    for (cursor, mut state) in taken {
        let (changes, _) = hub.pages(cursor, 100).await;
        changes.iter().for_each(|change| fold(&mut state, change));
        assert_eq!(state, truth);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ads_that_change_while_it_is_sent_come_as_they_were() {
    let log = Log::memory();
    let mut writer = log.writer();
    // More than one chunk, so that the end is read after the writes below.
    let long = "x".repeat(2_000);
    for ad in 0..400 {
        writer.commit(&[entry(ChangeKind::Published, ad, &long)]);
    }
    let hub = log.feed(Settings::default()).await;
    let before = truth(&log);
    let response = hub.ask("/v1/snapshot", &[]).await;
    for ad in 0..400 {
        let kind = if ad % 2 == 0 { ChangeKind::Updated } else { ChangeKind::Withdrawn };
        writer.commit(&[entry(kind, ad, "later")]);
    }
    let body = http_body_util::BodyExt::collect(response.into_body()).await.expect("whole");
    let (_, state) = read(&body.to_bytes());
    assert_eq!(state, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ad_erased_while_it_is_sent_is_left_out() {
    let log = Log::memory();
    let mut writer = log.writer();
    let long = "x".repeat(2_000);
    for ad in 0..400 {
        writer.commit(&[entry(ChangeKind::Published, ad, &long)]);
    }
    let hub = log.feed(Settings::default()).await;
    let response = hub.ask("/v1/snapshot", &[]).await;
    let mut events = hub.events("/v1/stream", &[]).await;
    writer.commit(&[entry(ChangeKind::Erased, 399, "")]);
    events.change().await;
    let body = http_body_util::BodyExt::collect(response.into_body()).await.expect("whole");
    let text = String::from_utf8(body.to_bytes().to_vec()).expect("UTF-8");
    assert!(!text.contains(&ad_id(399).to_string()));
    assert!(text.lines().next().expect("a line").contains("\"ads\":400"));
    assert!(text.lines().last().expect("a line").contains("\"count\":399"));
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_compressed_on_request() {
    let log = Log::memory();
    log.writer().publish(0..300);
    let hub = log.feed(small()).await;
    let plain = snapshot(&hub).await;
    for (accept, encoding) in [("gzip", "gzip"), ("gzip, zstd", "zstd"), ("zstd;q=0, gzip", "gzip")]
    {
        let answer = hub.get_with("/v1/snapshot", &[("accept-encoding", accept)]).await;
        assert_eq!(answer.header("content-encoding"), encoding);
        let mut body = Vec::new();
        match encoding {
            "zstd" => body = zstd::decode_all(&*answer.body).expect("zstd"),
            _ => {
                let mut gzip = flate2::read::GzDecoder::new(&*answer.body);
                gzip.read_to_end(&mut body).expect("gzip");
            }
        }
        assert_eq!(read(&body), plain);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_breaks_off_has_no_last_line() {
    let log = Log::memory();
    let mut writer = log.writer();
    writer.publish(0..5);
    let hub = log
        .feed(Settings { snapshot_duration_max: std::time::Duration::ZERO, ..Settings::default() })
        .await;
    let response = hub.ask("/v1/snapshot", &[]).await;
    assert_eq!(response.status(), 200);
    let broken = http_body_util::BodyExt::collect(response.into_body()).await;
    assert!(broken.is_err(), "the connection is cut");
    let cut = telemetry::SnapshotEnd::Cut;
    assert_eq!(hub.metrics.feed.snapshots.get(&cut), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_at_a_time_are_told_to_come_again() {
    let log = Log::memory();
    log.writer().commit(&[published(1)]);
    let hub = log.feed(Settings { snapshots_max: 1, ..small() }).await;
    let first = hub.ask("/v1/snapshot", &[]).await;
    assert_eq!(hub.get("/v1/snapshot").await.problem().0, 503);
    drop(first);
    snapshot(&hub).await;
    let end = |end| hub.metrics.feed.snapshots.get(&end);
    assert_eq!(end(telemetry::SnapshotEnd::Left), 1);
    assert_eq!(end(telemetry::SnapshotEnd::Completed), 1);
}
