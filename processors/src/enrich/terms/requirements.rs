//! Licences, languages, education and experience that an ad asks for, and
//! whether they must be there.
//!
//! A list that the partner filled is left alone.

mod classes;
mod education;
mod experience;
mod language;
mod licence;
mod must;

use schemas::ad::{Ad, Requirement};

use super::{Hit, Terms};
use crate::enrich::note;

/// Most requirements of a kind.
const MOST: usize = 12;

/// Something that is asked for, and the words that say so.
struct Asked<'a> {
    hit: &'a Hit,
    scheme: Option<&'static str>,
    code: Option<&'static str>,
    level: Option<String>,
    must: bool,
}

pub(super) fn find(ad: &mut Ad, terms: &Terms) {
    if ad.requirements.licences.is_empty() {
        let asked = licence::asked(terms);
        ad.requirements.licences = told(ad, terms, "licences", &asked);
    }
    if ad.requirements.languages.is_empty() {
        let asked = language::asked(ad, terms);
        ad.requirements.languages = told(ad, terms, "languages", &asked);
    }
    if ad.requirements.education.is_empty() {
        let asked = education::asked(terms);
        ad.requirements.education = told(ad, terms, "education", &asked);
    }
    if ad.requirements.experience.is_empty() {
        let asked = experience::asked(terms);
        ad.requirements.experience = told(ad, terms, "experience", &asked);
    }
}

/// Adds what is asked for; each code once, and a must wins over a may.
fn add<'a>(list: &mut Vec<Asked<'a>>, asked: Asked<'a>) {
    let same = |known: &&mut Asked<'_>| match asked.code {
        Some(code) => known.code == Some(code),
        None => known.level == asked.level,
    };
    if let Some(known) = list.iter_mut().find(same) {
        known.must |= asked.must;
        known.level = known.level.take().or(asked.level);
    } else if list.len() < MOST {
        list.push(asked);
    }
}

fn told(ad: &mut Ad, terms: &Terms, list: &str, asked: &[Asked<'_>]) -> Vec<Requirement> {
    let mut requirements = Vec::with_capacity(asked.len());
    for (index, one) in asked.iter().enumerate() {
        let hit = one.hit;
        let span = terms.reading.span(hit.part, hit.start, hit.end);
        note::found_at(ad, &format!("/requirements/{list}/{index}"), 0.85, span);
        requirements.push(Requirement {
            label: terms.written(ad, hit.part, hit.start, hit.end),
            scheme: one.scheme.map(str::to_owned),
            code: one.code.map(str::to_owned),
            concept_id: None,
            level: one.level.clone(),
            must: one.must,
            weight: None,
        });
    }
    requirements
}
