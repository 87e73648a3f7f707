//! Employee, contractor, intern, apprentice or volunteer.

use schemas::ad::{Ad, Relation};

use super::super::{Hit, Terms, Topic};
use super::weights;
use crate::enrich::note;
use crate::enrich::reading::Part;

const PATH: &str = "/employment/relation";

pub(super) fn find(ad: &mut Ad, terms: &Terms) {
    if ad.employment.relation != Relation::Unspecified {
        return;
    }
    let weights = weights(terms, Topic::Relation);
    let counted = weights.iter().filter(|one| counts(terms, one.hit)).collect::<Vec<_>>();
    let (relation, confidence, hit) = match counted.as_slice() {
        // `Umowa o pracę lub B2B` leaves the choice.
        [first, second, ..]
            if first.weight < second.weight * 1.3
                || [first.value, second.value].contains(&"contractor") =>
        {
            return;
        }
        [first, ..] => {
            let relation = match first.value {
                "contractor" => Relation::Contractor,
                "intern" => Relation::Intern,
                "apprentice" => Relation::Apprentice,
                "volunteer" => Relation::Volunteer,
                "other" => Relation::Other,
                _ => Relation::Employee,
            };
            (relation, (0.6 + 0.1 * first.weight).min(0.9), first.hit)
        }
        [] => {
            let Some(hit) = employed(terms) else { return };
            (Relation::Employee, 0.8, hit)
        }
    };
    ad.employment.relation = relation;
    let span = terms.reading.span(hit.part, hit.start, hit.end);
    note::found_at(ad, PATH, note::confidence(confidence), span);
}

/// In a running text `trainee`, `Ausbildung` or `freelance` are as likely
/// something that the ad asks for or tells of.
fn counts(terms: &Terms, hit: &Hit) -> bool {
    let word = terms.words(hit);
    let said = matches!(hit.value, "employee" | "other")
        || (word.contains("b2b") && !goes_on(terms, hit))
        || word.contains("działalno")
        || matches!(word, "f-skatt" | "f-skattsedel" | "eget bolag" | "underkonsult" | "zzp");
    hit.part == Part::Title || said
}

/// `B2B-säljare`: who sells to businesses.
fn goes_on(terms: &Terms, hit: &Hit) -> bool {
    let rest = &terms.text(hit.part)[hit.end..];
    let sold =
        ["säljare", "sales", "sälj", "sprzeda", "klient", "kund", "market", "handl", "segment"];
    let word = rest.trim_start_matches([' ', '-', '/']);
    sold.iter().any(|stem| word.starts_with(stem))
}

/// Who is permanently employed is an employee.
fn employed(terms: &Terms) -> Option<&Hit> {
    let stems = ["anställ", "ansett", "ansætt", "employ", "contract", "stelle", "etatu"];
    terms.of_topic(Topic::Duration).find(|hit| {
        let word = terms.words(hit);
        stems.iter().any(|stem| word.contains(stem)) && !terms.is_denied(hit)
    })
}
