//! Who calls, by `Authorization: Bearer KEY`.

use axum::extract::FromRequestParts;
use http::request::Parts;
use http::{HeaderValue, header};

use crate::Gateway;
use crate::keys::{Caller, Denied, Presented};
use crate::problem::{Problem, ProblemKind};

impl FromRequestParts<Gateway> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, gateway: &Gateway) -> Result<Self, Problem> {
        let Some(value) = parts.headers.get(header::AUTHORIZATION) else {
            return Err(unauthorized("there is no Authorization header"));
        };
        let key =
            value.to_str().ok().and_then(|text| text.split_once(' ')).and_then(|(scheme, key)| {
                scheme.eq_ignore_ascii_case("bearer").then(|| Presented::parse(key.trim()))
            });
        let Some(key) = key else {
            return Err(unauthorized("the Authorization header is not of the form Bearer KEY"));
        };
        let denied = match key.map(|key| gateway.0.keys.check(&key)) {
            Some(Ok(caller)) => return Ok(caller),
            Some(Err(denied)) => denied,
            None => Denied::Unknown,
        };
        Err(match denied {
            Denied::Starting => {
                Problem::new(ProblemKind::Starting, "the partners' keys are still being read")
                    .retry_after(std::time::Duration::from_secs(1))
            }
            Denied::Unknown => unauthorized("the key opens nothing: it is unknown or revoked"),
            Denied::Disabled(partner) => Problem::new(
                ProblemKind::PartnerDisabled,
                format!("partner {partner} is disabled, ask the operator of the hub"),
            ),
        })
    }
}

fn unauthorized(seen: &str) -> Problem {
    let detail = format!("{seen}; send Authorization: Bearer KEY with the key that you were given");
    Problem::new(ProblemKind::Unauthorized, detail)
        .header(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"adhub\""))
}
