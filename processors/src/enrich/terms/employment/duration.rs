//! Permanent, for a fixed time, seasonal or on demand.
//!
//! A probation is how a permanent post begins, and no fixed term.

use schemas::ad::{Ad, Duration, Severity};

use super::super::{Hit, Terms, Topic};
use super::weights;
use crate::enrich::note;

const PATH: &str = "/employment/duration";
const TEXT_PATH: &str = "/employment/duration_text";

pub(super) fn find(ad: &mut Ad, terms: &Terms) {
    let mut weights = weights(terms, Topic::Duration);
    // `Vikariat under sommaren`, `timvikariat`: the narrower kind is meant.
    let narrow = |value: &str| matches!(value, "seasonal" | "on_demand");
    if let [first, second, ..] = weights.as_slice()
        && first.value == "fixed"
        && narrow(second.value)
        && second.weight * 1.5 >= first.weight
    {
        weights.swap(0, 1);
        weights.remove(1);
    }
    let Some(first) = weights.first() else { return };
    let others =
        || weights.iter().skip(1).filter(|other| !(narrow(first.value) && other.value == "fixed"));
    let second = others().map(|other| other.weight).fold(0.0, f64::max);
    // Where two are said as often, nothing is.
    if first.weight < 0.5 || first.weight < second * 1.5 {
        return;
    }
    let found = match first.value {
        "permanent" => Duration::Permanent,
        "fixed" => Duration::Fixed,
        "seasonal" => Duration::Seasonal,
        _ => Duration::OnDemand,
    };
    let confidence = note::confidence((0.6 + 0.1 * (first.weight - second)).min(0.95));
    let hit = first.hit;
    if ad.employment.duration == Duration::Unspecified {
        ad.employment.duration = found;
        note::found_at(ad, PATH, confidence, terms.reading.span(hit.part, hit.start, hit.end));
    } else if ad.employment.duration != found && !note::is_ours(ad, PATH) && confidence >= 0.8 {
        note::noticed(ad, "employment_differs", PATH, Severity::Warning);
    }
    if ad.employment.duration == Duration::Fixed
        && ad.employment.duration_text.is_none()
        && let Some((start, end)) = length(terms.text(hit.part), terms.sentence(hit, 70), hit)
    {
        ad.employment.duration_text = Some(terms.written(ad, hit.part, start, end));
        note::found_at(ad, TEXT_PATH, 0.8, terms.reading.span(hit.part, start, end));
    }
}

/// `6 månader`, `12-month`, `6–12 Monate` in the sentence of a hit.
fn length(text: &str, (from, to): (usize, usize), hit: &Hit) -> Option<(usize, usize)> {
    const UNITS: &[&str] = &[
        "månad", "mån", "måned", "mnd", "mdr", "month", "monat", "mies", "kuukau", "maand", "mois",
        "mes", "vecko", "veckor", "uker", "uger", "week", "wochen", "tygodni", "år", "year",
        "jahr", "lata",
    ];
    let sentence = &text[from..to];
    let mut at = 0;
    while let Some(found) = sentence[at..].find(|c: char| c.is_ascii_digit()) {
        let start = at + found;
        let digits = |c: char| c.is_ascii_digit() || matches!(c, '-' | '–' | '+');
        let number = sentence[start..].trim_start_matches(digits);
        let number_end = sentence.len() - number.len();
        let unit = number.trim_start_matches([' ', '\u{a0}', '-']);
        let length = unit.find(|c: char| !c.is_alphabetic()).unwrap_or(unit.len());
        let word = &unit[..length];
        let is_unit = UNITS.iter().any(|known| word.starts_with(known)) && word.len() <= 10;
        let end = sentence.len() - unit.len() + length;
        if is_unit && number_end - start <= 6 && from + start != hit.start {
            return Some((from + start, from + end));
        }
        at = number_end.max(start + 1);
    }
    None
}
