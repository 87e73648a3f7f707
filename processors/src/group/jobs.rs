//! Jobs: rings of the public ads that advertise the same vacancy.
//!
//! A job is nothing but its ads, so it is never written down by itself.

use std::cmp::Reverse;

use schemas::change::{JobChange, JobRef};
use schemas::{AdId, JobId};

use super::member::Member;
use crate::by_ad::{self, ByAd, Slot};
use crate::pages::Pages;

/// One ad of each job; the others follow in its ring.
#[derive(Default)]
pub(super) struct Jobs {
    heads: Pages,
}

/// What subscribers see of a job.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(super) struct View {
    /// Number of public ads.
    pub(super) ads: i32,
    /// The one that speaks for it.
    pub(super) canonical: Option<AdId>,
}

impl Jobs {
    /// A public ad joins the job that it names.
    pub(super) fn join(&mut self, ads: &mut ByAd<Member>, slot: Slot) {
        let Some(job) = ads.at(slot).job else { return };
        if let Some(head) = self.head(ads, job) {
            ads.at_mut(slot).next = ads.at(head).next;
            ads.at_mut(head).next = slot;
            return;
        }
        ads.at_mut(slot).next = slot;
        self.heads.insert(hash(job), slot);
    }

    /// A public ad leaves the job that it names.
    pub(super) fn leave(&mut self, ads: &mut ByAd<Member>, slot: Slot) {
        let Some(job) = ads.at(slot).job else { return };
        let next = ads.at(slot).next;
        let Some(head) = self.head(ads, job) else { return };
        self.heads.remove(hash(job), head);
        if next == slot {
            return;
        }
        self.heads.insert(hash(job), next);
        let before = ring(ads, next).find(|other| ads.at(*other).next == slot);
        ads.at_mut(before.expect("a ring leads back to each of its ads")).next = next;
    }

    /// The public ads of a job, in no order that outlives a restart.
    pub(super) fn ads<'a>(
        &self,
        ads: &'a ByAd<Member>,
        job: JobId,
    ) -> impl Iterator<Item = Slot> + 'a {
        self.head(ads, job).into_iter().flat_map(|head| ring(ads, head))
    }

    /// What subscribers see of a job.
    ///
    /// The canonical ad is the one of the highest rank; among equals the one
    /// that has been public longest, which is one alone.
    pub(super) fn view(&self, ads: &ByAd<Member>, job: JobId) -> View {
        let mut count = 0;
        let mut best: Option<&Member> = None;
        for slot in self.ads(ads, job) {
            count += 1;
            let member = ads.at(slot);
            if best.is_none_or(|best| speaks(member) > speaks(best)) {
                best = Some(member);
            }
        }
        View { ads: count, canonical: best.map(|member| member.ad_id) }
    }

    fn head(&self, ads: &ByAd<Member>, job: JobId) -> Option<Slot> {
        self.heads.find(hash(job)).find(|head| ads.at(*head).job == Some(job))
    }
}

/// The ads of a ring, from one on around to it.
fn ring(ads: &ByAd<Member>, head: Slot) -> impl Iterator<Item = Slot> + '_ {
    let after = move |slot: &Slot| {
        let next = ads.at(*slot).next;
        (next != head).then_some(next)
    };
    std::iter::successors(Some(head), after)
}

fn speaks(member: &Member) -> (u8, Reverse<i64>) {
    (member.rank, Reverse(member.since))
}

/// What a change about `ad_id` says of a job: how it was, how it is.
pub(super) fn told(id: JobId, ad_id: AdId, before: View, after: View, is_news: bool) -> JobRef {
    let canonical = after.canonical == Some(ad_id);
    let kind = if before.ads == 0 && after.ads > 0 {
        JobChange::Published
    } else if before.ads > 0 && after.ads == 0 {
        JobChange::Withdrawn
    } else if before.canonical != after.canonical || (canonical && is_news) {
        JobChange::Updated
    } else {
        JobChange::Unchanged
    };
    JobRef {
        id,
        kind,
        canonical,
        canonical_ad: after.canonical,
        ads: after.ads,
        merged_into: None,
        aliases: Vec::new(),
    }
}

/// Job ids are hashes already.
fn hash(job: JobId) -> u32 {
    by_ad::spread(*job.as_bytes())
}
