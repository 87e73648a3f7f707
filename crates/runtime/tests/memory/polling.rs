//! A poller against a partner that behaves in every way but well: each end of a
//! poll is counted by its name, and only complete snapshots lead to absence.

mod guards;
mod large;
mod limits;
mod quarantine;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use connectors::partners::{Settings, Where, open};
use connectors::{Connector, Cursor, Round};
use processors::Dedupe;
use runtime::poll::{self, Options};
use runtime::{Clock, Stop};
use schemas::ad::RemovalSignal;
use schemas::{Revision, Timestamp, topic};
use telemetry::Metrics;

use crate::partner::quick;
use crate::said::LATER;
use crate::scene::Scene;
use crate::server::{Server, Wire};

/// Longest wait for a poll.
const LONGEST: Duration = Duration::from_secs(60);

/// A JSON board with these ads.
pub(crate) fn board(ads: &[&str]) -> String {
    announcing(ads, ads.len())
}

/// One that says that it has so many.
fn announcing(ads: &[&str], total: usize) -> String {
    let jobs: Vec<String> = ads
        .iter()
        .map(|id| format!(r#"{{"id": "{id}", "title": "Baker {id}", "content": "Bread."}}"#))
        .collect();
    format!(r#"{{"jobs": [{}], "meta": {{"total": {total}}}}}"#, jobs.join(", "))
}

const FOUR: [&str; 4] = ["1", "2", "3", "4"];

/// The board at a path of a server.
pub(crate) fn connector(server: &Server) -> Arc<dyn Connector> {
    let place = Where::url(server.url("/feed"));
    Arc::from(open("greenhouse", &place, &Settings::default()).unwrap())
}

/// One try for each request; else as other tests poll.
pub(crate) fn options() -> Options {
    let mut options = quick();
    options.retry = runtime::retry::Policy::ONCE;
    options.breaker.failures = u32::MAX;
    options.limits.read_timeout = Duration::from_millis(200);
    options.limits.total_timeout = Duration::from_secs(20);
    options.limits.body_bytes_max = 1 << 20;
    options.brake = 0.5;
    options
}

/// Ends of the polls so far.
pub(crate) fn ends(scene: &Scene) -> BTreeMap<String, u64> {
    ends_of(&scene.metrics)
}

/// How many polls have ended.
fn ended(metrics: &Metrics) -> u64 {
    ends_of(metrics).values().sum()
}

fn ends_of(metrics: &Metrics) -> BTreeMap<String, u64> {
    let text = metrics.render();
    let lines = text.lines().filter(|line| line.starts_with("adhub_polls_ended_total{"));
    lines
        .filter_map(|line| {
            let end = line.split("end=\"").nth(1)?.split('"').next()?;
            Some((end.to_owned(), line.rsplit(' ').next()?.parse().ok()?))
        })
        .collect()
}

/// Polls until so many polls have ended since the scene began, and not once
/// more.
pub(crate) fn poll_until(scene: &Scene, server: &Server, options: &Options, count: u64) {
    poll_with(connector(server), scene, options, count);
}

/// The same with any connector.
pub(crate) fn poll_with(
    connector: Arc<dyn Connector>,
    scene: &Scene,
    options: &Options,
    count: u64,
) {
    let stop = Stop::new();
    let hub = scene.hub(Clock::system(), &stop);
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let metrics = scene.metrics.clone();
    let counted = Counted { connector, metrics, count, stop: stop.clone() };
    std::thread::scope(|scope| {
        let polling = scope.spawn(|| poll::run(Arc::new(counted), options, &hub, runtime.handle()));
        let started = Instant::now();
        while !polling.is_finished() && ended(&scene.metrics) < count && started.elapsed() < LONGEST
        {
            std::thread::sleep(Duration::from_millis(2));
        }
        stop.set();
        polling.join().unwrap().unwrap();
    });
    assert_eq!(ended(&scene.metrics), count, "{:?}", ends(scene));
}

/// A partner whose hub stops when it would be polled once too often.
struct Counted {
    connector: Arc<dyn Connector>,
    metrics: Metrics,
    count: u64,
    stop: Stop,
}

impl Connector for Counted {
    fn name(&self) -> &'static str {
        self.connector.name()
    }

    fn format(&self) -> &'static str {
        self.connector.format()
    }

    fn begin(&self, cursor: Option<&Cursor>, now: Timestamp) -> Box<dyn Round> {
        if ended(&self.metrics) >= self.count {
            self.stop.set();
        }
        self.connector.begin(cursor, now)
    }
}

/// Ads that were withdrawn because they were absent, after all that was polled.
pub(crate) fn absent(scene: &Scene) -> usize {
    scene.until_idle::<Dedupe>(LATER);
    let revisions: Vec<Revision> = scene.events(topic::ADS_REVISED);
    let signals = revisions.iter().filter_map(|revision| revision.removal.as_ref());
    signals.filter(|removal| removal.signal == RemovalSignal::AbsentFromSnapshot).count()
}

/// Four ads, then twice or more what `answer` says: the end has this name, and
/// nothing is withdrawn. Then three ads, until the one that went is withdrawn.
fn check(end: &str, answer: impl Fn(&Server, &mut Wire) + Send + Sync + 'static) {
    let elsewhere = Server::new(|asked, wire| match asked.path.as_str() {
        "/landing" => wire.answer(200, &["content-type: text/html"], "<html>Careers</html>"),
        "/blog" => wire.answer(200, &[], r#"{"posts": []}"#),
        _ => wire.answer(404, &[], ""),
    });
    let phase = Arc::new(parking_lot::Mutex::new(0));
    let now = Arc::clone(&phase);
    let server = Server::new(move |asked, wire| match (asked.path.as_str(), *now.lock()) {
        ("/feed", 0) => wire.answer(200, &[], board(&FOUR)),
        ("/feed", 1) | ("/loop", _) => answer(&elsewhere, wire),
        ("/feed", _) => wire.answer(200, &[], board(&FOUR[..3])),
        _ => wire.answer(404, &[], ""),
    });
    let (scene, options) = (Scene::new(), options());
    poll_until(&scene, &server, &options, 1);
    let good = ends(&scene);
    *phase.lock() = 1;
    let before: u64 = good.values().sum();
    poll_until(&scene, &server, &options, before + 3);
    let after = ends(&scene);
    assert!(after.get(end).is_some_and(|count| *count >= 2), "{end}: {after:?}");
    // What was read twice in full is then the same as before.
    let known = |name: &String| good.contains_key(name) || name == end || name == "unchanged";
    assert!(after.keys().all(known), "{after:?}");
    assert_eq!(absent(&scene), 0, "{end}");
    *phase.lock() = 2;
    let before: u64 = after.values().sum();
    poll_until(&scene, &server, &options, before + 4);
    assert_eq!(absent(&scene), 1, "after {end}");
}

#[test]
fn a_page_for_people() {
    check("html", |_, wire| {
        wire.answer(200, &["content-type: text/html"], "<!DOCTYPE html><html>We moved</html>");
    });
}

#[test]
fn a_redirect_to_something_else() {
    for path in ["/landing", "/blog", "/gone"] {
        check("moved", move |elsewhere, wire| {
            wire.answer(302, &[&format!("location: {}", elsewhere.url(path))], "");
        });
    }
}

#[test]
fn redirects_without_end() {
    check("redirects", |_, wire| wire.answer(302, &["location: /loop"], ""));
}

#[test]
fn a_missing_key() {
    check("no_list", |_, wire| wire.answer(200, &[], r#"{"error": "no such board"}"#));
}

#[test]
fn another_document() {
    check("foreign", |_, wire| wire.answer(200, &[], "maintenance"));
    check("foreign", |_, wire| wire.answer(200, &[], ""));
}

#[test]
fn a_feed_that_breaks_off() {
    let cut = &board(&FOUR)[..90];
    let (well_sent, badly_sent) = (cut.to_owned(), cut.to_owned());
    check("cut", move |_, wire| wire.answer(200, &[], &well_sent));
    check("cut", move |_, wire| {
        wire.head(200, &["content-length: 5000"]);
        wire.raw(badly_sent.as_bytes());
    });
}

#[test]
fn a_length_that_is_too_short() {
    check("cut", |_, wire| {
        wire.head(200, &["content-length: 60"]);
        wire.raw(board(&FOUR[..1]).as_bytes());
    });
}

#[test]
fn fewer_items_than_announced() {
    check("short", |_, wire| wire.answer(200, &[], announcing(&FOUR[..3], 4)));
}

#[test]
fn nothing_at_all() {
    check("empty", |_, wire| wire.answer(200, &[], board(&[])));
}

#[test]
fn a_feed_that_shrinks_too_much() {
    check("braked", |_, wire| wire.answer(200, &[], board(&FOUR[..1])));
}

#[test]
fn statuses() {
    for (status, end) in [
        (404, "gone"),
        (410, "gone"),
        (401, "refused"),
        (403, "refused"),
        (429, "later"),
        (500, "later"),
    ] {
        check(end, move |_, wire| wire.answer(status, &[], ""));
    }
}

#[test]
fn silence() {
    check("failed", |_, wire| wire.hang());
    check("failed", |_, _| ());
    check("cut", |_, wire| {
        wire.head(200, &[]);
        wire.hang();
    });
}

#[test]
fn a_flood() {
    check("too_large", |_, wire| {
        wire.head(200, &[]);
        wire.raw(br#"{"jobs": [{"id": 1, "title": ""#);
        wire.flood(&[b'x'; 1 << 16]);
    });
}

/// Two megabytes of blanks in a few kilobytes, beside a good file.
#[test]
fn a_bomb_in_an_archive() {
    let blanks = " ".repeat(2 << 20);
    let bomb = archive(&[("1.json", &board(&FOUR)), ("2.json", &blanks)]);
    check("too_large", move |_, wire| wire.answer(200, &[], &bomb));
}

fn archive(files: &[(&str, &str)]) -> Vec<u8> {
    use std::io::Write as _;
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in files {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// An archive is read as the feed that it holds, beyond what lies in memory,
/// too, and concludes what a feed does.
#[test]
fn a_feed_in_an_archive() {
    let shown = Arc::new(parking_lot::Mutex::new(4));
    let now = Arc::clone(&shown);
    // Letters that do not get smaller: the archive is spooled to a file.
    let mut state = 1_u32;
    let noise: String = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from(b'!' + u8::try_from((state >> 24) % 90).unwrap())
    })
    .take(6 << 20)
    .collect();
    let server = Server::new(move |asked, wire| match asked.path.as_str() {
        "/feed" => {
            let ads = &FOUR[..*now.lock()];
            let files = [("noise.txt", &noise[..]), ("jobs.json", &board(ads))];
            wire.answer(200, &["content-type: application/zip"], archive(&files));
        }
        _ => wire.answer(404, &[], ""),
    });
    let (scene, mut options) = (Scene::new(), options());
    options.limits.body_bytes_max = 8 << 20;
    poll_until(&scene, &server, &options, 2);
    *shown.lock() = 3;
    poll_until(&scene, &server, &options, 4);
    assert_eq!(ends(&scene), BTreeMap::from([("done".to_owned(), 4)]));
    assert_eq!(absent(&scene), 1);
}

#[test]
fn a_forbidden_place() {
    check("forbidden", |_, wire| wire.answer(302, &["location: ftp://e.org/feed"], ""));
}
