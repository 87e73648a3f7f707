//! Occupation codes in the lists that a partner did not use: translated from
//! its own codes, or by the words of the title where none can be translated.
//!
//! What a partner gave is never translated into a list that it used itself.
//! The answers by the title are the likeliest five or fewer, the surest first;
//! none where nothing speaks for any.

mod category;
mod codes;
mod context;
mod given;
mod names;
mod similar;
mod title;

use schemas::ad::{Ad, Occupation, OccupationScheme, Origin};

use self::codes::{CODES, Sure, add};
use super::note;
use super::reading::Reading;

/// A name of the taxonomy's is a little less sure than the group it is in.
const BY_NAME: f64 = 0.9;
/// Below this an answer is not worth its bytes.
const CONFIDENCE_MIN: f64 = 0.02;

/// Adds the codes that the partner's own codes or the title say.
pub(super) fn find(ad: &mut Ad) {
    given::translate(ad);
    let coded = |one: &Occupation| {
        matches!(one.scheme, OccupationScheme::Ssyk2012 | OccupationScheme::Isco08)
    };
    if !ad.occupation.iter().any(coded) {
        from_title(ad);
    }
}

/// Adds the likeliest codes by the words of the title.
fn from_title(ad: &mut Ad) {
    let Some(reading) = Reading::of(ad) else { return };
    let answers = title::answers(ad, &reading);
    let mut lists = Lists::default();
    for answer in answers.iter().filter(|answer| answer.confidence >= CONFIDENCE_MIN) {
        let (meaning, sure) = (answer.meaning, answer.confidence);
        lists.ssyk.push((meaning.ssyk, sure));
        match lists.isco.iter_mut().find(|(code, _)| *code == meaning.isco) {
            Some((_, confidence)) => *confidence += sure,
            None => lists.isco.push((meaning.isco, sure)),
        }
        if let Some(concept) = meaning.concept {
            lists.concepts.push((concept, sure * BY_NAME));
        } else if let Some((group, _)) = CODES.ssyk.get(meaning.ssyk) {
            lists.concepts.push((group, sure));
        }
    }
    if let Some(first) = answers.first()
        && let Some((start, end)) = first.at
    {
        let path = format!("/occupation/{}", ad.occupation.len());
        let span = reading.span(title::PART, start, end);
        note::found_at(ad, &path, note::confidence(first.confidence), span);
    }
    lists.append(ad);
}

/// Codes of each list, the surest first.
#[derive(Default)]
struct Lists {
    ssyk: Vec<Sure<'static>>,
    isco: Vec<Sure<'static>>,
    concepts: Vec<Sure<'static>>,
}

impl Lists {
    fn append(&self, ad: &mut Ad) {
        let ssyk = |code: &str| CODES.ssyk.get(code).map(|(_, name)| (*name).to_owned());
        let isco = |code: &str| CODES.isco.get(code).map(|name| (*name).to_owned());
        let esco = esco(&self.concepts, &self.isco);
        append(ad, OccupationScheme::Ssyk2012, &self.ssyk, ssyk);
        append(ad, OccupationScheme::Isco08, &self.isco, isco);
        append(ad, OccupationScheme::AfConcept, &self.concepts, codes::concept_name);
        append(ad, OccupationScheme::Esco, &esco, codes::esco_name);
    }
}

/// ESCO: the occupation that a concept stands for where the taxonomy says so,
/// and the group of ISCO-08, which ESCO has under an address of its own.
fn esco(concepts: &[Sure<'_>], isco: &[Sure<'_>]) -> Vec<(String, f64)> {
    let mut found: Vec<(String, f64)> = Vec::new();
    for (concept, confidence) in concepts {
        for (relation, uri) in CODES.esco.get(concept).map_or(&[][..], Vec::as_slice) {
            // An occupation that is wider or narrower is another occupation.
            if matches!(*relation, "exact" | "close") {
                add(&mut found, ((*uri).to_owned(), *confidence));
            }
        }
    }
    for (code, confidence) in isco {
        add(&mut found, (codes::esco_group(code), *confidence));
    }
    found
}

/// Appends the codes of a list that the partner did not use itself.
fn append<C: AsRef<str>>(
    ad: &mut Ad,
    scheme: OccupationScheme,
    codes: &[(C, f64)],
    name: impl Fn(&str) -> Option<String>,
) {
    if ad.occupation.iter().any(|one| one.scheme == scheme) {
        return;
    }
    for (code, confidence) in codes {
        ad.occupation.push(Occupation {
            scheme,
            code: code.as_ref().to_owned(),
            label: name(code.as_ref()),
            origin: Origin::Enriched,
            confidence: note::confidence(*confidence),
        });
    }
}

#[cfg(test)]
mod tests;
