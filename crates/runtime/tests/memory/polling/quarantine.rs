//! What is held: remembered, shown, let through once, counted twice.

use std::sync::Arc;

use parking_lot::Mutex;
use runtime::poll::Options;
use runtime::quarantine::{Quarantine, Quarantined};
use schemas::quarantine::HeldReason;
use schemas::{PartnerName, Timestamp};

use super::{FOUR, absent, board, ends, options, poll_until};
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
    // Once: what was read twice would not be read again at once.
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

/// What is the same as before is not read again, and so concludes nothing: a
/// release needs it read once more.
#[test]
fn a_release_is_not_lost_on_a_feed_that_does_not_change() {
    let held = Held::new();
    held.polls(4);
    assert!(ends(&held.scene).contains_key("unchanged"), "{:?}", ends(&held.scene));
    held.release();
    held.polls(6);
    assert_eq!((held.list().len(), absent(&held.scene)), (0, 3));
}
