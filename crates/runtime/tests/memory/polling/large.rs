//! A snapshot of 40,000 ads of 10 KB each that is as it was in the rounds
//! before: 400 MB come, are hashed and left unread, or a 304 comes. The seconds
//! are printed (`--nocapture`); what is written is what is asserted.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use schemas::cursor::PartnerCursor;
use schemas::json::Json;
use schemas::{PartnerName, topic};
use sha2::{Digest as _, Sha256};

use super::{connector, ends, options, poll_with};
use crate::scene::Scene;
use crate::server::{Server, Wire};

const ADS: usize = 40_000;
const AD_BYTES: usize = 10_000;
/// Ads of one piece of the answer.
const PIECE: usize = 100;

/// A board, piece by piece.
fn pieces() -> impl Iterator<Item = String> {
    let text = "You bake bread, early in the day. ".repeat(AD_BYTES / 34);
    let ads = (0..ADS / PIECE).map(move |piece| {
        let mut ads = String::with_capacity(PIECE * (AD_BYTES + 100));
        for id in piece * PIECE..(piece + 1) * PIECE {
            let comma = if id == 0 { "" } else { "," };
            write!(ads, "{comma}{{\"id\":{id},\"title\":\"Baker {id}\",\"content\":\"{text}\"}}")
                .unwrap();
        }
        ads
    });
    let end = format!("],\"meta\":{{\"total\":{ADS}}}}}");
    std::iter::once("{\"jobs\":[".to_owned()).chain(ads).chain([end])
}

/// What is stored after two rounds that read it in full.
fn known(scene: &Scene, print: &str) {
    let now = runtime::Clock::system().now();
    let position = serde_json::json!({
        "read_at": now, "full_at": now, "same": 2, "prints": [print], "etag": "\"one\"" });
    let cursor = PartnerCursor {
        partner: PartnerName::new("acme").unwrap(),
        at: now,
        cursor: Json::from_value(&position),
        snapshot_count: Some(i64::try_from(ADS).unwrap()),
        snapshot_at: Some(now),
        snapshot_ids: Some(7),
        snapshot_settled: true,
    };
    let value = scene.codec.encode(topic::PARTNERS_CURSORS, &cursor).unwrap();
    scene.append(topic::PARTNERS_CURSORS, "acme", Some(value));
}

fn check(what: &str, print: &str, answer: impl Fn(&mut Wire) + Send + Sync + 'static) {
    let server = Server::new(move |asked, wire| match asked.path.as_str() {
        "/feed" => answer(wire),
        _ => wire.answer(404, &[], ""),
    });
    let scene = Scene::new();
    known(&scene, print);
    let mut options = options();
    options.limits.body_bytes_max = 1 << 30;
    options.limits.read_timeout = Duration::from_secs(30);
    options.limits.total_timeout = Duration::from_secs(120);
    let started = Instant::now();
    poll_with(connector(&server), &scene, &options, 1);
    said(what, started.elapsed());
    assert_eq!(ends(&scene).into_iter().collect::<Vec<_>>(), [("unchanged".to_owned(), 1)]);
    assert_eq!(scene.end(topic::ADS_RECEIVED), 0);
}

#[expect(clippy::print_stderr, reason = "what is measured is said")]
fn said(what: &str, elapsed: Duration) {
    eprintln!("an unchanged snapshot of {ADS} ads, {what}: {:.2} s", elapsed.as_secs_f64());
}

#[test]
fn an_unchanged_snapshot_of_40_000_ads_is_one_request_and_no_event() {
    let (mut hash, mut bytes) = (Sha256::new(), 0);
    for piece in pieces() {
        hash.update(&piece);
        bytes += piece.len();
    }
    let print = hash.finalize().iter().fold(String::new(), |mut print, byte| {
        write!(print, "{byte:02x}").unwrap();
        print
    });
    check("304", &print, |wire| wire.answer(304, &["etag: \"one\""], ""));
    check(&format!("{} MB without a validator", bytes / 1_000_000), &print, move |wire| {
        wire.head(200, &[&format!("content-length: {bytes}")]);
        let _ = pieces().all(|piece| wire.raw(piece.as_bytes()));
    });
}
