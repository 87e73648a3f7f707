//! Every form in which partners write times (canonical.md, section 5 and
//! trap 8), as a [`LocalMoment`]. Strict forms in `iso`, the rest in `words`.

mod iso;
mod names;
mod words;

use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use schemas::time::DayEnd;
use schemas::{LocalMoment, Timestamp};

/// A zone, looked up once and used for every date of a reading.
#[derive(Clone, Debug)]
pub struct Zone {
    name: String,
    zone: TimeZone,
}

/// No time zone has this name.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{0:?} is no time zone: an IANA name such as \"Europe/Stockholm\" is needed")]
pub struct UnknownZone(pub String);

impl Zone {
    /// Looks up an IANA name, `UTC`, or a fixed offset (`+02:00`, `-05`).
    ///
    /// # Errors
    /// When there is no such zone.
    pub fn named(name: &str) -> Result<Self, UnknownZone> {
        let zone = match iso::offset(name) {
            Some(offset) => TimeZone::fixed(offset),
            None => TimeZone::get(name).map_err(|_| UnknownZone(name.to_owned()))?,
        };
        Ok(Self { name: name.to_owned(), zone })
    }

    /// Its name, as it was asked for.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The wall clock of this zone at an instant.
    pub fn local(&self, at: Timestamp) -> jiff::civil::DateTime {
        self.zone.to_datetime(at.to_jiff())
    }

    fn moment(&self, local: jiff::civil::DateTime, assumed: bool) -> Result<LocalMoment, NoDate> {
        LocalMoment::from_local(local, &self.zone, &self.name, assumed).map_err(|_| NoDate::NotReal)
    }

    fn day(&self, date: Date, end: DayEnd) -> Result<LocalMoment, NoDate> {
        LocalMoment::from_date(date, end, &self.zone, &self.name, true).map_err(|_| NoDate::NotReal)
    }
}

/// Why a text gives no moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NoDate {
    /// In no form that is known.
    #[error("is in no known form of a date")]
    Shape,
    /// In a known form, but there is no such day or time.
    #[error("does not exist in the calendar")]
    NotReal,
    /// `03/04/2026`: day and month cannot be told apart.
    #[error("may be day/month or month/day")]
    Ambiguous,
}

/// What a text of a partner says about time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum When {
    /// A moment.
    At(LocalMoment),
    /// As soon as possible.
    Soon,
    /// Nothing: empty, `na`, `-`.
    Unsaid,
}

/// Reads ISO 8601 and RFC 3339 only: a date, a local date-time (taken to be in
/// `zone`), or one with an offset. Any number of fraction digits.
///
/// # Errors
/// When it is none of these, or does not exist.
pub fn read_iso(text: &str, end: DayEnd, zone: &Zone) -> Result<LocalMoment, NoDate> {
    iso::read(text.trim(), end, zone)
}

/// Reads every form that has been met: ISO, RFC 822, `DD.MM.YYYY`, `… UTC`,
/// epoch numbers, `21 april 2026`, `Posted 3 Days Ago` (counted from `now`).
///
/// # Errors
/// When it is none of these, or does not exist.
pub fn read_any(text: &str, end: DayEnd, zone: &Zone, now: Timestamp) -> Result<When, NoDate> {
    let text = text.trim();
    match iso::read(text, end, zone) {
        Err(NoDate::Shape) => words::read(text, end, zone, now),
        read => read.map(When::At),
    }
}

/// Reads `03/04/2026`, with or without a time, by the order that the feed is
/// known to use: the value alone does not tell.
///
/// # Errors
/// When it is not of this form, or does not exist.
pub fn read_slashed(
    text: &str,
    day_first: bool,
    end: DayEnd,
    zone: &Zone,
) -> Result<LocalMoment, NoDate> {
    let text = text.trim();
    let (date, time) = text.split_at(text.find(' ').unwrap_or(text.len()));
    let mut parts = date.split(['/', '-']);
    let mut part = || parts.next().filter(|part| part.len() <= 4).ok_or(NoDate::Shape);
    let (first, second, year) = (part()?, part()?, part()?);
    let (day, month) = if day_first { (first, second) } else { (second, first) };
    words::dated(&format!("{day}.{month}.{year}{time}"), end, zone)
}

/// Reads an epoch number, seconds or milliseconds by its size.
///
/// # Errors
/// When it is outside the years 1973 to 2286.
pub fn read_epoch(number: i64) -> Result<LocalMoment, NoDate> {
    let at = match number {
        100_000_000..10_000_000_000 => Timestamp::from_millis(number * 1_000),
        100_000_000_000..10_000_000_000_000 => Timestamp::from_millis(number),
        _ => return Err(NoDate::Shape),
    };
    Ok(LocalMoment::from_instant(at, Offset::UTC))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, wanted: &str) {
        let zone = Zone::named("Europe/Stockholm").unwrap();
        let now = "2026-11-24T12:00:00Z".parse().unwrap();
        let read = match read_any(text, DayEnd::End, &zone, now) {
            Ok(When::At(moment)) => format!(
                "{} {} {}{}",
                moment.at,
                moment.local,
                if moment.zone_assumed { "assumed" } else { &moment.zone },
                if moment.date_only { " day" } else { "" }
            ),
            Ok(When::Soon) => "soon".to_owned(),
            Ok(When::Unsaid) => "unsaid".to_owned(),
            Err(error) => error.to_string(),
        };
        assert_eq!(read, wanted, "{text}");
    }

    #[test]
    fn iso_forms_are_read() {
        check("2026-07-01T12:00:00", "2026-07-01T10:00:00Z 2026-07-01T12:00:00 assumed");
        check("2026-07-01 12:00", "2026-07-01T10:00:00Z 2026-07-01T12:00:00 assumed");
        check("2026-07-01T12:00:00Z", "2026-07-01T12:00:00Z 2026-07-01T12:00:00 UTC");
        check("2026-07-01T12:00:00+0200", "2026-07-01T10:00:00Z 2026-07-01T12:00:00 +02:00");
        check(
            "2026-07-01T12:00:00.9970+02",
            "2026-07-01T10:00:00.997Z 2026-07-01T12:00:00.997 +02:00",
        );
        check("2026-07-01 12:00:00 UTC", "2026-07-01T12:00:00Z 2026-07-01T12:00:00 UTC");
        check("2026-07-01", "2026-07-01T21:59:59Z 2026-07-01T23:59:59 assumed day");
        check("20260701T120000", "2026-07-01T10:00:00Z 2026-07-01T12:00:00 assumed");
        check("2026-10-30 10:00:00 EST", "2026-10-30T15:00:00Z 2026-10-30T10:00:00 -05:00");
        check("2026-06-05T00:00:00.0000001", "2026-06-04T22:00:00Z 2026-06-05T00:00:00 assumed");
    }

    #[test]
    fn autumn_fold_is_the_earlier_instant_and_spring_gap_moves_on() {
        check("2026-10-25T02:30:00", "2026-10-25T00:30:00Z 2026-10-25T02:30:00 assumed");
        check("2026-03-29T02:30:00", "2026-03-29T01:30:00Z 2026-03-29T02:30:00 assumed");
    }

    #[test]
    fn forms_of_feeds_are_read() {
        check("Mon, 08 Nov 2021", "2021-11-08T22:59:59Z 2021-11-08T23:59:59 assumed day");
        check("Wed, 19 Aug 2026 05:00:00 GMT", "2026-08-19T05:00:00Z 2026-08-19T05:00:00 UTC");
        check("Wed, 19 Aug 2026 05:00:00 +0200", "2026-08-19T03:00:00Z 2026-08-19T05:00:00 +02:00");
        check("Wed, 19 Aug 2026 05:00:00:0", "2026-08-19T03:00:00Z 2026-08-19T05:00:00 assumed");
        check("Fri, 7 Aug 2026 08:00 EST", "2026-08-07T13:00:00Z 2026-08-07T08:00:00 -05:00");
        check("21.04.2026", "2026-04-21T21:59:59Z 2026-04-21T23:59:59 assumed day");
        check("21/04/2026", "2026-04-21T21:59:59Z 2026-04-21T23:59:59 assumed day");
        check("04/21/2026", "2026-04-21T21:59:59Z 2026-04-21T23:59:59 assumed day");
        check("03/04/2026", "may be day/month or month/day");
        check("21.04.2026 14:30", "2026-04-21T12:30:00Z 2026-04-21T14:30:00 assumed");
        check("21 april 2026", "2026-04-21T21:59:59Z 2026-04-21T23:59:59 assumed day");
        check("den 3. mai 2026", "2026-05-03T21:59:59Z 2026-05-03T23:59:59 assumed day");
        check("April 21, 2026", "2026-04-21T21:59:59Z 2026-04-21T23:59:59 assumed day");
        check("30-10-2026", "2026-10-30T22:59:59Z 2026-10-30T23:59:59 assumed day");
        check("30-Oct-2026 08:00", "2026-10-30T07:00:00Z 2026-10-30T08:00:00 assumed");
        check("03-04-2026", "may be day/month or month/day");
        check("October 1st, 2026", "2026-10-01T21:59:59Z 2026-10-01T23:59:59 assumed day");
        check("10/30/2026 2:05:00 PM", "2026-10-30T13:05:00Z 2026-10-30T14:05:00 assumed");
        check("Oct 30, 2026 12:05am EST", "2026-10-30T05:05:00Z 2026-10-30T00:05:00 -05:00");
        check("2026-10-30 10:05 PM", "2026-10-30T21:05:00Z 2026-10-30T22:05:00 assumed");
        check("1713965113220", "2024-04-24T13:25:13.22Z 2024-04-24T13:25:13.22 UTC");
        check("1713965113", "2024-04-24T13:25:13Z 2024-04-24T13:25:13 UTC");
    }

    #[test]
    fn months_and_days_are_known_in_the_languages_of_partners() {
        let day = |at: &str| format!("{at}T22:59:59Z {at}T23:59:59 assumed day");
        check("mardi 3 novembre 2026", &day("2026-11-03"));
        check("martes, 3 de noviembre de 2026", &day("2026-11-03"));
        check("3 listopada 2026", &day("2026-11-03"));
        check("3. marraskuuta 2026", &day("2026-11-03"));
        check("dinsdag 3 november 2026", &day("2026-11-03"));
        check("3 dicembre 2026", &day("2026-12-03"));
        check("3. joulukuuta 2026", &day("2026-12-03"));
        check("Donnerstag, 3. Dezember 2026", &day("2026-12-03"));
        check("onsdag 4. november 2026", &day("2026-11-04"));
        check("3 maart 2026", &day("2026-03-03"));
    }

    #[test]
    fn day_and_month_stand_as_the_feed_is_known_to_write_them() {
        let zone = Zone::named("UTC").unwrap();
        let read = |text, day_first| {
            read_slashed(text, day_first, DayEnd::Start, &zone).map(|moment| moment.local)
        };
        assert_eq!(read("03/04/2026", true).unwrap(), "2026-04-03T00:00:00");
        assert_eq!(read("3/4/2026 10:30", false).unwrap(), "2026-03-04T10:30:00");
        assert_eq!(read("03/13/2026", true), Err(NoDate::NotReal));
        assert_eq!(read("03-04-2026", true).unwrap(), "2026-04-03T00:00:00");
        assert_eq!(read("10/03/2026 2:05:00 PM", false).unwrap(), "2026-10-03T14:05:00");
        assert_eq!(read("2026", true), Err(NoDate::Shape));
    }

    #[test]
    fn relative_texts_count_from_the_time_of_reading() {
        check("Posted Yesterday", "2026-11-23T22:59:59Z 2026-11-23T23:59:59 assumed day");
        check("Posted 3 Days Ago", "2026-11-21T22:59:59Z 2026-11-21T23:59:59 assumed day");
        check("Posted Today", "2026-11-24T22:59:59Z 2026-11-24T23:59:59 assumed day");
        check("Posted 30+ Days Ago", "is in no known form of a date");
    }

    #[test]
    fn what_says_nothing_is_not_a_fault() {
        check("", "unsaid");
        check("na", "unsaid");
        check("Snarest", "soon");
        check("as soon as possible", "soon");
    }

    #[test]
    fn dates_that_do_not_exist_are_told_from_gibberish() {
        check("2026-02-30", "does not exist in the calendar");
        check("2026-13-01T00:00:00", "does not exist in the calendar");
        check("2026-01-01T25:00:00", "does not exist in the calendar");
        check("0000-00-00", "does not exist in the calendar");
        check("0000-00-00 00:00:00", "does not exist in the calendar");
        check("2026-10-30 13:05 PM", "does not exist in the calendar");
        check("30.02.2026", "does not exist in the calendar");
        check("31 februari 2026", "does not exist in the calendar");
        check("when it is ready", "is in no known form of a date");
        check("åäö-öä-åä", "is in no known form of a date");
    }
}
