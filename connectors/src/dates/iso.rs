//! ISO 8601 and RFC 3339, and what comes close: a space for `T`, offsets
//! without a colon, ` UTC`, the basic form, any number of fraction digits.

use jiff::civil::{Date, Time};
use jiff::tz::Offset;
use schemas::time::DayEnd;
use schemas::{LocalMoment, Timestamp};

use super::{NoDate, Zone};

pub(super) fn read(text: &str, end: DayEnd, zone: &Zone) -> Result<LocalMoment, NoDate> {
    let (date, rest) = date(text.as_bytes())?;
    if rest.is_empty() {
        return zone.day(date?, end);
    }
    let (time, rest) = match rest {
        [b'T' | b't' | b' ', rest @ ..] => time(rest)?,
        _ => return Err(NoDate::Shape),
    };
    let rest = std::str::from_utf8(rest).map_err(|_| NoDate::Shape)?.trim_start();
    let local = date?.to_datetime(time?);
    if rest.is_empty() {
        return zone.moment(local, true);
    }
    let offset = offset(rest).or_else(|| super::words::zone_offset(&rest.to_lowercase()));
    with_offset(local, offset.ok_or(NoDate::Shape)?)
}

/// A wall-clock time with its own offset.
pub(super) fn with_offset(
    local: jiff::civil::DateTime,
    offset: Offset,
) -> Result<LocalMoment, NoDate> {
    let at = offset.to_timestamp(local).map_err(|_| NoDate::NotReal)?;
    let zone = if offset.is_zero() { "UTC".to_owned() } else { offset_name(offset) };
    let at = Timestamp::from_jiff(at);
    // Cut to the microseconds that the instant has.
    let local = offset.to_datetime(at.to_jiff());
    Ok(LocalMoment { at, local: local.to_string(), zone, zone_assumed: false, date_only: false })
}

fn offset_name(offset: Offset) -> String {
    let minutes = offset.seconds() / 60;
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
}

/// The outer error: not the shape. The inner one: the shape, but not real.
type Read<'a, T> = Result<(Result<T, NoDate>, &'a [u8]), NoDate>;

/// `YYYY-MM-DD`, `YYYY/MM/DD` or `YYYYMMDD`.
fn date(text: &[u8]) -> Read<'_, Date> {
    let (year, month, day, rest) = match text {
        [y1, y2, y3, y4, dash @ (b'-' | b'/'), m1, m2, dash2, d1, d2, rest @ ..]
            if dash == dash2 =>
        {
            (number(&[*y1, *y2, *y3, *y4])?, number(&[*m1, *m2])?, number(&[*d1, *d2])?, rest)
        }
        [y1, y2, y3, y4, m1, m2, d1, d2, rest @ ..]
            if rest.first().is_none_or(|byte| matches!(byte, b'T' | b't')) =>
        {
            (number(&[*y1, *y2, *y3, *y4])?, number(&[*m1, *m2])?, number(&[*d1, *d2])?, rest)
        }
        _ => return Err(NoDate::Shape),
    };
    let small = |n: i16| i8::try_from(n).map_err(|_| NoDate::Shape);
    let date = Date::new(year, small(month)?, small(day)?).map_err(|_| NoDate::NotReal);
    Ok((date, rest))
}

/// `HH:MM[:SS[.fraction]]` or `HHMM[SS]`; what follows is left.
fn time(text: &[u8]) -> Read<'_, Time> {
    let (hour, rest) = two(text)?;
    let rest = rest.strip_prefix(b":").unwrap_or(rest);
    let (minute, rest) = two(rest)?;
    let after_colon = rest.strip_prefix(b":").unwrap_or(rest);
    let (second, rest) = match two(after_colon) {
        Ok(read) => read,
        Err(_) if after_colon.len() == rest.len() => (0, rest),
        Err(error) => return Err(error),
    };
    let (nanos, rest) = match rest {
        [b'.' | b',', digits @ ..] => fraction(digits)?,
        _ => (0, rest),
    };
    // A leap second has no name in the calendar that the hub uses.
    let second = if second == 60 { 59 } else { second };
    Ok((Time::new(hour, minute, second, nanos).map_err(|_| NoDate::NotReal), rest))
}

/// Microseconds as nanoseconds; further digits are cut.
fn fraction(digits: &[u8]) -> Result<(i32, &[u8]), NoDate> {
    let count = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if count == 0 {
        return Err(NoDate::Shape);
    }
    let mut micros = 0;
    let padded = digits[..count].iter().chain(std::iter::repeat(&b'0'));
    for digit in padded.take(6) {
        micros = micros * 10 + i32::from(digit - b'0');
    }
    Ok((micros * 1_000, &digits[count..]))
}

/// `Z`, `UTC`, `GMT`, `UT`, `+02:00`, `+0200`, `+02`.
pub(super) fn offset(text: &str) -> Option<Offset> {
    if ["z", "utc", "gmt", "ut"].iter().any(|name| text.eq_ignore_ascii_case(name)) {
        return Some(Offset::UTC);
    }
    let (sign, digits) = match text.as_bytes() {
        [b'+', digits @ ..] => (1, digits),
        [b'-', digits @ ..] => (-1, digits),
        _ => return None,
    };
    let (hours, rest) = two(digits).ok()?;
    let rest = rest.strip_prefix(b":").unwrap_or(rest);
    let (minutes, rest) = if rest.is_empty() { (0, rest) } else { two(rest).ok()? };
    if !rest.is_empty() || hours > 18 || minutes > 59 {
        return None;
    }
    Offset::from_seconds(sign * (i32::from(hours) * 3_600 + i32::from(minutes) * 60)).ok()
}

fn two(text: &[u8]) -> Result<(i8, &[u8]), NoDate> {
    match text {
        [a, b, rest @ ..] => {
            let value = i8::try_from(number(&[*a, *b])?).map_err(|_| NoDate::Shape)?;
            Ok((value, rest))
        }
        _ => Err(NoDate::Shape),
    }
}

fn number(digits: &[u8]) -> Result<i16, NoDate> {
    let mut value: i16 = 0;
    for digit in digits {
        if !digit.is_ascii_digit() {
            return Err(NoDate::Shape);
        }
        value = value * 10 + i16::from(digit - b'0');
    }
    Ok(value)
}
