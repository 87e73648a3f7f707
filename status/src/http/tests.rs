//! What visitors, machines and feed readers get.

use std::time::Duration;

use axum::body::Body;
use http::Request;
use http_body_util::BodyExt as _;
use schemas::Timestamp;
use serde_json::Value;
use tempfile::TempDir;
use tower::ServiceExt as _;
use url::Url;

use crate::history::{Round, Rules};
use crate::{Component, Outcome, Reason, Settings, Status, Targets};

struct Scene {
    status: Status,
    _directory: TempDir,
}

impl Scene {
    fn new() -> Self {
        let directory = tempfile::tempdir().expect("there is room");
        let url = Url::parse("http://127.0.0.1:9").expect("a URL");
        let targets = Targets {
            gateway: Some(url.clone()),
            feed: Some(url),
            timeout: Duration::from_secs(1),
            slow: Duration::from_secs(1),
            key: None,
        };
        let settings = Settings {
            targets,
            interval: Duration::from_secs(30),
            objective_percent: 99.9,
            days_kept: 400,
        };
        let metrics = telemetry::Metrics::new().status;
        let status = Status::open(directory.path(), settings, metrics).expect("it is free");
        Self { status, _directory: directory }
    }

    /// Feed outcomes thirty seconds apart, the last of them now.
    fn seen(self, feed: &[Outcome]) -> Self {
        let rules = Rules { days: 400, gap_max: Duration::from_secs(63) };
        for (index, &outcome) in feed.iter().enumerate() {
            let before = 30 * i64::try_from(feed.len() - 1 - index).expect("a few");
            let at = now().plus_seconds(-before);
            let seen = [(Component::Feed, outcome), (Component::Gateway, Outcome::Up)];
            let round = Round { at, seen: seen.into_iter().collect() };
            self.status.0.ledger.record(round, rules).expect("there is room");
        }
        self
    }

    async fn get(&self, path: &str, language: &str) -> (u16, http::HeaderMap, String) {
        let (router, _) = self.status.openapi_router().split_for_parts();
        let request = Request::get(path).header("accept-language", language);
        let request = request.body(Body::empty()).expect("a request");
        let response = router.oneshot(request).await.expect("it cannot fail");
        let (head, body) = response.into_parts();
        let bytes = body.collect().await.expect("it is in memory").to_bytes();
        let text = String::from_utf8(bytes.to_vec()).expect("it is text");
        (head.status.as_u16(), head.headers, text)
    }
}

fn now() -> Timestamp {
    Timestamp::from_jiff(jiff::Timestamp::now())
}

/// The page in a language has all of these words.
async fn check(scene: &Scene, path: &str, language: &str, words: &[&str]) {
    let (status, headers, text) = scene.get(path, language).await;
    assert_eq!(status, 200, "{text}");
    assert!(headers["cache-control"].to_str().expect("ASCII").starts_with("public, max-age="));
    for word in words {
        assert!(text.contains(word), "{path} ({language}) has no {word:?}:\n{text}");
    }
}

const DOWN: Outcome = Outcome::Down(Reason::Unreachable);

#[tokio::test]
async fn when_all_works_the_page_says_so_in_both_languages() {
    let scene = Scene::new().seen(&[Outcome::Up, Outcome::Up, Outcome::Up]);
    let english =
        ["<html lang=\"en\">", "All works", "We have not been down in", "We promise 99.9\u{a0}%"];
    let swedish =
        ["<html lang=\"sv\">", "Allt fungerar", "Vi har hittills inte legat nere i", "99,9\u{a0}%"];
    check(&scene, "/status", "en", &english).await;
    check(&scene, "/status", "sv-SE,en;q=0.5", &swedish).await;
    check(&scene, "/status?lang=sv", "en", &swedish).await;
    check(&scene, "/status/badge.svg", "en", &["adhub: All works · 100\u{a0}%"]).await;
    check(&scene, "/status?lang=en", "sv", &english).await;
    let (status, headers, problem) = scene.get("/status?lang=tlh", "sv").await;
    assert_eq!(
        (status, &headers["content-type"]),
        (400, &"application/problem+json".parse().unwrap())
    );
    assert!(problem.contains("en and sv") && problem.contains("/query/lang"), "{problem}");
    let (_, headers, text) = scene.get("/status", "sv").await;
    assert_eq!(headers["vary"], "accept-language");
    assert_eq!(headers["content-language"], "sv");
    assert!(!text.contains("<script"), "it works without");
}

#[tokio::test]
async fn when_something_is_down_the_page_says_what_and_since_when() {
    let scene = Scene::new().seen(&[Outcome::Up, DOWN, DOWN, DOWN]);
    let english =
        ["Not everything works", "The feed cannot be reached since", "goes on", "(1 minute"];
    check(&scene, "/status", "en", &english).await;
    check(&scene, "/status", "sv", &["Flödet går inte att nå sedan", "pågår"]).await;
    let (_, _, text) = scene.get("/status.json", "en").await;
    let facts: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(
        (&facts["state"], &facts["components"][0]["reason"]),
        (&"down".into(), &"unreachable".into())
    );
    assert_eq!(facts["months"][0]["down_seconds"], 60, "{facts:#}");
    assert_eq!(facts["months"][0]["up_seconds"], 30);
    assert_eq!(facts["components"][1]["state"], "up");
    assert_eq!(facts["incidents"][0]["component"], "feed");
}

#[tokio::test]
async fn before_the_first_check_nothing_is_claimed() {
    let scene = Scene::new();
    check(&scene, "/status", "en", &["We do not know", "Nothing has been checked yet."]).await;
    check(&scene, "/status.json", "en", &["\"state\":\"unknown\""]).await;
    check(&scene, "/status/badge.svg", "sv", &["<svg xmlns", "adhub: Vi vet inte"]).await;
    check(&scene, "/status/feed.atom", "en", &["<feed"]).await;
    assert!(scene.status.ready().is_err());
}

#[tokio::test]
async fn a_note_is_text_wherever_it_is_shown() {
    let scene = Scene::new().seen(&[DOWN, Outcome::Up]);
    let ledger = scene.status.ledger();
    ledger.note(1, "<script>alert(1)</script> & \"sorry\"", now()).expect("a good note");
    ledger.open_incident(Component::Hub, "planned work]]>", now()).expect("a good note");
    let escaped = "&lt;script&gt;alert(1)&lt;/script&gt; &amp;";
    check(&scene, "/status", "en", &[escaped, "The operator says", "planned work]]&gt;"]).await;
    let (_, _, atom) = scene.get("/status/feed.atom", "en").await;
    let mut reader = quick_xml::Reader::from_str(&atom);
    let mut entries = 0;
    loop {
        match reader.read_event().expect("the feed is well-formed") {
            quick_xml::events::Event::Start(tag) if tag.name().as_ref() == b"entry" => entries += 1,
            quick_xml::events::Event::Start(tag) => assert_ne!(tag.name().as_ref(), b"script"),
            quick_xml::events::Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(entries, 2);
    assert!(atom.contains("The feed could not be reached (over)"), "{atom}");
}

#[tokio::test]
async fn the_feed_of_incidents_keeps_its_names() {
    let scene = Scene::new().seen(&[DOWN]);
    let ids = async || {
        let (_, _, atom) = scene.get("/status/feed.atom", "en").await;
        let ids = atom.split("<id>").skip(1).filter_map(|rest| rest.split('<').next());
        ids.map(str::to_owned).collect::<Vec<_>>()
    };
    let before = ids().await;
    let scene = &scene;
    scene.status.ledger().note(1, "we look into it", now()).expect("a good note");
    assert_eq!((ids().await, before.len()), (before, 2));
    assert!(ids().await.iter().all(|id| id.starts_with("urn:uuid:")));
}

#[tokio::test]
async fn the_description_has_all_of_it() {
    let scene = Scene::new();
    let (_, description) = scene.status.openapi_router().split_for_parts();
    let paths: Vec<_> = description.paths.paths.keys().map(String::as_str).collect();
    assert_eq!(paths, ["/status", "/status.json", "/status/badge.svg", "/status/feed.atom"]);
}
