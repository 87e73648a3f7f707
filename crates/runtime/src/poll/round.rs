//! One round: every request of it, and what is committed as it goes.

mod ask;
mod conclude;

use std::sync::Arc;
use std::time::{Duration, Instant};

use connectors::{
    Answer, Ask, Connector, Missed, Pages, ReadContext, ReadError, Round, RoundKind, Step,
};
use schemas::cursor::PartnerCursor;
use schemas::quarantine::HeldSnapshot;
use telemetry::PollEnd;
use tokio::runtime::Handle;
use tracing::{info, warn};

use super::breaker::Circuit;
use super::chunk::{self, Chunk};
use super::ends::{Last, is_failure};
use super::{Options, PollError, stored};
use crate::http::Client;
use crate::process::Hub;
use crate::retry::RetryError;
use crate::transaction::Transactions;
use ask::{Fresh, NotBefore};

/// Polls one partner.
pub(super) struct Poller<'a> {
    connector: Arc<dyn Connector>,
    options: &'a Options,
    hub: &'a Hub,
    client: Client,
    transactions: Transactions,
    cursor: Option<PartnerCursor>,
    pages: Pages,
    partitions: u32,
    held: Option<HeldSnapshot>,
    circuit: Circuit,
    /// The next round is read in full, as if it were the first.
    anew: bool,
    fresh: Option<Fresh>,
    not_before: Option<NotBefore>,
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
        let (held, _) = stored::quarantine(hub, partner)?;
        let metrics = &hub.metrics.runtime;
        metrics.held(partner.as_str(), held.as_ref().map_or(0, |held| held.snapshots));
        metrics.failing(partner.as_str(), 0, false);
        let partitions = chunk::partitions(hub)?;
        let client = Client::new(
            options.limits.clone(),
            options.manners.clone(),
            options.credentials.clone(),
            runtime.clone(),
            hub.stop.clone(),
        )?;
        info!(%partner, format = connector.format(), resumed = cursor.is_some(), pages = pages.len(), "polling {partner}");
        Ok(Self {
            connector,
            options,
            hub,
            client,
            transactions,
            cursor,
            pages,
            partitions,
            held,
            circuit: Circuit::new(options.breaker),
            anew: false,
            fresh: None,
            not_before: None,
        })
    }

    /// One round and everything that follows from it. Gives the pause before
    /// the next.
    pub(super) fn round(&mut self) -> Result<Duration, PollError> {
        let started = Instant::now();
        let begun_at = self.hub.clock.now();
        let cursor = self.cursor.as_ref().filter(|_| !self.anew);
        let mut round = self.connector.begin(cursor.map(|cursor| &cursor.cursor), begun_at);
        let first = round.ask(&self.pages);
        if let Some(pause) = first.as_ref().and_then(|ask| self.too_early(ask)) {
            return Ok(pause);
        }
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
        let mut last = Last::default();
        let end = match self.requests(round.as_mut(), first, &mut chunk, &mut last) {
            Ok(()) => self.conclude(round.as_mut(), &mut chunk, begun_at)?,
            Err(Broken::Poll(error)) => return Err(error),
            Err(Broken::Stopped) => return Ok(Duration::ZERO),
            Err(Broken::Read(error)) => {
                let Some(end) = last.end(&error) else { return Ok(Duration::ZERO) };
                let (reason, end_name) = (with_source(&error), end.as_str());
                warn!(%partner, end = end_name, %reason, "the round of {partner} broke off ({end_name}): {reason}");
                end
            }
        };
        chunk.flush(&mut self.transactions)?;
        let (ads, rejected, end_name) = (chunk.ads(), chunk.rejected(), end.as_str());
        info!(%partner, ads, rejected, end = end_name, "read {ads} ads from {partner}, {rejected} rejected: {end_name}");
        let seconds = started.elapsed().as_secs_f64();
        let at_seconds = self.hub.clock.now().millis() / 1_000;
        self.hub.metrics.runtime.polled(partner.as_str(), end, seconds, at_seconds);
        Ok(self.pause_after(end))
    }

    /// The pause before the next round: the interval, or what the partner or
    /// the circuit breaker asks for.
    fn pause_after(&mut self, end: PollEnd) -> Duration {
        let partner = &self.options.profile.partner;
        let failed = is_failure(end);
        let was_open = self.circuit.is_open();
        let pause = self.circuit.ended(failed);
        let (failures, open) = (self.circuit.failures(), self.circuit.is_open());
        self.hub.metrics.runtime.failing(partner.as_str(), failures, open);
        if open {
            let seconds = pause.as_secs();
            warn!(%partner, failures, seconds, "{partner} failed {failures} times in a row: it is asked again in {seconds} s");
        } else if was_open {
            info!(%partner, "{partner} answers again");
        }
        if failed {
            self.fresh = None;
        }
        let later = self.not_before.as_ref().map_or(Duration::ZERO, NotBefore::left);
        self.options.interval.max(pause).max(later)
    }

    /// Every request of a round, until it wants no more.
    fn requests(
        &mut self,
        round: &mut dyn Round,
        first: Option<Ask>,
        chunk: &mut Chunk<'_>,
        last: &mut Last,
    ) -> Result<(), Broken> {
        let (mut next, mut is_first) = (first, true);
        while let Some(ask) = next {
            if self.hub.stop.is_set() {
                return Err(Broken::Stopped);
            }
            let step = match self.request(&ask, is_first) {
                Err(RetryError::Stopped) => return Err(Broken::Stopped),
                Err(RetryError::Failed(error)) => {
                    let partner = &self.options.profile.partner;
                    warn!(%partner, %error, "{partner} gave no answer: {error}");
                    *last = Last::missed(&error);
                    let missed = Missed { ask, reason: error.to_string() };
                    self.handing_over(chunk, |pages, sink| round.missed(&missed, pages, sink))?
                }
                Ok((head, mut body)) => {
                    if is_first {
                        self.note_fresh(&ask, &head);
                    }
                    let asked_at = self.hub.clock.now();
                    let context = chunk.answering(&ask, &head, asked_at);
                    let step = self.handing_over(chunk, |pages, sink| {
                        let answer = Answer { ask: &ask, asked_at, head: &head, body: &mut body };
                        let context = ReadContext { url: Some(&ask.url), ..context };
                        round.read(answer, &context, pages, sink)
                    });
                    *last = Last::read(&head, &body);
                    step?
                }
            };
            if let Some(inner) = step.cursor {
                let cursor = self.moved(inner);
                chunk.cursor(&cursor)?;
                chunk.flush(&mut self.transactions)?;
                self.cursor = Some(cursor);
            }
            chunk.flush_old(&mut self.transactions)?;
            is_first = false;
            next = round.ask(&self.pages);
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
}

fn with_source(error: &ReadError) -> String {
    let source = std::error::Error::source(error);
    source.map_or_else(|| error.to_string(), |source| format!("{error}: {source}"))
}
