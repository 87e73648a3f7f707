//! One amount of a text, or two ends of a range, weighed as an offer of pay.

use schemas::ad::{Ad, Period};

use super::super::numbers::{Number, number_at};
use super::super::sentence::around;
use super::super::{Terms, Topic};
use super::{Open, money, period};
use crate::enrich::reading::Part;

/// An amount that may be the pay.
pub(super) struct Offer {
    pub(super) open: Open,
    pub(super) min: Number,
    pub(super) max: Option<Number>,
    pub(super) currency: &'static str,
    pub(super) period: Period,
    pub(super) score: f64,
    pub(super) part: Part,
    /// Bytes of the words that say it, currency and period included.
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Words and signs between the two ends of a range.
const TO: &[&str] = &[
    "-",
    "–",
    "—",
    "−",
    "till ",
    "til ",
    "to ",
    "do ",
    "bis ",
    "tot ",
    "och ",
    "og ",
    "and ",
    "und ",
    "et ",
    "à ",
    "y ",
    "en ",
    "ja ",
    "/ £",
    "/",
    "→",
    "upp till ",
    "up to ",
];
/// How much larger the upper end may be.
const RANGE_MAX: f64 = 5.0;

pub(super) fn at(ad: &Ad, terms: &Terms, part: Part, text: &str, number: Number) -> Option<Offer> {
    let mut min = scaled(text, number);
    let before = text[..min.start].trim_end_matches([' ', '\u{a0}', '\u{202f}']);
    let (mut currency, mut after) = money::after(text, min.end);
    let max = upper(text, &mut min, after);
    if let Some(max) = &max {
        let (code, end) = money::after(text, max.end);
        currency = currency.or(code);
        after = end;
    }
    currency = money::before(before).or(currency);
    let end = max.as_ref().map_or(min.end, |max| max.end);
    if is_something_else(terms, part, text, min.start, end) {
        return None;
    }
    let (cue, beside) = cue(terms, part, text, min.start, end);
    let (from, _) = around(text, min.start, end, 70);
    let said = period::after(text, after)
        .or_else(|| period::before(&text[from..min.start]).map(|period| (period, after)));
    let rest = text[end..].trim_start();
    if currency.is_none() && (!cue || rest.starts_with(['%', ':', '/']) || is_no_amount(rest)) {
        return None;
    }
    let code = currency
        .filter(|code| !matches!(*code, "kr" | "$"))
        .map_or_else(|| money::of_home(ad, currency), Some)?;
    let (period, period_end) = match said {
        Some((period, end)) => (period, end),
        None => (money::likely_period(code, min.value)?, after),
    };
    let top = max.as_ref().map_or(min.value, |max| max.value);
    if !money::is_plausible(code, period, min.value) || !money::is_plausible(code, period, top) {
        return None;
    }
    // A number without a currency is pay only right after its word.
    if currency.is_none() && said.is_none() && !(beside && min.value >= 1_000.0) {
        return None;
    }
    let point = |yes: bool, weight: f64| if yes { weight } else { 0.0 };
    let score = point(currency.is_some(), 1.0)
        + point(cue, 1.0)
        + point(said.is_some(), 1.0)
        + point(max.is_some(), 0.3)
        + point(beside, 0.3)
        + point(currency.is_none() && beside, 0.7)
        + point(part == Part::Title, 1.0);
    let start = match money::code_before(before) {
        0 => min.start,
        code => before.len() - code,
    };
    Some(Offer {
        open: open(before),
        min,
        max,
        currency: code,
        period,
        score,
        part,
        start,
        end: period_end.max(end),
    })
}

/// The upper end of a range: `30 000 - 35 000 kr`, `30 000 kr till 35 000 kr`.
fn upper(text: &str, min: &mut Number, after: usize) -> Option<Number> {
    let rest = text[after..].trim_start_matches([' ', '\u{a0}']);
    let next = TO.iter().find_map(|to| rest.strip_prefix(to))?;
    let marks = [' ', '\u{a0}', '£', '€', '$', '.'];
    let next = next.trim_start_matches(marks);
    let codes = ["kr", "sek", "nok", "dkk", "eur", "gbp", "pln", "usd", "chf", "ca", "maks", "max"];
    let next = codes
        .iter()
        .find_map(|code| next.strip_prefix(code))
        .map_or(next, |next| next.trim_start_matches(marks));
    if !next.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let second = scaled(text, number_at(text, text.len() - next.len())?);
    // `30-35 000`: the thousands of both.
    if min.value < 1_000.0 && second.value >= 1_000.0 && min.value * 1_000.0 <= second.value {
        thousands(min);
    }
    (second.value >= min.value && second.value <= min.value * RANGE_MAX).then_some(second)
}

/// `30k`, `30 tkr` and `30 T€` are thousands.
fn scaled(text: &str, mut number: Number) -> Number {
    let rest = &text[number.end..];
    let bare = rest.trim_start_matches([' ', '\u{a0}']);
    let spaces = rest.len() - bare.len();
    for mark in ["k", "tkr", "t€", "teur", "tusen", "tys.", "tys", "tsd.", "tsd", "ksek", "knok"]
    {
        let Some(after) = bare.strip_prefix(mark) else { continue };
        let joined = after.chars().next().is_some_and(char::is_alphanumeric);
        if !joined && number.value < 1_000.0 && spaces <= 2 {
            // A code stays to be read as the currency.
            let code = match mark {
                "t€" => "€".len(),
                "tkr" => 2,
                "teur" | "ksek" | "knok" => 3,
                _ => 0,
            };
            thousands(&mut number);
            number.end += spaces + mark.len() - code;
            break;
        }
    }
    number
}

fn thousands(number: &mut Number) {
    number.value *= 1_000.0;
    number.decimal = format!("{:.0}", number.value);
}

/// What the words before an amount make of it.
fn open(before: &str) -> Open {
    const ABOVE: [&str; 12] = [
        "from", "från", "fra", "od", "ab", "minst", "min", "minimum", "alkaen", "vanaf", "desde",
        "minst.",
    ];
    const BELOW: [&str; 14] = [
        "up to", "upp till", "inntil", "op til", "opp til", "opptil", "max", "maks", "bis zu",
        "nawet do", "jusqu'à", "hasta", "maximum", "tot",
    ];
    let marks = [' ', '\u{a0}', '£', '€', '$', ':', '.'];
    let before = before.trim_end_matches(marks);
    let codes = ["kr", "sek", "nok", "dkk", "eur", "gbp", "pln", "usd"];
    let code = codes.iter().find_map(|code| before.strip_suffix(code));
    let before = code.filter(|rest| rest.ends_with(marks)).unwrap_or(before);
    let before = before.trim_end_matches(marks);
    let word = before.rsplit([' ', '\n', ':', '\u{a0}', '(']).next().unwrap_or(before);
    if ABOVE.contains(&word) {
        Open::Above
    } else if BELOW.iter().any(|words| before.ends_with(words)) || word == "do" {
        Open::Below
    } else {
        Open::No
    }
}

/// Whether a word of pay stands near, and whether it stands right before.
fn cue(terms: &Terms, part: Part, text: &str, start: usize, end: usize) -> (bool, bool) {
    let (from, to) = around(text, start, end, 110);
    // A heading may stand on the line above.
    let heading = text[..from].trim_end_matches(['\n', ' ', ':', '-', '•']).len();
    let from =
        if from - heading <= 4 { text.floor_char_boundary(start.saturating_sub(40)) } else { from };
    let low = text.floor_char_boundary(start.saturating_sub(70)).max(from.min(start));
    let high = text.ceil_char_boundary((end + 45).min(text.len())).min(to.max(end));
    let mut near = false;
    let mut beside = false;
    for hit in terms.hits.within(Topic::Pay, part, low, high) {
        near = true;
        if hit.end <= start {
            let between = &text[hit.end..start];
            beside = between.len() <= 14 && !between.contains(['.', ',', '\n', ';']);
        }
    }
    (near, beside)
}

/// A turnover, an allowance, a price or a number of people.
fn is_something_else(terms: &Terms, part: Part, text: &str, start: usize, end: usize) -> bool {
    let (from, to) = around(text, start, end, 110);
    terms.hits.within(Topic::PayNot, part, from, to).any(|hit| {
        if hit.value == "far" {
            return true;
        }
        // Another number, a word of pay or a sign between belongs to the other.
        let (between, most) = if hit.end <= start {
            (&text[hit.end..start], 45)
        } else if hit.start >= end {
            (&text[end..hit.start], 16)
        } else {
            return true;
        };
        let split = between
            .contains(|c: char| c.is_ascii_digit() || matches!(c, '+' | ',' | ';' | '\n' | '('))
            || terms.has(Topic::Pay, part, (hit.end.min(end), start.max(hit.start)));
        between.len() <= most && !split
    })
}

/// What counts something else: hours, percent, years.
fn is_no_amount(rest: &str) -> bool {
    [
        "mile", "km", "tim", "hour", "år", "year", "lat", "dag", "day", "anställ", "pers", "st ",
        "h ", "std",
    ]
    .iter()
    .any(|word| rest.starts_with(word))
}
