//! What every format does with a place once it has been read.

pub(crate) mod written;

use schemas::ad::{Location, Precision};

/// How closely a place is known, from what is filled in.
pub(crate) fn precision(place: &Location) -> Precision {
    if place.lat.is_some() && place.lon.is_some() {
        Precision::Point
    } else if place.street.is_some() {
        Precision::Address
    } else if place.city.is_some() || place.postal_code.is_some() {
        Precision::City
    } else if place.municipality.is_some() {
        Precision::Municipality
    } else if place.region.is_some() {
        Precision::Region
    } else if place.country.is_some() {
        Precision::Country
    } else {
        Precision::Unknown
    }
}

/// A postal code without spaces, when all of it is digits and spaces; as given
/// otherwise (`SG15 6SN`).
pub(crate) fn postal_code(text: &str) -> String {
    let text = text.trim();
    if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b' ') {
        text.replace(' ', "")
    } else {
        text.to_owned()
    }
}

/// Whether a point can be on the globe.
pub(crate) fn on_globe(lat: f64, lon: f64) -> bool {
    (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon)
}
