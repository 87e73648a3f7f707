//! Where the work is: municipality, region and country of each location in
//! Sweden and Norway, from codes, postal codes and names; country codes and
//! precision everywhere.
//!
//! A partner's present code stands, whatever else it says: what speaks against
//! it becomes the lint `place_contradiction`. Swedish postal codes are not
//! used: no free table of them is at hand, and their first digits cross
//! county borders. Nothing is guessed from the ad's text.

mod country;
mod gazetteer;
mod municipality;
mod name;
mod region;

use schemas::ad::{Ad, Location, Precision, Severity};

use self::gazetteer::{Gazetteer, NORWAY, SWEDEN};
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

/// Fills in the places of an ad.
pub(super) fn find(ad: &mut Ad) {
    let home = home_of_language(&ad.language);
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
    let home = home?;
    let names = location.city.as_deref().into_iter().chain(parts());
    let named = |name: &str| {
        !home.municipalities_named(name).is_empty() || !home.places_named(name).is_empty()
    };
    names.into_iter().any(named).then_some((home.country, 0.8, "name"))
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
