//! Whether an agency advertises for an employer, by its name and its words.

use schemas::ad::{Ad, Severity};

use super::super::{Hit, Terms, Topic};
use crate::enrich::note;
use crate::enrich::reading::lower;

/// Parts of the names of those who recruit for others.
const AGENCIES: &[&str] = &[
    "bemanning",
    "rekrytering",
    "rekruttering",
    "recruit",
    "staffing",
    "personnel",
    "manpower",
    "adecco",
    "randstad",
    "academic work",
    "poolia",
    "jobbusters",
    "experis",
    "talent acquisition",
    "vikarbureau",
    "agencja pracy",
    "agencja zatrudnienia",
    "personaldienst",
    "zeitarbeit",
    "executive search",
    "headhunt",
    "hays",
    "michael page",
    "gi group",
    "work service",
    "studentconsulting",
    "uniflex",
    "jurek",
    "ogilvie",
    "interim",
    "personalvermittlung",
    "personalberatung",
    "henkilöstöpalvelu",
    "barona",
    "eilakaisla",
    "uitzend",
    "tempo-team",
    "olympia",
    "antal international",
    "hr consulting",
    "trenkwalder",
    "employment agency",
    "arbeitsvermittlung",
    "jobzone",
    "temporärbüro",
    "intérim",
    "proffice",
    "lernia",
    "wise professionals",
];
/// Employers whose names have such a part and who recruit for themselves.
const NOT_AGENCIES: &[&str] = &["rekryteringsmyndigheten", "lernia utbildning"];

pub(super) fn find(ad: &mut Ad, terms: &Terms) {
    if ad.advertiser.is_some() {
        return;
    }
    let name = lower(&ad.employer.name);
    let named = AGENCIES.iter().any(|part| name.contains(part))
        && !NOT_AGENCIES.iter().any(|part| name.contains(part));
    let (mut strong, mut weak) = (0, 0);
    for hit in terms.of_topic(Topic::Agency).filter(|hit| counts(terms, hit)) {
        match hit.value {
            "strong" => strong += 1,
            _ => weak += 1,
        }
    }
    if named || strong >= 1 || weak >= 2 {
        note::noticed(ad, "agency", "/employer", Severity::Info);
    }
}

/// `Vi undanber oss samtal från bemanningsföretag` is said by an employer.
fn counts(terms: &Terms, hit: &Hit) -> bool {
    !terms.near(Topic::AgencyNot, hit, 110, 90) && !terms.is_denied(hit)
}
