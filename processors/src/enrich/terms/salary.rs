//! Pay in text. Never a wrong amount: a number is pay only with a currency or
//! a word of pay beside it, a period that is said or that its size leaves no
//! doubt of, and a size that a wage can have.

use schemas::ad::{Ad, Amount, Period, Salary, Severity};

use super::numbers::{Number, number_at};
use super::{Terms, Topic};
use crate::enrich::note;
use crate::enrich::reading::{Part, sentence};

/// Bytes of a text that are searched for amounts.
const BYTES_MAX: usize = 20_000;

struct Pay {
    min: Number,
    max: Option<Number>,
    currency: &'static str,
    period: Period,
    score: f64,
    part: Part,
}

pub(super) fn find(ad: &mut Ad, terms: &Terms) {
    let given = ad.salary.as_ref();
    let has_amount = given.is_some_and(|given| given.min.is_some() || given.max.is_some());
    let Some(pay) = best(ad, terms) else { return };
    let amount = |number: &Number| Amount::parse(&number.decimal);
    let min = amount(&pay.min);
    let max = pay.max.as_ref().map_or_else(|| min.clone(), amount);
    if has_amount {
        let ours = note::is_ours(ad, "/salary");
        let same = given.is_some_and(|given| {
            given.period != pay.period || given.min == min || given.max == max || given.min == max
        });
        if !ours && !same {
            note::noticed(ad, "salary_differs", "/salary", Severity::Warning);
        }
        return;
    }
    let end = pay.max.as_ref().map_or(pay.min.end, |max| max.end);
    let (start, part) = (pay.min.start, pay.part);
    let mut salary = ad.salary.take().unwrap_or_default();
    salary = Salary {
        min,
        max,
        currency: Some(pay.currency.to_owned()),
        period: pay.period,
        parsed: true,
        ..salary
    };
    ad.salary = Some(salary);
    let confidence = note::confidence((0.5 + 0.15 * pay.score).min(0.95));
    note::found_at(ad, "/salary", confidence, terms.reading.span(part, start, end));
}

fn best(ad: &Ad, terms: &Terms) -> Option<Pay> {
    let mut best: Option<Pay> = None;
    for part in [Part::Title, Part::Body] {
        let text = terms.text(part);
        let text = &text[..text.floor_char_boundary(BYTES_MAX)];
        let mut at = 0;
        while let Some(found) = text[at..].find(|c: char| c.is_ascii_digit()) {
            let start = at + found;
            let joined = text[..start].chars().next_back().is_some_and(char::is_alphanumeric);
            let read = if joined { None } else { number_at(text, start) };
            let Some(number) = read else {
                at = start + text[start..].bytes().take_while(u8::is_ascii_digit).count();
                continue;
            };
            at = number.end;
            let Some(pay) = pay_at(ad, terms, part, text, number) else { continue };
            at = pay.max.as_ref().map_or(pay.min.end, |max| max.end).max(at);
            if best.as_ref().is_none_or(|known| pay.score > known.score + 0.4) {
                best = Some(pay);
            }
        }
    }
    best.filter(|pay| pay.score >= 2.0)
}

fn pay_at(ad: &Ad, terms: &Terms, part: Part, text: &str, number: Number) -> Option<Pay> {
    let mut min = scaled(text, number);
    let before = text[..min.start].trim_end();
    let mut max = None;
    let (mut currency, mut after) = currency_after(text, min.end);
    // `30 000 - 35 000 kr`, `30 000 kr till 35 000 kr`
    let rest = text[after..].trim_start_matches([' ', '\u{a0}']);
    for dash in
        ["-", "–", "—", "till ", "til ", "to ", "do ", "bis ", "och ", "/ £", "and ", "og ", "→"]
    {
        let Some(next) = rest.strip_prefix(dash) else { continue };
        let next = next.trim_start_matches([' ', '\u{a0}', '£', '€', '$']);
        let start = text.len() - next.len();
        let start = ["sek ", "nok ", "eur ", "gbp ", "pln "]
            .iter()
            .find(|code| text[start..].starts_with(**code))
            .map_or(start, |code| start + code.len());
        if text[start..].starts_with(|c: char| c.is_ascii_digit())
            && let Some(second) = number_at(text, start)
        {
            let second = scaled(text, second);
            // `30-35 000`: the thousands of both.
            if min.value < 1_000.0 && second.value >= 1_000.0 && min.value * 1_000.0 <= second.value
            {
                min.value *= 1_000.0;
                min.decimal.push_str("000");
            }
            if second.value >= min.value && second.value <= min.value * 5.0 {
                let (code, end) = currency_after(text, second.end);
                currency = currency.or(code);
                after = end;
                max = Some(second);
            }
        }
        break;
    }
    currency = currency_before(before).or(currency);
    let end = max.as_ref().map_or(min.end, |max: &Number| max.end);
    let (from, to) = sentence(text, min.start, end, 110);
    let near = (
        text.floor_char_boundary(min.start.saturating_sub(70)),
        text.ceil_char_boundary((end + 45).min(text.len())),
    );
    let touches = |topic: Topic, from: usize, to: usize| {
        terms.of_topic(topic).any(|hit| hit.part == part && hit.start >= from && hit.end <= to)
    };
    if touches(Topic::PayNot, from.max(near.0), to.min(near.1)) {
        return None;
    }
    let cue = touches(Topic::Pay, from.max(near.0), to.max(near.1));
    let said =
        period_after(text, after).or_else(|| period_before(&text[from.max(near.0)..min.start]));
    if currency.is_none() && (!cue || text[end..].trim_start().starts_with(['%', ':', '.', '/'])) {
        return None;
    }
    let code = currency
        .filter(|code| *code != "kr")
        .map_or_else(|| home_currency(ad, currency.is_some()), Some)?;
    let period = said.or_else(|| likely_period(code, min.value))?;
    let top = max.as_ref().map_or(min.value, |max| max.value);
    if !is_plausible(code, period, min.value) || !is_plausible(code, period, top) {
        return None;
    }
    // A number without a currency is pay only right after its word.
    let score = f64::from(u8::from(currency.is_some()))
        + f64::from(u8::from(cue))
        + f64::from(u8::from(said.is_some()))
        + if max.is_some() { 0.3 } else { 0.0 };
    if currency.is_none() && said.is_none() {
        return None;
    }
    Some(Pay { min, max, currency: code, period, score, part })
}

/// `30k` and `30 tkr` are thousands.
fn scaled(text: &str, mut number: Number) -> Number {
    let rest = &text[number.end..];
    for mark in ["k ", "k/", "k-", "k–", " tkr", "tkr", " k ", "k,", "k.", " tusen", "tys.", " tys"]
    {
        if rest.starts_with(mark) && number.value < 1_000.0 && !number.decimal.contains('.') {
            number.value *= 1_000.0;
            number.decimal.push_str("000");
            number.end += mark.trim_end_matches([' ', '/', '-', '–', ',', '.']).len();
            break;
        }
    }
    number
}

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
fn currency_after(text: &str, at: usize) -> (Option<&'static str>, usize) {
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

fn currency_before(before: &str) -> Option<&'static str> {
    CODES.iter().find_map(|(word, code)| {
        let rest =
            before.strip_suffix(word).or_else(|| before.strip_suffix('.')?.strip_suffix(word))?;
        let letters = word.chars().all(char::is_alphabetic);
        (!word.starts_with([':', ',']) && !(letters && rest.ends_with(char::is_alphanumeric)))
            .then_some(*code)
    })
}

/// Crowns by the country or the language of the ad; without any sign of a
/// currency likewise, where there is one likely.
fn home_currency(ad: &Ad, crowns: bool) -> Option<&'static str> {
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
fn period_after(text: &str, at: usize) -> Option<Period> {
    let end = text.floor_char_boundary((at + 26).min(text.len()));
    let near = &text[at..end.max(at)];
    let near = near.split(['\n', ';']).next().unwrap_or(near);
    first_period(near, false)
}

/// The period said before it: `timlön 150 kr`.
fn period_before(before: &str) -> Option<Period> {
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
fn likely_period(currency: &str, value: f64) -> Option<Period> {
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

fn is_plausible(currency: &str, period: Period, value: f64) -> bool {
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
