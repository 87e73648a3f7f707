//! The municipality of a location in a country whose municipalities are known.

use schemas::ad::{Coded, Location, Origin, Severity};

use super::gazetteer::Gazetteer;
use super::{Remark, RemarkKind};

const FIELD: &str = "municipality";

/// Fills in the municipality, or brings a former code up to date, and notes
/// what speaks against it.
pub(super) fn set(location: &mut Location, gazetteer: &Gazetteer, remarks: &mut Vec<Remark>) {
    let given = location.municipality.take();
    let name = given.as_ref().and_then(|given| given.name.clone());
    let settled = match given {
        // Another code list: not ours to judge.
        Some(given) if !given.code.is_empty() && given.scheme != gazetteer.municipality_scheme => {
            location.municipality = Some(given);
            return;
        }
        Some(given) if !given.code.is_empty() => coded(given, location, gazetteer, remarks),
        given => find(name.as_deref(), location, gazetteer, remarks).or(given),
    };
    if let Some(settled) = &settled {
        let lint = RemarkKind::Lint("place_contradiction", Severity::Warning);
        if contradicted(&settled.code, name.as_deref(), location, gazetteer) {
            remarks.push(Remark { field: FIELD, kind: lint });
        }
    }
    location.municipality = settled;
}

/// A partner's own code: named when it is a present one, replaced when it is a
/// former one.
fn coded(
    mut given: Coded,
    location: &Location,
    gazetteer: &Gazetteer,
    remarks: &mut Vec<Remark>,
) -> Option<Coded> {
    if let Some(name) = gazetteer.municipality_name(&given.code) {
        given.name.get_or_insert_with(|| name.to_owned());
        return Some(given);
    }
    let successors = gazetteer.by_former_code(&given.code);
    let mut fitting = successors.to_vec();
    if fitting.len() > 1 {
        let named =
            given.name.as_deref().map_or(&[][..], |name| gazetteer.municipalities_named(name));
        let postal =
            location.postal_code.as_deref().and_then(|code| gazetteer.by_postal_code(code));
        fitting.retain(|code| named.contains(code) || postal == Some(*code));
    }
    let (code, severity) = match (successors.is_empty(), fitting.as_slice()) {
        (true, _) => ("place_code_unknown", Severity::Warning),
        (false, [successor]) => {
            given = found(successor, 0.95, gazetteer);
            ("place_code_outdated", Severity::Info)
        }
        (false, _) => ("place_code_outdated", Severity::Warning),
    };
    remarks.push(Remark { field: FIELD, kind: RemarkKind::Lint(code, severity) });
    Some(given)
}

/// The municipality by name, postal code, city, or free text, in this order
/// of trust.
fn find(
    name: Option<&str>,
    location: &Location,
    gazetteer: &Gazetteer,
    remarks: &mut Vec<Remark>,
) -> Option<Coded> {
    let region = super::region::code(location, gazetteer);
    let within = |codes: &[&'static str]| only(codes, region);
    let postal = location.postal_code.as_deref().and_then(|code| gazetteer.by_postal_code(code));
    if let Some(name) = name {
        let named = gazetteer.municipalities_named(name);
        if let Some(postal) = postal.filter(|postal| named.contains(postal)) {
            return Some(found(postal, 0.99, gazetteer));
        }
        if let Some(code) = within(named) {
            return Some(found(code, 0.95, gazetteer));
        }
    }
    if let Some(postal) = postal {
        return Some(found(postal, 0.95, gazetteer));
    }
    if let Some(city) = location.city.as_deref() {
        if let Some(code) = within(gazetteer.municipalities_named(city)) {
            return Some(found(code, 0.85, gazetteer));
        }
        if let Some(code) = within(gazetteer.places_named(city)) {
            return Some(found(code, 0.8, gazetteer));
        }
        let elsewhere = [gazetteer.municipalities_named(city), gazetteer.places_named(city)];
        if region.is_some() && elsewhere.iter().any(|codes| only(codes, None).is_some()) {
            let kind = RemarkKind::Lint("place_contradiction", Severity::Warning);
            remarks.push(Remark { field: FIELD, kind });
        }
        return None;
    }
    for part in location.raw.iter().flat_map(|raw| parts(raw)) {
        let named = within(gazetteer.municipalities_named(part));
        if let Some(code) = named.or_else(|| within(gazetteer.places_named(part))) {
            return Some(found(code, 0.7, gazetteer));
        }
    }
    let (Some(north), Some(east)) = (location.lat, location.lon) else { return None };
    let code = gazetteer.by_point(north, east)?;
    region.is_none_or(|region| code.starts_with(region)).then(|| found(code, 0.8, gazetteer))
}

/// The only code, or the only one in the region when that is known.
fn only(codes: &[&'static str], region: Option<&str>) -> Option<&'static str> {
    let mut fitting =
        codes.iter().filter(|code| region.is_none_or(|region| code.starts_with(region)));
    let first = fitting.next()?;
    fitting.next().is_none().then_some(first)
}

pub(super) fn found(code: &'static str, confidence: f32, gazetteer: &Gazetteer) -> Coded {
    Coded {
        scheme: gazetteer.municipality_scheme.to_owned(),
        code: code.to_owned(),
        name: gazetteer.municipality_name(code).map(str::to_owned),
        origin: Origin::Enriched,
        confidence,
    }
}

/// Whether the name or the postal code is another municipality's.
fn contradicted(
    code: &str,
    name: Option<&str>,
    location: &Location,
    gazetteer: &Gazetteer,
) -> bool {
    if gazetteer.municipality_name(code).is_none() {
        return false;
    }
    let named = name.map_or(&[][..], |name| gazetteer.municipalities_named(name));
    let postal = location.postal_code.as_deref().and_then(|code| gazetteer.by_postal_code(code));
    !named.is_empty() && !named.contains(&code) || postal.is_some_and(|postal| postal != code)
}

/// The parts of a free text that can be names of places, without postal
/// codes: `Storgata 1, 0155 Oslo, Norway` has `Storgata 1`, `Oslo`, `Norway`.
pub(super) fn parts(raw: &str) -> impl DoubleEndedIterator<Item = &str> {
    raw.split([',', ';', '/', '|', '\n'])
        .map(|part| part.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ').trim())
        .filter(|part| !part.is_empty())
}
