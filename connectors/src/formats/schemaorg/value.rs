//! Values of JSON-LD, whatever shape they came in.

use serde_json::Value;

use crate::escapes::plain;

/// A value, or the values of an array.
pub(super) fn list(value: Option<&Value>) -> Vec<&Value> {
    match value {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(items)) => items.iter().filter(|item| !item.is_null()).collect(),
        Some(one) => vec![one],
    }
}

/// Whether `@type` names `wanted`, with or without the vocabulary's URL.
pub(super) fn is_type(value: &Value, wanted: &str) -> bool {
    list(value.get("@type"))
        .iter()
        .filter_map(|name| name.as_str())
        .any(|name| name.rsplit(['/', '#', ':']).next() == Some(wanted))
}

/// Text as it came: a string, a number, `{"@value": …}`, or the first of an
/// array. Blank is absent.
pub(super) fn raw_text(value: Option<&Value>) -> Option<String> {
    let text = match value? {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Array(items) => return items.iter().find_map(|item| raw_text(Some(item))),
        Value::Object(fields) => return raw_text(fields.get("@value")),
        Value::Null | Value::Bool(_) => return None,
    };
    (!text.trim().is_empty()).then_some(text)
}

/// Plain text: entities are read, white space at the ends goes.
pub(super) fn text(value: Option<&Value>) -> Option<String> {
    raw_text(value).map(|text| plain(&text)).filter(|text| !text.is_empty())
}

/// Plain text, or the `name` of an object.
pub(super) fn name(value: Option<&Value>) -> Option<String> {
    list(value).into_iter().find_map(|one| text(Some(one)).or_else(|| text(one.get("name"))))
}

/// A URL: text, or `url`, `@id`, `contentUrl` of an object.
pub(super) fn url(value: Option<&Value>) -> Option<String> {
    list(value).into_iter().find_map(|one| {
        let inside = || ["url", "@id", "contentUrl"].iter().find_map(|name| text(one.get(*name)));
        text(Some(one)).or_else(inside).filter(|url| is_url(url))
    })
}

pub(super) fn is_url(text: &str) -> bool {
    url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
}

/// `true`, or text that says so.
pub(super) fn boolean(value: Option<&Value>) -> Option<bool> {
    match value? {
        Value::Bool(value) => Some(*value),
        Value::String(text) => match text.trim().to_ascii_lowercase().as_str() {
            "true" | "yes" | "1" => Some(true),
            "false" | "no" | "0" => Some(false),
            text => match text.rsplit('/').next() {
                Some("true") => Some(true),
                Some("false") => Some(false),
                _ => None,
            },
        },
        _ => None,
    }
}

/// A number, or text that is one.
pub(super) fn number(value: Option<&Value>) -> Option<f64> {
    let number = match value? {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    number.filter(|number| number.is_finite())
}
