//! Plain values: text, numbers, codes, addresses. Each says what it saw and
//! what is allowed.

use serde::Deserialize;
use serde::de::value::{Error, StrDeserializer};

use super::node::Node;
use super::object::Report;
use crate::countries;

/// Longest name, label, code or other short text, in characters.
pub(super) const SHORT_MAX: usize = 1_000;
/// Longest URL, in bytes.
const URL_MAX: usize = 4_000;

/// Text of at most [`SHORT_MAX`] characters, trimmed.
pub(super) fn short(node: &Node<'_>, report: &Report) -> Option<String> {
    let text = as_text(node, report)?.trim();
    let length = text.chars().count();
    if length > SHORT_MAX {
        let message = format!("{length} characters, at most {SHORT_MAX} are allowed");
        report.fault("too_long", message);
        return None;
    }
    Some(text.to_owned())
}

/// Text of at most `bytes_max` bytes, exactly as given.
pub(super) fn long<'n>(
    bytes_max: usize,
) -> impl Fn(&'n Node<'n>, &'n Report) -> Option<String> + Copy {
    move |node, report| {
        let text = as_text(node, report)?;
        if text.len() > bytes_max {
            let message = format!("{} bytes, at most {bytes_max} are allowed", text.len());
            report.fault("too_long", message);
            return None;
        }
        Some(text.to_owned())
    }
}

/// Any text; a number where text belongs is a fault, since `0483` and `483`
/// are not the same code.
pub(super) fn as_text<'n>(node: &'n Node<'_>, report: &Report) -> Option<&'n str> {
    if let Node::Text(text) = node {
        return Some(text);
    }
    report.fault("wrong_type", format!("{} where a string belongs", node.kind()));
    None
}

/// `true` or `false`.
pub(super) fn boolean(node: &Node<'_>, report: &Report) -> Option<bool> {
    if let Node::Bool(value) = node {
        return Some(*value);
    }
    report.fault("wrong_type", format!("{} where true or false belongs", node.kind()));
    None
}

/// A number from `min` to `max`.
pub(super) fn between<'n>(
    min: f64,
    max: f64,
) -> impl Fn(&'n Node<'n>, &'n Report) -> Option<f64> + Copy {
    move |node, report| {
        let Node::Number(number) = node else {
            report.fault("wrong_type", format!("{} where a number belongs", node.kind()));
            return None;
        };
        let value = number.as_f64()?;
        if (min..=max).contains(&value) {
            return Some(value);
        }
        report.fault("out_of_range", format!("{number}; {min} to {max} is allowed"));
        None
    }
}

/// A whole number from `min` up.
pub(super) fn at_least<'n>(min: i32) -> impl Fn(&'n Node<'n>, &'n Report) -> Option<i32> + Copy {
    move |node, report| {
        let Node::Number(number) = node else {
            report.fault("wrong_type", format!("{} where a whole number belongs", node.kind()));
            return None;
        };
        let value = number.as_i64().and_then(|value| i32::try_from(value).ok());
        if let Some(value) = value.filter(|value| *value >= min) {
            return Some(value);
        }
        let message = format!("{number}; a whole number from {min} to {} is allowed", i32::MAX);
        report.fault("out_of_range", message);
        None
    }
}

/// One word of an enumeration, as `serde` names them.
pub(super) fn word<T: for<'de> Deserialize<'de>>(node: &Node<'_>, report: &Report) -> Option<T> {
    let text = as_text(node, report)?.trim();
    match T::deserialize(StrDeserializer::<Error>::new(text)) {
        Ok(value) => Some(value),
        Err(error) => {
            let message = error.to_string();
            let allowed = message.split_once(", ").map_or(message.as_str(), |(_, allowed)| allowed);
            report.fault("not_allowed", format!("{:?}; {allowed}", clipped(text)));
            None
        }
    }
}

/// An absolute http or https URL.
pub(super) fn url(node: &Node<'_>, report: &Report) -> Option<String> {
    let text = as_text(node, report)?.trim();
    if text.len() > URL_MAX {
        report.fault("too_long", format!("{} bytes, at most {URL_MAX} are allowed", text.len()));
        return None;
    }
    match url::Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => Some(text.to_owned()),
        Ok(url) => {
            let scheme = url.scheme();
            report.fault("url_malformed", format!("scheme {scheme:?}; http and https are allowed"));
            None
        }
        Err(error) => {
            let message = format!("{:?} is no absolute URL ({error})", clipped(text));
            report.fault("url_malformed", message);
            None
        }
    }
}

/// An e-mail address, by its shape.
pub(super) fn email(node: &Node<'_>, report: &Report) -> Option<String> {
    let text = short(node, report)?;
    let shaped = text.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty() && domain.len() > 2 && !domain.contains('@') && domain.contains('.')
    });
    if shaped && !text.contains(char::is_whitespace) {
        return Some(text);
    }
    // The address itself may be a person's: it is not repeated.
    report.fault("email_malformed", "not of the form name@example.org, or more than one address");
    None
}

/// ISO 3166-1 alpha-2, upper case.
pub(super) fn country(node: &Node<'_>, report: &Report) -> Option<String> {
    let text = as_text(node, report)?.trim();
    if countries::is_alpha2(text) {
        return Some(text.to_owned());
    }
    let hint = countries::alpha2(text).or_else(|| countries::alpha2_of_af(text));
    let hint = hint.map_or(String::new(), |code| format!("; did you mean {code:?}?"));
    let message = format!("{:?} is no ISO 3166-1 alpha-2 code{hint}", clipped(text));
    report.fault("country_unknown", message);
    None
}

/// BCP 47 by its shape; the case is mended.
pub(super) fn language(node: &Node<'_>, report: &Report) -> Option<String> {
    let text = as_text(node, report)?.trim();
    match language_tag(text) {
        Some(tag) => Some(tag),
        None => {
            let message = format!(
                "{:?} is no BCP 47 language tag such as \"sv\", \"nb-NO\" or \"en\"",
                clipped(text)
            );
            report.fault("language_malformed", message);
            None
        }
    }
}

/// A BCP 47 tag in its usual case, when it has the shape of one.
pub(crate) fn language_tag(text: &str) -> Option<String> {
    let mut parts = text.split('-');
    let primary = parts.next().filter(|part| {
        matches!(part.len(), 2 | 3) && part.bytes().all(|byte| byte.is_ascii_alphabetic())
    })?;
    let mut tag = primary.to_ascii_lowercase();
    for part in parts {
        let shaped =
            (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if !shaped || tag.len() > 30 {
            return None;
        }
        tag.push('-');
        match part.len() {
            2 => tag.push_str(&part.to_ascii_uppercase()),
            4 => {
                tag.push_str(&part[..1].to_ascii_uppercase());
                tag.push_str(&part[1..].to_ascii_lowercase());
            }
            _ => tag.push_str(&part.to_ascii_lowercase()),
        }
    }
    Some(tag)
}

/// The beginning of a text, to show in a message.
pub(super) fn clipped(text: &str) -> &str {
    text.char_indices().nth(60).map_or(text, |(end, _)| &text[..end])
}
