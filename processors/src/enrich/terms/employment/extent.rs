//! Full or part time, by percent, by hours a week, or by words.

use schemas::ad::{Ad, Extent, Severity, Span};

use super::super::{Terms, Topic};
use super::{hours, percent, weights};
use crate::enrich::note;
use crate::enrich::reading::Part;

const PATH: &str = "/employment/extent";
/// Hours a week of full time, at least. France has 35, and shifts in Sweden 34.
const FULL_HOURS: f64 = 34.0;

pub(super) fn find(ad: &mut Ad, terms: &Terms) {
    let percent = of_percent(ad, terms);
    let hours = of_hours(terms);
    let words = of_words(terms);
    // Words for both say more than one figure.
    let found = match (&words, percent) {
        (Some((Extent::Both, _, _)), _) => words,
        (_, Some(percent)) => Some(percent),
        _ => words.or(hours),
    };
    let Some((found, confidence, span)) = found else { return };
    if ad.employment.extent == Extent::Unspecified {
        ad.employment.extent = found;
        note::found_at(ad, PATH, confidence, span);
    } else if ad.employment.extent != found
        && found != Extent::Both
        && ad.employment.extent != Extent::Both
        && !note::is_ours(ad, PATH)
    {
        note::noticed(ad, "employment_differs", PATH, Severity::Warning);
    }
}

fn of_percent(ad: &mut Ad, terms: &Terms) -> Option<(Extent, f32, Span)> {
    let (part, found) = [Part::Title, Part::Body].into_iter().find_map(|part| {
        percent::of_full_time(terms.text(part), part == Part::Title).map(|found| (part, found))
    })?;
    let span = terms.reading.span(part, found.start, found.end);
    if ad.employment.percent_min.is_none() && ad.employment.percent_max.is_none() {
        ad.employment.percent_min = Some(f64::from(found.min));
        ad.employment.percent_max = Some(f64::from(found.max));
        note::found_at(ad, "/employment/percent_min", 0.85, span.clone());
        note::found_at(ad, "/employment/percent_max", 0.85, span.clone());
    }
    let extent = match (found.min, found.max) {
        (100, _) => Extent::Full,
        (_, 100) => Extent::Both,
        _ => Extent::Part,
    };
    Some((extent, 0.9, span))
}

fn of_words(terms: &Terms) -> Option<(Extent, f32, Span)> {
    let weights = weights(terms, Topic::Extent);
    let first = weights.first()?;
    if first.weight < 0.5 {
        return None;
    }
    let both = weights.iter().find(|one| one.value == "both");
    let even = weights.get(1).is_some_and(|second| second.weight * 2.0 >= first.weight);
    let (extent, hit) = match (both, even, first.value) {
        (Some(both), _, _) if both.weight * 2.0 >= first.weight => (Extent::Both, both.hit),
        (_, true, _) => (Extent::Both, first.hit),
        (_, _, "full") => (Extent::Full, first.hit),
        (_, _, "both") => (Extent::Both, first.hit),
        _ => (Extent::Part, first.hit),
    };
    let span = terms.reading.span(hit.part, hit.start, hit.end);
    Some((extent, note::confidence((0.65 + 0.1 * first.weight).min(0.9)), span))
}

fn of_hours(terms: &Terms) -> Option<(Extent, f32, Span)> {
    let (part, found) = [Part::Title, Part::Body]
        .into_iter()
        .find_map(|part| hours::of_a_week(terms.text(part)).map(|found| (part, found)))?;
    let extent = match (found.min >= FULL_HOURS, found.max >= FULL_HOURS) {
        (true, _) => Extent::Full,
        // `32 to 40 hours` is still full time for who wants it.
        (false, true) => Extent::Both,
        (false, false) => Extent::Part,
    };
    Some((extent, 0.75, terms.reading.span(part, found.start, found.end)))
}
