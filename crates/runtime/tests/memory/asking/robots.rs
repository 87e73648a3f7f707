//! robots.txt, as it is asked for and obeyed.

use std::time::{Duration, Instant};

use runtime::http::{HttpError, Manners, Robots};

use super::{Asking, hasty, limits};
use crate::server::{Server, Wire};

fn obeying() -> Asking {
    Asking::new(limits(), Manners { robots: Robots::Obey, ..hasty() }, None)
}

/// A server with this robots.txt and a feed.
fn with_robots(robots: impl Fn(&mut Wire) + Send + Sync + 'static) -> Server {
    Server::new(move |asked, wire| match asked.path.as_str() {
        "/robots.txt" => robots(wire),
        path if path.starts_with("/robots-") => {
            let number: u32 = path["/robots-".len()..].parse().unwrap();
            match number {
                0 => wire.answer(200, &[], "User-agent: *\nDisallow: /"),
                _ => wire.answer(302, &[&format!("location: /robots-{}", number - 1)], ""),
            }
        }
        "/elsewhere" => wire.answer(302, &["location: /private/feed"], ""),
        _ => wire.answer(200, &[], "jobs"),
    })
}

#[test]
fn what_a_host_does_not_want_is_not_asked_for() {
    let server =
        with_robots(|wire| wire.answer(200, &[], "User-agent: adhub\nDisallow: /private\n"));
    let asking = obeying();
    assert_eq!(asking.said(&server.url("/feed")), "200 jobs");
    for path in ["/private/feed", "/elsewhere"] {
        let error = asking.get(&server.url(path)).err();
        assert!(matches!(error, Some(HttpError::Disallowed { .. })), "{error:?}");
    }
    // Another partner on the same host: robots.txt is known.
    assert_eq!(obeying().said(&server.url("/feed")), "200 jobs");
    let paths: Vec<String> = server.asked().into_iter().map(|asked| asked.path).collect();
    assert_eq!(paths, ["/robots.txt", "/feed", "/elsewhere", "/feed"]);
}

#[test]
fn a_host_may_be_read_by_agreement() {
    let server = with_robots(|wire| wire.answer(200, &[], "User-agent: *\nDisallow: /\n"));
    let asking = Asking::new(limits(), hasty(), None);
    assert_eq!(asking.said(&server.url("/feed")), "200 jobs");
    assert_eq!(server.asked().len(), 1);
}

fn check(robots: impl Fn(&mut Wire) + Send + Sync + 'static, expected: &str) {
    let server = with_robots(robots);
    let said = obeying().said(&server.url("/feed"));
    assert!(said.contains(expected), "{said}");
    assert_eq!(server.paths().contains(&"/feed".to_owned()), expected == "200 jobs");
}

#[test]
fn a_robots_txt_that_is_not_there_allows_and_one_that_cannot_be_had_does_not() {
    check(|wire| wire.answer(404, &[], ""), "200 jobs");
    check(|wire| wire.answer(403, &[], ""), "200 jobs");
    check(|wire| wire.answer(503, &["retry-after: 5"], ""), "answered 503");
    check(|wire| wire.answer(429, &[], ""), "answered 429");
    check(|_| (), "no answer");
    let cut = |wire: &mut Wire| {
        wire.head(200, &["content-length: 100"]);
        wire.raw(b"User-agent: *\n");
    };
    check(cut, "robots.txt: ");
}

#[test]
fn five_redirects_of_a_robots_txt_are_followed_and_no_more() {
    check(|wire| wire.answer(302, &["location: /robots-4"], ""), "does not let adhub read");
    check(|wire| wire.answer(302, &["location: /robots-5"], ""), "200 jobs");
}

#[test]
fn half_a_mebibyte_of_a_robots_txt_is_read() {
    let text = format!("User-agent: *\nDisallow: /feed\n{}", "# more\n".repeat(200_000));
    check(move |wire| wire.answer(200, &[], &text), "does not let adhub read");
}

#[test]
fn a_delay_is_obeyed_up_to_its_bound() {
    let server = with_robots(|wire| wire.answer(200, &[], "User-agent: *\nCrawl-delay: 3600\n"));
    let manners =
        Manners { robots: Robots::Obey, crawl_delay_max: Duration::from_millis(200), ..hasty() };
    let asking = Asking::new(limits(), manners, None);
    let started = Instant::now();
    for _ in 0..3 {
        assert_eq!(asking.said(&server.url("/feed")), "200 jobs");
    }
    // After robots.txt, too.
    assert!(started.elapsed() >= Duration::from_millis(600), "{:?}", started.elapsed());
}
