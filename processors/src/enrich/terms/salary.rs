//! Pay in text. Never a wrong amount: a number is pay only with a currency or
//! a word of pay beside it, a period that is said or that its size leaves no
//! doubt of, and a size that a wage can have.

mod money;

use schemas::ad::{Ad, Amount, Period, Salary, Severity};

use self::money::{
    currency_after, currency_before, home_currency, is_plausible, likely_period, period_after,
    period_before,
};
use super::numbers::{Number, number_at};
use super::{Terms, Topic};
use crate::enrich::note;
use crate::enrich::reading::{Part, sentence};

/// Bytes of a text that are searched for amounts.
const BYTES_MAX: usize = 20_000;

/// Whether an amount is one end of a range.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    /// It is the amount.
    No,
    /// Or more.
    Above,
    /// At most.
    Below,
}

/// What the words before an amount make of it.
fn open(before: &str) -> Open {
    const ABOVE: [&str; 10] =
        ["from", "från", "fra", "od", "ab", "minst", "min", "minimum", "alkaen", "vanaf"];
    let marks = [' ', '\u{a0}', '£', '€', '$', ':', '.'];
    let before = before.trim_end_matches(marks);
    let codes = ["kr", "sek", "nok", "dkk", "eur", "gbp", "pln", "usd"];
    let code = codes.iter().find_map(|code| before.strip_suffix(code));
    let before = code.filter(|rest| rest.ends_with(marks)).unwrap_or(before);
    let before = before.trim_end_matches(marks);
    let word = before.rsplit([' ', '\n', ':', '\u{a0}', '(']).next().unwrap_or(before);
    if ABOVE.contains(&word) {
        Open::Above
    } else if [
        "up to", "upp till", "inntil", "op til", "opp til", "opptil", "max", "maks", "bis zu",
    ]
    .iter()
    .any(|words| before.ends_with(words))
        || word == "do"
    {
        Open::Below
    } else {
        Open::No
    }
}

struct Pay {
    open: Open,
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
    // `from 30 000` has no largest amount, and `up to 30 000` no least.
    let (min, max) = match (&pay.max, pay.open) {
        (Some(max), _) => (min, amount(max)),
        (None, Open::Above) => (min, None),
        (None, Open::Below) => (None, min),
        (None, Open::No) => (min.clone(), min),
    };
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
    for dash in [
        "-", "–", "—", "till ", "til ", "to ", "do ", "bis ", "och ", "/ £", "/", "and ", "og ",
        "→",
    ] {
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
    Some(Pay { open: open(before), min, max, currency: code, period, score, part })
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
