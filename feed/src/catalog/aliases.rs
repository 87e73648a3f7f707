//! Ids of jobs that were merged into others.
//!
//! Each change of a job names the ids that lead to it, so they are known again
//! after a restart for as long as the job is.

use rustc_hash::FxHashMap;
use schemas::JobId;
use schemas::change::JobRef;

/// So many are kept of a job, the newest; a change names as many.
const OF_JOB_MAX: usize = 16;

/// Where each leads.
#[derive(Default)]
pub(super) struct Aliases {
    into: FxHashMap<JobId, JobId>,
    of: FxHashMap<JobId, Vec<JobId>>,
}

impl Aliases {
    /// What a change says of a job.
    pub(super) fn learn(&mut self, job: &JobRef) {
        if let Some(into) = job.merged_into {
            let earlier = self.of.remove(&job.id).unwrap_or_default();
            for alias in earlier.into_iter().rev().chain([job.id]) {
                self.put(alias, into);
            }
        }
        for alias in job.aliases.iter().rev() {
            if self.into.get(alias) != Some(&job.id) {
                self.put(*alias, job.id);
            }
        }
    }

    /// Where an id leads.
    pub(super) fn resolve(&self, job: JobId) -> Option<JobId> {
        self.into.get(&job).copied()
    }

    /// Ids that lead to a job, the newest first.
    pub(super) fn of(&self, job: JobId) -> &[JobId] {
        self.of.get(&job).map_or(&[], Vec::as_slice)
    }

    /// A job is not known any more: nor are ids that lead to it.
    pub(super) fn forget(&mut self, job: JobId) {
        for alias in self.of.remove(&job).unwrap_or_default() {
            self.into.remove(&alias);
        }
    }

    fn put(&mut self, alias: JobId, into: JobId) {
        if let Some(before) = self.into.insert(alias, into)
            && let Some(of) = self.of.get_mut(&before)
        {
            of.retain(|other| *other != alias);
        }
        let of = self.of.entry(into).or_default();
        of.insert(0, alias);
        if of.len() > OF_JOB_MAX
            && let Some(oldest) = of.pop()
        {
            self.into.remove(&oldest);
        }
    }
}
