//! Work places, and where remote work may be done from.

use schemas::ad::{Coded, Location, Origin};
use serde_json::Value;

use super::value::{list, name, number, text};
use crate::notes::Notes;
use crate::{countries, places};

/// Every place of `jobLocation`.
pub(super) fn read(posting: &Value, notes: &mut Notes) -> Vec<Location> {
    let mut locations = Vec::new();
    for place in list(posting.get("jobLocation")) {
        if let Some(raw) = text(Some(place)) {
            locations.push(Location { raw: Some(raw), ..Location::default() });
            continue;
        }
        let addresses = list(place.get("address"));
        // Some write the address where the place belongs.
        let addresses = if addresses.is_empty() { vec![place] } else { addresses };
        for written in addresses {
            let mut location = address(written, notes);
            let geo = place.get("geo").unwrap_or(place);
            point(geo, &mut location, notes);
            if location.raw.is_none() && location == Location::default() {
                location.raw = text(place.get("name"));
            }
            location.precision = places::precision(&location);
            if location != Location::default() {
                locations.push(location);
            }
        }
    }
    locations
}

fn address(written: &Value, notes: &mut Notes) -> Location {
    if let Some(raw) = text(Some(written)) {
        return Location { raw: Some(raw), ..Location::default() };
    }
    let region = name(written.get("addressRegion"));
    Location {
        street: name(written.get("streetAddress")),
        postal_code: text(written.get("postalCode")).map(|code| places::postal_code(&code)),
        city: name(written.get("addressLocality")),
        region: region.map(|region| Coded {
            scheme: "partner".to_owned(),
            code: String::new(),
            name: Some(region),
            origin: Origin::Source,
            confidence: 1.0,
        }),
        country: country(written.get("addressCountry"), notes),
        ..Location::default()
    }
}

fn country(value: Option<&Value>, notes: &mut Notes) -> Option<String> {
    let given = list(value).into_iter().find_map(|one| {
        name(Some(one)).or_else(|| text(one.get("identifier"))).or_else(|| text(one.get("@id")))
    })?;
    let found = countries::alpha2(&given);
    if found.is_none() {
        notes.warn("country_unknown", "/jobLocation", "the country is in no list");
    }
    found.map(str::to_owned)
}

/// Coordinates may be text, and nought twice is nobody's work place.
fn point(geo: &Value, location: &mut Location, notes: &mut Notes) {
    let geo = list(Some(geo)).into_iter().next().unwrap_or(&Value::Null);
    let (lat, lon) = (number(geo.get("latitude")), number(geo.get("longitude")));
    let (Some(lat), Some(lon)) = (lat, lon) else { return };
    if places::on_globe(lat, lon) && (lat, lon) != (0.0, 0.0) {
        (location.lat, location.lon) = (Some(lat), Some(lon));
    } else {
        notes.warn("coordinates_unreadable", "/jobLocation", "no such point on the globe");
    }
}

/// Countries of `applicantLocationRequirements`.
pub(super) fn remote_regions(posting: &Value) -> Vec<String> {
    let mut regions: Vec<String> = Vec::new();
    for area in list(posting.get("applicantLocationRequirements")) {
        let named = name(Some(area)).or_else(|| name(area.get("addressCountry")));
        if let Some(alpha2) = named.and_then(|named| countries::alpha2(&named))
            && !regions.iter().any(|known| known == alpha2)
        {
            regions.push(alpha2.to_owned());
        }
    }
    regions
}
