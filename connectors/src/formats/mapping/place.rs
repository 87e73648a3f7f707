//! Work places of an item.

use schemas::ad::{Coded, Location, Origin, WorkMode};

use super::path::plain;
use super::{Item, PlacePaths};
use crate::escapes;
use crate::notes::Notes;
use crate::places::written;
use crate::{countries, places};

/// Every place, in order, without repeats; and what "Remote" in the place of a
/// city says.
pub(super) fn read(
    item: &Item<'_>,
    all: &[PlacePaths],
    notes: &mut Notes,
) -> (Vec<Location>, Option<WorkMode>) {
    let mut found: Vec<Location> = Vec::new();
    let mut mode = None;
    for paths in all {
        if paths.otherwise && !found.is_empty() {
            continue;
        }
        let mut add = |place: Location, found: &mut Vec<Location>| {
            for place in taken_apart(place, &mut mode) {
                if paths.completes && !found.is_empty() {
                    complete(found, &place);
                } else if place != Location::default() && !found.iter().any(|it| says(it, &place)) {
                    found.push(place);
                }
            }
        };
        if paths.each.0.is_empty() {
            add(one(item, paths, notes), &mut found);
            continue;
        }
        for value in item.values(&paths.each) {
            if let Some(raw) = plain(value) {
                item.mark(value);
                add(in_one_text(&raw), &mut found);
                continue;
            }
            let part = item.part(value);
            let place = one(&part, paths, notes);
            item.absorb(&part);
            add(place, &mut found);
        }
    }
    (found, mode)
}

/// Whether a place says all that another one does.
fn says(place: &Location, other: &Location) -> bool {
    let only_raw = Location {
        raw: other.raw.clone(),
        country: other.country.clone(),
        precision: other.precision,
        ..Location::default()
    };
    let country = other.country.is_none() || place.country == other.country;
    let repeats = other.raw.is_some() && (place.raw == other.raw || place.city == other.raw);
    place == other || (*other == only_raw && country && repeats)
}

/// Fills what the only place left blank.
fn complete(found: &mut [Location], more: &Location) {
    let [place] = found else { return };
    let lower = |city: &Option<String>| city.as_ref().map(|city| city.to_lowercase());
    if lower(&place.city) != lower(&more.city) {
        return;
    }
    place.region = place.region.take().or_else(|| more.region.clone());
    place.country = place.country.take().or_else(|| more.country.clone());
    place.postal_code = place.postal_code.take().or_else(|| more.postal_code.clone());
    place.precision = places::precision(place);
}

fn in_one_text(raw: &str) -> Location {
    let raw = Some(escapes::plain(raw)).filter(|raw| !raw.is_empty());
    Location { raw, ..Location::default() }
}

fn one(item: &Item<'_>, paths: &PlacePaths, notes: &mut Notes) -> Location {
    let mut place = Location {
        street: street(item, paths),
        postal_code: item.text(&paths.postal_code).map(|code| places::postal_code(&code)),
        city: item.text(&paths.city),
        municipality: item.text(&paths.municipality).map(|name| named("partner", name)),
        ..Location::default()
    };
    if let Some(region) = item.text(&paths.region) {
        place.region = Some(match &paths.region_scheme {
            Some(scheme) => {
                let origin = Origin::Source;
                let (scheme, name) = (scheme.clone(), None);
                Coded { scheme, code: region, name, origin, confidence: 1.0 }
            }
            None => named("partner", region),
        });
    }
    city_alone(&mut place);
    country(item, paths, &mut place, notes);
    if place.country.is_none() && place.postal_code.is_some() {
        place.country.clone_from(&paths.country_otherwise);
    }
    point(item, paths, &mut place, notes);
    place.raw = item.text(&paths.raw).filter(|raw| place.city.as_ref() != Some(raw));
    place.precision = places::precision(&place);
    place
}

/// `Chicago, Illinois` beside the region `Illinois` is `Chicago`.
fn city_alone(place: &mut Location) {
    let region = place.region.as_ref().and_then(|region| region.name.as_deref());
    let (Some(city), Some(region)) = (&place.city, region) else { return };
    let alone = city.strip_suffix(region).and_then(|city| city.trim_end().strip_suffix(','));
    if let Some(alone) = alone.map(str::trim_end).filter(|alone| !alone.is_empty()) {
        place.city = Some(alone.to_owned());
    }
}

fn street(item: &Item<'_>, paths: &PlacePaths) -> Option<String> {
    let street = item.text(&paths.street)?;
    Some(match item.text(&paths.street_number) {
        Some(number) => format!("{street} {number}"),
        None => street,
    })
}

/// A name without a code.
fn named(scheme: &str, name: String) -> Coded {
    Coded {
        scheme: scheme.to_owned(),
        code: String::new(),
        name: Some(name),
        origin: Origin::Source,
        confidence: 1.0,
    }
}

/// A country that is in no list is noted, and stays where it was.
fn country(item: &Item<'_>, paths: &PlacePaths, place: &mut Location, notes: &mut Notes) {
    for (value, text) in item.found(&paths.country) {
        if let Some(alpha2) = countries::alpha2(&escapes::plain(&text)) {
            item.mark(value);
            place.country = Some(alpha2.to_owned());
            return;
        }
        notes.warn("country_unknown", "/locations", "the country is in no list");
    }
}

/// Nought twice is nobody's work place.
fn point(item: &Item<'_>, paths: &PlacePaths, place: &mut Location, notes: &mut Notes) {
    let number = |text: Option<String>| text?.replace(',', ".").parse::<f64>().ok();
    let (mut lat, mut lon) = (number(item.text(&paths.lat)), number(item.text(&paths.lon)));
    if let Some(both) = item.text(&paths.point) {
        let mut parts = both.split([' ', ',']).filter(|part| !part.is_empty());
        lat = number(parts.next().map(str::to_owned));
        lon = number(parts.next().map(str::to_owned));
    }
    let (Some(lat), Some(lon)) = (lat, lon) else { return };
    if (lat, lon) == (0.0, 0.0) {
        return;
    }
    if places::on_globe(lat, lon) {
        (place.lat, place.lon) = (Some(lat), Some(lon));
    } else {
        notes.warn("coordinates_unreadable", "/locations", "no such point on the globe");
    }
}

/// `3 Locations`: how many there are, and not where.
fn is_count(text: &str) -> bool {
    let (number, word) = text.trim().split_once(' ').unwrap_or_default();
    number.parse::<u16>().is_ok() && word.eq_ignore_ascii_case("locations")
}

/// `Remote` as a city is no city; as all that is said, it is no place. What
/// stands in one text may be several places.
fn taken_apart(mut place: Location, mode: &mut Option<WorkMode>) -> Vec<Location> {
    if let Some(city) = place.city.take() {
        let (cities, remote) = written::read(&city);
        *mode = mode.or(remote);
        place.city = Some(city).filter(|_| remote.is_none() || !cities.is_empty());
    }
    let raw = place.raw.take().filter(|raw| !is_count(raw)).unwrap_or_default();
    let (mut places, remote) = written::read(&raw);
    *mode = mode.or(remote);
    let only_country = Location { country: place.country.clone(), ..Location::default() };
    place.precision = only_country.precision;
    if place == only_country && !places.is_empty() {
        // The country that is given is that of the first.
        places[0].country = place.country.or(places[0].country.take());
        places.iter_mut().for_each(|place| place.precision = places::precision(place));
        return places;
    }
    place.country = place.country.or_else(|| written::country(&raw).map(str::to_owned));
    place.raw = Some(raw).filter(|_| !places.is_empty());
    if let (Some(city), Some(country)) = (&place.city, &place.country)
        && let Some((alone, last)) = city.rsplit_once(',')
        && written::country(last.trim()) == Some(country)
    {
        place.city = Some(alone.trim_end().to_owned());
    }
    place.precision = places::precision(&place);
    vec![place]
}
