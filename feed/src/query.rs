//! Strict reading of query parameters: each one known, given once, and in its
//! range. Everything wrong is told at once.

use std::time::Duration;

use axum::http::HeaderMap;
use telemetry::FeedRefusal;

use crate::cursor::Cursor;
use crate::problem::{Problem, ProblemError, Refusal};

/// Most changes of one page.
pub(crate) const LIMIT_MAX: usize = 1_000;
const LIMIT_DEFAULT: usize = 100;
/// Longest wait for the next change.
const WAIT_SECONDS_MAX: u64 = 30;

/// Where to start.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum After {
    /// At the oldest change kept.
    Floor,
    /// At the next change to come.
    Tip,
    /// After a cursor.
    Cursor(Cursor),
}

/// Parameters of `/v1/changes`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ChangesQuery {
    pub(crate) after: After,
    pub(crate) limit: usize,
    pub(crate) wait: Duration,
}

/// Pairs as they stood in the URL, decoded.
pub(crate) type Pairs = Vec<(String, String)>;

/// Reads the parameters of `/v1/changes`.
pub(crate) fn changes(pairs: &Pairs) -> Result<ChangesQuery, Refusal> {
    let mut reading = Reading::new(pairs, &["after", "limit", "wait"]);
    let after = reading.after().unwrap_or(After::Floor);
    let limit = reading.number("limit", 1, LIMIT_MAX as u64).map_or(LIMIT_DEFAULT, to_usize);
    let wait = reading.number("wait", 0, WAIT_SECONDS_MAX).unwrap_or(0);
    reading.finish()?;
    Ok(ChangesQuery { after, limit, wait: Duration::from_secs(wait) })
}

/// Reads the parameters of `/v1/stream`. `Last-Event-ID` wins: a browser sends
/// it with the URL that it first connected to. Without either: from now on.
pub(crate) fn stream(pairs: &Pairs, headers: &HeaderMap) -> Result<After, Refusal> {
    let mut reading = Reading::new(pairs, &["after"]);
    let after = reading.after().unwrap_or(After::Tip);
    let resumed = reading.last_event_id(headers);
    reading.finish()?;
    Ok(resumed.unwrap_or(after))
}

/// Reads the parameters of an endpoint that has none.
pub(crate) fn none(pairs: &Pairs) -> Result<(), Refusal> {
    Reading::new(pairs, &[]).finish()
}

fn to_usize(number: u64) -> usize {
    usize::try_from(number).expect("it was checked against its range")
}

struct Reading<'a> {
    pairs: &'a Pairs,
    errors: Vec<ProblemError>,
    garbled: bool,
}

impl<'a> Reading<'a> {
    fn new(pairs: &'a Pairs, allowed: &[&str]) -> Self {
        let mut errors = Vec::new();
        for (index, (name, _)) in pairs.iter().enumerate() {
            let pointer = format!("/query/{}", shown(name));
            if !allowed.contains(&name.as_str()) {
                let known = if allowed.is_empty() {
                    "no parameter is allowed here".to_owned()
                } else {
                    format!("allowed are {}", allowed.join(", "))
                };
                let message = format!("unknown parameter {:?}, {known}", shown(name));
                errors.push(ProblemError { code: "unknown_parameter", pointer, message });
            } else if pairs[..index].iter().any(|(earlier, _)| earlier == name) {
                let message = format!("parameter {name} is given twice, once is allowed");
                errors.push(ProblemError { code: "repeated_parameter", pointer, message });
            }
        }
        Self { pairs, errors, garbled: false }
    }

    fn value(&self, name: &str) -> Option<&'a str> {
        self.pairs.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    fn after(&mut self) -> Option<After> {
        let text = self.value("after")?;
        if text == "tip" { Some(After::Tip) } else { self.cursor(text, "/query/after") }
    }

    fn last_event_id(&mut self, headers: &HeaderMap) -> Option<After> {
        let value = headers.get("last-event-id")?;
        // An event source that has seen no event yet sends an empty one.
        if value.is_empty() {
            return None;
        }
        let text = String::from_utf8_lossy(value.as_bytes());
        self.cursor(&text, "/header/last-event-id")
    }

    fn cursor(&mut self, text: &str, pointer: &str) -> Option<After> {
        match text.parse() {
            Ok(cursor) => Some(After::Cursor(cursor)),
            Err(garbled) => {
                self.garbled = true;
                self.errors.push(ProblemError {
                    code: "cursor_garbled",
                    pointer: pointer.to_owned(),
                    message: format!("{:?} is {garbled}", shown(text)),
                });
                None
            }
        }
    }

    fn number(&mut self, name: &str, min: u64, max: u64) -> Option<u64> {
        let text = self.value(name)?;
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        match text.parse() {
            Ok(number) if digits && (min..=max).contains(&number) => Some(number),
            _ => {
                self.errors.push(ProblemError {
                    code: if digits { "out_of_range" } else { "not_a_number" },
                    pointer: format!("/query/{name}"),
                    message: format!(
                        "{name} is {:?}, a whole number from {min} to {max} is allowed",
                        shown(text)
                    ),
                });
                None
            }
        }
    }

    fn finish(self) -> Result<(), Refusal> {
        if self.errors.is_empty() {
            return Ok(());
        }
        let refusal = if self.garbled { FeedRefusal::Garbled } else { FeedRefusal::Request };
        Err(Problem::parameters(self.errors).counted_as(refusal).into())
    }
}

/// The start of what was sent; a message stays short whatever came in.
fn shown(text: &str) -> &str {
    let end = text.char_indices().nth(64).map_or(text.len(), |(at, _)| at);
    &text[..end]
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue};

    use super::{After, Pairs, changes, stream};

    fn pairs(query: &[(&str, &str)]) -> Pairs {
        query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn check(query: &[(&str, &str)], codes: &[(&str, &str)]) {
        let found = changes(&pairs(query)).err().map(|problem| problem.errors).unwrap_or_default();
        let found: Vec<_> =
            found.iter().map(|error| (error.code, error.pointer.as_str())).collect();
        assert_eq!(found, codes, "{query:?}");
    }

    #[test]
    fn ranges_are_closed() {
        check(&[("limit", "1"), ("wait", "0")], &[]);
        check(&[("limit", "1000"), ("wait", "30")], &[]);
        for limit in ["0", "1001", "99999999999999999999999"] {
            check(&[("limit", limit)], &[("out_of_range", "/query/limit")]);
        }
        check(&[("wait", "31")], &[("out_of_range", "/query/wait")]);
    }

    #[test]
    fn what_is_no_number_is_named() {
        for limit in ["", "-1", "+5", "1e3", "10.0", " 5", "٣", "ten"] {
            check(&[("limit", limit)], &[("not_a_number", "/query/limit")]);
        }
    }

    #[test]
    fn every_mistake_is_told_at_once() {
        check(
            &[("limit", "0"), ("Limit", "5"), ("after", "x"), ("after", "tip")],
            &[
                ("unknown_parameter", "/query/Limit"),
                ("repeated_parameter", "/query/after"),
                ("cursor_garbled", "/query/after"),
                ("out_of_range", "/query/limit"),
            ],
        );
    }

    #[test]
    fn last_event_id_wins_and_an_empty_one_is_none() {
        let mut headers = HeaderMap::new();
        assert_eq!(stream(&pairs(&[]), &headers), Ok(After::Tip));
        headers.insert("last-event-id", HeaderValue::from_static(""));
        assert_eq!(stream(&pairs(&[]), &headers), Ok(After::Tip));
        headers.insert("last-event-id", HeaderValue::from_static("junk"));
        let problem = stream(&pairs(&[("after", "tip")]), &headers).expect_err("it is garbled");
        assert_eq!(problem.errors[0].pointer, "/header/last-event-id");
    }

    #[test]
    fn messages_stay_short() {
        let long = "å".repeat(10_000);
        let problem = changes(&pairs(&[("limit", &long), (&long, "1")])).expect_err("both wrong");
        assert!(problem.detail.len() < 600, "{}", problem.detail.len());
    }
}
