//! Ads that move although they did not change: an operator speaks, and an ad
//! links two jobs. Their texts are found in the log, or in what is on its way
//! there.

use eventlog::{EventLog as _, Fault};
use processors::{Dedupe, Group, enrich::Enrich};
use runtime::grouping::{Word, record};
use schemas::id::ExternalId;
use schemas::revision::Hold;
use schemas::{AdId, Change, PartnerName, topic};

use super::group::TOPICS;
use super::{all_of, under_every_fault};
use crate::said::{LATER, NOW};
use crate::scene::Scene;

fn ad(name: &str) -> AdId {
    AdId::derive("acme", None, &ExternalId::new(name).expect("a word"))
}

fn say(scene: &Scene, one: &str, other: &str, hold: Hold) {
    let (by, note) = ("operator".to_owned(), "read both".to_owned());
    let word = Word { ad_id: ad(one), other: ad(other), hold, by, note };
    let partner = PartnerName::new("acme").expect("a name");
    let record = record(&scene.codec, &word, &partner, NOW).expect("it fits");
    for answer in futures::executor::block_on(scene.log.append(vec![record])) {
        answer.expect("no fault is planned yet");
    }
}

fn check(fault: Fault) {
    let scene = || {
        let scene = Scene::new();
        scene.say(&["see one a", "see two b", "see three c"]);
        scene.until_idle::<Dedupe>(NOW);
        scene.until_idle::<Enrich>(NOW);
        scene.until_idle::<Group>(NOW);
        // All of them share an id, so they are one job. The ads that move are
        // in the log at first, then in what was decided just before.
        say(&scene, "one", "two", Hold::Apart);
        scene.say(&["see four d"]);
        scene.until_idle::<Dedupe>(LATER);
        scene.until_idle::<Enrich>(LATER);
        say(&scene, "three", "two", Hold::Together);
        say(&scene, "one", "four", Hold::Apart);
        say(&scene, "one", "four", Hold::Together);
        say(&scene, "two", "three", Hold::Apart);
        scene
    };
    let play = |scene: &Scene| {
        scene.until_idle::<Group>(LATER);
    };
    super::check(fault, scene, play, |scene| {
        let changes: Vec<Change> = scene.events(topic::CHANGES);
        let moves: Vec<&Change> =
            changes.iter().filter(|change| change.left_job.is_some()).collect();
        assert_eq!(moves.len(), 5);
        for change in moves {
            let before = changes
                .iter()
                .rfind(|before| before.ad_id == change.ad_id && before.seq < change.seq);
            assert_eq!(change.ad, before.expect("it was published").ad);
            assert!(change.ad.is_some());
        }
        all_of(scene, &TOPICS)
    });
}

under_every_fault!(check);
