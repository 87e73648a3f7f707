//! Work places.

use schemas::ad::{Coded, Location, Origin};

use super::node::Node;
use super::object::{Object, Report};
use super::values::{as_text, between, country, short, word};
use crate::places;

/// A place in words, or an object.
pub(super) fn location<'n>(node: &'n Node<'n>, report: &'n Report) -> Option<Location> {
    if let Node::Text(_) = node {
        return Some(Location { raw: Some(short(node, report)?), ..Location::default() });
    }
    let mut object = Object::open(node, report)?;
    let country = object.get("country", country);
    let schemes = match country.as_deref() {
        Some("SE") => ("se-kommun", "se-lan"),
        Some("NO") => ("no-kommune", "no-fylke"),
        _ => ("partner", "partner"),
    };
    let mut place = Location {
        raw: object.get("raw", short),
        street: object.get("street", short),
        postal_code: object.get("postal_code", postal_code),
        city: object.get("city", short),
        municipality: object.get("municipality", |node, report| coded(node, schemes.0, report)),
        region: object.get("region", |node, report| coded(node, schemes.1, report)),
        nuts: object.get("nuts", |node, report| coded(node, NUTS, report)),
        country,
        lat: object.get("lat", between(-90.0, 90.0)),
        lon: object.get("lon", between(-180.0, 180.0)),
        ..Location::default()
    };
    for (one, other) in [("lat", "lon"), ("lon", "lat")] {
        if object.has(one) && !object.has(other) {
            object.fault_at(other, "missing", format!("{one:?} is given without {other:?}"));
        }
    }
    place.precision = object.get("precision", word).unwrap_or_else(|| places::precision(&place));
    object.finish();
    Some(place)
}

fn postal_code(node: &Node<'_>, report: &Report) -> Option<String> {
    as_text(node, report)?;
    short(node, report).map(|text| places::postal_code(&text))
}

/// The list that a code of a statistical region is of when none is said.
const NUTS: &str = "nuts2024";

/// A code, a name, or an object with both.
fn coded<'n>(node: &'n Node<'n>, scheme: &str, report: &'n Report) -> Option<Coded> {
    let given = |code: String, name: Option<String>, scheme: String| Coded {
        scheme,
        code,
        name,
        origin: Origin::Source,
        confidence: 1.0,
    };
    if let Node::Text(_) = node {
        let text = short(node, report)?;
        return Some(if scheme == NUTS || text.bytes().all(|byte| byte.is_ascii_digit()) {
            given(text, None, scheme.to_owned())
        } else {
            given(String::new(), Some(text), scheme.to_owned())
        });
    }
    let mut object = Object::open(node, report)?;
    let scheme = object.get("scheme", short).unwrap_or_else(|| scheme.to_owned());
    let code = object.get("code", short).unwrap_or_default();
    let name = object.get("name", short);
    // Printed by the hub; what a partner sends is the partner's word.
    object.skip(&["origin", "confidence"]);
    if !object.has("code") && !object.has("name") {
        object.fault_at("code", "missing", "a code or a name is needed");
    }
    object.finish();
    Some(given(code, name, scheme))
}
