//! Every refusal, as `application/problem+json` (RFC 9457).
//!
//! A handler returns a [`Problem`]; an outer layer ([`render`]) writes it,
//! because only there the path is known, and because there the bare 404 and
//! 405 of the router pass by too.

use std::borrow::Cow;
use std::time::Duration;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, StatusCode, header};
use schemas::rejected::Fault;
use serde::Serialize;
use utoipa::ToSchema;

use crate::receipt::{Note, Receipt};

/// Media type of every 4xx and 5xx.
pub const CONTENT_TYPE: &str = "application/problem+json";

/// Start of the `type` of every problem; the code follows.
const TYPES: &str = "https://adhub.org/problems/";

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $status:ident, $code:literal, $title:literal;)*) => {
        /// What is wrong, by what the partner does next.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum ProblemKind {
            $($(#[$doc])* $kind,)*
        }

        impl ProblemKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$kind),*];

            /// Stable word: the end of `type`, and a metric label.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$kind => $code),* }
            }

            /// HTTP status.
            pub const fn status(self) -> StatusCode {
                match self { $(Self::$kind => StatusCode::$status),* }
            }

            /// The same few words each time.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$kind => $title),* }
            }
        }
    };
}

kinds! {
    /// A parameter of the query cannot be.
    QueryInvalid = BAD_REQUEST, "query-invalid", "The query has a parameter that cannot be";
    /// The path cannot be decoded.
    PathInvalid = BAD_REQUEST, "path-invalid", "The path cannot be decoded";
    /// A header cannot be.
    HeaderInvalid = BAD_REQUEST, "header-invalid", "A header cannot be read";
    /// The body broke off, or is not what its `Content-Encoding` says.
    BodyBroken = BAD_REQUEST, "body-broken", "The body broke off or cannot be decompressed";
    /// No key, or one that opens nothing.
    Unauthorized = UNAUTHORIZED, "unauthorized", "A valid key is needed";
    /// The partner may push nothing now.
    PartnerDisabled = FORBIDDEN, "partner-disabled", "The partner is disabled";
    /// There is nothing at this path.
    NotFound = NOT_FOUND, "not-found", "There is nothing at this path";
    /// The path is right, the method is not.
    MethodNotAllowed = METHOD_NOT_ALLOWED, "method-not-allowed", "The path has no such method";
    /// The body did not arrive in time.
    BodyTimeout = REQUEST_TIMEOUT, "body-timeout", "The body did not arrive in time";
    /// The body, or one ad, is too large.
    TooLarge = PAYLOAD_TOO_LARGE, "too-large", "The body is larger than allowed";
    /// More ads in one body than allowed.
    TooManyAds = PAYLOAD_TOO_LARGE, "too-many-ads", "The body holds more ads than allowed";
    /// The wrong `Content-Type`.
    MediaType = UNSUPPORTED_MEDIA_TYPE, "media-type", "The content type is not supported here";
    /// The wrong `Content-Encoding`.
    ContentEncoding = UNSUPPORTED_MEDIA_TYPE, "content-encoding", "The content encoding is not supported";
    /// What was pushed was taken in and rejected: correct it.
    Rejected = UNPROCESSABLE_ENTITY, "rejected", "Nothing was accepted";
    /// The key's rate is used up.
    RateLimited = TOO_MANY_REQUESTS, "rate-limited", "Too many ads in a short time";
    /// Our own mistake.
    Internal = INTERNAL_SERVER_ERROR, "internal", "The hub made a mistake";
    /// The log is away: nothing is promised, try again.
    LogUnavailable = SERVICE_UNAVAILABLE, "log-unavailable", "The hub cannot store ads now";
    /// The disk of the log is full: nothing was stored, try again.
    LogFull = SERVICE_UNAVAILABLE, "log-full", "The hub has no room to store ads now";
    /// Too much at once: nothing was stored, try again.
    Overloaded = SERVICE_UNAVAILABLE, "overloaded", "The hub has too much to do now";
    /// The keys are not known yet: try again.
    Starting = SERVICE_UNAVAILABLE, "starting", "The hub is starting";
}

/// A refusal.
#[derive(Clone, Debug)]
pub struct Problem(Box<Inner>);

#[derive(Clone, Debug)]
struct Inner {
    kind: ProblemKind,
    detail: Cow<'static, str>,
    errors: Vec<Note>,
    receipts: Vec<Receipt>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Problem {
    /// A problem and, in `detail`, what was seen and what is allowed.
    pub fn new(kind: ProblemKind, detail: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Inner {
            kind,
            detail: detail.into(),
            errors: Vec::new(),
            receipts: Vec::new(),
            headers: Vec::new(),
        }))
    }

    /// What kind it is.
    pub fn kind(&self) -> ProblemKind {
        self.0.kind
    }

    /// Adds one fault.
    #[must_use]
    pub fn error(mut self, code: &str, pointer: &str, message: impl Into<String>) -> Self {
        self.0.errors.push(Note(Fault::new(code, pointer, message)));
        self
    }

    /// Adds the receipts of what was taken in, and their faults.
    #[must_use]
    pub(crate) fn receipts(mut self, receipts: Vec<Receipt>, many: bool) -> Self {
        for (index, receipt) in receipts.iter().enumerate() {
            self.0.errors.extend(receipt.errors.iter().map(|Note(fault)| {
                let item = if many { format!("/{index}") } else { String::new() };
                Note(Fault { pointer: format!("{item}{}", fault.pointer), ..fault.clone() })
            }));
        }
        self.0.receipts = receipts;
        self
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.headers.push((name, value));
        self
    }

    /// Says when to try again; whole seconds, at least 1.
    #[must_use]
    pub fn retry_after(self, wait: Duration) -> Self {
        let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        self.header(header::RETRY_AFTER, HeaderValue::from(seconds.max(1)))
    }

    /// The response, for the path that was asked for.
    fn into_rendered(self, instance: &str) -> Response {
        let Inner { kind, detail, errors, receipts, headers } = *self.0;
        let body = ProblemBody {
            type_: format!("{TYPES}{}", kind.code()).into(),
            title: kind.title(),
            status: kind.status().as_u16(),
            detail,
            instance: instance.to_owned(),
            errors,
            receipts,
        };
        let mut response = body.into_response();
        response.headers_mut().extend(headers);
        response
    }
}

/// What a problem looks like on the wire.
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct ProblemBody {
    /// Stable URI of the kind of problem.
    #[serde(rename = "type")]
    #[schema(example = "https://adhub.org/problems/rejected")]
    type_: Cow<'static, str>,
    /// The kind of problem in a few words.
    #[schema(example = "Nothing was accepted")]
    title: &'static str,
    /// HTTP status.
    #[schema(example = 422)]
    status: u16,
    /// This problem: what was seen, what is allowed.
    detail: Cow<'static, str>,
    /// The path that was asked for.
    #[schema(example = "/v1/partner/ads/4711")]
    instance: String,
    /// Every fault that was found.
    errors: Vec<Note>,
    /// With `rejected` only: one receipt per ad, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    receipts: Vec<Receipt>,
}

impl IntoResponse for ProblemBody {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).expect("it was a status before");
        let bytes = serde_json::to_vec(&self).expect("a problem has string keys only");
        let content_type = (header::CONTENT_TYPE, HeaderValue::from_static(CONTENT_TYPE));
        (status, [content_type], bytes).into_response()
    }
}

impl IntoResponse for Problem {
    /// Leaves itself for [`render`].
    fn into_response(self) -> Response {
        let mut response = self.0.kind.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// The code of the problem that a response carries.
#[derive(Clone, Copy)]
pub(crate) struct RenderedCode(pub(crate) &'static str);

/// Writes problems, those of the router too. A 4xx or 5xx of others that is a
/// problem already passes by as it is.
pub(crate) async fn render(request: Request, next: Next) -> Response {
    let uri = request.uri().clone();
    let method = request.method().clone();
    let mut response = next.run(request).await;
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let problem = match response.extensions_mut().remove::<Problem>() {
        Some(problem) => problem,
        None if is_problem(&response) => return response,
        None if status == StatusCode::NOT_FOUND => not_found(uri.path()),
        // Axum adds `Allow` outside of a route's layers: this one passes here
        // again, around the whole.
        None if status == StatusCode::METHOD_NOT_ALLOWED => match not_allowed(&method, &response) {
            Some(problem) => problem,
            None => return response,
        },
        None => return foreign(status, uri.path(), &response),
    };
    let code = problem.kind().code();
    let mut rendered = problem.into_rendered(uri.path());
    rendered.extensions_mut().insert(RenderedCode(code));
    rendered
}

fn is_problem(response: &Response) -> bool {
    response.headers().get(header::CONTENT_TYPE).is_some_and(|value| value == CONTENT_TYPE)
}

fn not_found(path: &str) -> Problem {
    let detail = if path == "/v1/partner/ads/" {
        "the external id is missing after /v1/partner/ads/".to_owned()
    } else {
        format!("{path} is none of the hub's paths; /openapi.json lists them")
    };
    Problem::new(ProblemKind::NotFound, detail)
}

fn not_allowed(method: &http::Method, response: &Response) -> Option<Problem> {
    let allow = response.headers().get(header::ALLOW)?;
    let allowed = allow.to_str().unwrap_or("another method");
    let detail = format!("{method} is not possible here, {allowed} is");
    let problem = Problem::new(ProblemKind::MethodNotAllowed, detail);
    Some(problem.header(header::ALLOW, allow.clone()))
}

/// A refusal that did not come from a handler: RFC 9457 has `about:blank` for
/// a problem that says no more than its status.
fn foreign(status: StatusCode, instance: &str, response: &Response) -> Response {
    let title = status.canonical_reason().unwrap_or("The request was refused");
    let body = ProblemBody {
        type_: "about:blank".into(),
        title,
        status: status.as_u16(),
        detail: title.into(),
        instance: instance.to_owned(),
        errors: Vec::new(),
        receipts: Vec::new(),
    };
    let mut rendered = body.into_response();
    for name in [header::RETRY_AFTER, header::WWW_AUTHENTICATE] {
        if let Some(value) = response.headers().get(&name) {
            rendered.headers_mut().insert(name, value.clone());
        }
    }
    rendered
}
