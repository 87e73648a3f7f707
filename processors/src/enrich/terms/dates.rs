//! Dates in running text, in many languages: `21 april`, `den 1:a maj 2025`,
//! `1st December 2025`, `December 1, 2025`, `21.04.2025`, `21/4`, `2025-04-21`.

mod months;

use jiff::civil::Date;

use self::months::MONTHS;

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
    read(text, false)
}

/// As [`first`], where the words before say that a date comes: `7.5` is one.
pub(super) fn first_expected(text: &str) -> Option<Found> {
    read(text, true)
}

fn read(text: &str, expected: bool) -> Option<Found> {
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
        if let Some(found) = numeric(text, at, expected).or_else(|| day_first(text, at)) {
            return Some(found);
        }
        while bytes.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
    }
    None
}

/// Where a month with its year stands in a text without a day, and its bytes:
/// `augusti 2026`.
pub(super) fn month_of_year(text: &str) -> Option<(usize, usize)> {
    text.char_indices().map(|(at, _)| at).filter(|at| starts_word(text, *at)).find_map(|at| {
        let (_, after) = month_at(text, at)?;
        let (year, end) = year_at(text, after);
        year.map(|_| (at, end - at))
    })
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

/// `2025-04-21`, `21.04.2025`, `21/4`, `21.4.`, `3/5-25`; the day comes first
/// unless only the other way gives a date (`12/25/2025`).
fn numeric(text: &str, start: usize, expected: bool) -> Option<Found> {
    let (first, after) = digits(text, start);
    let separator = text[after..].chars().next().filter(|c| matches!(c, '-' | '.' | '/'))?;
    let after = skip_spaces(text, after + 1).filter(|_| separator == '.').unwrap_or(after + 1);
    if !text[after..].starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (second, end) = digits(text, after);
    let third = text[end..]
        .strip_prefix(separator)
        .map(|_| end + 1)
        .and_then(|at| if separator == '.' { skip_spaces(text, at) } else { Some(at) })
        .filter(|at| text[*at..].starts_with(|c: char| c.is_ascii_digit()))
        .map(|at| digits(text, at));
    match (first.len(), second.len(), third) {
        (4, 1..=2, Some((third, end))) if third.len() <= 2 => {
            valid(first.parse().ok(), second.parse().ok()?, third.parse().ok()?, start, end)
        }
        (1..=2, 1..=2, Some((third, end))) if third.len() == 4 || third.len() == 2 => {
            let year = Some(century(third)?);
            let (one, other) = (first.parse().ok()?, second.parse().ok()?);
            valid(year, other, one, start, end).or_else(|| {
                (separator == '/').then(|| valid(year, one, other, start, end)).flatten()
            })
        }
        // Without a year only with a slash, or a full stop that a second one
        // follows: `7.5` and `1-2` are numbers.
        (1..=2, 1..=2, None) => {
            let rest = &text[end..];
            let is_date = separator == '/'
                || (separator == '.' && rest.starts_with('.'))
                || (separator == '.' && expected && !goes_on(rest));
            // `3/5 days`
            let counts = ["day", "dag", "dni", "tage"]
                .iter()
                .any(|word| rest.trim_start_matches(' ').starts_with(word));
            if counts {
                return None;
            }
            let (year, end) = if separator == '/' { year_after(text, end) } else { (None, end) };
            let day = valid(year, second.parse().ok()?, first.parse().ok()?, start, end);
            day.filter(|_| is_date)
        }
        _ => None,
    }
}

/// Whether what follows `7.5` says that it is a number or an hour.
fn goes_on(rest: &str) -> bool {
    let rest = rest.trim_start_matches([' ', '\u{a0}']);
    rest.starts_with(['%', ':', '/'])
        || ["tim", "hour", "år", "h", "kl", "%", "pm", "am", "std", "uur", "-"]
            .iter()
            .any(|word| rest.starts_with(word))
}

/// A year of four digits, or of two.
fn century(digits: &str) -> Option<i16> {
    let year: i16 = digits.parse().ok()?;
    Some(if digits.len() == 2 { 2000 + year } else { year })
}

/// The year after `3/5`: `-25`, `-2025`, ` 2025`.
fn year_after(text: &str, end: usize) -> (Option<i16>, usize) {
    if let Some(rest) = text[end..].strip_prefix(['-', '–']) {
        let at = text.len() - rest.len();
        let (digits, after) = digits(text, at);
        if digits.len() == 2 {
            return (century(digits), after);
        }
    }
    year_at(text, end)
}

/// `21 april`, `21. april 2025`, `1:a maj`, `1st of December`
fn day_first(text: &str, start: usize) -> Option<Found> {
    let (day, mut at) = digits(text, start);
    if day.len() > 2 {
        return None;
    }
    for ordinal in [":a", ":e", "st", "nd", "rd", "th", ".", "er", "a ", "e "] {
        if text[at..].starts_with(ordinal) {
            at += ordinal.len();
            break;
        }
    }
    // `30-Nov-2020`
    if text[at..].starts_with('-') && text[at + 1..].starts_with(char::is_alphabetic) {
        at += 1;
    }
    at = skip_spaces(text, at)?;
    for filler in ["of ", "de ", "i ", "day of "] {
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
    let trimmed = rest.trim_start_matches(['.', ',', ' ', '\u{a0}', '-', '\'']);
    let at = end + rest.len() - trimmed.len();
    if at - end <= 3 && trimmed.starts_with("20") {
        let (year, after) = digits(text, at);
        if year.len() == 4 {
            return (year.parse().ok(), after);
        }
    }
    // `de 2025`
    if let Some(rest) = rest.strip_prefix(" de 20").filter(|rest| rest.len() >= 2) {
        let at = text.len() - rest.len() - 2;
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

    use super::{first, first_expected};

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
            ("senast den 3/5-25", Some((Some(2025), 5, 3))),
            ("den 3/5 2025", Some((Some(2025), 5, 3))),
            ("by 12/25/2025", Some((Some(2025), 12, 25))),
            ("31. 12. 2025", Some((Some(2025), 12, 31))),
            ("15 de diciembre de 2025", Some((Some(2025), 12, 15))),
            ("sunday 14th december 2025", Some((Some(2025), 12, 14))),
            ("den 15:e maj", Some((None, 5, 15))),
            ("30-nov-2020", Some((Some(2020), 11, 30))),
            ("work 3/5 days", None),
            ("7.12.25", Some((Some(2025), 12, 7))),
            ("kl. 23.59 den 5 maj", Some((None, 5, 5))),
            ("", None),
        ] {
            let found = first(text).map(|found| (found.year, found.month, found.day));
            assert_eq!(found, wanted, "{text}");
        }
    }

    #[test]
    fn a_full_stop_makes_a_date_where_one_is_expected() {
        let of = |text: &str| first_expected(text).map(|found| (found.month, found.day));
        assert_eq!(of("15.12"), Some((12, 15)));
        assert_eq!(of("7.5 timmar"), None);
        assert_eq!(of("kl 10.30 den 3 maj"), Some((5, 3)));
    }

    #[test]
    fn a_date_without_a_year_is_the_next_one() {
        let found = first("10 januari").unwrap();
        assert_eq!(found.on_or_after(date(2025, 11, 20), 7), Some(date(2026, 1, 10)));
        assert_eq!(found.on_or_after(date(2025, 1, 12), 7), Some(date(2025, 1, 10)));
    }
}
