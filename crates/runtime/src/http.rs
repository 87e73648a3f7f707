//! The only file that makes requests to partners, and its guards: addresses
//! are checked after resolution and the checked ones are used, redirects are
//! checked again, time and size have limits, decompressed bytes too.

use std::io::Read;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use connectors::{Ask, ResponseHead, Validators};
use futures::TryStreamExt as _;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{
    CONTENT_TYPE, ETAG, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, RETRY_AFTER,
};
use tokio::runtime::Handle;
use tokio_util::io::{StreamReader, SyncIoBridge};
use url::{Host, Url};

/// Limits of one request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Time to connect.
    pub connect_timeout: Duration,
    /// Longest silence while reading.
    pub read_timeout: Duration,
    /// Time for the whole answer.
    pub total_timeout: Duration,
    /// Largest answer after decompression.
    pub body_bytes_max: u64,
    /// Redirects followed.
    pub redirects_max: usize,
    /// Lets a partner live on a loopback or private address: for tests, the
    /// demo, and partners inside one's own network. Off by default (SSRF).
    pub private_addresses: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            read_timeout: Duration::from_secs(60),
            total_timeout: Duration::from_secs(1_800),
            body_bytes_max: 4 << 30,
            redirects_max: 3,
            private_addresses: false,
        }
    }
}

/// A request that got no usable answer.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// The URL is not one that may be asked. Configuration must change.
    #[error("{url} may not be asked: {reason}")]
    Forbidden {
        /// URL.
        url: String,
        /// Why.
        reason: String,
    },
    /// No answer. Ask again later.
    #[error("no answer from {host}: {reason}")]
    NoAnswer {
        /// Host.
        host: String,
        /// Why, with its causes.
        reason: String,
    },
    /// An answer that says "later" or "not now".
    #[error("{host} answered {status}")]
    Later {
        /// Host.
        host: String,
        /// HTTP status: 429 or 5xx.
        status: u16,
        /// The least pause asked for.
        retry_after: Option<Duration>,
    },
}

impl HttpError {
    /// The least pause before another try; `None` when trying again is no use.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Forbidden { .. } => None,
            Self::NoAnswer { .. } => Some(Duration::ZERO),
            Self::Later { retry_after, .. } => Some(retry_after.unwrap_or_default()),
        }
    }
}

/// Makes requests to one partner.
pub struct Client {
    client: reqwest::Client,
    limits: Limits,
    runtime: Handle,
}

impl Client {
    /// A client with these limits. `runtime` carries its I/O; calls block and
    /// must come from plain threads.
    ///
    /// # Errors
    /// When the TLS set-up of this machine cannot be used.
    pub fn new(limits: Limits, runtime: Handle) -> Result<Self, reqwest::Error> {
        let guard = Guard { private_addresses: limits.private_addresses };
        let max = limits.redirects_max;
        let policy = reqwest::redirect::Policy::custom(move |attempt| {
            if attempt.previous().len() > max {
                return attempt.error(format!("more than {max} redirects"));
            }
            match guard.check_url(attempt.url()) {
                Ok(()) => attempt.follow(),
                Err(reason) => attempt.error(reason),
            }
        });
        let client = reqwest::Client::builder()
            .user_agent(concat!("adhub/", env!("CARGO_PKG_VERSION"), " (+https://adhub.org)"))
            .connect_timeout(limits.connect_timeout)
            .read_timeout(limits.read_timeout)
            .timeout(limits.total_timeout)
            .redirect(policy)
            .dns_resolver(Arc::new(guard))
            .no_proxy()
            .build()?;
        Ok(Self { client, limits, runtime })
    }

    /// Sends a request and gives the head and the body, still to be read. The
    /// body ends with an error when it is larger than the limit.
    ///
    /// # Errors
    /// [`HttpError`]; other statuses than 429 and 5xx are answers.
    pub fn send(&self, ask: &Ask) -> Result<(ResponseHead, Box<dyn Read + Send>), HttpError> {
        let url = Url::parse(&ask.url).map_err(|error| forbidden(&ask.url, error.to_string()))?;
        let guard = Guard { private_addresses: self.limits.private_addresses };
        guard.check_url(&url).map_err(|reason| forbidden(&ask.url, reason))?;
        let host = url.host_str().unwrap_or_default().to_owned();
        let mut request = match &ask.post {
            None => self.client.get(url.clone()),
            Some(post) => self
                .client
                .post(url.clone())
                .header(CONTENT_TYPE, post.content_type)
                .body(post.body.clone()),
        };
        for (name, value) in &ask.headers {
            request = request.header(*name, value);
        }
        if let Some(etag) = &ask.unless.etag {
            request = request.header(IF_NONE_MATCH, etag);
        }
        if let Some(at) = &ask.unless.last_modified {
            request = request.header(IF_MODIFIED_SINCE, at);
        }
        let response = self.runtime.block_on(async { request.send().await }).map_err(|error| {
            let reason = with_causes(&error);
            if reason.contains(NOT_PUBLIC) {
                forbidden(&ask.url, reason)
            } else {
                HttpError::NoAnswer { host: host.clone(), reason }
            }
        })?;
        let status = response.status().as_u16();
        if status == 429 || status >= 500 {
            let retry_after = response
                .headers()
                .get(RETRY_AFTER)
                .and_then(|value| value.to_str().ok()?.trim().parse().ok())
                .map(|seconds: u64| Duration::from_secs(seconds.min(3_600)));
            return Err(HttpError::Later { host, status, retry_after });
        }
        let head = head(&response, &url);
        let stream = response.bytes_stream().map_err(std::io::Error::other);
        let reader = StreamReader::new(Box::pin(stream));
        let bridge = SyncIoBridge::new_with_handle(reader, self.runtime.clone());
        let body = Limited { inner: bridge, left: self.limits.body_bytes_max };
        Ok((head, Box::new(body)))
    }
}

fn head(response: &reqwest::Response, asked: &Url) -> ResponseHead {
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
        redirected_to: (response.url() != asked).then(|| response.url().to_string()),
        validators: Validators { etag: first(ETAG), last_modified: first(LAST_MODIFIED) },
        fingerprint: None,
        headers,
    }
}

fn forbidden(url: &str, reason: String) -> HttpError {
    HttpError::Forbidden { url: url.to_owned(), reason }
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

/// Ends with an error, not with a silent cut, when the limit is reached.
struct Limited<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.left = self.left.checked_sub(read as u64).ok_or_else(|| {
            std::io::Error::other("the answer is larger than the limit for this partner")
        })?;
        Ok(read)
    }
}

const NOT_PUBLIC: &str = "not a public address";

/// Refuses addresses that are not public, after resolution, and hands only the
/// checked addresses on, so that a second look-up cannot give others.
#[derive(Clone, Copy)]
struct Guard {
    private_addresses: bool,
}

impl Guard {
    fn check_url(self, url: &Url) -> Result<(), String> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(format!("scheme {:?}, only http and https are allowed", url.scheme()));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("credentials in a URL are not allowed".to_owned());
        }
        match url.host() {
            Some(Host::Ipv4(address)) => self.check(address.into()),
            Some(Host::Ipv6(address)) => self.check(address.into()),
            Some(Host::Domain(_)) => Ok(()),
            None => Err("it has no host".to_owned()),
        }
    }

    fn check(self, address: IpAddr) -> Result<(), String> {
        if self.private_addresses || is_public(address) {
            Ok(())
        } else {
            Err(format!("{address} is {NOT_PUBLIC}"))
        }
    }
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = *self;
        Box::pin(async move {
            let host = name.as_str().to_owned();
            let found: Vec<SocketAddr> = tokio::net::lookup_host((host, 0)).await?.collect();
            for address in &found {
                guard.check(address.ip())?;
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// Whether an address is one that the public internet routes (IANA special
/// purpose registries, RFC 6890 and its updates).
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            !(v4.is_private()
                || v4.is_loopback()
                || v4.is_link_local()
                || v4.is_unspecified()
                || v4.is_broadcast()
                || v4.is_documentation()
                || a == 0
                || a >= 224
                || (a == 100 && (64..128).contains(&b))
                || (a == 198 && (b == 18 || b == 19))
                || (a == 192 && b == 0 && c == 0)
                || (a == 192 && b == 88 && c == 99))
        }
        IpAddr::V6(v6) => {
            if let Some(v4) = v6.to_ipv4_mapped() {
                return is_public(v4.into());
            }
            let [first, second, ..] = v6.segments();
            // Global unicast is 2000::/3; out of it: Teredo and other protocol
            // assignments, documentation, 6to4, and the NAT64 prefix lies
            // outside it.
            (0x2000..0x4000).contains(&first)
                && !(first == 0x2001 && (second < 0x0200 || second == 0x0db8))
                && first != 0x2002
                && !(first == 0x3fff && second < 0x1000)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(url: &str) -> &'static str {
        let guard = Guard { private_addresses: false };
        if guard.check_url(&Url::parse(url).expect("a URL")).is_ok() { "asked" } else { "refused" }
    }

    #[test]
    fn addresses_inside_are_refused() {
        for url in [
            "http://127.0.0.1/",
            "http://10.1.2.3/",
            "http://169.254.169.254/latest/meta-data",
            "http://100.64.0.1/",
            "http://[::1]/",
            "http://[::ffff:10.0.0.1]/",
            "http://[fd00::1]/",
            "http://[fe80::1]/",
            "http://[64:ff9b::a00:1]/",
            "http://[2002:a00:1::]/",
            "http://0.0.0.0/",
            "http://2130706433/",
            "http://0x7f.1/",
            "file:///etc/passwd",
            "ftp://example.org/",
            "http://user:secret@example.org/",
        ] {
            assert_eq!(check(url), "refused", "{url}");
        }
    }

    #[test]
    fn public_addresses_are_asked() {
        for url in ["https://example.org/", "http://93.184.216.34/", "https://[2606:2800:21f::1]/"]
        {
            assert_eq!(check(url), "asked", "{url}");
        }
    }
}
