//! Every ad and job that subscribers may ask for, by id: where its latest
//! change stands in `ads.current`, and whether it is public. Bodies are not
//! kept; about 80 bytes an ad are.

mod aliases;
pub(crate) mod follow;

use self::aliases::Aliases;
use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;
use schemas::change::{ChangeKind, JobRef};
use schemas::{AdId, JobId};
use serde::Deserialize;
use std::hash::BuildHasher as _;

/// No ad, no job.
const NONE: u32 = u32::MAX;

/// Where an ad stands in public.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum State {
    Public,
    Withdrawn,
    Expired,
    Erased,
}

impl From<ChangeKind> for State {
    fn from(kind: ChangeKind) -> Self {
        match kind {
            ChangeKind::Published | ChangeKind::Updated => Self::Public,
            ChangeKind::Withdrawn => Self::Withdrawn,
            ChangeKind::Expired => Self::Expired,
            ChangeKind::Erased => Self::Erased,
        }
    }
}

/// What the catalog reads of a [`schemas::Change`]: all but the ad, which is
/// most of it.
#[derive(Deserialize)]
pub(crate) struct ChangeHead {
    #[serde(with = "schemas::id::uuid_text")]
    pub(crate) epoch: uuid::Uuid,
    pub(crate) seq: i64,
    pub(crate) kind: ChangeKind,
    pub(crate) ad_id: AdId,
    pub(crate) job: JobRef,
    #[serde(default)]
    pub(crate) left_job: Option<JobRef>,
}

/// An ad that the catalog knows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Known {
    pub(crate) ad_id: AdId,
    /// Position of its latest change in `ads.current`.
    pub(crate) position: u64,
    pub(crate) state: State,
    pub(crate) job: JobId,
    /// It speaks for its job.
    pub(crate) canonical: bool,
}

/// A public ad at the moment of a snapshot.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Live {
    pub(crate) position: u64,
    pub(crate) canonical: bool,
}

/// Ads and jobs by id. Ads of a job form a list through `next`.
#[derive(Default)]
pub(crate) struct Catalog {
    ads: Vec<AdEntry>,
    unused: Vec<u32>,
    by_ad: HashTable<u32>,
    jobs: Vec<JobEntry>,
    unused_jobs: Vec<u32>,
    by_job: HashTable<u32>,
    aliases: Aliases,
    public: usize,
    seq: u64,
}

struct AdEntry {
    id: AdId,
    position: u64,
    job: u32,
    next: u32,
    state: State,
}

struct JobEntry {
    id: JobId,
    first: u32,
    /// The ad that the latest change of the job named.
    canonical: u32,
}

impl Catalog {
    /// Takes in the latest change of an ad.
    pub(crate) fn apply(&mut self, change: &ChangeHead, position: u64) {
        let state = State::from(change.kind);
        self.seq = change.seq.cast_unsigned();
        let ad = self.ad_index(change.ad_id);
        let job = self.name_speaker(&change.job);
        self.aliases.learn(&change.job);
        if let Some(left) = &change.left_job {
            self.name_speaker(left);
            self.aliases.learn(left);
        }
        let entry = &mut self.ads[ad as usize];
        self.public -= usize::from(entry.state == State::Public && entry.job != NONE);
        self.public += usize::from(state == State::Public);
        entry.position = position;
        entry.state = state;
        let before = entry.job;
        if before != job {
            self.unlink(ad);
            self.link(ad, job);
        }
    }

    /// Forgets an ad: its key was removed from `ads.current`. A job that only
    /// such ads were in is forgotten, too.
    pub(crate) fn forget(&mut self, ad_id: AdId) {
        let ads = &self.ads;
        let Ok(found) =
            self.by_ad.find_entry(hash(ad_id.as_bytes()), |at| ads[*at as usize].id == ad_id)
        else {
            return;
        };
        let (ad, _) = found.remove();
        let index = self.ads[ad as usize].job;
        let job = &mut self.jobs[index as usize];
        if job.canonical == ad {
            job.canonical = NONE;
        }
        self.unlink(ad);
        self.forget_empty(index);
        self.public -= usize::from(self.ads[ad as usize].state == State::Public);
        self.unused.push(ad);
    }

    /// An ad by id.
    pub(crate) fn ad(&self, ad_id: AdId) -> Option<Known> {
        self.find_ad(ad_id).map(|at| self.known(at))
    }

    /// All ads of a job, public or not, oldest change first; `None` for a job
    /// that never was.
    pub(crate) fn job(&self, job: JobId) -> Option<Vec<Known>> {
        let at = self.by_job.find(hash(job.as_bytes()), |at| self.jobs[*at as usize].id == job)?;
        let mut ads: Vec<_> = self.members(*at).map(|ad| self.known(ad)).collect();
        ads.sort_unstable_by_key(|ad| ad.position);
        Some(ads)
    }

    /// The job that this one was merged into.
    pub(crate) fn merged_into(&self, job: JobId) -> Option<JobId> {
        self.aliases.resolve(job)
    }

    /// Ids of jobs that were merged into this one, the newest first.
    pub(crate) fn aliases(&self, job: JobId) -> &[JobId] {
        self.aliases.of(job)
    }

    /// All public ads, in the order of `ads.current`.
    pub(crate) fn live(&self) -> Vec<Live> {
        let speakers: Vec<u32> =
            (0..self.jobs.len()).map(|job| self.speaker(index_of(job))).collect();
        let mut live = Vec::with_capacity(self.public);
        for (at, ad) in self.ads.iter().enumerate() {
            if ad.state == State::Public && ad.job != NONE {
                let canonical = speakers[ad.job as usize] == index_of(at);
                live.push(Live { position: ad.position, canonical });
            }
        }
        live.sort_unstable();
        live
    }

    /// The last change taken in.
    pub(crate) fn seq(&self) -> u64 {
        self.seq
    }

    /// Number of public ads.
    pub(crate) fn public(&self) -> usize {
        self.public
    }

    /// Number of ads known, public or gone.
    pub(crate) fn len(&self) -> usize {
        self.by_ad.len()
    }

    fn known(&self, ad: u32) -> Known {
        let entry = &self.ads[ad as usize];
        Known {
            ad_id: entry.id,
            position: entry.position,
            state: entry.state,
            job: self.jobs[entry.job as usize].id,
            canonical: self.speaker(entry.job) == ad,
        }
    }

    /// The ad that speaks for a job: the one that its latest change named. The
    /// change that named it may have been compacted away with a later one of
    /// an ad that left; then it is the public ad that was first.
    fn speaker(&self, job: u32) -> u32 {
        let entry = &self.jobs[job as usize];
        let mut first = NONE;
        for ad in self.members(job) {
            let member = &self.ads[ad as usize];
            if member.state != State::Public {
                continue;
            }
            if ad == entry.canonical {
                return ad;
            }
            if first == NONE || member.position < self.ads[first as usize].position {
                first = ad;
            }
        }
        first
    }

    /// Notes which ad speaks for a job. One that is not known yet comes later
    /// in the log, with a newer word on the job.
    fn name_speaker(&mut self, job: &JobRef) -> u32 {
        let speaker = job.canonical_ad.and_then(|ad| self.find_ad(ad)).unwrap_or(NONE);
        let index = self.job_index(job.id);
        self.jobs[index as usize].canonical = speaker;
        index
    }

    fn find_ad(&self, ad_id: AdId) -> Option<u32> {
        let same = |at: &u32| self.ads[*at as usize].id == ad_id;
        self.by_ad.find(hash(ad_id.as_bytes()), same).copied()
    }

    fn members(&self, job: u32) -> impl Iterator<Item = u32> {
        let some = |at: u32| (at != NONE).then_some(at);
        let first = some(self.jobs[job as usize].first);
        std::iter::successors(first, move |ad| some(self.ads[*ad as usize].next))
    }

    fn link(&mut self, ad: u32, job: u32) {
        let first = &mut self.jobs[job as usize].first;
        let entry = &mut self.ads[ad as usize];
        entry.job = job;
        entry.next = std::mem::replace(first, ad);
    }

    fn unlink(&mut self, ad: u32) {
        let AdEntry { job, next, .. } = self.ads[ad as usize];
        if job == NONE {
            return;
        }
        self.ads[ad as usize].job = NONE;
        let before = self.members(job).find(|at| self.ads[*at as usize].next == ad);
        match before {
            Some(before) => self.ads[before as usize].next = next,
            None => self.jobs[job as usize].first = next,
        }
    }

    fn forget_empty(&mut self, job: u32) {
        let JobEntry { id, first, .. } = self.jobs[job as usize];
        if first != NONE {
            return;
        }
        if let Ok(found) = self.by_job.find_entry(hash(id.as_bytes()), |at| *at == job) {
            found.remove();
            self.unused_jobs.push(job);
            self.aliases.forget(id);
        }
    }

    fn ad_index(&mut self, id: AdId) -> u32 {
        let ads = &mut self.ads;
        let hashed = hash(id.as_bytes());
        if let Some(at) = self.by_ad.find(hashed, |at| ads[*at as usize].id == id) {
            return *at;
        }
        let entry = AdEntry { id, position: 0, job: NONE, next: NONE, state: State::Withdrawn };
        let at = if let Some(at) = self.unused.pop() {
            ads[at as usize] = entry;
            at
        } else {
            push_tight(ads, entry)
        };
        let rehash = |at: &u32| hash(ads[*at as usize].id.as_bytes());
        self.by_ad.insert_unique(hashed, at, rehash);
        at
    }

    fn job_index(&mut self, id: JobId) -> u32 {
        let jobs = &mut self.jobs;
        let hashed = hash(id.as_bytes());
        if let Some(at) = self.by_job.find(hashed, |at| jobs[*at as usize].id == id) {
            return *at;
        }
        let entry = JobEntry { id, first: NONE, canonical: NONE };
        let at = if let Some(at) = self.unused_jobs.pop() {
            jobs[at as usize] = entry;
            at
        } else {
            push_tight(jobs, entry)
        };
        let rehash = |at: &u32| hash(jobs[*at as usize].id.as_bytes());
        self.by_job.insert_unique(hashed, at, rehash);
        at
    }
}

fn hash(bytes: &[u8; 16]) -> u64 {
    FxBuildHasher.hash_one(bytes)
}

fn index_of(at: usize) -> u32 {
    u32::try_from(at).expect("a market has fewer than 4 billion ads")
}

/// Pushes without doubling the memory of a large table.
fn push_tight<T>(table: &mut Vec<T>, entry: T) -> u32 {
    if table.len() == table.capacity() {
        table.reserve_exact(1_024.max(table.len() / 8));
    }
    table.push(entry);
    index_of(table.len() - 1)
}

#[cfg(test)]
mod tests;
