//! Dates in running text, in many languages: `21 april`, `den 1:a maj 2025`,
//! `1st December 2025`, `December 1, 2025`, `21.04.2025`, `21/4`, `2025-04-21`.

use jiff::civil::Date;

/// Names of months as texts begin them, lower case, longest first where one
/// begins another.
const MONTHS: &[(&str, i8)] = &[
    ("januar", 1),
    ("january", 1),
    ("januari", 1),
    ("jan", 1),
    ("stycznia", 1),
    ("tammikuu", 1),
    ("janvier", 1),
    ("enero", 1),
    ("februar", 2),
    ("february", 2),
    ("februari", 2),
    ("feb", 2),
    ("lutego", 2),
    ("helmikuu", 2),
    ("février", 2),
    ("febrero", 2),
    ("mars", 3),
    ("march", 3),
    ("marts", 3),
    ("märz", 3),
    ("maart", 3),
    ("mar", 3),
    ("marca", 3),
    ("maaliskuu", 3),
    ("marzo", 3),
    ("april", 4),
    ("apr", 4),
    ("kwietnia", 4),
    ("huhtikuu", 4),
    ("avril", 4),
    ("abril", 4),
    ("maj", 5),
    ("mai", 5),
    ("may", 5),
    ("mei", 5),
    ("maja", 5),
    ("toukokuu", 5),
    ("mayo", 5),
    ("juni", 6),
    ("june", 6),
    ("jun", 6),
    ("czerwca", 6),
    ("kesäkuu", 6),
    ("juin", 6),
    ("junio", 6),
    ("juli", 7),
    ("july", 7),
    ("jul", 7),
    ("lipca", 7),
    ("heinäkuu", 7),
    ("juillet", 7),
    ("julio", 7),
    ("august", 8),
    ("augusti", 8),
    ("augustus", 8),
    ("aug", 8),
    ("sierpnia", 8),
    ("elokuu", 8),
    ("août", 8),
    ("agosto", 8),
    ("september", 9),
    ("sept", 9),
    ("sep", 9),
    ("września", 9),
    ("syyskuu", 9),
    ("septembre", 9),
    ("septiembre", 9),
    ("oktober", 10),
    ("october", 10),
    ("okt", 10),
    ("oct", 10),
    ("października", 10),
    ("lokakuu", 10),
    ("octobre", 10),
    ("octubre", 10),
    ("november", 11),
    ("nov", 11),
    ("listopada", 11),
    ("marraskuu", 11),
    ("novembre", 11),
    ("noviembre", 11),
    ("december", 12),
    ("desember", 12),
    ("dezember", 12),
    ("dec", 12),
    ("des", 12),
    ("dez", 12),
    ("grudnia", 12),
    ("joulukuu", 12),
    ("décembre", 12),
    ("diciembre", 12),
];

/// A date of a text; the year is absent where the text has none.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Found {
    pub(super) year: Option<i16>,
    pub(super) month: i8,
    pub(super) day: i8,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Found {
    /// The date meant: with its own year, or in the year that brings it
    /// nearest after `from`, at most `back` days before it.
    pub(super) fn on_or_after(self, from: Date, back: i64) -> Option<Date> {
        if let Some(year) = self.year {
            return Date::new(year, self.month, self.day).ok();
        }
        let earliest = from.checked_sub(jiff::Span::new().days(back)).ok()?;
        (from.year() - 1..=from.year() + 1)
            .filter_map(|year| Date::new(year, self.month, self.day).ok())
            .find(|date| *date >= earliest)
    }
}

/// The first date of a lower-case text.
pub(super) fn first(text: &str) -> Option<Found> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            // `december 1, 2025`
            if starts_word(text, at)
                && let Some(found) = month_first(text, at)
            {
                return Some(found);
            }
            at += 1;
            continue;
        }
        if let Some(found) = numeric(text, at).or_else(|| day_first(text, at)) {
            return Some(found);
        }
        while bytes.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
    }
    None
}

fn starts_word(text: &str, at: usize) -> bool {
    text.is_char_boundary(at)
        && text[at..].starts_with(char::is_alphabetic)
        && !text[..at].chars().next_back().is_some_and(char::is_alphanumeric)
}

fn digits(text: &str, at: usize) -> (&str, usize) {
    let length = text.as_bytes()[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    (&text[at..at + length], at + length)
}

fn valid(year: Option<i16>, month: i8, day: i8, start: usize, end: usize) -> Option<Found> {
    // A leap year, so that 29 February without a year is a date.
    Date::new(year.unwrap_or(2024), month, day).ok()?;
    year.is_none_or(|year| (2000..=2100).contains(&year)).then_some(Found {
        year,
        month,
        day,
        start,
        end,
    })
}

/// `2025-04-21`, `21.04.2025`, `21/4`, `21.4.`
fn numeric(text: &str, start: usize) -> Option<Found> {
    let (first, after) = digits(text, start);
    let separator = text[after..].chars().next().filter(|c| matches!(c, '-' | '.' | '/'))?;
    if !text[after + 1..].starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (second, end) = digits(text, after + 1);
    let third = text[end..]
        .strip_prefix(separator)
        .filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        .map(|_| digits(text, end + 1));
    match (first.len(), second.len(), third) {
        (4, 1..=2, Some((third, end))) if third.len() <= 2 => {
            valid(first.parse().ok(), second.parse().ok()?, third.parse().ok()?, start, end)
        }
        (1..=2, 1..=2, Some((third, end))) if third.len() == 4 || third.len() == 2 => {
            let year: i16 = third.parse().ok()?;
            let year = if third.len() == 2 { 2000 + year } else { year };
            valid(Some(year), second.parse().ok()?, first.parse().ok()?, start, end)
        }
        // Without a year only with a slash, or a full stop that a second one
        // follows: `7.5` and `1-2` are numbers.
        (1..=2, 1..=2, None)
            if separator == '/' || (separator == '.' && text[end..].starts_with('.')) =>
        {
            valid(None, second.parse().ok()?, first.parse().ok()?, start, end)
        }
        _ => None,
    }
}

/// `21 april`, `21. april 2025`, `1:a maj`, `1st of December`
fn day_first(text: &str, start: usize) -> Option<Found> {
    let (day, mut at) = digits(text, start);
    if day.len() > 2 {
        return None;
    }
    for ordinal in [":a", ":e", "st", "nd", "rd", "th", ".", "er"] {
        if text[at..].starts_with(ordinal) {
            at += ordinal.len();
            break;
        }
    }
    at = skip_spaces(text, at)?;
    for filler in ["of ", "de ", "i "] {
        if text[at..].starts_with(filler) {
            at += filler.len();
        }
    }
    let (month, end) = month_at(text, at)?;
    let (year, end) = year_at(text, end);
    valid(year, month, day.parse().ok()?, start, end)
}

/// `december 1, 2025`, `april 21st`
fn month_first(text: &str, start: usize) -> Option<Found> {
    let (month, after) = month_at(text, start)?;
    let at = skip_spaces(text, after)?;
    if at == after || !text[at..].starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (day, mut end) = digits(text, at);
    if day.len() > 2 {
        return None;
    }
    for ordinal in ["st", "nd", "rd", "th"] {
        if text[end..].starts_with(ordinal) {
            end += ordinal.len();
            break;
        }
    }
    let (year, end) = year_at(text, end);
    valid(year, month, day.parse().ok()?, start, end)
}

fn skip_spaces(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    Some(at + rest.len() - rest.trim_start_matches([' ', '\u{a0}']).len())
}

/// The month whose name stands at `at`, alone.
fn month_at(text: &str, at: usize) -> Option<(i8, usize)> {
    let rest = text.get(at..)?;
    let length = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
    let word = &rest[..length];
    let (_, month) = MONTHS.iter().find(|(name, _)| *name == word).or_else(|| {
        MONTHS.iter().find(|(name, _)| name.ends_with("kuu") && word.starts_with(name))
    })?;
    Some((*month, at + length))
}

fn year_at(text: &str, end: usize) -> (Option<i16>, usize) {
    let rest = &text[end..];
    let trimmed = rest.trim_start_matches(['.', ',', ' ', '\u{a0}', '-']);
    let at = end + rest.len() - trimmed.len();
    if at - end <= 3 && trimmed.starts_with("20") {
        let (year, after) = digits(text, at);
        if year.len() == 4 {
            return (year.parse().ok(), after);
        }
    }
    (None, end)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::first;

    #[test]
    fn dates_are_written_in_many_ways() {
        for (text, wanted) in [
            ("senast 21 april", Some((None, 4, 21))),
            ("den 1:a maj 2025.", Some((Some(2025), 5, 1))),
            ("1st december 2025", Some((Some(2025), 12, 1))),
            ("december 1, 2025", Some((Some(2025), 12, 1))),
            ("frist 21.04.2025", Some((Some(2025), 4, 21))),
            ("senast 21/4", Some((None, 4, 21))),
            ("2025-04-21", Some((Some(2025), 4, 21))),
            ("1. juni 2024", Some((Some(2024), 6, 1))),
            ("do 30 września", Some((None, 9, 30))),
            ("29 february", Some((None, 2, 29))),
            ("7.5 timmar", None),
            ("31 april", None),
            ("1-2 år", None),
            ("may apply", None),
            ("", None),
        ] {
            let found = first(text).map(|found| (found.year, found.month, found.day));
            assert_eq!(found, wanted, "{text}");
        }
    }

    #[test]
    fn a_date_without_a_year_is_the_next_one() {
        let found = first("10 januari").unwrap();
        assert_eq!(found.on_or_after(date(2025, 11, 20), 7), Some(date(2026, 1, 10)));
        assert_eq!(found.on_or_after(date(2025, 1, 12), 7), Some(date(2025, 1, 10)));
    }
}
