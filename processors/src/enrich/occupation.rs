//! Occupation codes in the lists that a partner did not use: SSYK 2012 from
//! JobTech concepts, ISCO-08 from SSYK or STYRK-08, and back; and from the
//! title, where the partner gave no code that can be translated.
//!
//! What a partner gave is never translated into a list that it used itself.
//! Where one code has several translations the confidence is shared among them;
//! of more than [`TRANSLATIONS_MAX`] only the equal code is given.

mod title;

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use schemas::ad::{Ad, Occupation, OccupationScheme, Origin};

use super::note;
use super::reading::Reading;
use super::reference::rows;

/// Most translations of one code that are all worth giving.
const TRANSLATIONS_MAX: usize = 3;
/// A concept belongs to exactly one SSYK group.
const BY_CONCEPT: f64 = 0.98;
/// The two lists cut the world of work alike, but not the same.
const BY_LIST: f64 = 0.95;

/// A code and how sure it is.
type Sure = (&'static str, f64);

struct Tables {
    ssyk_of_concept: FxHashMap<&'static str, &'static str>,
    isco_of_ssyk: FxHashMap<&'static str, Vec<&'static str>>,
    ssyk_of_isco: FxHashMap<&'static str, Vec<&'static str>>,
    ssyk: FxHashMap<&'static str, &'static str>,
    isco: FxHashMap<&'static str, &'static str>,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let pairs = |table| rows(table).map(|[code, name]| (code, name));
    let mut isco_of_ssyk = FxHashMap::<_, Vec<_>>::default();
    let mut ssyk_of_isco = FxHashMap::<_, Vec<_>>::default();
    for [ssyk, isco] in rows(include_str!("../../reference/ssyk-isco.tsv")) {
        isco_of_ssyk.entry(ssyk).or_default().push(isco);
        ssyk_of_isco.entry(isco).or_default().push(ssyk);
    }
    Tables {
        ssyk_of_concept: pairs(include_str!("../../reference/af-concept-ssyk.tsv")).collect(),
        isco_of_ssyk,
        ssyk_of_isco,
        ssyk: pairs(include_str!("../../reference/ssyk.tsv")).collect(),
        isco: pairs(include_str!("../../reference/isco.tsv")).collect(),
    }
});

/// Adds the codes that the partner's own codes translate to.
pub(super) fn find(ad: &mut Ad) {
    translated(ad);
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
    let (mut ssyk, mut isco) = (Vec::new(), Vec::<Sure>::new());
    for answer in &answers {
        ssyk.push((answer.meaning.ssyk, answer.confidence));
        match isco.iter_mut().find(|(code, _)| *code == answer.meaning.isco) {
            Some((_, confidence)) => *confidence += answer.confidence,
            None => isco.push((answer.meaning.isco, answer.confidence)),
        }
    }
    if let Some(first) = answers.first()
        && let Some((start, end)) = first.at
    {
        let path = format!("/occupation/{}", ad.occupation.len());
        let span = reading.span(title::PART, start, end);
        note::found_at(ad, &path, note::confidence(first.confidence), span);
    }
    append(ad, OccupationScheme::Ssyk2012, &ssyk, &TABLES.ssyk);
    append(ad, OccupationScheme::Isco08, &isco, &TABLES.isco);
}

fn translated(ad: &mut Ad) {
    if ad.occupation.is_empty() {
        return;
    }
    let tables = &*TABLES;
    let given = |scheme| given_codes(&ad.occupation, scheme);
    let by_ssyk = known(&given(OccupationScheme::Ssyk2012), &tables.ssyk);
    let by_isco = known(&given(OccupationScheme::Isco08), &tables.isco);
    // STYRK-08 has the codes of ISCO-08 where it has not its own.
    let by_styrk = known(&given(OccupationScheme::Styrk08), &tables.isco);

    let mut ssyk: Vec<Sure> = by_ssyk;
    for concept in given(OccupationScheme::AfConcept) {
        if let Some(code) = tables.ssyk_of_concept.get(concept.as_str()) {
            add(&mut ssyk, (code, BY_CONCEPT));
        }
    }
    let mut isco: Vec<Sure> = by_isco;
    for (code, confidence) in by_styrk {
        add(&mut isco, (code, confidence * BY_LIST));
    }
    if isco.is_empty() {
        translate(&ssyk, &tables.isco_of_ssyk, &mut isco);
    } else if ssyk.is_empty() {
        translate(&isco, &tables.ssyk_of_isco, &mut ssyk);
    }
    append(ad, OccupationScheme::Ssyk2012, &ssyk, &tables.ssyk);
    append(ad, OccupationScheme::Isco08, &isco, &tables.isco);
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

/// Those codes that the list has.
fn known(codes: &[String], list: &FxHashMap<&'static str, &'static str>) -> Vec<Sure> {
    let mut known = Vec::new();
    for code in codes {
        if let Some((code, _)) = list.get_key_value(code.as_str()) {
            add(&mut known, (code, 1.0));
        }
    }
    known
}

fn translate(from: &[Sure], walk: &FxHashMap<&'static str, Vec<&'static str>>, to: &mut Vec<Sure>) {
    for (code, confidence) in from {
        let translations = walk.get(code).map_or(&[][..], Vec::as_slice);
        let share = 1.0 / f64::from(u32::try_from(translations.len()).unwrap_or(u32::MAX));
        for translation in translations {
            // Both lists descend from ISCO: equal codes are the likeliest.
            if translations.len() <= TRANSLATIONS_MAX || translation == code {
                add(to, (translation, confidence * BY_LIST * share));
            }
        }
    }
}

/// Adds a code once, with the larger confidence.
fn add(codes: &mut Vec<Sure>, (code, confidence): Sure) {
    match codes.iter_mut().find(|(known, _)| *known == code) {
        Some((_, known)) => *known = known.max(confidence),
        None => codes.push((code, confidence)),
    }
}

/// Appends the codes of a list that the partner did not use itself.
fn append(
    ad: &mut Ad,
    scheme: OccupationScheme,
    codes: &[Sure],
    names: &FxHashMap<&'static str, &'static str>,
) {
    if ad.occupation.iter().any(|one| one.scheme == scheme) {
        return;
    }
    for (code, confidence) in codes {
        ad.occupation.push(Occupation {
            scheme,
            code: (*code).to_owned(),
            label: names.get(code).map(|name| (*name).to_owned()),
            origin: Origin::Enriched,
            confidence: note::confidence(*confidence),
        });
    }
}

#[cfg(test)]
mod tests {
    use schemas::ad::{Occupation, OccupationScheme, Origin};

    use crate::enrich::tests::{bare_ad, enriched};

    #[track_caller]
    fn check(given: &[(OccupationScheme, &str)], wanted: &[&str]) {
        // Says nothing of what the work is: all that is found is from codes.
        assert_eq!(found("Ledig tjänst", given), wanted);
    }

    #[track_caller]
    fn found(title: &str, given: &[(OccupationScheme, &str)]) -> Vec<String> {
        let mut ad = bare_ad();
        title.clone_into(&mut ad.texts[0].title);
        ad.occupation = given
            .iter()
            .map(|(scheme, code)| Occupation {
                scheme: *scheme,
                code: (*code).to_owned(),
                label: None,
                origin: Origin::Source,
                confidence: 1.0,
            })
            .collect();
        enriched(&ad)
            .occupation
            .iter()
            .skip(given.len())
            .map(|one| {
                assert_eq!(one.origin, Origin::Enriched);
                assert!(one.label.is_some());
                format!("{:?} {} {}", one.scheme, one.code, one.confidence)
            })
            .collect()
    }

    use OccupationScheme::{AfConcept, Isco08, Onet, Ssyk2012, Styrk08};

    #[test]
    fn ssyk_becomes_isco() {
        check(&[(Ssyk2012, "7114")], &["Isco08 7119 0.95"]);
    }

    #[test]
    fn concepts_become_ssyk_and_isco() {
        // Group "Mjukvaru- och systemutvecklare m.fl."
        check(&[(AfConcept, "DJh5_yyF_hEM")], &["Ssyk2012 2512 0.98", "Isco08 2512 0.19"]);
        // Occupation "Psykiatrisjuksköterska"
        check(&[(AfConcept, "UVrW_krj_vk8")], &["Ssyk2012 2225 0.98", "Isco08 2221 0.93"]);
    }

    #[test]
    fn styrk_becomes_isco_and_ssyk() {
        check(&[(Styrk08, "2512")], &["Ssyk2012 2512 0.9", "Isco08 2512 0.95"]);
        check(&[(Styrk08, "7113")], &["Ssyk2012 8116 0.9", "Isco08 7113 0.95"]);
    }

    #[test]
    fn a_list_that_the_partner_used_is_not_added_to() {
        check(&[(Ssyk2012, "2225"), (AfConcept, "DJh5_yyF_hEM"), (Isco08, "1111")], &[]);
    }

    /// An unknown code of SSYK is the partner's word all the same; an unknown
    /// concept says nothing, and the title is read.
    #[test]
    fn a_telling_title_adds_nothing_to_a_list_that_the_partner_used() {
        let ssyk = |codes: &[String]| codes.iter().any(|code| code.starts_with("Ssyk2012 7212 "));
        assert!(ssyk(&found("Svetsare", &[])));
        assert!(ssyk(&found("Svetsare", &[(AfConcept, "no")])));
        assert_eq!(found("Svetsare", &[(Ssyk2012, "0000")]), Vec::<String>::new());
    }

    #[test]
    fn unknown_codes_are_carried() {
        check(&[(Ssyk2012, "0000"), (AfConcept, "no"), (Onet, "15-1252.00")], &[]);
        check(&[], &[]);
    }
}
