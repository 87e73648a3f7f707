//! Relation, duration, extent and percent: three axes that are never merged.

use schemas::ad::{Ad, Duration, Extent, Relation, Severity};

use super::numbers;
use super::{Hit, Terms, Topic};
use crate::enrich::note;
use crate::enrich::reading::Part;

pub(super) fn find(ad: &mut Ad, terms: &Terms) {
    duration(ad, terms);
    relation(ad, terms);
    extent(ad, terms);
}

/// What the hits of a topic weigh, by value: the title counts three times, and
/// what stands in the words of a form twice.
fn weights(terms: &Terms, topic: Topic) -> Vec<(&'static str, f64, &Hit)> {
    let mut sums: Vec<(&'static str, f64, &Hit)> = Vec::new();
    for hit in terms.of_topic(topic) {
        if terms.is_denied(hit) || is_about_something_else(terms, hit) {
            continue;
        }
        let text = terms.text(hit.part);
        let (from, to) = terms.sentence(hit, 60);
        let around = &text[from..to];
        let named = FORM_WORDS.iter().any(|word| around.contains(word));
        let mut weight = match (hit.part, named) {
            (Part::Title, _) => 3.0,
            (Part::Body, true) => 2.0,
            (Part::Body, false) => 1.0,
        };
        // A chance of something later is not what is offered now.
        if LATER.iter().any(|word| around.contains(word)) {
            weight *= 0.4;
        }
        match sums.iter_mut().find(|(value, _, _)| *value == hit.value) {
            Some((_, sum, _)) => *sum += weight,
            None => sums.push((hit.value, weight, hit)),
        }
    }
    sums.sort_by(|one, other| other.1.total_cmp(&one.1));
    sums
}

const FORM_WORDS: &[&str] = &[
    "anställningsform",
    "anställningstyp",
    "omfattning",
    "varaktighet",
    "arbetstid",
    "sysselsättning",
    "typ av anställning",
    "stillingstype",
    "ansettelsesform",
    "ansettelse",
    "heltid/deltid",
    "omfang",
    "type:",
    "contract",
    "employment type",
    "job type",
    "hours",
    "tjänsten är",
    "anställningen är",
    "stillingen er",
    "the position is",
    "this is a",
    "vi erbjuder",
    "we offer",
    "umowa",
    "wymiar",
    "rodzaj umowy",
    "form:",
    "ansættelse",
    "vertragsart",
    "arbeitszeit",
    "employment:",
    "detta är",
    "tjänsten",
    "anställning",
    "dette er",
];
const LATER: &[&str] = &[
    "på sikt",
    "möjlighet till",
    "chans till",
    "kan leda till",
    "leda till",
    "övergå",
    "goda möjligheter",
    "mulighet for",
    "kan bli",
    "possibility of",
    "opportunity to become",
    "may lead to",
    "with a view to",
    "could become",
    "efter provanställning",
    "inleds med",
    "därefter",
    "möjligheter till",
    "option of",
    "docelowo",
    "z możliwością",
    "w perspektywie",
];

/// `A permanent home`, `fast tempo`, `full-time students`: other senses.
fn is_about_something_else(terms: &Terms, hit: &Hit) -> bool {
    const OTHER: [&str; 21] = [
        "temporary housing",
        "full-time student",
        "full time student",
        "studera heltid",
        "studerar heltid",
        "studerer på heltid",
        "temporary visa",
        "temporary residence",
        "permanent residence",
        "permanent residency",
        "permanent makeup",
        "permanent pm",
        "full time education",
        "full-time education",
        "vid behov av",
        "temporary works",
        "fixed-term contract for the",
        "interim results",
        "our permanent",
        "vikariat kan",
        "fast lønn",
    ];
    let text = terms.text(hit.part);
    let (from, to) = terms.sentence(hit, 50);
    let around = &text[from..to];
    if OTHER.iter().any(|other| around.contains(other)) {
        return true;
    }
    // `Intern` is also inside a house in Scandinavia.
    let word = &text[hit.start..hit.end];
    match word {
        "intern" => hit.part == Part::Body,
        "trainee" | "praktik" | "praktyka" | "praktikum" | "frivillig" | "frivillige"
        | "volunteer" | "volunteering" | "contractor" | "staż" | "exjobb" | "apprentice"
        | "apprenticeship" | "freelance" | "f-skatt" | "examensarbete" | "lärling" => {
            hit.part == Part::Body
        }
        _ => false,
    }
}

fn duration(ad: &mut Ad, terms: &Terms) {
    const PATH: &str = "/employment/duration";
    let weights = weights(terms, Topic::Duration);
    let Some((value, weight, hit)) = weights.first().copied() else { return };
    let second = weights.get(1).map_or(0.0, |(_, weight, _)| *weight);
    let found = match value {
        "permanent" => Duration::Permanent,
        "fixed" => Duration::Fixed,
        "seasonal" => Duration::Seasonal,
        _ => Duration::OnDemand,
    };
    // A probation of a permanent post is no fixed term; where two are said as
    // often, nothing is.
    let weak = found != Duration::Permanent && weight < 2.0;
    if weak || weight < second * 1.5 {
        return;
    }
    let confidence = note::confidence((0.6 + 0.1 * (weight - second)).min(0.95));
    if ad.employment.duration == Duration::Unspecified {
        ad.employment.duration = found;
        note::found_at(ad, PATH, confidence, terms.reading.span(hit.part, hit.start, hit.end));
    } else if ad.employment.duration != found && !note::is_ours(ad, PATH) && confidence >= 0.8 {
        note::noticed(ad, "employment_differs", PATH, Severity::Warning);
    }
}

fn relation(ad: &mut Ad, terms: &Terms) {
    const PATH: &str = "/employment/relation";
    if ad.employment.relation != Relation::Unspecified {
        return;
    }
    let weights = weights(terms, Topic::Relation);
    let (relation, confidence, hit) = match weights.first() {
        Some((value, weight, hit)) => {
            let relation = match *value {
                "contractor" => Relation::Contractor,
                "intern" => Relation::Intern,
                "apprentice" => Relation::Apprentice,
                "volunteer" => Relation::Volunteer,
                _ => Relation::Employee,
            };
            (relation, (0.6 + 0.1 * weight).min(0.9), *hit)
        }
        // Who is permanently employed is an employee.
        None => {
            let Some(hit) = terms.of_topic(Topic::Duration).find(|hit| {
                let word = &terms.text(hit.part)[hit.start..hit.end];
                ["anställ", "ansett", "ansætt", "employ", "contract"]
                    .iter()
                    .any(|a| word.contains(a))
            }) else {
                return;
            };
            (Relation::Employee, 0.8, hit)
        }
    };
    ad.employment.relation = relation;
    let span = terms.reading.span(hit.part, hit.start, hit.end);
    note::found_at(ad, PATH, note::confidence(confidence), span);
}

fn extent(ad: &mut Ad, terms: &Terms) {
    const PATH: &str = "/employment/extent";
    let weights = weights(terms, Topic::Extent);
    let percent = numbers::percent_of_full_time(&terms.reading.title)
        .map(|found| (Part::Title, found))
        .or_else(|| {
            numbers::percent_of_full_time(&terms.reading.body).map(|found| (Part::Body, found))
        });
    if let Some((part, found)) = percent
        && ad.employment.percent_min.is_none()
        && ad.employment.percent_max.is_none()
    {
        ad.employment.percent_min = Some(f64::from(found.min));
        ad.employment.percent_max = Some(f64::from(found.max));
        let span = terms.reading.span(part, found.start, found.end);
        note::found_at(ad, "/employment/percent_min", 0.85, span.clone());
        note::found_at(ad, "/employment/percent_max", 0.85, span);
    }
    let by_percent = percent.map(|(part, found)| {
        let extent = match (found.min, found.max) {
            (100, _) => Extent::Full,
            (_, 100) => Extent::Both,
            _ => Extent::Part,
        };
        (extent, 0.9, terms.reading.span(part, found.start, found.end))
    });
    let by_words = weights.first().map(|(value, weight, hit)| {
        let both = weights.get(1).is_some_and(|(_, second, _)| second * 2.0 >= *weight);
        let extent = match (*value, both) {
            (_, true) => Extent::Both,
            ("full", _) => Extent::Full,
            _ => Extent::Part,
        };
        (extent, 0.8, terms.reading.span(hit.part, hit.start, hit.end))
    });
    let Some((found, confidence, span)) = by_percent.or(by_words) else { return };
    if ad.employment.extent == Extent::Unspecified {
        ad.employment.extent = found;
        note::found_at(ad, PATH, confidence, span);
    } else if ad.employment.extent != found && found != Extent::Both && !note::is_ours(ad, PATH) {
        note::noticed(ad, "employment_differs", PATH, Severity::Warning);
    }
}
