//! A round: one query, page after page.

use std::collections::HashSet;

use schemas::Timestamp;

use super::query::{Begin, reached};
use super::{Elastic, Position};
use crate::connector::{Answer, Ask, Connector, Cursor, Round, RoundEnd, RoundKind, Sink, Step};
use crate::formats::elastic::{self, FORMAT};
use crate::item::{Item, ReadContext, ReadError};
use crate::pages::Pages;

/// One round.
pub(super) struct Reading {
    elastic: Elastic,
    kind: RoundKind,
    before: Option<Position>,
    /// The page to ask for next.
    begin: Option<Begin>,
    /// The page that was asked for.
    asked: Option<Begin>,
    /// When the first page was asked for.
    asked_at: Option<Timestamp>,
    now: Timestamp,
    /// Ids of all hits.
    ids: HashSet<String>,
    announced: Option<u64>,
    complete: bool,
}

impl Reading {
    pub(super) fn new(
        elastic: Elastic,
        kind: RoundKind,
        before: Option<Position>,
        now: Timestamp,
    ) -> Self {
        let window = before.as_ref().filter(|_| kind == RoundKind::Window);
        let overlap = i64::try_from(elastic.overlap.as_secs()).unwrap_or(i64::MAX);
        let since = window.map(|position| position.read_to.plus_seconds(-overlap));
        Self {
            begin: Some(Begin::at(since)),
            asked: None,
            asked_at: None,
            now,
            ids: HashSet::new(),
            announced: None,
            complete: false,
            elastic,
            kind,
            before,
        }
    }

    /// A window may go on from the last hit of a page.
    fn step(&self, reached: Option<Timestamp>) -> Step {
        let (RoundKind::Window, Some(before)) = (self.kind, &self.before) else {
            return Step::default();
        };
        let asked_at = self.asked_at.unwrap_or(self.now);
        let read_to = reached.map_or(before.read_to, |at| at.min(asked_at).max(before.read_to));
        Step { cursor: Some(Position { read_to, snapshot_at: before.snapshot_at }.to_cursor()) }
    }
}

impl Round for Reading {
    fn kind(&self) -> RoundKind {
        self.kind
    }

    fn ask(&mut self, _pages: &Pages) -> Option<Ask> {
        let begin = self.begin.take()?;
        let ask = self.elastic.ask(&begin);
        self.asked = Some(begin);
        Some(ask)
    }

    fn read(
        &mut self,
        answer: Answer<'_>,
        context: &ReadContext<'_>,
        _pages: &Pages,
        sink: &mut Sink<'_>,
    ) -> Result<Step, ReadError> {
        let Some(asked) = self.asked.take() else { return Ok(Step::default()) };
        if answer.head.status != 200 {
            return Err(ReadError::Status { status: answer.head.status });
        }
        let first = self.asked_at.is_none();
        self.asked_at.get_or_insert(answer.asked_at);
        let content_type = answer.head.content_type.as_deref();
        let (dialect, connector) = (&self.elastic.dialect, self.elastic.name());
        let page =
            elastic::read(answer.body, content_type, dialect, context, &mut |item| match item {
                Ok(Item::Ad(mut ad)) => {
                    connector.clone_into(&mut ad.source.connector);
                    sink(Ok(Item::Ad(ad)));
                }
                other => sink(other),
            })?;
        if first && asked.is_first() {
            self.announced = page.total;
        }
        self.ids.extend(page.hits.iter().map(|hit| hit.id.clone()));
        if self.ids.len() > Pages::PAGES_MAX {
            let message = format!("more than {} ads", Pages::PAGES_MAX);
            let place = "paging".to_owned();
            return Err(ReadError::Malformed { format: FORMAT, place, message, items: 0 });
        }
        self.begin = asked.next(&self.elastic, &page)?;
        self.complete = self.begin.is_none();
        Ok(self.step(reached(&page.hits)))
    }

    fn end(&mut self, _pages: &Pages, _sink: &mut Sink<'_>) -> RoundEnd {
        let asked_at = self.asked_at.unwrap_or(self.now);
        let snapshot_at = match self.kind {
            RoundKind::Snapshot => Some(asked_at),
            RoundKind::Window => self.before.as_ref().and_then(|before| before.snapshot_at),
        };
        RoundEnd {
            items: self.ids.len() as u64,
            complete: self.complete,
            announced: self.announced.filter(|_| self.kind == RoundKind::Snapshot),
            limit: None,
            unchanged: false,
            cursor: Position { read_to: asked_at, snapshot_at }.to_cursor(),
        }
    }

    fn doubted(&self) -> Option<Cursor> {
        let asked_at = self.asked_at.unwrap_or(self.now);
        Some(Position { read_to: asked_at, snapshot_at: Some(asked_at) }.to_cursor())
    }
}
