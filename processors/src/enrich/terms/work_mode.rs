//! On site, hybrid or remote, and where remote work may be done from.
//!
//! A remark that remote work is possible is hybrid. A denial (`ej distans`)
//! is on site.

use schemas::ad::{Ad, Severity, WorkMode};

use super::{Hit, Terms, Topic};
use crate::enrich::note;
use crate::enrich::reading::Part;

const PATH: &str = "/work_mode";

/// Words beside `remote` that are no place of work.
const OTHER_REMOTE: &[&str] = &[
    "remote control",
    "remote monitoring",
    "remote access",
    "remote consultation",
    "remote support",
    "remote sensing",
    "remote desktop",
    "remote area",
    "remote communities",
    "remote location",
    "rekrutacja zdalna",
    "zdalna rekrutacja",
    "hybrid cloud",
    "hybrid car",
    "hybrid electric",
    "hybrid it",
    "hybrid vehicles",
    "remote teams",
    "remote clinic",
    "remote triage",
    "remote interview",
    "remote counselling",
];
/// Words that make remote work a part of the week, or a chance.
const PARTLY: &[&str] = &[
    "delvis",
    "möjlighet",
    "möjligt",
    "möjligheter",
    "ibland",
    "viss",
    "dagar i veckan",
    "dag i veckan",
    "dagar per vecka",
    "mulighet",
    "muligheter",
    "delvist",
    "dager i uken",
    "dage om ugen",
    "option to",
    "opportunity to",
    "opportunities for",
    "possibility",
    "some ",
    "days a week",
    "days per week",
    "partly",
    "partially",
    "occasional",
    "hybrid",
    "flexib",
    "teilweise",
    "möglichkeit",
    "częściow",
    "możliwość",
    "dni w tygodniu",
    "osittain",
    "mahdollisuus",
    "gedeeltelijk",
    "partiel",
    "kombination",
    "kombinere",
    "kombinera",
    "can be remote",
    "up to ",
    "periodvis",
];

pub(super) fn find(ad: &mut Ad, terms: &Terms) {
    let Some((mode, hit, confidence)) = found(terms) else { return };
    if ad.work_mode == WorkMode::Unspecified {
        ad.work_mode = mode;
        let span = terms.reading.span(hit.part, hit.start, hit.end);
        note::found_at(ad, PATH, confidence, span);
    } else if ad.work_mode != mode && !note::is_ours(ad, PATH) && confidence >= 0.8 {
        note::noticed(ad, "work_mode_differs", PATH, Severity::Warning);
    }
    if ad.work_mode == WorkMode::Remote && ad.remote_regions.is_empty() {
        regions(ad, terms, hit);
    }
}

fn found(terms: &Terms) -> Option<(WorkMode, &Hit, f32)> {
    let mut best: Option<(WorkMode, &Hit, f32)> = None;
    for hit in terms.of_topic(Topic::Mode) {
        let Some((mode, confidence)) = meaning(terms, hit) else { continue };
        let better = match best {
            None => true,
            // Hybrid says more than remote, and remote more than on site.
            Some((known, _, sure)) => {
                confidence > sure + 0.05 || (confidence > sure - 0.2 && rank(mode) > rank(known))
            }
        };
        if better {
            best = Some((mode, hit, confidence));
        }
    }
    best
}

const fn rank(mode: WorkMode) -> u8 {
    match mode {
        WorkMode::Hybrid => 2,
        WorkMode::Remote => 1,
        WorkMode::Onsite | WorkMode::Unspecified => 0,
    }
}

fn meaning(terms: &Terms, hit: &Hit) -> Option<(WorkMode, f32)> {
    let text = terms.text(hit.part);
    let (from, to) = terms.sentence(hit, 90);
    let around = &text[from..to];
    if OTHER_REMOTE.iter().any(|other| around.contains(other)) {
        return None;
    }
    let denied = terms.is_denied(hit);
    Some(match hit.value {
        "remote" if denied => (WorkMode::Onsite, 0.75),
        "hybrid" if denied => (WorkMode::Onsite, 0.7),
        _ if denied => return None,
        "remote" if PARTLY.iter().any(|word| around.contains(word)) => (WorkMode::Hybrid, 0.8),
        "remote" if hit.part == Part::Title => (WorkMode::Remote, 0.95),
        "remote" => (WorkMode::Remote, 0.75),
        "hybrid" => (WorkMode::Hybrid, 0.85),
        _ => (WorkMode::Onsite, 0.7),
    })
}

/// `Remote within Sweden`: the countries that the sentence names.
fn regions(ad: &mut Ad, terms: &Terms, hit: &Hit) {
    let text = terms.text(hit.part);
    let (from, to) = terms.sentence(hit, 80);
    let mut previous = "";
    let mut found: Vec<&'static str> = Vec::new();
    for word in text[from..to].split(|c: char| !c.is_alphabetic()) {
        let within =
            ["within", "in", "inom", "i", "from", "från", "fra", "w", "and", "och", "og", "or"];
        if within.contains(&previous)
            && let Some(code) = crate::enrich::place::country_named(word)
            && !found.contains(&code)
        {
            found.push(code);
        }
        if !word.is_empty() {
            previous = word;
        }
    }
    if found.is_empty() {
        return;
    }
    ad.remote_regions = found.into_iter().map(str::to_owned).collect();
    note::found(ad, "/remote_regions", 0.7, "text");
}
