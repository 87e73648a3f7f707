//! Dates as a partner may write them: RFC 3339 with an offset, a local
//! date-time, a bare date, or the object that the hub itself prints.

use schemas::time::DayEnd;
use schemas::{LocalMoment, Timestamp};

use super::node::Node;
use super::object::{Object, Report};
use super::values::{as_text, boolean, clipped, short};
use crate::dates::{NoDate, Zone, read_iso};

/// Reads one date; `end` says which end of its day a bare date means.
pub(super) fn moment<'n>(
    end: DayEnd,
    zone: &'n Zone,
) -> impl Fn(&'n Node<'n>, &'n Report) -> Option<LocalMoment> + Copy {
    move |node, report| match node {
        Node::Object(_) => printed(node, report),
        Node::Text(text) => match read_iso(text, end, zone) {
            Ok(moment) => Some(moment),
            Err(error) => {
                fault(text, error, report);
                None
            }
        },
        other => {
            report.fault("wrong_type", format!("{} where a date belongs", other.kind()));
            None
        }
    }
}

fn fault(text: &str, error: NoDate, report: &Report) {
    let text = clipped(text);
    match error {
        NoDate::NotReal => {
            report.fault("date_not_real", format!("{text:?} does not exist in the calendar"));
        }
        NoDate::Shape | NoDate::Ambiguous => report.fault(
            "date_unreadable",
            format!(
                "{text:?} is no date; \"2026-11-24\", \"2026-11-24T08:00:00\" (in your own zone) \
                 and \"2026-11-24T08:00:00+01:00\" are allowed"
            ),
        ),
    }
}

/// `{"at", "local", "zone", "zone_assumed", "date_only"}`.
fn printed<'n>(node: &'n Node<'n>, report: &'n Report) -> Option<LocalMoment> {
    let mut object = Object::open(node, report)?;
    let at = object.get("at", instant);
    let local = object.get("local", short);
    let zone = object.get("zone", short);
    let zone_assumed = object.get("zone_assumed", boolean).unwrap_or(false);
    let date_only = object.get("date_only", boolean).unwrap_or(false);
    for name in ["local", "zone"] {
        if !object.has(name) {
            object.fault_at(name, "missing", "a date as an object has both \"local\" and \"zone\"");
        }
    }
    object.finish();
    let (local, zone) = (local?, zone?);
    let placed = match Zone::named(&zone) {
        Ok(zone) => zone,
        Err(error) => {
            report.fault("zone_unknown", error.to_string());
            return None;
        }
    };
    let read = match read_iso(&local, DayEnd::Start, &placed) {
        Ok(read) if read.zone_assumed => read,
        Ok(_) => {
            report.fault("date_unreadable", "\"local\" has an offset; the zone stands in \"zone\"");
            return None;
        }
        Err(error) => {
            fault(&local, error, report);
            return None;
        }
    };
    let at = at.unwrap_or(read.at);
    // Both instants of an autumn hour show the same wall clock.
    let same_clock = placed.local(at) == placed.local(read.at);
    if at != read.at && !same_clock {
        let message = format!("\"at\" is {at}, but \"local\" in that zone is {}", read.at);
        report.fault("date_contradicts", message);
        return None;
    }
    Some(LocalMoment { at, local: read.local, zone, zone_assumed, date_only })
}

/// An instant: RFC 3339 with an offset.
fn instant(node: &Node<'_>, report: &Report) -> Option<Timestamp> {
    let text = as_text(node, report)?;
    let utc = Zone::named("UTC").expect("UTC is a fixed offset, which needs no table");
    match read_iso(text, DayEnd::Start, &utc) {
        Ok(moment) if !moment.zone_assumed => Some(moment.at),
        Ok(_) => {
            report.fault("date_unreadable", "an instant needs an offset: \"2026-11-24T08:00:00Z\"");
            None
        }
        Err(error) => {
            fault(text, error, report);
            None
        }
    }
}
