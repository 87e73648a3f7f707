//! What holds for any sequence of revisions and waits.

use std::collections::BTreeMap;

use proptest::prelude::*;
use schemas::AdId;
use schemas::revision::Hold;

use super::super::Group;
use super::super::market::Market;
use super::super::matching::Exact;
use super::ledger::Ledger;
use super::{Line, Script};
use crate::step::{DropReason, Outcome, Outgoing};
use crate::testing::{Instance, avro_bytes};

const FORGETS_SECONDS: i32 = 180 * 86_400;

/// Lines of the little language of these tests, so that a failure reads well.
fn line() -> impl Strategy<Value = String> {
    let option = |name: &'static str, values: &'static [&'static str]| {
        prop::option::of(prop::sample::select(values)).prop_map(move |value| match value {
            Some("") => format!(" {name}"),
            Some(value) => format!(" {name} {value}"),
            None => String::new(),
        })
    };
    let name = || prop::sample::select(&["a", "b", "c"][..]);
    let by = option("by", &["beta", "gamma"]);
    let options = (
        option("from", &["120", "140"]),
        option("until", &["90", "130", "160"]),
        option("url", &["o/7", "o/8", "careers"]),
        option("ats", &["7", "8"]),
        option("in", &["0180", "1480"]),
        option("contact", &["Kim"]),
        option("direct", &[""]),
    );
    let title = prop::sample::select(&["nurse", "cook"][..]);
    let show = (name(), title, by.clone(), options).prop_map(
        |(name, title, by, (from, until, url, ats, place, contact, direct))| {
            format!("show {name} {title}{by}{from}{until}{url}{ats}{place}{contact}{direct}")
        },
    );
    let verb = prop::sample::select(&["gone", "gone", "gone", "erase"][..]);
    let end = (verb, name(), by).prop_map(|(verb, name, by)| format!("{verb} {name} -{by}"));
    let ad = || {
        let of = prop::sample::select(&["", "/beta", "/gamma"][..]);
        (name(), of).prop_map(|(name, partner)| format!("{name}{partner}"))
    };
    let said = prop::sample::select(&["split", "join", "free"][..]);
    let said = (said, ad(), ad()).prop_filter("an ad and itself", |(_, one, other)| one != other);
    let said = said.prop_map(|(verb, one, other)| format!("{verb} {one} {other}"));
    // Seconds, or half a year, after which ads that are gone are forgotten.
    let wait = prop_oneof![4 => 1..20, 1 => Just(FORGETS_SECONDS)];
    let wait = wait.prop_map(|seconds| format!("wait {seconds}"));
    prop_oneof![12 => show, 4 => end, 2 => wait, 3 => said]
}

fn bytes(out: &[Outgoing]) -> Vec<Vec<u8>> {
    out.iter()
        .map(|outgoing| match outgoing {
            Outgoing::Change(change) => avro_bytes(change),
            Outgoing::Contacts(_, Some(contacts)) => avro_bytes(contacts),
            Outgoing::State(key, _) => key.to_vec(),
            Outgoing::Rejected(rejected) => avro_bytes(rejected),
            other => format!("{other:?}").into_bytes(),
        })
        .collect()
}

/// What operators said last holds among the ads that subscribers see, and does
/// not contradict itself.
fn holds(market: &Market<Exact>, ledger: &Ledger) -> Result<(), String> {
    let ids: Vec<AdId> = market.ads.slots().map(|slot| market.ads.at(slot).ad_id).collect();
    let job = |ad_id: &AdId| ledger.ads.get(ad_id).map(|held| held.2);
    for (one, other) in ids.iter().flat_map(|one| ids.iter().map(move |other| (one, other))) {
        let Some(hold) = market.corrections.hold_of(*one, *other) else { continue };
        if hold == Hold::Apart && market.corrections.together(*one).contains(other) {
            return Err(format!("{one} and {other} are held apart and together"));
        }
        let (Some(left), Some(right)) = (job(one), job(other)) else { continue };
        if (left == right) != (hold == Hold::Together) {
            return Err(format!("{one} and {other} are not {hold:?}"));
        }
    }
    Ok(())
}

/// The outcome agrees with what was put out.
fn agrees(outcome: Outcome, changes: usize) -> bool {
    match outcome {
        Outcome::Emit => changes >= 1,
        Outcome::Drop(_) => changes == 0,
        Outcome::Reject(_) => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// One instance is never stopped, its twin restarts now and then: both
    /// say the same, byte by byte, and a subscriber can follow.
    #[test]
    fn subscribers_can_follow_whatever_happens(
        script in prop::collection::vec((line(), prop::option::weighted(0.1, any::<bool>())), 1..60),
    ) {
        let (mut group, mut twin) = (Instance::<Group>::new(), Instance::<Group>::new());
        let (mut play, mut play_twin) = (Script::new(), Script::new());
        let mut ledger = Ledger::default();
        let mut contacts: BTreeMap<AdId, i64> = BTreeMap::new();
        for (line, restart) in &script {
            ledger.forgets |= *line == format!("wait {FORGETS_SECONDS}");
            let (outcome, out) = play.play(&mut group, line);
            let changes = out.iter().filter(|out| matches!(out, Outgoing::Change(_))).count();
            prop_assert!(outcome.is_none_or(|outcome| agrees(outcome, changes)), "{}", line);
            for outgoing in &out {
                match outgoing {
                    Outgoing::Change(change) => {
                        prop_assert_eq!(ledger.take(change), Ok(()), "{}", line);
                        let text = format!("{change:?}");
                        prop_assert!(!text.contains("Kim"), "a contact in {}", text);
                    }
                    Outgoing::Contacts(ad_id, Some(held)) => {
                        contacts.insert(*ad_id, held.revision);
                    }
                    Outgoing::Contacts(ad_id, None) => {
                        contacts.remove(ad_id);
                    }
                    _ => {}
                }
            }
            prop_assert_eq!(holds(&group.step.market, &ledger), Ok(()), "{}", line);
            for (ad_id, revision) in &contacts {
                let held = ledger.ads.get(ad_id).map(|held| held.0);
                prop_assert_eq!(held, Some(*revision), "contacts of an ad that is not public");
            }
            if let Some(compacted) = restart {
                twin.restart(*compacted);
            }
            let (_, again) = play_twin.play(&mut twin, line);
            prop_assert_eq!(bytes(&out), bytes(&again), "{}", line);
        }
    }

    /// What a redelivered revision says is known already.
    #[test]
    fn a_redelivered_revision_is_silent(script in prop::collection::vec(line(), 1..20)) {
        let (mut group, mut play) = (Instance::<Group>::new(), Script::new());
        for line in &script {
            if let Line::Revision(event) = play.read(line) {
                group.decide(*event.clone(), play.now());
                let (outcome, out) = group.decide(*event, play.now());
                let silent = [DropReason::Redelivered, DropReason::AlreadyGone];
                prop_assert!(silent.map(Outcome::Drop).contains(&outcome), "{:?}", outcome);
                prop_assert!(out.is_empty());
            }
        }
    }
}
