//! How well are ads grouped? Real ads, in the order of their publication,
//! through the whole step, against labels that were given by reading.
//!
//! The texts stand beside the repository; without them the tests say so.
//! Thresholds were chosen on one half of the pairs only; the figures below
//! are of the other half and of the whole (`docs/quality.md`).

use std::collections::BTreeMap;

use schemas::ad::Lifecycle;
use schemas::revision::RevisionKind;
use schemas::{Ad, AdId, EventId, JobId, Revision};

use schemas::PartnerName;

use super::super::Group;
use super::super::similar::corpus::{self, Pair};
use crate::copies::{Class, copy};
use crate::step::{Arrival, Outgoing, Step as _};

/// The job of each ad after all were shown.
pub(super) fn jobs(ads: &[&Ad]) -> BTreeMap<AdId, JobId> {
    let mut group = Group::default();
    let mut jobs = BTreeMap::new();
    let mut out = Vec::new();
    for ad in ads {
        let mut ad = (*ad).clone();
        ad.lifecycle = Lifecycle::Published;
        let now = ad.published_at.at;
        let event = Revision {
            event_id: EventId::derive(&[ad.ad_id.as_bytes()]),
            partner: ad.source.partner_id.clone(),
            ad_id: ad.ad_id,
            revision: 1,
            received_at: now,
            kind: RevisionKind::Upserted,
            ad: Some(Box::new(ad)),
            removal: None,
            correction: None,
        };
        group.decide(event, &Arrival { now, partition: 0, position: 0 }, &mut out);
        for outgoing in out.drain(..) {
            if let Outgoing::Change(change) = outgoing {
                jobs.insert(change.ad_id, change.job.id);
            }
        }
    }
    jobs
}

/// Pairs that are one job and were found, that are none and were found, that
/// are one job and were missed.
#[derive(Default, Clone, Copy, Debug)]
struct Score {
    right: u32,
    wrong: u32,
    missed: u32,
}

impl Score {
    fn count(&mut self, found: bool, same: bool) {
        match (found, same) {
            (true, true) => self.right += 1,
            (true, false) => self.wrong += 1,
            (false, true) => self.missed += 1,
            (false, false) => {}
        }
    }

    fn ratio(self, other: u32) -> f64 {
        f64::from(self.right) / f64::from((self.right + other).max(1))
    }
}

/// Scores of the tuning half, the reporting half, and the whole.
fn scores(name: &str, ads: &BTreeMap<String, Ad>, pairs: &[Pair]) -> [Score; 3] {
    let mut in_order: Vec<&Ad> = ads.values().collect();
    in_order.sort_by_key(|ad| (ad.published_at.at, ad.ad_id));
    let jobs = jobs(&in_order);
    let mut scores = [Score::default(); 3];
    for pair in pairs {
        let [left, right] = [0, 1].map(|side| jobs[&ads[&pair.ids[side]].ad_id]);
        for part in [usize::from(!pair.tuning), 2] {
            scores[part].count(left == right, pair.same);
        }
        if (left == right) != pair.same && pair.tuning {
            println!("{name} {:?} same={} {} [{}]", pair.ids, pair.same, pair.stratum, pair.reason);
        }
    }
    for (part, score) in ["tuning", "reporting", "whole"].iter().zip(scores) {
        let (precision, recall) = (score.ratio(score.wrong), score.ratio(score.missed));
        println!("{name} {part}: {score:?} P {precision:.3} R {recall:.3}");
    }
    let grouped = jobs.len() - jobs.values().collect::<std::collections::BTreeSet<_>>().len();
    println!("{name}: {grouped} of {} ads joined another", jobs.len());
    scores
}

/// Precision and recall of each part must not fall below these.
fn floor(scores: [Score; 3], floors: [(f64, f64); 3]) {
    for (score, (precision, recall)) in scores.into_iter().zip(floors) {
        let seen = (score.ratio(score.wrong), score.ratio(score.missed));
        assert!(
            seen.0 >= precision && seen.1 >= recall,
            "{seen:?} fell below {precision}, {recall}"
        );
    }
}

#[test]
fn polish_ads_of_eleven_boards() {
    let (Some(ads), Some(pairs)) = (corpus::polish(), corpus::pairs("pl-pairs.jsonl")) else {
        return;
    };
    floor(scores("pl", &ads, &pairs), [(0.99, 0.88), (0.90, 0.80), (0.94, 0.84)]);
}

#[test]
fn template_siblings_of_one_board() {
    let (Some(ads), Some(pairs)) = (corpus::english(), corpus::pairs("nhs-pairs.jsonl")) else {
        return;
    };
    floor(scores("nhs", &ads, &pairs), [(0.99, 0.96), (0.89, 0.84), (0.94, 0.90)]);
}

/// F1 of every ad and a copy of it at another board. A copy is right in the job of
/// its ad, wrong in another's, missed in one of its own.
fn copies(name: &str, ads: &BTreeMap<String, Ad>) -> f64 {
    let board = PartnerName::new("copying-board").unwrap();
    let ads: Vec<&Ad> = ads.values().collect();
    let made = ads.iter().enumerate().map(|(number, ad)| {
        let class = Class::ALL[number % Class::ALL.len()];
        (class, ad.ad_id, copy(ad, class, &board, &ads, 1))
    });
    let made: Vec<_> = made.collect();
    let mut in_order: Vec<&Ad> =
        ads.iter().copied().chain(made.iter().map(|made| &made.2)).collect();
    in_order.sort_by_key(|ad| (ad.published_at.at, ad.ad_id));
    let jobs = jobs(&in_order);
    let mut of_job: BTreeMap<JobId, Vec<AdId>> = BTreeMap::new();
    jobs.iter().for_each(|(ad_id, job)| of_job.entry(*job).or_default().push(*ad_id));
    let mut scores: BTreeMap<Class, Score> = BTreeMap::new();
    let mut whole = Score::default();
    for (class, of, copy) in &made {
        let job = jobs[&copy.ad_id];
        let score = scores.entry(*class).or_default();
        for score in [score, &mut whole] {
            if jobs[of] == job {
                score.right += 1;
            } else if of_job[&job].len() > 1 {
                score.wrong += 1;
                score.missed += 1;
            } else {
                score.missed += 1;
            }
        }
    }
    let mut last = 0.0;
    for (class, score) in
        scores.iter().map(|(class, score)| (class.as_str(), score)).chain([("whole", &whole)])
    {
        let (precision, recall) = (score.ratio(score.wrong), score.ratio(score.missed));
        let f1 = 2.0 * precision * recall / (precision + recall);
        println!("copies {name} {class}: {score:?} P {precision:.3} R {recall:.3} F1 {f1:.3}");
        last = f1;
    }
    last
}

#[test]
fn copies_at_another_board() {
    if let Some(ads) = corpus::polish() {
        assert!(copies("pl", &ads) >= 0.97);
    }
    if let Some(ads) = corpus::english() {
        assert!(copies("nhs", &ads) >= 0.965);
    }
    if let Some(ads) = corpus::swedish() {
        assert!(copies("sv", &ads) >= 0.95);
    }
    if let Some(ads) = corpus::norwegian() {
        assert!(copies("nb", &ads) >= 0.95);
    }
}
