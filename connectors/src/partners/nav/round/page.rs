//! Pages of the feed: where reading begins, what a page says, and when its
//! place may be left.

use std::collections::HashMap;

use schemas::Timestamp;
use schemas::ad::{Removal, RemovalSignal};
use schemas::id::ExternalId;

use super::super::place::{Place, Tag, is_strong};
use super::{Current, Reading, Start, Wanted, back};
use crate::connector::{Answer, Sink, Step, Validators};
use crate::formats::nav::{self, Change, Key, Page, Status};
use crate::item::{Item, ReadError};

/// How far before a lost place reading goes on: the first so many seconds, then
/// twice as far each time.
const BACK: i64 = 3_600;
/// How often a place is looked for further back.
const BACK_TRIES: u32 = 6;

impl Reading {
    /// A place before which nothing can be missing.
    pub(super) fn read_start(&mut self, answer: &mut Answer<'_>) -> Result<Step, ReadError> {
        let Some(start) = &mut self.start else { return Ok(Step::default()) };
        match answer.head.status {
            200 => {
                let page = nav::read(answer.body)?;
                let first = page.rows.iter().find_map(|row| row.change.as_ref().ok()?.at);
                let since = first.or(start.since).unwrap_or_default();
                let id = page.id.ok_or_else(|| ReadError::Foreign {
                    format: nav::FORMAT,
                    seen: "a page without an id".to_owned(),
                })?;
                self.head = Some(id.clone());
                self.place = Some(Place::at(id, since));
                self.start = None;
                Ok(Step::default())
            }
            // Nothing is that new, or the row there is one that is not served.
            404 if start.since.is_some() => {
                let seconds = BACK << start.tries;
                start.since = start.since.map(|since| since.plus_seconds(-seconds));
                start.tries += 1;
                if start.tries > BACK_TRIES {
                    start.since = None;
                }
                Ok(Step::default())
            }
            status => Err(ReadError::Status { status }),
        }
    }

    pub(super) fn read_page(
        &mut self,
        id: String,
        answer: &mut Answer<'_>,
        sink: &mut Sink<'_>,
    ) -> Result<Step, ReadError> {
        match answer.head.status {
            200 => {}
            304 if answer.ask.unless != Validators::default() => {
                self.caught_up = true;
                return Ok(Step::default());
            }
            404 | 410 => return self.lost(answer.head.status),
            status => return Err(ReadError::Status { status }),
        }
        let page = nav::read(answer.body)?;
        self.pages_left -= 1;
        let changes = page.rows.iter().filter_map(|row| row.change.as_ref().ok());
        self.current = Some(Current {
            id,
            next: page.next.clone(),
            keys: page.rows.iter().map(|row| row.key).collect(),
            last_at: changes.filter_map(|change| change.at).next_back(),
            etag: answer.head.validators.etag.clone(),
            asked_at: answer.asked_at,
        });
        self.rows(page, answer.asked_at, sink);
        if self.wanted.is_empty() {
            self.leave_page();
        }
        Ok(self.commit())
    }

    /// Takes what a page says: of each ad the newest item, and of those only
    /// what was not done before.
    fn rows(&mut self, page: Page, asked_at: Timestamp, sink: &mut Sink<'_>) {
        let Some(place) = &mut self.place else { return };
        let mut newest: HashMap<String, Key> = HashMap::new();
        for row in &page.rows {
            if let Ok(change) = &row.change {
                newest.insert(change.id.clone(), row.key);
            }
        }
        let last_done = page.rows.iter().rposition(|row| place.done.contains(&row.key));
        for (index, row) in page.rows.into_iter().enumerate() {
            if place.done.contains(&row.key) {
                continue;
            }
            match row.change {
                Err(error) => {
                    self.items += 1;
                    sink(Err(error));
                }
                Ok(change) if newest.get(&change.id) != Some(&row.key) => {}
                // Of an item that appeared behind others it is not known what
                // else became of its ad: the ad itself will tell.
                Ok(change)
                    if change.status == Status::Active
                        || last_done.is_some_and(|last| index < last) =>
                {
                    self.wanted.push_back(Wanted { id: change.id, key: row.key });
                    continue;
                }
                Ok(change) => {
                    self.items += 1;
                    remove(&change, asked_at, sink);
                }
            }
            place.done.insert(row.key);
        }
    }

    /// The page is done: on to the next one, and the place with it when no row
    /// can appear on it any more.
    pub(super) fn leave_page(&mut self) {
        let (Some(current), Some(place)) = (self.current.take(), &mut self.place) else { return };
        let Some(next) = current.next.filter(|next| *next != current.id) else {
            self.caught_up = true;
            if place.page == current.id {
                let etag = current.etag.filter(|etag| is_strong(etag));
                place.tag = etag.map(|etag| Tag { etag, at: current.asked_at });
            }
            return;
        };
        let settled = back(current.asked_at, self.feed.overlap.as_secs());
        if !self.held && current.last_at.is_none_or(|at| at <= settled) {
            for key in &current.keys {
                place.done.remove(key);
            }
            // The next page begins with the last item of this one.
            place.done.extend(current.keys.last());
            place.page.clone_from(&next);
            place.since = current.last_at.unwrap_or(place.since);
            place.tag = None;
        } else {
            self.held = true;
        }
        self.head = Some(next);
    }

    /// A page is gone: reading goes on from before its first item.
    fn lost(&mut self, status: u16) -> Result<Step, ReadError> {
        let Some(place) = self.place.take().filter(|_| !self.sought) else {
            return Err(ReadError::Status { status });
        };
        let since = back(place.since, self.feed.overlap.as_secs()).plus_seconds(-BACK);
        self.start = Some(Start { since: Some(since), tries: 0 });
        self.sought = true;
        self.head = None;
        self.held = false;
        Ok(Step::default())
    }
}

fn remove(change: &Change, asked_at: Timestamp, sink: &mut Sink<'_>) {
    let Ok(external_id) = ExternalId::new(&change.id) else { return };
    let signal = RemovalSignal::StatusFlip;
    let reason_code = (change.status == Status::Masked).then(|| "masked".to_owned());
    let removal = Removal { signal, at: change.at.unwrap_or(asked_at), reason_code };
    sink(Ok(Item::Removal { external_id, removal }));
}
