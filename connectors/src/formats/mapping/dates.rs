//! Dates of a feed. One that cannot be read is noted and kept as it came.

use schemas::ad::{Ad, Start};
use schemas::time::DayEnd;
use schemas::{LocalMoment, Timestamp};

use super::ad::Rules;
use super::path::Paths;
use super::{Item, Mapping, words};
use crate::blank;
use crate::dates::{NoDate, When, Zone, read_any, read_slashed};
use crate::notes::Notes;

pub(super) fn read(item: &Item<'_>, rules: &Rules<'_>, ad: &mut Ad, notes: &mut Notes) {
    let mapping = rules.mapping;
    let now = ad.observed_at;
    let mut date = |paths: &Paths, end: DayEnd| moment(item, paths, end, rules, now, notes);
    let published_at = match date(&mapping.published_at, DayEnd::Start) {
        Some(day) if day.date_only => Some(with_time(item, mapping, rules, day)),
        other => other,
    };
    let modified_at = date(&mapping.modified_at, DayEnd::Start);
    ad.apply_by = date(&mapping.apply_by, DayEnd::End);
    ad.valid_through = date(&mapping.valid_through, DayEnd::End);
    ad.last_publication_at = date(&mapping.last_publication_at, DayEnd::End);
    ad.source_modified_at = modified_at.map(|moment| moment.at);
    match published_at {
        Some(published_at) => {
            if ad.expires_at().is_some_and(|end| end < published_at.at) {
                let message = "its last day is before its first";
                notes.warn("reversed_interval", "/valid_through", message);
            }
            blank::publish(ad, published_at);
        }
        None => blank::assume_published(ad),
    }
    ad.start = start(item, rules, now);
}

/// The first date that says something.
fn moment(
    item: &Item<'_>,
    paths: &Paths,
    end: DayEnd,
    rules: &Rules<'_>,
    now: Timestamp,
    notes: &mut Notes,
) -> Option<LocalMoment> {
    for (value, text) in item.found(paths) {
        match any(&text, end, rules, now) {
            Ok(When::At(moment)) => {
                item.mark(value);
                return Some(moment);
            }
            Ok(When::Soon | When::Unsaid) => {}
            Err(error) => {
                let shown: String = text.trim().chars().take(40).collect();
                notes.warn("date_unreadable", "", &format!("the date {shown:?} {error}"));
            }
        }
    }
    None
}

fn any(text: &str, end: DayEnd, rules: &Rules<'_>, now: Timestamp) -> Result<When, NoDate> {
    let zone: &Zone = rules.zone;
    match (read_any(text, end, zone, now), rules.day_first) {
        (Err(NoDate::Ambiguous), Some(day_first)) => {
            read_slashed(text, day_first, end, zone).map(When::At)
        }
        (read, _) => read,
    }
}

/// The time of day from its own field (Trovit).
fn with_time(
    item: &Item<'_>,
    mapping: &Mapping,
    rules: &Rules<'_>,
    day: LocalMoment,
) -> LocalMoment {
    let Some((value, time)) = item.found(&mapping.published_time).into_iter().next() else {
        return day;
    };
    let date = day.local.split('T').next().unwrap_or_default();
    match crate::dates::read_iso(&format!("{date}T{}", time.trim()), DayEnd::Start, rules.zone) {
        Ok(moment) => {
            item.mark(value);
            moment
        }
        Err(_) => day,
    }
}

/// When work starts: a day, at once, or words.
fn start(item: &Item<'_>, rules: &Rules<'_>, now: Timestamp) -> Option<Start> {
    let mut start = Start::default();
    for (value, text) in item.found(&rules.mapping.start_asap) {
        if let Some(truth) = words::truth(&text) {
            start.asap |= truth;
            item.mark(value);
        }
    }
    if let Some((value, text)) = item.found(&rules.mapping.start).into_iter().next() {
        item.mark(value);
        match any(&text, DayEnd::Start, rules, now) {
            Ok(When::At(moment)) => start.date = moment.local.split('T').next().map(str::to_owned),
            Ok(When::Soon) => start.asap = true,
            Ok(When::Unsaid) => {}
            Err(_) => start.text = Some(crate::escapes::plain(&text)),
        }
    }
    (start != Start::default()).then_some(start)
}
