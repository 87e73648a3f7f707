//! Pay as labels write it: `30000-35000 SEK month`; `30000-` has no largest
//! amount, `-35000` no least; `30000` says nothing about the largest.

use schemas::Ad;
use schemas::ad::{Amount, Period};

use super::{Answer, one};

pub(super) fn salary(ad: &Ad) -> Vec<Answer> {
    let Some(pay) = &ad.salary else { return Vec::new() };
    if pay.min.is_none() && pay.max.is_none() {
        return Vec::new();
    }
    let amount = |amount: &Option<Amount>| {
        amount.as_ref().map_or_else(String::new, |amount| amount.as_str().to_owned())
    };
    let period = match pay.period {
        Period::Hour => "hour",
        Period::Day => "day",
        Period::Week => "week",
        Period::Month => "month",
        Period::Year => "year",
        Period::Once => "once",
        Period::Unspecified => "",
    };
    let currency = pay.currency.as_deref().unwrap_or_default();
    let told = format!("{}-{} {currency} {period}", amount(&pay.min), amount(&pay.max));
    one(ad, "/salary", Some(told.trim_end()))
}

/// Parts of a written pay. `None` is `not said`, which compares with all.
#[derive(Debug, PartialEq)]
struct Pay {
    min: End,
    max: End,
    currency: Option<String>,
    period: Option<String>,
}

#[derive(Debug, PartialEq)]
enum End {
    Amount(String),
    /// There is none: `30000-`.
    Open,
    /// Not said: the largest of `30000`.
    Any,
}

/// Whether an answer is the pay that a label writes.
pub(in crate::quality) fn is_pay(label: &str, answer: &str) -> bool {
    let (Some(label), Some(answer)) = (read(label), read(answer)) else { return false };
    let fits = |wanted: &End, told: &End| *wanted == End::Any || wanted == told;
    let same = |wanted: &Option<String>, told: &Option<String>| wanted.is_none() || wanted == told;
    fits(&label.min, &answer.min)
        && fits(&label.max, &answer.max)
        && same(&label.currency, &answer.currency)
        && same(&label.period, &answer.period)
}

fn read(text: &str) -> Option<Pay> {
    const PERIODS: [(&str, &[&str]); 6] = [
        ("hour", &["hour", "hourly", "h", "timme", "time"]),
        ("day", &["day", "daily"]),
        ("week", &["week", "weekly"]),
        ("month", &["month", "monthly", "mån", "månad"]),
        ("year", &["year", "yearly", "annual", "annually", "år"]),
        ("once", &["once"]),
    ];
    let split = text.find(|c: char| c.is_alphabetic() || "£€$".contains(c)).unwrap_or(text.len());
    let (amounts, words) = text.split_at(split);
    let (mut currency, mut period) = (None, None);
    for word in words.split([' ', '/']).filter(|word| !word.is_empty()) {
        let word = word.to_lowercase();
        match PERIODS.iter().find(|(_, names)| names.contains(&word.as_str())) {
            Some((name, _)) => period = Some((*name).to_owned()),
            None => currency = Some(if word == "kr" { return None } else { word }),
        }
    }
    let end = |part: &str| {
        let digits: String =
            part.chars().filter(|c| !c.is_whitespace() && !matches!(c, ',' | '\'')).collect();
        match digits.as_str() {
            "" => Some(End::Open),
            digits => Amount::parse(digits).map(|amount| End::Amount(amount.as_str().to_owned())),
        }
    };
    let (min, max) = match amounts.trim().split_once(['-', '–']) {
        Some((min, max)) => (end(min)?, end(max)?),
        None => (end(amounts)?, End::Any),
    };
    Some(Pay { min, max, currency, period })
}

#[cfg(test)]
mod tests {
    use super::is_pay;

    fn check(label: &str, answer: &str, is: bool) {
        assert_eq!(is_pay(label, answer), is, "{label:?}, {answer:?}");
    }

    #[test]
    fn what_a_label_does_not_say_is_not_compared() {
        check("30 000-35 000 sek month", "30000-35000 SEK month", true);
        check("30000-35000", "30000-35000 SEK month", true);
        check("30000", "30000-35000 SEK month", true);
        check("30000-", "30000-35000 SEK month", false);
        check("30000-", "30000- SEK month", true);
        check("-2800 pln month", "-2800 PLN month", true);
        check("30000-35000 sek hour", "30000-35000 SEK month", false);
        check("30000-35000 nok", "30000-35000 SEK month", false);
        check("20.35-20.35 gbp hour", "20.35-20.35 GBP hour", true);
        check("30000-36000", "30000-35000 SEK month", false);
        check("nonsense", "30000-35000 SEK month", false);
    }
}
