//! What is turned away at the door, and what the answers look like as a whole.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use gateway::keys::KeyRing;
use gateway::{Gateway, Limits, Parts};
use insta::assert_json_snapshot;
use schemas::Timestamp;

use crate::hub::{Hub, ad, item};

#[tokio::test]
async fn the_answers_to_one_ad() {
    let hub = Hub::new().await;
    assert_json_snapshot!("accepted", hub.put("4711", ad("")).await.value());
    let expired = ad(r#""published_at": "2026-01-01", "valid_through": "2026-02-01", "#);
    assert_json_snapshot!("accepted_with_warnings", hub.put("4712", expired).await.value());
    let faulty = ad(r#""publishedAt": "2026-11-24", "positions": "two", "#);
    assert_json_snapshot!("rejected", hub.put("4713", faulty).await.value());
    assert_json_snapshot!("not_found", hub.json("GET", "/v1/partner", "").await.value());
}

#[tokio::test]
async fn the_answers_to_many_ads() {
    let hub = Hub::new().await;
    let mixed = format!("[{}, {{}}]", item("a"));
    assert_json_snapshot!("mixed", hub.json("POST", "/v1/partner/ads", mixed).await.value());
    let bad = hub.json("POST", "/v1/partner/ads", "[{}, 1]").await.value();
    assert_json_snapshot!("all_rejected", bad);
}

#[tokio::test]
async fn the_description_changes_on_purpose_only() {
    let hub = Hub::new().await.quiet();
    let (_, openapi) = gateway::openapi_router(hub.gateway(|_| {})).split_for_parts();
    assert_json_snapshot!("openapi", openapi);
}

#[tokio::test]
async fn unknown_paths_and_methods_are_problems_too() {
    let hub = Hub::new().await;
    for path in ["/", "/v1/partner/ads/1/2", "/v1/partner/ads/1/erase/", "/v2/x"] {
        hub.json("PUT", path, "").await.assert_problem(404, "not-found", &[path]);
    }
    for (method, path, allow) in [
        ("PATCH", "/v1/partner/ads/1", "PUT,DELETE"),
        ("GET", "/v1/partner/ads", "POST"),
        ("DELETE", "/v1/partner/ads/1/erase", "POST"),
    ] {
        let answer = hub.json(method, path, "").await;
        answer.assert_problem(405, "method-not-allowed", &[method, allow]);
        assert_eq!(answer.header("allow"), allow);
    }
}

#[tokio::test]
async fn a_panic_is_500_and_the_next_request_is_answered() {
    let hub = Hub::new().await.quiet();
    let calls = std::sync::atomic::AtomicU32::new(0);
    let clock = move || -> Timestamp {
        let call = calls.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        assert!(call > 0, "the clock stands still");
        crate::hub::now()
    };
    let router = gateway::router(hub.gateway(|parts| parts.clock = Arc::new(clock)));
    let hub = hub.on(router);
    let answer = hub.put("1", ad("")).await;
    answer.assert_problem(500, "internal", &["our mistake"]);
    assert!(!answer.words().contains("stands still"), "it tells about our insides");
    assert_eq!(hub.put("1", ad("")).await.status, 202);
}

/// A body whose first bytes came and whose rest does not.
fn stalled() -> (tokio::sync::mpsc::Sender<Bytes>, Body) {
    let (sender, receiver) = tokio::sync::mpsc::channel::<Bytes>(1);
    let chunks = futures::stream::unfold(receiver, |mut receiver| async move {
        let chunk = receiver.recv().await?;
        Some((Ok::<_, std::io::Error>(chunk), receiver))
    });
    (sender, Body::from_stream(chunks))
}

#[tokio::test]
async fn a_body_that_does_not_arrive_is_408() {
    let hub = Hub::with(|limits| limits.body_read_timeout = Duration::from_millis(30)).await;
    let (sender, body) = stalled();
    sender.send(Bytes::from_static(b"{\"title\"")).await.unwrap();
    let answer = hub.put("1", body).await;
    answer.assert_problem(408, "body-timeout", &["0.03 s"]);
    assert_eq!(answer.header("connection"), "close");
    hub.assert_untouched();
}

#[tokio::test]
async fn more_requests_than_allowed_at_once_are_503() {
    let hub = Arc::new(Hub::with(|limits| limits.requests_in_flight_max = 1).await);
    let (sender, body) = stalled();
    let first = tokio::spawn({
        let hub = Arc::clone(&hub);
        async move { hub.put("1", body).await }
    });
    // The first is inside once it has taken a chunk.
    sender.send(Bytes::new()).await.unwrap();
    sender.send(Bytes::new()).await.unwrap();
    hub.put("2", ad("")).await.assert_problem(503, "overloaded", &["as many requests"]);
    sender.send(Bytes::from(ad(""))).await.unwrap();
    drop(sender);
    assert_eq!(first.await.unwrap().status, 202);
    assert_eq!(hub.put("2", ad("")).await.status, 202);
}

#[tokio::test]
async fn bodies_together_have_one_budget() {
    let hub = Hub::with(|limits| limits.body_bytes_in_flight_max = 60).await;
    hub.put("1", ad("")).await.assert_problem(503, "overloaded", &["memory"]);
    assert_eq!(hub.put("1", "{}").await.status, 422);
    // What a request held is given back.
    assert_eq!(hub.put("1", "{}".to_owned() + &" ".repeat(50)).await.status, 422);
    assert_eq!(hub.put("1", "{}".to_owned() + &" ".repeat(50)).await.status, 422);
}

#[tokio::test]
async fn a_key_that_pushes_too_fast_is_429() {
    let slow = |limits: &mut Limits| {
        limits.ads_per_second = std::num::NonZeroU32::new(1);
        limits.ads_burst = std::num::NonZeroU32::new(3).unwrap();
    };
    let hub = Hub::with(slow).await;
    let first = hub.put("1", ad("")).await;
    assert_eq!((first.status.as_u16(), first.header("ratelimit-remaining")), (202, "2"));
    assert_eq!((first.header("ratelimit-limit"), first.header("ratelimit-reset")), ("3", "1"));
    let three = format!("[{}, {}, {}]", item("a"), item("b"), item("c"));
    let answer = hub.json("POST", "/v1/partner/ads", three).await;
    answer.assert_problem(429, "rate-limited", &["1 ads a second", "3 at once"]);
    assert_eq!(answer.header("ratelimit-remaining"), "0");
    let four = format!("[{}]", vec![item("a"); 4].join(","));
    let answer = hub.json("POST", "/v1/partner/ads", four).await;
    answer.assert_problem(429, "rate-limited", &["fewer at a time"]);
    assert_eq!(hub.received().len(), 1);
}

impl Hub {
    /// A gateway on the same log and keys.
    pub(crate) fn gateway(&self, change: impl FnOnce(&mut Parts)) -> Gateway {
        let mut parts = Parts {
            log: Arc::new(self.log.clone()),
            codec: Arc::clone(&self.codec),
            keys: KeyRing::clone(&self.ring),
            metrics: self.metrics.clone(),
            clock: Arc::new(crate::hub::now),
            limits: Limits::default(),
        };
        change(&mut parts);
        Gateway::new(parts)
    }
}
