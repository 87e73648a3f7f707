//! Rounds of several requests: a list and a page for each ad, what is known of
//! pages kept with their ads, and cursors from inside a round.

use schemas::cursor::PartnerCursor;
use schemas::page::PartnerPage;
use schemas::topic;

use super::poll::outcome;
use super::under_every_fault;
use crate::scene::Scene;
use crate::site::Site;

const ROUNDS: [&str; 6] = [
    "one a, two b, three c",
    "one a, two d, four !",
    "window five e, six f, five g",
    // Three is absent twice; five and six are not in the list, once.
    "one a, two d, four h",
    "one ?, two d, four h, five g, six f",
    "two d, four h, five g, six f",
];

/// Latest note of each page, forgotten ones left out.
fn notes(scene: &Scene) -> Vec<String> {
    let mut notes = std::collections::BTreeMap::new();
    for (key, value) in scene.records(topic::PARTNERS_PAGES) {
        let note =
            value.map(|value| scene.codec.decode::<PartnerPage>(&value).expect("it is ours").note);
        notes.insert(key, note);
    }
    let known = notes.into_iter().filter_map(|(key, note)| note.map(|note| (key, note)));
    known.map(|(key, note)| format!("{key:?} {}", note.as_str())).collect()
}

fn outcome_and_notes(scene: &Scene) -> Vec<String> {
    outcome(scene).into_iter().chain(notes(scene)).collect()
}

fn check(fault: eventlog::Fault) {
    let site = Site::serve(&ROUNDS);
    super::check(fault, Scene::new, |scene| site.poll(scene), outcome_and_notes);
}

under_every_fault!(check);

#[test]
fn a_page_is_asked_for_when_it_is_new_or_changed() {
    let site = Site::serve(&ROUNDS);
    let scene = Scene::new();
    site.poll(&scene);
    let mut asked = site.asked();
    asked.retain(|page| !page.ends_with("/list"));
    asked.dedup();
    let expected =
        ["0/one", "0/two", "0/three", "1/two", "1/four", "3/four", "4/one", "4/five", "4/six"];
    assert_eq!(asked, expected);
    let known = ["five \"g\"", "four \"h\"", "six \"f\"", "two \"d\""];
    let wanted: Vec<String> = known
        .iter()
        .map(|known| known.split_once(' ').unwrap())
        .map(|(page, note)| format!("{:?} {note}", bytes::Bytes::from(format!("acme/{page}"))))
        .collect();
    assert_eq!(notes(&scene), wanted);
    let cursor = scene.events::<PartnerCursor>(topic::PARTNERS_CURSORS).pop().unwrap();
    assert_eq!(cursor.cursor.as_str(), "[6,0]");
}

#[test]
fn an_ad_of_a_page_is_withdrawn_when_it_is_absent_twice_or_its_page_is_gone() {
    let site = Site::serve(&ROUNDS);
    let scene = Scene::new();
    site.poll(&scene);
    let revisions = outcome(&scene);
    let withdrawn: Vec<&String> =
        revisions.iter().filter(|line| line.contains("Withdrawn")).collect();
    assert_eq!(withdrawn.len(), 2, "{revisions:#?}");
    assert!(withdrawn.iter().any(|line| line.contains("AbsentFromSnapshot")), "{withdrawn:?}");
    assert!(withdrawn.iter().any(|line| line.contains("HttpGone")), "{withdrawn:?}");
}
