//! An independent subscriber: folds changes and knows nothing else.

use std::collections::{BTreeMap, BTreeSet};

use schemas::change::{Change, ChangeKind, Facets, JobChange, JobRef};
use schemas::{AdId, JobId};

/// What a subscriber holds after the changes that it read.
#[derive(Default, PartialEq, Debug)]
pub(super) struct Ledger {
    seq: i64,
    epoch: Option<uuid::Uuid>,
    /// Public ads: revision, title, job, facets.
    pub(super) ads: BTreeMap<AdId, (i64, String, JobId, Facets)>,
    canonical: BTreeMap<JobId, AdId>,
    ever: BTreeSet<AdId>,
    erased: BTreeSet<AdId>,
    /// Jobs that were merged into others: never seen again.
    merged: BTreeSet<JobId>,
    /// The hub may have forgotten ads: it tells the erasure of any.
    pub(super) forgets: bool,
}

impl Ledger {
    /// Takes one change in, and says what does not fit.
    pub(super) fn take(&mut self, change: &Change) -> Result<(), String> {
        let ensure = |holds: bool, what: &str| {
            if holds { Ok(()) } else { Err(format!("{what}: {change:?}")) }
        };
        ensure(change.seq == self.seq + 1, "seq is dense")?;
        self.seq = change.seq;
        ensure(*self.epoch.get_or_insert(change.epoch) == change.epoch, "one epoch")?;
        ensure(!self.erased.contains(&change.ad_id), "an erased ad is gone for ever")?;
        let before = self.ads.remove(&change.ad_id);
        let previous = before.as_ref().map(|(.., facets)| facets.clone()).unwrap_or_default();
        ensure(change.previous == previous, "previous is what subscribers saw")?;
        let shows = matches!(change.kind, ChangeKind::Published | ChangeKind::Updated);
        ensure(shows == change.ad.is_some(), "published and updated carry the ad")?;
        ensure(shows != change.reason.is_some(), "removals carry a reason")?;
        let fits = match change.kind {
            ChangeKind::Published => before.is_none(),
            ChangeKind::Updated | ChangeKind::Withdrawn | ChangeKind::Expired => before.is_some(),
            ChangeKind::Erased => {
                self.erased.insert(change.ad_id);
                self.forgets || self.ever.contains(&change.ad_id)
            }
        };
        ensure(fits, "the kind fits what went before")?;
        let counts = self.counts();
        if let Some(ad) = &change.ad {
            ensure(ad.contacts.is_empty(), "no contacts in changes")?;
            ensure(ad.revision == change.revision, "the ad is of the change's revision")?;
            let held = (change.revision, ad.title().to_owned(), change.job.id, Facets::of(ad));
            self.ads.insert(change.ad_id, held);
            self.ever.insert(change.ad_id);
        }
        let left = before.map(|(_, _, job, _)| job).filter(|job| *job != change.job.id);
        ensure(change.left_job.as_ref().map(|job| job.id) == left, "left_job is the job it left")?;
        let was_there = !shows && change.kind != ChangeKind::Erased;
        ensure(!was_there || left.is_none(), "an ad goes from the job that it is in")?;
        self.merged.extend(
            change.left_job.iter().filter(|left| left.merged_into.is_some()).map(|left| left.id),
        );
        for job in [Some(&change.job), change.left_job.as_ref()].into_iter().flatten() {
            let before = counts.get(&job.id).copied().unwrap_or(0)
                + i32::from(previous_job(change, job, previous != Facets::default()));
            self.job(job, before).map_err(|what| format!("{what}: {change:?}"))?;
        }
        Ok(())
    }

    /// Checks and keeps what a change says of a job that had `before` ads.
    fn job(&mut self, job: &JobRef, before: i32) -> Result<(), String> {
        let ads = self.counts().get(&job.id).copied().unwrap_or(0);
        if job.ads != ads {
            return Err(format!("job has {ads} ads"));
        }
        let kind_fits = match job.kind {
            JobChange::Published => before == 0 && ads > 0,
            JobChange::Withdrawn => before > 0 && ads == 0,
            JobChange::Updated => before > 0 && ads > 0,
            JobChange::Unchanged => (before == 0) == (ads == 0),
        };
        if !kind_fits {
            return Err(format!("job had {before} ads"));
        }
        let canonical = match job.canonical_ad {
            Some(ad_id) => self.canonical.insert(job.id, ad_id),
            None => self.canonical.remove(&job.id),
        };
        if job.kind == JobChange::Unchanged && canonical != job.canonical_ad {
            return Err("another canonical ad is no news".to_owned());
        }
        let speaks = job.canonical_ad.map(|ad_id| self.ads.get(&ad_id).map(|held| held.2));
        if speaks.is_some_and(|of| of != Some(job.id)) {
            return Err("the canonical ad is not in its job".to_owned());
        }
        if ads > 0 && self.merged.contains(&job.id) {
            return Err("an alias is a job again".to_owned());
        }
        if ads > 0 && job.aliases.iter().any(|alias| !self.merged.contains(alias)) {
            return Err("an alias was never told".to_owned());
        }
        let is_wrong = |into| ads > 0 || into == job.id || self.merged.contains(&into);
        if job.merged_into.is_some_and(is_wrong) {
            return Err("merged into no job".to_owned());
        }
        Ok(())
    }

    fn counts(&self) -> BTreeMap<JobId, i32> {
        let mut counts = BTreeMap::new();
        for (_, _, job, _) in self.ads.values() {
            *counts.entry(*job).or_default() += 1;
        }
        counts
    }
}

/// The ad itself was in this job before: the ledger took it out by then.
fn previous_job(change: &Change, job: &JobRef, was_public: bool) -> bool {
    let stayed = change.left_job.is_none() && job.id == change.job.id;
    let left = change.left_job.as_ref().is_some_and(|left| left.id == job.id);
    was_public && (stayed || left)
}
