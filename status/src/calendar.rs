//! Days and months in UTC, in milliseconds: no zone, no summer time.

use jiff::ToSpan as _;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use schemas::Timestamp;

/// Milliseconds of a day in UTC. Leap seconds do not exist in this calendar.
pub(crate) const DAY_MILLIS: i64 = 86_400_000;

/// The day of a moment.
pub(crate) fn day_of(at: Timestamp) -> Date {
    at.to_jiff().to_zoned(TimeZone::UTC).date()
}

/// The first moment of a day.
pub(crate) fn start_of(day: Date) -> Timestamp {
    let zoned = day.to_zoned(TimeZone::UTC).expect("every day of the calendar begins in UTC");
    Timestamp::from_jiff(zoned.timestamp())
}

/// The day after.
pub(crate) fn next_day(day: Date) -> Date {
    day.checked_add(1.day()).unwrap_or(Date::MAX)
}

/// The day so many days before.
pub(crate) fn days_before(day: Date, days: i32) -> Date {
    day.checked_sub(days.days()).unwrap_or(Date::MIN)
}

/// The pieces of a stretch of time, each within one day, with their
/// milliseconds.
pub(crate) fn by_day(from: Timestamp, to: Timestamp) -> Vec<(Date, i64)> {
    let mut pieces = Vec::new();
    let (mut at, end) = (from.millis(), to.millis());
    while at < end {
        let day = day_of(Timestamp::from_millis(at));
        let piece_end = end.min(start_of(next_day(day)).millis());
        if piece_end <= at {
            break;
        }
        pieces.push((day, piece_end - at));
        at = piece_end;
    }
    pieces
}
