//! Which job is an ad in, and why?

use std::cmp::Reverse;

use rustc_hash::FxHashSet;
use schemas::change::Grouping;
use schemas::revision::Hold;
use schemas::{AdId, JobId};

use super::market::{Market, Showing, Vacancy};
use super::matching::Matcher;
use super::member::Member;
use super::similar::{self, Evidence, Publishers, Sketch};
use crate::by_ad::Slot;

/// Rule of equal keys, as [`super::matching`] has it.
const EXACT: &str = "exact-1";

/// Ads of a job that a new one is compared with.
const COMPARED_MAX: usize = 16;

/// An ad that repeats another shares so much of its text, in percent.
const REPEATED_PERCENT_MIN: u8 = 95;

/// Where an ad belongs.
pub(super) struct Placement {
    /// None when a job is to be minted.
    pub(super) vacancy: Option<Vacancy>,
    /// None when no other ad is the reason.
    pub(super) grouping: Option<Grouping>,
    /// Ads of other jobs that it matched, too: those of older jobs first.
    pub(super) linked: Vec<AdId>,
}

/// What an ad that is public rests on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Anew {
    /// It stays where it is as long as nothing speaks against it.
    ByRules,
    /// Its job was divided: it goes with those that it matches, unless it
    /// speaks for its job.
    Divided,
    /// What held it in its job was lifted: it stays only when the rules say so.
    Released,
}

/// What an operator's words mean for one ad.
#[derive(Default)]
struct Held {
    /// Jobs of ads that it is held apart from.
    forbidden: FxHashSet<JobId>,
    /// Those of them in which such an ad is public.
    forbidden_now: FxHashSet<JobId>,
    /// Ads that it is held together with.
    found: Vec<Found>,
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
    /// The oldest job of the ads that it matches, and of its own, unless its
    /// keys changed, or what it says now contradicts its job, and other ads
    /// stay in it. An ad that comes back joins whoever advertises its job now.
    /// An operator's word comes before all of it.
    pub(super) fn place(&self, ad_id: AdId, showing: &Showing, how: Anew) -> Placement {
        let slot = self.ads.slot(ad_id);
        let member = slot.map(|slot| self.ads.at(slot));
        let is_public = member.is_some_and(Member::is_public);
        let held = if how == Anew::Released { self.released(ad_id) } else { self.held(ad_id) };
        let is_held = !held.found.is_empty();
        let mut found = held.found;
        if !is_held {
            found = self.matches(slot, showing);
            found.retain(|found| !held.forbidden.contains(&found.vacancy.id));
        }
        let own = member.and_then(|member| self.vacancy_of(member));
        let own = own.filter(|own| !held.forbidden_now.contains(&own.id));
        let stays = |own: &Vacancy| match how {
            Anew::ByRules => (is_held && is_public) || self.stays(slot, *own, showing),
            Anew::Divided => {
                is_held || found.is_empty() || self.view(own.id).canonical == Some(ad_id)
            }
            Anew::Released => !self.has_others(slot, own.id),
        };
        let own = own.filter(|_| is_public || found.is_empty()).filter(stays);
        let vacancy = found.iter().map(|found| found.vacancy).chain(own).min();
        let mut linked: Vec<_> =
            found.iter().filter(|found| Some(found.vacancy) != vacancy).collect();
        linked.sort_unstable_by_key(|found| (found.vacancy, found.ad_id));
        let mut linked: Vec<AdId> = linked.into_iter().map(|found| found.ad_id).collect();
        linked.dedup();
        let grouping = vacancy.and_then(|vacancy| self.reason(slot, vacancy, &found));
        Placement { vacancy, grouping, linked }
    }

    /// Why the ad is in this job.
    fn reason(&self, slot: Option<Slot>, vacancy: Vacancy, found: &[Found]) -> Option<Grouping> {
        let reasons = found.iter().filter(|found| found.vacancy == vacancy);
        let reposted = self.jobs.ads(&self.ads, vacancy.id).next().is_none();
        match reasons.max_by_key(|found| found.weight()) {
            Some(found) => Some(found.told(reposted)),
            None if self.has_others(slot, vacancy.id) => Some(Grouping {
                rule: "kept".to_owned(),
                ad_id: None,
                features: Vec::new(),
                reposted: false,
            }),
            None => None,
        }
    }

    /// What operators said of an ad, and of those that are held together with
    /// it. Of these, public ones come before those that are gone.
    fn held(&self, ad_id: AdId) -> Held {
        let mut held = self.released(ad_id);
        if self.corrections.are_silent_on(ad_id) {
            return held;
        }
        let others = self.corrections.together(ad_id).into_iter().skip(1);
        let others: Vec<&Member> = others.filter_map(|other| self.ad(other)).collect();
        let is_public = |ad_id: AdId| self.ad(ad_id).is_some_and(Member::is_public);
        let any_public = is_public(ad_id) || others.iter().any(|other| other.is_public());
        for other in others {
            let Some(vacancy) = self.vacancy_of(other) else { continue };
            let counts = if other.is_public() {
                !held.forbidden_now.contains(&vacancy.id)
            } else {
                !any_public && !held.forbidden.contains(&vacancy.id)
            };
            if counts {
                held.found.push(Found { vacancy, ad_id: other.ad_id, by: By::Held });
            }
        }
        held
    }

    /// What operators said of an ad, but not what it is held together with.
    fn released(&self, ad_id: AdId) -> Held {
        let mut held = Held::default();
        if self.corrections.are_silent_on(ad_id) {
            return held;
        }
        for one in self.corrections.together(ad_id) {
            let apart = self.corrections.of(one).filter(|(_, hold)| *hold == Hold::Apart);
            for other in apart.flat_map(|(other, _)| self.corrections.together(other)) {
                let Some(member) = self.ad(other) else { continue };
                let Some(vacancy) = self.vacancy_of(member) else { continue };
                held.forbidden.insert(vacancy.id);
                if member.is_public() {
                    held.forbidden_now.insert(vacancy.id);
                }
            }
        }
        held
    }

    /// Ads that share a key, and ads that say the same.
    fn matches(&self, slot: Option<Slot>, showing: &Showing) -> Vec<Found> {
        let mut found = Vec::new();
        let of = |member: &Member, by: By| {
            Some(Found { vacancy: self.vacancy_of(member)?, ad_id: member.ad_id, by })
        };
        self.matcher.alike(slot, showing.account, &showing.signature, &mut |other, name| {
            found.extend(of(self.ads.at(other), By::Key(name)));
        });
        if !self.rules.similar {
            return found;
        }
        for other in self.similar.candidates(&showing.sketch, slot, &self.ads) {
            let member = self.ads.at(other);
            if let Some(evidence) = self.same_as(showing, member)
                && evidence.contained_percent() >= self.rules.text_percent_min
            {
                found.extend(of(member, By::Similarity(evidence)));
            }
        }
        found
    }

    /// An ad of the same account, of which an operator said something, that
    /// says the same nearly word by word.
    pub(super) fn repeated(&self, ad_id: AdId, showing: &Showing) -> Option<AdId> {
        let slot = self.ads.slot(ad_id);
        let others = self.similar.candidates(&showing.sketch, slot, &self.ads).into_iter();
        let others = others.map(|other| self.ads.at(other)).filter(|other| {
            other.account == showing.account
                && !self.corrections.are_silent_on(other.ad_id)
                && self
                    .similar
                    .same(&showing.sketch, &other.sketch, Publishers::Same)
                    .is_some_and(|evidence| evidence.contained_percent() >= REPEATED_PERCENT_MIN)
        });
        others.map(|other| other.ad_id).min()
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
            By::Held => ("held", vec!["together".to_owned()]),
            By::Key(name) => (EXACT, vec![name.to_owned()]),
            By::Similarity(evidence) => (similar::RULE, evidence.features()),
        };
        Grouping { rule: rule.to_owned(), ad_id: Some(self.ad_id), features, reposted }
    }
}
