//! Education that is asked for, by its level.

use super::super::{Hit, Terms, Topic};
use super::{Asked, add, must};
use crate::enrich::reading::Part;

/// Words that are other things too: they need a word of education beside them.
const LOOSE: &[&str] = &[
    "studium",
    "bachelor",
    "bachelors",
    "bachelor's",
    "master's",
    "magister",
    "vocational",
    "degree",
    "videregående",
    "wyższe",
    "wyższego",
    "średnie",
    "zawodowe",
    "matura",
    "cap/bep",
    "fagskole",
    "hbo",
    "mbo",
    "havo",
    "vwo",
    "vmbo",
    "amk",
    "civilingenjör",
    "sivilingeniør",
    "civilingeniør",
    "high school",
    "high-school",
    "universitet",
    "högskola",
    "høgskole",
    "høyskole",
    "gymnasie",
    "gymnasieskola",
    "gymnasial",
    "yh",
    "yrkeshögskola",
    "msc",
    "bsc",
    "mba",
    "nvq",
    "btec",
    "dut",
    "bts",
    "abitur",
    "lukio",
    "socionom",
    "civilekonom",
    "siviløkonom",
    "secondary school",
    "technikum",
    "universitair",
    "berufsausbildung",
    "postgraduate",
    "maisteri",
    "inżynier",
    "ingeniería",
    "fagbrev",
    "cand.",
    "högskole-",
    "universitets-",
    "videregående skole",
];
/// Words of education.
const WORDS: &[&str] = &[
    "utbildning",
    "utbildad",
    "examen",
    "utdanning",
    "grad",
    "degree",
    "education",
    "educated",
    "qualif",
    "wykształcenie",
    "uddannelse",
    "abschluss",
    "abgeschlossen",
    "krav",
    "kvalifik",
    "tutkinto",
    "diploma",
    "diplom",
    "studie",
    "studia",
    "required",
    "requirement",
    "minimum",
    "minst",
    "niveau",
    "werk- en denkniveau",
    "nivå",
    "kompetens",
    "behörig",
    "fullført",
    "formación",
    "titulación",
    "formation",
    "koulutus",
    "opleiding",
    "equivalent",
    "motsvarande",
    "tilsvarende",
    "vergleichbar",
];
/// Words of a sentence that tells of the employer, a course or a pupil.
const OTHER: &[&str] = &[
    "vi utbildar",
    "we offer apprentice",
    "pupils",
    "elever",
    "our students",
    "våra studenter",
    "undervisning",
    "university hospital",
    "teaching hospital",
    "higher education institution",
    "betald utbildning",
    "i samarbete med",
    "in cooperation with",
    "dofinansowanie",
    "angeboten",
    "you will gain",
    "opportunity to study",
    "möglichkeit zum studium",
    "undervisa",
];

pub(super) fn asked(terms: &Terms) -> Vec<Asked<'_>> {
    let mut list = Vec::new();
    for hit in terms.of_topic(Topic::Education) {
        if !is_asked(terms, hit) {
            continue;
        }
        let Some(must) = must::is_must(terms, hit) else { continue };
        let (scheme, code) = (Some("adhub-education"), Some(hit.value));
        add(&mut list, Asked { hit, scheme, code, level: Some(hit.value.to_owned()), must });
    }
    list
}

/// Names of departments and what the employer teaches are no demand.
fn is_asked(terms: &Terms, hit: &Hit) -> bool {
    if hit.part == Part::Title {
        return false;
    }
    let text = terms.text(hit.part);
    let (from, to) = terms.sentence(hit, 120);
    if OTHER.iter().any(|other| text[from..to].contains(other)) {
        return false;
    }
    let word = terms.words(hit);
    // `A high degree of engagement`
    if word == "degree" && text[hit.end..].starts_with(" of ") {
        return false;
    }
    let beside = [&text[from..hit.start], &text[hit.end..to]];
    !LOOSE.contains(&word)
        || WORDS.iter().any(|one| beside.iter().any(|part| part.contains(one)))
        || terms.near(Topic::Must, hit, 60, 60)
        || must::heading(terms, hit).is_some()
}
