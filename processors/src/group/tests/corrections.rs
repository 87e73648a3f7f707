//! An operator's word outweighs every rule and survives everything.

use schemas::revision::{Correction, Hold, RevisionKind};
use schemas::{AdId, Revision};

use super::super::Group;
use super::{Line, Script};
use crate::step::{Outcome, Outgoing};
use crate::testing::{Instance, word};

struct Play {
    script: Script,
    group: Instance<Group>,
}

impl Play {
    fn new() -> Self {
        Self { script: Script::new(), group: Instance::new() }
    }

    fn line(&mut self, line: &str) -> String {
        let (outcome, out) = self.script.play(&mut self.group, line);
        self.script.text(outcome, &out)
    }

    /// The revision that `line` shows, with an operator's word on `other`.
    fn correct(&mut self, shown: &Revision, other: AdId, hold: Hold) -> (Outcome, Vec<Outgoing>) {
        let correction = Correction {
            ad_id: other,
            hold,
            by: "operator".to_owned(),
            note: "read both".to_owned(),
        };
        let event = Revision {
            kind: RevisionKind::Corrected,
            correction: Some(correction),
            ..shown.clone()
        };
        self.group.decide(event, self.script.now())
    }

    fn show(&mut self, line: &str) -> Revision {
        let Line::Revision(event) = self.script.read(line) else { unreachable!() };
        self.group.decide(*event.clone(), self.script.now());
        *event
    }

    fn told(&mut self, (outcome, out): (Outcome, Vec<Outgoing>)) -> String {
        self.script.text(Some(outcome), &out)
    }
}

#[test]
fn ads_held_apart_stay_apart() {
    for restarts in [false, true] {
        let mut play = Play::new();
        let a = play.show("show a nurse ats 7");
        let b = play.show("show b nurse by beta ats 7 contact Kim");
        let out = play.correct(&b, a.ad_id, Hold::Apart);
        assert_eq!(play.told(out), "3 updated b J0 published 1 b, left J1 unchanged 1 a, contacts");
        if restarts {
            play.group.restart(true);
        }
        // What happens to the ads changes nothing.
        assert_eq!(
            play.line("show b nurse by beta ats 7"),
            "4 updated b J0 updated 1 b, no contacts"
        );
        assert_eq!(play.line("gone a"), "5 withdrawn a J1 withdrawn 0 none");
        assert_eq!(play.line("show a nurse ats 7"), "6 published a J1 published 1 a");
        // Lifted, the rules decide again.
        let b = play.show("show b nurse by beta ats 7");
        let out = play.correct(&b, a.ad_id, Hold::Free);
        let text = play.told(out);
        assert!(text.starts_with("8 updated b J1 updated 2 b, left J0 withdrawn"), "{text}");
    }
}

#[test]
fn ads_held_together_are_one_job() {
    for restarts in [false, true] {
        let mut play = Play::new();
        let a = play.show("show a nurse");
        let b = play.show("show b cook by beta");
        let out = play.correct(&b, a.ad_id, Hold::Together);
        assert_eq!(play.told(out), "3 updated b J0 unchanged 2 a, left J1 withdrawn 0 none");
        if restarts {
            play.group.restart(false);
        }
        assert_eq!(play.line("show b baker by beta ats 9"), "4 updated b J0 unchanged 2 a");
    }
}

#[test]
fn a_correction_that_moves_nothing_is_kept_and_its_second_delivery_is_silent() {
    let mut play = Play::new();
    let a = play.show("show a nurse");
    let b = play.show("show b cook by beta");
    let (outcome, out) = play.correct(&b, a.ad_id, Hold::Apart);
    assert_eq!((word(outcome).as_str(), out.len()), ("kept", 1));
    let (outcome, out) = play.correct(&b, a.ad_id, Hold::Apart);
    assert_eq!((word(outcome).as_str(), out.len()), ("redelivered", 0));
}

#[test]
fn a_correction_of_one_ad_with_itself_is_rejected() {
    let mut play = Play::new();
    let a = play.show("show a nurse");
    let (outcome, _) = play.correct(&a, a.ad_id, Hold::Apart);
    assert_eq!(word(outcome), "rejected invalid");
}
