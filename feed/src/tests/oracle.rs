//! Subscribers against an oracle that reads the log itself: whoever folds what
//! it was sent holds what the log says, wherever it was cut off.

use std::collections::BTreeMap;

use schemas::change::ChangeKind;
use serde_json::Value;

use super::hub::{Entry, Log, Writer, entry, published, small, soon};
use crate::Settings;

/// What a subscriber holds: the public ads by id.
pub(super) type Fold = BTreeMap<String, Value>;

/// Folds one change in, as `docs/subscribers.md` says.
pub(super) fn fold(state: &mut Fold, change: &Value) {
    let id = change["ad_id"].as_str().expect("an id").to_owned();
    match change["kind"].as_str().expect("a kind") {
        "published" | "updated" => {
            if change["erased"] != true {
                state.insert(id, change["ad"].clone());
            }
        }
        "withdrawn" | "expired" | "erased" => {
            state.remove(&id);
        }
        other => panic!("unknown kind {other}"),
    }
}

/// What the log says, read without the feed.
pub(super) fn truth(log: &Log) -> Fold {
    let mut state = Fold::new();
    for change in log.changes() {
        let id = change.ad_id.to_string();
        match change.ad {
            Some(mut ad) => {
                ad.contacts.clear();
                state.insert(id, serde_json::to_value(&ad).expect("JSON"));
            }
            None => {
                state.remove(&id);
            }
        }
    }
    state
}

fn folded(changes: &[Value]) -> Fold {
    let mut state = Fold::new();
    changes.iter().for_each(|change| fold(&mut state, change));
    state
}

/// Seqs are dense from 1: nothing is missing, nothing comes twice.
fn assert_dense(changes: &[Value], from: u64) {
    for (index, change) in changes.iter().enumerate() {
        assert_eq!(change["seq"], from + index as u64, "{change}");
    }
}

/// A mixed life of a few ads, in transactions of 1 to 3 changes.
pub(super) fn live(writer: &mut Writer, rounds: u32) {
    for round in 0..rounds {
        let ad = round % 7;
        let entries: Vec<Entry> = match round % 5 {
            0 => vec![published(ad), published(ad + 10)],
            1 => vec![entry(ChangeKind::Updated, ad, "second\ntext \u{2028} \"quoted\"")],
            2 => vec![entry(ChangeKind::Withdrawn, ad, "")],
            3 => vec![published(ad), published(ad + 20), published(ad + 30)],
            _ => vec![entry(ChangeKind::Expired, ad, "")],
        };
        writer.commit(&entries);
        if round % 4 == 0 {
            writer.abort(&[published(99)]);
        }
    }
}

async fn check_pages(log: Log) {
    let mut writer = log.writer();
    live(&mut writer, 20);
    let hub = log.feed(small()).await;
    live(&mut writer, 20);
    let count = u64::try_from(writer.seq).expect("positive");
    let floor = hub.cursor("floor").await;
    for limit in [1, 2, 3, 5, 7, 8, 1_000] {
        // The tail may be a moment behind: wait for it by its seq.
        soon(hub.feed.shared.tip.subscribe().wait_for(|tip| tip.seq == count)).await.expect("open");
        let (changes, _) = hub.pages(floor.clone(), limit).await;
        assert_dense(&changes, 1);
        assert_eq!(changes.len() as u64, count);
        assert_eq!(folded(&changes), truth(&log));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_any_size_hold_what_the_log_holds_in_memory() {
    check_pages(Log::memory()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_any_size_hold_what_the_log_holds_on_disk() {
    check_pages(Log::local()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reconnect_after_any_change_goes_on_exactly() {
    let log = Log::memory();
    let mut writer = log.writer();
    live(&mut writer, 24);
    let hub = log.feed(small()).await;
    let (all, _) = hub.pages(hub.cursor("floor").await, 1_000).await;
    for (index, change) in all.iter().enumerate() {
        let cursor = change["cursor"].as_str().expect("a cursor");
        let (rest, _) = hub.pages(cursor.to_owned(), 4).await;
        assert_eq!(rest, all[index + 1..]);
        let mut events = hub.events("/v1/stream", &[("last-event-id", cursor)]).await;
        for expected in &all[index + 1..] {
            assert_eq!(&events.change().await, expected);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn subscribers_keep_up_with_a_writer_across_the_seam() {
    let log = Log::local();
    let mut writer = log.writer();
    writer.publish(0..30);
    let hub = log.feed(small()).await;
    let total = 330;
    let writing = std::thread::spawn(move || {
        for round in 0..100 {
            writer.commit(&[published(round), published(round + 1), published(round + 2)]);
        }
    });
    let floor = hub.cursor("floor").await;
    let subscribe = async |reconnect_every: usize| {
        let (mut cursor, mut seen) = (floor.clone(), Vec::new());
        while seen.len() < total {
            let path = format!("/v1/stream?after={cursor}");
            let mut events = hub.events(&path, &[]).await;
            for _ in 0..reconnect_every.min(total - seen.len()) {
                seen.push(events.change().await);
            }
            cursor = seen.last().expect("some")["cursor"].as_str().expect("text").to_owned();
        }
        seen
    };
    let (one, two, three) = tokio::join!(subscribe(1_000), subscribe(13), subscribe(1));
    writing.join().expect("the writer ends");
    for seen in [one, two, three] {
        assert_dense(&seen, 1);
        assert_eq!(folded(&seen), truth(&log));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restarted_feed_goes_on_where_the_other_was() {
    let log = Log::local();
    let mut writer = log.writer();
    live(&mut writer, 10);
    let first = log.feed(Settings::default()).await;
    let cursor = first.cursor("tip").await;
    drop(first);
    let from = writer.seq + 1;
    live(&mut writer, 10);
    let second = log.feed(small()).await;
    let (changes, _) = second.pages(cursor, 3).await;
    assert_dense(&changes, u64::try_from(from).expect("positive"));
    assert_eq!(i64::try_from(changes.len()).expect("few"), writer.seq + 1 - from);
}
