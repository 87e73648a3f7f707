//! Answers that are errors of a service, in JSON.

use serde_json::Value;

use crate::detect::Unrecognised;

/// Characters of a message that are shown.
const SHOWN: usize = 200;
/// Keys that an error has, and an answer of ads has not.
const KEYS: [&str; 10] = [
    "error",
    "errors",
    "message",
    "error_description",
    "detail",
    "errorMessage",
    "messages",
    "fault",
    "title",
    "reason",
];
/// Keys that may stand beside them.
const BESIDE: [&str; 16] = [
    "status",
    "statusCode",
    "code",
    "ok",
    "success",
    "path",
    "timestamp",
    "type",
    "instance",
    "traceId",
    "requestId",
    "errorCode",
    "httpStatus",
    "error_code",
    "id",
    "data",
];

/// An error, in its own words.
pub(super) fn told(text: &str) -> Option<Unrecognised> {
    let Ok(Value::Object(fields)) = serde_json::from_str(text) else { return None };
    let known = |key: &String| KEYS.contains(&&key[..]) || BESIDE.contains(&&key[..]);
    if fields.is_empty() || !fields.keys().all(known) {
        return None;
    }
    let words = KEYS.iter().find_map(|key| words(fields.get(*key)?))?;
    let shown: String = words.chars().take(SHOWN).collect();
    let what = format!("an error instead of ads: {shown:?}");
    Some(Unrecognised::Other { what, hint: "the address, the tenant or a key may be wrong" })
}

fn words(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Array(values) => values.iter().find_map(words),
        Value::Object(fields) => ["message", "detail", "title", "description", "code"]
            .iter()
            .find_map(|key| words(fields.get(*key)?)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, wanted: Option<&str>) {
        let seen = told(text).map(|error| error.to_string());
        match (&seen, wanted) {
            (Some(seen), Some(wanted)) => assert!(seen.contains(wanted), "{seen}"),
            _ => assert_eq!(seen.as_deref(), wanted, "{text}"),
        }
    }

    #[test]
    fn an_error_is_told_in_its_own_words() {
        check("{\"ok\":false,\"error\":\"Document not found\"}", Some("\"Document not found\""));
        check("{\"status\":404,\"error\":{\"message\":\"Job not found\"}}", Some("Job not found"));
        check("{\"errors\":[{\"detail\":\"no such board\"}]}", Some("no such board"));
    }

    #[test]
    fn what_has_other_keys_is_no_error() {
        check("{\"error\":null,\"jobs\":[]}", None);
        check("{\"error\":\"\"}", None);
        check("{\"title\":\"Baker\",\"company\":\"x\"}", None);
        check("{}", None);
        check("[1]", None);
    }
}
