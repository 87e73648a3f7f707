//! One round: every request of it, and what is committed as it goes.

use std::io::Read;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::{Duration, Instant};

use connectors::{
    Answer, Ask, Connector, Missed, Pages, ReadContext, ReadError, ResponseHead, Round, RoundKind,
    Step,
};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use schemas::Timestamp;
use schemas::cursor::PartnerCursor;
use telemetry::PollEnd;
use tokio::runtime::Handle;
use tracing::{info, warn};

use super::chunk::{self, Chunk};
use super::judge::{Verdict, judge};
use super::{Options, PollError, stored};
use crate::http::{Client, HttpError};
use crate::process::Hub;
use crate::retry::{RetryError, retry};
use crate::transaction::Transactions;

/// Polls one partner.
pub(super) struct Poller<'a> {
    connector: Arc<dyn Connector>,
    options: &'a Options,
    hub: &'a Hub,
    client: Client,
    rate: DefaultDirectRateLimiter,
    transactions: Transactions,
    cursor: Option<PartnerCursor>,
    pages: Pages,
    partitions: u32,
}

/// Why a round ended before its end.
enum Broken {
    /// The hub stops.
    Stopped,
    /// The partner, or what it said.
    Read(ReadError),
    /// The log.
    Poll(PollError),
}

impl From<PollError> for Broken {
    fn from(error: PollError) -> Self {
        Self::Poll(error)
    }
}

impl<'a> Poller<'a> {
    pub(super) fn start(
        connector: Arc<dyn Connector>,
        options: &'a Options,
        hub: &'a Hub,
        runtime: &Handle,
    ) -> Result<Self, PollError> {
        let partner = &options.profile.partner;
        let id = format!("adhub.poll.{partner}");
        let transactions = Transactions::take_hold(hub.log.as_ref(), &id, "adhub.poll")?;
        let cursor = stored::cursor(hub, partner)?;
        let pages = stored::pages(hub, partner)?;
        let every = options.request_interval.max(Duration::from_millis(1));
        let quota = Quota::with_period(every)
            .expect("the period is at least a millisecond")
            .allow_burst(NonZeroU32::MIN);
        let partitions = chunk::partitions(hub)?;
        info!(%partner, format = connector.format(), resumed = cursor.is_some(), pages = pages.len(), "polling {partner}");
        Ok(Self {
            connector,
            options,
            hub,
            client: Client::new(options.limits.clone(), runtime.clone())?,
            rate: RateLimiter::direct(quota),
            transactions,
            cursor,
            pages,
            partitions,
        })
    }

    /// One round and everything that follows from it.
    pub(super) fn round(&mut self) -> Result<(), PollError> {
        let started = Instant::now();
        let begun_at = self.hub.clock.now();
        let mut round =
            self.connector.begin(self.cursor.as_ref().map(|cursor| &cursor.cursor), begun_at);
        let snapshot_id = (round.kind() == RoundKind::Snapshot).then(|| begun_at.to_string());
        let options = self.options;
        let context = ReadContext {
            profile: &options.profile,
            account: options.account.as_deref(),
            now: begun_at,
            url: None,
            snapshot_id: snapshot_id.as_deref(),
        };
        let mut chunk = Chunk::new(self.hub, context, self.connector.name(), self.partitions);
        let partner = &options.profile.partner;
        let end = match self.requests(round.as_mut(), &mut chunk) {
            Ok(()) => self.conclude(round.as_mut(), &mut chunk, begun_at)?,
            Err(Broken::Poll(error)) => return Err(error),
            Err(Broken::Stopped) => return Ok(()),
            Err(Broken::Read(error)) => {
                warn!(%partner, %error, "the round of {partner} broke off: {}", with_source(&error));
                match error {
                    ReadError::Missed { .. } => PollEnd::Failed,
                    _ => PollEnd::Cut,
                }
            }
        };
        chunk.flush(&mut self.transactions)?;
        let (ads, rejected) = (chunk.ads(), chunk.rejected());
        info!(%partner, ads, rejected, ?end, "read {ads} ads from {partner}, {rejected} rejected");
        let seconds = started.elapsed().as_secs_f64();
        let at_seconds = self.hub.clock.now().millis() / 1_000;
        self.hub.metrics.runtime.polled(partner.as_str(), end, seconds, at_seconds);
        Ok(())
    }

    /// Every request of a round, until it wants no more.
    fn requests(&mut self, round: &mut dyn Round, chunk: &mut Chunk<'_>) -> Result<(), Broken> {
        while let Some(ask) = round.ask(&self.pages) {
            let step = match self.request(&ask) {
                Err(RetryError::Stopped) => return Err(Broken::Stopped),
                Err(RetryError::Failed(error)) => {
                    let partner = &self.options.profile.partner;
                    warn!(%partner, %error, "{partner} gave no answer: {error}");
                    let missed = Missed { ask, reason: error.to_string() };
                    self.handing_over(chunk, |pages, sink| round.missed(&missed, pages, sink))?
                }
                Ok((head, mut body)) => {
                    let asked_at = self.hub.clock.now();
                    let context = chunk.answering(&ask, &head, asked_at);
                    self.handing_over(chunk, |pages, sink| {
                        let answer =
                            Answer { ask: &ask, asked_at, head: &head, body: body.as_mut() };
                        let context = ReadContext { url: Some(&ask.url), ..context };
                        round.read(answer, &context, pages, sink)
                    })?
                }
            };
            if let Some(inner) = step.cursor {
                let cursor = self.moved(inner);
                chunk.cursor(&cursor)?;
                chunk.flush(&mut self.transactions)?;
                self.cursor = Some(cursor);
            }
            chunk.flush_old(&mut self.transactions)?;
        }
        Ok(())
    }

    /// Lets a round hand over, commits what is a chunk, keeps notes of pages.
    fn handing_over(
        &mut self,
        chunk: &mut Chunk<'_>,
        read: impl FnOnce(&Pages, &mut connectors::Sink<'_>) -> Result<Step, ReadError>,
    ) -> Result<Step, Broken> {
        let mut failure = None;
        let transactions = &mut self.transactions;
        let result = read(&self.pages, &mut |item| {
            if failure.is_none()
                && let Err(error) = chunk.take(item).and_then(|()| chunk.flush_full(transactions))
            {
                failure = Some(error);
            }
        });
        if let Some(error) = failure {
            return Err(error.into());
        }
        for (page, note) in chunk.notes() {
            if self.pages.set(&page, note.clone()) {
                chunk.page(&page, note)?;
            } else {
                let partner = &self.options.profile.partner;
                warn!(%partner, pages = self.pages.len(), "a page of {partner} cannot be kept in mind: too many, or too much");
            }
        }
        result.map_err(Broken::Read)
    }

    /// What a round that came to its end proves.
    fn conclude(
        &mut self,
        round: &mut dyn Round,
        chunk: &mut Chunk<'_>,
        begun_at: Timestamp,
    ) -> Result<PollEnd, PollError> {
        let mut end = None;
        let handed = self.handing_over(chunk, |pages, sink| {
            end = Some(round.end(pages, sink));
            Ok(Step::default())
        });
        let end = match (handed, end) {
            (Err(Broken::Poll(error)), _) => return Err(error),
            (_, Some(end)) => end,
            (_, None) => unreachable!("the closure sets it"),
        };
        let kind = round.kind();
        let cursor = self.moved(end.cursor.clone());
        let Verdict { end: poll_end, cursor } =
            judge(self.options, kind, &end, chunk.ads(), cursor, begun_at);
        if poll_end == PollEnd::Done && kind == RoundKind::Snapshot && !end.unchanged {
            self.hub.metrics.runtime.snapshot(self.options.profile.partner.as_str(), chunk.ads());
            chunk.complete()?;
        }
        if let Some(cursor) = cursor {
            chunk.cursor(&cursor)?;
            chunk.flush(&mut self.transactions)?;
            self.cursor = Some(cursor);
        }
        Ok(poll_end)
    }

    /// The stored cursor with another inner one.
    fn moved(&self, inner: connectors::Cursor) -> PartnerCursor {
        let before = self.cursor.as_ref();
        PartnerCursor {
            partner: self.options.profile.partner.clone(),
            at: self.hub.clock.now(),
            cursor: inner,
            snapshot_count: before.and_then(|cursor| cursor.snapshot_count),
            snapshot_at: before.and_then(|cursor| cursor.snapshot_at),
        }
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
            self.client.send(ask)
        };
        retry(self.options.retry, &self.hub.stop, attempt, HttpError::retry_after)
    }
}

fn with_source(error: &ReadError) -> String {
    let source = std::error::Error::source(error);
    source.map_or_else(|| error.to_string(), |source| format!("{error}: {source}"))
}
