//! Places from title and text alone. Municipality: of the source, for the ads
//! whose title or text has its name (`jobtech-40`, `nav-oslo`); city: of the
//! source, likewise (`pl-ads`). What is found in the other ads counts against
//! the precision unless it is the source's.

use processors::quality::Count;
use schemas::Ad;

use crate::corpus::{Sample, Tally, corpus};

fn municipalities(ad: &Ad) -> Vec<String> {
    let codes = ad.locations.iter().filter_map(|place| place.municipality.as_ref());
    codes.map(|code| code.name.clone().unwrap_or_default().to_lowercase()).collect()
}

fn check(
    name: &str,
    wanted: impl Fn(&Sample) -> Vec<String>,
    found: impl Fn(&Ad) -> Vec<String>,
    precision_min: f64,
    recall_min: f64,
) {
    let Some(samples) = corpus(name) else { return };
    let mut tally = Tally::default();
    for sample in &samples {
        let wanted: Vec<String> = wanted(sample).iter().map(|place| place.to_lowercase()).collect();
        if wanted.iter().all(String::is_empty) {
            continue;
        }
        let all = format!("{} {}", sample.title, sample.body).to_lowercase();
        let named: Vec<String> =
            wanted.iter().filter(|place| all.contains(place.as_str())).cloned().collect();
        let ad = sample.enriched();
        let found = found(&ad);
        let right = found.iter().filter(|place| wanted.contains(place)).count();
        let reached = named.iter().filter(|place| found.contains(place)).count();
        if right < found.len() || reached < named.len() {
            println!(
                "  {name}: found {found:?}, source {wanted:?}, named {named:?}: {}",
                sample.title
            );
        }
        let number = |number| u32::try_from(number).unwrap();
        tally.add(
            &sample.id,
            Count {
                right: number(right.min(found.len())),
                found: number(found.len()),
                labelled: number(named.len().max(right)),
            },
        );
    }
    tally.check(&format!("place, {name}"), precision_min, recall_min);
}

#[test]
fn swedish_municipalities() {
    let wanted = |sample: &Sample| vec![sample.text("/workplace_address/municipality")];
    check("jobtech-40", wanted, municipalities, 0.95, 0.95);
}

#[test]
fn norwegian_municipalities() {
    let wanted = |sample: &Sample| {
        let places = sample.record["workLocations"].as_array().unwrap().iter();
        places.map(|place| crate::corpus::text(place, "/municipal")).collect()
    };
    check("nav-oslo", wanted, municipalities, 0.95, 0.95);
}

#[test]
fn polish_cities() {
    let cities = |ad: &Ad| {
        ad.locations
            .iter()
            .filter_map(|place| place.city.clone())
            .map(|city| city.to_lowercase().replace('-', " "))
            .collect()
    };
    // A voivodeship is no city.
    let wanted = |sample: &Sample| {
        let region = sample.text("/region");
        let city = region.split([',', '(']).next().unwrap_or_default();
        let city = city.split(" - ").next().unwrap_or_default().trim().replace('-', " ");
        if city.ends_with("kie") { Vec::new() } else { vec![city] }
    };
    check("pl-ads", wanted, cities, 0.73, 0.56);
}
