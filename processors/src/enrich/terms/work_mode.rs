//! On site, hybrid or remote.
//!
//! A remark that remote work is possible is hybrid. A denial (`ej distans`)
//! is on site. The bare word `remote` counts where the words beside it speak
//! of work: `remote sensing` and `our remote offices` do not.

mod regions;
mod word;

use schemas::ad::{Ad, Severity, WorkMode};

use super::{Hit, Terms, Topic};
use crate::enrich::note;
use crate::enrich::reading::Part;

const PATH: &str = "/work_mode";

pub(super) fn find(ad: &mut Ad, terms: &Terms) {
    let Some((mode, hit, confidence)) = found(ad, terms) else { return };
    if ad.work_mode == WorkMode::Unspecified {
        ad.work_mode = mode;
        let span = terms.reading.span(hit.part, hit.start, hit.end);
        note::found_at(ad, PATH, confidence, span);
    } else if ad.work_mode != mode && !note::is_ours(ad, PATH) && confidence >= 0.8 {
        note::noticed(ad, "work_mode_differs", PATH, Severity::Warning);
    }
    if ad.work_mode == WorkMode::Remote && ad.remote_regions.is_empty() {
        regions::find(ad, terms, hit);
    }
}

fn found<'a>(ad: &Ad, terms: &'a Terms) -> Option<(WorkMode, &'a Hit, f32)> {
    let mut best: Option<(WorkMode, &Hit, f32)> = None;
    for hit in terms.of_topic(Topic::Mode) {
        let Some((mode, confidence)) = meaning(ad, terms, hit) else { continue };
        let better = match best {
            None => true,
            // Hybrid says more than remote, and remote more than on site.
            Some((known, _, sure)) => {
                confidence > sure + 0.05 || (confidence > sure - 0.15 && rank(mode) > rank(known))
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

fn meaning(ad: &Ad, terms: &Terms, hit: &Hit) -> Option<(WorkMode, f32)> {
    let text = terms.text(hit.part);
    let near_not = terms.near(Topic::ModeNot, hit, 36, 28);
    if near_not && hit.value != "remote_full" {
        return None;
    }
    // How it was during the pandemic says nothing of now.
    let (from, to) = terms.sentence(hit, 120);
    if ["covid", "pandemi", "corona"].iter().any(|word| text[from..to].contains(word)) {
        return None;
    }
    let counts = match hit.value {
        "remote_word" if terms.words(hit).starts_with("home office") => {
            // The Home Office is a ministry.
            !ad.language.starts_with("en") && word::is_about_work(text, hit.start, hit.end)
        }
        "remote_word" | "hybrid_word" if hit.part == Part::Title => {
            word::is_about_work_in_title(text, hit.end)
        }
        "remote_word" | "hybrid_word" => word::is_about_work(text, hit.start, hit.end),
        _ => true,
    };
    if !counts {
        return None;
    }
    let denied = terms.is_denied(hit);
    let in_title = hit.part == Part::Title;
    Some(match hit.value {
        // `Not fully remote` is partly so.
        "remote_full" if denied => (WorkMode::Hybrid, 0.7),
        "remote_full" => (WorkMode::Remote, 0.97),
        "remote" | "remote_word" | "hybrid" | "hybrid_word" if denied => (WorkMode::Onsite, 0.75),
        _ if denied => return None,
        "office_days" => days(text, hit)?,
        "hybrid" | "hybrid_word" => (WorkMode::Hybrid, if in_title { 0.95 } else { 0.85 }),
        "remote" | "remote_word" => match word::share(text, hit.start, hit.end) {
            Some(100) => (WorkMode::Remote, 0.95),
            Some(_) => (WorkMode::Hybrid, 0.9),
            None if is_partly(terms, hit) => (WorkMode::Hybrid, 0.8),
            None if in_title => (WorkMode::Remote, 0.97),
            None => (WorkMode::Remote, 0.75),
        },
        _ => (WorkMode::Onsite, 0.7),
    })
}

/// `Two days a week`, `opportunity to`, `or in the office`.
fn is_partly(terms: &Terms, hit: &Hit) -> bool {
    if terms.near(Topic::Partly, hit, 45, 40) {
        return true;
    }
    let text = terms.text(hit.part);
    let (from, to) = terms.sentence(hit, 40);
    terms.hits.within(Topic::Mode, hit.part, from, to).any(|other| match other.value {
        "hybrid" | "onsite" | "office_days" => true,
        "hybrid_word" => word::is_about_work(text, other.start, other.end),
        _ => false,
    })
}

/// `Three days in the office` is hybrid; `five days` is on site.
fn days(text: &str, hit: &Hit) -> Option<(WorkMode, f32)> {
    const FIVE: [&str; 9] = ["5", "five", "fem", "fünf", "pięć", "viisi", "vijf", "cinq", "cinco"];
    let before = text[..hit.start].trim_end();
    let low = before.floor_char_boundary(before.len().saturating_sub(14));
    let word = before[low..].rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    if FIVE.contains(&word) {
        return Some((WorkMode::Onsite, 0.85));
    }
    let is_number = word.len() == 1 && word.bytes().all(|byte| (b'1'..=b'4').contains(&byte));
    let said = ["one", "two", "three", "four", "några", "två", "tre", "fyra", "to", "fire"];
    let more = ["zwei", "drei", "dwa", "trzy", "deux", "trois", "dos", "tres", "twee", "drie"];
    let few = is_number || said.contains(&word) || more.contains(&word);
    few.then_some((WorkMode::Hybrid, 0.9))
}
