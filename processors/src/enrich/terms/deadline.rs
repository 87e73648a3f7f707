//! Until when to apply.
//!
//! A date without a year is the next one after the ad appeared. A deadline is a
//! day in the zone of the work place where its country has one zone, else of
//! the publication; `løpende` alone is none.

use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use schemas::LocalMoment;
use schemas::ad::{Ad, Severity};
use schemas::time::DayEnd;

use super::dates::{self, Found};
use super::{Hit, Terms, Topic};
use crate::enrich::note;
use crate::enrich::reading::Part;

const PATH: &str = "/apply_by";
/// Bytes after a word such as `sista ansökningsdag` in which its date stands.
const NEAR: usize = 60;
/// The same for a word such as `senast`, which begins its date.
const WEAK_NEAR: usize = 28;
/// Days before the ad appeared that a date without a year may lie.
const BACK_DAYS: i64 = 10;
/// Days after it at most.
pub(super) const AHEAD_DAYS: i64 = 500;

/// The same where the text has no year.
const AHEAD_UNSAID_DAYS: i64 = 310;

/// Where a date of a text stands.
pub(super) type Place = (Part, usize);

/// The deadline, where the text has one.
struct Deadline {
    date: Date,
    part: Part,
    found: Found,
    confidence: f32,
}

/// Tells the deadline, and answers where its date stands: it is no start.
pub(super) fn find(ad: &mut Ad, terms: &Terms) -> Option<Place> {
    let published = published(ad)?;
    let deadline = apply_by(terms, published)?;
    tell(ad, terms, &deadline);
    Some((deadline.part, deadline.found.start))
}

/// The day on which the ad appeared.
pub(super) fn published(ad: &Ad) -> Option<Date> {
    ad.published_at.local.get(..10)?.parse().ok()
}

fn apply_by(terms: &Terms, published: Date) -> Option<Deadline> {
    let strong = terms.of_topic(Topic::Deadline).filter(|hit| hit.value == "strong");
    let weak = terms
        .of_topic(Topic::Deadline)
        .filter(|hit| hit.value == "weak" && speaks_of_application(terms, hit));
    strong
        .map(|hit| (hit, NEAR, 0.95))
        .chain(weak.map(|hit| (hit, WEAK_NEAR, 0.85)))
        .find_map(|(hit, bytes, sure)| at(terms, hit, bytes, sure, published))
}

fn at(terms: &Terms, hit: &Hit, bytes: usize, sure: f32, published: Date) -> Option<Deadline> {
    let text = terms.text(hit.part);
    let after = text.floor_char_boundary((hit.end + bytes).min(text.len()));
    let near = &text[hit.end..after];
    // The next paragraph speaks of something else, and a lone line end is
    // what stands between a heading and its value.
    let near = near.split("\n\n\n").next().unwrap_or(near);
    let found = range(near).map(|found| (found, hit.end)).or_else(|| {
        // `21 april är sista ansökningsdag`
        let (from, _) = terms.sentence(hit, 40);
        let before = &text[from..hit.start];
        (hit.value == "strong").then(|| dates::first(before)).flatten().map(|found| (found, from))
    });
    let (found, offset) = found?;
    let date = found.on_or_after(published, BACK_DAYS)?;
    let days = i64::from((date - published).get_days());
    // A day without a year that is so far off was one of the past.
    let ahead = if found.year.is_some() { AHEAD_DAYS } else { AHEAD_UNSAID_DAYS };
    if !(-BACK_DAYS..=ahead).contains(&days) {
        return None;
    }
    let found = Found { start: found.start + offset, end: found.end + offset, ..found };
    let confidence = if found.year.is_some() { sure } else { sure - 0.05 };
    Some(Deadline { date, part: hit.part, found, confidence })
}

/// The date that comes first, or the later one of a period: `1 mars - 21 mars`.
fn range(near: &str) -> Option<Found> {
    const TO: [&str; 14] = [
        "-",
        "–",
        "—",
        "till och med",
        "till",
        "til og med",
        "til",
        "to ",
        "t.o.m",
        "do ",
        "bis ",
        "tot ",
        "au ",
        "al ",
    ];
    // `1.–31.12.2025`
    let found = dates::first_expected(near)?;
    let between = near[found.end..].trim_start_matches(['.', ' ', '\u{a0}']);
    for dash in TO {
        if let Some(rest) = between.strip_prefix(dash)
            && let Some(second) = dates::first_expected(&rest[..rest.floor_char_boundary(24)])
            && second.start <= 8
        {
            let offset = near.len() - rest.len();
            return Some(Found {
                start: second.start + offset,
                end: second.end + offset,
                ..second
            });
        }
    }
    Some(found)
}

/// `Senast`, `by` and `do` may be said of anything: they count in a sentence
/// that speaks of applying and not of the work's beginning or end.
fn speaks_of_application(terms: &Terms, hit: &Hit) -> bool {
    let sentence = terms.sentence(hit, 110);
    let speaks = terms.has(Topic::Application, hit.part, sentence);
    let of_work = terms.near(Topic::Start, hit, 50, 0) || terms.near(Topic::Duration, hit, 50, 30);
    // `Frist` and `deadline` are enough at the beginning of a line.
    let word = terms.words(hit);
    let heads = matches!(word, "frist" | "deadline" | "closing" | "closes")
        && terms.line(hit).starts_with(word);
    (speaks || heads) && !of_work
}

fn tell(ad: &mut Ad, terms: &Terms, deadline: &Deadline) {
    let Some((zone, name)) = zone(ad) else { return };
    let Ok(moment) = LocalMoment::from_date(deadline.date, DayEnd::End, &zone, &name, true) else {
        return;
    };
    match &ad.apply_by {
        None => {
            ad.apply_by = Some(moment);
            let found = deadline.found;
            let span = terms.reading.span(deadline.part, found.start, found.end);
            note::found_at(ad, PATH, deadline.confidence, span);
        }
        Some(given)
            if !note::is_ours(ad, PATH) && given.local.get(..10) != moment.local.get(..10) =>
        {
            note::noticed(ad, "deadline_differs", PATH, Severity::Warning);
        }
        Some(_) => {}
    }
}

/// The zone of a day of the ad: of the country where one works, when it has one
/// zone; else of the publication.
fn zone(ad: &Ad) -> Option<(TimeZone, String)> {
    const ONE_ZONE: [(&str, &str); 14] = [
        ("SE", "Europe/Stockholm"),
        ("NO", "Europe/Oslo"),
        ("DK", "Europe/Copenhagen"),
        ("FI", "Europe/Helsinki"),
        ("DE", "Europe/Berlin"),
        ("PL", "Europe/Warsaw"),
        ("NL", "Europe/Amsterdam"),
        ("BE", "Europe/Brussels"),
        ("FR", "Europe/Paris"),
        ("GB", "Europe/London"),
        ("IE", "Europe/Dublin"),
        ("AT", "Europe/Vienna"),
        ("CH", "Europe/Zurich"),
        ("IT", "Europe/Rome"),
    ];
    let given = ad.published_at.zone.as_str();
    // A partner that names a zone of a place means it.
    if !given.contains('/') {
        let country = ad.locations.iter().find_map(|place| place.country.as_deref());
        let name = ONE_ZONE.iter().find(|(code, _)| Some(*code) == country);
        if let Some((zone, name)) =
            name.and_then(|(_, name)| Some((TimeZone::get(name).ok()?, (*name).to_owned())))
        {
            return Some((zone, name));
        }
    }
    if given.starts_with(['+', '-']) {
        let hours: i8 = given.get(..3)?.parse().ok()?;
        let minutes: i32 = given.get(4..6).map_or(Ok(0), str::parse).ok()?;
        let seconds = i32::from(hours) * 3_600 + i32::from(hours.signum()) * minutes * 60;
        let offset = Offset::from_seconds(seconds).ok()?;
        return Some((TimeZone::fixed(offset), given.to_owned()));
    }
    Some((TimeZone::get(given).ok()?, given.to_owned()))
}
