//! What one request may cost, and how a partner's hosts are treated.

use std::time::Duration;

/// Limits of one request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Time to connect.
    pub connect_timeout: Duration,
    /// Longest silence while reading.
    pub read_timeout: Duration,
    /// Time for the whole answer, redirects included; not the waiting for the
    /// host's turn.
    pub total_timeout: Duration,
    /// Largest answer after decompression, in bytes.
    pub body_bytes_max: u64,
    /// Most bytes of an answer that is taken in whole before it is read (4 MiB
    /// in memory, the rest in a file without a name). A larger one is read as
    /// it comes, without a fingerprint.
    pub spool_bytes_max: u64,
    /// Redirects followed.
    pub redirects_max: usize,
    /// Lets a partner live on a loopback or private address, and credentials
    /// go over plain HTTP: for tests, the demo, and partners inside one's own
    /// network. Off by default (SSRF).
    pub private_addresses: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            read_timeout: Duration::from_secs(60),
            total_timeout: Duration::from_secs(1_800),
            body_bytes_max: 4 << 30,
            spool_bytes_max: 1 << 30,
            redirects_max: 5,
            private_addresses: false,
        }
    }
}

/// How a partner's hosts are treated. What differs from the defaults is by
/// agreement with the partner.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Manners {
    /// Where the people of a host find ours: a URL or an address for mail. It
    /// stands in `User-Agent`.
    pub contact: String,
    /// Whether robots.txt is asked for and obeyed.
    pub robots: Robots,
    /// Least time between the starts of two requests to one host, counted over
    /// all partners of the process. A longer `Crawl-delay` counts instead,
    /// when robots.txt is obeyed.
    pub request_interval: Duration,
    /// Requests to one host at the same time, counted over all partners of the
    /// process.
    pub host_requests_max: u32,
    /// Longest `Crawl-delay` that is obeyed.
    pub crawl_delay_max: Duration,
    /// Longest `Retry-After` that is obeyed.
    pub retry_after_max: Duration,
    /// An answer that says how long it is fresh (`Cache-Control`, `Expires`) is
    /// not asked for again before, but for no longer than this.
    pub fresh_max: Duration,
}

impl Default for Manners {
    fn default() -> Self {
        Self {
            contact: "https://adhub.org".to_owned(),
            robots: Robots::Obey,
            request_interval: Duration::from_secs(1),
            host_requests_max: 1,
            crawl_delay_max: Duration::from_secs(60),
            retry_after_max: Duration::from_secs(3_600),
            fresh_max: Duration::from_secs(3_600),
        }
    }
}

impl Manners {
    /// `adhub/1.2.3 (+https://adhub.org)`.
    pub(super) fn user_agent(&self) -> String {
        format!("adhub/{} (+{})", env!("CARGO_PKG_VERSION"), self.contact)
    }
}

/// What is done about a host's robots.txt.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Robots {
    /// Asked for once a day, and obeyed (RFC 9309), as `adhub`.
    #[default]
    Obey,
    /// Not asked for: the partner has agreed that we read it. For an API or a
    /// feed that its owner gave us the address of.
    Ignore,
}
