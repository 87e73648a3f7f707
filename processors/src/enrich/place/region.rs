//! The region of a location: of its municipality, or by its own code or name.

use schemas::ad::{Coded, Location, Origin, Severity};

use super::gazetteer::Gazetteer;
use super::{Remark, RemarkKind};

const FIELD: &str = "region";

/// Fills in the region, and notes when it is not that of the municipality.
pub(super) fn set(location: &mut Location, gazetteer: &Gazetteer, remarks: &mut Vec<Remark>) {
    let mut lint = |code, severity| {
        remarks.push(Remark { field: FIELD, kind: RemarkKind::Lint(code, severity) });
    };
    let of_municipality = location
        .municipality
        .as_ref()
        .filter(|municipality| municipality.scheme == gazetteer.municipality_scheme)
        .and_then(|municipality| {
            Some((gazetteer.region_of(&municipality.code)?, municipality.confidence))
        });
    let Some(given) = location.region.take() else {
        let found = of_municipality.or_else(|| by_free_text(location, gazetteer));
        location.region = found.map(|(code, confidence)| found_as(code, confidence, gazetteer));
        return;
    };
    if !given.code.is_empty() && given.scheme != gazetteer.region_scheme {
        location.region = Some(given);
        return;
    }
    let said = code_of(&given, gazetteer);
    if let (Some(said), Some((actual, _))) = (said, of_municipality)
        && said != actual
    {
        lint("place_contradiction", Severity::Warning);
    }
    location.region = Some(match (gazetteer.region_name(&given.code), of_municipality, said) {
        // A present code stands.
        (Some(name), _, _) => Coded { name: given.name.or_else(|| Some(name.to_owned())), ..given },
        (None, Some((code, confidence)), _) => {
            if !given.code.is_empty() {
                lint("place_code_outdated", Severity::Info);
            }
            found_as(code, confidence, gazetteer)
        }
        (None, None, Some(code)) => found_as(code, 0.95, gazetteer),
        (None, None, None) => {
            if !given.code.is_empty() {
                lint("place_code_unknown", Severity::Warning);
            }
            given
        }
    });
}

/// The present code of the region that a location names, whether it gives a
/// code or a name.
pub(super) fn code(location: &Location, gazetteer: &Gazetteer) -> Option<&'static str> {
    location.region.as_ref().and_then(|given| code_of(given, gazetteer))
}

fn code_of(given: &Coded, gazetteer: &Gazetteer) -> Option<&'static str> {
    if !given.code.is_empty() {
        let ours = given.scheme == gazetteer.region_scheme;
        return ours.then(|| gazetteer.region_of(&given.code)).flatten();
    }
    match gazetteer.regions_named(given.name.as_deref()?) {
        [only] => Some(only),
        _ => None,
    }
}

/// A region that stands where a city or the whole place should.
fn by_free_text(location: &Location, gazetteer: &Gazetteer) -> Option<(&'static str, f32)> {
    let raw = location.raw.iter().flat_map(|raw| super::municipality::parts(raw));
    let names = location.city.as_deref().into_iter().chain(raw);
    names.into_iter().find_map(|name| match gazetteer.regions_named(name) {
        [only] => Some((*only, 0.7)),
        _ => None,
    })
}

pub(super) fn found_as(code: &'static str, confidence: f32, gazetteer: &Gazetteer) -> Coded {
    Coded {
        scheme: gazetteer.region_scheme.to_owned(),
        code: code.to_owned(),
        name: gazetteer.region_name(code).map(str::to_owned),
        origin: Origin::Enriched,
        confidence,
    }
}
