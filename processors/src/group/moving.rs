//! Public ads that go from one job into another although they did not change:
//! an ad linked two jobs, or an operator spoke.
//!
//! Each of them is placed by the rules of any ad, so it is compared with the
//! ads of the job that it goes into: jobs do not merge through ads in a row.

use schemas::change::{ChangeKind, Grouping, JobRef};
use schemas::{AdId, JobId};

use super::entry::Entry;
use super::jobs::{View, told};
use super::market::{Market, Vacancy};
use super::matching::Matcher;
use super::member::Member;
use super::placing::{Anew, Placement};
use super::{Cause, Group};
use crate::step::Outgoing;

/// Ads that are placed anew because of one event, at most. The rest of a large
/// job follows with the next timers, in transactions of their own.
pub(super) const PLACED_MAX: usize = 64;

impl Group {
    /// An ad matched these ads of younger jobs, too. Those that match its job
    /// join it, and then the other ads of their jobs that do.
    pub(super) fn join(&mut self, linked: &[AdId], cause: Cause, out: &mut Vec<Outgoing>) {
        let mut left = PLACED_MAX;
        for ad_id in linked.iter().take(PLACED_MAX) {
            left -= 1;
            if let Some(job) = self.place_anew(*ad_id, Anew::Linked, cause, out) {
                self.tasks.begin(job, false, cause.at);
            }
        }
        self.go_on(left, cause, out);
    }

    /// Places up to `max` ads of jobs that are being placed anew, and writes
    /// down what is left. Returns how many were placed.
    pub(super) fn go_on(&mut self, max: usize, cause: Cause, out: &mut Vec<Outgoing>) -> usize {
        let mut left = max;
        while left > 0
            && let Some((job, task)) = self.tasks.next()
        {
            let how = if task.divided { Anew::Divided } else { Anew::Linked };
            let ads = self.market.ads_after(job, task.after, left);
            if ads.len() < left {
                self.tasks.done(job);
            }
            for (since, ad_id) in ads {
                left -= 1;
                self.tasks.placed(job, since);
                self.place_anew(ad_id, how, cause, out);
            }
        }
        self.tasks.write(out);
        max - left
    }

    /// Places a public ad anew, and with it those that an operator holds
    /// together with it. The job that they left, when they moved.
    pub(super) fn place_anew(
        &mut self,
        ad_id: AdId,
        how: Anew,
        cause: Cause,
        out: &mut Vec<Outgoing>,
    ) -> Option<JobId> {
        let showing = self.market.shown(ad_id)?;
        let own = self.market.job_of(ad_id)?;
        let Placement { vacancy, grouping, .. } = self.market.place(ad_id, &showing, how);
        let mut left = None;
        let vacancy = match vacancy {
            Some(vacancy) if vacancy.id == own => vacancy,
            other => {
                left = Some(own);
                self.move_ad(ad_id, other, grouping, cause, out)
            }
        };
        for other in self.market.corrections.together(ad_id).into_iter().skip(1) {
            let Some(job) = self.market.job_of(other).filter(|job| *job != vacancy.id) else {
                continue;
            };
            let held = Grouping {
                rule: "held".to_owned(),
                ad_id: Some(ad_id),
                features: vec!["together".to_owned()],
                reposted: false,
            };
            self.move_ad(other, Some(vacancy), Some(held), cause, out);
            self.tasks.begin(job, false, cause.at);
            left = left.or(Some(job));
        }
        left
    }

    /// Moves a public ad, which shows what it showed before, into a job that
    /// is not its own; into a new one without `vacancy`.
    fn move_ad(
        &mut self,
        ad_id: AdId,
        vacancy: Option<Vacancy>,
        grouping: Option<Grouping>,
        cause: Cause,
        out: &mut Vec<Outgoing>,
    ) -> Vacancy {
        let moved = "the caller knows it to be public";
        let showing = self.market.shown(ad_id).expect(moved);
        let own = self.market.job_of(ad_id).expect(moved);
        let (revision, shown) =
            self.market.ad(ad_id).map(|member| (member.revision, member.seq)).expect(moved);
        let previous = self.market.facets(ad_id);
        let seq = self.market.next_seq();
        let minted = || Vacancy { since: seq, id: JobId::mint_by_move(ad_id, seq) };
        let vacancy = vacancy.unwrap_or_else(minted);
        let (before, joined) = (self.market.view(own), self.market.view(vacancy.id));
        self.market.show(ad_id, revision, vacancy, showing);
        let left_job = Some(self.left((own, before), ad_id, vacancy, cause, out));
        let change = self.change(Entry {
            seq,
            kind: ChangeKind::Updated,
            cause,
            ad_id,
            revision,
            job: told(vacancy.id, ad_id, joined, self.market.view(vacancy.id), false),
            left_job,
            grouping,
            previous,
            reason: None,
            ad: None,
        });
        out.push(Outgoing::Moved { change, shown });
        out.extend(self.market.record(ad_id));
        vacancy
    }

    /// What an ad leaves behind that goes from one job into another.
    pub(super) fn left(
        &mut self,
        (job, before): (JobId, View),
        ad_id: AdId,
        into: Vacancy,
        cause: Cause,
        out: &mut Vec<Outgoing>,
    ) -> JobRef {
        let left = told(job, ad_id, before, self.market.view(job), false);
        let is_merged = left.ads == 0;
        if is_merged {
            self.market.aliases.add(job, into, cause.at, out);
        }
        JobRef { merged_into: is_merged.then_some(into.id), ..left }
    }
}

impl<M: Matcher> Market<M> {
    /// The job of a public ad.
    pub(super) fn job_of(&self, ad_id: AdId) -> Option<JobId> {
        self.ad(ad_id).filter(|member| member.is_public())?.job
    }

    /// The job of an ad. One that is gone follows its job when that merges.
    pub(super) fn vacancy_of(&self, member: &Member) -> Option<Vacancy> {
        let vacancy = Vacancy { since: member.job_since, id: member.job? };
        Some(if member.is_public() { vacancy } else { self.aliases.resolve(vacancy) })
    }

    /// Up to `max` public ads of a job, in the order of their publication,
    /// those that were published after this change.
    pub(super) fn ads_after(&self, job: JobId, after: i64, max: usize) -> Vec<(i64, AdId)> {
        let ads = self.jobs.ads(&self.ads, job).map(|slot| self.ads.at(slot));
        let ads = ads.map(|member| (member.since, member.ad_id));
        let mut ads: Vec<_> = ads.filter(|(since, _)| *since > after).collect();
        ads.sort_unstable();
        ads.truncate(max);
        ads
    }
}
