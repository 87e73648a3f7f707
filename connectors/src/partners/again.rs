//! Ads that could not be fetched, kept in mind as notes of pages, so that each
//! is asked for again later without holding up the others: after 5 minutes,
//! then after twice as long each time, at most 12 hours apart, 12 times in all.

use std::time::Duration;

use schemas::rejected::{Fault, RejectReason};
use schemas::{Timestamp, json::Json};
use serde::{Deserialize, Serialize};

use crate::connector::Sink;
use crate::item::{Item, ItemError, ReadError};
use crate::pages::Pages;

/// Most ads of one partner that are kept in mind; with more of them something
/// else is wrong, and reading stops before it would lose one.
pub(super) const ADS_MAX: usize = 10_000;
/// How often one ad is asked for.
const TRIES_MAX: u32 = 12;
const FIRST: Duration = Duration::from_secs(5 * 60);
const LONGEST: Duration = Duration::from_secs(12 * 3_600);
/// Begins the name of each note.
const PREFIX: &str = "again/";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Note {
    tries: u32,
    at: Timestamp,
}

fn note(pages: &Pages, id: &str) -> Option<Note> {
    let note = pages.get(&format!("{PREFIX}{id}"))?;
    serde_json::from_str(note.as_str()).ok()
}

/// Ids that are due, those that have waited longest first.
pub(super) fn due(pages: &Pages, now: Timestamp, most: usize) -> Vec<String> {
    let mut due: Vec<(Timestamp, &str)> = ids(pages)
        .filter_map(|id| note(pages, id).filter(|note| note.at <= now).map(|note| (note.at, id)))
        .collect();
    due.sort_unstable();
    due.into_iter().take(most).map(|(_, id)| id.to_owned()).collect()
}

/// Whether this ad waits for its time.
pub(super) fn waits(pages: &Pages, id: &str, now: Timestamp) -> bool {
    note(pages, id).is_some_and(|note| note.at > now)
}

/// How many are kept in mind.
pub(super) fn count(pages: &Pages) -> usize {
    ids(pages).count()
}

/// Ids that are kept in mind.
pub(super) fn ids(pages: &Pages) -> impl Iterator<Item = &str> {
    pages.iter().filter_map(|(page, _)| page.strip_prefix(PREFIX))
}

/// The ad was fetched, or is gone.
pub(super) fn done(pages: &Pages, id: &str, sink: &mut Sink<'_>) {
    let page = format!("{PREFIX}{id}");
    if pages.get(&page).is_some() {
        sink(Ok(Item::Page { page, note: None }));
    }
}

/// The ad could not be fetched: it is kept in mind, or given up and rejected
/// after its last try.
///
/// # Errors
/// When too many are kept in mind.
pub(super) fn failed(
    pages: &Pages,
    id: &str,
    reason: &str,
    now: Timestamp,
    sink: &mut Sink<'_>,
) -> Result<(), ReadError> {
    let before = note(pages, id);
    if before.is_none() && count(pages) >= ADS_MAX {
        let reason = format!("{ADS_MAX} ads could not be fetched; the last: {reason}");
        return Err(ReadError::Missed { reason });
    }
    let tries = before.map_or(0, |note| note.tries).saturating_add(1);
    let page = format!("{PREFIX}{id}");
    if tries >= TRIES_MAX {
        sink(Ok(Item::Page { page, note: None }));
        let message = format!("asked for {tries} times, at last: {reason}");
        sink(Err(ItemError {
            external_id: Some(id.to_owned()),
            reason: RejectReason::StepFailed,
            faults: vec![Fault::new("not_fetched", "", message)],
            place: format!("ad {id}"),
            bytes: Vec::new(),
            bytes_length: 0,
        }));
        return Ok(());
    }
    let wait = FIRST.saturating_mul(1 << (tries - 1)).min(LONGEST);
    let at = now.plus_seconds(i64::try_from(wait.as_secs()).unwrap_or(i64::MAX));
    let value = serde_json::to_value(Note { tries, at }).expect("a number and a time are JSON");
    sink(Ok(Item::Page { page, note: Some(Json::from_value(&value)) }));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::default().plus_seconds(seconds)
    }

    /// Fails once; what was rejected.
    fn fail(pages: &mut Pages, id: &str, now: Timestamp) -> usize {
        let (mut notes, mut rejected) = (Vec::new(), 0);
        failed(pages, id, "time-out", now, &mut |item| match item {
            Ok(Item::Page { page, note }) => notes.push((page, note)),
            Err(_) => rejected += 1,
            Ok(other) => panic!("{other:?}"),
        })
        .unwrap();
        for (page, note) in notes {
            assert!(pages.set(&page, note));
        }
        rejected
    }

    #[test]
    fn a_failed_ad_is_due_later_and_later_and_given_up_at_last() {
        let mut pages = Pages::default();
        assert_eq!(fail(&mut pages, "a", at(0)), 0);
        assert!(due(&pages, at(299), 9).is_empty() && waits(&pages, "a", at(299)));
        assert_eq!(due(&pages, at(300), 9), ["a"]);
        assert_eq!(fail(&mut pages, "a", at(300)), 0);
        assert!(due(&pages, at(899), 9).is_empty());
        for _ in 2..11 {
            assert_eq!(fail(&mut pages, "a", at(900)), 0);
        }
        assert!(due(&pages, at(900 + 12 * 3_600 - 1), 9).is_empty());
        assert_eq!(due(&pages, at(900 + 12 * 3_600), 9), ["a"]);
        assert_eq!(fail(&mut pages, "a", at(900)), 1);
        assert_eq!(count(&pages), 0);
    }

    #[test]
    fn reading_stops_before_one_too_many_would_be_lost() {
        let mut pages = Pages::default();
        for number in 0..ADS_MAX {
            let note = Some(Json::from_value(&serde_json::json!({"tries": 1, "at": at(0)})));
            assert!(pages.set(&format!("{PREFIX}{number}"), note));
        }
        let again = failed(&pages, "7", "time-out", at(0), &mut |_| ());
        assert!(again.is_ok(), "one that is kept in mind already");
        let more = failed(&pages, "new", "time-out", at(0), &mut |_| panic!("handed over"));
        assert!(matches!(more, Err(ReadError::Missed { .. })));
    }

    #[test]
    fn those_that_waited_longest_come_first_and_only_so_many() {
        let mut pages = Pages::default();
        for (id, now) in [("a", 20), ("b", 10), ("c", 0)] {
            fail(&mut pages, id, at(now));
        }
        assert_eq!(due(&pages, at(9_999), 2), ["c", "b"]);
    }
}
