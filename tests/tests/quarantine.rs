//! A snapshot that is too small to be believed is held: an operator lists it,
//! looks at it and releases it, with the program itself, and then what is gone
//! goes, once each. Whatever is killed in between loses nothing.

#![expect(clippy::unwrap_used, reason = "scenarios are tests, which clippy does not see")]

use std::process::Output;

use serde_json::Value;
use tests::board::Board;
use tests::client::{brief, changes, check_order};
use tests::hub::{Hub, command};
use tests::log::Log;
use tests::random::Random;
use tests::wait::until;

tests::on_both_logs! {
    what_is_held_is_shown_released_and_withdrawn_once_whatever_is_killed,
    a_replay_brings_along_what_is_held_and_its_release,
}

const SEED: u64 = 20_261_125;

fn said(output: &Output, code: i32) -> String {
    let said = [&output.stdout[..], &output.stderr[..]].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    assert_eq!(output.status.code(), Some(code), "{said}");
    said
}

fn found(output: &Output) -> Value {
    said(output, 0);
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Eight ads, of which three are left: held, and nothing is withdrawn.
async fn held(log: Log) -> (Hub, Board) {
    let board = Board::new(8).await;
    let hub = log.hub().pulls_by("fyr", &board.keys()).start().await;
    assert!(said(&hub.command(&["quarantine", "list"]), 0).contains("nothing is held"));
    assert!(said(&hub.command(&["quarantine", "show", "fyr"]), 1).contains("no snapshot of fyr"));
    assert!(
        said(&hub.command(&["quarantine", "release", "fyr"]), 1).contains("no snapshot of fyr")
    );
    changes(hub.feed(), 8).await;
    board.show(3);
    until("the snapshot is held", async || {
        (hub.metric("adhub_snapshots_held", &["partner=\"fyr\""]).await >= 3).then_some(())
    })
    .await;
    assert_eq!(changes(hub.feed(), 8).await.len(), 8, "nothing is withdrawn");
    (hub, board)
}

async fn what_is_held_is_shown_released_and_withdrawn_once_whatever_is_killed(log: Log) {
    let (mut hub, board) = held(log).await;
    let listed = found(&hub.command(&["quarantine", "list", "--json"]));
    assert_eq!(listed[0]["partner"], "fyr", "{listed}");
    assert_eq!(
        (&listed[0]["held"]["ads"], &listed[0]["held"]["ads_before"]),
        (&3.into(), &8.into())
    );
    assert_eq!(listed[0]["released"], false, "{listed}");
    let words = said(&hub.command(&["quarantine", "show", "fyr"]), 0);
    assert!(words.contains("3, 8 before; at least 5 would be withdrawn"), "{words}");
    assert!(words.contains("adhub quarantine release fyr"), "{words}");

    // Everything dies; what was held is held still.
    hub.kill();
    let listed = said(&hub.command(&["quarantine", "list"]), 0);
    assert!(listed.contains("fyr  3 ads, 8 before"), "{listed}");
    // Released while nothing runs, and again: once is enough.
    for _ in 0..2 {
        let released = said(&hub.command(&["quarantine", "release", "fyr"]), 0);
        assert!(released.contains("is let through") && released.contains("released"), "{released}");
    }
    assert_eq!(found(&hub.command(&["quarantine", "show", "fyr", "--json"]))["released"], true);

    // From here to the last removal, the poller is killed again and again.
    let role = if hub.log().is_embedded() { "hub" } else { "poll-fyr" };
    let mut random = Random(SEED);
    hub.start().await;
    for _ in 0..4 {
        let enough = board.answers() + random.within(1..4);
        until("it was asked", async || (board.answers() >= enough).then_some(())).await;
        hub.process(role).kill();
        hub.process(role).start();
        hub.process(role).ready().await;
    }
    let all = changes(hub.feed(), 13).await;
    check_order(&all);
    assert_eq!(all.len(), 13, "{all:#?}");
    let mut gone: Vec<&str> = all[8..].iter().map(|one| one["ad_id"].as_str().unwrap()).collect();
    gone.sort_unstable();
    gone.dedup();
    assert_eq!(gone.len(), 5, "each is withdrawn once");
    for change in &all[8..] {
        assert_eq!(
            (brief(change).as_str(), &change["reason"]),
            ("withdrawn", &"absent_from_snapshot".into())
        );
    }
    assert!(said(&hub.command(&["quarantine", "list"]), 0).contains("nothing is held"));
    // The release is used up: the next fall is held again.
    board.show(1);
    until("the next one is held", async || {
        (hub.metric("adhub_snapshots_held", &["partner=\"fyr\""]).await >= 2).then_some(())
    })
    .await;
    assert_eq!(found(&hub.command(&["quarantine", "list", "--json"]))[0]["released"], false);
    assert_eq!(changes(hub.feed(), 13).await.len(), 13);
    hub.stop().await;
    hub.audit();
}

async fn a_replay_brings_along_what_is_held_and_its_release(log: Log) {
    let (mut hub, _board) = held(log).await;
    hub.kill();
    said(&hub.command(&["quarantine", "release", "fyr"]), 0);
    let into = tempfile::tempdir().unwrap();
    let place = into.path().join("again");
    let place = place.to_str().unwrap();
    said(&hub.command(&["replay", "--into", place]), 0);
    let before = found(&hub.command(&["quarantine", "list", "--json"]));
    let after = found(&command(&["quarantine", "list", "--json", "--data", place]));
    assert_eq!((&after, &after[0]["released"]), (&before, &true.into()));
    said(&command(&["audit", "--data", place]), 0);
}
