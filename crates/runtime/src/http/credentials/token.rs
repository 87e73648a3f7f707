//! The answer of a token server (RFC 6749, sections 5.1 and 5.2).

use std::time::{Duration, Instant};

use secrecy::SecretString;
use serde::Deserialize;

/// A token that does not say how long it lives is kept so long.
const LIFETIME: Duration = Duration::from_secs(600);
/// Replaced so long before its end, or at half of a shorter life.
const MARGIN: Duration = Duration::from_secs(60);

/// An access token.
pub(in crate::http) struct Token {
    /// As it is sent.
    pub(in crate::http) secret: SecretString,
    until: Instant,
}

impl Token {
    /// It will live for another while.
    pub(in crate::http) fn is_fresh(&self) -> bool {
        Instant::now() < self.until
    }
}

#[derive(Deserialize)]
struct Granted {
    access_token: SecretString,
    #[serde(default)]
    token_type: Option<String>,
    #[serde(default)]
    expires_in: Option<Seconds>,
}

/// Some servers write the number as text.
#[derive(Deserialize)]
#[serde(untagged)]
enum Seconds {
    Number(u64),
    Text(String),
}

#[derive(Deserialize)]
struct Refused {
    error: String,
}

/// Reads an answer. The error says nothing that may be secret.
pub(in crate::http) fn read(status: u16, body: &[u8]) -> Result<Token, String> {
    if status != 200 {
        // One of RFC 6749's words, or nothing: what else a server says may
        // repeat what it was sent.
        let word = serde_json::from_slice::<Refused>(body).ok().map(|refused| refused.error);
        let known = ["invalid_client", "invalid_grant", "invalid_scope", "invalid_request"]
            .into_iter()
            .chain(["unauthorized_client", "unsupported_grant_type"])
            .find(|known| word.as_deref() == Some(known));
        return Err(match known {
            Some(word) => format!("no token: {status} {word}"),
            None => format!("no token: {status}"),
        });
    }
    let granted: Granted = serde_json::from_slice(body)
        .map_err(|_| "no token: the answer holds no access_token".to_owned())?;
    if granted.token_type.is_some_and(|kind| !kind.eq_ignore_ascii_case("bearer")) {
        return Err("no token: one of another type than Bearer".to_owned());
    }
    let lifetime = granted.expires_in.and_then(|seconds| match seconds {
        Seconds::Number(seconds) => Some(seconds),
        Seconds::Text(text) => text.trim().parse().ok(),
    });
    let lifetime = lifetime.map_or(LIFETIME, Duration::from_secs).min(Duration::from_secs(86_400));
    let kept = lifetime.saturating_sub(MARGIN).max(lifetime / 2);
    Ok(Token { secret: granted.access_token, until: Instant::now() + kept })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(status: u16, body: &str, expected: &str) {
        let said = match read(status, body.as_bytes()) {
            Ok(token) if token.is_fresh() => "fresh".to_owned(),
            Ok(_) => "stale".to_owned(),
            Err(reason) => reason,
        };
        assert_eq!(said, expected, "{body}");
    }

    #[test]
    fn answers_of_token_servers_are_told_apart() {
        check(200, r#"{"access_token":"a","token_type":"bearer","expires_in":1499}"#, "fresh");
        check(200, r#"{"access_token":"a","expires_in":"1499","scope":"x"}"#, "fresh");
        check(200, r#"{"access_token":"a","expires_in":0}"#, "stale");
        check(
            200,
            r#"{"access_token":"a","token_type":"mac"}"#,
            "no token: one of another type than Bearer",
        );
        check(200, "<html>", "no token: the answer holds no access_token");
        check(
            401,
            r#"{"error":"invalid_client","error_description":"s3cret"}"#,
            "no token: 401 invalid_client",
        );
        check(400, r#"{"error":"s3cret"}"#, "no token: 400");
    }
}
