//! Telephone numbers, e-mail addresses and personal numbers that stand in the
//! texts, so that they can be masked.
//!
//! A personal number counts only when its date is one and its check digits are
//! right: Sweden (coordination numbers too), Norway (D numbers too), Finland,
//! Poland. A Danish one has no check digit and needs the word `cpr`.

use jiff::civil::Date;
use schemas::ad::{Ad, PersonalData, PersonalDataKind, Span};

use super::Terms;
use crate::enrich::reading::lower;

/// Most pieces of one ad.
const MOST: usize = 100;
/// Bytes of a text that are searched.
const BYTES_MAX: usize = 128 * 1024;

pub(super) fn find(ad: &mut Ad, _terms: &Terms) {
    let mut found = Vec::new();
    for (index, text) in ad.texts.iter().enumerate() {
        for (field, text) in [("title", &text.title), ("description_text", &text.description_text)]
        {
            let text = &text[..text.floor_char_boundary(BYTES_MAX)];
            let mut own = Vec::new();
            emails(text, &mut own);
            numbers(text, &mut own);
            own.sort_by_key(|(_, start, end)| (*start, *end));
            tell(text, &format!("/texts/{index}/{field}"), &own, &mut found);
        }
    }
    found.truncate(MOST);
    ad.personal_data = found;
}

type Piece = (PersonalDataKind, usize, usize);

/// Byte places as places of code points, in one walk.
fn tell(text: &str, field: &str, pieces: &[Piece], found: &mut Vec<PersonalData>) {
    let (mut byte, mut point) = (0, 0);
    for (kind, start, end) in pieces {
        if *start < byte {
            continue;
        }
        let points = |from: usize, to: usize| {
            i32::try_from(text[from..to].chars().count()).unwrap_or(i32::MAX)
        };
        let first = point + points(byte, *start);
        let last = first + points(*start, *end);
        (byte, point) = (*end, last);
        let span = Span { field: field.to_owned(), start: first, end: last };
        found.push(PersonalData { kind: *kind, span });
    }
}

fn emails(text: &str, pieces: &mut Vec<Piece>) {
    let is_local = |c: char| c.is_alphanumeric() || "._%+-".contains(c);
    for at in memchr::memchr_iter(b'@', text.as_bytes()) {
        let start = at
            - text[..at]
                .chars()
                .rev()
                .take_while(|c| is_local(*c))
                .map(char::len_utf8)
                .sum::<usize>();
        let domain = &text[at + 1..];
        let length = domain
            .find(|c: char| !(c.is_alphanumeric() || c == '.' || c == '-'))
            .unwrap_or(domain.len());
        let domain = domain[..length].trim_end_matches(['.', '-']);
        let has_top = domain
            .rsplit('.')
            .next()
            .is_some_and(|top| top.len() >= 2 && top.chars().all(char::is_alphabetic));
        if start < at && domain.contains('.') && has_top {
            pieces.push((PersonalDataKind::Email, start, at + 1 + domain.len()));
        }
    }
}

/// Runs of digits with spaces, hyphens and brackets between.
fn numbers(text: &str, pieces: &mut Vec<Piece>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let starts = bytes[at].is_ascii_digit()
            || ((bytes[at] == b'+' || bytes[at] == b'(')
                && bytes.get(at + 1).is_some_and(|byte| byte.is_ascii_digit() || *byte == b'+'));
        let joined = at > 0
            && (bytes[at - 1].is_ascii_alphanumeric()
                || matches!(bytes[at - 1], b'/' | b'=' | b'_' | b'#'));
        if !starts {
            at += 1;
            continue;
        }
        let (end, digits) = run(text, at);
        if !joined && let Some(kind) = kind(text, at, end, &digits) {
            pieces.push((kind, at, end));
        }
        at = end.max(at + 1);
    }
}

/// Where the run of digits ends, and its digits.
fn run(text: &str, start: usize) -> (usize, String) {
    let mut digits = String::new();
    let (mut end, mut gap) = (start, 0);
    for (at, character) in text[start..].char_indices() {
        match character {
            '0'..='9' => {
                digits.push(character);
                end = start + at + 1;
                gap = 0;
            }
            '+' if at == 0 => {}
            // A sign between parts; a line end or two signs end the number.
            ' ' | '\u{a0}' | '-' | '–' | '(' | ')' | '/' | '.' | '+' | '‐' | '‑' if gap < 3 => {
                gap += 1
            }
            _ => break,
        }
        if digits.len() > 15 {
            break;
        }
    }
    (end, digits)
}

fn kind(text: &str, start: usize, end: usize, digits: &str) -> Option<PersonalDataKind> {
    let written = &text[start..end];
    if is_personal(text, start, end, written, digits) {
        return Some(PersonalDataKind::PersonalNumber);
    }
    let before = lower(&text[text.floor_char_boundary(start.saturating_sub(24))..start]);
    let after = lower(&text[end..text.ceil_char_boundary((end + 8).min(text.len()))]);
    let not = [
        "org", "bankgiro", "plusgiro", "iban", "konto", "ref", "nr ", "annons", "id:", "nip",
        "regon", "krs", "nummer ", "vat",
    ];
    let phone = [
        "tel", "tfn", "telefon", "mob", "phone", "ring", "call", "tlf", "puh", "kontakt", "sms",
        "mobil", "växel", "nås på", "på ",
    ];
    let called = phone.iter().any(|word| before.contains(word));
    let money = ["kr", "sek", "nok", "zł", "pln", "%", "€"];
    if money.iter().any(|mark| after.trim_start().starts_with(mark)) {
        return None;
    }
    let international = written.starts_with('+') || digits.starts_with("00");
    let dates =
        written.matches(['.', '/']).count() >= 2 && digits.len() == 8 || looks_like_date(written);
    let enough = match (international, called) {
        (true, _) => (8..=15).contains(&digits.len()),
        (false, true) => (8..=12).contains(&digits.len()) && !dates,
        // Without a word: a leading nought and groups, as numbers are written.
        (false, false) => {
            digits.starts_with('0')
                && (9..=11).contains(&digits.len())
                && !dates
                && written.contains([' ', '-', '\u{a0}', '/'])
        }
    };
    let refused = !called && !international && not.iter().any(|word| before.contains(word));
    (enough && !refused).then_some(PersonalDataKind::Phone)
}

fn looks_like_date(written: &str) -> bool {
    let mut parts = written.split(['-', '.', '/', ' ']).filter(|part| !part.is_empty());
    let (Some(first), Some(second), Some(third)) = (parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    let small = |part: &str, max: u32| {
        part.len() <= 2 && part.parse::<u32>().is_ok_and(|number| number >= 1 && number <= max)
    };
    first.len() == 4 && first.starts_with("20") && small(second, 12) && small(third, 31)
        || third.len() == 4 && third.starts_with("20") && small(second, 12) && small(first, 31)
}

fn is_personal(text: &str, start: usize, end: usize, written: &str, digits: &str) -> bool {
    let plain = written.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '+' | ' '));
    if !plain || written.starts_with('+') {
        return false;
    }
    let next = text[end..].chars().next();
    // Finland: `131052-308T`, whose last sign is a letter or a digit.
    let finnish = text[start..].get(..11).is_some_and(is_finnish);
    match digits.len() {
        _ if finnish => true,
        10 if !next.is_some_and(char::is_alphanumeric) => {
            is_swedish(digits) || (is_danish_date(digits) && says_cpr(text, start))
        }
        12 => matches!(&digits[..2], "18" | "19" | "20") && is_swedish(&digits[2..]),
        11 => is_norwegian(digits) || is_polish(digits),
        _ => false,
    }
}

fn says_cpr(text: &str, start: usize) -> bool {
    lower(&text[text.floor_char_boundary(start.saturating_sub(20))..start]).contains("cpr")
}

fn values(digits: &str) -> Vec<u32> {
    digits.chars().filter_map(|digit| digit.to_digit(10)).collect()
}

fn is_day(year: u32, month: u32, day: u32) -> bool {
    let (Ok(year), Ok(month), Ok(day)) =
        (i16::try_from(year), i8::try_from(month), i8::try_from(day))
    else {
        return false;
    };
    Date::new(year, month, day).is_ok()
}

/// Ten digits: a date, or a coordination number's with 60 added to the day,
/// and a check digit by Luhn.
fn is_swedish(digits: &str) -> bool {
    let number = values(digits);
    let [a, b, c, d, e, f, ..] = number[..] else { return false };
    let day = e * 10 + f;
    let day = if day > 60 { day - 60 } else { day };
    // A leap year, so that 29 February passes: the century is not known.
    is_day(if (a * 10 + b) % 4 == 0 { 2000 } else { 2001 }, c * 10 + d, day) && luhn(&number)
}

/// Whether the digits and their check digit fit, by Luhn.
pub(super) fn luhn(number: &[u32]) -> bool {
    let sum: u32 = number
        .iter()
        .rev()
        .enumerate()
        .map(|(index, digit)| match (index % 2, digit * 2) {
            (0, _) => *digit,
            (_, double) if double > 9 => double - 9,
            (_, double) => double,
        })
        .sum();
    !number.is_empty() && sum % 10 == 0
}

/// Eleven digits: a date, or a D number's with 40 added to the day, and two
/// check digits.
fn is_norwegian(digits: &str) -> bool {
    let number = values(digits);
    let [a, b, c, d, e, f, ..] = number[..] else { return false };
    let day = a * 10 + b;
    let day = if day > 40 { day - 40 } else { day };
    let weighed =
        |weights: &[u32]| weights.iter().zip(&number).map(|(w, n)| w * n).sum::<u32>() % 11;
    let year = if (e * 10 + f) % 4 == 0 { 2000 } else { 2001 };
    is_day(year, c * 10 + d, day)
        && weighed(&[3, 7, 6, 1, 8, 9, 4, 5, 2, 1]) == 0
        && weighed(&[5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) == 0
}

/// PESEL: a date whose month tells the century, and a check digit.
fn is_polish(digits: &str) -> bool {
    let number = values(digits);
    let [a, b, c, d, e, f, ..] = number[..] else { return false };
    let month = (c * 10 + d) % 20;
    let sum: u32 = [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1].iter().zip(&number).map(|(w, n)| w * n).sum();
    let year = if (a * 10 + b) % 4 == 0 { 2000 } else { 2001 };
    is_day(year, month, e * 10 + f) && sum % 10 == 0
}

fn is_danish_date(digits: &str) -> bool {
    let number = values(digits);
    let [a, b, c, d, e, f, ..] = number[..] else { return false };
    is_day(if (e * 10 + f) % 4 == 0 { 2000 } else { 2001 }, c * 10 + d, a * 10 + b)
}

fn is_finnish(text: &str) -> bool {
    const CHECKS: &[u8] = b"0123456789ABCDEFHJKLMNPRSTUVWXY";
    let bytes = text.as_bytes();
    if bytes.len() != 11 || !text.is_ascii() || !matches!(bytes[6], b'-' | b'+' | b'A') {
        return false;
    }
    let digits: String = text[..6].chars().chain(text[7..10].chars()).collect();
    let Ok(number) = digits.parse::<usize>() else { return false };
    let two = |at: usize| text[at..at + 2].parse::<u32>().unwrap_or(0);
    let year = if two(4) % 4 == 0 { 2000 } else { 2001 };
    is_day(year, two(2), two(0)) && CHECKS[number % 31] == bytes[10].to_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use schemas::ad::PersonalDataKind::{self, Email, PersonalNumber, Phone};

    use crate::enrich::tests::{bare_ad, enriched};

    #[track_caller]
    fn check(text: &str, wanted: &[(PersonalDataKind, &str)]) {
        let mut ad = bare_ad();
        ad.texts[0].description_text = text.to_owned();
        let ad = enriched(&ad);
        let found: Vec<(PersonalDataKind, String)> = ad
            .personal_data
            .iter()
            .map(|one| {
                let (start, end) =
                    (one.span.start.unsigned_abs() as usize, one.span.end.unsigned_abs() as usize);
                (one.kind, text.chars().skip(start).take(end - start).collect())
            })
            .collect();
        let found: Vec<_> = found.iter().map(|(kind, said)| (*kind, said.as_str())).collect();
        assert_eq!(found, wanted, "{text}");
    }

    #[test]
    fn addresses_and_numbers_are_found_where_they_stand() {
        check("Åsa nås på åsa.berg@example.org.", &[(Email, "åsa.berg@example.org")]);
        check("Ring Ö på 070-174 06 05!", &[(Phone, "070-174 06 05")]);
        check("Call +46 8 465 004 00 today", &[(Phone, "+46 8 465 004 00")]);
        check("tlf. 22 22 55 55", &[(Phone, "22 22 55 55")]);
        check("tel. 531-215-727", &[(Phone, "531-215-727")]);
    }

    #[test]
    fn other_numbers_are_none() {
        for text in [
            "lön 35 000 - 40 000 kr",
            "den 2026-11-24 till 2027-01-31",
            "24.11.2026",
            "org.nr 556074-3089",
            "ref 2026/0001234",
            "0-100 på 10 sekunder",
            "@ 5 m",
            "https://example.org/ad/0701740605",
        ] {
            check(text, &[]);
        }
    }

    #[test]
    fn personal_numbers_have_right_check_digits() {
        check("pnr 811228-9874", &[(PersonalNumber, "811228-9874")]);
        check("pnr 811228-9875", &[]);
        check("19811228-9874", &[(PersonalNumber, "19811228-9874")]);
        // A coordination number: 60 is added to the day.
        check("701063-2391", &[(PersonalNumber, "701063-2391")]);
        check("hetu 131052-308T", &[(PersonalNumber, "131052-308")]);
        check("PESEL 44051401359", &[(PersonalNumber, "44051401359")]);
    }
}
