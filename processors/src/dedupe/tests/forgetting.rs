//! Ads that are gone are forgotten, and nothing goes wrong when one comes back.

use super::super::Dedupe;
use super::{NOW, check, event};
use crate::step::{Outgoing, Step as _};
use crate::testing::{Instance, at};

#[test]
fn a_withdrawn_ad_is_forgotten_and_its_revisions_go_on() {
    check(&[
        ("see a", "upserted 1"),
        ("see b", "upserted 2"),
        ("gone", "withdrawn 3"),
        ("wait 179", ""),
        ("wait 1", "forgot 1"),
        ("gone", "already_gone"),
        ("see b", "upserted 4"),
        // It may be one that was forgotten, for all that is known.
        ("see a of two", "upserted 4"),
        ("see b of two", "upserted 5"),
    ]);
}

#[test]
fn the_highest_revision_counts_whatever_is_forgotten_last() {
    check(&[
        ("see a", "upserted 1"),
        ("see b", "upserted 2"),
        ("gone", "withdrawn 3"),
        ("wait 100", ""),
        ("see a of two", "upserted 1"),
        ("gone of two", "withdrawn 2"),
        ("wait 80", "forgot 1"),
        ("wait 100", "forgot 1"),
        ("see a of two", "upserted 4"),
    ]);
}

#[test]
fn an_ad_that_is_back_in_time_is_remembered() {
    check(&[
        ("see a", "upserted 1"),
        ("gone", "withdrawn 2"),
        ("wait 179", ""),
        ("see a", "upserted 3"),
        ("wait 1000", ""),
        ("see a", "duplicate"),
    ]);
}

#[test]
fn a_withdrawn_ad_whose_old_copies_still_come_is_remembered() {
    check(&[
        ("see a at 5", "upserted 1"),
        ("gone", "withdrawn 2"),
        ("wait 100", ""),
        ("see b at 4", "stale"),
        ("wait 100", ""),
        ("see b at 4", "stale"),
        ("wait 180", "forgot 1"),
    ]);
}

#[test]
fn a_live_ad_without_end_is_never_forgotten() {
    check(&[("see a", "upserted 1"), ("wait 10000", ""), ("see a", "duplicate")]);
}

#[test]
fn a_live_ad_is_forgotten_long_after_its_end() {
    check(&[
        ("see a until 150", "upserted 1"),
        ("wait 180", ""),
        ("see a until 150", "duplicate"),
        ("wait 1", "forgot 1"),
        ("see a until 150", "already_expired"),
        ("gone", "already_gone"),
    ]);
}

#[test]
fn an_end_that_moves_moves_the_forgetting() {
    check(&[
        ("see a until 150", "upserted 1"),
        ("see a", "upserted 2"),
        ("wait 1000", ""),
        ("gone", "withdrawn 3"),
        ("wait 180", "forgot 1"),
    ]);
}

#[test]
fn an_erased_ad_is_never_forgotten() {
    check(&[
        ("see a", "upserted 1"),
        ("erase", "erased 2"),
        ("wait 10000", ""),
        ("see a", "rejected erased"),
    ]);
}

#[test]
fn an_ad_that_was_absent_is_forgotten() {
    check(&[
        ("see a", "upserted 1"),
        ("begin s1", "marker"),
        ("complete s1", "marker"),
        ("begin s2", "marker"),
        ("complete s2", "withdrawn 2"),
        ("wait 180", "forgot 1"),
    ]);
}

#[test]
fn one_call_forgets_no_more_than_it_may() {
    let mut dedupe = Instance::<Dedupe>::new();
    for number in 0..5 {
        dedupe.decide(event(&format!("see a of {number}"), number), at(NOW));
        dedupe.decide(event(&format!("gone of {number}"), number + 5), at(NOW));
    }
    let later = at(NOW + 180 * 86_400);
    let forgotten = std::iter::repeat_with(|| {
        let mut out = Vec::new();
        dedupe.step.tick(later, 2, &mut out);
        out.iter().filter(|out| matches!(out, Outgoing::State(_, None))).count()
    });
    assert_eq!(forgotten.take(4).collect::<Vec<_>>(), [2, 2, 1, 0]);
    assert_eq!(dedupe.step.next_tick(), None);
}

#[test]
fn what_comes_and_goes_for_ever_takes_bounded_room() {
    let mut dedupe = Instance::<Dedupe>::new();
    for season in 0..20 {
        let now = at(NOW + season * 90 * 86_400);
        dedupe.tick(now);
        for number in 0..10 {
            let of = season * 10 + number;
            let position = usize::try_from(of).unwrap();
            dedupe.decide(event(&format!("see a of {of}"), position), now);
            dedupe.decide(event(&format!("gone of {of} at 5"), 1_000 + position), now);
        }
        // Those of two seasons, and the highest revision of all others.
        assert!(dedupe.kept() <= 21, "{} records in season {season}", dedupe.kept());
    }
}
