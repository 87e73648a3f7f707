//! Pay of an item.

use schemas::ad::{Amount, Period, Salary};

use super::{Item, PayPaths};
use crate::formats::push::is_currency;
use crate::notes::Notes;
use crate::pay;

const PATH: &str = "/salary";

/// The first pay that says something.
pub(super) fn read(
    item: &Item<'_>,
    all: &[PayPaths],
    country: Option<&str>,
    notes: &mut Notes,
) -> Option<Salary> {
    for paths in all {
        if paths.each.0.is_empty() {
            if let Some(salary) = one(item, paths, country, notes) {
                return Some(salary);
            }
            continue;
        }
        for value in item.values(&paths.each) {
            let part = item.part(value);
            let salary = one(&part, paths, country, notes);
            item.absorb(&part);
            if salary.is_some() {
                return salary;
            }
        }
    }
    None
}

fn one(
    item: &Item<'_>,
    paths: &PayPaths,
    country: Option<&str>,
    notes: &mut Notes,
) -> Option<Salary> {
    let words = item.text(&paths.text);
    let mut salary = words.as_deref().and_then(|text| pay::from_words(text, country));
    let mut amount = |paths_of: &super::Paths| {
        let text = item.text(paths_of)?;
        let read = pay::amount(&text)
            .and_then(|amount| if paths.cents { hundredths(&amount) } else { Some(amount) });
        if read.is_none() {
            notes.warn("salary_unreadable", PATH, "an amount of pay is no number");
        }
        read
    };
    let (min, max) = (amount(&paths.min), amount(&paths.max));
    // Nought twice says nothing; the words beside it may.
    if [&min, &max].into_iter().flatten().any(pay::is_said) {
        salary = Some(Salary { min, max, ..Salary::default() });
    }
    let mut salary = salary.unwrap_or_default();
    salary.text = words;
    if let Some(code) = item.text(&paths.currency) {
        let upper = code.to_uppercase();
        if is_currency(&upper) {
            salary.currency = Some(upper);
        } else {
            notes.warn("currency_unknown", PATH, "the currency is no code of ISO 4217");
        }
    } else if salary.currency.is_none() && (salary.min.is_some() || salary.max.is_some()) {
        salary.currency.clone_from(&paths.currency_otherwise);
    }
    if let Some(word) = item.text(&paths.period) {
        let period = pay::period(&word);
        if period == Period::Unspecified && !pay::says_nothing(&word) {
            notes.warn("period_unknown", PATH, "what the pay is for is in no list");
        } else if period != Period::Unspecified {
            salary.period = period;
        }
    }
    pay::judge(&mut salary, PATH, notes);
    let said = salary.min.is_some() || salary.max.is_some() || salary.text.is_some();
    said.then_some(salary)
}

/// An amount that was given in hundredths.
fn hundredths(amount: &Amount) -> Option<Amount> {
    let (whole, decimals) = amount.as_str().split_once('.').unwrap_or((amount.as_str(), ""));
    let padded = format!("{whole:0>3}");
    let at = padded.len() - 2;
    Amount::parse(&format!("{}.{}{decimals}", &padded[..at], &padded[at..]))
}
