//! What a title says beside the role: level, languages, band, numbers, marks.

use super::lexicon;
use super::marks::{self, Mark};
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
    /// Numbers and letters that tell one of several.
    pub(super) marks: Vec<Mark>,
    /// `band 5`: its number plus one; 0 for none.
    pub(super) band: u8,
}

/// Takes a title apart.
pub(super) fn read(title: &str) -> Title {
    let title = without_brackets(&with_letter_pairs(title));
    let tokens = marks::tokens(&title);
    let mut read = Title::default();
    let mut length = 0;
    for (index, token) in tokens.iter().enumerate() {
        let word = token.text.as_str();
        let before = |back: usize| index.checked_sub(back + 1).map(|at| tokens[at].text.clone());
        let next = tokens.get(index + 1).map_or("", |token| token.text.as_str());
        read.levels |= lexicon::LEVELS.get(word).copied().unwrap_or(0);
        read.languages |= lexicon::LANGUAGES.get(word).copied().unwrap_or(0);
        read.says |= super::body::title_phrases(word, before);
        if lexicon::REMOTE_WORDS.contains(word) {
            read.says |= lexicon::REMOTE;
        }
        if word == "bank" && (index == 0 || index + 1 == tokens.len()) {
            read.says |= lexicon::BANK;
        }
        if let Some(band) = band(word, before(0).as_deref().unwrap_or("")) {
            read.band = band;
            continue;
        }
        if let Some(mark) = marks::in_title(&tokens, index) {
            read.marks.push(mark);
            continue;
        }
        if words::is_number(word) {
            read.number(word, next);
        }
        let is_letter = word.len() == 1 || (word.len() == 2 && words::is_number(word));
        let says_nothing = lexicon::STOP.contains(word)
            || lexicon::GENDER.contains(word)
            || lexicon::SELLING.contains(word)
            || (lexicon::CLASSES.contains_key(word) || lexicon::SCALES.contains(word))
                && names_what_follows(&tokens, index);
        if !is_letter && !says_nothing && length + word.len() < TITLE_BYTES_MAX {
            length += word.len() + 1;
            read.words.push(word.to_owned());
        }
    }
    read
}

/// A word like "ward" that only introduces a mark.
fn names_what_follows(tokens: &[marks::Token<'_>], index: usize) -> bool {
    let Some(next) = tokens.get(index + 1) else { return false };
    band(&next.text, &tokens[index].text).is_some() || marks::in_title(tokens, index + 1).is_some()
}

/// "Band 5", "grade 6", "EG 9b": its number plus one.
fn band(word: &str, before: &str) -> Option<u8> {
    let digits = word.trim_end_matches(|character: char| character.is_ascii_lowercase());
    let is_scale = lexicon::SCALES.contains(before) && word.len() - digits.len() <= 1;
    if !is_scale || digits.len() > 2 {
        return None;
    }
    digits.parse::<u8>().ok().map(|band| band + 1)
}

impl Title {
    fn number(&mut self, number: &str, after: &str) {
        let is_year = number.len() == 4 && (number.starts_with("19") || number.starts_with("20"));
        if number.len() >= 3
            && !is_year
            && !lexicon::COUNTED.contains(after)
            && self.numbers.len() < 4
        {
            self.numbers.push(words::hash32(number));
        }
    }
}

/// "A&E" and "R & D" are one word each, as long as others.
fn with_letter_pairs(title: &str) -> String {
    let mut characters: Vec<char> = title.chars().collect();
    let mut at = 1;
    while at < characters.len() {
        if characters[at] == '&' {
            let is_space = |at: usize| characters.get(at) == Some(&' ');
            let left = if is_space(at - 1) { at.checked_sub(2) } else { Some(at - 1) };
            let right = if is_space(at + 1) { at + 2 } else { at + 1 };
            let is_letter = |at: usize| characters.get(at).is_some_and(|c| c.is_alphabetic());
            let is_alone = |at: usize, beside: Option<usize>| {
                is_letter(at) && beside.is_none_or(|beside| !is_letter(beside))
            };
            if let Some(left) = left
                && is_alone(left, left.checked_sub(1))
                && is_alone(right, Some(right + 1))
            {
                characters.splice(left + 1..right, "and".chars());
            }
        }
        at += 1;
    }
    characters.into_iter().collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(title: &str, words: &[&str]) {
        assert_eq!(read(title).words, words, "{title}");
    }

    #[test]
    fn a_title_is_what_it_says_of_the_role() {
        check("Verkäufer (m/w/d) sofort gesucht!", &["verkaufer"]);
        check("Staff Nurse - A&E", &["staff", "nurse", "aande"]);
        check("R & D engineer II", &["randd", "engineer"]);
        check("Vi söker sjuksköterska till avdelning 54", &["sjukskoterska"]);
        check("Bagare (2 tjänster)", &["bagare"]);
        check("Krankenpfleger EG 9b [Ref. 12]", &["krankenpfleger"]);
    }

    #[test]
    fn a_scale_is_a_band() {
        for (title, band) in [("Nurse band 5", 6), ("Erzieher EG 9b", 10), ("Nurse", 0)] {
            assert_eq!(read(title).band, band, "{title}");
        }
    }
}
