//! Which job is an ad in, and why?

use std::cmp::Reverse;
use std::hint::black_box;

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

/// Jobs that an ad is like an ad of, and whose other ads are read. Who writes
/// a vague ad is like many that are not like each other.
const JOBS_MAX: usize = 32;

/// Younger jobs that an ad is like an ad of, and that may join its own.
const LINKED_JOBS_MAX: usize = 4;

/// An ad that repeats another shares so much of its text, in percent.
const REPEATED_PERCENT_MIN: u8 = 95;

/// Of a cache.
const LINE_BYTES: usize = 64;

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
    /// Another ad links its job to one that it may join. It must share a key with
    /// an ad of that, or say the same as all of them, at other sites than its
    /// own: who links two jobs may be vaguer than either.
    Linked,
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
        let (mut found, mut linked) = (held.found, Vec::new());
        if !is_held {
            (found, linked) = self.matches(slot, showing, how, &held.forbidden);
        }
        let own = member.and_then(|member| self.vacancy_of(member));
        let own = own.filter(|own| !held.forbidden_now.contains(&own.id));
        let stays = |own: &Vacancy| match how {
            Anew::ByRules | Anew::Linked => {
                (is_held && is_public) || self.stays(slot, *own, showing)
            }
            Anew::Divided => {
                is_held || found.is_empty() || self.view(own.id).canonical == Some(ad_id)
            }
            Anew::Released => !self.has_others(slot, own.id),
        };
        let own = own.filter(|_| is_public || found.is_empty()).filter(stays);
        let vacancy = found.iter().map(|found| found.vacancy).chain(own).min();
        linked.extend(found.iter().filter(|found| Some(found.vacancy) != vacancy));
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

    /// Ads that share a key, and those ads of the oldest job that say the same;
    /// and ads that say the same of a few younger ones, one of each.
    fn matches(
        &self,
        slot: Option<Slot>,
        showing: &Showing,
        how: Anew,
        forbidden: &FxHashSet<JobId>,
    ) -> (Vec<Found>, Vec<Found>) {
        let mut found = Vec::new();
        let of = |member: &Member, by: By| {
            Some(Found { vacancy: self.vacancy_of(member)?, ad_id: member.ad_id, by })
        };
        self.matcher.alike(slot, showing.account, &showing.signature, &mut |other, name| {
            found.extend(of(self.ads.at(other), By::Key(name)));
        });
        found.retain(|found| !forbidden.contains(&found.vacancy.id));
        if !self.rules.similar {
            return (found, Vec::new());
        }
        let mut alike: Vec<Found> = self
            .candidates(slot, showing)
            .into_iter()
            .filter_map(|member| {
                let publishers = publishers(showing, member);
                let evidence = self.similar.same(&showing.sketch, &member.sketch, publishers)?;
                if evidence.contained_percent() < self.rules.text_percent_min {
                    return None;
                }
                of(member, By::Similarity(evidence))
            })
            .collect();
        alike.retain(|found| !forbidden.contains(&found.vacancy.id));
        // The oldest job wins, so the others need not be read.
        alike.sort_by_key(|found| found.vacancy);
        let mut jobs = alike.chunk_by(|one, other| one.vacancy == other.vacancy).take(JOBS_MAX);
        let takes = |job: &&[Found]| {
            let id = job[0].vacancy.id;
            (how != Anew::Linked || self.is_like_all(showing, id)) && !self.contradicts(showing, id)
        };
        found.extend(jobs.find(takes).unwrap_or(&[]));
        (found, jobs.take(LINKED_JOBS_MAX).map(|job| job[0]).collect())
    }

    /// An ad of the same account, of which an operator said something, that
    /// says the same nearly word by word.
    pub(super) fn repeated(&self, ad_id: AdId, showing: &Showing) -> Option<AdId> {
        let repeats = |other: &&Member| {
            other.account == showing.account
                && !self.corrections.are_silent_on(other.ad_id)
                && self
                    .similar
                    .same(&showing.sketch, &other.sketch, Publishers::Same)
                    .is_some_and(|evidence| evidence.contained_percent() >= REPEATED_PERCENT_MIN)
        };
        let others = self.candidates(self.ads.slot(ad_id), showing).into_iter().filter(repeats);
        others.map(|other| other.ad_id).min()
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
        self.place(ad.ad_id, &showing, Anew::ByRules);
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

    /// An ad says the same as each public ad of a job, and none of them is of its
    /// account: one site advertises an opening once. Of a large job, the one
    /// that speaks for it.
    fn is_like_all(&self, showing: &Showing, job: JobId) -> bool {
        let view = self.view(job);
        let is_like = |member: &Member| {
            let publishers = publishers(showing, member);
            publishers == Publishers::Different
                && self.similar.same(&showing.sketch, &member.sketch, publishers).is_some()
        };
        if usize::try_from(view.ads).is_ok_and(|ads| ads <= COMPARED_MAX) {
            let mut members = self.jobs.ads(&self.ads, job).map(|slot| self.ads.at(slot));
            view.ads > 0 && members.all(is_like)
        } else {
            view.canonical.and_then(|ad_id| self.ad(ad_id)).is_some_and(is_like)
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
            By::Held => ("held", vec!["together".to_owned()]),
            By::Key(name) => (EXACT, vec![name.to_owned()]),
            By::Similarity(evidence) => (similar::RULE, evidence.features()),
        };
        Grouping { rule: rule.to_owned(), ad_id: Some(self.ad_id), features, reposted }
    }
}
