//! Places of an ad as labels name them: by code, by name, and `region:` and
//! `country:` where a town is not known.

use schemas::Ad;
use schemas::ad::{Coded, Location};

use super::{Answer, found};
use crate::quality::field::folded;

/// Municipalities and towns, and where neither is known the region or the
/// country, which are vague.
pub(super) fn towns(ad: &Ad) -> Vec<Answer> {
    let mut answers: Vec<Answer> = Vec::new();
    for (at, place) in ad.locations.iter().enumerate() {
        let town = [coded(place.municipality.as_ref()), place.city.iter().cloned().collect()];
        let names: Vec<String> = town.concat();
        let wide = wide(place);
        let Some(shown) = shown(place, &wide) else { continue };
        let mut answer = found(ad, &format!("/locations/{at}"), &shown);
        answer.is_vague = names.is_empty();
        answer.names = names.iter().map(|name| folded(name)).chain(wide).collect();
        if !answers.iter().any(|known| known.names == answer.names) {
            answers.push(answer);
        }
    }
    answers
}

fn shown(place: &Location, wide: &[String]) -> Option<String> {
    let name = place.municipality.as_ref().and_then(|one| one.name.clone());
    name.or_else(|| place.city.clone()).or_else(|| wide.first().cloned())
}

/// Code and name; a code may be empty.
fn coded(code: Option<&Coded>) -> Vec<String> {
    let Some(Coded { code, name, .. }) = code else { return Vec::new() };
    let names = Some(code).filter(|code| !code.is_empty()).into_iter().chain(name);
    names.cloned().collect()
}

fn wide(place: &Location) -> Vec<String> {
    let regions = coded(place.region.as_ref()).into_iter();
    let regions = regions.map(|name| format!("region:{}", folded(&name)));
    let country = place.country.iter().map(|country| format!("country:{}", folded(country)));
    regions.chain(country).collect()
}

pub(super) fn regions(ad: &Ad) -> Vec<Answer> {
    distinct(ad, |place| coded(place.region.as_ref()))
}

pub(super) fn countries(ad: &Ad) -> Vec<Answer> {
    distinct(ad, |place| place.country.iter().cloned().collect())
}

fn distinct(ad: &Ad, names: impl Fn(&Location) -> Vec<String>) -> Vec<Answer> {
    let mut answers: Vec<Answer> = Vec::new();
    for (at, place) in ad.locations.iter().enumerate() {
        let names = names(place);
        let Some(shown) = names.last() else { continue };
        let mut answer = found(ad, &format!("/locations/{at}"), shown);
        answer.names = names.iter().map(|name| folded(name)).collect();
        if !answers.iter().any(|known| known.names == answer.names) {
            answers.push(answer);
        }
    }
    answers
}
