//! National identity numbers whose check digits are right: Swedish personal
//! and coordination numbers (SKV 704), Norwegian birth and D-numbers
//! (Skatteetaten). The number of a sole trader is its owner's, and is told.

use super::run::{Gap, Group, Run};

/// The bytes of the identity number that a run is.
pub(super) fn of(text: &str, run: &Run) -> Option<(usize, usize)> {
    if run.is_part || run.plus {
        return None;
    }
    let digits = |groups: &[Group]| -> Vec<u8> {
        let of = |group: &Group| text.as_bytes()[group.start..group.end].to_vec();
        groups.iter().flat_map(of).map(|byte| byte - b'0').collect()
    };
    let is_it = match run.groups.as_slice() {
        // "0701234567" is a telephone number, also when its digits fit.
        [one] if one.len() == 10 => {
            text.as_bytes()[one.start] != b'0' && is_swedish(&digits(&[*one]))
        }
        [one] if one.len() == 11 => is_norwegian(&digits(&[*one])),
        [one] if one.len() == 12 => is_swedish(&digits(&[*one])),
        [date, rest] if matches!(rest.gap, Gap::Dash | Gap::Space) => {
            match (date.len(), rest.len()) {
                (6 | 8, 4) => is_swedish(&digits(&[*date, *rest])),
                (6, 5) => is_norwegian(&digits(&[*date, *rest])),
                _ => false,
            }
        }
        [day, month, year, rest] if rest.gap == Gap::Space || rest.gap == Gap::Dash => {
            let lengths = [day.len(), month.len(), year.len(), rest.len()];
            match lengths {
                [2, 2, 2, 5] => is_norwegian(&digits(&run.groups)),
                [4, 2, 2, 4] | [2, 2, 2, 4] => is_swedish(&digits(&run.groups)),
                _ => false,
            }
        }
        _ => false,
    };
    let (first, last) = (run.groups.first()?, run.groups.last()?);
    is_it.then_some((first.start, last.end))
}

/// Whether 10 or 12 digits are a personal or coordination number.
fn is_swedish(digits: &[u8]) -> bool {
    let short = match digits {
        [1, 8 | 9, rest @ ..] | [2, 0, rest @ ..] if rest.len() == 10 => rest,
        rest if rest.len() == 10 => rest,
        _ => return false,
    };
    let month = number(&short[2..4]);
    let day = number(&short[4..6]);
    // A coordination number has 60 added to the day.
    let day = if day > 60 { day - 60 } else { day };
    is_day(month, day) && luhn(short)
}

/// Whether 11 digits are a birth number or a D-number, by both check digits.
fn is_norwegian(digits: &[u8]) -> bool {
    let Ok(digits) = <&[u8; 11]>::try_from(digits) else { return false };
    let day = number(&digits[..2]);
    // A D-number has 40 added to the day.
    let day = if day > 40 { day - 40 } else { day };
    let sum = |weights: &[u32]| -> u32 {
        digits.iter().zip(weights).map(|(digit, weight)| u32::from(*digit) * weight).sum()
    };
    is_day(number(&digits[2..4]), day)
        && sum(&[3, 7, 6, 1, 8, 9, 4, 5, 2, 1]) % 11 == 0
        && sum(&[5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 == 0
}

fn number(digits: &[u8]) -> u32 {
    digits.iter().fold(0, |sum, digit| sum * 10 + u32::from(*digit))
}

/// 29 February counts in every year: a wrong century must not hide a person.
fn is_day(month: u32, day: u32) -> bool {
    let days = match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

/// The check digit of Swedish numbers (modulus 10).
fn luhn(digits: &[u8]) -> bool {
    let weigh = |(index, digit): (usize, &u8)| {
        let doubled = u32::from(*digit) * if index % 2 == 0 { 2 } else { 1 };
        doubled / 10 + doubled % 10
    };
    digits.iter().enumerate().map(weigh).sum::<u32>() % 10 == 0
}
