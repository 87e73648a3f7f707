//! A feed on a log of its own, a writer of changes, and a client.

mod written;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use eventlog::{Cleanup, EventLog, From, LocalLog, LocalOptions, MemoryLog, TopicName, TopicSpec};
use futures::{Stream, StreamExt as _};
use http::{Request, StatusCode};
use http_body_util::BodyExt as _;
use schemas::{Change, Codec};
use serde_json::Value;
use telemetry::Metrics;
use tower::ServiceExt as _;

pub(super) use self::written::{Entry, Writer, ad_id, entry, job_id, published};
use crate::{Feed, Settings};

/// Every wait of a test ends here.
const PATIENCE: Duration = Duration::from_secs(20);

pub(super) async fn soon<T>(waiting: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, waiting).await.expect("it comes in time")
}

/// The log under test, and what keeps it alive.
pub(super) struct Log {
    pub(super) log: Arc<dyn EventLog>,
    pub(super) codec: Arc<Codec>,
    pub(super) memory: Option<MemoryLog>,
    _directory: Option<tempfile::TempDir>,
}

impl Log {
    pub(super) fn memory() -> Self {
        let memory = MemoryLog::new();
        Self::with(Arc::new(memory.clone()), Some(memory), None)
    }

    pub(super) fn local() -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let log = LocalLog::open(directory.path(), LocalOptions::default()).expect("a new log");
        Self::with(Arc::new(log), None, Some(directory))
    }

    fn with(
        log: Arc<dyn EventLog>,
        memory: Option<MemoryLog>,
        directory: Option<tempfile::TempDir>,
    ) -> Self {
        let spec = |name, cleanup| TopicSpec { name: TopicName::new(name), partitions: 2, cleanup };
        let day = Duration::from_secs(24 * 3600);
        log.ensure_topics(&[
            spec("changes", Cleanup::DeleteAfter(90 * day)),
            spec("ads.current", Cleanup::Compact),
        ])
        .expect("topics");
        let codec = Arc::new(Codec::open(log.schema_table()).expect("schemas"));
        Self { log, codec, memory, _directory: directory }
    }

    pub(super) fn writer(&self) -> Writer {
        self.writer_of(uuid::Uuid::from_u128(0xe90c))
    }

    pub(super) fn writer_of(&self, epoch: uuid::Uuid) -> Writer {
        let transactor = self.log.transactor("group-0", "group").expect("a transactor");
        Writer { transactor, codec: Arc::clone(&self.codec), epoch, seq: 0 }
    }

    pub(super) async fn feed(&self, settings: Settings) -> Hub {
        let hub = self.unready(settings);
        soon(hub.feed.wait_ready()).await.expect("the feed gets ready");
        hub
    }

    pub(super) fn unready(&self, settings: Settings) -> Hub {
        let metrics = Metrics::new();
        let (log, codec) = (Arc::clone(&self.log), Arc::clone(&self.codec));
        let feed = Feed::open(log, codec, Arc::clone(&metrics.feed), settings).expect("topics");
        Hub { router: crate::router(feed.clone()), feed, metrics }
    }

    /// Every change in the log, read without the feed.
    pub(super) fn changes(&self) -> Vec<Change> {
        let topic = TopicName::new("changes");
        let end = self.log.bounds(&topic, 0).expect("bounds").end;
        let mut reader = self.log.reader(&topic, 0, From::Floor).expect("a reader");
        let mut changes = Vec::new();
        while reader.position() < end {
            for record in reader.poll(1_000, PATIENCE).expect("records") {
                let value = record.value.expect("changes have values");
                changes.push(self.codec.decode(&value).expect("a change"));
            }
        }
        changes
    }
}

/// A feed, and a client of it.
pub(super) struct Hub {
    pub(super) feed: Feed,
    pub(super) router: Router,
    pub(super) metrics: Metrics,
}

impl Drop for Hub {
    fn drop(&mut self) {
        self.feed.join();
    }
}

/// A whole answer.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: http::HeaderMap,
    pub(super) body: Bytes,
}

impl Answer {
    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }

    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("ASCII"))
    }

    /// The code of the first error of a problem, after a look at its form.
    pub(super) fn problem(&self) -> (u16, String) {
        assert_eq!(self.header("content-type"), "application/problem+json", "{self:?}");
        let problem = self.json();
        assert_eq!(problem["status"], self.status.as_u16());
        for member in ["type", "title", "detail", "instance"] {
            assert!(problem[member].is_string(), "{member} of {problem}");
        }
        let code = problem["errors"][0]["code"].as_str().unwrap_or_default();
        (self.status.as_u16(), code.to_owned())
    }
}

impl Hub {
    pub(super) async fn ask(&self, path: &str, headers: &[(&str, &str)]) -> Response {
        self.call("GET", path, headers).await
    }

    pub(super) async fn call(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
    ) -> Response {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::empty()).expect("a request");
        soon(self.router.clone().oneshot(request)).await.expect("it never fails")
    }

    pub(super) async fn get(&self, path: &str) -> Answer {
        self.get_with(path, &[]).await
    }

    pub(super) async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let response = self.ask(path, headers).await;
        let (parts, body) = response.into_parts();
        let body = soon(body.collect()).await.expect("a whole body").to_bytes();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    /// One page, and its cursor to go on.
    pub(super) async fn page(&self, query: &str) -> (Vec<Value>, String, u64) {
        let answer = self.get(&format!("/v1/changes?{query}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", String::from_utf8_lossy(&answer.body));
        let page: crate::http::Page =
            serde_json::from_slice(&answer.body).expect("it is as it is described");
        let json = answer.json();
        assert_eq!(json["next"], page.next.as_str());
        let changes = json["changes"].as_array().expect("changes").clone();
        (changes, page.next, page.lag)
    }

    /// All changes after a cursor, in pages of `limit`.
    pub(super) async fn pages(&self, mut after: String, limit: usize) -> (Vec<Value>, String) {
        let mut all = Vec::new();
        loop {
            let (changes, next, lag) = self.page(&format!("after={after}&limit={limit}")).await;
            assert!(changes.len() <= limit);
            assert_eq!(changes.is_empty(), next == after);
            all.extend(changes);
            if next == after {
                assert_eq!(lag, 0);
                return (all, next);
            }
            after = next;
        }
    }

    /// Waits until the tail has read the change with this `seq`.
    pub(super) async fn read_to(&self, seq: u64) {
        let mut tip = self.feed.shared.tip.subscribe();
        soon(tip.wait_for(|tip| tip.seq >= seq)).await.expect("the feed is open");
    }

    pub(super) async fn cursor(&self, after: &str) -> String {
        if after == "tip" {
            return self.page("after=tip").await.1;
        }
        // The cursor before the first change is in no page; a 410 names it.
        self.feed.shared.floor_cursor().to_string()
    }

    pub(super) async fn events(&self, path: &str, headers: &[(&str, &str)]) -> Events {
        let response = self.ask(path, headers).await;
        assert_eq!(response.status(), StatusCode::OK);
        Events { body: Box::pin(response.into_body().into_data_stream()), text: String::new() }
    }
}

/// Server-sent events, parsed as the standard says.
pub(super) struct Events {
    body: std::pin::Pin<Box<dyn Stream<Item = Result<Bytes, axum::Error>> + Send>>,
    text: String,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Event {
    pub(super) id: String,
    pub(super) kind: String,
    pub(super) data: String,
    pub(super) retry: Option<u64>,
}

impl Events {
    /// The next event; `None` at the end of the stream.
    pub(super) async fn next(&mut self) -> Option<Event> {
        let block = self.cut("\n\n").await?;
        let mut event = Event::default();
        for line in block.lines() {
            let (field, value) = line.split_once(": ").expect("field: value");
            match field {
                "id" => value.clone_into(&mut event.id),
                "event" => value.clone_into(&mut event.kind),
                "data" => {
                    assert!(event.data.is_empty(), "one line of data");
                    value.clone_into(&mut event.data);
                }
                "retry" => event.retry = Some(value.parse().expect("a number")),
                other => panic!("unknown field {other}"),
            }
        }
        Some(event)
    }

    /// The next line of NDJSON.
    pub(super) async fn line(&mut self) -> Option<Value> {
        let line = self.cut("\n").await?;
        Some(serde_json::from_str(&line).expect("JSON"))
    }

    /// The next change, past heartbeats and the first `retry`.
    pub(super) async fn change(&mut self) -> Value {
        loop {
            let event = self.next().await.expect("the stream goes on");
            if event.kind.is_empty() || event.kind == "heartbeat" {
                continue;
            }
            let change: Value = serde_json::from_str(&event.data).expect("JSON");
            assert_eq!(change["cursor"], event.id.as_str());
            assert_eq!(change["kind"], event.kind.as_str());
            return change;
        }
    }

    async fn cut(&mut self, end: &str) -> Option<String> {
        loop {
            if let Some((block, rest)) = self.text.split_once(end) {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.text = rest;
                return Some(block);
            }
            let bytes = soon(self.body.next()).await?.expect("it does not break off");
            self.text.push_str(std::str::from_utf8(&bytes).expect("UTF-8"));
        }
    }
}

/// Small limits, so that every seam is met.
pub(super) fn small() -> Settings {
    Settings {
        hot_changes_max: 5,
        cold_page_changes_max: 7,
        cold_bytes_max: 40_000,
        heartbeat: Duration::from_millis(20),
        ..Settings::default()
    }
}
