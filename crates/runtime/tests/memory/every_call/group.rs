//! `group`: state, timers, and the public log, whose numbers must not have a
//! gap.

use eventlog::Fault;
use processors::enrich::Enrich;
use processors::{Dedupe, Group};
use schemas::{Change, topic};

use super::{FIRST_WAVE, SECOND_WAVE, all_of, under_every_fault};
use crate::said::{LATER, NOW};
use crate::scene::Scene;

/// What `group` writes.
pub(super) const TOPICS: [&str; 5] = [
    topic::CHANGES,
    topic::ADS_CURRENT,
    topic::ADS_CONTACTS,
    topic::GROUP_STATE,
    topic::ADS_REJECTED,
];

/// Every number once, the brief ad's end and the draft's publication too.
pub(super) fn is_whole(scene: &Scene) {
    let changes: Vec<Change> = scene.events(topic::CHANGES);
    let seqs: Vec<i64> = changes.iter().map(|change| change.seq).collect();
    // Five published, then: b, gone, a again, erased, g, gone, expired, d.
    assert_eq!(seqs, (1..=13).collect::<Vec<_>>());
}

fn check(fault: Fault) {
    let scene = || {
        let scene = Scene::new();
        for (lines, now) in [(&FIRST_WAVE[..], NOW), (&SECOND_WAVE[..], LATER)] {
            scene.say(lines);
            scene.until_idle::<Dedupe>(now);
            scene.until_idle::<Enrich>(now);
            if now == NOW {
                scene.until_idle::<Group>(now);
            }
        }
        scene
    };
    let play = |scene: &Scene| {
        scene.until_idle::<Group>(LATER);
    };
    super::check(fault, scene, play, |scene| {
        is_whole(scene);
        all_of(scene, &TOPICS)
    });
}

under_every_fault!(check);
