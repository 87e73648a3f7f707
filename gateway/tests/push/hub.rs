//! A gateway on a log in memory, with a clock that stands still.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use bytes::Bytes;
use eventlog::{Cleanup, Consumed, EventLog, From, MemoryLog, TopicName, TopicSpec};
use gateway::keys::{KeyFollower, KeyLedger, KeyRing, NewPartner};
use gateway::{Gateway, Limits, Parts};
use http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt as _;
use schemas::{Codec, Event, PartnerName, Received, Rejected, Timestamp, topic};
use secrecy::ExposeSecret as _;
use serde_json::Value;
use telemetry::Metrics;
use tower::ServiceExt as _;

/// Longest wait for anything.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) struct Hub {
    pub(crate) log: MemoryLog,
    pub(crate) codec: Arc<Codec>,
    pub(crate) metrics: Metrics,
    pub(crate) ledger: KeyLedger,
    pub(crate) ring: KeyRing,
    pub(crate) router: Router,
    pub(crate) key: String,
    /// Ended, so that the log's calls can be counted.
    _follower: Option<KeyFollower>,
}

pub(crate) fn now() -> Timestamp {
    "2026-11-24T12:00:00Z".parse().unwrap()
}

pub(crate) fn acme() -> PartnerName {
    PartnerName::new("acme").unwrap()
}

impl Hub {
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// A hub with other limits.
    pub(crate) async fn with(change: impl FnOnce(&mut Limits)) -> Self {
        let mut limits = Limits::default();
        change(&mut limits);
        let log = MemoryLog::new();
        let topics: Vec<_> = topic::topics()
            .iter()
            .map(|topic| TopicSpec {
                name: TopicName::new(topic.name),
                partitions: topic.partitions.count(1),
                cleanup: Cleanup::Keep,
            })
            .collect();
        log.ensure_topics(&topics).unwrap();
        let codec = Arc::new(Codec::open(log.schema_table()).unwrap());
        let shared: Arc<dyn EventLog> = Arc::new(log.clone());
        let ledger = KeyLedger::new(Arc::clone(&shared), Arc::clone(&codec));
        let new = NewPartner { name: acme(), zone: Some("Europe/Oslo".into()), language: None };
        ledger.add_partner(new, now()).await.unwrap();
        let key = ledger.add_key(&acme(), now()).await.unwrap();
        let metrics = Metrics::new();
        let ring = KeyRing::new();
        let follower = KeyFollower::start(
            Arc::clone(&shared),
            Arc::clone(&codec),
            ring.clone(),
            Arc::clone(&metrics.gateway),
        );
        let parts = Parts {
            log: shared,
            codec: Arc::clone(&codec),
            keys: ring.clone(),
            metrics: metrics.clone(),
            clock: Arc::new(now),
            limits,
        };
        let hub = Self {
            log,
            codec,
            metrics,
            ledger,
            ring,
            router: gateway::router(Gateway::new(parts)),
            key: key.key.expose_secret().to_owned(),
            _follower: Some(follower.unwrap()),
        };
        hub.until(|hub| hub.ring.is_ready()).await;
        hub
    }

    /// Waits, boundedly, until something holds.
    pub(crate) async fn until(&self, holds: impl Fn(&Self) -> bool) {
        let started = Instant::now();
        while !holds(self) {
            assert!(started.elapsed() < PATIENCE, "waited in vain");
            tokio::task::yield_now().await;
        }
    }

    /// Ends the thread that reads keys: from here on, every call on the log is
    /// the test's own.
    pub(crate) fn quiet(mut self) -> Self {
        self._follower = None;
        self
    }

    /// The same with other routes.
    pub(crate) fn on(self, router: Router) -> Self {
        Self { router, ..self }
    }

    pub(crate) fn request(&self, method: &str, path: &str) -> http::request::Builder {
        let bearer = format!("Bearer {}", self.key);
        Request::builder().method(method).uri(path).header("authorization", bearer)
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let answer = tokio::time::timeout(PATIENCE, self.router.clone().oneshot(request));
        let (parts, body) = answer.await.unwrap().unwrap().into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        Answer { status: parts.status, headers: parts.headers, bytes }
    }

    pub(crate) async fn json(&self, method: &str, path: &str, body: impl Into<Body>) -> Answer {
        let request = self.request(method, path).header("content-type", "application/json");
        self.send(request.body(body.into()).unwrap()).await
    }

    pub(crate) async fn put(&self, id: &str, body: impl Into<Body>) -> Answer {
        self.json("PUT", &format!("/v1/partner/ads/{id}"), body).await
    }

    pub(crate) fn records(&self, name: &'static str) -> Vec<Consumed> {
        let topic = TopicName::new(name);
        let mut all = Vec::new();
        for partition in 0..self.log.partitions(&topic).unwrap() {
            let end = self.log.bounds(&topic, partition).unwrap().end;
            let mut reader = self.log.reader(&topic, partition, From::Floor).unwrap();
            while reader.position() < end {
                all.extend(reader.poll(1_000, Duration::from_millis(10)).unwrap());
            }
        }
        all
    }

    fn events<E: Event>(&self, name: &'static str) -> Vec<E> {
        let decode = |record: Consumed| self.codec.decode(&record.value.unwrap()).unwrap();
        self.records(name).into_iter().map(decode).collect()
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        self.events(topic::ADS_RECEIVED)
    }

    pub(crate) fn rejected(&self) -> Vec<Rejected> {
        self.events(topic::ADS_REJECTED)
    }

    /// Nothing was stored, accepted or rejected.
    pub(crate) fn assert_untouched(&self) {
        assert!(self.records(topic::ADS_RECEIVED).is_empty(), "ads.received has records");
        assert!(self.records(topic::ADS_REJECTED).is_empty(), "ads.rejected has records");
    }
}

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Bytes,
}

impl Answer {
    pub(crate) fn value(&self) -> Value {
        serde_json::from_slice(&self.bytes)
            .unwrap_or_else(|error| panic!("{error}: {}", self.words()))
    }

    pub(crate) fn words(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// A problem of this status and type, whose text has all these words.
    #[track_caller]
    pub(crate) fn assert_problem(&self, status: u16, code: &str, words: &[&str]) {
        assert_eq!(self.status.as_u16(), status, "{}", self.words());
        assert_eq!(self.header("content-type"), "application/problem+json");
        let problem = self.value();
        assert_eq!(problem["type"], format!("https://adhub.org/problems/{code}"));
        assert_eq!(problem["status"], status);
        for name in ["title", "detail", "instance"] {
            assert!(problem[name].as_str().is_some_and(|text| !text.is_empty()), "no {name}");
        }
        assert!(problem["errors"].is_array(), "errors is no array");
        for word in words {
            assert!(self.words().contains(word), "{word:?} is not in {}", self.words());
        }
        assert_eq!(status == 429 || status == 503, !self.header("retry-after").is_empty());
    }
}

/// A small ad with more fields (`"a": 1, `).
pub(crate) fn ad(more: &str) -> String {
    format!(
        r#"{{{more}"title": "Baker", "employer": "Fjellbrød AS", "apply_email": "jobs@fjellbrod.example"}}"#
    )
}

/// A small ad for a batch.
pub(crate) fn item(id: &str) -> String {
    ad(&format!(r#""external_id": "{id}", "#))
}
