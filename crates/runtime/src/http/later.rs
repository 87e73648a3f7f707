//! When to ask again, as an answer says: `Retry-After` (RFC 9110, section
//! 10.2.3), and how long it is fresh (RFC 9111, section 4.2).

use std::time::{Duration, SystemTime};

use connectors::ResponseHead;

/// The pause that an answer asks for, as seconds or as a date.
pub(super) fn retry_after(head: &ResponseHead) -> Option<Duration> {
    let value = head.header("retry-after")?.trim();
    match value.parse() {
        Ok(seconds) => Some(Duration::from_secs(seconds)),
        Err(_) => {
            let at = httpdate::parse_http_date(value).ok()?;
            Some(at.duration_since(date(head)).unwrap_or_default())
        }
    }
}

/// How long an answer need not be asked for again; `None` when it does not
/// say. We are a private cache: `s-maxage` is not for us.
pub(crate) fn fresh_for(head: &ResponseHead) -> Option<Duration> {
    let mut max_age = None;
    for (name, value) in &head.headers {
        if name != "cache-control" {
            continue;
        }
        for directive in value.split(',') {
            let (word, value) = directive.split_once('=').unwrap_or((directive, ""));
            match word.trim().to_ascii_lowercase().as_str() {
                "no-cache" | "no-store" => return Some(Duration::ZERO),
                "max-age" => {
                    // What cannot be read is stale (RFC 9111, section 4.2.1).
                    let seconds = value.trim().trim_matches('"').parse().unwrap_or(0);
                    max_age = Some(Duration::from_secs(seconds));
                }
                _ => {}
            }
        }
    }
    let lifetime = match max_age {
        Some(lifetime) => lifetime,
        None => {
            let expires = httpdate::parse_http_date(head.header("expires")?.trim());
            // "0" and other rubbish: already over.
            expires.ok().and_then(|at| at.duration_since(date(head)).ok()).unwrap_or_default()
        }
    };
    let age = head.header("age").and_then(|age| age.trim().parse().ok()).unwrap_or(0);
    Some(lifetime.saturating_sub(Duration::from_secs(age)))
}

/// When the answer was made, by the partner's own clock when it says.
fn date(head: &ResponseHead) -> SystemTime {
    head.header("date")
        .and_then(|date| httpdate::parse_http_date(date.trim()).ok())
        .unwrap_or_else(SystemTime::now)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DATE: (&str, &str) = ("date", "Wed, 25 Nov 2026 10:00:00 GMT");

    fn head(headers: &[(&str, &str)]) -> ResponseHead {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        ResponseHead { headers: headers.collect(), ..ResponseHead::default() }
    }

    fn check(value: &str, expected: Option<u64>) {
        let pause = retry_after(&head(&[DATE, ("retry-after", value)]));
        assert_eq!(pause, expected.map(Duration::from_secs), "{value}");
    }

    #[test]
    fn a_pause_is_seconds_or_a_date() {
        check("120", Some(120));
        check("Wed, 25 Nov 2026 10:02:00 GMT", Some(120));
        check("Wednesday, 25-Nov-26 10:00:30 GMT", Some(30));
        check("Wed, 25 Nov 2026 09:00:00 GMT", Some(0));
        check("-5", None);
        check("soon", None);
    }

    fn check_fresh(headers: &[(&str, &str)], expected: Option<u64>) {
        let fresh = fresh_for(&head(&[&[DATE], headers].concat()));
        assert_eq!(fresh, expected.map(Duration::from_secs), "{headers:?}");
    }

    #[test]
    fn an_answer_is_fresh_as_long_as_it_says() {
        check_fresh(&[], None);
        check_fresh(&[("cache-control", "public, max-age=600")], Some(600));
        check_fresh(&[("cache-control", "max-age=600"), ("age", "200")], Some(400));
        check_fresh(&[("cache-control", "max-age=\"60\"")], Some(60));
        check_fresh(&[("cache-control", "max-age=600"), ("cache-control", "no-cache")], Some(0));
        check_fresh(&[("cache-control", "s-maxage=600")], None);
        check_fresh(&[("cache-control", "max-age=soon")], Some(0));
        check_fresh(&[("expires", "Wed, 25 Nov 2026 10:10:00 GMT")], Some(600));
        check_fresh(&[("expires", "0")], Some(0));
        let both = [("cache-control", "max-age=5"), ("expires", "Wed, 25 Nov 2026 10:10:00 GMT")];
        check_fresh(&both, Some(5));
    }
}
