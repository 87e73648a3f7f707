//! Times: an instant of the hub, and a local time as a partner gave it.

use std::fmt;
use std::str::FromStr;

use jiff::tz::{AmbiguousOffset, TimeZone};
use serde::{Deserialize, Serialize};

/// An instant, in whole microseconds since 1970-01-01T00:00:00Z.
///
/// Avro: `long` (timestamp-micros). JSON: RFC 3339 in UTC.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Timestamp(i64);

impl Timestamp {
    /// From microseconds since the epoch.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// From milliseconds since the epoch; saturates far outside any calendar.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis.saturating_mul(1_000))
    }

    /// Microseconds since the epoch.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Milliseconds since the epoch, rounded down.
    pub const fn millis(self) -> i64 {
        self.0.div_euclid(1_000)
    }

    /// This instant and `seconds` more (or fewer).
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
    }

    /// Time since `earlier`; zero when that is later.
    pub fn since(self, earlier: Self) -> std::time::Duration {
        std::time::Duration::from_micros(
            u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0),
        )
    }

    /// The same instant for calendar work; clamped to years -9999 to 9999.
    pub fn to_jiff(self) -> jiff::Timestamp {
        let (min, max) =
            (jiff::Timestamp::MIN.as_microsecond(), jiff::Timestamp::MAX.as_microsecond());
        jiff::Timestamp::from_microsecond(self.0.clamp(min, max))
            .unwrap_or(jiff::Timestamp::UNIX_EPOCH)
    }

    /// From jiff, cut to microseconds.
    pub fn from_jiff(at: jiff::Timestamp) -> Self {
        Self(at.as_microsecond())
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_jiff().fmt(formatter)
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl FromStr for Timestamp {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse::<jiff::Timestamp>().map(Self::from_jiff)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            serializer.serialize_i64(self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
            text.parse().map_err(serde::de::Error::custom)
        } else {
            i64::deserialize(deserializer).map(Self)
        }
    }
}

/// A local time as a partner gave it, and the instant that it means.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct LocalMoment {
    /// The instant meant, in UTC.
    pub at: Timestamp,
    /// `YYYY-MM-DDTHH:MM:SS[.fraction]` on the wall clock of `zone`.
    pub local: String,
    /// IANA name (`Europe/Stockholm`) or a fixed offset (`+02:00`).
    pub zone: String,
    /// The partner gave no zone; its profile's zone was taken.
    #[serde(default)]
    pub zone_assumed: bool,
    /// Only a date was given.
    #[serde(default)]
    pub date_only: bool,
}

/// Which end of a day a bare date means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DayEnd {
    /// 00:00:00 local: publication dates.
    Start,
    /// 23:59:59 local: deadlines and expiry (canonical.md, section 5, rule 2).
    End,
}

impl LocalMoment {
    /// Places a wall-clock time in a zone. In the autumn fold the earlier
    /// instant is taken; in the spring gap the time moves on by the gap.
    ///
    /// # Errors
    /// When the instant is outside the years that jiff knows.
    pub fn from_local(
        local: jiff::civil::DateTime,
        zone: &TimeZone,
        zone_name: &str,
        zone_assumed: bool,
    ) -> Result<Self, jiff::Error> {
        let ambiguous = zone.to_ambiguous_timestamp(local);
        let at = match ambiguous.offset() {
            AmbiguousOffset::Unambiguous { .. } => ambiguous.compatible()?,
            AmbiguousOffset::Gap { .. } => ambiguous.compatible()?,
            AmbiguousOffset::Fold { .. } => ambiguous.earlier()?,
        };
        Ok(Self {
            at: Timestamp::from_jiff(at),
            local: local.to_string(),
            zone: zone_name.to_owned(),
            zone_assumed,
            date_only: false,
        })
    }

    /// Places a bare date at the start or the end of its day.
    ///
    /// # Errors
    /// As [`LocalMoment::from_local`].
    pub fn from_date(
        date: jiff::civil::Date,
        end: DayEnd,
        zone: &TimeZone,
        zone_name: &str,
        zone_assumed: bool,
    ) -> Result<Self, jiff::Error> {
        let local = match end {
            DayEnd::Start => date.at(0, 0, 0, 0),
            DayEnd::End => date.at(23, 59, 59, 0),
        };
        Ok(Self { date_only: true, ..Self::from_local(local, zone, zone_name, zone_assumed)? })
    }

    /// An instant that came with an offset or as an epoch number.
    pub fn from_instant(at: Timestamp, offset: jiff::tz::Offset) -> Self {
        Self {
            at,
            local: offset.to_datetime(at.to_jiff()).to_string(),
            zone: if offset == jiff::tz::Offset::UTC {
                "UTC".to_owned()
            } else {
                offset.to_string()
            },
            zone_assumed: false,
            date_only: false,
        }
    }
}
