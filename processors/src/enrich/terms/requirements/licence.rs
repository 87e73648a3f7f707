//! Licences: to drive, to lift, to nurse, to teach, to know secrets.

use super::super::{Hit, Terms, Topic};
use super::{Asked, add, classes, must};
use crate::enrich::reading::Part;

pub(super) fn asked(terms: &Terms) -> Vec<Asked<'_>> {
    let mut list = Vec::new();
    for hit in terms.of_topic(Topic::Licence) {
        if !is_licence(terms, hit) {
            continue;
        }
        let Some(must) = must::is_must(terms, hit) else { continue };
        for code in codes(terms, hit) {
            let driving = code.len() <= 3 && !matches!(code, "YKB" | "ADR");
            let scheme = if driving { "driving-licence" } else { "adhub-licence" };
            let (scheme, code) = (Some(scheme), Some(code));
            add(&mut list, Asked { hit, scheme, code, level: None, must });
        }
    }
    list
}

/// The codes that a phrase stands for; of a driving licence its classes, and B
/// where none is said.
fn codes(terms: &Terms, hit: &Hit) -> Vec<&'static str> {
    if hit.value != "driving" {
        return vec![hit.value];
    }
    let word = terms.words(hit);
    if word.contains('-') && !word.contains('ü') {
        // `ce-behörighet`, `c-kort`
        let class = classes::after(word, 0);
        if !class.is_empty() {
            return class;
        }
    }
    let text = terms.text(hit.part);
    let mut found = classes::before(text, hit.start);
    for code in classes::after(text, hit.end) {
        if !found.contains(&code) {
            found.push(code);
        }
    }
    if found.is_empty() && !matches!(word, "permis" | "carnet" | "carné") {
        found.push("B");
    }
    found
}

fn is_licence(terms: &Terms, hit: &Hit) -> bool {
    let word = terms.words(hit);
    let text = terms.text(hit.part);
    let (from, to) = terms.sentence(hit, 60);
    let around = &text[from..to];
    // What one learns or gets with the work is not asked for.
    let given = [
        "ta körkort",
        "tar körkort",
        "övningskör",
        "körkortsteori",
        "körkortslån",
        "trafikskola",
        "kjøreskole",
        "driving school",
        "fahrschule",
        "vi bekostar",
        "hjälper dig att ta",
        "får du gå",
        "erbjuder utbildning",
        "w trakcie kursu",
        "kursy na",
        "szkolenie na",
        "finansujemy",
        "wir bieten",
        "übernehmen die kosten",
        "kostenübernahme",
        "we will pay",
        "utbildar dig till",
        "betalar ditt",
        "ställer krav på patient",
        "læremester",
    ];
    if given.iter().any(|words| around.contains(words)) {
        return false;
    }
    // Letters that are other things too.
    match word {
        "cpc" | "adr" | "scc" | "gdc" | "udt" => hit.part == Part::Body,
        "c+e" | "c + e" => ["licen", "prawo", "kat", "führer", "kierowc", "rijbewijs", "permis"]
            .iter()
            .any(|stem| around.contains(stem)),
        _ => true,
    }
}
