//! Half a year later `dedupe` and `group` forget what is gone, in their
//! changelogs and in `ads.current`.

use eventlog::Fault;
use processors::enrich::Enrich;
use processors::{Dedupe, Group};
use schemas::{Timestamp, topic};

use super::group::TOPICS;
use super::{FIRST_WAVE, SECOND_WAVE, all_of, under_every_fault};
use crate::said::{LATER, NOW};
use crate::scene::Scene;

const MUCH_LATER: Timestamp = LATER.plus_seconds(200 * 86_400);

fn play(scene: &Scene, now: Timestamp) {
    scene.until_idle::<Dedupe>(now);
    scene.until_idle::<Enrich>(now);
    scene.until_idle::<Group>(now);
}

/// Number of keys that were taken out of a topic.
fn tombstones(scene: &Scene, topic: &'static str) -> usize {
    scene.records(topic).iter().filter(|(_, value)| value.is_none()).count()
}

fn check(fault: Fault) {
    let scene = || {
        let scene = Scene::new();
        for (lines, now) in [(&FIRST_WAVE[..], NOW), (&SECOND_WAVE[..], LATER)] {
            scene.say(lines);
            play(&scene, now);
        }
        scene.say(&["see five i"]);
        scene
    };
    super::check(
        fault,
        scene,
        |scene| play(scene, MUCH_LATER),
        |scene| {
            // The brief ad that expired, and the third, which was withdrawn.
            for topic in [topic::DEDUPE_STATE, topic::GROUP_STATE, topic::ADS_CURRENT] {
                assert_eq!(tombstones(scene, topic), 2, "{topic}");
            }
            [all_of(scene, &[topic::ADS_REVISED, topic::DEDUPE_STATE]), all_of(scene, &TOPICS)]
                .concat()
        },
    );
}

under_every_fault!(check);
