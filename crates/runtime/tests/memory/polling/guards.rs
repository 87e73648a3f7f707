//! When a partner is asked again, and that none stalls another.

use std::time::{Duration, Instant};

use runtime::http::Robots;
use runtime::poll::{self, Breaker};
use runtime::retry::Policy;
use runtime::supervise;
use runtime::{Clock, Stop};
use schemas::PartnerName;

use super::{FOUR, board, connector, ends, options, poll_until};
use crate::scene::Scene;
use crate::server::{Server, Wire};

fn gauge(scene: &Scene, name: &str) -> String {
    let text = scene.metrics.render();
    let line = text.lines().find(|line| line.starts_with(&format!("{name}{{"))).unwrap();
    line.rsplit(' ').next().unwrap().to_owned()
}

/// Times at which the feed was asked for.
fn polled(answer: impl Fn(usize, &mut Wire) + Send + Sync + 'static) -> Server {
    Server::new(move |asked, wire| match asked.path.as_str() {
        "/feed" => answer(asked.times, wire),
        _ => wire.answer(404, &[], ""),
    })
}

#[test]
fn a_partner_that_fails_is_asked_less_often_and_once_until_it_answers() {
    let server = polled(|_, wire| wire.answer(500, &[], ""));
    let mut options = options();
    let pause = Duration::from_millis(100);
    options.breaker = Breaker { failures: 2, pause, pause_max: pause };
    options.retry = Policy {
        initial: Duration::from_millis(1),
        max: Duration::from_millis(1),
        give_up_after: Some(Duration::from_millis(30)),
    };
    // Two polls of several tries, then trials.
    let scene = Scene::new();
    poll_until(&scene, &server, &options, 2);
    let tries = server.paths().len();
    assert!(tries >= 4, "{tries}");
    assert_eq!(gauge(&scene, "adhub_partner_circuit_open"), "1");
    assert_eq!(gauge(&scene, "adhub_poll_failures_in_a_row"), "2");

    let server = polled(|times, wire| match times {
        0..4 => wire.answer(500, &[], ""),
        _ => wire.answer(200, &[], board(&FOUR)),
    });
    options.breaker.failures = 1;
    options.retry = Policy::ONCE;
    let (scene, started) = (Scene::new(), Instant::now());
    poll_until(&scene, &server, &options, 5);
    // Four pauses of at least half of it.
    assert!(started.elapsed() >= pause * 2, "{:?}", started.elapsed());
    assert_eq!(ends(&scene).get("later"), Some(&4));
    assert_eq!(gauge(&scene, "adhub_partner_circuit_open"), "0");
}

#[test]
fn later_is_obeyed_beyond_the_round() {
    let server = polled(|times, wire| match times {
        0 => wire.answer(429, &["retry-after: 1"], ""),
        _ => wire.answer(200, &[], board(&FOUR)),
    });
    let (scene, started) = (Scene::new(), Instant::now());
    poll_until(&scene, &server, &options(), 2);
    assert!(started.elapsed() >= Duration::from_secs(1), "{:?}", started.elapsed());
    assert_eq!(ends(&scene).get("later"), Some(&1));
}

#[test]
fn what_is_fresh_is_not_asked_for_again() {
    let server = polled(|_, wire| wire.answer(200, &["cache-control: max-age=600"], board(&FOUR)));
    let mut options = options();
    options.manners.fresh_max = Duration::from_millis(400);
    let (scene, started) = (Scene::new(), Instant::now());
    poll_until(&scene, &server, &options, 3);
    assert!(started.elapsed() >= Duration::from_millis(800), "{:?}", started.elapsed());
}

#[test]
fn what_robots_txt_forbids_is_not_polled() {
    let server = Server::new(|_, wire| wire.answer(200, &[], "User-agent: *\nDisallow: /feed"));
    let mut options = options();
    options.manners.robots = Robots::Obey;
    let scene = Scene::new();
    poll_until(&scene, &server, &options, 2);
    assert_eq!(ends(&scene).get("disallowed"), Some(&2));
    assert!(server.paths().is_empty());
}

/// A hub of five partners, of which one behaves.
#[test]
fn no_partner_stalls_another() {
    let hangs = polled(|_, wire| wire.hang());
    let floods = polled(|_, wire| {
        wire.head(200, &[]);
        wire.flood(&[b' '; 1 << 16]);
    });
    let drips = polled(|_, wire| {
        wire.head(200, &[]);
        wire.drip(b' ');
    });
    let loops = polled(|_, wire| wire.answer(302, &["location: /feed"], ""));
    let rubbish = polled(|_, wire| {
        wire.raw(&[0xff; 1 << 10]);
    });
    let good = polled(|_, wire| wire.answer(200, &[], board(&FOUR)));
    let servers = [
        ("hangs", &hangs),
        ("floods", &floods),
        ("drips", &drips),
        ("loops", &loops),
        ("rubbish", &rubbish),
        ("acme", &good),
    ];
    let (scene, stop) = (Scene::new(), Stop::new());
    let hub = scene.hub(Clock::system(), &stop);
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let started = Instant::now();
    std::thread::scope(|scope| {
        for (name, server) in servers {
            let mut options = options();
            options.profile.partner = PartnerName::new(name).unwrap();
            // As it is by default: far longer than the test.
            options.limits.read_timeout = Duration::from_secs(60);
            options.limits.total_timeout = Duration::from_secs(1_800);
            options.limits.body_bytes_max = 1 << 30;
            let (hub, handle) = (&hub, runtime.handle());
            scope.spawn(move || {
                supervise(name, &hub.stop, || poll::run(connector(server), &options, hub, handle));
            });
        }
        let read = |text: &str| text.contains(r#"adhub_poll_seconds_count{partner="acme"}"#);
        while (!read(&scene.metrics.render()) || servers.iter().any(|(_, s)| s.paths().is_empty()))
            && started.elapsed() < Duration::from_secs(30)
        {
            std::thread::sleep(Duration::from_millis(5));
        }
        let before = good.paths().len();
        while good.paths().len() < before + 5 && started.elapsed() < Duration::from_secs(30) {
            std::thread::sleep(Duration::from_millis(5));
        }
        stop.set();
    });
    // All ended with the hub, those that hang too.
    assert!(good.paths().len() >= 6 && started.elapsed() < Duration::from_secs(30));
    assert_eq!(hangs.paths().len(), 1);
    assert_eq!(super::absent(&scene), 0);
}
