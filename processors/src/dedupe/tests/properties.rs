//! What holds for any sequence of events.

use std::collections::BTreeMap;

use proptest::prelude::*;
use schemas::AdId;

use super::super::Dedupe;
use super::oracle::Oracle;
use super::{NOW, days, event, forgotten, text};
use crate::step::{Outcome, Outgoing};
use crate::testing::{Instance, at, avro_bytes};

/// Lines of the little language of these tests, so that a failure reads well.
fn line() -> impl Strategy<Value = String> {
    let option = |name: &'static str, values: &'static [&'static str]| {
        prop::option::of(prop::sample::select(values)).prop_map(move |value| {
            value.map(|value| format!(" {name} {value}")).unwrap_or_default()
        })
    };
    let verb = prop_oneof![
        6 => prop::sample::select(&["see a", "see b", "see c"][..]),
        2 => Just("gone"),
        1 => Just("erase"),
        4 => prop::sample::select(&["begin s1", "begin s2", "begin s3"][..]),
        4 => prop::sample::select(&["complete s1", "complete s2", "complete s3"][..]),
    ];
    let said = (
        verb,
        option("of", &["one", "two", "three"]),
        option("at", &["1", "2", "3"]),
        option("as", &["1", "2", "3", "4", "5", "6"]),
        option("by", &["pull", "push"]),
        option("until", &["50", "150"]),
    )
        .prop_map(|(verb, of, at, delivery, by, until)| {
            format!("{verb}{of}{at}{delivery}{by}{until}")
        });
    prop_oneof![8 => said, 1 => (1..200).prop_map(|days| format!("wait {days}"))]
}

fn bytes(out: &[Outgoing]) -> Vec<Vec<u8>> {
    out.iter()
        .filter_map(|outgoing| match outgoing {
            Outgoing::Revised(revision) => Some(avro_bytes(revision)),
            Outgoing::Rejected(rejected) => Some(avro_bytes(rejected)),
            Outgoing::State(key, None) => Some(key.to_vec()),
            _ => None,
        })
        .collect()
}

/// Several withdrawals of one snapshot: the oracle knows no order.
fn sorted(text: &str) -> Vec<&str> {
    let mut parts: Vec<&str> = text.split(", ").collect();
    parts.sort_unstable();
    parts
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// One instance is never stopped, its twin restarts now and then, the
    /// oracle knows better: all three agree, byte by byte.
    #[test]
    fn it_does_what_the_oracle_says(
        script in prop::collection::vec((line(), prop::option::weighted(0.1, any::<bool>())), 1..40),
    ) {
        let (mut dedupe, mut twin) = (Instance::<Dedupe>::new(), Instance::<Dedupe>::new());
        let mut oracle = Oracle::new(at(NOW));
        let mut revisions: BTreeMap<AdId, i64> = BTreeMap::new();
        let mut now = at(NOW);
        for (position, (line, restart)) in script.iter().enumerate() {
            if let Some(compacted) = restart {
                twin.restart(*compacted);
            }
            if let Some(days) = days(line) {
                now = now.plus_seconds(days * 86_400);
                let out = dedupe.tick(now);
                prop_assert_eq!(forgotten(&out), oracle.wait_until(now), "{}", line);
                prop_assert_eq!(bytes(&out), bytes(&twin.tick(now)));
                continue;
            }
            let event = event(line, position);
            let expected = oracle.say(&event);
            let (outcome, out) = dedupe.decide(event.clone(), now);
            let came = text(outcome, &out);
            prop_assert_eq!(sorted(&came), sorted(&expected), "{}", line);
            for outgoing in &out {
                if let Outgoing::Revised(revision) = outgoing {
                    let last = revisions.insert(revision.ad_id, revision.revision);
                    prop_assert!(last < Some(revision.revision), "revisions rise");
                }
            }
            let revised = out.iter().any(|outgoing| matches!(outgoing, Outgoing::Revised(_)));
            let rejected = out.iter().any(|outgoing| matches!(outgoing, Outgoing::Rejected(_)));
            prop_assert_eq!(outcome == Outcome::Emit, revised);
            prop_assert_eq!(matches!(outcome, Outcome::Reject(_)), rejected);
            let (_, again) = twin.decide(event, now);
            prop_assert_eq!(bytes(&out), bytes(&again));
        }
    }
}
