//! Asks each component as its user would. One probe, one outcome; every wait
//! has an end; only the addresses of the configuration are asked, and
//! redirects are not followed.

mod answer;

use std::time::{Duration, Instant};

use futures::StreamExt as _;
use http::{StatusCode, header};
use reqwest::{RequestBuilder, Response};
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use crate::component::{Component, Outcome, Reason};

/// Most bytes of an answer that are read. One page of changes is smaller.
const BODY_BYTES_MAX: usize = 16 << 20;
/// Between a probe that failed and its second look.
const SECOND_LOOK_AFTER: Duration = Duration::from_secs(1);
/// External id in dry runs; nothing is ever stored under it.
const PROBE_ID: &str = "adhub-status-probe";

/// Where to look, and how long to wait.
#[derive(Clone, Debug)]
pub struct Targets {
    /// Base URL of the push API.
    pub gateway: Option<Url>,
    /// Base URL of the feed.
    pub feed: Option<Url>,
    /// Longest wait for one answer.
    pub timeout: Duration,
    /// An answer that takes longer is slow.
    pub slow: Duration,
    /// A partner's key, for a dry run of a push. Without: the push API must
    /// answer that a key is needed.
    pub key: Option<SecretString>,
}

/// An outcome, and the time that it took to find out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Probe {
    pub(crate) component: Component,
    pub(crate) outcome: Outcome,
    pub(crate) after: Duration,
}

/// Looks from outside.
#[derive(Debug)]
pub(crate) struct Prober {
    client: reqwest::Client,
    targets: Targets,
}

impl Prober {
    pub(crate) fn new(targets: Targets) -> Result<Self, reqwest::Error> {
        let client = reqwest::Client::builder()
            .user_agent(concat!("adhub-status/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(targets.timeout)
            .timeout(targets.timeout)
            .redirect(reqwest::redirect::Policy::none())
            // A connection that is open already would hide that no new one
            // can be made.
            .pool_max_idle_per_host(0)
            .no_proxy()
            .build()?;
        Ok(Self { client, targets })
    }

    /// The components that there are addresses for.
    pub(crate) fn components(&self) -> Vec<Component> {
        let of_feed = [Component::Feed, Component::Stream, Component::Snapshot];
        let feed = self.targets.feed.iter().flat_map(|_| of_feed);
        feed.chain(self.targets.gateway.iter().map(|_| Component::Gateway)).collect()
    }

    /// Looks at everything at the same time. A component that is down is
    /// looked at once more, a second later, before it is said to be down.
    pub(crate) async fn look(&self) -> Vec<Probe> {
        let probes = self.components().into_iter().map(|component| self.look_at(component));
        futures::future::join_all(probes).await
    }

    async fn look_at(&self, component: Component) -> Probe {
        let first = self.ask(component).await;
        let Outcome::Down(reason) = first.outcome else { return first };
        tracing::debug!(
            component = component.as_str(),
            reason = reason.as_str(),
            "{} did not answer as it should ({}), looking once more",
            component.as_str(),
            reason.as_str()
        );
        tokio::time::sleep(SECOND_LOOK_AFTER).await;
        self.ask(component).await
    }

    async fn ask(&self, component: Component) -> Probe {
        let started = Instant::now();
        let asked = tokio::time::timeout(self.targets.timeout, self.judge(component));
        let outcome = asked.await.unwrap_or(Outcome::Down(Reason::TimedOut));
        let after = started.elapsed();
        let outcome = match outcome {
            Outcome::Up if after > self.targets.slow => Outcome::Slow(Reason::LateAnswer),
            outcome => outcome,
        };
        Probe { component, outcome, after }
    }

    async fn judge(&self, component: Component) -> Outcome {
        let judged = match component {
            Component::Feed => self.feed().await,
            Component::Stream => self.stream().await,
            Component::Snapshot => self.snapshot().await,
            Component::Gateway => self.gateway().await,
            Component::Hub => unreachable!("the hub is its components"),
        };
        judged.unwrap_or_else(|outcome| outcome)
    }

    fn get(&self, path: &str) -> RequestBuilder {
        let feed = self.targets.feed.as_ref().expect("only what has an address is asked");
        self.client.get(under(feed, path))
    }

    /// One page: a list of changes, and where to go on.
    async fn feed(&self) -> Result<Outcome, Outcome> {
        let response = ok(send(self.get("v1/changes?limit=1")).await?)?;
        let body = read_to(response, |_| false).await?;
        Ok(answer::page(&body))
    }

    /// The first event, or the heartbeat that comes at once when there is none.
    async fn stream(&self) -> Result<Outcome, Outcome> {
        let request = self.get("v1/stream?after=tip").header(header::ACCEPT, "text/event-stream");
        let response = ok(send(request).await?)?;
        let body = read_to(response, answer::has_event).await?;
        Ok(answer::stream(&body))
    }

    /// The first line, with the cut-over cursor; the ads are left where they
    /// are.
    async fn snapshot(&self) -> Result<Outcome, Outcome> {
        let response = ok(send(self.get("v1/snapshot")).await?)?;
        let body = read_to(response, |body| body.contains(&b'\n')).await?;
        Ok(answer::snapshot_head(&body))
    }

    /// With a key: a dry run of a push. Without: the demand for a key.
    async fn gateway(&self) -> Result<Outcome, Outcome> {
        let gateway = self.targets.gateway.as_ref().expect("only what has an address is asked");
        let url = under(gateway, &format!("v1/partner/ads/{PROBE_ID}?dry-run=true"));
        let mut request = self.client.put(url).json(&answer::ad());
        if let Some(key) = &self.targets.key {
            request = request.bearer_auth(key.expose_secret());
        }
        let response = send(request).await?;
        let with_key = self.targets.key.is_some();
        let status = response.status();
        match (status, with_key) {
            (StatusCode::ACCEPTED, true) | (StatusCode::UNAUTHORIZED, false) => {
                let body = read_to(response, |_| false).await?;
                Ok(answer::push(&body, status))
            }
            (StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN, true) => {
                Ok(Outcome::Slow(Reason::KeyRefused))
            }
            _ => Err(refusal(status)),
        }
    }
}

fn under(base: &Url, path: &str) -> String {
    format!("{}/{path}", base.as_str().trim_end_matches('/'))
}

async fn send(request: RequestBuilder) -> Result<Response, Outcome> {
    request.send().await.map_err(|error| unanswered(&error))
}

fn unanswered(error: &reqwest::Error) -> Outcome {
    Outcome::Down(if error.is_timeout() { Reason::TimedOut } else { Reason::Unreachable })
}

fn ok(response: Response) -> Result<Response, Outcome> {
    match response.status() {
        StatusCode::OK => Ok(response),
        status => Err(refusal(status)),
    }
}

/// What a status that should not be says.
fn refusal(status: StatusCode) -> Outcome {
    match status {
        StatusCode::TOO_MANY_REQUESTS => Outcome::Slow(Reason::Busy),
        status if status.is_server_error() => Outcome::Down(Reason::ServerError),
        _ => Outcome::Down(Reason::WrongAnswer),
    }
}

/// Reads until there is enough or the end; too much is a wrong answer.
async fn read_to(response: Response, enough: impl Fn(&[u8]) -> bool) -> Result<Vec<u8>, Outcome> {
    let mut body = Vec::new();
    let mut chunks = response.bytes_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|error| unanswered(&error))?;
        if body.len() + chunk.len() > BODY_BYTES_MAX {
            return Err(Outcome::Down(Reason::WrongAnswer));
        }
        body.extend_from_slice(&chunk);
        if enough(&body) {
            break;
        }
    }
    Ok(body)
}

#[cfg(test)]
mod tests;
