//! Accounting: what counts as up, slow, down and unknown, and when incidents
//! begin and end.

use std::fmt::Write as _;
use std::time::Duration;

use super::*;

const RULES: Rules = Rules { days: 400, gap_max: Duration::from_secs(100) };

fn outcome(word: &str) -> Outcome {
    match word {
        "up" => Outcome::Up,
        "slow" => Outcome::Slow(Reason::LateAnswer),
        "down" => Outcome::Down(Reason::Unreachable),
        _ => unreachable!("{word} is no outcome"),
    }
}

/// A round of the feed; `restart` stands for a new process before the next.
fn play(rounds: &[(&str, &str)]) -> History {
    let mut history = History::default();
    for &(at, word) in rounds {
        if word == "restart" {
            history.watching = false;
            continue;
        }
        let seen = [(Component::Feed, outcome(word))].into_iter().collect();
        history.record(Round { at: at.parse().expect("a time"), seen }, RULES);
    }
    history
}

/// Plays rounds on the feed; says the known seconds of each day, and each
/// incident.
fn check(rounds: &[(&str, &str)], expected: &[&str]) {
    let history = play(rounds);
    let mut told: Vec<String> = Vec::new();
    for (&(component, day), tally) in &history.days {
        if component == Component::Feed {
            let Tally { up, slow, down } = *tally;
            let seconds = [up, slow, down].map(|millis| millis / 1_000);
            told.push(format!("{day} up {} slow {} down {}", seconds[0], seconds[1], seconds[2]));
        }
    }
    for incident in history.incidents.values() {
        let time = |at: Timestamp| at.to_string()[11..19].to_owned();
        let mut line = format!("incident {}", time(incident.started_at));
        if let Some(at) = incident.ended_at {
            write!(line, "-{}", time(at)).expect("text grows");
        }
        line.push_str(if incident.end_unwatched { " unwatched" } else { "" });
        told.push(line);
    }
    assert_eq!(told, expected);
}

#[test]
fn a_stretch_belongs_to_what_was_seen_at_its_beginning() {
    check(
        &[
            ("2026-11-25T10:00:00Z", "up"),
            ("2026-11-25T10:01:00Z", "down"),
            ("2026-11-25T10:02:00Z", "slow"),
            ("2026-11-25T10:02:30Z", "up"),
        ],
        &["2026-11-25 up 60 slow 30 down 60", "incident 10:01:00-10:02:00"],
    );
}

#[test]
fn one_round_alone_counts_nothing() {
    check(&[("2026-11-25T10:00:00Z", "up")], &[]);
}

#[test]
fn months_and_days_are_cut_at_midnight_utc() {
    check(
        &[
            ("2026-11-30T23:59:20Z", "down"),
            ("2026-12-01T00:00:50Z", "up"),
            ("2026-12-01T00:01:00Z", "up"),
        ],
        &[
            "2026-11-30 up 0 slow 0 down 40",
            "2026-12-01 up 10 slow 0 down 50",
            "incident 23:59:20-00:00:50",
        ],
    );
}

#[test]
fn summer_time_does_not_move_anything() {
    // In Stockholm the clock goes from 02:00 to 03:00 at 01:00 UTC, and back
    // from 03:00 to 02:00 at 01:00 UTC.
    for day in ["2026-03-29", "2026-10-25"] {
        let at = |time: &str| format!("{day}T{time}Z");
        let times = [at("00:59:30"), at("01:00:30"), at("01:01:30")];
        let rounds = times.each_ref().map(|at| (at.as_str(), "up"));
        check(&rounds, &[&format!("{day} up 120 slow 0 down 0")]);
    }
}

#[test]
fn time_without_a_prober_is_unknown_whatever_stands_at_its_ends() {
    check(
        &[
            ("2026-11-25T10:00:00Z", "up"),
            ("2026-11-25T10:01:00Z", "up"),
            ("2026-11-25T11:00:00Z", "up"),
            ("2026-11-25T11:01:00Z", "up"),
        ],
        &["2026-11-25 up 120 slow 0 down 0"],
    );
}

#[test]
fn a_restart_leaves_unknown_time_however_short_it_was() {
    check(
        &[
            ("2026-11-25T10:00:00Z", "up"),
            ("2026-11-25T10:01:00Z", "up"),
            ("", "restart"),
            ("2026-11-25T10:01:05Z", "up"),
            ("2026-11-25T10:02:05Z", "up"),
        ],
        &["2026-11-25 up 120 slow 0 down 0"],
    );
}

#[test]
fn an_incident_goes_on_over_a_restart() {
    check(
        &[
            ("2026-11-25T10:00:00Z", "down"),
            ("", "restart"),
            ("2026-11-25T10:10:00Z", "down"),
            ("2026-11-25T10:11:00Z", "up"),
        ],
        &["2026-11-25 up 0 slow 0 down 60", "incident 10:00:00-10:11:00"],
    );
}

#[test]
fn the_end_of_an_incident_that_nobody_saw_is_told_as_such() {
    check(
        &[
            ("2026-11-25T10:00:00Z", "down"),
            ("2026-11-25T10:01:00Z", "down"),
            ("", "restart"),
            ("2026-11-25T12:00:00Z", "up"),
        ],
        &["2026-11-25 up 0 slow 0 down 60", "incident 10:00:00-12:00:00 unwatched"],
    );
}

#[test]
fn a_clock_that_goes_back_counts_no_time_twice() {
    check(
        &[
            ("2026-11-25T10:00:00Z", "up"),
            ("2026-11-25T10:01:00Z", "up"),
            ("2026-11-25T10:00:10Z", "up"),
            ("2026-11-25T10:01:10Z", "up"),
            ("2026-11-25T10:02:10Z", "up"),
        ],
        &["2026-11-25 up 130 slow 0 down 0"],
    );
}

#[test]
fn a_clock_that_goes_back_and_on_in_small_steps_counts_no_time_twice() {
    check(
        &[
            ("2026-11-25T10:00:00Z", "up"),
            ("2026-11-25T10:01:00Z", "up"),
            ("2026-11-25T10:00:10Z", "up"),
            ("2026-11-25T10:00:40Z", "up"),
            ("2026-11-25T10:01:10Z", "up"),
        ],
        &["2026-11-25 up 70 slow 0 down 0"],
    );
}

#[test]
fn an_incident_does_not_end_before_it_began() {
    check(
        &[("2026-11-25T10:00:00Z", "down"), ("2026-11-25T09:00:00Z", "up")],
        &["incident 10:00:00-10:00:00"],
    );
}

#[test]
fn a_clock_that_was_years_ahead_takes_nothing_with_it() {
    check(
        &[
            ("2026-11-25T10:00:00Z", "up"),
            ("2026-11-25T10:01:00Z", "up"),
            ("2099-01-01T00:00:00Z", "up"),
            ("2099-01-01T00:01:00Z", "up"),
            ("2026-11-25T10:02:00Z", "up"),
            ("2026-11-25T10:03:00Z", "up"),
        ],
        &["2026-11-25 up 120 slow 0 down 0"],
    );
}

#[test]
fn a_day_never_holds_more_than_a_day() {
    let mut tally = Tally { up: DAY_MILLIS - 5, slow: 0, down: 0 };
    tally.credit(Outcome::Down(Reason::TimedOut), 60_000);
    assert_eq!(tally, Tally { up: DAY_MILLIS - 5, slow: 0, down: 5 });
}

#[test]
fn the_hub_is_as_bad_as_its_worst_part() {
    let mut history = History::default();
    for (at, gateway) in [("2026-11-25T10:00:00Z", "down"), ("2026-11-25T10:01:00Z", "up")] {
        let seen = [(Component::Feed, outcome("slow")), (Component::Gateway, outcome(gateway))];
        let round = Round { at: at.parse().unwrap(), seen: seen.into_iter().collect() };
        history.record(round, RULES);
    }
    let of = |component| history.days[&(component, "2026-11-25".parse().unwrap())];
    assert_eq!(of(Component::Hub), Tally { up: 0, slow: 0, down: 60_000 });
    assert_eq!(of(Component::Feed), Tally { up: 0, slow: 60_000, down: 0 });
    assert_eq!(history.incidents.len(), 1, "the hub has none of its own");
}

#[test]
fn incidents_are_bounded_in_number() {
    let mut history = History::default();
    let at: Timestamp = "2026-11-25T10:00:00Z".parse().unwrap();
    for n in 0..INCIDENTS_MAX + 7 {
        history.open(Component::Feed, &format!("number {n}"), at).expect("a good note");
    }
    let seen = [(Component::Feed, Outcome::Up)].into_iter().collect();
    history.record(Round { at, seen }, RULES);
    assert_eq!(history.incidents.len(), INCIDENTS_MAX);
    assert_eq!(history.incidents.keys().next(), Some(&8), "the oldest went");
}

#[test]
fn an_operator_cannot_close_what_checks_still_see() {
    use crate::incident::IncidentError;
    let mut history = play(&[("2026-11-25T10:00:00Z", "down")]);
    let now: Timestamp = "2026-11-25T10:00:30Z".parse().unwrap();
    assert!(matches!(history.close(1, now), Err(IncidentError::StillDown { id: 1, .. })));
    assert_eq!(history.close(2, now), Err(IncidentError::Unknown(2)));
    let told = history.open(Component::Hub, "the broker moves", now).expect("a good note");
    assert_eq!(history.close(told.id, now).expect("it is open").ended_at, Some(now));
    assert!(matches!(history.close(told.id, now), Err(IncidentError::Over { .. })));
    assert!(matches!(history.note(1, " \u{7} ", now), Err(IncidentError::Text(_))));
    assert!(matches!(history.note(1, "  ", now), Err(IncidentError::Text(_))));
    assert_eq!(history.days.len(), 0, "a word of the operator counts no time");
}

/// Beginnings and ends of an operator's incident do not touch a measured one.
#[test]
fn an_operators_incident_stands_beside_a_measured_one() {
    let mut history = play(&[("2026-11-25T10:00:00Z", "up")]);
    let now: Timestamp = "2026-11-25T10:00:30Z".parse().unwrap();
    history.open(Component::Feed, "planned work", now).expect("a good note");
    for (at, word) in [("2026-11-25T10:01:00Z", "down"), ("2026-11-25T10:02:00Z", "up")] {
        let seen = [(Component::Feed, outcome(word))].into_iter().collect();
        history.record(Round { at: at.parse().unwrap(), seen }, RULES);
    }
    let open: Vec<_> = history.incidents.values().map(Incident::is_open).collect();
    assert_eq!(open, [true, false]);
}
