//! Reads `/v1/stream` as lines of JSON, and comes back with its cursor after
//! every cut.

use std::ops::ControlFlow;
use std::time::Duration;

use anyhow::{Context as _, bail};
use futures::StreamExt as _;
use runtime::retry::{Pauses, Policy};
use serde_json::Value;
use url::Url;

/// Back-off between connections: for as long as it takes, at most half a
/// minute each.
const POLICY: Policy = Policy {
    initial: Duration::from_millis(200),
    max: Duration::from_secs(30),
    give_up_after: None,
};
/// A connection from which nothing came for so long is dead: heartbeats come
/// every 10 seconds.
const SILENCE_MAX: Duration = Duration::from_secs(30);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Longest line; a change is smaller than a record of the log.
const LINE_BYTES_MAX: usize = 16 << 20;

/// What happens while following.
pub(crate) enum Event {
    /// A connection stands.
    Connected,
    /// A change came: as it was sent, and read.
    Change {
        /// The line, without its end.
        line: String,
        /// The same, read.
        change: Value,
    },
    /// The connection ended; the next one comes after the pause.
    Cut {
        /// Why.
        reason: String,
        /// Until then.
        pause: Duration,
    },
}

/// The hub refuses for good: asking again would not help.
#[derive(Debug, thiserror::Error)]
#[error("the hub answered {status}: {detail}")]
pub(crate) struct Refused {
    /// HTTP status.
    pub(crate) status: u16,
    /// What it said.
    pub(crate) detail: String,
    /// The oldest cursor that can be read from.
    pub(crate) floor: Option<String>,
    /// Absolute URL of the snapshot.
    pub(crate) snapshot: Option<String>,
}

/// A feed, and how far it was read.
pub(crate) struct Feed {
    client: reqwest::Client,
    stream: Url,
    cursor: Option<String>,
    /// Without a cursor: from the oldest change kept, not from now on.
    from_first: bool,
}

/// How one connection ended.
enum Ended {
    /// The one who follows has enough.
    Enough,
    /// It is worth another try, after this time at least.
    Cut(String, Duration),
    Refused(Refused),
}

impl Feed {
    /// The feed of the hub at a URL: its root, or `/v1/stream` itself.
    ///
    /// # Errors
    /// When it is not a URL of HTTP.
    pub(crate) fn new(url: &str) -> anyhow::Result<Self> {
        let mut stream: Url = url
            .parse()
            .with_context(|| format!("{url:?} is not a URL, for example http://127.0.0.1:8080"))?;
        if !matches!(stream.scheme(), "http" | "https") || stream.host().is_none() {
            bail!("{url:?} is not a URL of http or https, for example http://127.0.0.1:8080");
        }
        stream.set_query(None);
        stream.set_fragment(None);
        let path = stream.path().trim_end_matches('/');
        let path = path.strip_suffix("/v1/stream").unwrap_or(path).to_owned();
        stream.set_path(&format!("{path}/v1/stream"));
        let mut client = reqwest::Client::builder()
            .user_agent(concat!("adhub/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT_TIMEOUT)
            .read_timeout(SILENCE_MAX);
        if is_loopback(&stream) {
            client = client.no_proxy();
        }
        Ok(Self { client: client.build()?, stream, cursor: None, from_first: false })
    }

    /// From what follows a cursor.
    pub(crate) fn after(self, cursor: &str) -> Self {
        Self { cursor: Some(cursor.to_owned()), ..self }
    }

    /// From the oldest change that is kept.
    pub(crate) fn with_what_is_kept(self) -> Self {
        Self { from_first: true, ..self }
    }

    /// Where to go on.
    pub(crate) fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }

    /// Hands every change to `take` once, in order, until it breaks off.
    ///
    /// # Errors
    /// [`Refused`].
    pub(crate) async fn follow(
        &mut self,
        mut take: impl FnMut(Event) -> ControlFlow<()>,
    ) -> Result<(), Refused> {
        let mut pauses = Pauses::new(POLICY);
        loop {
            let (reason, least) = match self.connect(&mut pauses, &mut take).await {
                Ended::Enough => return Ok(()),
                Ended::Refused(refused) => return Err(refused),
                Ended::Cut(reason, least) => (reason, least),
            };
            let pause = pauses.next_pause().unwrap_or(POLICY.max).max(least);
            if take(Event::Cut { reason, pause }).is_break() {
                return Ok(());
            }
            tokio::time::sleep(pause).await;
        }
    }

    /// One connection.
    async fn connect(
        &mut self,
        pauses: &mut Pauses,
        take: &mut impl FnMut(Event) -> ControlFlow<()>,
    ) -> Ended {
        if self.from_first && self.cursor.is_none() {
            match self.first_page(take).await {
                Ok(ControlFlow::Continue(())) => {}
                Ok(ControlFlow::Break(())) => return Ended::Enough,
                Err(error) => return cut(format!("{error:#}")),
            }
        }
        let mut url = self.stream.clone();
        if let Some(cursor) = &self.cursor {
            url.query_pairs_mut().append_pair("after", cursor);
        }
        let request = self.client.get(url).header("accept", "application/x-ndjson");
        let answer = match request.send().await {
            Ok(answer) => answer,
            Err(error) => return cut(format!("{:#}", anyhow::Error::from(error))),
        };
        let status = answer.status().as_u16();
        if status != 200 {
            return self.refused(status, answer).await;
        }
        if take(Event::Connected).is_break() {
            return Ended::Enough;
        }
        let mut body = answer.bytes_stream();
        let mut buffer = Vec::new();
        while let Some(chunk) = body.next().await {
            match chunk {
                Ok(bytes) => buffer.extend_from_slice(&bytes),
                Err(error) => return cut(format!("{:#}", anyhow::Error::from(error))),
            }
            let mut start = 0;
            while let Some(length) = buffer[start..].iter().position(|&byte| byte == b'\n') {
                let line = &buffer[start..start + length];
                start += length + 1;
                if let Some(ended) = self.line(line, pauses, take) {
                    return ended;
                }
            }
            buffer.drain(..start);
            if buffer.len() > LINE_BYTES_MAX {
                return cut(format!("a line has more than {LINE_BYTES_MAX} bytes"));
            }
        }
        cut("the hub closed it".to_owned())
    }

    /// One line; `None`: read on.
    fn line(
        &mut self,
        line: &[u8],
        pauses: &mut Pauses,
        take: &mut impl FnMut(Event) -> ControlFlow<()>,
    ) -> Option<Ended> {
        if line.trim_ascii().is_empty() {
            return None;
        }
        let change: Value = match serde_json::from_slice(line) {
            Ok(change) => change,
            Err(error) => return Some(cut(format!("a line is not JSON: {error}"))),
        };
        pauses.reset();
        let cursor = change["cursor"].as_str().map(str::to_owned);
        let kind = change["kind"].as_str().unwrap_or_default();
        let ended = match kind {
            "problem" => return Some(self.problem(&change["problem"])),
            "heartbeat" => None,
            "closing" => {
                let millis = change["retry_millis"].as_u64().unwrap_or(0).min(60_000);
                let reason = "the hub is closing".to_owned();
                Some(Ended::Cut(reason, Duration::from_millis(millis)))
            }
            _ => {
                let line = String::from_utf8_lossy(line).into_owned();
                take(Event::Change { line, change }).is_break().then_some(Ended::Enough)
            }
        };
        // After the change was told: whoever comes back does not miss it.
        self.cursor = cursor.or_else(|| self.cursor.take());
        ended
    }

    async fn refused(&self, status: u16, answer: reqwest::Response) -> Ended {
        let after = answer.headers().get("retry-after").and_then(|value| value.to_str().ok());
        let after: u64 = after.and_then(|text| text.parse().ok()).unwrap_or(0);
        let problem: Value = answer.json().await.unwrap_or_default();
        if status == 429 || status >= 500 {
            let detail = problem["detail"].as_str().unwrap_or("no reason given");
            let reason = format!("the hub answered {status}: {detail}");
            return Ended::Cut(reason, Duration::from_secs(after.min(300)));
        }
        Ended::Refused(self.refusal(status, &problem))
    }

    /// A problem inside a stream: what may pass is tried again.
    fn problem(&self, problem: &Value) -> Ended {
        let status = problem["status"].as_u64().and_then(|status| u16::try_from(status).ok());
        match status {
            Some(status @ 400..=499) if status != 429 => {
                Ended::Refused(self.refusal(status, problem))
            }
            _ => cut(problem["detail"].as_str().unwrap_or("no reason given").to_owned()),
        }
    }

    fn refusal(&self, status: u16, problem: &Value) -> Refused {
        let text = |name: &str| problem[name].as_str().map(str::to_owned);
        let snapshot = text("snapshot").map(|path| {
            let root = self.stream.path().trim_end_matches("/v1/stream");
            let mut url = self.stream.clone();
            url.set_path(&format!("{root}{path}"));
            url.to_string()
        });
        let detail = text("detail").unwrap_or_else(|| format!("{} is no feed", self.stream));
        Refused { status, detail, floor: text("floor"), snapshot }
    }

    /// What there is already, from the oldest change kept, and where to go on.
    async fn first_page(
        &mut self,
        take: &mut impl FnMut(Event) -> ControlFlow<()>,
    ) -> anyhow::Result<ControlFlow<()>> {
        let url = self.stream.join("changes?limit=1000")?;
        let answer = self.client.get(url).send().await?.error_for_status()?;
        let mut page: Value = answer.json().await?;
        let next = page["next"].as_str().map(str::to_owned).context("the page has no cursor")?;
        if let Value::Array(changes) = page["changes"].take() {
            for change in changes {
                let line = change.to_string();
                if take(Event::Change { line, change }).is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
        }
        self.cursor = Some(next);
        Ok(ControlFlow::Continue(()))
    }
}

fn cut(reason: String) -> Ended {
    Ended::Cut(reason, Duration::ZERO)
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(url: &str, expected: Result<&str, &str>) {
        match (Feed::new(url), expected) {
            (Ok(feed), Ok(stream)) => assert_eq!(feed.stream.as_str(), stream),
            (Err(error), Err(words)) => assert!(format!("{error:#}").contains(words), "{error:#}"),
            (feed, expected) => panic!("{url}: {:?}, not {expected:?}", feed.map(|f| f.stream)),
        }
    }

    #[test]
    fn the_root_of_a_hub_and_its_stream_mean_the_same() {
        check("http://127.0.0.1:8080", Ok("http://127.0.0.1:8080/v1/stream"));
        check("http://127.0.0.1:8080/", Ok("http://127.0.0.1:8080/v1/stream"));
        check("https://hub.example/jobs/", Ok("https://hub.example/jobs/v1/stream"));
        check("http://h/v1/stream?after=x", Ok("http://h/v1/stream"));
    }

    #[test]
    fn what_is_no_url_of_http_is_refused() {
        check("127.0.0.1:8080", Err("http://127.0.0.1:8080"));
        check("ftp://hub.example", Err("http or https"));
    }
}
