//! Letters that only look like others, and texts that say one word.

use schemas::ad::{Ad, Severity};

use super::super::Terms;
use crate::enrich::note;
use crate::enrich::reading::Part;

/// Words that are looked at for repetition.
const WORDS_SAMPLED: usize = 400;
/// Longest word that is looked at.
const WORD_BYTES_MAX: usize = 60;

pub(super) fn find(ad: &mut Ad, terms: &Terms) {
    let mixed =
        terms.reading.parts().into_iter().find(|(_, text)| text.split_whitespace().any(is_mixed));
    if let Some((part, _)) = mixed {
        let path = terms.reading.path(part);
        note::noticed(ad, "look_alike_letters", &path, Severity::Warning);
    }
    let mut words: Vec<&str> =
        terms.text(Part::Body).split_whitespace().take(WORDS_SAMPLED).collect();
    let count = words.len();
    if count >= 50 {
        words.sort_unstable();
        words.dedup();
        if words.len() * 10 < count {
            let path = terms.reading.path(Part::Body);
            note::noticed(ad, "repeated_text", &path, Severity::Warning);
        }
    }
}

/// Whether a word has Latin letters and Cyrillic or Greek ones: `Раypal`.
fn is_mixed(word: &str) -> bool {
    if word.is_ascii() || word.len() > WORD_BYTES_MAX {
        return false;
    }
    let latin = word.bytes().filter(u8::is_ascii_alphabetic).count();
    let other = word.chars().filter(|c| matches!(c, '\u{370}'..='\u{52f}')).count();
    latin >= 2
        && other >= 1
        && !word.contains(['-', '/', '.', '(', ',', 'µ', 'μ', 'Ω', 'ω', 'β', 'α'])
}
