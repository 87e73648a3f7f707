//! The routes of the push API, and their description as OpenAPI.

use axum::Router;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::{IntoResponses, Modify, OpenApi};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::door::{admit, count, panicked};
use crate::problem::ProblemBody;
use crate::receipt::Receipt;
use crate::{Gateway, ads, batch, problem};

/// The routes, for a server of their own: unknown paths are answered too.
pub fn router(gateway: Gateway) -> Router {
    let (router, _) = openapi_router(gateway).split_for_parts();
    with_problems(router)
}

/// Makes a problem of every 4xx and 5xx that is none yet, of unknown paths and
/// wrong methods too. Put it around the whole of a public listener.
pub fn with_problems(router: Router) -> Router {
    // A layer of the router itself would stand inside of its routes.
    Router::new().fallback_service(router).layer(axum::middleware::from_fn(problem::render))
}

/// The routes with their description, to merge with others; put
/// [`with_problems`] around the whole.
pub fn openapi_router(gateway: Gateway) -> OpenApiRouter {
    OpenApiRouter::with_openapi(Description::openapi())
        .routes(routes!(ads::put_ad, ads::withdraw_ad))
        .routes(routes!(ads::erase_ad))
        .routes(routes!(batch::push_ads))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(axum::middleware::from_fn_with_state(gateway.clone(), admit))
        .layer(axum::middleware::from_fn(problem::render))
        .layer(axum::middleware::from_fn_with_state(gateway.clone(), count))
        .with_state(gateway)
}

#[derive(OpenApi)]
#[openapi(
    info(title = "adhub: push", description = "Partners hand in their ads. A guide with examples: docs/partners.md."),
    tags((name = "push", description = "Partners hand in their ads")),
    components(schemas(ProblemBody, Receipt)),
    modifiers(&BearerKey),
)]
struct Description;

struct BearerKey;

impl Modify for BearerKey {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let components = openapi.components.get_or_insert_default();
        let mut bearer = Http::new(HttpAuthScheme::Bearer);
        bearer.description = Some("The key that the operator of the hub gave you".to_owned());
        components.add_security_scheme("key", SecurityScheme::Http(bearer));
    }
}

/// Refusals that every call can meet.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "read by the derive only")]
pub(crate) enum Refusals {
    /// The path, query, a header or the body's encoding cannot be read
    #[response(status = 400, content_type = "application/problem+json")]
    Unreadable(#[to_schema] ProblemBody),
    /// No key, or one that opens nothing
    #[response(status = 401, content_type = "application/problem+json", headers(("WWW-Authenticate" = String, description = "Bearer")))]
    Unauthorized(#[to_schema] ProblemBody),
    /// The partner is disabled
    #[response(status = 403, content_type = "application/problem+json")]
    Disabled(#[to_schema] ProblemBody),
    /// The body did not arrive in time
    #[response(status = 408, content_type = "application/problem+json")]
    Slow(#[to_schema] ProblemBody),
    /// Too many ads in a short time; see Retry-After
    #[response(status = 429, content_type = "application/problem+json", headers(("Retry-After" = u64, description = "Seconds to wait")))]
    Often(#[to_schema] ProblemBody),
    /// Our own mistake; nothing was acknowledged
    #[response(status = 500, content_type = "application/problem+json")]
    Mistake(#[to_schema] ProblemBody),
    /// The hub cannot take it now; nothing was acknowledged, send it again
    #[response(status = 503, content_type = "application/problem+json", headers(("Retry-After" = u64, description = "Seconds to wait")))]
    Away(#[to_schema] ProblemBody),
}

/// A small ad, for the description.
pub(crate) fn example() -> serde_json::Value {
    serde_json::json!({
        "external_id": "4711",
        "title": "Nurse, night shifts",
        "description_html": "<p>You care for patients on a ward of twenty beds.</p>",
        "language": "en",
        "employer": { "name": "Nordvik Hospital" },
        "locations": [{ "city": "Bodø", "country": "NO" }],
        "apply": { "url": "https://nordvik.example/jobs/4711" },
        "published_at": "2026-11-24",
        "valid_through": "2027-01-15"
    })
}

/// The same as a schema.org JobPosting.
pub(crate) fn job_posting() -> serde_json::Value {
    serde_json::json!({
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": "Nurse, night shifts",
        "description": "<p>You care for patients on a ward of twenty beds.</p>",
        "datePosted": "2026-11-24",
        "validThrough": "2027-01-15",
        "hiringOrganization": { "@type": "Organization", "name": "Nordvik Hospital" },
        "jobLocation": {
            "@type": "Place",
            "address": { "@type": "PostalAddress", "addressLocality": "Bodø", "addressCountry": "NO" }
        },
        "url": "https://nordvik.example/jobs/4711"
    })
}
