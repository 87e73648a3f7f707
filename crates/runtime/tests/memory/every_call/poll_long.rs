//! An answer so long that it is committed in several transactions, the cursor
//! with the last of them only. Calls are many and alike, so only some of
//! them fail.

use connectors::RoundKind::{Snapshot, Window};
use eventlog::Fault;
use schemas::topic;

use super::poll::outcome;
use super::under_every_fault;
use crate::partner::Partner;
use crate::scene::Scene;

/// More than one transaction takes.
const ADS: usize = 1_200;
/// A prime, so that the calls fall on appends, begins and commits.
const STEP: usize = 601;

fn check(fault: Fault) {
    let snapshot = (0..ADS).map(|number| format!("see ad-{number} a")).collect();
    let window = vec!["see ad-7 b".to_owned(), "gone ad-8".to_owned()];
    let partner = Partner::serve(&[(Snapshot, snapshot), (Window, window)]);
    let outputs = |scene: &Scene| {
        // What was committed before a failure came again, and no more.
        let received = usize::try_from(scene.end(topic::ADS_RECEIVED)).expect("few");
        assert!((ADS + 4..=2 * ADS + 6).contains(&received), "{received} records");
        outcome(scene)
    };
    super::check_calls(fault, STEP, Scene::new, |scene| partner.poll(scene), outputs);
}

under_every_fault!(check);
