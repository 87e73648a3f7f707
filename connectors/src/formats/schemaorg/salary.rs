//! `baseSalary` in all its shapes. Never a wrong amount: what is not clearly
//! one stays words.

use schemas::ad::{Amount, PayKind, Period, Salary};
use serde_json::Value;

use super::ad::Notes;
use super::value::{list, text};
use crate::formats::push::is_currency;

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
    judge(&mut salary, notes);
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
        period: text(unit).map_or(Period::Unspecified, |unit| period(&unit)),
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
        if salary.min.is_none() && salary.max.is_none() && words.bytes().any(|b| b.is_ascii_digit())
        {
            notes.warn("salary_unreadable", PATH, "the amount stays words");
        }
    }
    salary
}

/// Nought is "not said"; a reversed range is not to be believed.
fn judge(salary: &mut Salary, notes: &mut Notes) {
    let nought = |amount: &Option<Amount>| amount.as_ref().is_some_and(|a| a.to_f64() == 0.0);
    if nought(&salary.max) {
        (salary.min, salary.max) = (salary.min.take().filter(|a| a.to_f64() > 0.0), None);
    }
    if nought(&salary.min) && salary.max.is_none() {
        salary.min = None;
    }
    if let (Some(min), Some(max)) = (&salary.min, &salary.max)
        && min.to_f64() > max.to_f64()
    {
        notes.warn("reversed_interval", PATH, "the least pay is more than the largest");
        salary.text.get_or_insert_with(|| format!("{min}–{max}"));
        (salary.min, salary.max) = (None, None);
    }
    salary.parsed &= salary.min.is_some() || salary.max.is_some();
}

/// A number, or text that can only be one: `34169`, `34,169`, `£34,169.50`.
/// `34.169` may be thousands or decimals, so it is neither.
fn amount(value: Option<&Value>) -> Option<Amount> {
    let text = match value? {
        Value::Number(number) => return Amount::parse(&number.to_string()),
        Value::String(text) => text.trim(),
        _ => return None,
    };
    let text = text.strip_prefix(['£', '$', '€']).unwrap_or(text).trim();
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !(decimals.is_empty() && !text.contains('.') || digits(decimals) && decimals.len() <= 2) {
        return None;
    }
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let grouped = whole.contains(',');
    if !digits(first) || (grouped && first.len() > 3) {
        return None;
    }
    if !groups.all(|group| group.len() == 3 && digits(group)) {
        return None;
    }
    Amount::parse(&text.replace(',', ""))
}

fn period(unit: &str) -> Period {
    let unit = unit.to_ascii_uppercase();
    let unit = unit.trim_start_matches("PER ").trim_start_matches('/').trim();
    match unit {
        "HOUR" | "HOURLY" | "HUR" | "H" => Period::Hour,
        "DAY" | "DAILY" => Period::Day,
        "WEEK" | "WEEKLY" | "WEE" => Period::Week,
        "MONTH" | "MONTHLY" | "MON" => Period::Month,
        "YEAR" | "YEARLY" | "ANNUAL" | "ANNUALLY" | "ANNUM" | "ANN" => Period::Year,
        _ => Period::Unspecified,
    }
}
