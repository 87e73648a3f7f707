//! Currencies and periods by their words and sizes.

use schemas::ad::{Ad, Period};

const CODES: [(&str, &str); 19] = [
    ("kronor", "kr"),
    ("kroner", "kr"),
    ("kr", "kr"),
    (":-", "kr"),
    (",-", "kr"),
    ("sek", "SEK"),
    ("nok", "NOK"),
    ("dkk", "DKK"),
    ("eur", "EUR"),
    ("euro", "EUR"),
    ("€", "EUR"),
    ("£", "GBP"),
    ("gbp", "GBP"),
    ("zł", "PLN"),
    ("pln", "PLN"),
    ("usd", "USD"),
    ("$", "USD"),
    ("chf", "CHF"),
    ("zl", "PLN"),
];

/// The currency that stands at `at`, and where it ends.
pub(super) fn currency_after(text: &str, at: usize) -> (Option<&'static str>, usize) {
    let rest = &text[at..];
    let trimmed = rest.trim_start_matches([' ', '\u{a0}']);
    let skipped = rest.len() - trimmed.len();
    if skipped > 3 {
        return (None, at);
    }
    for (word, code) in CODES {
        let Some(next) = trimmed.strip_prefix(word) else { continue };
        let letters = word.chars().all(char::is_alphabetic);
        if letters && next.starts_with(char::is_alphabetic) {
            continue;
        }
        return (Some(code), at + skipped + word.len());
    }
    (None, at)
}

pub(super) fn currency_before(before: &str) -> Option<&'static str> {
    CODES.iter().find_map(|(word, code)| {
        let rest =
            before.strip_suffix(word).or_else(|| before.strip_suffix('.')?.strip_suffix(word))?;
        let letters = word.chars().all(char::is_alphabetic);
        (!(word.starts_with([':', ',']) || letters && rest.ends_with(char::is_alphanumeric)))
            .then_some(*code)
    })
}

/// Crowns by the country or the language of the ad; without any sign of a
/// currency likewise, where there is one likely.
pub(super) fn home_currency(ad: &Ad, crowns: bool) -> Option<&'static str> {
    let country = ad.locations.iter().find_map(|place| place.country.as_deref());
    let language = ad.language.split('-').next().unwrap_or_default();
    Some(match (country, language) {
        (Some("SE"), _) => "SEK",
        (Some("NO"), _) => "NOK",
        (Some("DK"), _) => "DKK",
        (Some("PL"), _) if !crowns => "PLN",
        (Some("GB"), _) if !crowns => "GBP",
        (Some("FI" | "DE" | "NL" | "FR" | "ES" | "IT"), _) if !crowns => "EUR",
        (_, "sv") => "SEK",
        (_, "no" | "nb" | "nn") => "NOK",
        (_, "da") => "DKK",
        (None, "pl") if !crowns => "PLN",
        (None, "fi" | "de" | "nl" | "fr" | "es" | "it") if !crowns => "EUR",
        _ => return None,
    })
}

const PERIODS: [(&str, Period); 62] = [
    ("per timme", Period::Hour),
    ("/timme", Period::Hour),
    ("/tim", Period::Hour),
    ("kr/h", Period::Hour),
    ("/h", Period::Hour),
    ("i timmen", Period::Hour),
    ("per tim", Period::Hour),
    ("timlön", Period::Hour),
    ("per time", Period::Hour),
    ("pr. time", Period::Hour),
    ("pr time", Period::Hour),
    ("/time", Period::Hour),
    ("i timen", Period::Hour),
    ("timelønn", Period::Hour),
    ("timeløn", Period::Hour),
    ("per hour", Period::Hour),
    ("an hour", Period::Hour),
    ("/hour", Period::Hour),
    ("/hr", Period::Hour),
    ("per hr", Period::Hour),
    ("hourly", Period::Hour),
    ("p/h", Period::Hour),
    ("na godzinę", Period::Hour),
    ("/godz", Period::Hour),
    ("za godzinę", Period::Hour),
    ("/h brutto", Period::Hour),
    ("godzin", Period::Hour),
    ("pro stunde", Period::Hour),
    ("/std", Period::Hour),
    ("stundenlohn", Period::Hour),
    ("tunti", Period::Hour),
    ("/uur", Period::Hour),
    ("per uur", Period::Hour),
    ("per dag", Period::Day),
    ("per day", Period::Day),
    ("/day", Period::Day),
    ("per shift", Period::Day),
    ("dziennie", Period::Day),
    ("per vecka", Period::Week),
    ("per week", Period::Week),
    ("/week", Period::Week),
    ("tygodniowo", Period::Week),
    ("per månad", Period::Month),
    ("/mån", Period::Month),
    ("i månaden", Period::Month),
    ("/ mån", Period::Month),
    ("månadslön", Period::Month),
    ("månedslønn", Period::Month),
    ("per måned", Period::Month),
    ("pr. måned", Period::Month),
    ("per month", Period::Month),
    ("/month", Period::Month),
    ("a month", Period::Month),
    ("monthly", Period::Month),
    ("mies", Period::Month),
    ("/msc", Period::Month),
    ("msc", Period::Month),
    ("m-c", Period::Month),
    ("pro monat", Period::Month),
    ("/monat", Period::Month),
    ("per maand", Period::Month),
    ("kuukau", Period::Month),
];
const YEARS: [&str; 17] = [
    "per år",
    "/år",
    "per annum",
    "p.a",
    "a year",
    "per year",
    "/year",
    "annually",
    "pa ",
    "årslønn",
    "årslön",
    "pr. år",
    "yearly",
    "i året",
    "rocznie",
    "pro jahr",
    "annual",
];

/// The period said right after an amount.
pub(super) fn period_after(text: &str, at: usize) -> Option<Period> {
    let end = text.floor_char_boundary((at + 26).min(text.len()));
    let near = &text[at..end.max(at)];
    let near = near.split(['\n', ';']).next().unwrap_or(near);
    first_period(near, false)
}

/// The period said before it: `timlön 150 kr`.
pub(super) fn period_before(before: &str) -> Option<Period> {
    let line = before.rsplit('\n').next().unwrap_or(before);
    first_period(line, true)
}

fn first_period(text: &str, last: bool) -> Option<Period> {
    let words = PERIODS.iter().copied().chain(YEARS.iter().map(|word| (*word, Period::Year)));
    let found = words.filter_map(|(word, period)| {
        let at = if last { text.rfind(word) } else { text.find(word) }?;
        Some((at, word.len(), period))
    });
    if last {
        found.max_by_key(|(at, length, _)| (*at, *length)).map(|(_, _, period)| period)
    } else {
        found
            .min_by_key(|(at, length, _)| (*at, std::cmp::Reverse(*length)))
            .map(|(_, _, period)| period)
    }
}

/// Least and most of a wage, by currency: hour, month, year.
fn bounds(currency: &str) -> [(f64, f64); 3] {
    match currency {
        "SEK" => [(80.0, 2_500.0), (9_000.0, 250_000.0), (150_000.0, 4_000_000.0)],
        "NOK" => [(100.0, 2_500.0), (12_000.0, 200_000.0), (220_000.0, 4_000_000.0)],
        "DKK" => [(80.0, 2_500.0), (9_000.0, 200_000.0), (150_000.0, 4_000_000.0)],
        "PLN" => [(9.0, 600.0), (900.0, 80_000.0), (15_000.0, 1_500_000.0)],
        _ => [(4.0, 300.0), (450.0, 40_000.0), (8_000.0, 700_000.0)],
    }
}

/// The period that a size leaves no doubt of.
pub(super) fn likely_period(currency: &str, value: f64) -> Option<Period> {
    let [hour, month, year] = bounds(currency);
    let fits = |(low, high): (f64, f64)| value >= low && value <= high;
    match (fits(hour), fits(month), fits(year)) {
        (true, false, false) => Some(Period::Hour),
        (false, true, false) => Some(Period::Month),
        (false, false, true) => Some(Period::Year),
        // A month's wage seldom reaches a year's.
        (false, true, true) if currency == "GBP" => Some(Period::Year),
        (false, true, true) => {
            Some(if value < year.0 * 1.5 { Period::Month } else { Period::Year })
        }
        _ => None,
    }
}

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
