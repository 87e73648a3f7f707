//! What a push says outside its body: path, query and headers.

use axum::extract::rejection::PathRejection;
use axum::extract::{FromRequestParts, Path, Query};
use bytes::Bytes;
use http::HeaderMap;
use http::request::Parts;
use schemas::id::ExternalId;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::Gateway;
use crate::problem::{Problem, ProblemKind};

/// Longest account in bytes.
const ACCOUNT_BYTES_MAX: usize = 128;
/// Longest idempotency key in bytes.
const IDEMPOTENCY_KEY_BYTES_MAX: usize = 255;

/// The query of every push.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[into_params(parameter_in = Query, rename_all = "kebab-case")]
pub(crate) struct PushQuery {
    /// Judges and answers as always, but stores nothing.
    #[serde(default)]
    #[param(default = false)]
    pub(crate) dry_run: bool,
    /// The id space of one of your tenants: the same external id in another
    /// account is another ad. 1 to 128 bytes.
    #[serde(default)]
    pub(crate) account: Option<String>,
}

impl FromRequestParts<Gateway> for PushQuery {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Gateway) -> Result<Self, Problem> {
        if parts.uri.query().is_none() {
            return Ok(Self { dry_run: false, account: None });
        }
        let Query(query) = Query::<Self>::try_from_uri(&parts.uri).map_err(|rejection| {
            let detail = format!(
                "{}; allowed are dry-run=true or false and account=NAME, each once",
                rejection.body_text()
            );
            Problem::new(ProblemKind::QueryInvalid, detail)
        })?;
        if let Some(account) = &query.account {
            let fits = (1..=ACCOUNT_BYTES_MAX).contains(&account.len())
                && !account.trim().is_empty()
                && !account.chars().any(char::is_control);
            if !fits {
                let detail = format!(
                    "account {account:?} cannot be: 1 to {ACCOUNT_BYTES_MAX} bytes that are not \
                     blank and hold no control characters are allowed"
                );
                return Err(Problem::new(ProblemKind::QueryInvalid, detail));
            }
        }
        Ok(query)
    }
}

/// The external id of the path, decoded but not judged: a blank one is a
/// rejected ad, not a wrong address.
pub(crate) struct PathId(pub(crate) String);

impl FromRequestParts<Gateway> for PathId {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, gateway: &Gateway) -> Result<Self, Problem> {
        let id = Path::<String>::from_request_parts(parts, gateway).await;
        id.map(|Path(id)| Self(id)).map_err(|rejection: PathRejection| {
            let detail = format!(
                "the external id of the path cannot be decoded: {}; percent-encode its UTF-8 bytes",
                rejection.body_text()
            );
            Problem::new(ProblemKind::PathInvalid, detail)
        })
    }
}

impl PathId {
    /// Judges it.
    pub(crate) fn judge(&self) -> Result<ExternalId, schemas::id::ExternalIdError> {
        ExternalId::new(&self.0)
    }
}

/// Headers that name a delivery.
pub(crate) struct Tags {
    /// `Idempotency-Key`: the same delivery has it again.
    pub(crate) idempotency_key: Option<Bytes>,
    /// W3C `traceparent`, when it has the right shape.
    pub(crate) traceparent: Option<Bytes>,
}

impl Tags {
    /// Reads them.
    ///
    /// # Errors
    /// 400 for an idempotency key that cannot be; a wrong `traceparent` is
    /// ignored, as its specification asks.
    pub(crate) fn of(headers: &HeaderMap) -> Result<Self, Problem> {
        let idempotency_key = headers.get("idempotency-key").map(|value| value.as_bytes());
        if let Some(key) = idempotency_key
            && !(1..=IDEMPOTENCY_KEY_BYTES_MAX).contains(&key.trim_ascii().len())
        {
            let detail = format!(
                "the Idempotency-Key has {} bytes, 1 to {IDEMPOTENCY_KEY_BYTES_MAX} are allowed",
                key.trim_ascii().len()
            );
            return Err(Problem::new(ProblemKind::HeaderInvalid, detail));
        }
        let traceparent = headers.get("traceparent").map(|value| value.as_bytes());
        Ok(Self {
            idempotency_key: idempotency_key.map(|key| Bytes::copy_from_slice(key.trim_ascii())),
            traceparent: traceparent.filter(|t| is_traceparent(t)).map(Bytes::copy_from_slice),
        })
    }
}

/// W3C Trace Context, version 00: `00-TRACE-PARENT-FLAGS` in lower-case hex,
/// ids not all zero.
fn is_traceparent(text: &[u8]) -> bool {
    let hex = |range: std::ops::Range<usize>| {
        text[range].iter().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(b))
    };
    let some = |range: std::ops::Range<usize>| text[range].iter().any(|b| *b != b'0');
    text.len() == 55
        && text.starts_with(b"00-")
        && text[35] == b'-'
        && text[52] == b'-'
        && hex(3..35)
        && hex(36..52)
        && hex(53..55)
        && some(3..35)
        && some(36..52)
}

#[cfg(test)]
mod tests {
    use super::is_traceparent;

    #[test]
    fn only_whole_traceparents_are_passed_on() {
        let good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        assert!(is_traceparent(good.as_bytes()));
        for bad in [
            "",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0",
        ] {
            assert!(!is_traceparent(bad.as_bytes()), "{bad}");
        }
    }
}
