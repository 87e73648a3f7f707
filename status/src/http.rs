//! The routes: the page, the same facts for machines, incidents as a feed, and
//! a badge.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY,
    CONTENT_TYPE, REFERRER_POLICY, VARY, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use tower_http::compression::CompressionLayer;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::language::Language;
use crate::report::Report;
use crate::{Status, atom, badge, page};

/// Whoever stands between may keep an answer for so long, and show an old one
/// for a day when the hub is away.
const CACHE: &str = "public, max-age=10, stale-if-error=86400";
/// Nothing is loaded, nothing runs.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; \
                      base-uri 'none'; frame-ancestors 'none'";

/// The routes with their description.
pub(crate) fn openapi_router(status: Status) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(html))
        .routes(routes!(json))
        .routes(routes!(feed))
        .routes(routes!(picture))
        .layer(CompressionLayer::new())
        .with_state(status)
}

#[derive(Deserialize)]
struct Asked {
    lang: Option<String>,
}

/// `lang` is none of the languages of the page.
struct UnknownLanguage;

impl IntoResponse for UnknownLanguage {
    fn into_response(self) -> Response {
        let status = StatusCode::BAD_REQUEST;
        let message = "lang is none of the languages of this page, which are en and sv";
        let problem = serde_json::json!({
            "type": "https://adhub.org/problems/query-invalid",
            "title": "The query has a parameter that cannot be",
            "status": status.as_u16(),
            "detail": message,
            "errors": [{ "code": "lang_unknown", "pointer": "/query/lang", "message": message }],
        });
        let headers = [(CONTENT_TYPE, "application/problem+json")];
        (status, headers, problem.to_string()).into_response()
    }
}

/// The language of the query, else of the browser.
fn language(asked: &Asked, headers: &HeaderMap) -> Result<Language, UnknownLanguage> {
    let Some(tag) = &asked.lang else { return Ok(Language::accepted(headers)) };
    Language::of(tag).ok_or(UnknownLanguage)
}

/// The status page
///
/// For people, in English and Swedish, without scripts.
#[utoipa::path(
    get,
    path = "/status",
    tag = "status",
    params(("lang" = Option<String>, Query, description = "`en` or `sv`; else by Accept-Language")),
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 400, description = "Another language", content_type = "application/problem+json"),
    )
)]
async fn html(
    State(status): State<Status>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, UnknownLanguage> {
    let language = language(&asked, &headers)?;
    let text = page::render(&status.report(), language).into_string();
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CONTENT_LANGUAGE, language.tag()),
        (VARY, "accept-language"),
        (CACHE_CONTROL, CACHE),
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
    ];
    Ok((headers, text).into_response())
}

/// The facts of the status page
///
/// How each component does, the times of this month, of the last 90 days and
/// of each of them, months with what is left of their error budget, and
/// incidents.
#[utoipa::path(
    get,
    path = "/status.json",
    tag = "status",
    responses((status = 200, description = "The facts", body = Report))
)]
async fn json(State(status): State<Status>) -> Response {
    let headers = [(CACHE_CONTROL, CACHE), (ACCESS_CONTROL_ALLOW_ORIGIN, "*")];
    (headers, axum::Json(status.report())).into_response()
}

/// Incidents as an Atom feed
///
/// The newest 100. An entry changes when its incident ends or is commented on.
#[utoipa::path(
    get,
    path = "/status/feed.atom",
    tag = "status",
    params(("lang" = Option<String>, Query, description = "`en` or `sv`; else by Accept-Language")),
    responses(
        (status = 200, description = "Incidents", body = String, content_type = "application/atom+xml"),
        (status = 400, description = "Another language", content_type = "application/problem+json"),
    )
)]
async fn feed(
    State(status): State<Status>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, UnknownLanguage> {
    let language = language(&asked, &headers)?;
    let text = atom::render(&status.report(), status.0.ledger.shown().id, language);
    let headers = [
        (CONTENT_TYPE, "application/atom+xml; charset=utf-8"),
        (CONTENT_LANGUAGE, language.tag()),
        (VARY, "accept-language"),
        (CACHE_CONTROL, CACHE),
        (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    ];
    Ok((headers, text).into_response())
}

/// The state as a small picture
///
/// To put on other pages: the state in words, and this month's uptime.
#[utoipa::path(
    get,
    path = "/status/badge.svg",
    tag = "status",
    params(("lang" = Option<String>, Query, description = "`en` or `sv`; else by Accept-Language")),
    responses(
        (status = 200, description = "The picture", body = String, content_type = "image/svg+xml"),
        (status = 400, description = "Another language", content_type = "application/problem+json"),
    )
)]
async fn picture(
    State(status): State<Status>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, UnknownLanguage> {
    let language = language(&asked, &headers)?;
    let text = badge::render(&status.report(), language).into_string();
    let headers = [
        (CONTENT_TYPE, "image/svg+xml"),
        (CONTENT_LANGUAGE, language.tag()),
        (VARY, "accept-language"),
        (CACHE_CONTROL, CACHE),
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    Ok((headers, text).into_response())
}

#[cfg(test)]
mod tests;
