//! The only place that makes requests to partners, with its guards and
//! manners: addresses are checked after resolution and the checked ones are
//! used; every redirect is checked as if it were asked for; robots.txt is
//! obeyed, one request at a time goes to a host; time and size have limits,
//! decompressed bytes too; secrets go to the partner's own origin alone.

mod body;
mod credentials;
mod error;
mod guard;
mod hop;
mod later;
mod limits;
mod pace;
mod robots;
mod rules;
mod token;

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use connectors::{Ask, ResponseHead, Validators};
use parking_lot::Mutex;
use reqwest::header::{
    CONTENT_TYPE, ETAG, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, LOCATION,
};
use tokio::runtime::Handle;
use url::Url;

pub use body::{Body, Fault, Looks};
pub use credentials::{ClientCredentials, ClientPlace, Credentials, CredentialsError, Grant};
pub use error::HttpError;
pub(crate) use later::fresh_for;
pub use limits::{Limits, Manners, Robots};

use credentials::Token;
use guard::{Guard, NOT_PUBLIC};
use hop::Hop;
use pace::{Hosts, Turn};

use crate::stop::Stop;

/// Time for a robots.txt or a token.
const SMALL_TIMEOUT: Duration = Duration::from_secs(30);
/// A waiting thread looks so often whether the hub stops.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// Waits for I/O in a plain thread, as long as the hub does not stop.
#[derive(Clone)]
struct Waiter {
    runtime: Handle,
    stop: Stop,
}

impl Waiter {
    /// `None`: the hub stops.
    fn wait<F: Future>(&self, future: F) -> Option<F::Output> {
        self.runtime.block_on(async {
            let mut future = pin!(future);
            loop {
                match tokio::time::timeout(LOOK_EVERY, &mut future).await {
                    Ok(output) => return Some(output),
                    Err(_) if self.stop.is_set() => return None,
                    Err(_) => {}
                }
            }
        })
    }
}

/// Makes requests to one partner.
pub struct Client {
    client: reqwest::Client,
    guard: Guard,
    limits: Limits,
    manners: Manners,
    credentials: Option<Credentials>,
    token: Mutex<Option<Token>>,
    hosts: Hosts,
    waiter: Waiter,
}

impl Client {
    /// A client with these limits and manners. `runtime` carries its I/O; calls
    /// block, until `stop` is set, and must come from plain threads.
    ///
    /// # Errors
    /// When the TLS set-up of this machine, or the contact, cannot be used.
    pub fn new(
        limits: Limits,
        manners: Manners,
        credentials: Option<Credentials>,
        runtime: Handle,
        stop: Stop,
    ) -> Result<Self, reqwest::Error> {
        let guard = Guard::new(limits.private_addresses);
        let waiter = Waiter { runtime, stop };
        Self::with(limits, manners, credentials, guard, waiter)
    }

    fn with(
        limits: Limits,
        manners: Manners,
        credentials: Option<Credentials>,
        guard: Guard,
        waiter: Waiter,
    ) -> Result<Self, reqwest::Error> {
        let client = reqwest::Client::builder()
            .user_agent(manners.user_agent())
            .connect_timeout(limits.connect_timeout)
            .read_timeout(limits.read_timeout)
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .dns_resolver(Arc::new(guard.clone()))
            .no_proxy()
            .build()?;
        let hosts = Hosts::of_this_process();
        let token = Mutex::new(None);
        Ok(Self { client, guard, limits, manners, credentials, token, hosts, waiter })
    }

    /// Sends a request, follows its redirects, and gives the head and the body,
    /// still to be read. The body ends with an error when it is cut or larger
    /// than the limit.
    ///
    /// # Errors
    /// [`HttpError`]; other statuses than 429 and 5xx are answers.
    pub fn send(&self, ask: &Ask) -> Result<(ResponseHead, Body), HttpError> {
        let mut hop = Hop::first(ask)?;
        for _ in 0..=self.limits.redirects_max {
            self.may_ask(&hop)?;
            let (response, turn) = self.once(&hop)?;
            let Some(location) = location(&response) else {
                return self.answer(&hop, response, turn);
            };
            hop = hop.redirected(response.status().as_u16(), &location)?;
        }
        let (max, url) = (self.limits.redirects_max, self.shown(&hop.url));
        Err(HttpError::Redirects { max, url })
    }

    /// The guards and robots.txt.
    fn may_ask(&self, hop: &Hop<'_>) -> Result<(), HttpError> {
        self.guard.check_url(&hop.url).map_err(|reason| self.forbidden(&hop.url, reason))?;
        if self.manners.robots == Robots::Obey && !self.rules(&hop.url)?.allows(&path(&hop.url)) {
            return Err(HttpError::Disallowed { url: self.shown(&hop.url) });
        }
        Ok(())
    }

    /// One request, in its turn; with another token when the first is refused.
    fn once(&self, hop: &Hop<'_>) -> Result<(reqwest::Response, Turn), HttpError> {
        let (response, turn) = self.request(hop)?;
        let of_token = self.covers(hop).is_some_and(|found| found.client().is_some());
        if response.status() != reqwest::StatusCode::UNAUTHORIZED || !of_token {
            return Ok((response, turn));
        }
        drop((response, turn));
        *self.token.lock() = None;
        self.request(hop)
    }

    fn request(&self, hop: &Hop<'_>) -> Result<(reqwest::Response, Turn), HttpError> {
        let credentials = self.covers(hop);
        let mut url = hop.url.clone();
        let mut secret = None;
        if let Some(credentials) = credentials {
            if hop.url.scheme() != "https" && !self.limits.private_addresses {
                let reason = "credentials go over https only".to_owned();
                return Err(self.forbidden(&hop.url, reason));
            }
            let token = credentials.client().map(|client| self.token(client)).transpose()?;
            let unfit = |error: CredentialsError| HttpError::Credentials {
                host: host(&hop.url),
                reason: error.to_string(),
            };
            secret = credentials.header(token.as_ref()).map_err(unfit)?;
            url = credentials.url(&hop.url);
        }
        let turn = self.turn(&hop.url, false)?;
        let mut request = self.client.request(hop.method(), url);
        if let Some(post) = hop.post {
            request = request.header(CONTENT_TYPE, post.content_type).body(post.body.clone());
        }
        for (name, value) in hop.headers() {
            request = request.header(name, value);
        }
        if let Some(etag) = &hop.ask.unless.etag {
            request = request.header(IF_NONE_MATCH, etag);
        }
        if let Some(at) = &hop.ask.unless.last_modified {
            request = request.header(IF_MODIFIED_SINCE, at);
        }
        if let Some((name, value)) = secret {
            request = request.header(name, value);
        }
        let left = self.limits.total_timeout.saturating_sub(hop.started.elapsed());
        Ok((self.wait_for(&hop.url, request.timeout(left))?, turn))
    }

    fn wait_for(
        &self,
        url: &Url,
        request: reqwest::RequestBuilder,
    ) -> Result<reqwest::Response, HttpError> {
        let response =
            self.waiter.wait(async move { request.send().await }).ok_or(HttpError::Stopped)?;
        response.map_err(|error| {
            let reason = with_causes(&error.without_url());
            if reason.contains(NOT_PUBLIC) {
                self.forbidden(url, reason)
            } else {
                HttpError::NoAnswer { host: host(url), reason }
            }
        })
    }

    /// Waits until the host may be asked.
    fn turn(&self, url: &Url, small: bool) -> Result<Turn, HttpError> {
        let host = self.hosts.of(url);
        let mut interval = self.manners.request_interval;
        if self.manners.robots == Robots::Obey {
            let delay = host.robots().and_then(|(rules, _)| rules.crawl_delay());
            let delay = delay.unwrap_or_default().min(self.manners.crawl_delay_max);
            interval = interval.max(delay);
        }
        host.turn(interval, small, self.manners.host_requests_max, &self.waiter.stop)
            .ok_or(HttpError::Stopped)
    }

    fn answer(
        &self,
        hop: &Hop<'_>,
        response: reqwest::Response,
        turn: Turn,
    ) -> Result<(ResponseHead, Body), HttpError> {
        let mut head = head(&response);
        head.redirected_to = hop.redirected.then(|| self.shown(&hop.url));
        if head.status == 429 || head.status >= 500 {
            return Err(self.later(&hop.url, &head));
        }
        let waiter = self.waiter.clone();
        let mut body = Body::new(response, self.limits.body_bytes_max, waiter, turn);
        if hop.ask.fingerprint {
            head.fingerprint = body.spool(self.limits.spool_bytes_max)?;
        }
        Ok((head, body))
    }

    fn later(&self, url: &Url, head: &ResponseHead) -> HttpError {
        let pause = later::retry_after(head).map(|pause| pause.min(self.manners.retry_after_max));
        HttpError::Later { host: host(url), status: head.status, retry_after: pause }
    }

    /// The credentials, when they may be sent there.
    fn covers(&self, hop: &Hop<'_>) -> Option<&Credentials> {
        self.credentials.as_ref().filter(|credentials| credentials.cover(&hop.url))
    }

    fn forbidden(&self, url: &Url, reason: String) -> HttpError {
        HttpError::Forbidden { url: self.shown(url), reason }
    }

    /// A URL as it may be seen: without secrets of ours, or of anybody.
    fn shown(&self, url: &Url) -> String {
        let mut url = match &self.credentials {
            Some(credentials) => credentials.redacted(url),
            None => url.clone(),
        };
        if !url.username().is_empty() || url.password().is_some() {
            let _ = url.set_password(None);
            let _ = url.set_username("");
        }
        url.into()
    }
}

/// Path and query.
fn path(url: &Url) -> String {
    url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()))
}

fn host(url: &Url) -> String {
    url.host_str().unwrap_or_default().to_owned()
}

/// Where a redirect leads.
fn location(response: &reqwest::Response) -> Option<String> {
    let redirects = matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308);
    let location = response.headers().get(LOCATION).filter(|_| redirects)?;
    Some(String::from_utf8_lossy(location.as_bytes()).into_owned())
}

fn head(response: &reqwest::Response) -> ResponseHead {
    let headers: Vec<(String, String)> = response
        .headers()
        .iter()
        .filter_map(|(name, value)| Some((name.to_string(), value.to_str().ok()?.to_owned())))
        .collect();
    let first = |name: reqwest::header::HeaderName| {
        headers.iter().find(|(found, _)| *found == name.as_str()).map(|(_, value)| value.clone())
    };
    ResponseHead {
        status: response.status().as_u16(),
        content_type: first(CONTENT_TYPE),
        redirected_to: None,
        validators: Validators { etag: first(ETAG), last_modified: first(LAST_MODIFIED) },
        fingerprint: None,
        headers,
    }
}

fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

#[cfg(test)]
mod tests;
