//! Which job is an ad in, and why?

use std::cmp::Reverse;

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
            found = self.matches(slot, showing);
            found.retain(|found| !forbidden.contains(&found.vacancy.id));
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

    /// Ads that share a key, and ads that say the same.
    fn matches(&self, slot: Option<Slot>, showing: &Showing) -> Vec<Found> {
        let mut found = Vec::new();
        let of = |member: &Member, by: By| {
            Some(Found { vacancy: vacancy_of(member)?, ad_id: member.ad_id, by })
        };
        self.matcher.alike(slot, showing.account, &showing.signature, &mut |other, name| {
            found.extend(of(self.ads.at(other), By::Key(name)));
        });
        for other in self.similar.candidates(&showing.sketch, slot, &self.ads) {
            let member = self.ads.at(other);
            if let Some(evidence) = self.same_as(showing, member) {
                found.extend(of(member, By::Similarity(evidence)));
            }
        }
        found
    }

    /// How many ads an ad like this one would be compared with.
    #[cfg(test)]
    pub(super) fn compared_with(&self, ad: &schemas::Ad) -> usize {
        self.similar.candidates(&Sketch::of(ad), None, &self.ads).len()
    }

    /// Compares an ad with another, and with the other ads of its job: what is
    /// alike one by one need not be alike in a row. Of a large job, with the
    /// one that speaks for it.
    fn same_as(&self, showing: &Showing, other: &Member) -> Option<Evidence> {
        let publishers = publishers(showing, other);
        let evidence = self.similar.same(&showing.sketch, &other.sketch, publishers)?;
        let job = other.job?;
        let view = self.view(job);
        let differs = |member: &Member| {
            member.ad_id != other.ad_id
                && member.sketch != showing.sketch
                && self.compare(showing, member).is_some_and(Evidence::is_contradicted)
        };
        let differs = if usize::try_from(view.ads).is_ok_and(|ads| ads <= COMPARED_MAX) {
            let mut members = self.jobs.ads(&self.ads, job).map(|slot| self.ads.at(slot));
            members.any(differs)
        } else {
            view.canonical.and_then(|ad_id| self.ad(ad_id)).is_some_and(differs)
        };
        (!differs).then_some(evidence)
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
