//! Asks hosts for their robots.txt.

use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::header::ACCEPT;
use url::Url;

use super::pace::Host;
use super::robots::{self, Rules};
use super::{Body, Client, Fault, HttpError, SMALL_TIMEOUT, head, host, location};

/// robots.txt is asked for again after so long (RFC 9309, section 2.4).
const ROBOTS_KEPT: Duration = Duration::from_secs(24 * 3_600);
/// An older copy counts so long, as long as no newer one can be had.
const ROBOTS_KEPT_UNREACHABLE: Duration = Duration::from_secs(30 * 24 * 3_600);
/// Redirects of a robots.txt that are followed (RFC 9309, section 2.3.1.2).
const ROBOTS_REDIRECTS_MAX: usize = 5;

impl Client {
    /// What the host's robots.txt says; asked for once a day.
    pub(super) fn rules(&self, url: &Url) -> Result<Arc<Rules>, HttpError> {
        let host = self.hosts.of(url);
        if let Some(rules) = fresh_rules(&host, ROBOTS_KEPT) {
            return Ok(rules);
        }
        match self.ask_for_rules(url) {
            Ok(rules) => {
                let rules = Arc::new(rules);
                host.keep_robots(Arc::clone(&rules));
                Ok(rules)
            }
            // Unreachable: an old copy, else nothing may be asked for.
            Err(HttpError::Stopped) => Err(HttpError::Stopped),
            Err(error) => fresh_rules(&host, ROBOTS_KEPT_UNREACHABLE).ok_or(error),
        }
    }

    fn ask_for_rules(&self, url: &Url) -> Result<Rules, HttpError> {
        let mut at = url.clone();
        at.set_path("/robots.txt");
        at.set_query(None);
        at.set_fragment(None);
        let started = Instant::now();
        for _ in 0..=ROBOTS_REDIRECTS_MAX {
            self.guard.check_url(&at).map_err(|reason| self.forbidden(&at, reason))?;
            let turn = self.turn(&at, true)?;
            let left = SMALL_TIMEOUT.min(self.limits.total_timeout);
            let request = self.client.get(at.clone()).header(ACCEPT, "text/plain, */*;q=0.5");
            let request = request.timeout(left.saturating_sub(started.elapsed()));
            let response = self.wait_for(&at, request)?;
            if let Some(next) = location(&response).and_then(|next| at.join(&next).ok()) {
                at = next;
                continue;
            }
            let head = head(&response);
            return match head.status {
                200..=299 => {
                    let mut body =
                        Body::new(response, robots::BYTES_MAX, self.waiter.clone(), turn);
                    self.read_rules(&at, &mut body)
                }
                429 | 500.. => Err(self.later(&at, &head)),
                _ => Ok(Rules::default()),
            };
        }
        Ok(Rules::default())
    }

    /// What is beyond the limit is not read; what was cut says nothing.
    fn read_rules(&self, at: &Url, body: &mut Body) -> Result<Rules, HttpError> {
        let mut text = Vec::new();
        let read = std::io::Read::read_to_end(body, &mut text);
        match body.fault() {
            Some(Fault::Stopped) => Err(HttpError::Stopped),
            Some(Fault::Cut(reason)) => {
                Err(HttpError::NoAnswer { host: host(at), reason: format!("robots.txt: {reason}") })
            }
            Some(Fault::TooLarge) => Ok(Rules::parse(&text)),
            None => {
                read.map_err(|error| HttpError::Local { reason: error.to_string() })?;
                Ok(Rules::parse(&text))
            }
        }
    }
}

fn fresh_rules(host: &Host, kept: Duration) -> Option<Arc<Rules>> {
    host.robots().filter(|(_, age)| *age < kept).map(|(rules, _)| rules)
}
