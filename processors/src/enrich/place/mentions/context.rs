//! What the words around a name say for its being the place of work.

use super::words::{KINDS, LABELS, NOT_PLACES, PREPOSITIONS, REGION_WORDS, WORDS};
use crate::enrich::reading::Part;

/// Whether a name is a word, or something else, more often than a place.
pub(super) fn is_word(folded: &str, context: f64) -> bool {
    let needed = if WORDS.contains(&folded) {
        if folded.len() < 4 { f64::INFINITY } else { 2.0 }
    } else if crate::enrich::language::is_common_word(folded) {
        1.2
    } else {
        0.0
    };
    folded.chars().count() < 2 || context < needed
}

/// Digits of the postal code right before a word, when there is one.
fn has_postal_code(text: &str, words: &[(usize, usize)], at: usize) -> bool {
    let digits = |back: usize| {
        let index = at.checked_sub(back)?;
        let (start, end) = words[index];
        let word = &text[start..end];
        word.bytes().all(|byte| byte.is_ascii_digit()).then_some(word.len())
    };
    match digits(1) {
        Some(4 | 5) => true,
        Some(2) => digits(2) == Some(3),
        _ => false,
    }
}

/// Whether a sentence ends in a text: `Doktor.se` goes on.
fn ends_sentence(text: &str) -> bool {
    text.contains('\n') || [". ", "! ", "? "].iter().any(|end| text.contains(end))
}

/// What the words around a name say for it.
pub(super) fn context(
    part: Part,
    text: &str,
    words: &[(usize, usize)],
    at: usize,
    length: usize,
) -> f64 {
    let lower = |index: usize| {
        let (start, end) = words[index];
        text[start..end].to_lowercase()
    };
    let end = words[at + length - 1].1;
    let adjoins = |from: usize, to: usize| text[from..to].chars().all(|c| " \u{a0}".contains(c));
    let before = (at > 0 && adjoins(words[at - 1].1, words[at].0)).then(|| lower(at - 1));
    let after =
        words.get(at + length).filter(|next| adjoins(end, next.0)).map(|_| lower(at + length));
    if let Some(after) = &after {
        if NOT_PLACES.contains(&after.as_str()) {
            return 0.1;
        }
        if KINDS.contains(&after.as_str()) {
            return 2.0;
        }
    }
    // `Ort: Malmö`, `Placering Malmö`, `placerad i Malmö`.
    let line = text[..words[at].0].rfind('\n').map_or(0, |line| line + 1);
    let postal = has_postal_code(text, words, at);
    for back in 1..=10.min(at) {
        if words[at - back].0 < line && back > 1 && !postal {
            break;
        }
        let word = lower(at - back);
        let near = back <= 3 && text[words[at - back].1..words[at].0].len() <= 24;
        let one_sentence = || !ends_sentence(&text[words[at - back].1..words[at].0]);
        if LABELS.contains(&word.as_str())
            && (near || (word.len() >= 9 && (postal || one_sentence())))
        {
            return 3.5;
        }
    }
    if postal {
        return 2.0;
    }
    if before.as_deref().is_some_and(|before| REGION_WORDS.contains(&before)) {
        return 1.5;
    }
    let prepositional = before.is_some_and(|before| PREPOSITIONS.contains(&before.as_str()));
    match (part, prepositional) {
        (Part::Title, true) => 4.0,
        (Part::Title, false) => 3.2,
        (Part::Body, true) => 1.3,
        (Part::Body, false) => 0.4,
    }
}
