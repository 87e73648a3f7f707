//! One request at a time, and not too soon after the last: by host, for all
//! partners of a process. Keeps each host's robots.txt, too.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};
use url::Url;

use super::robots::Rules;
use crate::stop::Stop;

/// Hosts that are remembered, at most. A site may lead to many.
const HOSTS_MAX: usize = 10_000;
/// What is small is waited for so long, at most.
const SMALL_PAUSE: Duration = Duration::from_secs(1);
/// A waiting thread looks so often whether the hub stops.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// Hosts by authority (RFC 9309 has one robots.txt for each).
#[derive(Clone, Default)]
pub(super) struct Hosts(Arc<Mutex<HashMap<String, Arc<Host>>>>);

/// One host.
#[derive(Default)]
pub(super) struct Host {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    busy: u32,
    /// Anything.
    asked_at: Option<Instant>,
    /// Anything but what is small.
    counted_at: Option<Instant>,
    robots: Option<(Arc<Rules>, Instant)>,
}

impl Hosts {
    /// Those of all partners of this process.
    pub(super) fn of_this_process() -> Self {
        static HOSTS: LazyLock<Hosts> = LazyLock::new(Hosts::default);
        HOSTS.clone()
    }

    /// The host of a URL.
    pub(super) fn of(&self, url: &Url) -> Arc<Host> {
        let authority = authority(url);
        let mut hosts = self.0.lock();
        if hosts.len() >= HOSTS_MAX && !hosts.contains_key(&authority) {
            hosts.retain(|_, host| Arc::strong_count(host) > 1);
            if hosts.len() >= HOSTS_MAX {
                // All are in use: this one is not shared.
                return Arc::default();
            }
        }
        Arc::clone(hosts.entry(authority).or_default())
    }
}

/// `https://host:port`.
pub(super) fn authority(url: &Url) -> String {
    url.origin().ascii_serialization()
}

impl Host {
    /// Waits until fewer than `at_once` requests are under way and the last one
    /// began `interval` ago. What is small (robots.txt, a token) is waited for
    /// a second at most, and itself waits no longer: a partner that wants a
    /// minute between two requests means its ads. `None`: the hub stops.
    pub(super) fn turn(
        self: &Arc<Self>,
        interval: Duration,
        small: bool,
        at_once: u32,
        stop: &Stop,
    ) -> Option<Turn> {
        let left = |at: Option<Instant>, interval: Duration| {
            at.map_or(Duration::ZERO, |at| interval.saturating_sub(at.elapsed()))
        };
        let mut state = self.state.lock();
        loop {
            if stop.is_set() {
                return None;
            }
            let mut early = left(state.asked_at, interval.min(SMALL_PAUSE));
            if !small {
                early = early.max(left(state.counted_at, interval));
            }
            if state.busy < at_once.max(1) && early.is_zero() {
                state.busy += 1;
                let now = Some(Instant::now());
                state.asked_at = now;
                if !small {
                    state.counted_at = now;
                }
                return Some(Turn { host: Arc::clone(self) });
            }
            let wait = if early.is_zero() { LOOK_EVERY } else { early.min(LOOK_EVERY) };
            self.changed.wait_for(&mut state, wait);
        }
    }

    /// What its robots.txt says, and how old that is.
    pub(super) fn robots(&self) -> Option<(Arc<Rules>, Duration)> {
        let state = self.state.lock();
        state.robots.as_ref().map(|(rules, at)| (Arc::clone(rules), at.elapsed()))
    }

    /// Keeps what its robots.txt says.
    pub(super) fn keep_robots(&self, rules: Arc<Rules>) {
        self.state.lock().robots = Some((rules, Instant::now()));
    }
}

/// A request that is under way, until it is dropped.
pub(super) struct Turn {
    host: Arc<Host>,
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.host.state.lock().busy -= 1;
        self.host.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(hosts: &Hosts, url: &str) -> Arc<Host> {
        hosts.of(&Url::parse(url).unwrap())
    }

    #[test]
    fn requests_to_one_host_come_one_after_the_other_whoever_asks() {
        let (hosts, stop, interval) = (Hosts::default(), Stop::new(), Duration::from_millis(20));
        let started = Instant::now();
        let under_way = Mutex::new(0);
        std::thread::scope(|scope| {
            for _ in 0..5 {
                scope.spawn(|| {
                    let turn = host(&hosts, "https://e.org/a").turn(interval, false, 1, &stop);
                    *under_way.lock() += 1;
                    assert_eq!(*under_way.lock(), 1);
                    *under_way.lock() -= 1;
                    drop(turn);
                });
            }
        });
        assert!(started.elapsed() >= interval * 4, "{:?}", started.elapsed());
    }

    #[test]
    fn another_host_is_not_waited_for() {
        let (hosts, stop) = (Hosts::default(), Stop::new());
        let hour = Duration::from_secs(3_600);
        let _busy = host(&hosts, "https://e.org/").turn(hour, false, 1, &stop).unwrap();
        for other in ["http://e.org/", "https://e.org:444/", "https://www.e.org/"] {
            assert!(host(&hosts, other).turn(hour, false, 1, &stop).is_some(), "{other}");
        }
        stop.set();
        assert!(host(&hosts, "https://e.org:443/x").turn(hour, false, 1, &stop).is_none());
    }

    #[test]
    fn what_is_small_does_not_make_the_ads_wait_long() {
        let (hosts, stop, hour) = (Hosts::default(), Stop::new(), Duration::from_secs(3_600));
        let host = host(&hosts, "https://e.org/");
        let started = Instant::now();
        for small in [true, false, true] {
            drop(host.turn(hour, small, 1, &stop));
        }
        assert!(started.elapsed() >= SMALL_PAUSE * 2 && started.elapsed() < hour);
    }

    #[test]
    fn hosts_are_bounded() {
        let hosts = Hosts::default();
        let used = host(&hosts, "https://used.org/");
        for number in 0..HOSTS_MAX + 10 {
            host(&hosts, &format!("https://{number}.org/"));
        }
        assert!(hosts.0.lock().len() <= HOSTS_MAX);
        assert!(Arc::ptr_eq(&used, &host(&hosts, "https://used.org/")));
    }
}
