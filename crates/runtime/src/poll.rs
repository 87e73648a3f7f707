//! Drives one connector: asks, reads, commits ads and cursor in one
//! transaction. One plain thread per partner, crash-only like `process`.
//!
//! A long answer is committed in chunks as it comes, so that memory stays
//! bounded; the cursor goes with the last chunk only. After a crash the same
//! answer is asked for again, and `dedupe` drops what was there before.

mod chunk;
mod cursor;

use std::io::Read;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::{Duration, Instant};

use connectors::{Ask, AskKind, Connector, Profile, ReadContext, ReadEnd, ReadError, ResponseHead};
use eventlog::LogError;
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use schemas::cursor::PartnerCursor;
use schemas::{EncodeError, SchemaError, Timestamp};
use telemetry::PollEnd;
use tokio::runtime::Handle;
use tracing::{info, warn};

use crate::http::{Client, HttpError, Limits};
use crate::process::Hub;
use crate::retry::{Policy, RetryError, retry};
use crate::transaction::Transactions;

use chunk::{Chunk, Marker};

/// How one partner is polled.
#[derive(Clone, Debug)]
pub struct Options {
    /// What is known about the partner.
    pub profile: Profile,
    /// Tenant of the partner.
    pub account: Option<String>,
    /// From the end of one poll to the start of the next.
    pub interval: Duration,
    /// Least time between two requests.
    pub request_interval: Duration,
    /// Trying one request again.
    pub retry: Policy,
    /// Limits of one request.
    pub limits: Limits,
    /// Safety brake: a complete snapshot that is smaller than the last one by
    /// more than this share withdraws nothing. 0 to 1.
    pub brake: f64,
}

/// Why a poller ended; its successor starts from the last commit.
#[derive(Debug, thiserror::Error)]
pub enum PollError {
    /// The log failed.
    #[error(transparent)]
    Log(#[from] LogError),
    /// An event of ours does not fit its schema.
    #[error(transparent)]
    Encode(#[from] EncodeError),
    /// The stored cursor cannot be read.
    #[error("the cursor of {partner} cannot be read: {reason}")]
    Cursor {
        /// Partner.
        partner: String,
        /// What was wrong.
        reason: String,
    },
    /// The registry failed.
    #[error(transparent)]
    Schema(#[from] SchemaError),
    /// TLS cannot be set up on this machine.
    #[error("the HTTP client cannot be set up: {0}")]
    Client(#[from] reqwest::Error),
}

/// Polls one partner until the hub stops.
///
/// # Errors
/// [`PollError`]; a partner that cannot be reached is not one.
pub fn run(
    connector: Arc<dyn Connector>,
    options: &Options,
    hub: &Hub,
    runtime: &Handle,
) -> Result<(), PollError> {
    let mut poller = Poller::start(connector, options, hub, runtime)?;
    while !hub.stop.is_set() {
        poller.poll_once()?;
        hub.stop.sleep(options.interval);
    }
    Ok(())
}

struct Poller<'a> {
    connector: Arc<dyn Connector>,
    options: &'a Options,
    hub: &'a Hub,
    client: Client,
    rate: DefaultDirectRateLimiter,
    transactions: Transactions,
    cursor: Option<PartnerCursor>,
    partitions: u32,
}

/// What one answer came to.
struct Answer {
    asked_at: Timestamp,
    result: Result<ReadEnd, ReadError>,
}

impl<'a> Poller<'a> {
    fn start(
        connector: Arc<dyn Connector>,
        options: &'a Options,
        hub: &'a Hub,
        runtime: &Handle,
    ) -> Result<Self, PollError> {
        let partner = &options.profile.partner;
        let id = format!("adhub.poll.{partner}");
        let transactions = Transactions::take_hold(hub.log.as_ref(), &id, "adhub.poll")?;
        let cursor = cursor::load(hub, partner)?;
        let every = options.request_interval.max(Duration::from_millis(1));
        let quota = Quota::with_period(every)
            .expect("the period is at least a millisecond")
            .allow_burst(NonZeroU32::MIN);
        let partitions = chunk::partitions(hub)?;
        info!(%partner, format = connector.format(), resumed = cursor.is_some(), "polling {partner}");
        Ok(Self {
            connector,
            options,
            hub,
            client: Client::new(options.limits.clone(), runtime.clone())?,
            rate: RateLimiter::direct(quota),
            transactions,
            cursor,
            partitions,
        })
    }

    /// One request and everything that follows from it.
    fn poll_once(&mut self) -> Result<(), PollError> {
        let started = Instant::now();
        let ask = {
            let cursor = self.cursor.as_ref().map(|cursor| &cursor.cursor);
            self.connector.ask(cursor, self.hub.clock.now())
        };
        let partner = self.options.profile.partner.clone();
        let end = match self.request(&ask) {
            Err(RetryError::Stopped) => return Ok(()),
            Err(RetryError::Failed(error)) => {
                warn!(%partner, %error, "{partner} could not be read: {error}");
                PollEnd::Failed
            }
            Ok((head, body)) => self.take_in(&ask, &head, body)?,
        };
        let seconds = started.elapsed().as_secs_f64();
        let at_seconds = self.hub.clock.now().millis() / 1_000;
        self.hub.metrics.runtime.polled(partner.as_str(), end, seconds, at_seconds);
        Ok(())
    }

    /// Asks, within the rate limit, and tries again what may pass.
    fn request(
        &self,
        ask: &Ask,
    ) -> Result<(ResponseHead, Box<dyn Read + Send>), RetryError<HttpError>> {
        let attempt = || {
            while let Err(early) = self.rate.check() {
                use governor::clock::Clock as _;
                let wait = early.wait_time_from(governor::clock::DefaultClock::default().now());
                if self.hub.stop.sleep(wait) {
                    break;
                }
            }
            self.client.get(ask)
        };
        retry(self.options.retry, &self.hub.stop, attempt, HttpError::retry_after)
    }

    /// Reads an answer into the log, chunk by chunk.
    fn take_in(
        &mut self,
        ask: &Ask,
        head: &ResponseHead,
        mut body: Box<dyn Read + Send>,
    ) -> Result<PollEnd, PollError> {
        let asked_at = self.hub.clock.now();
        let snapshot_id = (ask.kind == AskKind::Snapshot).then(|| asked_at.to_string());
        let context = ReadContext {
            profile: &self.options.profile,
            account: self.options.account.as_deref(),
            now: asked_at,
            url: Some(&ask.url),
            snapshot_id: snapshot_id.as_deref(),
        };
        let mut chunk = Chunk::new(self.hub, &context, ask, self.connector.name(), self.partitions);
        if snapshot_id.is_some() {
            chunk.mark(Marker::Begun)?;
        }
        let mut failure = None;
        let transactions = &mut self.transactions;
        let result = self.connector.read(ask, head, &mut body, &context, &mut |item| {
            if failure.is_none()
                && let Err(error) = chunk.take(item).and_then(|()| chunk.flush_full(transactions))
            {
                failure = Some(error);
            }
        });
        if let Some(error) = failure {
            return Err(error);
        }
        let answer = Answer { asked_at, result };
        let (end, cursor) = self.judge(ask, &answer, chunk.ads());
        if end == PollEnd::Done
            && let Some(count) = snapshot_id.as_ref().map(|_| chunk.items())
        {
            chunk.mark(Marker::Completed(count))?;
        }
        if let Some(cursor) = &cursor {
            chunk.cursor(cursor)?;
        }
        let (ads, rejected) = (chunk.ads(), chunk.rejected());
        chunk.flush(&mut self.transactions)?;
        let partner = &self.options.profile.partner;
        info!(%partner, ads, rejected, ?end, "read {ads} ads from {partner}, {rejected} rejected");
        if cursor.is_some() {
            self.cursor = cursor;
        }
        Ok(end)
    }

    /// Whether the answer may be believed, and where reading continues.
    fn judge(&self, ask: &Ask, answer: &Answer, ads: u64) -> (PollEnd, Option<PartnerCursor>) {
        let partner = &self.options.profile.partner;
        let end = match &answer.result {
            Ok(end) => end,
            Err(error) => {
                warn!(%partner, %error, "the answer of {partner} broke off: {error}");
                return (PollEnd::Cut, None);
            }
        };
        let before = self.cursor.as_ref();
        let inner = before.map(|cursor| &cursor.cursor);
        let mut next = PartnerCursor {
            partner: partner.clone(),
            at: self.hub.clock.now(),
            cursor: self.connector.advance(inner, ask, end, answer.asked_at),
            snapshot_count: before.and_then(|cursor| cursor.snapshot_count),
            snapshot_at: before.and_then(|cursor| cursor.snapshot_at),
        };
        if ask.kind == AskKind::Window {
            return (PollEnd::Done, Some(next));
        }
        if !end.complete || end.announced.is_some_and(|announced| announced > end.items) {
            warn!(%partner, items = end.items, announced = end.announced, "the snapshot of {partner} is not provably complete");
            return (PollEnd::Cut, None);
        }
        let last = next.snapshot_count.unwrap_or(0);
        #[expect(clippy::cast_precision_loss, reason = "counts of ads are far below 2^52")]
        let floor = last as f64 * (1.0 - self.options.brake);
        #[expect(clippy::cast_precision_loss, reason = "counts of ads are far below 2^52")]
        if (ads as f64) < floor {
            warn!(
                %partner, ads, last,
                "safety brake: the snapshot of {partner} has {ads} ads, the last one had {last}: nothing is withdrawn"
            );
            return (PollEnd::Braked, Some(next));
        }
        self.hub.metrics.runtime.snapshot(partner.as_str(), ads);
        next.snapshot_count = i64::try_from(ads).ok();
        next.snapshot_at = Some(answer.asked_at);
        (PollEnd::Done, Some(next))
    }
}
