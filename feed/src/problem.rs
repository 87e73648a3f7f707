//! What a subscriber is told when something is wrong: RFC 9457.

use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderValue, StatusCode};
use serde::Serialize;
use telemetry::FeedRefusal;
use utoipa::ToSchema;

/// A problem, `application/problem+json`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[schema(as = FeedProblem)]
pub struct Problem {
    /// Names the kind of problem.
    #[serde(rename = "type")]
    #[schema(example = "https://adhub.org/problems/cursor-expired")]
    pub kind: String,
    /// The same in words.
    pub title: &'static str,
    /// The status of the answer.
    pub status: u16,
    /// What was seen, and what to do.
    pub detail: String,
    /// Path of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// One entry for each thing that is wrong with the request.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<ProblemError>,
    /// 410 for a cursor: the oldest cursor that can be read from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub floor: Option<String>,
    /// 410 for a cursor: where to get the present state and its cursor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snapshot: Option<&'static str>,
    /// 410 for an ad or job: `withdrawn`, `expired` or `erased`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<&'static str>,
    /// 410 for an ad: why it went.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(skip)]
    refusal: FeedRefusal,
    #[serde(skip)]
    retry_after_seconds: Option<u32>,
}

/// One thing that is wrong with a request.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[schema(as = FeedProblemError)]
pub struct ProblemError {
    /// Stable name of the mistake.
    #[schema(example = "cursor_garbled")]
    pub code: &'static str,
    /// Where it is: `/query/NAME`, `/header/NAME` or `/path/NAME`.
    #[schema(example = "/query/after")]
    pub pointer: String,
    /// What was seen and what is allowed.
    pub message: String,
}

impl Problem {
    /// A problem whose type ends in `name`.
    pub(crate) fn new(
        status: StatusCode,
        name: &str,
        title: &'static str,
        detail: impl Into<String>,
    ) -> Self {
        Self {
            kind: format!("https://adhub.org/problems/{name}"),
            title,
            status: status.as_u16(),
            detail: detail.into(),
            instance: None,
            errors: Vec::new(),
            floor: None,
            snapshot: None,
            state: None,
            reason: None,
            refusal: FeedRefusal::Request,
            retry_after_seconds: None,
        }
    }

    /// 400: parameters that are not allowed.
    pub(crate) fn parameters(errors: Vec<ProblemError>) -> Self {
        let detail = errors.iter().map(|error| error.message.as_str()).collect::<Vec<_>>();
        let title = "the request has parameters that are not allowed";
        let detail = detail.join("; ");
        let problem = Self::new(StatusCode::BAD_REQUEST, "invalid-parameters", title, detail);
        Self { errors, ..problem }
    }

    /// 503, come again.
    pub(crate) fn unavailable(detail: impl Into<String>) -> Self {
        let title = "the feed cannot answer now";
        let problem = Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", title, detail);
        let refusal = FeedRefusal::Unavailable;
        Self { retry_after_seconds: Some(5), refusal, ..problem }
    }

    /// 503: as many as may be are served already.
    pub(crate) fn busy(what: &str, max: usize) -> Self {
        let detail = format!("{max} {what} are being served, that is the most: come again");
        let problem = Self::unavailable(detail);
        Self { retry_after_seconds: Some(10), refusal: FeedRefusal::Busy, ..problem }
    }

    /// Where it happened.
    pub(crate) fn at(self, path: String) -> Self {
        Self { instance: Some(path), ..self }
    }

    /// How to start again.
    pub(crate) fn restart(self, floor: String) -> Self {
        Self { floor: Some(floor), snapshot: Some("/v1/snapshot"), ..self }
    }

    /// Where an ad or job stands, and why.
    pub(crate) fn gone(self, state: &'static str, reason: Option<String>) -> Self {
        Self { state: Some(state), reason, ..self }
    }

    /// Names the part of the request that is wrong.
    pub(crate) fn because(mut self, pointer: &str, code: &'static str, message: String) -> Self {
        self.errors.push(ProblemError { code, pointer: pointer.to_owned(), message });
        self
    }

    /// What the request is counted as.
    pub(crate) fn refusal(&self) -> FeedRefusal {
        self.refusal
    }

    /// Counts the request as something else.
    pub(crate) fn counted_as(self, refusal: FeedRefusal) -> Self {
        Self { refusal, ..self }
    }
}

/// What handlers answer when they refuse; boxed, as refusals are rare.
pub(crate) type Refusal = Box<Problem>;

impl IntoResponse for Box<Problem> {
    fn into_response(self) -> Response {
        (*self).into_response()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self).expect("a problem is plain text and numbers");
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after_seconds {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        // The gate counts it, and adds the path.
        response.extensions_mut().insert(self);
        response
    }
}
