//! A round: one list of references, then details in batches. A batch that fails
//! is asked for in halves, so that one ad costs only itself.

use std::collections::{BTreeSet, HashMap, VecDeque};

use schemas::Timestamp;
use schemas::ad::{Removal, RemovalSignal};
use schemas::id::ExternalId;
use schemas::json::Json;

use super::{Eures, Position};
use crate::connector::{Answer, Ask, Cursor, Missed, Post, Round, RoundEnd, RoundKind, Sink, Step};
use crate::formats::eures::{self, FORMAT, List, Reference};
use crate::item::{Item, ReadContext, ReadError};
use crate::pages::Pages;
use crate::partners::again;

/// Requests in a row that fail: then the service is down. Halving a batch of
/// 500 down to one ad that cannot be had fails ten times.
const FAILURES_MAX: u32 = 12;
/// Ads that failed before and are asked for again in one window.
const AGAIN_MAX: usize = 200;
/// Begins the name of a note that says as of when an ad is known.
const KNOWN: &str = "ad/";

/// One round.
pub(super) struct Reading {
    eures: Eures,
    kind: RoundKind,
    before: Option<Position>,
    now: Timestamp,
    asked_at: Timestamp,
    asked: Asked,
    /// The list was read.
    listed: bool,
    /// Snapshots: every ad that there is.
    present: BTreeSet<ExternalId>,
    /// When the ads that are asked for were changed, by the list.
    modified: HashMap<ExternalId, Option<Timestamp>>,
    batches: VecDeque<Vec<ExternalId>>,
    failures: u32,
    announced: u64,
    items: u64,
}

enum Asked {
    Nothing,
    List,
    Batch(Vec<ExternalId>),
}

impl Reading {
    pub(super) fn new(
        eures: Eures,
        kind: RoundKind,
        before: Option<Position>,
        now: Timestamp,
    ) -> Self {
        Self {
            eures,
            kind,
            before,
            now,
            asked_at: now,
            asked: Asked::Nothing,
            listed: false,
            present: BTreeSet::new(),
            modified: HashMap::new(),
            batches: VecDeque::new(),
            failures: 0,
            announced: 0,
            items: 0,
        }
    }

    fn hand_over(&mut self, item: Item, sink: &mut Sink<'_>) {
        self.items += 1;
        sink(Ok(item));
    }

    fn read_list(
        &mut self,
        answer: &mut Answer<'_>,
        pages: &Pages,
        sink: &mut Sink<'_>,
    ) -> Result<Step, ReadError> {
        if answer.head.status != 200 {
            return Err(ReadError::Status { status: answer.head.status });
        }
        self.asked_at = answer.asked_at;
        let mut latest: HashMap<ExternalId, Reference> = HashMap::new();
        let (mut bad, mut too_many) = (Vec::new(), false);
        eures::references(answer.body, &mut |list, reference| match reference {
            Err(error) if bad.len() < Pages::PAGES_MAX => bad.push(error),
            Ok(_) | Err(_) if latest.len() >= Pages::PAGES_MAX => too_many = true,
            Err(_) => too_many = true,
            Ok(mut reference) => {
                reference.closed |= list == List::Closed;
                let known = latest.get(&reference.reference);
                if known.is_none_or(|known| supersedes(&reference, known)) {
                    latest.insert(reference.reference.clone(), reference);
                }
            }
        })?;
        if too_many {
            let message = format!("more than {} references", Pages::PAGES_MAX);
            let place = "the list".to_owned();
            return Err(ReadError::Malformed { format: FORMAT, place, message, items: 0 });
        }
        self.listed = true;
        self.announced = (latest.len() + bad.len()) as u64;
        for error in bad {
            self.items += 1;
            sink(Err(error));
        }
        let mut wanted = Vec::new();
        for (_, reference) in latest {
            if reference.closed {
                self.closed(&reference, answer.asked_at, pages, sink);
            } else {
                wanted.extend(self.listed(reference, pages, sink));
            }
        }
        if self.kind == RoundKind::Window {
            let due = again::due(pages, self.now, AGAIN_MAX);
            wanted.extend(due.iter().filter_map(|id| ExternalId::new(id).ok()));
        }
        wanted.sort_unstable();
        wanted.dedup();
        self.batches = wanted.chunks(self.eures.batch).map(<[ExternalId]>::to_vec).collect();
        Ok(self.step())
    }

    /// A public ad: whether it is to be asked for.
    fn listed(
        &mut self,
        reference: Reference,
        pages: &Pages,
        sink: &mut Sink<'_>,
    ) -> Option<ExternalId> {
        let id = reference.reference;
        let snapshot = self.kind == RoundKind::Snapshot;
        let known = pages.get(&known(&id)).and_then(|note| note.to_value().as_i64());
        let same = known.is_some() && known == reference.modified_at.map(Timestamp::millis);
        if snapshot {
            self.present.insert(id.clone());
        }
        if same || again::waits(pages, id.as_str(), self.now) {
            if snapshot {
                self.hand_over(Item::Seen { external_id: id }, sink);
            }
            return None;
        }
        self.modified.insert(id.clone(), reference.modified_at);
        Some(id)
    }

    fn closed(
        &mut self,
        reference: &Reference,
        asked_at: Timestamp,
        pages: &Pages,
        sink: &mut Sink<'_>,
    ) {
        let at = reference.closed_at.or(reference.modified_at).unwrap_or(asked_at);
        let removal = Removal { signal: RemovalSignal::StatusFlip, at, reason_code: None };
        let external_id = reference.reference.clone();
        forget(pages, known(&external_id), sink);
        again::done(pages, external_id.as_str(), sink);
        self.present.remove(&external_id);
        self.hand_over(Item::Removal { external_id, removal }, sink);
    }

    fn read_batch(
        &mut self,
        batch: Vec<ExternalId>,
        answer: &mut Answer<'_>,
        context: &ReadContext<'_>,
        pages: &Pages,
        sink: &mut Sink<'_>,
    ) -> Result<Step, ReadError> {
        let status = answer.head.status;
        let read = match status {
            200 => eures::details(answer.body),
            401 => return Err(ReadError::Status { status }),
            _ => Err(ReadError::Status { status }),
        };
        let mut details = match read {
            Ok(details) => details,
            Err(error) => return self.failed(batch, error, answer.asked_at, pages, sink),
        };
        self.failures = 0;
        for id in batch {
            match details.remove(id.as_str()) {
                Some(detail) => {
                    let read = self.eures.reader().read(&id, &detail, context);
                    self.detail(&id, read, answer.asked_at, pages, sink);
                }
                None => self.missing(&id, "no details came", answer.asked_at, pages, sink)?,
            }
        }
        Ok(self.step())
    }

    fn detail(
        &mut self,
        id: &ExternalId,
        read: Result<(Reference, Option<Box<schemas::Ad>>), crate::item::ItemError>,
        asked_at: Timestamp,
        pages: &Pages,
        sink: &mut Sink<'_>,
    ) {
        let listed = self.modified.get(id).copied().flatten();
        let known_at = match read {
            Ok((reference, None)) => return self.closed(&reference, asked_at, pages, sink),
            Ok((reference, Some(ad))) => {
                self.hand_over(Item::Ad(ad), sink);
                reference.modified_at.or(listed)
            }
            // It is not asked for again before it changes.
            Err(error) => {
                self.items += 1;
                sink(Err(error));
                listed
            }
        };
        again::done(pages, id.as_str(), sink);
        if let Some(known_at) = known_at {
            let note = Some(Json::from_value(&known_at.millis().into()));
            sink(Ok(Item::Page { page: known(id), note }));
        }
    }

    /// An ad that is listed and cannot be had. It is there all the same.
    fn missing(
        &mut self,
        id: &ExternalId,
        reason: &str,
        now: Timestamp,
        pages: &Pages,
        sink: &mut Sink<'_>,
    ) -> Result<(), ReadError> {
        again::failed(pages, id.as_str(), reason, now, sink)?;
        if self.kind == RoundKind::Snapshot {
            self.hand_over(Item::Seen { external_id: id.clone() }, sink);
        }
        Ok(())
    }

    /// A batch that failed: its halves are next.
    fn failed(
        &mut self,
        mut batch: Vec<ExternalId>,
        error: ReadError,
        now: Timestamp,
        pages: &Pages,
        sink: &mut Sink<'_>,
    ) -> Result<Step, ReadError> {
        self.failures += 1;
        if self.failures >= FAILURES_MAX {
            return Err(error);
        }
        if let [id] = batch.as_slice() {
            self.missing(id, &error.to_string(), now, pages, sink)?;
            return Ok(self.step());
        }
        let rest = batch.split_off(batch.len().div_ceil(2));
        self.batches.push_front(rest);
        self.batches.push_front(batch);
        Ok(Step::default())
    }

    /// What was fetched is committed as it comes; the window stays the same
    /// until its end.
    fn step(&self) -> Step {
        Step { cursor: self.before.as_ref().map(Position::to_cursor) }
    }
}

impl Round for Reading {
    fn kind(&self) -> RoundKind {
        self.kind
    }

    fn ask(&mut self, _pages: &Pages) -> Option<Ask> {
        if !self.listed {
            self.asked = Asked::List;
            return Some(json(self.eures.list_url(self.before.as_ref())));
        }
        let batch = self.batches.pop_front()?;
        let ids: Vec<&str> = batch.iter().map(ExternalId::as_str).collect();
        let body = serde_json::to_string(&ids).expect("a list of texts is JSON");
        let post = Post { content_type: "application/json", body };
        self.asked = Asked::Batch(batch);
        Some(Ask { post: Some(post), ..json(format!("{}/getDetails", self.eures.base_url)) })
    }

    fn read(
        &mut self,
        mut answer: Answer<'_>,
        context: &ReadContext<'_>,
        pages: &Pages,
        sink: &mut Sink<'_>,
    ) -> Result<Step, ReadError> {
        match std::mem::replace(&mut self.asked, Asked::Nothing) {
            Asked::Nothing => Ok(Step::default()),
            Asked::List => self.read_list(&mut answer, pages, sink),
            Asked::Batch(batch) => self.read_batch(batch, &mut answer, context, pages, sink),
        }
    }

    fn missed(
        &mut self,
        missed: &Missed,
        pages: &Pages,
        sink: &mut Sink<'_>,
    ) -> Result<Step, ReadError> {
        let error = ReadError::Missed { reason: missed.reason.clone() };
        match std::mem::replace(&mut self.asked, Asked::Nothing) {
            Asked::Batch(batch) => self.failed(batch, error, self.now, pages, sink),
            Asked::Nothing | Asked::List => Err(error),
        }
    }

    /// Of an ad that a snapshot does not show nothing is kept in mind.
    fn end(&mut self, pages: &Pages, sink: &mut Sink<'_>) -> RoundEnd {
        let snapshot = self.kind == RoundKind::Snapshot;
        if snapshot && self.listed {
            let present = |id: &str| ExternalId::new(id).is_ok_and(|id| self.present.contains(&id));
            for (page, _) in pages.iter() {
                if page.strip_prefix(KNOWN).is_some_and(|id| !present(id)) {
                    sink(Ok(Item::Page { page: page.to_owned(), note: None }));
                }
            }
            for id in again::ids(pages).filter(|id| !present(id)) {
                again::done(pages, id, sink);
            }
        }
        let snapshot_at = match (&self.before, snapshot) {
            (Some(before), false) => before.snapshot_at,
            _ => self.asked_at,
        };
        RoundEnd {
            items: self.items,
            complete: self.listed,
            announced: snapshot.then_some(self.announced),
            limit: None,
            unchanged: false,
            cursor: Position { read_to: self.asked_at, snapshot_at }.to_cursor(),
        }
    }

    fn doubted(&self) -> Option<Cursor> {
        let asked_at = self.asked_at;
        Some(Position { read_to: asked_at, snapshot_at: asked_at }.to_cursor())
    }
}

fn known(id: &ExternalId) -> String {
    format!("{KNOWN}{id}")
}

fn forget(pages: &Pages, page: String, sink: &mut Sink<'_>) {
    if pages.get(&page).is_some() {
        sink(Ok(Item::Page { page, note: None }));
    }
}

/// Of two references of one ad the later counts; a closed one when they are of
/// the same time.
fn supersedes(reference: &Reference, known: &Reference) -> bool {
    let at = |reference: &Reference| reference.closed_at.max(reference.modified_at);
    (at(reference), reference.closed) >= (at(known), known.closed)
}

fn json(url: String) -> Ask {
    Ask::get(url).with_header("accept", "application/json")
}
