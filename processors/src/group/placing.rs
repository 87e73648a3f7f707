//! Which job is an ad in, and why?

use std::cmp::Reverse;
use std::hint::black_box;

use rustc_hash::FxHashSet;
use schemas::change::Grouping;
use schemas::revision::Hold;
use schemas::{AdId, JobId};

use super::market::{Market, Showing, Vacancy, vacancy_of};
use super::matching::Matcher;
use super::member::Member;
use super::similar::{self, Evidence, Publishers, Sketch};
use crate::by_ad::Slot;

/// Rule of equal keys, as [`super::matching`] has it.
const EXACT: &str = "exact-1";

/// Ads of a job that a new one is compared with.
const COMPARED_MAX: usize = 16;

/// Jobs that an ad is like an ad of, and whose other ads are read. Who writes
/// a vague ad is like many that are not like each other.
const JOBS_MAX: usize = 32;

/// Of a cache.
const LINE_BYTES: usize = 64;

/// Where an ad belongs.
pub(super) struct Placement {
    /// None when a job is to be minted.
    pub(super) vacancy: Option<Vacancy>,
    /// None when no other ad is the reason.
    pub(super) grouping: Option<Grouping>,
}

/// An ad of a job that the ad could be in. The larger, the better a reason.
#[derive(Clone, Copy)]
struct Found {
    vacancy: Vacancy,
    ad_id: AdId,
    by: By,
}

#[derive(Clone, Copy)]
enum By {
    Held,
    Key(&'static str),
    Similarity(Evidence),
}

impl<M: Matcher> Market<M> {
    /// The job that the ad is to advertise.
    ///
    /// The oldest job of the ads that it matches. Its own job, when it matches
    /// none, unless its keys changed, or what it says now contradicts the job,
    /// and other ads stay in it. An operator's word comes before all of it.
    pub(super) fn place(&self, ad_id: AdId, showing: &Showing) -> Placement {
        let slot = self.ads.slot(ad_id);
        let member = slot.map(|slot| self.ads.at(slot));
        let (forbidden, held) = self.held(ad_id);
        let mut found = held;
        if found.is_empty() {
            found = self.matches(slot, showing, &forbidden);
        }
        let oldest = found.iter().map(|found| found.vacancy).min();
        let own = member.and_then(vacancy_of).filter(|own| !forbidden.contains(&own.id));
        let vacancy = oldest.or_else(|| own.filter(|own| self.stays(slot, *own, showing)));
        let reason = found.iter().filter(|found| Some(found.vacancy) == vacancy);
        let reason = reason.max_by_key(|found| found.weight());
        let Some(vacancy) = vacancy else { return Placement { vacancy: None, grouping: None } };
        let reposted = self.jobs.ads(&self.ads, vacancy.id).next().is_none();
        let grouping = match reason {
            Some(found) => Some(found.told(reposted)),
            None if self.has_others(slot, vacancy.id) => Some(Grouping {
                rule: "kept".to_owned(),
                ad_id: None,
                features: Vec::new(),
                reposted: false,
            }),
            None => None,
        };
        Placement { vacancy: Some(vacancy), grouping }
    }

    /// Jobs that an operator holds the ad apart from, and ads that it is held
    /// together with.
    fn held(&self, ad_id: AdId) -> (FxHashSet<JobId>, Vec<Found>) {
        let (mut forbidden, mut held) = (FxHashSet::default(), Vec::new());
        for (other, hold) in self.corrections.of(ad_id) {
            let Some(vacancy) = self.ad(*other).and_then(vacancy_of) else { continue };
            match hold {
                Hold::Free => {}
                Hold::Apart => {
                    forbidden.insert(vacancy.id);
                }
                Hold::Together => held.push(Found { vacancy, ad_id: *other, by: By::Held }),
            }
        }
        (forbidden, held)
    }

    /// Ads that share a key, and those ads of the oldest job that say the same.
    fn matches(
        &self,
        slot: Option<Slot>,
        showing: &Showing,
        forbidden: &FxHashSet<JobId>,
    ) -> Vec<Found> {
        let mut found = Vec::new();
        let of = |member: &Member, by: By| {
            Some(Found { vacancy: vacancy_of(member)?, ad_id: member.ad_id, by })
        };
        self.matcher.alike(slot, showing.account, &showing.signature, &mut |other, name| {
            found.extend(of(self.ads.at(other), By::Key(name)));
        });
        let mut alike: Vec<Found> = self
            .candidates(slot, showing)
            .into_iter()
            .filter_map(|member| {
                let publishers = publishers(showing, member);
                let evidence = self.similar.same(&showing.sketch, &member.sketch, publishers)?;
                of(member, By::Similarity(evidence))
            })
            .collect();
        found.retain(|found| !forbidden.contains(&found.vacancy.id));
        alike.retain(|found| !forbidden.contains(&found.vacancy.id));
        // The oldest job wins, so the others need not be read.
        alike.sort_by_key(|found| found.vacancy);
        let mut jobs = alike.chunk_by(|one, other| one.vacancy == other.vacancy).take(JOBS_MAX);
        found.extend(jobs.find(|job| !self.contradicts(showing, job[0].vacancy.id)).unwrap_or(&[]));
        found
    }

    /// Ads to compare with, in the order of their slots.
    fn candidates(&self, slot: Option<Slot>, showing: &Showing) -> Vec<&Member> {
        let slots = self.similar.candidates(&showing.sketch, slot);
        let members: Vec<&Member> = slots.into_iter().map(|slot| self.ads.at(slot)).collect();
        // None of them is in a cache: they are asked for all at once, first
        // where their sketches are, then the beginnings of these.
        let beginnings = members.iter().map(|member| member.sketch.beginning());
        let beginnings: Vec<&[u8]> = beginnings.collect();
        let touch =
            |bytes: &&[u8]| bytes.iter().step_by(LINE_BYTES).fold(0, |sum, byte| sum ^ byte);
        black_box(beginnings.iter().map(touch).fold(0, |sum: u8, byte| sum ^ byte));
        members
    }

    /// How many comparisons it takes to place an ad like this one.
    #[cfg(test)]
    pub(super) fn comparisons(&mut self, ad: &schemas::Ad) -> usize {
        let (showing, before) = (self.showing(ad), self.similar.comparisons.get());
        self.place(ad.ad_id, &showing);
        self.similar.comparisons.get() - before
    }

    /// Compares an ad with the ads of a job that it is like one of: what is
    /// alike one by one need not be alike in a row. Of a large job, with the
    /// one that speaks for it.
    fn contradicts(&self, showing: &Showing, job: JobId) -> bool {
        let view = self.view(job);
        let differs = |member: &Member| {
            member.sketch != showing.sketch
                && self.compare(showing, member).is_some_and(Evidence::is_contradicted)
        };
        if usize::try_from(view.ads).is_ok_and(|ads| ads <= COMPARED_MAX) {
            let mut members = self.jobs.ads(&self.ads, job).map(|slot| self.ads.at(slot));
            members.any(differs)
        } else {
            view.canonical.and_then(|ad_id| self.ad(ad_id)).is_some_and(differs)
        }
    }

    fn compare(&self, showing: &Showing, other: &Member) -> Option<Evidence> {
        self.similar.compare(&showing.sketch, &other.sketch, publishers(showing, other))
    }

    /// The ad stays in its own job though it matches no ad of it.
    fn stays(&self, slot: Option<Slot>, own: Vacancy, showing: &Showing) -> bool {
        if !self.has_others(slot, own.id) {
            return true;
        }
        let member = slot.map(|slot| self.ads.at(slot));
        if member.is_none_or(|member| member.signature != showing.signature) {
            return false;
        }
        let sketch = member.map(|member| &member.sketch).filter(|sketch| !Sketch::is_empty(sketch));
        if sketch == Some(&showing.sketch) {
            return true;
        }
        let others = self.jobs.ads(&self.ads, own.id).filter(|other| Some(*other) != slot);
        let mut others = others.map(|other| self.ads.at(other));
        !others.any(|other| self.compare(showing, other).is_some_and(Evidence::is_contradicted))
    }

    fn has_others(&self, slot: Option<Slot>, job: JobId) -> bool {
        self.jobs.ads(&self.ads, job).any(|other| Some(other) != slot)
    }
}

fn publishers(showing: &Showing, other: &Member) -> Publishers {
    if showing.account == other.account { Publishers::Same } else { Publishers::Different }
}

impl Found {
    /// The better a reason, the larger; of equal reasons the smaller id.
    fn weight(&self) -> (u8, u8, Reverse<AdId>) {
        let (kind, contained) = match self.by {
            By::Held => (2, 0),
            By::Key(_) => (1, 0),
            By::Similarity(evidence) => (0, evidence.contained_percent()),
        };
        (kind, contained, Reverse(self.ad_id))
    }

    fn told(&self, reposted: bool) -> Grouping {
        let (rule, features) = match self.by {
            By::Held => ("held", Vec::new()),
            By::Key(name) => (EXACT, vec![name.to_owned()]),
            By::Similarity(evidence) => (similar::RULE, evidence.features()),
        };
        Grouping { rule: rule.to_owned(), ad_id: Some(self.ad_id), features, reposted }
    }
}
