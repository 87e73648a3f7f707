//! Dates as people and old feeds write them: RFC 822 with its broken variants,
//! `21.04.2026`, `21 april 2026`, `Posted Yesterday`, epoch numbers.

use jiff::Span;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;
use schemas::Timestamp;
use schemas::time::DayEnd;

use super::names::{is_day, is_filler, month};
use super::{NoDate, When, Zone, iso, read_epoch};

const UNSAID: [&str; 10] =
    ["", "na", "n/a", "-", "–", "null", "none", "unknown", "löpande", "not specified"];
const SOON: [&str; 12] = [
    "snarest",
    "snarast",
    "snarest mulig",
    "så snart som möjligt",
    "omgående",
    "straks",
    "asap",
    "as soon as possible",
    "immediate",
    "immediately",
    "sofort",
    "ab sofort",
];

/// Hours from UTC of the zone names that feeds use; names that stand for
/// several zones (`IST`, `BST`) are left out.
const ZONES: [(&str, i8); 12] = [
    ("est", -5),
    ("edt", -4),
    ("cst", -6),
    ("cdt", -5),
    ("mst", -7),
    ("mdt", -6),
    ("pst", -8),
    ("pdt", -7),
    ("wet", 0),
    ("cet", 1),
    ("cest", 2),
    ("eest", 3),
];

pub(super) fn read(text: &str, end: DayEnd, zone: &Zone, now: Timestamp) -> Result<When, NoDate> {
    let lower = text.to_lowercase();
    if UNSAID.contains(&lower.as_str()) {
        return Ok(When::Unsaid);
    }
    if SOON.contains(&lower.as_str()) {
        return Ok(When::Soon);
    }
    if lower.len() >= 9 && lower.bytes().all(|byte| byte.is_ascii_digit()) {
        let number = lower.parse().map_err(|_| NoDate::Shape)?;
        return read_epoch(number).map(When::At);
    }
    if let Some(days) = days_ago(&lower) {
        let date = zone.local(now).date();
        let date = date.checked_sub(Span::new().days(days)).map_err(|_| NoDate::NotReal)?;
        return zone.day(date, end).map(When::At);
    }
    let parts = Parts::of(&lower)?;
    parts.place(end, zone).map(When::At)
}

/// A day that is written out, and perhaps a time.
pub(super) fn dated(text: &str, end: DayEnd, zone: &Zone) -> Result<schemas::LocalMoment, NoDate> {
    Parts::of(&text.to_lowercase())?.place(end, zone)
}

/// `posted 3 days ago`, `yesterday`, `i dag`.
fn days_ago(text: &str) -> Option<i64> {
    let text = text.strip_prefix("posted ").unwrap_or(text);
    match text {
        "today" | "idag" | "i dag" | "heute" | "just posted" => return Some(0),
        "yesterday" | "igår" | "i går" | "gestern" => return Some(1),
        _ => {}
    }
    let mut words = text.split(' ');
    let (count, unit, ago) = (words.next()?, words.next()?, words.next()?);
    let counted = matches!(unit, "day" | "days") && ago == "ago" && words.next().is_none();
    if !counted || count.len() > 4 {
        return None;
    }
    count.parse().ok().filter(|days| *days >= 0)
}

#[derive(Default)]
struct Parts {
    day: Option<i8>,
    month: Option<i8>,
    year: Option<i16>,
    time: Option<Time>,
    offset: Option<Offset>,
}

impl Parts {
    fn of(text: &str) -> Result<Self, NoDate> {
        let mut parts = Self::default();
        for word in text.split([' ', ',', '\u{a0}']).filter(|word| !word.is_empty()) {
            parts.take(word)?;
        }
        Ok(parts)
    }

    fn take(&mut self, word: &str) -> Result<(), NoDate> {
        let bare = word.trim_end_matches('.');
        if is_day(bare) {
            return Ok(());
        }
        if let Some(time) = self.time
            && let Some(after_noon) = half_of_day(bare)
        {
            self.time = Some(of_twelve(time, after_noon)?);
            return Ok(());
        }
        if self.time.is_none()
            && word.contains(':')
            && word.starts_with(|c: char| c.is_ascii_digit())
        {
            self.time = Some(time(word)?);
        } else if self.time.is_some() && self.offset.is_none() && zone_offset(word).is_some() {
            self.offset = zone_offset(word);
        } else if bare.split(['.', '/']).count() == 3 {
            self.numeric(bare)?;
        } else if bare.split('-').count() == 3 {
            self.dashed(bare)?;
        } else if let Some((number, digits)) = ordinal(bare) {
            self.number(number, digits)?;
        } else if self.month.is_none() && month(bare).is_some() {
            self.month = month(bare);
        } else if !is_filler(bare) {
            return Err(NoDate::Shape);
        }
        Ok(())
    }

    fn number(&mut self, number: i16, digits: usize) -> Result<(), NoDate> {
        if digits == 4 && self.year.is_none() {
            self.year = Some(number);
        } else if digits <= 2 && self.day.is_none() {
            self.day = Some(i8::try_from(number).map_err(|_| NoDate::Shape)?);
        } else {
            return Err(NoDate::Shape);
        }
        Ok(())
    }

    /// `DD.MM.YYYY`, or `DD/MM/YYYY` when it cannot be `MM/DD/YYYY`: which of
    /// the two a feed means is never guessed.
    fn numeric(&mut self, word: &str) -> Result<(), NoDate> {
        let slash = word.contains('/');
        let mut numbers = word.split(['.', '/']).map(|part| part.parse::<i16>());
        let mut next = || numbers.next().and_then(Result::ok).ok_or(NoDate::Shape);
        let (first, second, year) = (next()?, next()?, next()?);
        if !(1000..=9999).contains(&year) || self.day.is_some() {
            return Err(NoDate::Shape);
        }
        let (day, month) = if slash && second > 12 { (second, first) } else { (first, second) };
        if slash && day <= 12 && month <= 12 && day != month {
            return Err(NoDate::Ambiguous);
        }
        self.day = Some(i8::try_from(day).map_err(|_| NoDate::Shape)?);
        self.month = Some(i8::try_from(month).map_err(|_| NoDate::Shape)?);
        self.year = Some(year);
        Ok(())
    }

    /// `2026-10-30` beside a time of its own kind, `30-Oct-2026`, `30-10-2026`.
    fn dashed(&mut self, word: &str) -> Result<(), NoDate> {
        let mut parts = word.split('-');
        let mut next = || parts.next().ok_or(NoDate::Shape);
        let (first, middle, last) = (next()?, next()?, next()?);
        if let Some(month) = month(middle) {
            let parse = |text: &str| text.parse::<i16>().map_err(|_| NoDate::Shape);
            self.month = Some(month);
            self.number(parse(first)?, first.len())?;
            return self.number(parse(last)?, last.len());
        }
        if first.len() == 4 {
            return self.numeric(&format!("{last}.{middle}.{first}"));
        }
        self.numeric(&word.replace('-', "/"))
    }

    fn place(self, end: DayEnd, zone: &Zone) -> Result<schemas::LocalMoment, NoDate> {
        let (Some(day), Some(month), Some(year)) = (self.day, self.month, self.year) else {
            return Err(NoDate::Shape);
        };
        let date = Date::new(year, month, day).map_err(|_| NoDate::NotReal)?;
        match (self.time, self.offset) {
            (None, _) => zone.day(date, end),
            (Some(time), None) => zone.moment(DateTime::from_parts(date, time), true),
            (Some(time), Some(offset)) => {
                iso::with_offset(DateTime::from_parts(date, time), offset)
            }
        }
    }
}

/// `30`, `1st`, `2nd`, `1er`, and how many digits it has.
fn ordinal(word: &str) -> Option<(i16, usize)> {
    let endings = ["st", "nd", "rd", "th", "er", ":e"];
    let bare = endings.iter().find_map(|ending| word.strip_suffix(ending)).unwrap_or(word);
    bare.parse().ok().map(|number| (number, bare.len()))
}

/// Whether it is after noon: `am`, `p.m`.
fn half_of_day(word: &str) -> Option<bool> {
    match word {
        "am" | "a.m" => Some(false),
        "pm" | "p.m" => Some(true),
        _ => None,
    }
}

/// A time on a clock of twelve hours.
fn of_twelve(time: Time, after_noon: bool) -> Result<Time, NoDate> {
    let hour = match (time.hour(), after_noon) {
        (12, false) => 0,
        (12, true) => 12,
        (hour @ 1..12, true) => hour + 12,
        (hour @ 1..12, false) => hour,
        _ => return Err(NoDate::NotReal),
    };
    Time::new(hour, time.minute(), time.second(), 0).map_err(|_| NoDate::NotReal)
}

fn time(word: &str) -> Result<Time, NoDate> {
    for (mark, after_noon) in [("am", false), ("pm", true)] {
        if let Some(bare) = word.strip_suffix(mark) {
            return of_twelve(time(bare)?, after_noon);
        }
    }
    let mut parts = word.split([':', '.']).map(|part| part.parse::<i8>());
    let mut next = |missing: Option<i8>| match parts.next() {
        None => missing.ok_or(NoDate::Shape),
        Some(number) => number.map_err(|_| NoDate::Shape),
    };
    let (hour, minute, second) = (next(None)?, next(None)?, next(Some(0))?);
    Time::new(hour, minute, second, 0).map_err(|_| NoDate::NotReal)
}

pub(super) fn zone_offset(word: &str) -> Option<Offset> {
    let named = ZONES.iter().find(|(name, _)| *name == word);
    named.map(|(_, hours)| Offset::constant(*hours)).or_else(|| iso::offset(word))
}
