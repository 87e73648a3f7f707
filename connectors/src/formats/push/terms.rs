//! Terms of the work: employment, start, pay, occupation, requirements, and
//! how to apply.

use schemas::ad::{
    Amount, Apply, Employment, Occupation, OccupationScheme, Origin, Requirement, Requirements,
    Salary, Start,
};

use super::node::Node;
use super::object::{Object, Report, list};
use super::text::HTML_MAX;
use super::values::{as_text, at_least, between, boolean, clipped, email, long, short, url, word};

/// Currencies of ISO 4217 in use, without funds and metals.
const CURRENCIES: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND \
    BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN \
    ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD \
    JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT \
    MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR \
    RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND \
    TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG";

/// Whether this is a currency code of ISO 4217, in upper case.
pub(crate) fn is_currency(code: &str) -> bool {
    code.len() == 3 && CURRENCIES.split(' ').any(|known| known == code)
}

pub(super) fn employment<'n>(node: &'n Node<'n>, report: &'n Report) -> Option<Employment> {
    let mut object = Object::open(node, report)?;
    let percent = between(0.0, 100.0);
    let employment = Employment {
        relation: object.get("relation", word).unwrap_or_default(),
        duration: object.get("duration", word).unwrap_or_default(),
        duration_text: object.get("duration_text", short),
        extent: object.get("extent", word).unwrap_or_default(),
        percent_min: object.get("percent_min", percent),
        percent_max: object.get("percent_max", percent),
        hours_text: object.get("hours_text", short),
    };
    if let (Some(min), Some(max)) = (employment.percent_min, employment.percent_max)
        && min > max
    {
        let message = format!("{min} is more than percent_max, {max}");
        object.fault_at("percent_min", "reversed_interval", message);
    }
    object.finish();
    Some(employment)
}

/// A date, or an object with a date, `asap`, and words.
pub(super) fn start<'n>(node: &'n Node<'n>, report: &'n Report) -> Option<Start> {
    if let Node::Text(_) = node {
        return Some(Start { date: Some(day(node, report)?), ..Start::default() });
    }
    let mut object = Object::open(node, report)?;
    let start = Start {
        date: object.get("date", day),
        asap: object.get("asap", boolean).unwrap_or(false),
        text: object.get("text", short),
    };
    object.finish();
    Some(start)
}

fn day(node: &Node<'_>, report: &Report) -> Option<String> {
    let text = as_text(node, report)?.trim();
    let shaped = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| {
            if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() }
        });
    match text.parse::<jiff::civil::Date>() {
        Ok(_) if shaped => Some(text.to_owned()),
        Err(_) if shaped => {
            report.fault("date_not_real", format!("{text:?} does not exist in the calendar"));
            None
        }
        _ => {
            let message = format!("{:?} is no date of the form \"2027-01-15\"", clipped(text));
            report.fault("date_unreadable", message);
            None
        }
    }
}

/// Words, or an object with amounts.
pub(super) fn salary<'n>(node: &'n Node<'n>, report: &'n Report) -> Option<Salary> {
    if let Node::Text(_) = node {
        return Some(Salary { text: Some(short(node, report)?), ..Salary::default() });
    }
    let mut object = Object::open(node, report)?;
    let salary = Salary {
        min: object.get("min", amount),
        max: object.get("max", amount),
        currency: object.get("currency", currency),
        period: object.get("period", word).unwrap_or_default(),
        kind: object.get("kind", word).unwrap_or_default(),
        text: object.get("text", short),
        parsed: object.get("parsed", boolean).unwrap_or(false),
    };
    if let (Some(min), Some(max)) = (&salary.min, &salary.max)
        && min.to_f64() > max.to_f64()
    {
        object.fault_at("min", "reversed_interval", format!("{min} is more than max, {max}"));
    }
    let amounts = object.has("min") || object.has("max");
    if amounts && !object.has("currency") {
        object.warn_at("currency", "currency_missing", "an amount without a currency says little");
    }
    object.finish();
    Some(salary)
}

fn amount(node: &Node<'_>, report: &Report) -> Option<Amount> {
    let text = match node {
        Node::Number(number) => number.to_string(),
        Node::Text(text) => text.trim().to_owned(),
        other => {
            report.fault("wrong_type", format!("{} where an amount belongs", other.kind()));
            return None;
        }
    };
    let amount = Amount::parse(&text);
    if amount.is_none() {
        let message = format!(
            "{:?} is no amount; up to 15 digits and 6 decimals, not negative, are allowed",
            clipped(&text)
        );
        report.fault("amount_malformed", message);
    }
    amount
}

fn currency(node: &Node<'_>, report: &Report) -> Option<String> {
    let text = as_text(node, report)?.trim();
    if is_currency(text) {
        return Some(text.to_owned());
    }
    let upper = text.to_uppercase();
    let hint =
        if is_currency(&upper) { format!("; did you mean {upper:?}?") } else { String::new() };
    let message = format!("{:?} is no ISO 4217 currency code{hint}", clipped(text));
    report.fault("currency_unknown", message);
    None
}

/// A code with its list, or the partner's own words.
pub(super) fn occupation<'n>(node: &'n Node<'n>, report: &'n Report) -> Option<Occupation> {
    let given = |scheme, code, label| Occupation {
        scheme,
        code,
        label,
        origin: Origin::Source,
        confidence: 1.0,
    };
    if let Node::Text(_) = node {
        return Some(given(OccupationScheme::Partner, short(node, report)?, None));
    }
    let mut object = Object::open(node, report)?;
    let scheme = object.get("scheme", word).unwrap_or(OccupationScheme::Partner);
    let code = object.get("code", short);
    let label = object.get("label", short);
    // Printed by the hub; what a partner sends is the partner's word.
    object.skip(&["origin", "confidence"]);
    match &code {
        None if !object.has("code") => {
            object.fault_at("code", "missing", "an occupation has a code");
        }
        Some(code) if !fits(scheme, code) => {
            let message = format!("{code:?} is no code of that list: one to four digits are");
            object.fault_at("code", "code_malformed", message);
        }
        _ => {}
    }
    object.finish();
    Some(given(scheme, code?, label))
}

fn fits(scheme: OccupationScheme, code: &str) -> bool {
    match scheme {
        OccupationScheme::Ssyk2012 | OccupationScheme::Isco08 | OccupationScheme::Styrk08 => {
            (1..=4).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_digit())
        }
        _ => true,
    }
}

pub(super) fn requirements<'n>(node: &'n Node<'n>, report: &'n Report) -> Option<Requirements> {
    let mut object = Object::open(node, report)?;
    let mut of = |name| object.get(name, list(500, requirement)).unwrap_or_default();
    let requirements = Requirements {
        skills: of("skills"),
        languages: of("languages"),
        education: of("education"),
        experience: of("experience"),
        licences: of("licences"),
    };
    object.finish();
    Some(requirements)
}

/// Words, or an object. What is not said to be nice to have is a must.
fn requirement<'n>(node: &'n Node<'n>, report: &'n Report) -> Option<Requirement> {
    let blank = Requirement {
        label: String::new(),
        scheme: None,
        code: None,
        concept_id: None,
        level: None,
        must: true,
        weight: None,
    };
    if let Node::Text(_) = node {
        return Some(Requirement { label: short(node, report)?, ..blank });
    }
    let mut object = Object::open(node, report)?;
    let label = object.get("label", short);
    if !object.has("label") {
        object.fault_at("label", "missing", "a requirement has a label");
    }
    let requirement = Requirement {
        scheme: object.get("scheme", short),
        code: object.get("code", short),
        concept_id: object.get("concept_id", short),
        level: object.get("level", short),
        must: object.get("must", boolean).unwrap_or(true),
        weight: object.get("weight", at_least(0)),
        ..blank
    };
    object.finish();
    Some(Requirement { label: label?, ..requirement })
}

/// A URL or an e-mail address, or an object.
pub(super) fn apply<'n>(node: &'n Node<'n>, report: &'n Report) -> Option<Apply> {
    if let Node::Text(text) = node {
        return if text.contains("://") {
            Some(Apply { url: Some(url(node, report)?), ..Apply::default() })
        } else {
            Some(Apply { email: Some(email(node, report)?), ..Apply::default() })
        };
    }
    let mut object = Object::open(node, report)?;
    let apply = Apply {
        url: object.get("url", url),
        email: object.get("email", email),
        postal: object.get("postal", short),
        reference: object.get("reference", short),
        instructions_html: object.get("instructions_html", long(HTML_MAX)),
        direct: object.get("direct", boolean),
    };
    object.finish();
    Some(apply)
}
