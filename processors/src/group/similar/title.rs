//! What a title says beside the role: level, languages, band, numbers.

use super::lexicon;
use super::words;

/// Length of what is kept of a title, in bytes.
const TITLE_BYTES_MAX: usize = 120;

/// A title, taken apart.
#[derive(Default)]
pub(super) struct Title {
    /// Words of the role, in order.
    pub(super) words: Vec<String>,
    /// Bits of [`lexicon::LEVELS`].
    pub(super) levels: u32,
    /// Bits of [`lexicon::LANGUAGES`].
    pub(super) languages: u32,
    /// Bits of [`lexicon::PHRASES`].
    pub(super) says: u32,
    /// Numbers of three digits or more that are no pay and no year.
    pub(super) numbers: Vec<u32>,
    /// `band 5`: its number plus one; 0 for none.
    pub(super) band: u8,
}

/// Takes a title apart.
pub(super) fn read(title: &str) -> Title {
    let title = without_brackets(title);
    let words = words::all(&title);
    let mut read = Title::default();
    let mut length = 0;
    for (index, word) in words.iter().enumerate() {
        let word = word.as_str();
        let before = |back: usize| index.checked_sub(back + 1).map(|at| words[at].clone());
        let next = words.get(index + 1).map_or("", String::as_str);
        read.levels |= lexicon::LEVELS.get(word).copied().unwrap_or(0);
        read.languages |= lexicon::LANGUAGES.get(word).copied().unwrap_or(0);
        read.says |= super::body::phrases(word, before);
        if lexicon::REMOTE_WORDS.contains(word) {
            read.says |= lexicon::REMOTE;
        }
        if word == "bank" && (index == 0 || index + 1 == words.len()) {
            read.says |= lexicon::BANK;
        }
        if words::is_number(word) {
            read.number(word, before(0).as_deref().unwrap_or(""), next);
        }
        let is_letter = word.len() == 1 && !words::is_number(word);
        let says_nothing = lexicon::STOP.contains(word)
            || lexicon::GENDER.contains(word)
            || lexicon::SELLING.contains(word);
        if !is_letter && !says_nothing && length + word.len() < TITLE_BYTES_MAX {
            length += word.len() + 1;
            read.words.push(word.to_owned());
        }
    }
    read
}

impl Title {
    fn number(&mut self, number: &str, before: &str, after: &str) {
        if matches!(before, "band" | "grade" | "afc" | "level" | "agenda") && number.len() <= 2 {
            self.band = number.parse::<u8>().map_or(0, |band| band + 1);
        }
        let is_year = number.len() == 4 && (number.starts_with("19") || number.starts_with("20"));
        let is_pay = matches!(
            after,
            "zl" | "pln"
                | "eur"
                | "euro"
                | "e"
                | "netto"
                | "brutto"
                | "kr"
                | "sek"
                | "nok"
                | "dkk"
                | "gbp"
                | "usd"
                | "chf"
        );
        if number.len() >= 3 && !is_year && !is_pay && self.numbers.len() < 4 {
            self.numbers.push(words::hash32(number));
        }
    }
}

/// Boards add remarks in square brackets.
fn without_brackets(title: &str) -> String {
    let mut out = String::with_capacity(title.len());
    let mut depth = 0_u32;
    for character in title.chars() {
        match character {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(character),
            _ => {}
        }
    }
    if depth == 0 { out } else { title.replace('[', " ") }
}
