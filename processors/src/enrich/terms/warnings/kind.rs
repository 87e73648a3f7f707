//! A talent pool, a course, a business to buy.

use schemas::ad::{Ad, Severity};

use super::super::{Terms, Topic};
use crate::enrich::note;
use crate::enrich::reading::Part;

const POOL_PATH: &str = "/flags/talent_pool";
/// What the hits of `not_job` must weigh together.
const NOT_JOB_MIN: u32 = 3;

pub(super) fn find(ad: &mut Ad, terms: &Terms) {
    talent_pool(ad, terms);
    let mut seen: Vec<(usize, usize)> = Vec::new();
    let weight: u32 = terms
        .of_topic(Topic::NotJob)
        .filter(|hit| !terms.is_denied(hit))
        .map(|hit| {
            // The same words again say nothing new.
            let words = (terms.words(hit).len(), usize::from(hit.value == "strong"));
            if seen.contains(&words) {
                return 0;
            }
            seen.push(words);
            let place = if hit.part == Part::Title { 2 } else { 1 };
            place * if hit.value == "strong" { 2 } else { 1 }
        })
        .sum();
    if weight >= NOT_JOB_MIN {
        note::noticed(ad, "not_a_job", &terms.reading.path(Part::Body), Severity::Warning);
    }
}

/// The title says it, or the text says it again and again.
fn talent_pool(ad: &mut Ad, terms: &Terms) {
    if ad.flags.talent_pool || note::is_ours(ad, POOL_PATH) {
        return;
    }
    let said: Vec<_> =
        terms.of_topic(Topic::TalentPool).filter(|hit| !terms.is_denied(hit)).collect();
    let title = said.iter().find(|hit| hit.part == Part::Title);
    let Some(hit) = title.or(said.get(2)) else { return };
    ad.flags.talent_pool = true;
    let span = terms.reading.span(hit.part, hit.start, hit.end);
    note::found_at(ad, POOL_PATH, if title.is_some() { 0.9 } else { 0.7 }, span);
}
