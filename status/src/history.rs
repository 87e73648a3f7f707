//! What was seen, added up: time per component and day, and incidents. Pure;
//! the store keeps it, the report reads it.
//!
//! A stretch of time counts only when the prober saw both of its ends: it then
//! belongs to what was seen at its beginning. Whatever is not counted is
//! *unknown*, and never up.

mod operator;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jiff::civil::Date;
use schemas::Timestamp;
use uuid::Uuid;

use crate::calendar::{DAY_MILLIS, by_day, day_of};
use crate::component::{Component, Outcome, Reason};
use crate::incident::Incident;

/// Most incidents kept, whatever their age: 10,000.
pub(crate) const INCIDENTS_MAX: usize = 10_000;

/// Known time of one component on one day, in milliseconds.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(crate) struct Tally {
    pub(crate) up: i64,
    pub(crate) slow: i64,
    pub(crate) down: i64,
}

impl Tally {
    /// Time of which something is known.
    pub(crate) const fn known(self) -> i64 {
        self.up + self.slow + self.down
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.up += other.up;
        self.slow += other.slow;
        self.down += other.down;
    }

    /// Adds time, but never more than there is in a day.
    fn credit(&mut self, outcome: Outcome, millis: i64) {
        let millis = millis.min(DAY_MILLIS - self.known()).max(0);
        match outcome {
            Outcome::Up => self.up += millis,
            Outcome::Slow(_) => self.slow += millis,
            Outcome::Down(_) => self.down += millis,
        }
    }
}

/// One look at everything.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Round {
    /// When it was over.
    pub(crate) at: Timestamp,
    /// What was seen, without [`Component::Hub`].
    pub(crate) seen: BTreeMap<Component, Outcome>,
}

impl Round {
    /// What was seen of a component; of the hub: the worst of all.
    pub(crate) fn outcome(&self, component: Component) -> Option<Outcome> {
        match component {
            Component::Hub => self.seen.values().max().copied(),
            _ => self.seen.get(&component).copied(),
        }
    }

    /// The components looked at, the hub first.
    pub(crate) fn components(&self) -> impl Iterator<Item = Component> {
        Component::ALL.into_iter().filter(|&component| self.outcome(component).is_some())
    }
}

/// What changed and is not stored yet.
#[derive(Clone, Default, Debug)]
pub(crate) struct Unstored {
    pub(crate) days: BTreeSet<(Component, Date)>,
    pub(crate) incidents: BTreeSet<i64>,
}

/// How long things are kept, and what counts as watched.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules {
    /// Days kept.
    pub(crate) days: usize,
    /// Two rounds further apart than this left time unwatched.
    pub(crate) gap_max: Duration,
}

/// All that is remembered.
#[derive(Clone, Default, Debug)]
pub(crate) struct History {
    /// Names this history in the feed of incidents, for ever.
    pub(crate) id: Uuid,
    /// The first round ever.
    pub(crate) began_at: Option<Timestamp>,
    /// The last round, of this process or of one before.
    pub(crate) last: Option<Round>,
    /// Time up to here is counted: what a clock repeats is not counted twice.
    pub(crate) counted_until: Option<Timestamp>,
    pub(crate) days: BTreeMap<(Component, Date), Tally>,
    /// By id.
    pub(crate) incidents: BTreeMap<i64, Incident>,
    /// The last id given.
    pub(crate) last_id: i64,
    /// The last round was of this process: nothing ran between a process and
    /// the next one.
    pub(crate) watching: bool,
    pub(crate) unstored: Unstored,
}

impl History {
    /// Takes a round in.
    pub(crate) fn record(&mut self, round: Round, rules: Rules) {
        self.mend_clock(round.at);
        self.began_at.get_or_insert(round.at);
        let watched = self.count(round.at, rules.gap_max);
        for (&component, &outcome) in &round.seen {
            match outcome {
                Outcome::Down(reason) => self.saw_down(component, reason, round.at),
                Outcome::Up | Outcome::Slow(_) => self.saw_up(component, round.at, watched),
            }
        }
        self.last = Some(round);
        self.watching = true;
        self.forget(rules.days);
    }

    /// Counts the stretch since the last round, when it was watched. Returns
    /// whether it was.
    fn count(&mut self, at: Timestamp, gap_max: Duration) -> bool {
        let Some(last) = self.last.clone() else { return false };
        if !self.watching || at.since(last.at) > gap_max {
            return false;
        }
        let from = self.counted_until.map_or(last.at, |until| until.max(last.at));
        // A clock that was put back repeats what is counted.
        if at <= from {
            return true;
        }
        for component in last.components() {
            let outcome = last.outcome(component).expect("it is one of those that were seen");
            for (day, millis) in by_day(from, at) {
                self.days.entry((component, day)).or_default().credit(outcome, millis);
                self.unstored.days.insert((component, day));
            }
        }
        self.counted_until = Some(at);
        true
    }

    /// A clock that was more than a day ahead left days that are not there
    /// yet; with them it would be long before anything counts again.
    fn mend_clock(&mut self, at: Timestamp) {
        if self.counted_until.is_none_or(|until| until.millis() <= at.millis() + DAY_MILLIS) {
            return;
        }
        tracing::warn!(%at, "the clock was more than a day ahead: the days after {at} are unknown");
        let today = day_of(at);
        let ahead: Vec<_> = self.days.keys().copied().filter(|(_, day)| *day > today).collect();
        for key in ahead {
            self.days.remove(&key);
            self.unstored.days.insert(key);
        }
        self.counted_until = Some(at);
        self.began_at = self.began_at.map(|began| began.min(at));
    }

    fn saw_down(&mut self, component: Component, reason: Reason, at: Timestamp) {
        let open = self.open_measured(component);
        let id = open.unwrap_or_else(|| self.add(component, reason, at));
        let incident = self.incidents.get_mut(&id).expect("it was found or added above");
        incident.last_seen_at = at;
        self.unstored.incidents.insert(id);
    }

    fn saw_up(&mut self, component: Component, at: Timestamp, watched: bool) {
        let Some(id) = self.open_measured(component) else { return };
        let incident = self.incidents.get_mut(&id).expect("it was found");
        // A clock that was put back must not end it before it began.
        incident.ended_at = Some(at.max(incident.started_at));
        incident.end_unwatched = !watched;
        self.unstored.incidents.insert(id);
    }

    /// The incident of this component that checks opened and that goes on.
    fn open_measured(&self, component: Component) -> Option<i64> {
        let open = |incident: &&Incident| {
            incident.is_open()
                && incident.component == component
                && incident.reason != Reason::Operator
        };
        self.incidents.values().rev().find(open).map(|incident| incident.id)
    }

    fn add(&mut self, component: Component, reason: Reason, at: Timestamp) -> i64 {
        self.last_id += 1;
        let incident = Incident {
            id: self.last_id,
            component,
            reason,
            started_at: at,
            last_seen_at: at,
            ended_at: None,
            end_unwatched: false,
            notes: Vec::new(),
        };
        self.incidents.insert(self.last_id, incident);
        self.unstored.incidents.insert(self.last_id);
        self.last_id
    }

    /// Keeps the newest `days` days that anything is known of, and the
    /// incidents since. By number and not by age: a clock that jumps ahead
    /// must not take everything with it.
    fn forget(&mut self, days: usize) {
        let known: BTreeSet<Date> = self.days.keys().map(|&(_, day)| day).collect();
        let Some(&oldest) = known.iter().rev().nth(days.saturating_sub(1)) else {
            return self.forget_incidents(None);
        };
        for &key in self.days.keys().filter(|(_, day)| *day < oldest) {
            self.unstored.days.insert(key);
        }
        self.days.retain(|&(_, day), _| day >= oldest);
        self.forget_incidents(Some(oldest));
    }

    fn forget_incidents(&mut self, oldest: Option<Date>) {
        let excess = self.incidents.len().saturating_sub(INCIDENTS_MAX);
        let gone: Vec<i64> = self
            .incidents
            .values()
            .enumerate()
            .filter(|(index, incident)| {
                let before = |day| incident.ended_at.is_some_and(|at| day_of(at) < day);
                *index < excess || oldest.is_some_and(before)
            })
            .map(|(_, incident)| incident.id)
            .collect();
        for id in gone {
            self.incidents.remove(&id);
            self.unstored.incidents.insert(id);
        }
    }
}
