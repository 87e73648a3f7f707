//! Currencies by their words, and periods by the size of an amount.

use schemas::ad::{Ad, Period};

const CODES: &[(&str, &str)] = &[
    ("kronor", "kr"),
    ("kroner", "kr"),
    ("kr", "kr"),
    (":-", "kr"),
    (",-", "kr"),
    ("sek", "SEK"),
    ("nok", "NOK"),
    ("dkk", "DKK"),
    ("euroa", "EUR"),
    ("euros", "EUR"),
    ("euro", "EUR"),
    ("eur", "EUR"),
    ("€", "EUR"),
    ("£", "GBP"),
    ("gbp", "GBP"),
    ("złotych", "PLN"),
    ("zł", "PLN"),
    ("pln", "PLN"),
    ("zl", "PLN"),
    ("usd", "USD"),
    ("us$", "USD"),
    ("$", "$"),
    ("chf", "CHF"),
    ("czk", "CZK"),
    ("isk", "ISK"),
];

/// The currency that stands at `at`, and where it ends.
pub(super) fn after(text: &str, at: usize) -> (Option<&'static str>, usize) {
    let rest = &text[at..];
    let trimmed = rest.trim_start_matches([' ', '\u{a0}']);
    let skipped = rest.len() - trimmed.len();
    if skipped > 3 {
        return (None, at);
    }
    // `4 500 brutto zł`
    for word in ["brutto ", "netto ", "bruto ", "brut "] {
        if let Some(next) = trimmed.strip_prefix(word)
            && let Some((written, code)) = code_at(next)
        {
            return (Some(code), at + skipped + word.len() + written);
        }
    }
    match code_at(trimmed) {
        Some((written, code)) => (Some(code), at + skipped + written),
        None => (None, at),
    }
}

fn code_at(text: &str) -> Option<(usize, &'static str)> {
    CODES.iter().find_map(|(word, code)| {
        let next = text.strip_prefix(word)?;
        let letters = word.chars().all(char::is_alphabetic);
        (!(letters && next.starts_with(char::is_alphabetic))).then_some((word.len(), *code))
    })
}

/// The currency that a text ends with.
pub(super) fn before(text: &str) -> Option<&'static str> {
    ends_with(text).map(|(_, code)| code)
}

/// The bytes of the currency that a text ends with.
pub(super) fn code_before(text: &str) -> usize {
    ends_with(text).map_or(0, |(length, _)| length)
}

fn ends_with(text: &str) -> Option<(usize, &'static str)> {
    let bare = text.strip_suffix('.').unwrap_or(text);
    CODES.iter().find_map(|(word, code)| {
        let rest = bare.strip_suffix(word)?;
        let letters = word.chars().all(char::is_alphabetic);
        let joined = letters && rest.ends_with(char::is_alphanumeric);
        (!(word.starts_with([':', ',']) || joined)).then_some((text.len() - rest.len(), *code))
    })
}

/// Crowns and dollars by the country or the language of the ad; without any
/// sign of a currency likewise, where there is one likely.
pub(super) fn of_home(ad: &Ad, sign: Option<&str>) -> Option<&'static str> {
    let country = ad.locations.iter().find_map(|place| place.country.as_deref());
    let language = ad.language.split('-').next().unwrap_or_default();
    if sign == Some("$") {
        return Some(match country {
            Some("CA") => "CAD",
            Some("AU") => "AUD",
            Some("NZ") => "NZD",
            Some("SG") => "SGD",
            _ => "USD",
        });
    }
    let crowns = sign.is_some();
    Some(match (country, language) {
        (Some("SE"), _) => "SEK",
        (Some("NO"), _) => "NOK",
        (Some("DK"), _) => "DKK",
        (Some("IS"), _) => "ISK",
        (Some("PL"), _) if !crowns => "PLN",
        (Some("GB"), _) if !crowns => "GBP",
        (Some("FI" | "DE" | "NL" | "FR" | "ES" | "IT" | "AT" | "BE" | "IE"), _) if !crowns => "EUR",
        (_, "sv") => "SEK",
        (_, "no" | "nb" | "nn") => "NOK",
        (_, "da") => "DKK",
        (None, "pl") if !crowns => "PLN",
        (None, "fi" | "de" | "nl" | "fr" | "es" | "it") if !crowns => "EUR",
        _ => return None,
    })
}

/// Least and most of a wage, by currency: hour, month, year.
fn bounds(currency: &str) -> [(f64, f64); 3] {
    match currency {
        "SEK" => [(80.0, 2_500.0), (9_000.0, 250_000.0), (150_000.0, 4_000_000.0)],
        "NOK" => [(100.0, 2_500.0), (12_000.0, 200_000.0), (220_000.0, 4_000_000.0)],
        "DKK" => [(80.0, 2_500.0), (9_000.0, 200_000.0), (150_000.0, 4_000_000.0)],
        "ISK" => [(1_500.0, 30_000.0), (200_000.0, 4_000_000.0), (3_000_000.0, 40_000_000.0)],
        "CZK" => [(80.0, 3_000.0), (10_000.0, 400_000.0), (150_000.0, 5_000_000.0)],
        "PLN" => [(9.0, 600.0), (900.0, 80_000.0), (15_000.0, 1_500_000.0)],
        _ => [(4.0, 300.0), (450.0, 40_000.0), (8_000.0, 700_000.0)],
    }
}

/// Largest wage of a month where nobody says that it is one.
fn month_unsaid_max(currency: &str) -> f64 {
    match currency {
        "SEK" | "NOK" | "DKK" => 120_000.0,
        // Pay is told by the month there, also to those who invoice.
        "PLN" => 60_000.0,
        "GBP" => 7_000.0,
        "ISK" | "CZK" => 400_000.0,
        _ => 12_000.0,
    }
}

/// The period that a size leaves no doubt of.
pub(super) fn likely_period(currency: &str, value: f64) -> Option<Period> {
    let [hour, month, year] = bounds(currency);
    let fits = |(low, high): (f64, f64)| value >= low && value <= high;
    let is_month = fits(month) && value <= month_unsaid_max(currency);
    match (fits(hour), is_month, fits(year)) {
        (true, false, false) => Some(Period::Hour),
        (false, true, _) => Some(Period::Month),
        (false, false, true) => Some(Period::Year),
        _ => None,
    }
}

/// Whether a wage can have this size.
pub(super) fn is_plausible(currency: &str, period: Period, value: f64) -> bool {
    let [hour, month, year] = bounds(currency);
    let (low, high) = match period {
        Period::Hour => hour,
        Period::Month => month,
        Period::Year => year,
        Period::Day => (hour.0 * 5.0, hour.1 * 10.0),
        Period::Week => (month.0 / 5.0, month.1 / 3.0),
        Period::Once | Period::Unspecified => return false,
    };
    (low..=high).contains(&value)
}
