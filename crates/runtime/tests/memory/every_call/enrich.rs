//! `enrich`, without state: only offsets and outputs.

use eventlog::Fault;
use processors::Dedupe;
use processors::enrich::Enrich;
use schemas::topic;

use super::{FIRST_WAVE, SECOND_WAVE, all_of, under_every_fault};
use crate::said::{LATER, NOW};
use crate::scene::Scene;

fn check(fault: Fault) {
    let scene = || {
        let scene = Scene::new();
        scene.say(&FIRST_WAVE);
        scene.until_idle::<Dedupe>(NOW);
        scene.until_idle::<Enrich>(NOW);
        scene.say(&SECOND_WAVE);
        scene.until_idle::<Dedupe>(LATER);
        scene
    };
    let play = |scene: &Scene| {
        scene.until_idle::<Enrich>(LATER);
    };
    let topics = [topic::ADS_ENRICHED, topic::ADS_REJECTED];
    super::check(fault, scene, play, |scene| {
        assert_eq!(scene.end(topic::ADS_ENRICHED), scene.end(topic::ADS_REVISED));
        all_of(scene, &topics)
    });
}

under_every_fault!(check);
