//! The public listener: push API, feed, status page, their description, and
//! what a visitor sees first.

use axum::http::{Uri, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Json, Router};
use feed::Feed;
use gateway::{Gateway, Problem, ProblemKind};
use serde_json::json;
use status::Status;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_swagger_ui::SwaggerUi;

/// The date of this version, for `/api-info`.
const RELEASED: &str = "2026-11-24";

#[derive(OpenApi)]
#[openapi(info(
    title = "adhub",
    description = "An open ingestion hub for job ads. Partners push ads with a key; anyone may follow the change feed.",
    license(name = "Apache-2.0", identifier = "Apache-2.0")
), tags(
    (name = "feed", description = "Anyone follows what changes"),
    (name = "status", description = "How the hub does, and did"),
))]
struct Description;

/// Everything public. A role leaves out the part that is not its own.
pub(crate) fn router(
    gateway: Option<Gateway>,
    feed: Option<Feed>,
    status: Option<&Status>,
) -> Router {
    // The status page alone is what its visitor wants to see.
    let front = match (&gateway, &feed) {
        (None, None) => get(async || Redirect::temporary("status")),
        _ => get(front),
    };
    let mut api = OpenApiRouter::with_openapi(Description::openapi());
    if let Some(gateway) = gateway {
        api = api.merge(gateway::openapi_router(gateway));
    }
    if let Some(feed) = feed {
        api = api.merge(feed::openapi_router(feed));
    }
    if let Some(status) = status {
        api = api.merge(status.openapi_router());
    }
    let (router, description) = api.split_for_parts();
    let router = router
        .merge(SwaggerUi::new("/docs").url("/openapi.json", description))
        .route("/", front)
        .route("/api-info", get(api_info))
        .fallback(not_found);
    gateway::with_problems(router)
}

async fn front() -> Html<&'static str> {
    Html(include_str!("front.html"))
}

/// As the Swedish profile for REST APIs asks (DIGG, "REST API-profil", API.08).
async fn api_info() -> Response {
    let info = json!({
        "apiName": "adhub",
        "apiVersion": env!("CARGO_PKG_VERSION"),
        "apiReleased": RELEASED,
        "apiDocumentation": "/docs",
        "apiStatus": "active",
    });
    ([(header::CACHE_CONTROL, "max-age=300")], Json(info)).into_response()
}

async fn not_found(uri: Uri) -> Response {
    Problem::new(ProblemKind::NotFound, format!("there is nothing at {}", uri.path()))
        .into_response()
}
