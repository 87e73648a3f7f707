//! What looking up an ad and looking up a job have in common.

use std::str::FromStr;

use axum::body::Body;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::response::Response;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, LOCATION};
use http::{HeaderMap, StatusCode};
use telemetry::FeedEndpoint;

use super::{UnderWay, matches, pairs, refused};
use crate::document::catalog_caught_up;
use crate::problem::{Problem, ProblemError, Refusal};
use crate::query::{self, Pairs};
use crate::read::ReadError;
use crate::shared::Shared;

/// What is told of something that is known by another id.
pub(super) trait Elsewhere: serde::Serialize {
    /// Its path.
    fn location(&self) -> &str;
}

/// A look-up under way.
pub(super) struct Lookup<'a> {
    shared: &'a Shared,
    _counted: UnderWay,
}

impl<'a> Lookup<'a> {
    /// Takes the id from the path, which is all that may be asked with, and
    /// waits until the catalog holds what subscribers have seen.
    pub(super) async fn begin<I: FromStr>(
        shared: &'a Shared,
        id: &str,
        name: &str,
        query: Result<Query<Pairs>, QueryRejection>,
    ) -> Result<(I, Self), Refusal> {
        query::none(&pairs(query)?)?;
        let id = parse(id, name)?;
        let lookup = Self { shared, _counted: UnderWay::new(shared, FeedEndpoint::Lookup) };
        catalog_caught_up(shared).await.map_err(|error| lookup.away(&error))?;
        Ok((id, lookup))
    }

    /// What to tell when the log cannot be read.
    pub(super) fn away(&self, error: &ReadError) -> Problem {
        refused(self.shared, error, self.shared.tip_cursor())
    }

    /// 308: it is known by another id now, which may change again.
    pub(super) fn elsewhere(self, to: &impl Elsewhere) -> Response {
        self.shared.metrics.served.inc(&FeedEndpoint::Lookup);
        let json = serde_json::to_vec(to).expect("an id and a path");
        let response = Response::builder()
            .status(StatusCode::PERMANENT_REDIRECT)
            .header(LOCATION, to.location())
            .header(CACHE_CONTROL, "public, no-cache")
            .header(CONTENT_TYPE, "application/json")
            .body(Body::from(json));
        response.expect("the headers are plain ASCII")
    }

    /// 200 or 304, with a tag over the bytes.
    pub(super) fn answer(self, json: Vec<u8>, headers: &HeaderMap) -> Response {
        self.shared.metrics.served.inc(&FeedEndpoint::Lookup);
        let tag = format!("W/\"{:08x}.{}\"", crc32fast::hash(&json), json.len());
        let response =
            Response::builder().header(ETAG, &tag).header(CACHE_CONTROL, "public, no-cache");
        let built = if matches(headers, &tag) {
            response.status(StatusCode::NOT_MODIFIED).body(Body::empty())
        } else {
            response.header(CONTENT_TYPE, "application/json").body(Body::from(json))
        };
        built.expect("the headers are plain ASCII")
    }
}

/// An id from the path.
fn parse<I: FromStr>(id: &str, name: &str) -> Result<I, Refusal> {
    id.parse().map_err(|_| {
        Problem::parameters(vec![ProblemError {
            code: "not_a_uuid",
            pointer: format!("/path/{name}"),
            message: format!("{name} is not a UUID such as 6f2c0c5e-0d3c-5a39-8f3b-0d4a4c9e1b11"),
        }])
        .into()
    })
}

/// 404.
pub(super) fn unknown(what: &str, id: &str) -> Problem {
    let detail =
        format!("no {what} {id} was ever public here, or it has been gone for half a year");
    Problem::new(StatusCode::NOT_FOUND, "not-found", "there is no such thing", detail)
}
