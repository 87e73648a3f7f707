//! Jobs that were merged into others: their ids lead there, and are never
//! given to a job again. Ads that are gone and name one belong to the other.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use bytes::Bytes;
use rustc_hash::FxHashMap;
use schemas::group_state::{GroupState, KnownAlias};
use schemas::{JobId, Timestamp};

use super::market::Vacancy;
use crate::step::{Outgoing, StateRecord};
use crate::timers::forget_at;

/// Keys of aliases in the changelog begin with it.
pub(super) const KEY_PREFIX: &str = "alias/";

/// So many are told with a job.
const TOLD_MAX: usize = 16;

/// Aliases. Each leads to the end of its way at once.
#[derive(Default)]
pub(super) struct Aliases {
    into: FxHashMap<JobId, KnownAlias>,
    of: FxHashMap<JobId, Vec<JobId>>,
    due: BTreeSet<(Timestamp, JobId)>,
}

impl Aliases {
    /// The job that this one was merged into, or this one.
    pub(super) fn resolve(&self, vacancy: Vacancy) -> Vacancy {
        self.into
            .get(&vacancy.id)
            .map_or(vacancy, |alias| Vacancy { since: alias.since, id: alias.into })
    }

    /// Ids that lead to a job, the newest first.
    pub(super) fn of(&self, job: JobId) -> Vec<JobId> {
        let Some(aliases) = self.of.get(&job) else { return Vec::new() };
        let mut aliases = aliases.clone();
        aliases.sort_unstable_by_key(|alias| (Reverse(self.into[alias].until), *alias));
        aliases.truncate(TOLD_MAX);
        aliases
    }

    /// The last ad of `job` went to another job.
    pub(super) fn add(
        &mut self,
        job: JobId,
        into: Vacancy,
        now: Timestamp,
        out: &mut Vec<Outgoing>,
    ) {
        let mut led = self.of.remove(&job).unwrap_or_default();
        led.sort_unstable();
        for earlier in led {
            let until = self.into[&earlier].until;
            self.put(earlier, KnownAlias { into: into.id, since: into.since, until });
            out.push(record(earlier, self.into.get(&earlier).copied()));
        }
        let until = forget_at(now);
        self.put(job, KnownAlias { into: into.id, since: into.since, until });
        out.push(record(job, self.into.get(&job).copied()));
    }

    /// From the changelog, in any order; `None` forgets it.
    pub(super) fn restore(&mut self, key: &str, alias: Option<KnownAlias>) {
        let job = key.strip_prefix(KEY_PREFIX).and_then(|job| job.parse().ok());
        let job: JobId = job.expect("a key of an alias names a job");
        self.remove(job);
        if let Some(alias) = alias {
            self.put(job, alias);
        }
    }

    /// When the first is to be forgotten.
    pub(super) fn first_due(&self) -> Option<Timestamp> {
        self.due.first().map(|(at, _)| *at)
    }

    /// The first that is to be forgotten at `now`.
    pub(super) fn first(&self, now: Timestamp) -> Option<JobId> {
        self.due.first().filter(|(at, _)| *at <= now).map(|(_, job)| *job)
    }

    /// Where it leads.
    pub(super) fn get(&self, job: JobId) -> Option<KnownAlias> {
        self.into.get(&job).copied()
    }

    /// Forgets one.
    pub(super) fn forget(&mut self, job: JobId, out: &mut Vec<Outgoing>) {
        self.remove(job);
        out.push(record(job, None));
    }

    fn put(&mut self, job: JobId, alias: KnownAlias) {
        self.due.insert((alias.until, job));
        self.into.insert(job, alias);
        self.of.entry(alias.into).or_default().push(job);
    }

    fn remove(&mut self, job: JobId) {
        let Some(alias) = self.into.remove(&job) else { return };
        self.due.remove(&(alias.until, job));
        if let Some(of) = self.of.get_mut(&alias.into) {
            of.retain(|other| *other != job);
            if of.is_empty() {
                self.of.remove(&alias.into);
            }
        }
    }
}

fn record(job: JobId, alias: Option<KnownAlias>) -> Outgoing {
    let key = Bytes::from(format!("{KEY_PREFIX}{job}"));
    let state = alias.map(|alias| GroupState { alias: Some(alias), ..GroupState::default() });
    Outgoing::State(key, state.map(StateRecord::Group))
}
