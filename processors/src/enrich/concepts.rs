//! Concepts of the JobTech taxonomy for requirements that are coded in other
//! lists: languages, driving licences, levels of education.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use schemas::ad::{Ad, Requirement};

use super::note;
use super::reference::rows;
use crate::reference::{Table, text};

/// Confidence of a concept for a code: the lists say the same.
const BY_CODE: f32 = 0.98;

/// Languages by ISO 639 code.
static LANGUAGES: LazyLock<FxHashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let languages = rows(text(Table::Language)).filter(|[_, code, _]| !code.is_empty());
    languages.map(|[concept, code, _]| (code, concept)).collect()
});

/// Driving licences and levels of education, by scheme and code.
static OTHERS: LazyLock<FxHashMap<(&'static str, &'static str), &'static str>> =
    LazyLock::new(|| {
        rows(include_str!("../../reference/requirement-concept.tsv"))
            .map(|[scheme, code, concept, _]| ((scheme, code), concept))
            .collect()
    });

/// Fills in the concept of each requirement that has a code and no concept.
pub(super) fn find(ad: &mut Ad) {
    let requirements = &mut ad.requirements;
    let lists = [
        ("languages", &mut requirements.languages),
        ("licences", &mut requirements.licences),
        ("education", &mut requirements.education),
    ];
    let mut found = Vec::new();
    for (name, list) in lists {
        for (index, one) in list.iter_mut().enumerate() {
            let Some(concept) = concept(one) else { continue };
            one.concept_id = Some(concept.to_owned());
            found.push(format!("/requirements/{name}/{index}/concept_id"));
        }
    }
    for path in found {
        note::found(ad, &path, BY_CODE, "code");
    }
}

fn concept(one: &Requirement) -> Option<&'static str> {
    let (None, Some(scheme), Some(code)) = (&one.concept_id, &one.scheme, &one.code) else {
        return None;
    };
    if scheme == "bcp47" {
        let language = code.split('-').next().unwrap_or_default().to_ascii_lowercase();
        // The taxonomy has one Norwegian, and calls `nb` that of the Middle Ages.
        let language = if matches!(language.as_str(), "nb" | "nn") { "no" } else { &language };
        return LANGUAGES.get(language).copied();
    }
    OTHERS.get(&(scheme.as_str(), code.as_str())).copied()
}

#[cfg(test)]
mod tests {
    use crate::enrich::tests::{bare_ad, enriched};

    #[test]
    fn languages_and_licences_have_their_concept() {
        let mut ad = bare_ad();
        ad.texts[0].description_text =
            "Du talar och skriver svenska och engelska obehindrat. B-körkort är ett krav."
                .to_owned();
        let ad = enriched(&ad);
        let concepts = |list: &[schemas::ad::Requirement]| -> Vec<String> {
            list.iter().filter_map(|one| one.concept_id.clone()).collect()
        };
        assert_eq!(concepts(&ad.requirements.languages), ["zSLA_vw2_FXN", "NVxJ_hLg_TYS"]);
        assert_eq!(concepts(&ad.requirements.licences), ["VTK8_WRx_GcM"]);
        let path = "/requirements/languages/0/concept_id";
        assert!(ad.facts.iter().any(|fact| fact.path == path));
    }
}
