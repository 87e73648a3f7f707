//! National identity numbers whose check digits are right: Swedish personal
//! and coordination numbers (SKV 704), Norwegian birth and D-numbers
//! (Skatteetaten), Danish CPR numbers (CPR-kontoret), Finnish personal identity
//! codes (DVV), Polish PESEL numbers (Ministry of Digital Affairs), Spanish DNI
//! and NIE (Interior Ministry) and French NIR (INSEE). The number of a sole
//! trader is its owner's, and is told.

mod check;

use super::run::{Gap, Group, Run};

/// The bytes of the identity number that a run is.
pub(super) fn of(text: &str, run: &Run) -> Option<(usize, usize)> {
    if run.plus {
        return None;
    }
    if let Some(found) = with_letter(text, run) {
        return Some(found);
    }
    if run.is_part {
        return None;
    }
    let digits = |groups: &[Group]| digits(text, groups);
    let is_it = match run.groups.as_slice() {
        // "0701234567" is a telephone number, also when its digits fit.
        [one] if one.len() == 10 => {
            text.as_bytes()[one.start] != b'0' && check::is_swedish(&digits(&[*one]))
        }
        [one] if one.len() == 11 => {
            let digits = digits(&[*one]);
            check::is_norwegian(&digits) || check::is_polish(&digits)
        }
        [one] if one.len() == 12 => check::is_swedish(&digits(&[*one])),
        [one] if one.len() == 15 => check::is_french(&digits(&[*one])),
        [date, rest] if matches!(rest.gap, Gap::Dash | Gap::Space) => {
            let both = digits(&[*date, *rest]);
            match (date.len(), rest.len()) {
                (6, 4) if rest.gap == Gap::Dash && check::is_danish_day(&both) => {
                    check::is_swedish(&both)
                        || check::is_danish(&both)
                        || is_named(text, run.start, &["cpr", "personnummer"])
                }
                (6 | 8, 4) => check::is_swedish(&both),
                (6, 5) => check::is_norwegian(&both),
                _ => false,
            }
        }
        [day, month, year, rest] if rest.gap == Gap::Space || rest.gap == Gap::Dash => {
            let lengths = [day.len(), month.len(), year.len(), rest.len()];
            match lengths {
                [2, 2, 2, 5] => check::is_norwegian(&digits(&run.groups)),
                [4, 2, 2, 4] | [2, 2, 2, 4] => check::is_swedish(&digits(&run.groups)),
                _ => false,
            }
        }
        [sex, year, month, ..] if (sex.len(), year.len(), month.len()) == (1, 2, 2) => {
            let all = digits(&run.groups);
            all.len() == 15 && check::is_french(&all)
        }
        _ => false,
    };
    let (first, last) = (run.groups.first()?, run.groups.last()?);
    is_it.then_some((first.start, last.end))
}

fn digits(text: &str, groups: &[Group]) -> Vec<u8> {
    let of = |group: &Group| text.as_bytes()[group.start..group.end].to_vec();
    groups.iter().flat_map(of).map(|byte| byte - b'0').collect()
}

/// Whether one of the words stands right before a number.
fn is_named(text: &str, start: usize, words: &[&str]) -> bool {
    let low = text.floor_char_boundary(start.saturating_sub(24));
    let before = text[low..start].to_lowercase();
    words.iter().any(|word| before.contains(word))
}

/// Numbers that end in a letter, which is their check digit: Finnish
/// `131052-308T` (`A` for `-` from 2000 on), Spanish `12345678Z`, `X1234567L`.
fn with_letter(text: &str, run: &Run) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let first = run.groups.first()?;
    let before = |at: usize| at.checked_sub(1).map(|at| bytes[at]);
    let is_edge = |byte: Option<u8>| !byte.is_some_and(|byte| byte.is_ascii_alphanumeric());
    let letter_at = |at: usize| bytes.get(at).copied().filter(u8::is_ascii_uppercase);
    match run.groups.as_slice() {
        [date, rest, ..] if (date.len(), rest.len()) == (6, 3) && rest.gap == Gap::Dash => {
            let letter = finnish_letter(bytes, rest.end)?;
            let whole = is_edge(before(date.start)) && is_edge(bytes.get(rest.end + 1).copied());
            let fits = check::is_finnish(&digits(text, &[*date, *rest]), letter);
            (whole && fits).then_some((date.start, rest.end + 1))
        }
        // `010101A123N`: the sign is a letter, so that the run ends at it.
        [date, ..] if date.len() == 6 && matches!(letter_at(date.end), Some(b'A'..=b'F')) => {
            let rest = bytes.get(date.end + 1..date.end + 4)?;
            if !rest.iter().all(u8::is_ascii_digit) {
                return None;
            }
            let letter = finnish_letter(bytes, date.end + 4)?;
            let whole = is_edge(before(date.start)) && is_edge(bytes.get(date.end + 5).copied());
            let mut all = digits(text, &[*date]);
            all.extend(rest.iter().map(|byte| byte - b'0'));
            (whole && check::is_finnish(&all, letter)).then_some((date.start, date.end + 5))
        }
        [_] if matches!(first.len(), 7 | 8) => {
            let letter = letter_at(first.end)?;
            let prefix = before(first.start).filter(|byte| matches!(byte, b'X' | b'Y' | b'Z'));
            let start = first.start - usize::from(prefix.is_some());
            let whole = is_edge(before(start)) && is_edge(bytes.get(first.end + 1).copied());
            let fits = check::is_spanish(prefix, &digits(text, &[*first]), letter);
            (whole && fits).then_some((start, first.end + 1))
        }
        _ => None,
    }
}

/// The last sign of a Finnish code: a digit or a capital.
fn finnish_letter(bytes: &[u8], at: usize) -> Option<u8> {
    bytes.get(at).copied().filter(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
}
