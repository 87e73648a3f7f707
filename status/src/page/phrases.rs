//! Sentences with times in them, in each language.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use schemas::Timestamp;

use crate::calendar::day_of;
use crate::incident::Incident;
use crate::language::Language;
use crate::report::{MonthReport, State, Times};

const ENGLISH_MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const SWEDISH_MONTHS: [&str; 12] = [
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
];

impl Language {
    const fn is_english(self) -> bool {
        matches!(self, Self::English)
    }

    fn month_name(self, month: i8) -> &'static str {
        let names = if self.is_english() { ENGLISH_MONTHS } else { SWEDISH_MONTHS };
        names[usize::from(month.unsigned_abs()).clamp(1, 12) - 1]
    }

    /// `November 2026`.
    pub(crate) fn month(self, first: Date) -> String {
        format!("{} {}", self.month_name(first.month()), first.year())
    }

    /// `25 November 2026`.
    pub(crate) fn day(self, day: Date) -> String {
        format!("{} {}", day.day(), self.month(day))
    }

    /// `25 November 2026, 13:02 UTC`, cut to the minute.
    pub(crate) fn moment(self, at: Timestamp) -> String {
        let time = at.to_jiff().to_zoned(TimeZone::UTC);
        let (day, hour, minute) = (self.day(day_of(at)), time.hour(), time.minute());
        match self {
            Self::English => format!("{day}, {hour:02}:{minute:02} UTC"),
            Self::Swedish => format!("{day} kl. {hour:02}.{minute:02} UTC"),
        }
    }

    /// The two largest units: `1 hour 5 minutes`; seconds only of short times.
    pub(crate) fn duration(self, seconds: u64) -> String {
        let (minutes, hours, days) = (seconds / 60, seconds / 3_600, seconds / 86_400);
        let (large, small) = match (days, hours, minutes) {
            (1.., ..) => ((days, Unit::Day), (hours % 24, Unit::Hour)),
            (_, 1.., _) => ((hours, Unit::Hour), (minutes % 60, Unit::Minute)),
            (_, _, 10..) => ((minutes, Unit::Minute), (0, Unit::Second)),
            (_, _, 1..) => ((minutes, Unit::Minute), (seconds % 60, Unit::Second)),
            _ => ((seconds, Unit::Second), (0, Unit::Second)),
        };
        let unit = |(count, unit): (u64, Unit)| format!("{count} {}", self.unit(unit, count));
        if small.0 == 0 { unit(large) } else { format!("{} {}", unit(large), unit(small)) }
    }

    const fn unit(self, unit: Unit, count: u64) -> &'static str {
        match (self, unit, count) {
            (Self::English, Unit::Day, 1) => "day",
            (Self::English, Unit::Day, _) => "days",
            (Self::English, Unit::Hour, 1) => "hour",
            (Self::English, Unit::Hour, _) => "hours",
            (Self::English, Unit::Minute, 1) => "minute",
            (Self::English, Unit::Minute, _) => "minutes",
            (Self::English, Unit::Second, 1) => "second",
            (Self::English, Unit::Second, _) => "seconds",
            (Self::Swedish, Unit::Day, 1) => "dygn",
            (Self::Swedish, Unit::Day, _) => "dygn",
            (Self::Swedish, Unit::Hour, 1) => "timme",
            (Self::Swedish, Unit::Hour, _) => "timmar",
            (Self::Swedish, Unit::Minute, 1) => "minut",
            (Self::Swedish, Unit::Minute, _) => "minuter",
            (Self::Swedish, Unit::Second, 1) => "sekund",
            (Self::Swedish, Unit::Second, _) => "sekunder",
        }
    }

    /// `99.95 %`, never rounded up.
    pub(crate) fn percent(self, percent: f64) -> String {
        let text = format!("{percent:.3}");
        let text = text.trim_end_matches('0').trim_end_matches('.');
        match self {
            Self::English => format!("{text}\u{a0}%"),
            Self::Swedish => format!("{}\u{a0}%", text.replace('.', ",")),
        }
    }

    /// A share that may not be known.
    pub(crate) fn share(self, times: &Times) -> String {
        times
            .uptime_percent
            .map_or_else(|| self.state(State::Unknown).to_owned(), |percent| self.percent(percent))
    }

    /// How long the hub was down in a month; `present`: it is not over yet.
    pub(crate) fn month_sentence(self, month: &MonthReport, present: bool) -> String {
        let name = self.month(month.first);
        let down = month.times.down_seconds;
        let lasted = self.duration(down);
        match (self, down, present) {
            (Self::English, 0, true) => format!("We have not been down in {name} so far."),
            (Self::English, 0, false) => format!("We were not down in {name}."),
            (Self::English, _, true) => format!("We have been down {lasted} in {name} so far."),
            (Self::English, _, false) => format!("We were down {lasted} in {name}."),
            (Self::Swedish, 0, true) => format!("Vi har hittills inte legat nere i {name}."),
            (Self::Swedish, 0, false) => format!("Vi låg inte nere i {name}."),
            (Self::Swedish, _, true) => format!("Vi har hittills legat nere {lasted} i {name}."),
            (Self::Swedish, _, false) => format!("Vi låg nere {lasted} i {name}."),
        }
    }

    /// The promise, and what is left of its error budget.
    pub(crate) fn budget_sentence(self, month: &MonthReport, objective_percent: f64) -> String {
        let promise = self.percent(objective_percent);
        let budget = self.duration(month.budget_seconds);
        let left = self.duration(month.budget_left_seconds.unsigned_abs());
        let all = month.times.down_seconds == 0;
        match self {
            Self::English => {
                let rest = match month.objective_met {
                    true if all => "All of that is left.".to_owned(),
                    true => format!("Of that, {left} are left."),
                    false => format!("We have broken that by {left}."),
                };
                format!("We promise {promise} a month: at most {budget} down. {rest}")
            }
            Self::Swedish => {
                let rest = match month.objective_met {
                    true if all => "Allt av det återstår.".to_owned(),
                    true => format!("Av det återstår {left}."),
                    false => format!("Det har vi brutit med {left}."),
                };
                format!("Vi lovar {promise} per månad: högst {budget} nere. {rest}")
            }
        }
    }

    /// What else happened; `None` when nothing did.
    pub(crate) fn slow_sentence(self, times: &Times) -> Option<String> {
        let lasted = (times.slow_seconds > 0).then(|| self.duration(times.slow_seconds))?;
        Some(match self {
            Self::English => {
                format!("Answers were slow for {lasted}; that does not count as down.")
            }
            Self::Swedish => {
                format!("Svaren var långsamma i {lasted}; det räknas inte som nere.")
            }
        })
    }

    /// What nobody saw; `None` when all was seen.
    pub(crate) fn unknown_sentence(self, times: &Times) -> Option<String> {
        let lasted = (times.unknown_seconds > 0).then(|| self.duration(times.unknown_seconds))?;
        Some(match self {
            Self::English => {
                format!("For {lasted} nobody measured; that counts neither as up nor as down.")
            }
            Self::Swedish => {
                format!("Under {lasted} mättes inget; det räknas varken som uppe eller nere.")
            }
        })
    }

    /// When the last check was, and how often they come.
    pub(crate) fn checked(self, checked_at: Option<Timestamp>, interval_seconds: u64) -> String {
        let every = self.duration(interval_seconds);
        match (self, checked_at) {
            (Self::English, Some(at)) => {
                format!("Last checked {}. Checked every {every}.", self.exact(at))
            }
            (Self::English, None) => "Nothing has been checked yet.".to_owned(),
            (Self::Swedish, Some(at)) => {
                format!("Senast kontrollerat {}. Mellan kontroller: {every}.", self.exact(at))
            }
            (Self::Swedish, None) => "Inget har kontrollerats ännu.".to_owned(),
        }
    }

    /// Since when there is anything to tell.
    pub(crate) fn began(self, began_at: Timestamp) -> String {
        let day = self.day(day_of(began_at));
        match self {
            Self::English => format!("Measured since {day}."),
            Self::Swedish => format!("Mätt sedan {day}."),
        }
    }

    /// As [`Language::moment`], with seconds.
    fn exact(self, at: Timestamp) -> String {
        let second = at.to_jiff().to_zoned(TimeZone::UTC).second();
        let moment = self.moment(at);
        let separator = if self.is_english() { ':' } else { '.' };
        moment.replace(" UTC", &format!("{separator}{second:02} UTC"))
    }

    /// `since 25 November 2026, 13:02 UTC (12 minutes)`.
    pub(crate) fn since(self, since: Timestamp, now: Timestamp) -> String {
        let lasts = self.duration(now.since(since).as_secs());
        let word = if self.is_english() { "since" } else { "sedan" };
        format!("{word} {} ({lasts})", self.moment(since))
    }

    /// From when to when, and how long.
    pub(crate) fn span(self, incident: &Incident, now: Timestamp) -> String {
        let Some(ended_at) = incident.ended_at else { return self.since(incident.started_at, now) };
        let lasted = self.duration(ended_at.since(incident.started_at).as_secs());
        let from = self.moment(incident.started_at);
        let time_only = |at| {
            let moment = self.moment(at);
            let same_day = day_of(at) == day_of(incident.started_at);
            let cut = moment.find(if self.is_english() { ", " } else { "kl. " });
            let skip = if self.is_english() { 2 } else { 0 };
            match cut.filter(|_| same_day) {
                Some(cut) => moment[cut + skip..].to_owned(),
                None => moment,
            }
        };
        let (from_short, to) = (from.trim_end_matches(" UTC"), time_only(ended_at));
        match (self, incident.end_unwatched) {
            (Self::English, false) => format!("{from_short} to {to} ({lasted})"),
            (Self::Swedish, false) => format!("{from_short} till {to} ({lasted})"),
            (Self::English, true) => format!(
                "from {from_short} to {to} at the latest; last seen {}",
                time_only(incident.last_seen_at)
            ),
            (Self::Swedish, true) => format!(
                "från {from_short} till senast {to}; sågs sist {}",
                time_only(incident.last_seen_at)
            ),
        }
    }
}

#[derive(Clone, Copy)]
enum Unit {
    Day,
    Hour,
    Minute,
    Second,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_two_units() {
        for (seconds, english, swedish) in [
            (0, "0 seconds", "0 sekunder"),
            (1, "1 second", "1 sekund"),
            (61, "1 minute 1 second", "1 minut 1 sekund"),
            (1_259, "20 minutes", "20 minuter"),
            (3_900, "1 hour 5 minutes", "1 timme 5 minuter"),
            (7_200, "2 hours", "2 timmar"),
            (90_000, "1 day 1 hour", "1 dygn 1 timme"),
        ] {
            assert_eq!(Language::English.duration(seconds), english);
            assert_eq!(Language::Swedish.duration(seconds), swedish);
        }
    }

    #[test]
    fn times_read_as_people_write_them() {
        let at: Timestamp = "2026-11-25T13:02:59Z".parse().unwrap();
        assert_eq!(Language::English.moment(at), "25 November 2026, 13:02 UTC");
        assert_eq!(Language::Swedish.moment(at), "25 november 2026 kl. 13.02 UTC");
        assert_eq!(Language::English.exact(at), "25 November 2026, 13:02:59 UTC");
        assert_eq!(Language::Swedish.percent(99.95), "99,95\u{a0}%");
        assert_eq!(Language::English.percent(100.0), "100\u{a0}%");
    }

    #[test]
    fn an_incident_is_told_with_what_is_known_of_its_end() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let mut incident = Incident {
            id: 1,
            component: crate::Component::Feed,
            reason: crate::Reason::TimedOut,
            started_at: at("2026-11-25T13:02:00Z"),
            last_seen_at: at("2026-11-25T13:10:00Z"),
            ended_at: None,
            end_unwatched: false,
            notes: Vec::new(),
        };
        let now = at("2026-11-25T13:32:00Z");
        let (english, swedish) = (Language::English, Language::Swedish);
        assert_eq!(english.span(&incident, now), "since 25 November 2026, 13:02 UTC (30 minutes)");
        incident.ended_at = Some(at("2026-11-25T13:22:00Z"));
        assert_eq!(
            english.span(&incident, now),
            "25 November 2026, 13:02 to 13:22 UTC (20 minutes)"
        );
        assert_eq!(
            swedish.span(&incident, now),
            "25 november 2026 kl. 13.02 till kl. 13.22 UTC (20 minuter)"
        );
        incident.end_unwatched = true;
        assert_eq!(
            english.span(&incident, now),
            "from 25 November 2026, 13:02 to 13:22 UTC at the latest; last seen 13:10 UTC"
        );
    }
}
