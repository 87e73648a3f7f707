//! Where the work is: municipality, region and country of each location in
//! Sweden and Norway, from codes, postal codes and names; country codes and
//! precision everywhere; statistical regions there and in Poland.
//!
//! A partner's present code stands, whatever else it says: what speaks against
//! it becomes the lint `place_contradiction`. Swedish postal codes are not
//! used: no free table of them is at hand, and their first digits cross
//! county borders. Where an ad gives no place, or a country or region alone,
//! its title and text are read for the names of places.

mod country;
mod gazetteer;
mod mentions;
mod municipality;
mod name;
mod nuts;
mod region;

use schemas::ad::{Ad, Location, Precision, Severity};

use self::gazetteer::{Gazetteer, NORWAY, SWEDEN};
use self::mentions::Kind;
use super::note;

/// Something to note about a location, by the field's name.
struct Remark {
    field: &'static str,
    kind: RemarkKind,
}

enum RemarkKind {
    /// A lint.
    Lint(&'static str, Severity),
    /// A value that was found, with confidence and method.
    Found(f32, &'static str),
}

/// The country of a name in Swedish, English or Norwegian.
pub(super) fn country_named(name: &str) -> Option<&'static str> {
    country::code_of_name(name)
}

/// Fills in the places of an ad.
pub(super) fn find(ad: &mut Ad) {
    let home = home_of_language(&ad.language);
    locate_all(ad, home);
    if from_text(ad) {
        locate_all(ad, home);
    }
}

fn locate_all(ad: &mut Ad, home: Option<&Gazetteer>) {
    for index in 0..ad.locations.len() {
        let mut remarks = Vec::new();
        locate(&mut ad.locations[index], home, &mut remarks);
        for remark in remarks {
            let path = format!("/locations/{index}/{}", remark.field);
            match remark.kind {
                RemarkKind::Lint(code, severity) => note::noticed(ad, code, &path, severity),
                RemarkKind::Found(confidence, method) => {
                    note::found(ad, &path, confidence, method);
                }
            }
        }
    }
}

/// Fills in the places that the text names, where the partner gave none or
/// nothing closer than a region. Whether anything was found.
fn from_text(ad: &mut Ad) -> bool {
    let given = match ad.locations.as_slice() {
        [] => None,
        [only] if is_vague(only) && !note::is_ours(ad, "/locations/0") => Some(only),
        _ => return false,
    };
    let country = given.and_then(|given| given.country.as_deref());
    let region = given.and_then(|given| given.region.as_ref()).map(|region| region.code.as_str());
    let region = region.filter(|code| code.len() == 2);
    let mentions = mentions::find(ad, country, region);
    if given.is_some() {
        // A vague place of the partner's is one place.
        let [only] = mentions.as_slice() else { return false };
        let field = match only.kind {
            Kind::Municipality(_) => "municipality",
            Kind::City(_) => "city",
            Kind::Region(_) => return false,
        };
        fill(&mut ad.locations[0], only);
        let path = format!("/locations/0/{field}");
        note::found_at(ad, &path, only.confidence, only.span.clone());
        return true;
    }
    for (index, mention) in mentions.iter().enumerate() {
        let mut location =
            Location { country: Some(mention.country.to_owned()), ..Location::default() };
        fill(&mut location, mention);
        ad.locations.push(location);
        let path = format!("/locations/{index}");
        note::found_at(ad, &path, mention.confidence, mention.span.clone());
    }
    !mentions.is_empty()
}

/// Whether nothing closer than a region is known.
fn is_vague(location: &Location) -> bool {
    let said =
        |field: &Option<String>| field.as_deref().is_some_and(|text| !text.trim().is_empty());
    location.municipality.is_none()
        && ![&location.city, &location.postal_code, &location.street].into_iter().any(said)
        && location.lat.is_none()
}

fn fill(location: &mut Location, mention: &mentions::Mention) {
    let gazetteer = if mention.country == "SE" { &*SWEDEN } else { &*NORWAY };
    match mention.kind {
        Kind::Municipality(code) => {
            let found = municipality::found(code, mention.confidence, gazetteer);
            location.municipality = Some(found);
        }
        Kind::Region(code) => {
            let confidence = mention.confidence;
            location.region = Some(region::found_as(code, confidence, gazetteer));
        }
        Kind::City(name) => location.city = Some(name.to_owned()),
    }
    location.precision = Precision::Unknown;
}

fn locate(location: &mut Location, home: Option<&Gazetteer>, remarks: &mut Vec<Remark>) {
    set_country(location, home, remarks);
    let gazetteer = match location.country.as_deref() {
        Some("SE") => Some(&*SWEDEN),
        Some("NO" | "SJ") => Some(&*NORWAY),
        _ => None,
    };
    if let Some(gazetteer) = gazetteer {
        municipality::set(location, gazetteer, remarks);
        region::set(location, gazetteer, remarks);
    }
    nuts::set(location);
    if location.precision == Precision::Unknown {
        location.precision = precision(location);
    }
}

/// The country where a name without a country is looked for.
fn home_of_language(language: &str) -> Option<&'static Gazetteer> {
    match language.split('-').next() {
        Some("sv") => Some(&SWEDEN),
        Some("no" | "nb" | "nn") => Some(&NORWAY),
        _ => None,
    }
}

fn set_country(location: &mut Location, home: Option<&Gazetteer>, remarks: &mut Vec<Remark>) {
    let field = "country";
    if let Some(given) = location.country.as_deref().filter(|given| !given.trim().is_empty()) {
        match country::code(given) {
            Some(code) if code == given => {}
            Some(code) => {
                location.country = Some(code.to_owned());
                remarks.push(Remark { field, kind: RemarkKind::Found(1.0, "name") });
            }
            None => {
                let kind = RemarkKind::Lint("country_unknown", Severity::Warning);
                remarks.push(Remark { field, kind });
            }
        }
        return;
    }
    if let Some((code, confidence, method)) = find_country(location, home) {
        location.country = Some(code.to_owned());
        remarks.push(Remark { field, kind: RemarkKind::Found(confidence, method) });
    }
}

/// The country of a location that names none.
fn find_country(
    location: &Location,
    home: Option<&Gazetteer>,
) -> Option<(&'static str, f32, &'static str)> {
    for gazetteer in [&*SWEDEN, &*NORWAY] {
        let is_its = |scheme: &str| {
            scheme == gazetteer.municipality_scheme || scheme == gazetteer.region_scheme
        };
        let coded = [&location.municipality, &location.region];
        if coded.into_iter().flatten().any(|coded| is_its(&coded.scheme)) {
            return Some((gazetteer.country, 1.0, "code"));
        }
    }
    let parts = || location.raw.iter().flat_map(|raw| municipality::parts(raw));
    if let Some(code) = parts().rev().find_map(country::code_of_name) {
        return Some((code, 0.9, "name"));
    }
    let by_city = location.city.as_deref().and_then(mentions::country_of_city);
    let by_city = by_city.map(|country| (country, 0.7, "name"));
    let Some(home) = home else { return by_city };
    let names = location.city.as_deref().into_iter().chain(parts());
    let named = |name: &str| {
        !home.municipalities_named(name).is_empty() || !home.places_named(name).is_empty()
    };
    names.into_iter().any(named).then_some((home.country, 0.8, "name")).or(by_city)
}

/// How closely the place is known by what is there now. Coordinates without
/// any address are, at several partners, those of the middle of the
/// municipality.
fn precision(location: &Location) -> Precision {
    let said =
        |field: &Option<String>| field.as_deref().is_some_and(|text| !text.trim().is_empty());
    let street = said(&location.street);
    let town = said(&location.city) || said(&location.postal_code);
    let point = location.lat.is_some() && location.lon.is_some();
    if point && (street || said(&location.postal_code)) {
        Precision::Point
    } else if street && town {
        Precision::Address
    } else if town {
        Precision::City
    } else if location.municipality.is_some() {
        Precision::Municipality
    } else if point {
        Precision::Point
    } else if location.region.is_some() {
        Precision::Region
    } else if said(&location.country) {
        Precision::Country
    } else {
        Precision::Unknown
    }
}

#[cfg(test)]
mod tests;
