//! Ads that are gone are forgotten, and nothing goes wrong when one comes back.

use super::super::Group;
use super::{Script, check};
use crate::step::{Outgoing, Step as _};
use crate::testing::Instance;

#[test]
fn an_ad_that_is_gone_is_forgotten_and_comes_back_as_another_job() {
    check(&[
        ("show a nurse", "1 published a J0 published 1 a"),
        ("gone a", "2 withdrawn a J0 withdrawn 0 none"),
        ("show b nurse", "3 published b J1 published 1 b"),
        ("wait 15551999", ""),
        ("wait 1", "forgot a"),
        ("show a nurse", "4 published a J2 published 1 a"),
    ]);
}

#[test]
fn an_ad_that_is_back_in_time_finds_its_job() {
    check(&[
        ("show a nurse", "1 published a J0 published 1 a"),
        ("gone a", "2 withdrawn a J0 withdrawn 0 none"),
        ("show b nurse", "3 published b J1 published 1 b"),
        ("wait 15551999", ""),
        ("show a nurse", "4 published a J0 published 1 a"),
        ("wait 31104000", ""),
    ]);
}

#[test]
fn an_expired_ad_is_forgotten_too() {
    check(&[
        ("show a nurse until 150", "1 published a J0 published 1 a"),
        ("wait 50", "2 expired a J0 withdrawn 0 none"),
        ("show b nurse", "3 published b J1 published 1 b"),
        ("wait 15552000", "forgot a"),
    ]);
}

/// The next number of the log is that of no record else.
#[test]
fn the_ad_of_the_last_change_stays_until_there_is_another_change() {
    check(&[
        ("show a nurse", "1 published a J0 published 1 a"),
        ("gone a", "2 withdrawn a J0 withdrawn 0 none"),
        ("wait 15552000", ""),
        ("wait 15552000", ""),
        ("show b nurse", "3 published b J1 published 1 b"),
        ("wait 15552000", "forgot a"),
        ("show c nurse", "4 published c J2 published 1 c"),
    ]);
}

#[test]
fn the_erasure_of_a_forgotten_ad_is_told() {
    check(&[
        ("show a nurse", "1 published a J0 published 1 a"),
        ("gone a", "2 withdrawn a J0 withdrawn 0 none"),
        ("show b nurse", "3 published b J1 published 1 b"),
        ("wait 15552000", "forgot a"),
        ("erase a", "4 erased a J2 unchanged 0 none, no contacts"),
        ("wait 15552000", ""),
        ("show a nurse", "already_gone"),
        // Its first revision: nobody ever saw it.
        ("erase c", "not_public"),
    ]);
}

#[test]
fn an_ad_that_was_never_public_is_forgotten_silently() {
    let (mut script, mut group) = (Script::new(), Instance::<Group>::new());
    for line in ["show a nurse from 150", "gone a", "erase b", "show c nurse until 50"] {
        script.play(&mut group, line);
    }
    assert_eq!(group.kept(), 4, "the market and three ads");
    let (_, out) = script.play(&mut group, "wait 15552000");
    assert!(out.iter().all(|out| matches!(out, Outgoing::State(_, None))), "{out:?}");
    assert_eq!(group.kept(), 2, "the market and the erased ad");
    assert_eq!(group.step.next_tick(), None);
}

#[test]
fn what_comes_and_goes_for_ever_takes_bounded_room() {
    let (mut script, mut group) = (Script::new(), Instance::<Group>::new());
    for season in 0..20 {
        for number in 0..10 {
            script.play(&mut group, &format!("show ad-{season}-{number} nurse ats {number}"));
            script.play(&mut group, &format!("gone ad-{season}-{number}"));
        }
        // The market, those of two seasons, and the last change's ad.
        assert!(group.kept() <= 22, "{} records in season {season}", group.kept());
        script.play(&mut group, "wait 7776000");
    }
}
