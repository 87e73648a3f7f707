//! Relation, duration, extent and percent: axes that are never merged.

mod duration;
mod extent;
mod hours;
mod percent;
mod relation;

use schemas::ad::Ad;

use super::{Hit, Terms, Topic};
use crate::enrich::reading::Part;

pub(super) fn find(ad: &mut Ad, terms: &Terms) {
    duration::find(ad, terms);
    relation::find(ad, terms);
    extent::find(ad, terms);
}

/// What the hits of a topic weigh together, by what they say.
struct Weight<'a> {
    value: &'static str,
    weight: f64,
    /// The heaviest of them.
    hit: &'a Hit,
}

/// The weights of a topic, the heaviest first: the title counts three times,
/// and what stands in the words of a form twice. Values that end in `_word`
/// are words with other senses, and count only there; those in `_title` and
/// `_field` only in a title, or alone in a field of a form.
fn weights(terms: &Terms, topic: Topic) -> Vec<Weight<'_>> {
    let mut sums: Vec<(Weight<'_>, f64)> = Vec::new();
    for hit in terms.of_topic(topic) {
        if terms.near(Topic::EmploymentNot, hit, 45, 30) || terms.is_denied(hit) {
            continue;
        }
        let Some(weight) = weight(terms, hit) else { continue };
        let value = match hit.value.rsplit_once('_') {
            Some((value, "word" | "title" | "field")) => value,
            _ => hit.value,
        };
        match sums.iter_mut().find(|(sum, _)| sum.value == value) {
            Some((sum, most)) => {
                sum.weight += weight;
                if weight > *most {
                    (*most, sum.hit) = (weight, hit);
                }
            }
            None => sums.push((Weight { value, weight, hit }, weight)),
        }
    }
    let mut weights: Vec<Weight<'_>> = sums.into_iter().map(|(sum, _)| sum).collect();
    weights.sort_by(|one, other| other.weight.total_cmp(&one.weight));
    weights
}

fn weight(terms: &Terms, hit: &Hit) -> Option<f64> {
    // Short lines are the fields of a form: `Heltid`, `Duration: permanent`.
    const FIELD_BYTES: usize = 48;
    let in_title = hit.part == Part::Title;
    let of_form = terms.near(Topic::Form, hit, 40, 24)
        || terms.line(hit).len() <= FIELD_BYTES.max(hit.end - hit.start + 12);
    let counts = match hit.value.rsplit_once('_').map(|(_, place)| place) {
        Some("word") => in_title || of_form,
        Some("title") => in_title || is_field(terms, hit),
        Some("field") => is_field(terms, hit),
        _ => true,
    };
    if !counts {
        return None;
    }
    let weight = match (in_title, of_form) {
        (true, _) => 3.0,
        (false, true) => 2.0,
        (false, false) => 1.0,
    };
    // A chance of something later is not what is offered now.
    let later = terms.near(Topic::Later, hit, 36, 0);
    Some(if later { weight * 0.3 } else { weight })
}

/// `Fast` on a line of its own, or `Stillingstype: fast`.
fn is_field(terms: &Terms, hit: &Hit) -> bool {
    let text = terms.text(hit.part);
    let line = terms.line(hit);
    let word = terms.words(hit);
    let after_colon = text[..hit.start].trim_end_matches([' ', '\u{a0}', '\n']).ends_with(':');
    let ends =
        text[hit.end..].starts_with(['\n', '\r', ',', '.', '/', ';']) || hit.end == text.len();
    line == word || (after_colon && ends)
}
