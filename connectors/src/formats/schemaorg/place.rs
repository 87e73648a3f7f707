//! Work places, and where remote work may be done from.

use schemas::ad::{Coded, Location, Origin, WorkMode};
use serde_json::Value;

use super::value::{list, name, number, text};
use crate::notes::Notes;
use crate::places::written;
use crate::{countries, places};

/// Every place of `jobLocation`, and whether one of them is `Remote`.
pub(super) fn read(posting: &Value, notes: &mut Notes) -> (Vec<Location>, Option<WorkMode>) {
    let mut locations = Vec::new();
    let mut mode = None;
    for place in list(posting.get("jobLocation")) {
        if let Some(raw) = text(Some(place)) {
            let found = in_one_text(&raw, &mut mode).into_iter();
            locations.extend(found.filter_map(|place| settled(place, &mut mode)));
            continue;
        }
        let addresses = list(place.get("address"));
        // Some write the address where the place belongs.
        let addresses = if addresses.is_empty() { vec![place] } else { addresses };
        for given in addresses {
            let mut found = match text(Some(given)) {
                Some(raw) => in_one_text(&raw, &mut mode),
                None => vec![address(given, notes)],
            };
            if let [only] = &mut found[..] {
                point(place.get("geo").unwrap_or(place), only, notes);
            }
            if found == [Location::default()] {
                found = in_one_text(&text(place.get("name")).unwrap_or_default(), &mut mode);
            }
            locations.extend(found.into_iter().filter_map(|place| settled(place, &mut mode)));
        }
    }
    (locations, mode)
}

fn in_one_text(raw: &str, mode: &mut Option<WorkMode>) -> Vec<Location> {
    let (places, remote) = written::read(raw);
    *mode = mode.or(remote);
    places
}

/// `Remote` as a city is no city. A street that is all of the address may end
/// with the country.
fn settled(mut place: Location, mode: &mut Option<WorkMode>) -> Option<Location> {
    if let Some(city) = &place.city
        && in_one_text(city, mode).is_empty()
    {
        place.city = None;
    }
    let alone = place.city.is_none() && place.postal_code.is_none();
    if let Some(street) = place.street.as_deref().filter(|street| alone && street.contains(',')) {
        place.country = place.country.or_else(|| written::country(street).map(str::to_owned));
    }
    place.precision = places::precision(&place);
    (place != Location::default()).then_some(place)
}

fn address(written: &Value, notes: &mut Notes) -> Location {
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
