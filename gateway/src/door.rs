//! What every request passes: it is counted, let in or turned away, and a
//! panic becomes an answer.

use std::any::Any;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use telemetry::{Endpoint, GatewayMetrics};

use crate::problem::{Problem, ProblemKind, RenderedCode};
use crate::{Gateway, overload};

/// Counts requests and their answers. Stands outside of `problem::render`, to
/// see the code of a problem.
pub(crate) async fn count(
    State(gateway): State<Gateway>,
    request: Request,
    next: Next,
) -> Response {
    let metrics = &gateway.0.metrics.gateway;
    let endpoint = endpoint(&request);
    let _present = Present::enter(metrics);
    let response = next.run(request).await;
    metrics.answered(endpoint, response.status().as_u16());
    if let Some(RenderedCode(code)) = response.extensions().get() {
        metrics.refused(code);
    }
    response
}

/// Lets so many requests in at the same time, and no more: a queue would only
/// hide the load.
pub(crate) async fn admit(
    State(gateway): State<Gateway>,
    request: Request,
    next: Next,
) -> Response {
    let Ok(_permit) = gateway.0.requests.try_acquire() else {
        return overload("as many requests are being answered as the hub takes").into_response();
    };
    next.run(request).await
}

/// A panic while answering.
pub(crate) fn panicked(cause: Box<dyn Any + Send + 'static>) -> Response {
    let words = cause.downcast_ref::<&str>().copied();
    let words = words.or_else(|| cause.downcast_ref::<String>().map(String::as_str));
    let words = words.unwrap_or("no words");
    tracing::error!(cause = words, "answering a push panicked: {words}");
    drop(cause);
    let detail = "the hub failed on this request, nothing was acknowledged; this is our mistake";
    Problem::new(ProblemKind::Internal, detail).into_response()
}

/// A request that is being answered, also when its client goes away.
struct Present<'a>(&'a GatewayMetrics);

impl<'a> Present<'a> {
    fn enter(metrics: &'a GatewayMetrics) -> Self {
        metrics.in_flight.add(&(), 1);
        Self(metrics)
    }
}

impl Drop for Present<'_> {
    fn drop(&mut self) {
        self.0.in_flight.add(&(), -1);
    }
}

fn endpoint(request: &Request) -> Endpoint {
    let path = request.uri().path();
    match (request.method().as_str(), path.strip_prefix("/v1/partner/ads")) {
        ("POST", Some("")) => Endpoint::PushAds,
        ("PUT", Some(_)) => Endpoint::PutAd,
        ("DELETE", Some(_)) => Endpoint::WithdrawAd,
        ("POST", Some(rest)) if rest.ends_with("/erase") => Endpoint::EraseAd,
        _ => Endpoint::Other,
    }
}
