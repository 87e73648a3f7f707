//! How likely a text is in each language, by groups of letters and common
//! words.
//!
//! The tables hold, for each group of one to four letters, how much less likely
//! it is in each language than in the likeliest. The longest known group at
//! each letter counts, and whole words count once more: the common ones of
//! running text, and those of job titles.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::enrich::reference::rows;

/// Languages of `language.tsv`, in its order.
pub(super) const LANGUAGES: [&str; 29] = [
    "sv", "nb", "nn", "da", "is", "fi", "en", "de", "nl", "fr", "es", "it", "pt", "ro", "pl", "cs",
    "sk", "sl", "hr", "bg", "uk", "ru", "et", "lv", "lt", "hu", "el", "tr", "ar",
];
/// Languages, filled up to a width that vectorises.
const WIDTH: usize = 32;
/// A step of the table, in natural logarithms.
const STEP: f64 = 0.25;
/// One rare group must not decide: at most so many steps.
const STEPS_MAX: u8 = 24;
/// Steps of a word of job titles in the languages that have not got it.
const TITLE_WORD_STEPS: u16 = 16;
/// Groups overlap, so that they tell less than their sum.
const OVERLAP: f64 = 0.4;

/// Steps that each language starts with: how rare ads in it are here. Two
/// letters of evidence outweigh any of them.
const PRIOR: [(&str, u16); 9] = [
    ("en", 0),
    ("sv", 5),
    ("nb", 5),
    ("pl", 6),
    ("da", 8),
    ("de", 8),
    ("fi", 9),
    ("nl", 9),
    ("nn", 22),
];
const PRIOR_OTHER: u16 = 22;

type Row = [u8; WIDTH];

struct Table {
    groups: FxHashMap<u64, Row>,
    words: FxHashMap<&'static str, Row>,
    titles: FxHashMap<&'static str, u32>,
    prior: [u16; WIDTH],
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut groups = FxHashMap::default();
    let mut words = FxHashMap::default();
    for [group, steps] in rows(include_str!("../../../reference/language.tsv")) {
        let mut row = [STEPS_MAX; WIDTH];
        for (slot, byte) in row.iter_mut().zip(steps.bytes()) {
            *slot = (byte - b'!').min(STEPS_MAX);
        }
        if group.starts_with(' ') {
            words.insert(group.trim(), row);
        } else if let Some(key) = group.chars().try_fold(0, pushed) {
            groups.insert(key, row);
        }
    }
    let mut titles = FxHashMap::<_, u32>::default();
    for [tag, list] in rows(include_str!("../../../reference/language-words.tsv")) {
        let index = LANGUAGES.iter().position(|known| *known == tag);
        let index = index.expect("a table of ours names languages of ours");
        for word in list.split(' ') {
            *titles.entry(word).or_default() |= 1 << index;
            // The two written forms of Norwegian share most words of titles.
            if tag == "nb" {
                *titles.entry(word).or_default() |= 1 << (index + 1);
            }
        }
    }
    let mut prior = [PRIOR_OTHER; WIDTH];
    for (slot, tag) in prior.iter_mut().zip(LANGUAGES) {
        if let Some((_, steps)) = PRIOR.iter().find(|(known, _)| *known == tag) {
            *slot = *steps;
        }
    }
    Table { groups, words, titles, prior }
});

/// Whether a word, in lower case, is a common one of any language.
pub(super) fn is_common(word: &str) -> bool {
    TABLE.words.contains_key(word)
}

/// Up to four letters in one number; none for letters beyond 16 bits.
fn pushed(key: u64, letter: char) -> Option<u64> {
    Some(key << 16 | u64::from(u16::try_from(u32::from(letter)).ok()?))
}

/// What was counted of a text.
#[derive(Clone, Default)]
pub(super) struct Scores {
    /// Steps of each language: the fewer, the likelier.
    steps: [u16; WIDTH],
    /// Letters that were read.
    pub(super) letters: u32,
    /// Letters with a known group.
    known: u32,
    /// Letters of scripts that belong to one language each.
    scripts: [u32; SCRIPTS.len()],
}

/// First and last letter of scripts that the table lacks, and the language
/// that they are taken for.
const SCRIPTS: [(char, char, &str); 6] = [
    ('\u{3040}', '\u{30ff}', "ja"),
    ('\u{4e00}', '\u{9fff}', "zh"),
    ('\u{ac00}', '\u{d7af}', "ko"),
    ('\u{590}', '\u{5ff}', "he"),
    ('\u{e00}', '\u{e7f}', "th"),
    ('\u{900}', '\u{97f}', "hi"),
];

impl Scores {
    /// Counts the first `bytes_max` bytes of a text, whole words only.
    pub(super) fn read(&mut self, text: &str, bytes_max: usize) {
        let table = &*TABLE;
        let mut word = String::new();
        let mut letters: Vec<u64> = Vec::new();
        for (at, character) in text.char_indices() {
            if character.is_alphabetic() {
                for lower in character.to_lowercase() {
                    word.push(lower);
                    letters.push(u64::from(u32::from(lower)));
                }
                continue;
            }
            self.word(table, &word, &letters);
            word.clear();
            letters.clear();
            if at >= bytes_max {
                return;
            }
        }
        self.word(table, &word, &letters);
    }

    fn word(&mut self, table: &Table, word: &str, letters: &[u64]) {
        // Longer than any word: not language.
        if letters.is_empty() || letters.len() > 60 {
            return;
        }
        if let Some(row) = table.words.get(word) {
            self.count(row);
        }
        if let Some(languages) = table.titles.get(word) {
            for (index, steps) in self.steps.iter_mut().enumerate() {
                if languages >> index & 1 == 0 {
                    *steps = steps.saturating_add(TITLE_WORD_STEPS);
                }
            }
        }
        for start in 0..letters.len() {
            self.letters += 1;
            self.script(letters[start]);
            let group = &letters[start..letters.len().min(start + 4)];
            if group.iter().any(|letter| *letter > 0xffff) {
                continue;
            }
            let mut key = group.iter().fold(0, |key, letter| key << 16 | letter);
            while key != 0 {
                if let Some(row) = table.groups.get(&key) {
                    self.known += 1;
                    self.count(row);
                    break;
                }
                key >>= 16;
            }
        }
    }

    fn script(&mut self, letter: u64) {
        if letter < 0x590 {
            return;
        }
        for (count, (first, last, _)) in self.scripts.iter_mut().zip(SCRIPTS) {
            let range = u64::from(u32::from(first))..=u64::from(u32::from(last));
            *count += u32::from(range.contains(&letter));
        }
    }

    fn count(&mut self, row: &Row) {
        for (steps, more) in self.steps.iter_mut().zip(row) {
            *steps = steps.saturating_add(u16::from(*more));
        }
    }

    /// Adds what was counted of another text.
    pub(super) fn add(&mut self, other: &Self) {
        for (steps, more) in self.steps.iter_mut().zip(other.steps) {
            *steps = steps.saturating_add(more);
        }
        for (count, more) in self.scripts.iter_mut().zip(other.scripts) {
            *count += more;
        }
        self.letters += other.letters;
        self.known += other.known;
    }
}

/// The likeliest language and how sure it is; none when most letters are
/// unknown.
pub(super) fn best(scores: &Scores) -> Option<(&'static str, f64)> {
    for (count, (_, _, tag)) in scores.scripts.iter().zip(SCRIPTS) {
        // Japanese has Chinese letters too, and is looked for first.
        if count * 3 > scores.letters {
            return Some((tag, 0.9));
        }
    }
    if scores.known * 2 < scores.letters || scores.letters == 0 {
        return None;
    }
    let prior = &TABLE.prior;
    let (mut first, mut second) = ((u16::MAX, 0), u16::MAX);
    for (index, prior) in prior.iter().enumerate().take(LANGUAGES.len()) {
        let steps = scores.steps[index].saturating_add(*prior);
        if steps < first.0 {
            second = first.0;
            first = (steps, index);
        } else {
            second = second.min(steps);
        }
    }
    let margin = f64::from(second - first.0) * STEP * OVERLAP;
    Some((LANGUAGES[first.1], 1.0 / (1.0 + (-margin).exp())))
}
