//! Records that a step cannot use: each is one record of `ads.rejected` with
//! its reason and place, is counted, and the step goes on behind it.

use bytes::Bytes;
use processors::enrich::Enrich;
use processors::{Arrival, Dedupe, Group, Outcome, Outgoing, Stateless, Step, StepName};
use schemas::contacts::Contacts;
use schemas::rejected::RejectReason::{self, Invalid, StepFailed, TooLarge, Undecodable};
use schemas::{Rejected, Revision, Timestamp, topic};

use crate::said::{NOW, received};
use crate::scene::Scene;

/// Feeds `S` with poison, then with an event that it can use, and compares
/// reason and place of each rejection.
fn check<S: Step + Default>(
    input: &'static str,
    output: &'static str,
    poison: &[(Option<Bytes>, RejectReason)],
    good: &Bytes,
    scene: &Scene,
) {
    for (value, _) in poison {
        scene.append(input, "poison", value.clone());
    }
    scene.append(input, "good", Some(good.clone()));
    assert_eq!(scene.until_idle::<S>(NOW), 1, "the step does not end over it");
    // A successor goes on behind all of it.
    scene.until_idle::<S>(NOW);

    let rejected: Vec<Rejected> = scene.events(topic::ADS_REJECTED);
    let found: Vec<_> = rejected
        .iter()
        .map(|rejected| (rejected.step.as_str(), rejected.place.clone(), rejected.reason))
        .collect();
    let expected: Vec<_> = poison
        .iter()
        .zip(0..)
        .map(|((_, reason), at)| (S::NAME.as_str(), format!("{input}/0@{at}"), *reason))
        .collect();
    assert_eq!(found, expected);
    for (rejected, (value, reason)) in rejected.iter().zip(poison) {
        assert!(!rejected.faults.is_empty(), "it says what is wrong");
        assert_eq!(rejected.partner.as_str(), "acme");
        if *reason == Undecodable {
            assert_eq!(rejected.bytes, value.clone().unwrap_or_default());
        }
    }
    assert_eq!(scene.end(output), 1, "the good one went on");
    check_books::<S>(scene, poison);
}

/// The metrics say the same as the topic.
fn check_books<S: Step>(scene: &Scene, poison: &[(Option<Bytes>, RejectReason)]) {
    let (text, step) = (scene.metrics.render(), S::NAME.as_str());
    for reason in [Undecodable, Invalid, StepFailed, TooLarge] {
        let count = poison.iter().filter(|(_, other)| *other == reason).count();
        let labels = format!("partner=\"acme\",reason=\"{}\",step=\"{step}\"", reason.as_str());
        let line = format!("adhub_ads_rejected_total{{{labels}}} {count}");
        assert_eq!(text.lines().any(|found| found == line), count > 0, "{line}");
    }
    let emitted = format!("adhub_ads_emitted_total{{partner=\"acme\",step=\"{step}\"}} 1");
    assert!(text.lines().any(|found| found == emitted), "{emitted}");
}

/// What no step can decode, with one good value to cut.
fn undecodable(scene: &Scene, good: &Bytes) -> Vec<(Option<Bytes>, RejectReason)> {
    let contacts =
        Contacts { ad_id: schemas::AdId::default(), revision: 1, at: NOW, contacts: Vec::new() };
    let other = scene.codec.encode(topic::ADS_CONTACTS, &contacts).expect("it fits");
    let values = [
        None,
        Some(Bytes::new()),
        Some(Bytes::from_static(b"no Avro at all")),
        Some(Bytes::from_static(&[0, 0x7f, 0xff, 0xff, 0xff, 1, 2, 3])),
        Some(other),
        Some(good.slice(..good.len() / 2)),
    ];
    values.map(|value| (value, Undecodable)).into()
}

/// What `dedupe` makes of an ad: a revision that the later steps can use.
fn revision(line: &str) -> Revision {
    let scene = Scene::new();
    scene.say(&[line]);
    scene.until_idle::<Dedupe>(NOW);
    scene.events(topic::ADS_REVISED).pop().expect("a new ad is a revision")
}

#[test]
fn dedupe_goes_on_behind_poison() {
    let scene = Scene::new();
    let encode = |event| scene.codec.encode(topic::ADS_RECEIVED, &event).expect("it fits");
    let good = encode(received("see one a", 1));
    let mut poison = undecodable(&scene, &good);
    let (mut no_ad, mut no_removal) = (received("see one a", 2), received("gone one", 3));
    (no_ad.ad, no_removal.removal) = (None, None);
    let mut of_another = received("see one a", 4);
    of_another.ad = received("see two a", 5).ad;
    poison.extend([no_ad, no_removal, of_another].map(|event| (Some(encode(event)), Invalid)));
    check::<Dedupe>(topic::ADS_RECEIVED, topic::ADS_REVISED, &poison, &good, &scene);
}

#[test]
fn enrich_goes_on_behind_poison() {
    let scene = Scene::new();
    let encode = |event| scene.codec.encode(topic::ADS_REVISED, &event).expect("it fits");
    let good = encode(revision("see one a"));
    let mut poison = undecodable(&scene, &good);
    // As large as an ad may come in; as HTML it is five times as long, more
    // than the log takes.
    let mut growing = revision("see two a");
    let text = &mut growing.ad.as_mut().expect("it is there").texts[0];
    text.description_html.clear();
    text.description_text = "&".repeat(2_000_000);
    poison.push((Some(encode(growing)), TooLarge));
    check::<Enrich>(topic::ADS_REVISED, topic::ADS_ENRICHED, &poison, &good, &scene);
}

#[test]
fn group_goes_on_behind_poison() {
    let scene = Scene::new();
    let encode =
        |event: &Revision| scene.codec.encode(topic::ADS_ENRICHED, event).expect("it fits");
    let revision = revision("see one a");
    let good = encode(&revision);
    let mut poison = undecodable(&scene, &good);
    let no_ad = Revision { ad: None, ..revision.clone() };
    let no_removal = Revision { kind: schemas::revision::RevisionKind::Withdrawn, ..no_ad.clone() };
    let of_another = Revision { ad: self::revision("see two a").ad, ..revision.clone() };
    poison.extend([no_ad, no_removal, of_another].map(|event| (Some(encode(&event)), Invalid)));
    check::<Group>(topic::ADS_ENRICHED, topic::CHANGES, &poison, &good, &scene);
}

/// `enrich`, but it panics on ads with this title.
#[derive(Default)]
struct Brittle(Enrich);

impl Step for Brittle {
    type In = Revision;
    type State = Stateless;

    const NAME: StepName = StepName::Enrich;

    fn restore(&mut self, _key: &[u8], _state: Option<Stateless>) {}

    fn decide(&mut self, event: Revision, arrival: &Arrival, out: &mut Vec<Outgoing>) -> Outcome {
        let outcome = self.0.decide(event, arrival, out);
        let panics = |out: &Outgoing| match out {
            Outgoing::Enriched(event) => event.ad.as_ref().is_some_and(|ad| ad.title() == "panic"),
            _ => false,
        };
        assert!(!out.iter().any(panics), "an input that the step cannot take");
        outcome
    }

    fn next_tick(&self) -> Option<Timestamp> {
        self.0.next_tick()
    }
}

#[test]
fn a_step_without_state_goes_on_behind_an_input_that_it_panics_on() {
    let scene = Scene::new();
    let encode =
        |line: &str| scene.codec.encode(topic::ADS_REVISED, &revision(line)).expect("it fits");
    let poison = [(Some(encode("see one panic")), StepFailed)];
    let good = encode("see one a");
    check::<Brittle>(topic::ADS_REVISED, topic::ADS_ENRICHED, &poison, &good, &scene);
}
