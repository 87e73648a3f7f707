//! Bodies: taken in whole, cut, too large, and compressed beyond measure.

use std::io::Read as _;

use async_compression::tokio::bufread::{BrotliEncoder, GzipEncoder, ZstdEncoder};
use connectors::Ask;
use runtime::http::{Body, Fault, Limits};
use tokio::io::AsyncReadExt as _;

use super::{Asking, hasty, hasty_asking, limits};
use crate::server::Server;

/// SHA-256 of `jobs`.
const OF_JOBS: &str = "a48a4f8aedabf6b5f5c95afb1d3d8bd2dc9c1b39ce2e2df8c0d4bcb0a9a8dd3a";

fn read(mut body: Body) -> (usize, Option<Fault>) {
    let mut bytes = Vec::new();
    let _ = body.read_to_end(&mut bytes);
    (bytes.len(), body.fault().cloned())
}

fn whole(url: String) -> Ask {
    Ask { fingerprint: true, ..Ask::get(url) }
}

#[test]
fn a_body_that_is_taken_in_whole_has_a_fingerprint() {
    let large = "x".repeat(6 << 20);
    let sent = large.clone();
    let server = Server::new(move |asked, wire| match asked.path.as_str() {
        "/large" => wire.answer(200, &[], &sent),
        _ => wire.answer(200, &[], "jobs"),
    });
    let asking = hasty_asking();
    let (head, body) = asking.client.send(&whole(server.url("/"))).unwrap();
    assert_eq!(head.fingerprint.as_deref().map(str::len), Some(OF_JOBS.len()));
    assert_eq!(read(body), (4, None));
    let again = asking.client.send(&whole(server.url("/again"))).unwrap().0;
    assert_eq!(again.fingerprint, head.fingerprint);
    // Beyond what is kept in memory.
    let (head, mut body) = asking.client.send(&whole(server.url("/large"))).unwrap();
    assert!(head.fingerprint.is_some());
    let mut text = String::new();
    body.read_to_string(&mut text).unwrap();
    assert!(text == large);
    // Beyond what is kept at all: read as it comes.
    let small = Limits { spool_bytes_max: 1 << 20, ..limits() };
    let asking = Asking::new(small, hasty(), None);
    let (head, body) = asking.client.send(&whole(server.url("/large"))).unwrap();
    assert_eq!(head.fingerprint, None);
    assert_eq!(read(body), (large.len(), None));
}

#[test]
fn a_cut_body_is_read_up_to_its_cut_and_has_no_fingerprint() {
    let server = Server::new(|asked, wire| match asked.path.as_str() {
        "/short" => {
            wire.head(200, &["content-length: 100"]);
            wire.raw(b"jobs");
        }
        _ => {
            wire.head(200, &["transfer-encoding: chunked"]);
            wire.raw(b"4\r\njobs\r\n");
        }
    });
    let asking = hasty_asking();
    for path in ["/short", "/chunked"] {
        for ask in [Ask::get(server.url(path)), whole(server.url(path))] {
            let (head, body) = asking.client.send(&ask).unwrap();
            assert_eq!(head.fingerprint, None);
            let (bytes, fault) = read(body);
            assert_eq!(bytes, 4, "{path}");
            assert!(matches!(fault, Some(Fault::Cut(_))), "{path}: {fault:?}");
        }
    }
}

#[test]
fn a_body_ends_at_the_length_that_it_announces() {
    let server = Server::new(|_, wire| {
        wire.head(200, &["content-length: 2"]);
        wire.raw(b"jobs");
    });
    assert_eq!(hasty_asking().said(&server.url("/")), "200 jo");
}

fn compressed(encoding: &str, bytes: usize) -> Vec<u8> {
    let zeros = tokio::io::BufReader::new(tokio::io::repeat(b' ').take(bytes as u64));
    let mut out = Vec::new();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime
        .block_on(async {
            match encoding {
                "gzip" => GzipEncoder::new(zeros).read_to_end(&mut out).await,
                "br" => BrotliEncoder::new(zeros).read_to_end(&mut out).await,
                _ => ZstdEncoder::new(zeros).read_to_end(&mut out).await,
            }
        })
        .unwrap();
    out
}

#[test]
fn a_bomb_goes_no_further_than_the_limit() {
    for encoding in ["gzip", "br", "zstd"] {
        let (fine, bomb) = (compressed(encoding, 1 << 10), compressed(encoding, 64 << 20));
        assert!(bomb.len() < 1 << 20, "{encoding}: {}", bomb.len());
        let server = Server::new(move |asked, wire| {
            let header = format!("content-encoding: {encoding}");
            match asked.path.as_str() {
                "/fine" => wire.answer(200, &[&header], &fine),
                "/cut" => wire.answer(200, &[&header], &fine[..fine.len() - 3]),
                "/lie" => wire.answer(200, &[&header], "jobs"),
                _ => wire.answer(200, &[&header], &bomb),
            }
        });
        let limit = 1 << 20;
        let asking = Asking::new(Limits { body_bytes_max: limit, ..limits() }, hasty(), None);
        for ask in [Ask::get(server.url("/bomb")), whole(server.url("/bomb"))] {
            let (_, body) = asking.client.send(&ask).unwrap();
            let (bytes, fault) = read(body);
            assert!(bytes as u64 <= limit, "{encoding}: {bytes}");
            assert_eq!(fault, Some(Fault::TooLarge), "{encoding}");
        }
        let (_, body) = asking.get(&server.url("/fine")).unwrap();
        assert_eq!(read(body), (1 << 10, None), "{encoding}");
        for path in ["/cut", "/lie"] {
            let (_, body) = asking.get(&server.url(path)).unwrap();
            let fault = read(body).1;
            assert!(matches!(fault, Some(Fault::Cut(_))), "{encoding} {path}: {fault:?}");
        }
    }
}

#[test]
fn a_flood_goes_no_further_than_the_limit() {
    let server = Server::new(|_, wire| {
        wire.head(200, &[]);
        wire.flood(&[b'x'; 1 << 16]);
    });
    let asking = Asking::new(Limits { body_bytes_max: 1 << 20, ..limits() }, hasty(), None);
    let (_, body) = asking.get(&server.url("/")).unwrap();
    let (bytes, fault) = read(body);
    assert!(bytes <= 1 << 20);
    assert_eq!(fault, Some(Fault::TooLarge));
}
