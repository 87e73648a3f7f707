//! What is held: remembered, shown, let through once, counted twice.

use std::sync::Arc;
use std::time::Duration;

use connectors::formats::jobstream::Version;
use connectors::partners::jobstream::JobStream;
use parking_lot::Mutex;
use runtime::poll::Options;
use runtime::quarantine::{Quarantine, Quarantined};
use schemas::quarantine::HeldReason;
use schemas::{PartnerName, Timestamp};

use super::{FOUR, absent, board, ends, options, poll_until, poll_with};
use crate::scene::Scene;
use crate::server::Server;

/// A partner whose board a test sets.
struct Held {
    scene: Scene,
    server: Server,
    ads: Arc<Mutex<usize>>,
    options: Options,
}

impl Held {
    /// Four ads, then one, which is held; polled until it is known.
    fn new() -> Self {
        Self::after(3)
    }

    /// The same, polled so often.
    fn after(polls: u64) -> Self {
        let ads = Arc::new(Mutex::new(4));
        let shown = Arc::clone(&ads);
        let server = Server::new(move |asked, wire| match asked.path.as_str() {
            "/feed" => wire.answer(200, &[], board(&FOUR[..*shown.lock()])),
            _ => wire.answer(404, &[], ""),
        });
        let held = Self { scene: Scene::new(), server, ads, options: options() };
        held.polls(1);
        *held.ads.lock() = 1;
        held.polls(polls);
        held
    }

    /// So many more polls, by a poller that starts from what is stored.
    fn polls(&self, count: u64) {
        let before: u64 = ends(&self.scene).values().sum();
        poll_until(&self.scene, &self.server, &self.options, before + count);
    }

    fn quarantine(&self) -> Quarantine {
        Quarantine::new(Arc::new(self.scene.log.clone()), Arc::clone(&self.scene.codec))
    }

    fn list(&self) -> Vec<Quarantined> {
        self.quarantine().list().unwrap()
    }

    fn release(&self) {
        let now: Timestamp = "2026-11-25T10:00:00Z".parse().unwrap();
        assert!(self.quarantine().release(&acme(), now).unwrap().released);
    }

    fn metric(&self) -> bool {
        let text = self.scene.metrics.render();
        let line = text.lines().find(|line| line.starts_with("adhub_snapshots_held{")).unwrap();
        !line.ends_with(" 0")
    }
}

fn acme() -> PartnerName {
    PartnerName::new("acme").unwrap()
}

#[test]
fn what_is_held_is_shown_and_over_when_the_feed_is_itself_again() {
    let held = Held::new();
    let [found] = held.list().try_into().unwrap();
    assert_eq!(found.partner, acme());
    let what = &found.held;
    assert_eq!((what.reason, what.ads, what.ads_before), (HeldReason::Shrunk, 1, 4));
    assert_eq!((what.fewer(), found.released), (3, false));
    assert!(what.snapshots >= 2 && held.metric(), "{found:?}");
    *held.ads.lock() = 4;
    held.polls(3);
    assert_eq!(held.list(), []);
    assert!(!held.metric());
    assert_eq!(absent(&held.scene), 0);
    let other = PartnerName::new("other").unwrap();
    assert!(held.quarantine().release(&other, Timestamp::default()).is_err());
}

#[test]
fn a_release_lets_one_snapshot_through_and_a_second_one_withdraws() {
    let held = Held::after(1);
    held.release();
    assert!(held.list()[0].released);
    // Another poller, as after a restart.
    held.polls(1);
    assert_eq!(ends(&held.scene).get("done"), Some(&2), "{:?}", ends(&held.scene));
    assert_eq!(held.list(), []);
    assert_eq!(absent(&held.scene), 0, "one complete snapshot is not enough");
    held.polls(3);
    assert_eq!(absent(&held.scene), 3);
}

#[test]
fn a_release_is_used_up_by_a_good_snapshot_too() {
    let held = Held::new();
    held.release();
    *held.ads.lock() = 4;
    held.polls(2);
    *held.ads.lock() = 1;
    held.polls(3);
    let [found] = held.list().try_into().unwrap();
    assert!(!found.released, "{found:?}");
    assert_eq!(absent(&held.scene), 0);
}

#[test]
fn an_empty_feed_is_held_whatever_the_brake_and_released_like_any() {
    let mut held = Held::new();
    held.options.brake = 1.0;
    *held.ads.lock() = 0;
    held.polls(3);
    assert_eq!(held.list()[0].held.reason, HeldReason::Empty);
    held.release();
    held.polls(5);
    assert_eq!((held.list().len(), absent(&held.scene)), (0, 4));
}

/// A feed that stays as it was when it was held, whether it says so (304) or
/// not, is judged again by every poll: it never becomes "unchanged". What it
/// was when it was last believed ends the matter at once.
#[test]
fn what_is_held_is_judged_by_every_poll_until_it_is_itself_again() {
    for tagged in [true, false] {
        let ads = Arc::new(Mutex::new(4));
        let shown = Arc::clone(&ads);
        let server = Server::new(move |asked, wire| {
            let ads = *shown.lock();
            let tag = format!("\"of {ads}\"");
            let etag = format!("etag: {tag}");
            match asked.path.as_str() {
                "/feed" if tagged && asked.header("if-none-match") == Some(&tag) => {
                    wire.answer(304, &[&etag], "");
                }
                "/feed" if tagged => wire.answer(200, &[&etag], board(&FOUR[..ads])),
                "/feed" => wire.answer(200, &[], board(&FOUR[..ads])),
                _ => wire.answer(404, &[], ""),
            }
        });
        let held = Held { scene: Scene::new(), server, ads, options: options() };
        held.polls(4);
        assert_eq!(counts(&held, ["done", "unchanged", "braked"]), [2, 2, 0]);
        *held.ads.lock() = 1;
        held.polls(4);
        assert_eq!(counts(&held, ["done", "unchanged", "braked"]), [2, 2, 4], "{tagged}");
        assert_eq!(held.list()[0].held.snapshots, 4);
        let asked = held.server.asked();
        assert!(asked.iter().all(|asked| asked.header("if-none-match") != Some("\"of 1\"")));
        // Released or not, what is as before is over.
        *held.ads.lock() = 4;
        held.polls(2);
        assert_eq!(counts(&held, ["done", "unchanged", "braked"]), [3, 3, 4], "{tagged}");
        assert_eq!((held.list(), held.metric(), absent(&held.scene)), (vec![], false, 0));
    }
}

fn counts(held: &Held, names: [&str; 3]) -> [u64; 3] {
    let ends = ends(&held.scene);
    names.map(|name| ends.get(name).copied().unwrap_or_default())
}

#[test]
fn a_release_is_not_lost_on_a_feed_that_does_not_change() {
    let held = Held::new();
    held.polls(4);
    held.release();
    held.polls(2);
    assert_eq!((held.list().len(), absent(&held.scene)), (0, 3));
}

/// A stream goes on with its windows while its snapshot is held; when that is
/// released the next one does not wait for its day.
#[test]
fn a_release_asks_for_the_snapshot_of_a_stream_at_once() {
    let ads = Arc::new(Mutex::new(4));
    let shown = Arc::clone(&ads);
    let server = Server::new(move |asked, wire| match asked.path.split('?').next() {
        Some("/v2/snapshot") => wire.answer(200, &[], stream(&FOUR[..*shown.lock()])),
        Some("/v2/stream") => wire.answer(200, &[], "[]"),
        _ => wire.answer(404, &[], ""),
    });
    let held = Held { scene: Scene::new(), server, ads, options: options() };
    // A snapshot at every poll, until the first is held; then every day.
    let polls = |every: u64, count: u64| {
        let service = JobStream::new(&held.server.url(""), Version::V2);
        let service = service.with_snapshot_every(Duration::from_secs(every));
        let before: u64 = ends(&held.scene).values().sum();
        poll_with(Arc::new(service), &held.scene, &held.options, before + count);
        let paths = held.server.paths();
        paths.iter().filter(|path| path.starts_with("/v2/snapshot")).count()
    };
    assert_eq!(polls(0, 2), 2);
    *held.ads.lock() = 1;
    assert_eq!(polls(0, 1), 3);
    assert_eq!(counts(&held, ["done", "unchanged", "braked"]), [2, 0, 1]);
    assert_eq!(polls(86_400, 3), 3, "windows alone");
    held.release();
    assert_eq!(polls(86_400, 3), 4);
    assert_eq!((held.list().len(), absent(&held.scene)), (0, 0));
    assert_eq!(polls(0, 1), 5);
    assert_eq!(absent(&held.scene), 3);
}

fn stream(ads: &[&str]) -> String {
    let ads: Vec<serde_json::Value> = ads
        .iter()
        .map(|id| {
            serde_json::json!({ "id": id, "headline": "Bagare", "removed": false, "timestamp": 1,
                "description": { "text": "Vi söker dig som bakar." },
                "employer": { "name": "Exempelbageriet AB" },
                "publication_date": "2026-11-20T06:00:00",
                "last_publication_date": "2026-12-20T23:59:59" })
        })
        .collect();
    serde_json::Value::from(ads).to_string()
}
