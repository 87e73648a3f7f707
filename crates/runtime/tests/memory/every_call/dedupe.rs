//! `dedupe`, with state.

use eventlog::Fault;
use processors::Dedupe;
use schemas::topic;

use super::{FIRST_WAVE, SECOND_WAVE, all_of, under_every_fault};
use crate::said::{LATER, NOW};
use crate::scene::Scene;

fn check(fault: Fault) {
    let scene = || {
        let scene = Scene::new();
        scene.say(&FIRST_WAVE);
        scene.until_idle::<Dedupe>(NOW);
        scene.say(&SECOND_WAVE);
        scene
    };
    let play = |scene: &Scene| {
        scene.until_idle::<Dedupe>(LATER);
    };
    let topics = [topic::ADS_REVISED, topic::DEDUPE_STATE, topic::ADS_REJECTED];
    let plain = scene();
    play(&plain);
    // Six ads, then: b, gone, a again, erased, g, gone; one refused.
    assert_eq!(topics.map(|topic| plain.end(topic))[..1], [12], "every real change is a revision");
    assert_eq!(plain.end(topic::ADS_REJECTED), 1, "the erased ad is refused");
    super::check(fault, scene, play, |scene| all_of(scene, &topics));
}

under_every_fault!(check);
