//! `dedupe`, `enrich` and `group` in a row, wherever the fault comes.

use eventlog::Fault;
use processors::enrich::Enrich;
use processors::{Dedupe, Group};
use schemas::topic;

use super::group::{TOPICS, is_whole};
use super::{FIRST_WAVE, SECOND_WAVE, all_of, under_every_fault};
use crate::said::{LATER, NOW};
use crate::scene::Scene;

fn check(fault: Fault) {
    let scene = || {
        let scene = Scene::new();
        scene.say(&FIRST_WAVE);
        scene.until_idle::<Dedupe>(NOW);
        scene.until_idle::<Enrich>(NOW);
        scene.until_idle::<Group>(NOW);
        scene.say(&SECOND_WAVE);
        scene
    };
    let play = |scene: &Scene| {
        scene.until_idle::<Dedupe>(LATER);
        scene.until_idle::<Enrich>(LATER);
        scene.until_idle::<Group>(LATER);
    };
    super::check(fault, scene, play, |scene| {
        is_whole(scene);
        let between = [topic::ADS_REVISED, topic::DEDUPE_STATE, topic::ADS_ENRICHED];
        [all_of(scene, &between), all_of(scene, &TOPICS)].concat()
    });
}

under_every_fault!(check);
