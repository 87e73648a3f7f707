//! Translating a partner's codes: SSYK 2012 from concepts, ISCO-08 from SSYK or
//! STYRK-08, and back; concepts of groups from SSYK.
//!
//! Where one code has several translations the confidence is shared among
//! them; of more than [`TRANSLATIONS_MAX`] only the equal code is given.

use schemas::ad::{Ad, Occupation, OccupationScheme, Origin, Severity};

use super::codes::{CODES, Sure, add, concept_name};
use super::{Lists, note};

/// Most translations of one code that are all worth giving.
const TRANSLATIONS_MAX: usize = 3;
/// A concept belongs to exactly one SSYK group.
const BY_CONCEPT: f64 = 0.98;
/// The two lists cut the world of work alike, but not the same.
const BY_LIST: f64 = 0.95;
/// What replaced a concept is not the concept.
const BY_REPLACEMENT: f64 = 0.95;

/// Adds the codes that the partner's own codes translate to.
pub(super) fn translate(ad: &mut Ad) {
    if ad.occupation.is_empty() {
        return;
    }
    bring_up_to_date(ad);
    let given = |scheme| given_codes(&ad.occupation, scheme);
    let known = |scheme| {
        let mut known: Vec<Sure<'static>> = Vec::new();
        for code in given(scheme) {
            let code = match scheme {
                OccupationScheme::Ssyk2012 => {
                    CODES.ssyk.get_key_value(code.as_str()).map(|(code, _)| *code)
                }
                // STYRK-08 has the codes of ISCO-08 where it has not its own.
                _ => CODES.isco.get_key_value(code.as_str()).map(|(code, _)| *code),
            };
            if let Some(code) = code {
                add(&mut known, (code, 1.0));
            }
        }
        known
    };
    let mut ssyk = known(OccupationScheme::Ssyk2012);
    let mut isco = known(OccupationScheme::Isco08);
    for (concept, sure) in concepts(&ad.occupation) {
        if let Some(code) = CODES.group_of(concept) {
            add(&mut ssyk, (code, sure * BY_CONCEPT));
        }
    }
    for (code, confidence) in known(OccupationScheme::Styrk08) {
        add(&mut isco, (code, confidence * BY_LIST));
    }
    if isco.is_empty() {
        walk(&ssyk, |code| CODES.isco_of_ssyk.get(code), &mut isco);
    } else if ssyk.is_empty() {
        walk(&isco, |code| CODES.ssyk_of_isco.get(code), &mut ssyk);
    }
    let group = |(code, sure): &Sure<'static>| Some((CODES.ssyk.get(code)?.0, sure * BY_CONCEPT));
    let concepts = ssyk.iter().filter_map(group).collect();
    Lists { ssyk, isco, concepts }.append(ad);
}

/// Notes concepts of the partner's that others replaced, and adds those.
fn bring_up_to_date(ad: &mut Ad) {
    let mut present = Vec::new();
    for (index, one) in ad.occupation.iter().enumerate() {
        let code = one.code.trim();
        if one.scheme != OccupationScheme::AfConcept
            || one.origin != Origin::Source
            || CODES.group_of(code).is_some()
        {
            continue;
        }
        let ends = CODES.present(code);
        if !ends.is_empty() {
            present.push((index, ends));
        }
    }
    for (index, ends) in present {
        let path = format!("/occupation/{index}/code");
        note::noticed(ad, "occupation_code_outdated", &path, Severity::Info);
        for end in &ends {
            if ad.occupation.iter().any(|one| one.code == *end) {
                continue;
            }
            ad.occupation.push(Occupation {
                scheme: OccupationScheme::AfConcept,
                code: (*end).to_owned(),
                label: concept_name(end),
                origin: Origin::Enriched,
                confidence: note::confidence(share(ends.len()) * BY_REPLACEMENT),
            });
        }
    }
}

fn share(among: usize) -> f64 {
    1.0 / f64::from(u32::try_from(among).unwrap_or(u32::MAX))
}

/// The partner's concepts as they are today, each with its share.
fn concepts(occupation: &[Occupation]) -> Vec<Sure<'static>> {
    let mut concepts = Vec::new();
    for code in given_codes(occupation, OccupationScheme::AfConcept) {
        let present = CODES.present(&code);
        let replaced = present.first().is_some_and(|id| *id != code);
        let sure = share(present.len()) * if replaced { BY_REPLACEMENT } else { 1.0 };
        for id in present {
            add(&mut concepts, (id, sure));
        }
    }
    concepts
}

/// Codes of a list as the partner gave them, digits only for numeric lists.
fn given_codes(occupation: &[Occupation], scheme: OccupationScheme) -> Vec<String> {
    occupation
        .iter()
        .filter(|one| one.scheme == scheme && one.origin == Origin::Source)
        // `C2512` and `2512.1` are written for ISCO and STYRK.
        .map(|one| match scheme {
            OccupationScheme::AfConcept => one.code.trim().to_owned(),
            _ => one.code.trim().trim_start_matches('C').chars().take(4).collect(),
        })
        .collect()
}

fn walk(
    from: &[Sure<'static>],
    next: impl Fn(&str) -> Option<&'static Vec<&'static str>>,
    to: &mut Vec<Sure<'static>>,
) {
    for (code, confidence) in from {
        let translations = next(code).map_or(&[][..], Vec::as_slice);
        let share = share(translations.len().max(1));
        for translation in translations {
            // Both lists descend from ISCO: equal codes are the likeliest.
            if translations.len() <= TRANSLATIONS_MAX || translation == code {
                add(to, (*translation, confidence * BY_LIST * share));
            }
        }
    }
}
