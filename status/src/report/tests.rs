//! What is said of months, days and the present.

use std::time::Duration;

use super::*;
use crate::history::{Round, Rules};

const RULES: Rules = Rules { days: 400, gap_max: Duration::from_secs(100) };

fn at(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

fn frame(now: &str) -> Frame {
    Frame {
        now: at(now),
        interval: Duration::from_secs(60),
        gap_max: RULES.gap_max,
        objective_percent: 99.9,
    }
}

/// Rounds a minute apart, each with the outcome of the feed.
fn minutes(history: &mut History, from: &str, outcomes: &[Outcome]) {
    let mut now = at(from);
    for &outcome in outcomes {
        let seen = [(Component::Feed, outcome)].into_iter().collect();
        history.record(Round { at: now, seen }, RULES);
        now = now.plus_seconds(60);
    }
}

const UP: Outcome = Outcome::Up;
const DOWN: Outcome = Outcome::Down(Reason::TimedOut);

/// Month, seconds up, down and unknown, seconds left of the budget.
type Line<'a> = (&'a str, u64, u64, u64, i64);

fn check(history: &History, now: &str, expected: &[Line<'_>]) {
    let report = report(history, frame(now));
    let told: Vec<Line<'_>> = report
        .months
        .iter()
        .map(|month| {
            let Times { up_seconds, down_seconds, unknown_seconds, .. } = month.times;
            let left = month.budget_left_seconds;
            (month.month.as_str(), up_seconds, down_seconds, unknown_seconds, left)
        })
        .collect();
    assert_eq!(told, expected);
}

#[test]
fn a_month_has_a_budget_of_its_own_length() {
    let mut history = History::default();
    minutes(&mut history, "2026-11-30T23:58:00Z", &[UP, DOWN, DOWN, UP, UP]);
    // A thousandth of 31 and of 30 days, one minute of each used.
    let months = [("2026-12", 60, 60, 0, 2_678 - 60), ("2026-11", 60, 60, 0, 2_592 - 60)];
    check(&history, "2026-12-01T00:02:30Z", &months);
}

#[test]
fn unknown_time_is_neither_up_nor_down() {
    let mut history = History::default();
    minutes(&mut history, "2026-11-25T10:00:00Z", &[UP, UP]);
    minutes(&mut history, "2026-11-25T11:00:00Z", &[UP, DOWN, UP]);
    check(&history, "2026-11-25T11:02:10Z", &[("2026-11", 120, 60, 59 * 60, 2_592 - 60)]);
    let report = report(&history, frame("2026-11-25T11:02:10Z"));
    assert_eq!(report.months[0].times.uptime_percent, Some(66.666), "of what is known");
}

#[test]
fn a_prober_that_stopped_says_unknown_and_not_how_it_was() {
    let mut history = History::default();
    minutes(&mut history, "2026-11-25T10:00:00Z", &[UP, UP]);
    let fresh = report(&history, frame("2026-11-25T10:02:30Z"));
    assert_eq!((fresh.state, fresh.months[0].times.unknown_seconds), (State::Up, 0));
    let stale = report(&history, frame("2026-11-25T10:05:00Z"));
    assert_eq!((stale.state, stale.months[0].times.unknown_seconds), (State::Unknown, 240));
    assert_eq!(stale.components[0].state, State::Unknown);
    history.watching = false;
    let restarted = report(&history, frame("2026-11-25T10:01:10Z"));
    assert_eq!(restarted.state, State::Unknown, "this process has not looked yet");
}

#[test]
fn before_the_first_check_nothing_is_said() {
    let none = report(&History::default(), frame("2026-11-25T10:00:00Z"));
    assert_eq!((none.state, none.components.len(), none.months.len()), (State::Unknown, 0, 0));
    let mut history = History::default();
    minutes(&mut history, "2026-11-25T10:00:00Z", &[UP, UP]);
    let report = report(&history, frame("2026-11-25T10:01:00Z"));
    let days = &report.components[0].days;
    assert_eq!((days.len(), days[0].day.to_string().as_str()), (90, "2026-08-28"));
    assert!(days[..89].iter().all(|day| day.times == Times::default()));
    assert_eq!(days[89].times.uptime_percent, Some(100.0));
}

#[test]
fn a_broken_promise_has_a_negative_rest() {
    let mut history = History::default();
    minutes(&mut history, "2026-11-25T10:00:00Z", &[DOWN; 45]);
    let report = report(&history, frame("2026-11-25T10:44:10Z"));
    let month = &report.months[0];
    assert_eq!((month.budget_left_seconds, month.objective_met), (2_592 - 44 * 60, false));
    assert_eq!(report.components[0].down_since, Some(at("2026-11-25T10:00:00Z")));
}

#[test]
fn a_second_of_trouble_is_never_rounded_to_100_percent() {
    assert_eq!(percent(2_591_999_000, 2_592_000_000), Some(99.999));
    assert_eq!(percent(1_000_000_000_000, 1_000_000_000_001), Some(99.999));
    assert_eq!(percent(5, 5), Some(100.0));
    assert_eq!(percent(0, 0), None);
}

#[test]
fn what_goes_on_stands_before_what_is_over() {
    let mut history = History::default();
    minutes(&mut history, "2026-11-25T10:00:00Z", &[UP]);
    history.open(Component::Hub, "we move", at("2026-11-25T10:00:10Z")).expect("a good note");
    minutes(&mut history, "2026-11-25T10:01:00Z", &[DOWN, UP]);
    let report = report(&history, frame("2026-11-25T10:02:00Z"));
    let ids: Vec<_> = report.incidents.iter().map(|incident| incident.id).collect();
    assert_eq!(ids, [1, 2]);
    assert_eq!(report.state, State::Up, "a word of the operator is no measurement");
}
