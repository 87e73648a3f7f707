//! Swedish organisation numbers, and the personal numbers that look like them.

/// Whether a number of ten (or twelve) digits is a person's rather than an
/// organisation's: its third digit is below 2 (JobTech's own rule). A sole
/// trader's organisation number is the person's own.
pub(crate) fn is_personal(digits: &str) -> bool {
    let digits: Vec<u8> = digits.bytes().filter(u8::is_ascii_digit).collect();
    let ten = match digits.len() {
        10 => &digits[..],
        12 if matches!(&digits[..2], b"18" | b"19" | b"20") => &digits[2..],
        _ => return false,
    };
    ten[2] < b'2'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_third_digit_below_two_is_a_person() {
        assert!(is_personal("9001019999"));
        assert!(is_personal("19900101-9999"));
        assert!(!is_personal("5560743089"));
        assert!(!is_personal("2321000032"));
        assert!(!is_personal("165560743089"));
        assert!(!is_personal("123"));
    }
}
