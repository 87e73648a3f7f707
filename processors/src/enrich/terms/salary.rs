//! Pay in text. Never a wrong amount: a number is pay only with a currency or
//! a word of pay beside it, a period that is said or that its size leaves no
//! doubt of, and a size that a wage can have.

mod money;
mod offer;
mod period;

use schemas::ad::{Ad, Amount, PayKind, Salary, Severity};

use self::offer::Offer;
use super::numbers::{Number, number_at};
use super::{Terms, Topic};
use crate::enrich::note;
use crate::enrich::reading::Part;

const PATH: &str = "/salary";
/// Bytes of a text that are searched for amounts.
const BYTES_MAX: usize = 20_000;
/// Numbers of a text that are looked at.
const NUMBERS_MAX: usize = 600;
/// What an offer must score to be told.
const SCORE_MIN: f64 = 2.0;

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

pub(super) fn find(ad: &mut Ad, terms: &Terms) {
    if let Some(offer) = best(ad, terms) {
        tell(ad, terms, &offer);
    }
    kind(ad, terms);
}

fn tell(ad: &mut Ad, terms: &Terms, offer: &Offer) {
    let given = ad.salary.as_ref();
    let has_amount = given.is_some_and(|given| given.min.is_some() || given.max.is_some());
    let amount = |number: &Number| Amount::parse(&number.decimal);
    let min = amount(&offer.min);
    // `from 30 000` has no largest amount, and `up to 30 000` no least.
    let (min, max) = match (&offer.max, offer.open) {
        (Some(max), _) => (min, amount(max)),
        (None, Open::Above) => (min, None),
        (None, Open::Below) => (None, min),
        (None, Open::No) => (min.clone(), min),
    };
    if has_amount {
        let same = given.is_some_and(|given| {
            given.period != offer.period || given.min == min || given.max == max || given.min == max
        });
        if !note::is_ours(ad, PATH) && !same {
            note::noticed(ad, "salary_differs", PATH, Severity::Warning);
        }
        return;
    }
    let text = terms.written(ad, offer.part, offer.start, offer.end);
    let mut salary = ad.salary.take().unwrap_or_default();
    salary = Salary {
        min,
        max,
        currency: Some(offer.currency.to_owned()),
        period: offer.period,
        parsed: true,
        // Gross or net, and what else the fields have no place for.
        text: salary.text.or(Some(text)),
        ..salary
    };
    ad.salary = Some(salary);
    let confidence = note::confidence((0.5 + 0.15 * offer.score).min(0.95));
    let end = offer.max.as_ref().map_or(offer.min.end, |max| max.end);
    note::found_at(ad, PATH, confidence, terms.reading.span(offer.part, offer.min.start, end));
}

/// Fixed pay, commission, or both, of an ad whose pay is known.
fn kind(ad: &mut Ad, terms: &Terms) {
    let Some(salary) = ad.salary.as_mut().filter(|one| one.kind == PayKind::Unspecified) else {
        return;
    };
    let Some(hit) = terms.of_topic(Topic::PayKind).find(|hit| !terms.is_denied(hit)) else {
        return;
    };
    salary.kind = match hit.value {
        "both" => PayKind::FixedPlusCommission,
        _ => PayKind::Commission,
    };
    let span = terms.reading.span(hit.part, hit.start, hit.end);
    note::found_at(ad, "/salary/kind", 0.8, span);
}

fn best(ad: &Ad, terms: &Terms) -> Option<Offer> {
    let mut best: Option<Offer> = None;
    for part in [Part::Title, Part::Body] {
        let text = terms.text(part);
        let text = &text[..text.floor_char_boundary(BYTES_MAX)];
        let mut at = 0;
        for _ in 0..NUMBERS_MAX {
            let Some(found) = text[at..].find(|c: char| c.is_ascii_digit()) else { break };
            let start = at + found;
            let joined = text[..start]
                .chars()
                .next_back()
                .is_some_and(|c| c.is_alphabetic() || matches!(c, '_' | '#'));
            let read =
                if joined && !is_after_code(text, start) { None } else { number_at(text, start) };
            let Some(number) = read else {
                at = start + text[start..].bytes().take_while(u8::is_ascii_digit).count();
                continue;
            };
            at = number.end;
            let Some(offer) = offer::at(ad, terms, part, text, number) else { continue };
            at = offer.max.as_ref().map_or(offer.min.end, |max| max.end).max(at);
            // What an ad says first is its offer, unless it was hardly one.
            let margin = |known: &Offer| if known.score >= SCORE_MIN { 0.9 } else { 0.2 };
            if best.as_ref().is_none_or(|known| offer.score > known.score + margin(known)) {
                best = Some(offer);
            }
        }
    }
    best.filter(|offer| offer.score >= SCORE_MIN)
}

/// `PLN15000` and `kr350` have no space between.
fn is_after_code(text: &str, at: usize) -> bool {
    money::before(&text[..at]).is_some()
}
