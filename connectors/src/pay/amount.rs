//! Numbers as people write amounts of money.

use schemas::ad::Amount;

/// How a number may be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Point {
    /// `34.169` may be thousands or decimals, so it is neither.
    Unknown,
    /// `34.169` is thousands: the currency is one of a country that writes so.
    Thousands,
}

/// Text that can only be one amount: `34169`, `34,169`, `34 169`, `£34,169.50`,
/// `34.169,50`, `25,50`, `50000.0000`. `34.169` may be thousands or decimals, so
/// it is neither.
pub(crate) fn amount(text: &str) -> Option<Amount> {
    let text = text.trim();
    number(text.strip_prefix(['£', '$', '€']).unwrap_or(text).trim(), Point::Unknown)
}

pub(super) fn number(text: &str, point: Point) -> Option<Amount> {
    let (whole, decimals) = parted(text, point)?;
    let whole = grouped(whole)?;
    Amount::parse(&if decimals.is_empty() { whole } else { format!("{whole}.{decimals}") })
}

/// The whole part, with its groups, and the decimals.
fn parted(text: &str, point: Point) -> Option<(&str, &str)> {
    let count = |mark: char| text.matches(mark).count();
    let (points, commas) = (count('.'), count(','));
    let split = |mark: char| text.rsplit_once(mark);
    match (points, commas) {
        (0, 0) => Some((text, "")),
        (1, 0) => {
            let (whole, decimals) = split('.')?;
            match decimals.len() {
                // `50000.000` can be no group, `1.234` can.
                3 if whole.len() <= 3 && point == Point::Thousands => Some((text, "")),
                3 if whole.len() <= 3 => None,
                _ => Some((whole, digits(decimals)?)),
            }
        }
        (0, 1) => {
            let (whole, decimals) = split(',')?;
            if decimals.len() <= 2 { Some((whole, digits(decimals)?)) } else { Some((text, "")) }
        }
        (_, 0) | (0, _) => Some((text, "")),
        // The mark that comes last, and once, is the decimals'.
        _ => {
            let mark = if text.rfind('.') > text.rfind(',') { '.' } else { ',' };
            let (whole, decimals) = split(mark)?;
            (count(mark) == 1).then_some((whole, digits(decimals)?))
        }
    }
}

fn digits(text: &str) -> Option<&str> {
    let all = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    all.then_some(text)
}

/// The digits of groups of three that one mark separates.
fn grouped(text: &str) -> Option<String> {
    const MARKS: [char; 7] = [',', '.', ' ', '\u{a0}', '\u{202f}', '\'', '’'];
    let Some(mark) = text.chars().find(|c| !c.is_ascii_digit()) else {
        return digits(text).map(str::to_owned);
    };
    let mut groups = text.split(mark);
    let first = digits(groups.next()?)?;
    if !MARKS.contains(&mark) || first.len() > 3 {
        return None;
    }
    let mut whole = first.to_owned();
    for group in groups {
        whole.push_str(digits(group).filter(|group| group.len() == 3)?);
    }
    Some(whole)
}

/// `102.8` thousands.
pub(super) fn thousands(number: &str) -> Option<Amount> {
    let (whole, decimals) = number.split_once(['.', ',']).unwrap_or((number, ""));
    if decimals.len() > 3 || whole.len() > 4 {
        return None;
    }
    Amount::parse(&format!("{whole}{decimals:0<3}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, wanted: Option<&str>) {
        assert_eq!(amount(text).as_ref().map(Amount::as_str), wanted, "{text}");
    }

    #[test]
    fn an_amount_is_read_only_one_way() {
        for text in ["34169", "34,169", "34 169", "£34,169.00", "34.169,00", "34'169", "34169.0000"]
        {
            check(text, Some("34169"));
        }
        check("1.234.567", Some("1234567"));
        check("1,234,567.5", Some("1234567.5"));
        check("25,50", Some("25.5"));
        check("25.4327", Some("25.4327"));
        check("50000.000", Some("50000"));
    }

    #[test]
    fn what_may_be_two_amounts_or_none_is_none() {
        for text in ["34.169", "1,2,3", "1234,567.8", "1.2.3", "-5", "12-13", "", ".", "1e9", "5,"]
        {
            check(text, None);
        }
        check("1,234.567,89", None);
    }

    #[test]
    fn a_point_before_three_digits_is_what_the_currency_makes_it() {
        let read = |text| number(text, Point::Thousands).map(|amount| amount.to_string());
        assert_eq!(read("34.169").as_deref(), Some("34169"));
        assert_eq!(read("34.16").as_deref(), Some("34.16"));
    }
}
