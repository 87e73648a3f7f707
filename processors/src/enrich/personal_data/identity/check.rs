//! The check digits of identity numbers, country by country.

/// Whether 10 or 12 digits are a Swedish personal or coordination number.
pub(super) fn is_swedish(digits: &[u8]) -> bool {
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
pub(super) fn is_norwegian(digits: &[u8]) -> bool {
    let Ok(digits) = <&[u8; 11]>::try_from(digits) else { return false };
    let day = number(&digits[..2]);
    // A D-number has 40 added to the day.
    let day = if day > 40 { day - 40 } else { day };
    is_day(number(&digits[2..4]), day)
        && weighed(digits, &[3, 7, 6, 1, 8, 9, 4, 5, 2, 1]).is_multiple_of(11)
        && weighed(digits, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
}

/// Whether the first six digits are a day, the day first.
pub(super) fn is_danish_day(digits: &[u8]) -> bool {
    digits.len() == 10 && is_day(number(&digits[2..4]), number(&digits[..2]))
}

/// Whether 10 digits are a CPR number by eleven. Numbers given since 2007 need
/// not fit: those are known by their word alone.
pub(super) fn is_danish(digits: &[u8]) -> bool {
    is_danish_day(digits) && weighed(digits, &[4, 3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
}

/// Whether 9 digits and a sign are a Finnish personal identity code.
pub(super) fn is_finnish(digits: &[u8], letter: u8) -> bool {
    const LETTERS: &[u8; 31] = b"0123456789ABCDEFHJKLMNPRSTUVWXY";
    let place = usize::try_from(number(digits) % 31).unwrap_or(0);
    digits.len() == 9
        && is_day(number(&digits[2..4]), number(&digits[..2]))
        && LETTERS[place] == letter
}

/// Whether 11 digits are a PESEL number; the century is added to the month.
pub(super) fn is_polish(digits: &[u8]) -> bool {
    let Ok(digits) = <&[u8; 11]>::try_from(digits) else { return false };
    let month = number(&digits[2..4]) % 20;
    is_day(month, number(&digits[4..6]))
        && weighed(digits, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]).is_multiple_of(10)
}

/// Whether 8 digits, or 7 after `X`, `Y` or `Z`, have the right letter.
pub(super) fn is_spanish(prefix: Option<u8>, digits: &[u8], letter: u8) -> bool {
    const LETTERS: &[u8; 23] = b"TRWAGMYFPDXBNJZSQVHLCKE";
    let value = match (prefix, digits.len()) {
        (None, 8) => number(digits),
        (Some(prefix), 7) => u32::from(prefix - b'X') * 10_000_000 + number(digits),
        _ => return false,
    };
    LETTERS[usize::try_from(value % 23).unwrap_or(0)] == letter
}

/// Whether 15 digits are a NIR with its key.
pub(super) fn is_french(digits: &[u8]) -> bool {
    if digits.len() != 15 || !matches!(digits[0], 1 | 2) {
        return false;
    }
    let value =
        |digits: &[u8]| digits.iter().fold(0_u64, |sum, digit| sum * 10 + u64::from(*digit));
    let month = number(&digits[3..5]);
    matches!(month, 1..=12 | 20..=42 | 50..=99)
        && 97 - value(&digits[..13]) % 97 == value(&digits[13..])
}

fn number(digits: &[u8]) -> u32 {
    digits.iter().fold(0, |sum, digit| sum * 10 + u32::from(*digit))
}

fn weighed(digits: &[u8], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(digit, weight)| u32::from(*digit) * weight).sum()
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
    digits.iter().enumerate().map(weigh).sum::<u32>().is_multiple_of(10)
}
