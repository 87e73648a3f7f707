//! Short texts of partners: dates, countries, addresses, references.

use connectors::dates::{self, When, Zone};
use connectors::{ats, countries};
use schemas::time::DayEnd;

pub(crate) fn words(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let zone = Zone::named("Europe/Oslo").expect("it is a zone");
    let now = "2026-11-24T12:00:00Z".parse().expect("it is a time");
    for end in [DayEnd::Start, DayEnd::End] {
        let read = dates::read_any(text, end, &zone, now);
        if let Ok(When::At(moment)) = &read {
            // What was read is written in a form that is read the same.
            let again = dates::read_iso(&moment.local, end, &zone);
            let again = again.expect("a local time that was written can be read");
            assert_eq!(again.local, moment.local, "{text:?}");
        }
        for day_first in [true, false] {
            let _either = dates::read_slashed(text, day_first, end, &zone);
        }
    }
    let _zone = Zone::named(text);
    if let Some(country) = countries::alpha2(text) {
        assert!(countries::is_alpha2(country), "{country}");
    }
    let jobs = [ats::of_url(text), ats::of_reference(text), ats::of_url_at("teamtailor", text)];
    for job in jobs.into_iter().flatten() {
        let id = job.alt_id();
        assert!(!id.value.is_empty() && id.scheme.starts_with("ats:"), "{id:?}");
        assert!(!id.value.contains(char::is_whitespace), "{id:?}");
    }
}
