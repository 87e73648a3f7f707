//! Where remote work may be done from: the countries and groups of countries
//! that stand beside the words of remote work.

use schemas::ad::Ad;

use super::super::{Hit, Terms};
use crate::enrich::note;

/// Words after which a place is where one may work.
const WITHIN: &[&str] = &[
    "within",
    "in",
    "inom",
    "i",
    "innen",
    "innenfor",
    "inden",
    "indenfor",
    "from",
    "från",
    "fra",
    "across",
    "anywhere",
    "throughout",
    "w",
    "z",
    "terenie",
    "innerhalb",
    "aus",
    "en",
    "dans",
    "depuis",
    "vanuit",
    "binnen",
    "and",
    "och",
    "og",
    "or",
    "eller",
    "und",
    "oder",
    "the",
    "only",
    "based",
];
/// Member states of the European Union, 2020 on.
const EU: &[&str] = &[
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT",
    "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
];
/// Members of the European Economic Area outside the Union.
const EFTA_OF_EEA: &[&str] = &["IS", "LI", "NO"];
const NORDIC: &[&str] = &["DK", "FI", "IS", "NO", "SE"];
const SCANDINAVIA: &[&str] = &["DK", "NO", "SE"];

pub(super) fn find(ad: &mut Ad, terms: &Terms, hit: &Hit) {
    let text = terms.text(hit.part);
    let (_, to) = terms.sentence(hit, 80);
    let near = &text[hit.end..to];
    let mut found: Vec<&'static str> = Vec::new();
    let mut add = |codes: &[&'static str]| {
        for code in codes {
            if !found.contains(code) {
                found.push(code);
            }
        }
    };
    let mut previous = "";
    let mut first = true;
    for word in near.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()) {
        // `Remote (Sweden)`, `remote – Poland`: right after it.
        if first || previous == "united" || WITHIN.contains(&previous) {
            add(&of(previous, word));
        }
        first = false;
        previous = word;
    }
    if found.is_empty() {
        return;
    }
    ad.remote_regions = found.into_iter().map(str::to_owned).collect();
    note::found(ad, "/remote_regions", 0.7, "text");
}

fn of(previous: &str, word: &str) -> Vec<&'static str> {
    match word {
        "eu" | "ue" => EU.to_vec(),
        "eea" | "eøs" | "ees" | "ewr" | "eog" => [EU, EFTA_OF_EEA].concat(),
        "nordics" | "nordic" | "norden" | "nordiska" | "nordiske" => NORDIC.to_vec(),
        "scandinavia" | "skandinavien" | "skandinavia" => SCANDINAVIA.to_vec(),
        "uk" => vec!["GB"],
        "kingdom" if previous == "united" => vec!["GB"],
        "states" if previous == "united" => vec!["US"],
        "us" if previous == "the" => vec!["US"],
        "polski" | "polsce" => vec!["PL"],
        _ => {
            let genitive = word.strip_suffix('s').unwrap_or(word);
            let country = crate::enrich::place::country_named;
            country(word).or_else(|| country(genitive)).into_iter().collect()
        }
    }
}
