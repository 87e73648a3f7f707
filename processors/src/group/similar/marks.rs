//! Numbers and letters that tell one of several openings: "Baker 2", "ward 7",
//! "class C", "engineer II", "75 %". Others count, date or pay, and are none.

use super::lexicon;
use super::words::{self, Word};

pub(super) const MARKS_MAX: usize = 24;

/// What a mark numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// A ward, a department, a shop.
    Ward,
    /// A team or a group.
    Team,
    /// A category, as of licences.
    Category,
    /// A year of school.
    Year,
    /// A shift or a line.
    Shift,
    /// The extent of the work, in hundredths.
    Percent,
    /// Nothing that is said: "Baker 2".
    Bare,
    /// No number: the code of the occupation.
    Occupation,
    /// Hours of work, of a day or a week.
    Hours,
}

impl Kind {
    const CLASSES: [Self; 5] = [Self::Ward, Self::Team, Self::Category, Self::Year, Self::Shift];

    /// Kinds of which two ads that both name one, and not the same, are two
    /// jobs.
    pub(super) const NAMING: [Self; 6] =
        [Self::Ward, Self::Team, Self::Category, Self::Year, Self::Shift, Self::Bare];

    /// What a word before a number numbers.
    fn after(word: &str) -> Option<Self> {
        let bits = lexicon::CLASSES.get(word)?;
        Self::CLASSES.get(bits.trailing_zeros() as usize).copied()
    }
}

/// A mark: its kind, where it stands, and its value, in sixteen bits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Mark(u16);

impl Mark {
    const TITLE: u16 = 1 << 15;
    const VALUE_BITS: u32 = 11;
    /// Values up to here are numbers as they stand; letters follow, then
    /// hashes of codes.
    const LETTERS_FROM: u16 = 990;
    const CODES_FROM: u16 = 1 << 10;

    fn new(kind: Kind, in_title: bool, value: u16) -> Self {
        let place = if in_title { Self::TITLE } else { 0 };
        Self(place | (kind as u16) << Self::VALUE_BITS | value & ((1 << Self::VALUE_BITS) - 1))
    }

    /// The code of an occupation.
    pub(super) fn of_occupation(code: &str) -> Self {
        Self::new(Kind::Occupation, false, words::hash16(code))
    }

    pub(super) fn from_bits(bits: u16) -> Self {
        Self(bits)
    }

    pub(super) fn bits(self) -> u16 {
        self.0
    }

    pub(super) fn is(self, kind: Kind) -> bool {
        self.0 >> Self::VALUE_BITS & 0b1111 == kind as u16
    }

    pub(super) fn is_in_title(self) -> bool {
        self.0 & Self::TITLE != 0
    }

    pub(super) fn value(self) -> u16 {
        self.0 & ((1 << Self::VALUE_BITS) - 1)
    }
}

/// The value of a number, a letter, or a code of both; none for another word.
fn value_of(word: &str, capital: bool) -> Option<u16> {
    if words::is_number(word) {
        return word.parse().ok().filter(|number| *number < Mark::LETTERS_FROM);
    }
    let bytes = word.as_bytes();
    match bytes {
        [letter @ b'a'..=b'z'] if capital => {
            Some(Mark::LETTERS_FROM + u16::from(*letter - b'a' + 1))
        }
        _ if is_code(bytes) => Some(Mark::CODES_FROM | words::hash16(word) & 0x3ff),
        _ => None,
    }
}

/// One letter and up to two digits, or digits and one letter: `b2`, `12a`.
fn is_code(word: &[u8]) -> bool {
    let letters = word.iter().filter(|byte| byte.is_ascii_lowercase()).count();
    let is_end = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_lowercase);
    (2..=3).contains(&word.len())
        && letters == 1
        && word.iter().all(u8::is_ascii_alphanumeric)
        && (is_end(word.first()) || is_end(word.last()))
}

/// The mark of a word in running text, after the word `before`.
pub(super) fn in_text(word: &Word<'_>, before: &str, text: &str) -> Option<Mark> {
    let after = &text[word.end..];
    // The second part of "37.5 hours".
    if words::is_number(before) && text[..word.start].ends_with(['.', ',']) {
        return None;
    }
    if is_percent(word.text, after) {
        return word.text.parse().ok().map(|number| Mark::new(Kind::Percent, false, number));
    }
    if is_hours(word.text, after) {
        return word.text.parse().ok().map(|number| Mark::new(Kind::Hours, false, number));
    }
    if word.begins {
        return None;
    }
    // English "I".
    let value = value_of(word.text, word.capital && word.text != "i")?;
    Some(Mark::new(Kind::after(before)?, false, value))
}

/// A number of ten to a hundred, and what follows makes hundredths of it.
fn is_percent(word: &str, after: &str) -> bool {
    let is_share = matches!(word.len(), 2 | 3)
        && words::is_number(word)
        && word.parse::<u16>().is_ok_and(|number| (10..=100).contains(&number));
    let after = after.trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    is_share && (after.starts_with('%') || begins_with_percent(after))
}

/// A number of five to forty-eight, and hours follow, perhaps after a decimal.
fn is_hours(word: &str, after: &str) -> bool {
    let is_number = words::is_number(word)
        && word.parse::<u16>().is_ok_and(|number| (5..=48).contains(&number));
    if !is_number {
        return false;
    }
    // A text of numbers alone would be walked over for each of them.
    let after = &after[..after.floor_char_boundary(HOURS_WITHIN_BYTES)];
    let after = after.trim_start_matches(|character: char| {
        character.is_ascii_digit() || matches!(character, '.' | ',' | ' ' | '-' | '\u{a0}')
    });
    let end = after.find(|character: char| !character.is_alphabetic()).unwrap_or(after.len());
    lexicon::HOURS.contains(after[..end].to_lowercase().as_str())
}

/// "Hours" follows its number within so many bytes.
const HOURS_WITHIN_BYTES: usize = 48;

fn begins_with_percent(after: &str) -> bool {
    let end = after.find(|character: char| !character.is_alphabetic()).unwrap_or(after.len());
    lexicon::PERCENT.contains(after[..end].to_lowercase().as_str())
}

/// A word of a title.
pub(super) struct Token<'t> {
    pub(super) text: String,
    pub(super) capital: bool,
    /// What stands before it, up to the word before; what stands after it, up
    /// to the next.
    before: &'t str,
    after: &'t str,
    /// The title goes on from here.
    rest: &'t str,
}

/// The words of a title.
pub(super) fn tokens(title: &str) -> Vec<Token<'_>> {
    let mut tokens: Vec<Token<'_>> = Vec::new();
    let mut last_end = 0;
    words::each(title, false, |word| {
        let before = &title[last_end..word.start];
        if let Some(last) = tokens.last_mut() {
            last.after = before;
        }
        let (text, rest) = (word.text.to_owned(), &title[word.end..]);
        tokens.push(Token { text, capital: word.capital, before, after: "", rest });
        last_end = word.end;
        true
    });
    if let Some(last) = tokens.last_mut() {
        last.after = last.rest;
    }
    tokens
}

/// The mark that a title's word is.
pub(super) fn in_title(tokens: &[Token<'_>], index: usize) -> Option<Mark> {
    let token = &tokens[index];
    let text = token.text.as_str();
    let word = |at: Option<usize>| at.and_then(|at| tokens.get(at)).map_or("", |t| t.text.as_str());
    let (before, next) = (word(index.checked_sub(1)), word(Some(index + 1)));
    let mark = |kind, value| Some(Mark::new(kind, true, value));
    if is_percent(text, token.rest) {
        return mark(Kind::Percent, text.parse().ok()?);
    }
    // "80–100 %": both ends.
    let is_range = token.after.trim() == "-" || token.after.trim() == "–";
    if is_range && is_share(text) && tokens.get(index + 1).is_some_and(|n| is_percent(next, n.rest))
    {
        return mark(Kind::Percent, text.parse().ok()?);
    }
    if let Some(kind) = class_before(tokens, index) {
        return mark(kind, value_of(text, token.capital)?);
    }
    if let Some(number) = roman(tokens, index) {
        return mark(Kind::Bare, number);
    }
    if is_code(text.as_bytes()) && !text.starts_with('x') && !text.ends_with('x') {
        return mark(Kind::Bare, value_of(text, false)?);
    }
    let ends = token.rest.trim_start().is_empty();
    if let ([b'a'..=b'c' | b'e' | b'g'], true) = (text.as_bytes(), ends && token.capital)
        && token.before == " "
        && before.len() >= 3
    {
        return mark(Kind::Bare, value_of(text, true)?);
    }
    if !words::is_number(text) || text.len() > 2 || counts(token, before, next) {
        return None;
    }
    mark(Kind::Bare, text.parse().ok()?)
}

fn is_share(text: &str) -> bool {
    words::is_number(text) && text.len() <= 3
}

/// What the word before numbers; of "years 4–6", the last number too.
fn class_before(tokens: &[Token<'_>], index: usize) -> Option<Kind> {
    let previous = index.checked_sub(1)?;
    if let Some(kind) = Kind::after(&tokens[previous].text) {
        return Some(kind);
    }
    let joined = matches!(tokens[index].before.trim(), "-" | "–" | "/" | "," | "&" | "+");
    let is_one = value_of(&tokens[previous].text, tokens[previous].capital).is_some();
    (joined && is_one).then(|| class_before(tokens, previous)).flatten()
}

/// A Roman numeral in upper case after another word. Those that are words
/// elsewhere count only where a title or a part of it ends.
fn roman(tokens: &[Token<'_>], index: usize) -> Option<u16> {
    const NUMERALS: [(&str, u16); 10] = [
        ("i", 1),
        ("ii", 2),
        ("iii", 3),
        ("iv", 4),
        ("v", 5),
        ("vi", 6),
        ("vii", 7),
        ("viii", 8),
        ("ix", 9),
        ("x", 10),
    ];
    let token = &tokens[index];
    let number = NUMERALS.iter().find(|(numeral, _)| *numeral == token.text)?.1;
    let ends = token.after.is_empty() || token.after.contains([',', '-', '–', '(', '|', ':', '/']);
    let is_plain = matches!(number, 2 | 3 | 7 | 8) || (ends && token.before == " ");
    (index > 0 && token.capital && is_plain).then_some(number)
}

/// A number that counts, dates, pays or measures.
fn counts(token: &Token<'_>, before: &str, next: &str) -> bool {
    let joins = ['.', ',', ':', '/', '-', '–', '+', '×', '*'];
    let digit_next = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    // Decimals, dates, times and ranges.
    let is_part =
        (token.after.starts_with(joins) && token.after.chars().count() == 1 && digit_next(next))
            || (token.before.ends_with(joins)
                && token.before.chars().count() == 1
                && before.ends_with(|c: char| c.is_ascii_digit()))
            || token.after.starts_with(['+', '%', '€', '$', '£'])
            || token.before.ends_with(['€', '$', '£', '+']);
    let is_date = |word: &str| {
        word.get(..3).is_some_and(|start| lexicon::MONTHS.contains_key(start)) && word.len() <= 10
    };
    let is_thousands = token.after == " " && words::is_number(next);
    is_part
        || is_thousands
        || lexicon::COUNTED.contains(next)
        || lexicon::PERCENT.contains(next)
        || lexicon::RANGE_ENDS.contains(before)
        || is_date(next)
        || is_date(before)
}

/// Do two ads name two of several? What the titles name outweighs the texts.
pub(super) fn differ(
    kind: Kind,
    left: impl Iterator<Item = Mark>,
    right: impl Iterator<Item = Mark>,
) -> bool {
    let of_kind = |mark: &Mark| mark.is(kind);
    let (left, right): (Vec<Mark>, Vec<Mark>) =
        (left.filter(of_kind).collect(), right.filter(of_kind).collect());
    let in_titles = [&left, &right].iter().all(|marks| marks.iter().any(|m| m.is_in_title()));
    let values = |marks: Vec<Mark>| -> Vec<u16> {
        let counts = |mark: &Mark| mark.is_in_title() || !in_titles;
        marks.into_iter().filter(counts).map(Mark::value).collect()
    };
    let (left, right) = (values(left), values(right));
    if left.is_empty() || right.is_empty() {
        return false;
    }
    if matches!(kind, Kind::Percent | Kind::Hours) {
        let ends = |values: &[u16]| (values.iter().min().copied(), values.iter().max().copied());
        let (left, right) = (ends(&left), ends(&right));
        return left.0 > right.1 || right.0 > left.1;
    }
    !left.iter().any(|value| right.contains(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(title: &str) -> Vec<(u16, u16)> {
        let tokens = tokens(title);
        let marks = (0..tokens.len()).filter_map(|index| in_title(&tokens, index));
        marks.map(|mark| (mark.0 >> Mark::VALUE_BITS & 15, mark.value())).collect()
    }

    #[track_caller]
    fn check(title: &str, kind: Kind, values: &[u16]) {
        let expected: Vec<(u16, u16)> = values.iter().map(|value| (kind as u16, *value)).collect();
        assert_eq!(marks(title), expected, "{title}");
    }

    #[test]
    fn a_number_by_itself_tells_one_of_several() {
        check("Baker 1", Kind::Bare, &[1]);
        check("Bagare 2, Luleå", Kind::Bare, &[2]);
        check("Engineer II", Kind::Bare, &[2]);
        check("Engineer I", Kind::Bare, &[1]);
        check("Techniker IV (m/w/d)", Kind::Bare, &[4]);
        check("Projektledare B", Kind::Bare, &[Mark::LETTERS_FROM + 2]);
    }

    #[test]
    fn a_class_says_what_is_numbered() {
        check("Sjuksköterska avdelning 54", Kind::Ward, &[54]);
        check("Nurse, Ward A", Kind::Ward, &[Mark::LETTERS_FROM + 1]);
        check("Lärare åk 4-6", Kind::Year, &[4, 6]);
        check("Helsefagarbeider, avd. 3", Kind::Ward, &[3]);
        check("Kierowca kat. C", Kind::Category, &[Mark::LETTERS_FROM + 3]);
        check("Undersköterska 75 %", Kind::Percent, &[75]);
        check("Krankenpfleger (m/w/d) 80–100 %", Kind::Percent, &[80, 100]);
        check("Sykepleier 80 prosent", Kind::Percent, &[80]);
    }

    #[test]
    fn what_counts_dates_or_pays_tells_nothing() {
        for title in [
            "Pielęgniarka 3 etaty",
            "Bagare (2 tjänster)",
            "Sykepleier, 2 faste stillinger",
            "Verkäufer (m/w/d) ab 01.09.2026",
            "Kierowca od 25 zł",
            "Driver 24/7",
            "Kock 38,5 h",
            "Monteur 3-Schicht",
            "Cook 2 vacancies",
            "Kock 2 st",
            "Lagerarbetare från 1 maj",
            "Säljare i Malmö",
            "VI SÖKER SÄLJARE",
            "Utvecklare C++ (m/w/d)",
            "Verkäufer (D)",
            "2x Koch",
            "10+ års erfarenhet",
            "Lön 25 000 kr",
        ] {
            assert_eq!(marks(title), [], "{title}");
        }
    }
}
