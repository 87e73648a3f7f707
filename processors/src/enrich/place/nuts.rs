//! The statistical region of a location: by its county in Sweden and Norway, by
//! city or voivodeship in Poland.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use schemas::ad::{Coded, Location, Origin};

use super::name;
use crate::enrich::reference::rows;

/// The code list.
const SCHEME: &str = "nuts2024";

/// Code and name by list and folded key.
type Regions = FxHashMap<(&'static str, String), (&'static str, &'static str)>;

static REGIONS: LazyLock<Regions> = LazyLock::new(|| {
    rows(include_str!("../../../reference/nuts.tsv"))
        .map(|[list, key, code, name]| ((list, name::fold(key)), (code, name)))
        .collect()
});

fn found(list: &'static str, key: &str, confidence: f32) -> Option<Coded> {
    let (code, name) = REGIONS.get(&(list, name::fold(key)))?;
    Some(Coded {
        scheme: SCHEME.to_owned(),
        code: (*code).to_owned(),
        name: Some((*name).to_owned()),
        origin: Origin::Enriched,
        confidence,
    })
}

/// Fills in the statistical region, unless the partner did.
pub(super) fn set(location: &mut Location) {
    if location.nuts.is_some() {
        return;
    }
    location.nuts = by_county(location).or_else(|| {
        let poland = location.country.as_deref() == Some("PL");
        poland.then(|| in_poland(location)).flatten()
    });
}

fn by_county(location: &Location) -> Option<Coded> {
    let region = location.region.as_ref()?;
    let list = ["se-lan", "no-fylke"].into_iter().find(|list| region.scheme == *list)?;
    found(list, &region.code, region.confidence)
}

fn in_poland(location: &Location) -> Option<Coded> {
    let city = location.city.as_deref().and_then(|city| found("pl-city", city, 0.9));
    let region = location.region.as_ref().and_then(|region| region.name.as_deref());
    let named = |name: &str| {
        let folded = name::fold(name);
        let bare = folded.trim_start_matches("województwo ").trim_start_matches("woj. ");
        found("pl-region", bare, 0.9)
    };
    city.or_else(|| region.and_then(named))
}

#[cfg(test)]
mod tests {
    use schemas::ad::{Coded, Location, Origin};

    use crate::enrich::tests::{bare_ad, enriched};

    #[track_caller]
    fn check(country: &str, city: &str, region: &str, wanted: Option<&str>) {
        let mut ad = bare_ad();
        let region = (!region.is_empty()).then(|| Coded {
            scheme: "partner".to_owned(),
            code: String::new(),
            name: Some(region.to_owned()),
            origin: Origin::Source,
            confidence: 1.0,
        });
        ad.locations = vec![Location {
            country: Some(country.to_owned()),
            city: (!city.is_empty()).then(|| city.to_owned()),
            region,
            ..Location::default()
        }];
        let found = enriched(&ad).locations[0].nuts.clone();
        assert_eq!(found.as_ref().map(|nuts| nuts.code.as_str()), wanted, "{country} {city}");
    }

    #[test]
    fn places_have_their_statistical_region() {
        check("SE", "Malmö", "", Some("SE224"));
        check("NO", "Trondheim", "", Some("NO060"));
        check("NO", "Lillestrøm", "", Some("NO084"));
        check("PL", "Warszawa", "", Some("PL911"));
        check("PL", "", "Mazowieckie", Some("PL9"));
        check("PL", "Sieradz", "łódzkie", Some("PL71"));
        check("DE", "Berlin", "", None);
    }

    #[test]
    fn a_partners_own_region_stands() {
        let mut ad = bare_ad();
        let nuts = Coded {
            scheme: "nuts2021".to_owned(),
            code: "SE110".to_owned(),
            name: None,
            origin: Origin::Source,
            confidence: 1.0,
        };
        ad.locations = vec![Location {
            city: Some("Malmö".to_owned()),
            country: Some("SE".to_owned()),
            nuts: Some(nuts.clone()),
            ..Location::default()
        }];
        assert_eq!(enriched(&ad).locations[0].nuts, Some(nuts));
    }
}
