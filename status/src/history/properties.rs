//! What holds for every run of rounds, restarts and clocks.

use std::time::Duration;

use proptest::prelude::*;

use super::*;

const RULES: Rules = Rules { days: 5, gap_max: Duration::from_secs(100) };

#[derive(Clone, Debug)]
enum Step {
    /// The clock moves so many seconds, then everything is looked at.
    Look(i64, Outcome, Outcome),
    /// A new process.
    Restart,
}

fn outcome() -> impl Strategy<Value = Outcome> {
    prop_oneof![
        4 => Just(Outcome::Up),
        1 => Just(Outcome::Slow(Reason::LateAnswer)),
        2 => Just(Outcome::Down(Reason::TimedOut)),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let seconds = prop_oneof![
        8 => 1..=100_i64,
        2 => -200..=0_i64,
        1 => 100..=100_000_i64,
        1 => -400_000..=400_000_i64,
    ];
    prop_oneof![
        12 => (seconds, outcome(), outcome()).prop_map(|(by, feed, gateway)| Step::Look(by, feed, gateway)),
        1 => Just(Step::Restart),
    ]
}

proptest! {
    #[test]
    fn no_time_is_made_up_and_no_incident_is_torn(steps in prop::collection::vec(step(), 1..200)) {
        let mut history = History::default();
        let mut now: Timestamp = "2026-11-25T22:00:00Z".parse().expect("a time");
        // From one look of a process to the next that is close enough.
        let mut watched: Vec<(i64, i64)> = Vec::new();
        // A clock that was more than a day ahead loses where it was before.
        let mut lost = false;
        let mut before: Option<Timestamp> = None;
        for step in steps {
            let Step::Look(seconds, feed, gateway) = step else {
                (history.watching, before) = (false, None);
                continue;
            };
            now = now.plus_seconds(seconds);
            if let Some(before) = before && now.since(before) <= RULES.gap_max {
                watched.push((before.millis(), now.millis()));
            }
            lost |= history.counted_until.is_some_and(|until| until.millis() > now.millis() + DAY_MILLIS);
            before = Some(now);
            let seen = [(Component::Feed, feed), (Component::Gateway, gateway)];
            history.record(Round { at: now, seen: seen.into_iter().collect() }, RULES);
        }
        let mut known = 0;
        for (&(component, day), hub) in &history.days {
            prop_assert!(hub.known() <= DAY_MILLIS, "{component:?} {day} {hub:?}");
            if component != Component::Hub {
                continue;
            }
            known += hub.known();
            let part = |component| history.days[&(component, day)];
            let (feed, gateway) = (part(Component::Feed), part(Component::Gateway));
            prop_assert_eq!((feed.known(), gateway.known()), (hub.known(), hub.known()));
            prop_assert!(hub.down >= feed.down.max(gateway.down));
            prop_assert!(hub.down <= feed.down + gateway.down);
        }
        let all = union(watched);
        prop_assert!(lost || known <= all, "{known} ms are known of {all} watched");
        let days: BTreeSet<_> = history.days.keys().map(|(_, day)| day).collect();
        prop_assert!(days.len() <= RULES.days);
        for component in [Component::Feed, Component::Gateway] {
            let of = || history.incidents.values().filter(|one| one.component == component);
            prop_assert!(of().filter(|one| one.is_open()).count() <= 1);
            prop_assert!(of().all(|one| one.ended_at.is_none_or(|at| at >= one.started_at)));
            let down = matches!(
                history.last.as_ref().and_then(|last| last.outcome(component)),
                Some(Outcome::Down(_))
            );
            prop_assert_eq!(of().any(Incident::is_open), down);
        }
    }
}

/// Milliseconds that are in any of the stretches.
fn union(mut stretches: Vec<(i64, i64)>) -> i64 {
    stretches.sort_unstable();
    let (mut sum, mut until) = (0, i64::MIN);
    for (from, to) in stretches {
        sum += (to - from.max(until)).max(0);
        until = until.max(to);
    }
    sum
}
