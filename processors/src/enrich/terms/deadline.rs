//! When work starts and until when to apply.
//!
//! A date without a year is the next one after the ad appeared. A deadline is a
//! day in the zone of the publication; `løpende` alone is none.

use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use schemas::LocalMoment;
use schemas::ad::{Ad, Severity, Start};
use schemas::time::DayEnd;

use super::dates::{self, Found};
use super::{Terms, Topic};
use crate::enrich::note;
use crate::enrich::reading::Part;

/// Bytes after a word such as `senast` in which its date stands.
const NEAR: usize = 60;
/// Days before the ad appeared that a date without a year may lie.
const BACK_DAYS: i64 = 10;
/// Days after it at most.
const AHEAD_DAYS: i64 = 500;

pub(super) fn find(ad: &mut Ad, terms: &Terms) {
    let Some(published) = published(ad) else { return };
    let deadline = apply_by(terms, published);
    if let Some((date, part, found)) = deadline {
        tell_deadline(ad, terms, date, part, found);
    }
    let taken = deadline.map(|(_, part, found)| (part, found.start));
    start(ad, terms, published, taken);
}

fn published(ad: &Ad) -> Option<Date> {
    ad.published_at.local.get(..10)?.parse().ok()
}

fn apply_by(terms: &Terms, published: Date) -> Option<(Date, Part, Found)> {
    for hit in terms.of_topic(Topic::Deadline) {
        let text = terms.text(hit.part);
        let end = text.floor_char_boundary((hit.end + NEAR).min(text.len()));
        let near = &text[hit.end..end];
        // The next paragraph speaks of something else.
        let near = near.split("\n\n\n").next().unwrap_or(near);
        let Some(mut found) = dates::first(near) else { continue };
        // `ansökningsperiod 1 mars - 21 mars`: the later one.
        let between = near[found.end..].trim_start();
        for dash in ["-", "–", "till", "til", "to ", "t.o.m", "do "] {
            if let Some(rest) = between.strip_prefix(dash)
                && let Some(second) = dates::first(rest.get(..24).unwrap_or(rest))
            {
                let offset = near.len() - rest.len();
                found = Found { start: second.start + offset, end: second.end + offset, ..second };
            }
        }
        let Some(date) = found.on_or_after(published, BACK_DAYS) else { continue };
        let days = (date - published).get_days();
        if (-BACK_DAYS..=AHEAD_DAYS).contains(&i64::from(days)) {
            let found = Found { start: found.start + hit.end, end: found.end + hit.end, ..found };
            return Some((date, hit.part, found));
        }
    }
    None
}

fn tell_deadline(ad: &mut Ad, terms: &Terms, date: Date, part: Part, found: Found) {
    const PATH: &str = "/apply_by";
    let Some(zone) = zone(&ad.published_at.zone) else { return };
    let name = ad.published_at.zone.clone();
    let Ok(moment) = LocalMoment::from_date(date, DayEnd::End, &zone, &name, true) else { return };
    match &ad.apply_by {
        None => {
            ad.apply_by = Some(moment);
            let span = terms.reading.span(part, found.start, found.end);
            note::found_at(ad, PATH, if found.year.is_some() { 0.95 } else { 0.9 }, span);
        }
        Some(given)
            if !note::is_ours(ad, PATH) && given.local.get(..10) != moment.local.get(..10) =>
        {
            note::noticed(ad, "deadline_differs", PATH, Severity::Warning);
        }
        Some(_) => {}
    }
}

/// The zone of a name or of a fixed offset.
fn zone(name: &str) -> Option<TimeZone> {
    if name.starts_with(['+', '-']) {
        let hours: i8 = name.get(..3)?.parse().ok()?;
        let minutes: i32 = name.get(4..6).map_or(Ok(0), str::parse).ok()?;
        let seconds = i32::from(hours) * 3_600 + i32::from(hours.signum()) * minutes * 60;
        return Offset::from_seconds(seconds).ok().map(TimeZone::fixed);
    }
    TimeZone::get(name).ok()
}

fn start(ad: &mut Ad, terms: &Terms, published: Date, taken: Option<(Part, usize)>) {
    const PATH: &str = "/start";
    if ad.start.is_some() {
        return;
    }
    for hit in terms.of_topic(Topic::Start) {
        let text = terms.text(hit.part);
        let (_, to) = terms.sentence(hit, NEAR);
        // A full stop may belong to the date.
        let to = text.floor_char_boundary((to + 14).min(text.len()).min(hit.end + NEAR));
        let near = &text[hit.end..to.max(hit.end)];
        let near = near.split('\n').find(|line| !line.trim_matches([' ', ':']).is_empty());
        let Some(near) = near else { continue };
        let Some(found) = dates::first(near) else { continue };
        let offset = near.as_ptr() as usize - text.as_ptr() as usize;
        let at = (found.start + offset, found.end + offset);
        if taken == Some((hit.part, at.0)) {
            continue;
        }
        let Some(date) = found.on_or_after(published, 45) else { continue };
        if !(-400..=AHEAD_DAYS).contains(&i64::from((date - published).get_days())) {
            continue;
        }
        ad.start = Some(Start { date: Some(date.to_string()), asap: false, text: None });
        note::found_at(ad, PATH, 0.85, terms.reading.span(hit.part, at.0, at.1));
        return;
    }
    asap(ad, terms);
}

/// `Start: snarast` is a start as soon as possible; `svara snarast` is none.
fn asap(ad: &mut Ad, terms: &Terms) {
    const STARTS: [&str; 24] = [
        "tillträde",
        "start",
        "börja",
        "anställning",
        "tjänst",
        "oppstart",
        "tiltredelse",
        "tiltrædelse",
        "begynne",
        "stilling",
        "begin",
        "join",
        "immediate",
        "commenc",
        "rozpoczęcia",
        "rozpoczęcie",
        "praca",
        "position",
        "beginn",
        "eintritt",
        "aloit",
        "alkaa",
        "od zaraz",
        "incorporación",
    ];
    const NOT_STARTS: [&str; 14] = [
        "ansök",
        "svar",
        "urval",
        "søknad",
        "apply",
        "application",
        "skicka",
        "send",
        "kontakt",
        "contact",
        "tillsätt",
        "ansøg",
        "aplik",
        "återkom",
    ];
    for hit in terms.of_topic(Topic::Asap) {
        let text = terms.text(hit.part);
        let (from, to) = terms.sentence(hit, 60);
        let around = &text[from..to];
        let says = STARTS.iter().any(|word| around.contains(word)) || hit.part == Part::Title;
        if !says || NOT_STARTS.iter().any(|word| around.contains(word)) || terms.is_denied(hit) {
            continue;
        }
        ad.start = Some(Start { date: None, asap: true, text: None });
        note::found_at(ad, "/start", 0.85, terms.reading.span(hit.part, hit.start, hit.end));
        return;
    }
}
