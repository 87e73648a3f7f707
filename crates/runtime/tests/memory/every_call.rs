//! The log fails at every call in turn, loses requests, and loses answers:
//! whoever is started again writes the same outputs every time.

mod chain;
mod dedupe;
mod enrich;
mod forgetting;
mod group;
mod moving;
mod poll;
mod poll_long;
mod poll_pages;

use eventlog::Fault;

use crate::scene::Scene;

/// Said before any call fails.
const FIRST_WAVE: [&str; 7] = [
    "see one a",
    "see one a",
    "see two b",
    "see brief c",
    "see draft d",
    "see erased e",
    "see three f",
];

/// Said while calls fail: real changes, a re-send, a removal, a return, an
/// erasure, an ad that is refused, and one that is over when it comes.
const SECOND_WAVE: [&str; 10] = [
    "see one b",
    "see two b",
    "see one b",
    "gone one",
    "see one a",
    "erase erased",
    "see erased e",
    "see four g",
    "gone three",
    "see brief-too h",
];

/// Plays a scene once for each call that `play` makes, and has that call fail.
fn check(
    fault: Fault,
    scene: impl Fn() -> Scene,
    play: impl Fn(&Scene),
    outputs: impl Fn(&Scene) -> Vec<String>,
) {
    check_calls(fault, 1, scene, play, outputs);
}

/// The same for every `step`-th call.
fn check_calls(
    fault: Fault,
    step: usize,
    scene: impl Fn() -> Scene,
    play: impl Fn(&Scene),
    outputs: impl Fn(&Scene) -> Vec<String>,
) {
    let plain = scene();
    let before = plain.log.calls();
    play(&plain);
    let calls = plain.log.calls() - before;
    let expected = outputs(&plain);
    assert!(expected.len() > 3, "too little comes out to compare: {expected:?}");
    for number in (1..=calls).step_by(step) {
        let scene = scene();
        scene.log.fail_at(scene.log.calls() + number, fault);
        play(&scene);
        scene.log.clear_faults();
        let came = outputs(&scene);
        let differs = came.iter().zip(&expected).position(|(came, expected)| came != expected);
        assert!(
            came == expected,
            "{fault:?} at call {number} of {calls}: {} records, {} expected, other at {differs:?}",
            came.len(),
            expected.len(),
        );
    }
}

/// Every record of these topics, as text.
fn all_of(scene: &Scene, topics: &[&'static str]) -> Vec<String> {
    let records = topics.iter().flat_map(|topic| {
        scene.records(topic).into_iter().map(move |record| format!("{topic} {record:?}"))
    });
    records.collect()
}

/// One test for each fault.
macro_rules! under_every_fault {
    ($check:ident) => {
        #[test]
        fn a_log_that_is_away_at_any_call_changes_nothing() {
            $check(eventlog::Fault::Unavailable);
        }

        #[test]
        fn a_lost_request_at_any_call_changes_nothing() {
            $check(eventlog::Fault::RequestLost);
        }

        #[test]
        fn a_lost_answer_at_any_call_changes_nothing() {
            $check(eventlog::Fault::AnswerLost);
        }
    };
}
use under_every_fault;
