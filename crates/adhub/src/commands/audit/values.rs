//! Two values of the same event, and where they differ first.

use bytes::Bytes;
use runtime::process::Hub;
use schemas::Event;
use serde_json::Value;

/// Longest value that is shown, in characters.
const SHOWN_MAX: usize = 60;

/// Where two values differ first: as they were seen and as they were expected.
pub(super) struct Contrast {
    pub(super) seen: String,
    pub(super) expected: String,
}

/// Compares two encoded events, but for the parts that `loose` names.
pub(super) fn contrast<E: Event>(
    hub: &Hub,
    seen: Option<&Bytes>,
    expected: Option<&Bytes>,
    loose: &[&str],
) -> Option<Contrast> {
    if seen == expected {
        return None;
    }
    let value = |bytes: Option<&Bytes>| match bytes {
        None => Ok(Value::Null),
        Some(bytes) => match hub.codec.decode::<E>(bytes) {
            Ok(event) => serde_json::to_value(event).map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        },
    };
    match (value(seen), value(expected)) {
        (Ok(mut seen), Ok(mut expected)) => {
            for name in loose {
                for value in [&mut seen, &mut expected] {
                    if let Value::Object(fields) = value {
                        fields.remove(*name);
                    }
                }
            }
            first_difference(&mut String::new(), &seen, &expected)
        }
        (Err(reason), _) => {
            Some(Contrast { seen: reason, expected: format!("a valid {}", E::NAME) })
        }
        (_, Err(reason)) => Some(Contrast { seen: "a record".to_owned(), expected: reason }),
    }
}

fn first_difference(pointer: &mut String, seen: &Value, expected: &Value) -> Option<Contrast> {
    if seen == expected {
        return None;
    }
    let length = pointer.len();
    match (seen, expected) {
        (Value::Object(left), Value::Object(right)) => {
            let mut names: Vec<&String> = left.keys().chain(right.keys()).collect();
            names.sort_unstable();
            names.dedup();
            for name in names {
                pointer.push('/');
                pointer.push_str(name);
                let (left, right) = (left.get(name), right.get(name));
                let found = first_difference(
                    pointer,
                    left.unwrap_or(&Value::Null),
                    right.unwrap_or(&Value::Null),
                );
                if found.is_some() {
                    return found;
                }
                pointer.truncate(length);
            }
            None
        }
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
            for (index, (left, right)) in left.iter().zip(right).enumerate() {
                pointer.push_str(&format!("/{index}"));
                if let Some(found) = first_difference(pointer, left, right) {
                    return Some(found);
                }
                pointer.truncate(length);
            }
            None
        }
        _ => Some(Contrast {
            seen: format!("{pointer} is {}", short(pointer, seen)),
            expected: format!("{pointer} is {}", short(pointer, expected)),
        }),
    }
}

/// A person is never shown.
fn short(pointer: &str, value: &Value) -> String {
    if pointer.contains("/contacts") {
        return if value.is_null() { "none".to_owned() } else { "(a person)".to_owned() };
    }
    let text = value.to_string();
    if text.chars().count() <= SHOWN_MAX {
        return text;
    }
    text.chars().take(SHOWN_MAX).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(seen: &Value, expected: &Value, differ: Option<(&str, &str)>) {
        let found = first_difference(&mut String::new(), seen, expected);
        let found = found.as_ref().map(|found| (found.seen.as_str(), found.expected.as_str()));
        assert_eq!(found, differ);
    }

    #[test]
    fn the_first_difference_is_named_by_its_pointer() {
        check(
            &json!({"a": 1, "b": [{"c": "x"}]}),
            &json!({"a": 1, "b": [{"c": "y"}]}),
            Some(("/b/0/c is \"x\"", "/b/0/c is \"y\"")),
        );
        check(&json!({"a": 1}), &json!({}), Some(("/a is 1", "/a is null")));
        check(&json!({"a": [1]}), &json!({"a": [1]}), None);
    }

    #[test]
    fn a_person_is_not_shown() {
        check(
            &json!({"ad": {"contacts": [{"name": "Kim"}]}}),
            &json!({"ad": {"contacts": []}}),
            Some(("/ad/contacts is (a person)", "/ad/contacts is (a person)")),
        );
    }
}
