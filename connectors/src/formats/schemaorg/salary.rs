//! `baseSalary` in all its shapes. Never a wrong amount: what is not clearly
//! one stays words.

use schemas::ad::{Amount, PayKind, Period, Salary};
use serde_json::Value;

use super::value::{list, text};
use crate::formats::push::is_currency;
use crate::notes::Notes;
use crate::pay;

const PATH: &str = "/baseSalary";

pub(super) fn read(posting: &Value, notes: &mut Notes) -> Option<Salary> {
    let given = list(posting.get("baseSalary")).into_iter().next();
    let mut salary = given.map(|given| shape(given, notes)).unwrap_or_default();
    if let Some(code) = salary.currency.take().or_else(|| text(posting.get("salaryCurrency"))) {
        let upper = code.trim().to_uppercase();
        if is_currency(&upper) {
            salary.currency = Some(upper);
        } else {
            notes.warn("currency_unknown", PATH, "the currency is no code of ISO 4217");
        }
    }
    pay::judge(&mut salary, PATH, notes);
    let said = salary.min.is_some() || salary.max.is_some() || salary.text.is_some();
    said.then_some(salary)
}

/// A number, words, a MonetaryAmount, a PriceSpecification.
fn shape(given: &Value, notes: &mut Notes) -> Salary {
    let currency = text(given.get("currency")).or_else(|| text(given.get("priceCurrency")));
    let value = list(given.get("value")).into_iter().next();
    let (inner, unit) = match value {
        Some(value @ Value::Object(_)) => (value, value.get("unitText").or(given.get("unitText"))),
        Some(value) if given.get("minValue").is_none() => (value, given.get("unitText")),
        _ => (given, given.get("unitText")),
    };
    let unit = unit.or_else(|| inner.get("unitCode"));
    let one =
        if inner.is_object() { inner.get("value").or(inner.get("price")) } else { Some(inner) };
    let mut salary = Salary {
        min: amount(inner.get("minValue").or(inner.get("minPrice"))),
        max: amount(inner.get("maxValue").or(inner.get("maxPrice"))),
        currency,
        period: text(unit).map_or(Period::Unspecified, |unit| pay::period(&unit)),
        kind: PayKind::Unspecified,
        text: None,
        parsed: [one, inner.get("minValue"), inner.get("maxValue")]
            .iter()
            .flatten()
            .any(|value| value.is_string()),
    };
    if salary.min.is_none() && salary.max.is_none() {
        salary.min = amount(one);
        salary.max.clone_from(&salary.min);
    }
    if let Some(Value::String(words)) = one {
        salary.text = Some(words.trim().to_owned()).filter(|words| !words.is_empty());
        if salary.min.is_none()
            && salary.max.is_none()
            && let Some(read) = pay::from_words(words, None)
        {
            let text = salary.text.take();
            let currency = salary.currency.or(read.currency.clone());
            let period =
                if read.period == Period::Unspecified { salary.period } else { read.period };
            salary = Salary { currency, period, text, ..read };
        } else if salary.min.is_none()
            && salary.max.is_none()
            && words.bytes().any(|byte| byte.is_ascii_digit())
        {
            notes.warn("salary_unreadable", PATH, "the amount stays words");
        }
    }
    salary
}

/// A number, or text that can only be one.
fn amount(value: Option<&Value>) -> Option<Amount> {
    match value? {
        Value::Number(number) => Amount::parse(&number.to_string()),
        Value::String(text) => pay::amount(text),
        _ => None,
    }
}
