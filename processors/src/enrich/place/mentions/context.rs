//! What the words around a name say for its being the place of work.

use super::words::{
    KINDS, LABELS, MONTHS, NOT_PLACES, NOT_PLACES_BEFORE, OFFICES, PREPOSITIONS, REGION_WORDS,
    WORDS,
};
use crate::enrich::reading::Part;

/// Whether a name is a word, or something else, more often than a place.
pub(super) fn is_word(folded: &str, context: f64) -> bool {
    let needed = if WORDS.contains(&folded) {
        match folded.chars().count() {
            0..=3 => 2.4,
            // `in March` is a time.
            _ if MONTHS.contains(&folded) => 3.4,
            _ => 1.3,
        }
    } else if crate::enrich::language::is_common_word(folded) {
        1.2
    } else {
        0.0
    };
    folded.chars().count() < 2 || context < needed
}

/// Whether a name that is a word too stands apart in a title: `Läkare, Mora`,
/// not `Full Time`.
pub(super) fn stands_apart(text: &str, start: usize, end: usize) -> bool {
    let parted = |letter: Option<char>| letter.is_none_or(|c| !c.is_alphanumeric() && c != '&');
    let before = text[..start].trim_end();
    let after = text[end..].trim_start();
    parted(before.chars().next_back()) && parted(after.chars().next())
}

/// Bytes before a name in which an office is looked for.
const OFFICE_BYTES: usize = 70;

/// Whether the sentence speaks of a head office, of other offices, or of where
/// the firm began.
fn is_office(text: &str, start: usize) -> bool {
    let from = text.floor_char_boundary(start.saturating_sub(OFFICE_BYTES));
    let sentence = text[from..start].rsplit(['\n', '.', '!', '?', ';']).next().unwrap_or_default();
    let sentence = sentence.to_lowercase();
    OFFICES.iter().any(|words| sentence.contains(words))
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
        if matches!(after.as_str(), "kommun" | "kommune" | "stad") {
            return if part == Part::Title { 4.0 } else { 2.5 };
        }
        if KINDS.contains(&after.as_str()) {
            return 2.0;
        }
    }
    if before.as_deref().is_some_and(|before| NOT_PLACES_BEFORE.contains(&before)) {
        return 0.1;
    }
    if part == Part::Body && is_office(text, words[at].0) {
        return 0.3;
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
    // `Erik Lund` is a person.
    let capital = |index: usize| text[words[index].0..].starts_with(char::is_uppercase);
    if part == Part::Body
        && at > 0
        && before.is_some()
        && capital(at - 1)
        && text[..words[at - 1].0]
            .trim_end_matches([' ', '\u{a0}'])
            .ends_with(char::is_alphanumeric)
    {
        return 0.1;
    }
    let prepositional = before.is_some_and(|before| PREPOSITIONS.contains(&before.as_str()));
    match (part, prepositional) {
        (Part::Title, true) => 4.0,
        (Part::Title, false) => 3.2,
        (Part::Body, true) => 1.3,
        (Part::Body, false) => 0.4,
    }
}
