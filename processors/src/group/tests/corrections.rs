//! An operator's word outweighs every rule and survives everything.
//!
//! A line says `split AD AD`, `join AD AD` or `free AD AD`; an ad is `NAME`, or
//! `NAME/PARTNER`.

use schemas::id::ExternalId;
use schemas::revision::{Correction, Hold, RevisionKind};
use schemas::{AdId, EventId, PartnerName, Revision};

use super::super::Group;
use super::{Line, Script, check};
use crate::step::{Outgoing, Step as _};
use crate::testing::{Instance, at, word};

/// The revision of a line, when an operator says it.
pub(super) fn said(script: &mut Script, line: &str) -> Option<Revision> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let hold = match words[0] {
        "split" => Hold::Apart,
        "join" => Hold::Together,
        "free" => Hold::Free,
        _ => return None,
    };
    let mut id = |word: &str| {
        let (name, partner) = word.split_once('/').unwrap_or((word, "acme"));
        let ad_id = AdId::derive(partner, None, &ExternalId::new(name).unwrap());
        script.names.entry(ad_id).or_insert_with(|| name.to_owned());
        ad_id
    };
    let (ad_id, other) = (id(words[1]), id(words[2]));
    Some(Revision {
        event_id: EventId::derive(&[line.as_bytes(), &script.seconds.to_be_bytes()]),
        partner: PartnerName::new("acme").unwrap(),
        ad_id,
        revision: 1,
        received_at: at(script.seconds),
        kind: RevisionKind::Corrected,
        ad: None,
        removal: None,
        correction: Some(Correction {
            ad_id: other,
            hold,
            by: "operator".to_owned(),
            note: "read both".to_owned(),
        }),
    })
}

#[test]
fn ads_held_apart_stay_apart() {
    check(&[
        ("show a nurse ats 7", "1 published a J0 published 1 a"),
        ("show b nurse by beta ats 7 contact Kim", "2 published b J0 unchanged 2 a, contacts"),
        // Its contacts stay.
        ("split a b/beta", "3 updated b J1 published 1 b, left J0 unchanged 1 a"),
        // What happens to the ads changes nothing.
        ("show b nurse by beta ats 7", "4 updated b J1 updated 1 b, no contacts"),
        ("gone a", "5 withdrawn a J0 withdrawn 0 none"),
        ("show a nurse ats 7", "6 published a J0 published 1 a"),
        ("show b nurse! by beta ats 8", "7 updated b J1 updated 1 b"),
        ("show b nurse! by beta ats 7", "8 updated b J1 updated 1 b"),
        // Lifted, the rules decide again, at once.
        ("free a b/beta", "9 updated b J0 updated 2 b, left J1 withdrawn 0 none"),
    ]);
}

#[test]
fn ads_held_together_are_one_job() {
    check(&[
        ("show a nurse", "1 published a J0 published 1 a"),
        ("show b cook by beta", "2 published b J1 published 1 b"),
        ("join b/beta a", "3 updated b J0 unchanged 2 a, left J1 withdrawn 0 none"),
        ("show b baker by beta ats 9", "4 updated b J0 unchanged 2 a"),
        ("gone b by beta", "5 withdrawn b J0 unchanged 1 a"),
        ("show b baker by beta ats 9", "6 published b J0 unchanged 2 a"),
        // Nothing else held it there.
        ("free b/beta a", "7 updated b J2 published 1 b, left J0 unchanged 1 a"),
    ]);
}

#[test]
fn the_side_of_the_canonical_ad_keeps_the_job() {
    check(&[
        ("show a nurse ats 7", "1 published a J0 published 1 a"),
        ("show b nurse by beta ats 7 direct", "2 published b J0 updated 2 b"),
        ("show c nurse by gamma ats 7", "3 published c J0 unchanged 3 b"),
        ("split a b/beta", "4 updated a J1 published 1 a, left J0 unchanged 2 b"),
        ("gone b by beta", "5 withdrawn b J0 updated 1 c"),
        ("split a c/gamma", "kept"),
        // The job of an ad that went is not for those that were split off.
        ("show d nurse by delta ats 7", "6 published d J0 unchanged 2 c"),
        ("show b nurse by beta ats 7", "7 published b J0 unchanged 3 c"),
    ]);
}

#[test]
fn ads_that_belong_with_the_one_that_leaves_leave_with_it() {
    check(&[
        ("show a nurse ats 7", "1 published a J0 published 1 a"),
        ("show b nurse by beta ats 7 url o/7", "2 published b J0 updated 2 b"),
        // Found through b alone.
        ("show c nurse by gamma url o/7", "3 published c J0 unchanged 3 b"),
        ("show e nurse by eps ats 7 direct", "4 published e J0 updated 4 e"),
        (
            "split b/beta e/eps",
            "5 updated b J1 published 1 b, left J0 unchanged 3 e, \
             6 updated c J1 unchanged 2 b, left J0 unchanged 2 e",
        ),
    ]);
}

#[test]
fn jobs_that_are_joined_keep_the_older_id_and_what_contradicts_stays() {
    check(&[
        ("show a nurse", "1 published a J0 published 1 a"),
        ("show b cook by beta ats 8", "2 published b J1 published 1 b"),
        ("show c cook by gamma ats 8", "3 published c J1 unchanged 2 b"),
        ("show d cook by delta ats 9", "4 published d J2 published 1 d"),
        ("join d/delta b/beta", "5 updated d J1 unchanged 3 b, left J2 withdrawn 0 none"),
        ("split a c/gamma", "kept"),
        (
            "join a b/beta",
            "6 updated b J0 unchanged 2 a, left J1 updated 2 c, \
             7 updated d J0 unchanged 3 a, left J1 unchanged 1 c",
        ),
    ]);
}

#[test]
fn the_last_word_wins() {
    check(&[
        ("show a nurse", "1 published a J0 published 1 a"),
        ("show b cook by beta", "2 published b J1 published 1 b"),
        ("show c clerk by gamma", "3 published c J2 published 1 c"),
        ("join a b/beta", "4 updated b J0 unchanged 2 a, left J1 withdrawn 0 none"),
        ("wait 1", ""),
        ("join b/beta c/gamma", "5 updated c J0 unchanged 3 a, left J2 withdrawn 0 none"),
        // The older of the two words in between is lifted.
        (
            "split a c/gamma",
            "6 updated c J3 published 1 c, left J0 unchanged 2 a, \
             7 updated b J3 updated 2 b, left J0 unchanged 1 a",
        ),
        ("join a b/beta", "8 updated b J0 unchanged 2 a, left J3 updated 1 c"),
        ("split a b/beta", "9 updated b J4 published 1 b, left J0 unchanged 1 a"),
    ]);
}

#[test]
fn a_correction_of_ads_to_come_waits_for_them() {
    check(&[
        ("join a b/beta", "kept"),
        ("split a c/gamma", "kept"),
        ("show a nurse ats 7", "1 published a J0 published 1 a"),
        ("show b cook by beta", "2 published b J0 unchanged 2 a"),
        ("show c nurse by gamma ats 7", "3 published c J1 published 1 c"),
    ]);
}

#[test]
fn what_is_said_twice_is_silent() {
    check(&[
        ("show a nurse", "1 published a J0 published 1 a"),
        ("show b cook by beta", "2 published b J1 published 1 b"),
        ("split b/beta a", "kept"),
        ("split a b/beta", "redelivered"),
        ("free a b/beta", "kept"),
        ("free a b/beta", "redelivered"),
    ]);
}

#[test]
fn a_correction_of_one_ad_with_itself_is_rejected() {
    let (mut script, mut group) = (Script::new(), Instance::<Group>::new());
    let (outcome, _) = script.play(&mut group, "split a a");
    assert_eq!(outcome.map(word).as_deref(), Some("rejected invalid"));
}

/// Rules of another version compare nothing that was kept; words stay.
#[test]
fn corrections_survive_other_rules() {
    let (mut script, mut group) = (Script::new(), Instance::<Group>::new());
    for line in ["show a nurse ats 7", "show b nurse by beta ats 7", "split a b/beta"] {
        script.play(&mut group, line);
    }
    group.restart_with(true, |state| {
        if let Some(ad) = &mut state.ad {
            ad.sketch.fill(0xff);
            ad.signature.clear();
        }
    });
    let (outcome, out) = script.play(&mut group, "show b nurse by beta ats 7");
    assert_eq!(script.text(outcome, &out), "4 updated b J0 updated 1 b");
    let (outcome, out) = script.play(&mut group, "show a nurse ats 7");
    assert_eq!(script.text(outcome, &out), "5 updated a J1 updated 1 a");
}

/// More ads than fit into one transaction follow in the next ones, and a crash
/// in between loses none.
#[test]
fn a_large_job_follows_in_parts() {
    for restarts in [false, true] {
        let (mut script, mut group) = (Script::new(), Instance::<Group>::new());
        script.play(&mut group, "show a nurse url o/1 direct");
        for number in 0..150 {
            let line = format!("show b{number} nurse by p{number} ats 7");
            script.play(&mut group, &line);
        }
        let line = "show c nurse by last url o/1 ats 7";
        let Line::Revision(event) = script.read(line) else { unreachable!() };
        let (_, out) = group.decide(*event, script.now());
        let moved = |out: &[Outgoing]| {
            let is_move = |out: &&Outgoing| matches!(out, Outgoing::Change(change) if change.left_job.is_some());
            out.iter().filter(is_move).count()
        };
        assert_eq!(moved(&out), super::super::moving::PLACED_MAX);
        if restarts {
            group.restart(true);
        }
        assert!(group.step.next_tick().is_some_and(|due| due <= script.now()), "more is due");
        let mut last = Vec::new();
        while group.step.next_tick().is_some_and(|due| due <= script.now()) {
            last = group.tick(script.now());
        }
        let Some(Outgoing::Change(change)) =
            last.iter().rfind(|out| matches!(out, Outgoing::Change(_)))
        else {
            unreachable!("{last:?}")
        };
        let left = change.left_job.as_ref().unwrap();
        assert_eq!((change.job.ads, left.ads, left.merged_into), (152, 0, Some(change.job.id)));
        assert_eq!(change.job.aliases, [left.id]);
    }
}

/// A partner renames its ads: what was said of one holds of its successor,
/// whether the old one is still there or gone.
#[test]
fn corrections_survive_other_ids() {
    const TEXT: &str = "You care for patients on a ward of twenty beds, day and night, together \
        with nine colleagues, and you document what you do in the journal of the hospital.";
    for is_gone in [false, true] {
        let (mut script, mut group) = (Script::new(), Instance::<Group>::new());
        let mut show = |script: &mut Script, line: &str| {
            let Line::Revision(mut event) = script.read(line) else { unreachable!() };
            if let Some(ad) = &mut event.ad {
                ad.texts[0].description_text = TEXT.to_owned();
                ad.employer.name = "Nordvik Hospital".to_owned();
                ad.locations[0].city = Some("Bodø".to_owned());
            }
            let (outcome, out) = group.decide(*event, script.now());
            script.text(Some(outcome), &out)
        };
        show(&mut script, "show a nurse in 1804");
        let text = show(&mut script, "show b nurse in 1804 by beta");
        assert_eq!(text, "2 published b J0 unchanged 2 a");
        let text = show(&mut script, "split a b/beta");
        assert_eq!(text, "3 updated b J1 published 1 b, left J0 unchanged 1 a");
        if is_gone {
            show(&mut script, "gone b by beta");
        }
        let text = show(&mut script, "show new-b nurse in 1804 by beta");
        let ads = if is_gone {
            "5 published new-b J1 published 1"
        } else {
            "4 published new-b J1 unchanged 2"
        };
        assert!(text.starts_with(ads), "{text}");
    }
}
