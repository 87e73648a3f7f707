//! Requests to a real server on loopback: what is sent, what comes back, and
//! what is refused.

mod bodies;
mod robots;
mod secrets;

use std::io::Read as _;
use std::time::{Duration, Instant};

use connectors::{Ask, ResponseHead, Validators};
use runtime::Stop;
use runtime::http::{Body, Client, Credentials, HttpError, Limits, Manners, Robots};

use crate::server::Server;

/// A client and the runtime that carries it.
pub(crate) struct Asking {
    pub(crate) client: Client,
    pub(crate) stop: Stop,
    _runtime: tokio::runtime::Runtime,
}

/// Limits that let loopback be asked.
pub(crate) fn limits() -> Limits {
    Limits { private_addresses: true, ..Limits::default() }
}

/// Manners without waiting.
pub(crate) fn hasty() -> Manners {
    Manners { request_interval: Duration::ZERO, robots: Robots::Ignore, ..Manners::default() }
}

impl Asking {
    pub(crate) fn new(limits: Limits, manners: Manners, credentials: Option<Credentials>) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("threads");
        let stop = Stop::new();
        let client =
            Client::new(limits, manners, credentials, runtime.handle().clone(), stop.clone())
                .expect("TLS can be set up");
        Self { client, stop, _runtime: runtime }
    }

    pub(crate) fn get(&self, url: &str) -> Result<(ResponseHead, Body), HttpError> {
        self.client.send(&Ask::get(url))
    }

    /// Status and body of an answer, or its error, as text.
    pub(crate) fn said(&self, url: &str) -> String {
        match self.get(url) {
            Err(error) => error.to_string(),
            Ok((head, mut body)) => {
                let mut text = String::new();
                match body.read_to_string(&mut text) {
                    Ok(_) => format!("{} {text}", head.status),
                    Err(error) => format!("{} {text}, {error}", head.status),
                }
            }
        }
    }
}

pub(crate) fn hasty_asking() -> Asking {
    Asking::new(limits(), hasty(), None)
}

#[test]
fn who_asks_and_how_to_reach_us_is_said() {
    let server = Server::new(|_, wire| wire.answer(200, &[], "jobs"));
    let manners = Manners { contact: "mailto:jobs@hub.example".to_owned(), ..hasty() };
    let asking = Asking::new(limits(), manners, None);
    assert_eq!(asking.said(&server.url("/feed")), "200 jobs");
    let asked = server.asked();
    let agent = asked[0].header("user-agent").unwrap();
    assert!(
        agent.starts_with("adhub/") && agent.ends_with("(+mailto:jobs@hub.example)"),
        "{agent}"
    );
    let encodings = asked[0].header("accept-encoding").unwrap();
    for encoding in ["gzip", "br", "zstd"] {
        assert!(encodings.contains(encoding), "{encodings}");
    }
}

#[test]
fn what_did_not_change_is_not_sent_again() {
    let server = Server::new(|asked, wire| {
        let same = asked.header("if-none-match") == Some("\"7\"")
            && asked.header("if-modified-since") == Some("Wed, 25 Nov 2026 10:00:00 GMT");
        let headers = ["etag: \"7\"", "last-modified: Wed, 25 Nov 2026 10:00:00 GMT"];
        if same { wire.answer(304, &headers, "") } else { wire.answer(200, &headers, "jobs") }
    });
    let asking = hasty_asking();
    let (head, _) = asking.get(&server.url("/feed")).unwrap();
    assert_eq!(head.status, 200);
    let unless = Validators { ..head.validators };
    let (head, mut body) = asking
        .client
        .send(&Ask { unless, fingerprint: true, ..Ask::get(server.url("/feed")) })
        .unwrap();
    assert_eq!(head.status, 304);
    assert_eq!(body.read_to_end(&mut Vec::new()).unwrap(), 0);
}

#[test]
fn later_is_as_late_as_the_partner_says_and_not_later_than_the_bound() {
    let server = Server::new(|asked, wire| match asked.path.as_str() {
        "/seconds" => wire.answer(429, &["retry-after: 90"], ""),
        "/date" => wire.answer(
            503,
            &["date: Wed, 25 Nov 2026 10:00:00 GMT", "retry-after: Wed, 25 Nov 2026 10:02:00 GMT"],
            "",
        ),
        "/century" => wire.answer(429, &["retry-after: 3000000000"], ""),
        _ => wire.answer(500, &[], ""),
    });
    let asking = hasty_asking();
    for (path, status, pause) in [
        ("/seconds", 429, Some(90)),
        ("/date", 503, Some(120)),
        ("/century", 429, Some(3_600)),
        ("/broken", 500, None),
    ] {
        match asking.get(&server.url(path)).err() {
            Some(HttpError::Later { status: found, retry_after, .. }) => {
                assert_eq!(
                    (found, retry_after),
                    (status, pause.map(Duration::from_secs)),
                    "{path}"
                );
            }
            other => unreachable!("{path} gave {other:?}"),
        }
    }
}

#[test]
fn redirects_are_followed_to_their_end_or_to_their_limit() {
    let server = Server::new(|asked, wire| match asked.path.as_str() {
        "/a" => wire.answer(301, &["location: b?x=1"], ""),
        "/b?x=1" => wire.answer(307, &["location: /c"], ""),
        "/c" => wire.answer(200, &[], "jobs"),
        "/file" => wire.answer(302, &["location: file:///etc/passwd"], ""),
        "/odd" => wire.answer(302, &["location: http://["], ""),
        "/nowhere" => wire.answer(302, &[], "moved"),
        _ => wire.answer(302, &["location: /loop"], ""),
    });
    let asking = hasty_asking();
    let (head, _) = asking.get(&server.url("/a")).unwrap();
    assert_eq!(head.redirected_to, Some(server.url("/c")));
    assert_eq!(asking.get(&server.url("/c")).unwrap().0.redirected_to, None);
    assert_eq!(asking.said(&server.url("/nowhere")), "302 moved");
    for (path, words) in
        [("/loop", "more than 5 redirects"), ("/file", "scheme"), ("/odd", "no URL")]
    {
        let said = asking.said(&server.url(path));
        assert!(said.contains(words), "{said}");
    }
    assert_eq!(server.paths().iter().filter(|path| *path == "/loop").count(), 6);
}

#[test]
fn a_redirect_to_an_address_inside_is_not_followed() {
    let inside = Server::new(|_, wire| wire.answer(200, &[], "secret"));
    let target = inside.url("/latest/meta-data");
    // A partner inside one's own network may be asked, by its own client only.
    let asking = Asking::new(Limits::default(), hasty(), None);
    let said = asking.said(&target);
    assert!(said.contains("may not be asked") && said.contains("not a public address"), "{said}");
    let said = asking.said("http://localhost:1/");
    assert!(said.contains("may not be asked") && said.contains("not a public address"), "{said}");
    assert!(inside.asked().is_empty());
}

#[test]
fn one_host_is_asked_by_all_partners_in_turn_and_no_sooner_than_agreed() {
    let server = Server::new(|_, wire| wire.answer(200, &[], ""));
    let manners = Manners { request_interval: Duration::from_millis(100), ..hasty() };
    let started = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            let (manners, url) = (manners.clone(), server.url("/"));
            scope.spawn(move || Asking::new(limits(), manners, None).said(&url));
        }
    });
    assert!(started.elapsed() >= Duration::from_millis(300), "{:?}", started.elapsed());
    assert_eq!(server.asked().len(), 4);
}

#[test]
fn a_host_that_hangs_is_left_when_the_hub_stops() {
    let server = Server::new(|asked, wire| {
        if asked.path == "/body" {
            wire.head(200, &["content-length: 100"]);
        }
        wire.hang();
    });
    for path in ["/head", "/body"] {
        let asking = hasty_asking();
        let stop = asking.stop.clone();
        let started = Instant::now();
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let asked = || server.paths().last().is_some_and(|last| last == path);
                while !asked() && started.elapsed() < Duration::from_secs(20) {
                    std::thread::sleep(Duration::from_millis(5));
                }
                stop.set();
            });
            let said = asking.said(&server.url(path));
            assert!(said.contains("the hub stops"), "{said}");
        });
        assert!(started.elapsed() < Duration::from_secs(30), "{:?}", started.elapsed());
    }
}

#[test]
fn silence_and_dripping_have_their_limits() {
    let server = Server::new(|asked, wire| {
        if asked.path == "/silence" {
            wire.hang();
        } else {
            wire.head(200, &[]);
            wire.drip(b' ');
        }
    });
    let quick = Limits {
        read_timeout: Duration::from_millis(300),
        total_timeout: Duration::from_millis(900),
        ..limits()
    };
    let asking = Asking::new(quick, hasty(), None);
    let said = asking.said(&server.url("/silence"));
    assert!(said.starts_with("no answer from 127.0.0.1"), "{said}");
    let said = asking.said(&server.url("/drip"));
    assert!(said.contains("the answer was cut"), "{said}");
}
