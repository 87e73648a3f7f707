//! The facts of the page, of `/status.json` and of the feed of incidents:
//! worked out from the history for one moment.

use std::time::Duration;

use jiff::civil::Date;
use schemas::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::calendar::{DAY_MILLIS, day_of, days_before, next_day, start_of};
use crate::component::{Component, Outcome, Reason};
use crate::history::{History, Tally};
use crate::incident::Incident;

/// Days shown as bars.
const BARS: i32 = 90;
/// Most months in one report: ten years.
const MONTHS_MAX: usize = 120;
/// Most incidents in one report, newest first.
pub(crate) const INCIDENTS_SHOWN_MAX: usize = 100;

/// How a component does.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum State {
    /// Answers as it should.
    Up,
    /// Answers, but a user would be unhappy.
    Slow,
    /// A user would not get anywhere.
    Down,
    /// Nobody has looked lately.
    Unknown,
}

/// What is known, at one moment.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Report {
    /// How the hub does: as its worst component.
    pub(crate) state: State,
    /// When this was worked out.
    #[schema(value_type = String, format = "date-time")]
    pub(crate) at: Timestamp,
    /// The last check; absent before the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = "date-time")]
    pub(crate) checked_at: Option<Timestamp>,
    /// The first check ever. Nothing is said of the time before.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = "date-time")]
    pub(crate) began_at: Option<Timestamp>,
    /// From one check to the next.
    pub(crate) interval_seconds: u64,
    /// The promise: share of each month in which the hub is not down.
    #[schema(example = 99.9)]
    pub(crate) objective_percent: f64,
    /// Components that are looked at.
    pub(crate) components: Vec<ComponentReport>,
    /// Months of the whole hub, newest first.
    pub(crate) months: Vec<MonthReport>,
    /// Newest first, those that go on before all others; at most 100.
    pub(crate) incidents: Vec<Incident>,
}

/// One component.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ComponentReport {
    /// Which.
    pub(crate) component: Component,
    /// How it does.
    pub(crate) state: State,
    /// Why it is slow or down.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<Reason>,
    /// Start of the incident that goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = "date-time")]
    pub(crate) down_since: Option<Timestamp>,
    /// This month so far, UTC.
    pub(crate) this_month: Times,
    /// The last 90 days, today included.
    pub(crate) last_90_days: Times,
    /// Each of them, oldest first.
    pub(crate) days: Vec<DayReport>,
}

/// Time that was seen, and not seen.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize, ToSchema)]
pub(crate) struct Times {
    /// Up.
    pub(crate) up_seconds: u64,
    /// Slow. Counts as up for the promise.
    pub(crate) slow_seconds: u64,
    /// Down.
    pub(crate) down_seconds: u64,
    /// Since the first check, without anybody looking. Counts as nothing.
    pub(crate) unknown_seconds: u64,
    /// Up and slow as a share of what is known, rounded down; absent when
    /// nothing is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) uptime_percent: Option<f64>,
}

/// One day, UTC.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct DayReport {
    /// The day.
    #[schema(value_type = String, format = "date")]
    pub(crate) day: Date,
    /// Its times; all zero before the first check.
    #[serde(flatten)]
    pub(crate) times: Times,
}

/// One month of the whole hub, UTC.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct MonthReport {
    /// `YYYY-MM`.
    #[schema(example = "2026-11")]
    pub(crate) month: String,
    /// First day of it.
    #[serde(skip)]
    pub(crate) first: Date,
    /// Its times.
    #[serde(flatten)]
    pub(crate) times: Times,
    /// How long the hub may be down in a month of this length.
    pub(crate) budget_seconds: u64,
    /// What is left of it; negative when the promise is broken.
    pub(crate) budget_left_seconds: i64,
    /// The promise holds, as far as it was looked at.
    pub(crate) objective_met: bool,
}

/// What a report needs besides the history.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frame {
    pub(crate) now: Timestamp,
    pub(crate) interval: Duration,
    pub(crate) gap_max: Duration,
    pub(crate) objective_percent: f64,
}

/// Works the report out.
pub(crate) fn report(history: &History, frame: Frame) -> Report {
    let reader = Reader { history, frame };
    let components = reader.components();
    let state = components.iter().map(|component| component.state).max();
    Report {
        state: state.unwrap_or(State::Unknown),
        at: frame.now,
        checked_at: history.last.as_ref().map(|last| last.at),
        began_at: history.began_at,
        interval_seconds: frame.interval.as_secs().max(1),
        objective_percent: frame.objective_percent,
        components,
        months: reader.months(),
        incidents: reader.incidents(),
    }
}

struct Reader<'a> {
    history: &'a History,
    frame: Frame,
}

impl Reader<'_> {
    /// The last round says how things are now.
    fn is_fresh(&self) -> bool {
        let Some(last) = &self.history.last else { return false };
        self.history.watching && self.frame.now.since(last.at) <= self.frame.gap_max
    }

    /// Up to here everything that can be known is counted: time since the last
    /// round is not unknown, it is not counted yet.
    fn counted_to(&self) -> Timestamp {
        match &self.history.last {
            Some(last) if self.is_fresh() => last.at.min(self.frame.now),
            _ => self.frame.now,
        }
    }

    fn components(&self) -> Vec<ComponentReport> {
        let Some(last) = &self.history.last else { return Vec::new() };
        let today = day_of(self.frame.now);
        last.seen
            .iter()
            .map(|(&component, &outcome)| {
                let state = match outcome {
                    _ if !self.is_fresh() => State::Unknown,
                    Outcome::Up => State::Up,
                    Outcome::Slow(_) => State::Slow,
                    Outcome::Down(_) => State::Down,
                };
                let known = state != State::Unknown;
                let days = days_from(days_before(today, BARS - 1), today);
                ComponentReport {
                    component,
                    state,
                    reason: outcome.reason().filter(|_| known),
                    down_since: self.down_since(component).filter(|_| state == State::Down),
                    this_month: self.times(component, today.first_of_month(), today),
                    last_90_days: self.times(component, days_before(today, BARS - 1), today),
                    days: days
                        .map(|day| DayReport { day, times: self.times(component, day, day) })
                        .collect(),
                }
            })
            .collect()
    }

    fn down_since(&self, component: Component) -> Option<Timestamp> {
        let open = |incident: &&Incident| {
            incident.is_open()
                && incident.component == component
                && incident.reason != Reason::Operator
        };
        self.history.incidents.values().rev().find(open).map(|incident| incident.started_at)
    }

    /// Times of a component from one day to another, both included.
    fn times(&self, component: Component, from: Date, to: Date) -> Times {
        let mut tally = Tally::default();
        for (_, day) in self.history.days.range((component, from)..=(component, to)) {
            tally.add(*day);
        }
        let begin = self.history.began_at.unwrap_or(self.frame.now).max(start_of(from));
        let end = self.counted_to().min(start_of(next_day(to)));
        let elapsed = (end.millis() - begin.millis()).max(0);
        let not_down = tally.up + tally.slow;
        Times {
            up_seconds: seconds(tally.up),
            slow_seconds: seconds(tally.slow),
            down_seconds: seconds(tally.down),
            unknown_seconds: seconds((elapsed - tally.known()).max(0)),
            uptime_percent: percent(not_down, tally.known()),
        }
    }

    /// Months from the first check to now, newest first.
    fn months(&self) -> Vec<MonthReport> {
        let Some(began_at) = self.history.began_at else { return Vec::new() };
        // What was forgotten is not shown as unknown.
        let kept = self.history.days.keys().map(|&(_, day)| day).min();
        let began = day_of(began_at);
        let oldest = kept.map_or(began, |day| day.max(began)).first_of_month();
        let mut months = Vec::new();
        let mut first = day_of(self.frame.now).first_of_month();
        while first >= oldest && months.len() < MONTHS_MAX {
            months.push(self.month(first, kept.unwrap_or(began)));
            first = days_before(first, 1).first_of_month();
        }
        months
    }

    fn month(&self, first: Date, kept: Date) -> MonthReport {
        let last = first.last_of_month();
        let times = self.times(Component::Hub, first.max(kept), last);
        let length = i64::from(last.day()) * DAY_MILLIS / 1_000;
        let budget_seconds = budget_seconds(length, self.frame.objective_percent);
        let signed = |seconds: u64| i64::try_from(seconds).unwrap_or(i64::MAX);
        let budget_left_seconds = signed(budget_seconds) - signed(times.down_seconds);
        MonthReport {
            month: format!("{:04}-{:02}", first.year(), first.month()),
            first,
            times,
            budget_seconds,
            budget_left_seconds,
            objective_met: budget_left_seconds >= 0,
        }
    }

    fn incidents(&self) -> Vec<Incident> {
        let mut newest: Vec<&Incident> = self.history.incidents.values().collect();
        newest.sort_by_key(|incident| {
            std::cmp::Reverse((incident.is_open(), incident.started_at, incident.id))
        });
        newest.into_iter().take(INCIDENTS_SHOWN_MAX).cloned().collect()
    }
}

fn days_from(first: Date, last: Date) -> impl Iterator<Item = Date> {
    std::iter::successors(Some(first), move |&day| (day < last).then(|| next_day(day)))
}

fn seconds(millis: i64) -> u64 {
    u64::try_from((millis + 500) / 1_000).unwrap_or(0)
}

/// How long a month of so many seconds may be down, rounded.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a month has 2.7 million seconds"
)]
fn budget_seconds(length: i64, objective_percent: f64) -> u64 {
    (length as f64 * (100.0 - objective_percent) / 100.0).round().max(0.0) as u64
}

/// A share in percent with three decimals, rounded down: 100 only when it is
/// all.
#[expect(clippy::cast_precision_loss, reason = "400 days have 35 thousand million milliseconds")]
fn percent(part: i64, whole: i64) -> Option<f64> {
    if whole <= 0 {
        return None;
    }
    let thousandths = i128::from(part) * 100_000 / i128::from(whole);
    Some(i64::try_from(thousandths).unwrap_or_default() as f64 / 1_000.0)
}

#[cfg(test)]
mod tests;
