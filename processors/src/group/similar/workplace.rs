//! Do two ads mean the same place of work?

use super::body::PLACE_CHARS;
use super::gazetteer::Gazetteer;
use super::place::kilometres;
use super::sketch::View;
use super::words::{hash32, stem};

/// Points farther apart are two places, in kilometres.
const FAR_KM: f64 = 40.0;

/// What two ads say of their place, compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Workplace {
    /// The same town or site.
    Same,
    /// One names a town, the other the region that it is in.
    Inside,
    /// Both name no more than the same region.
    Region,
    /// One says nothing, or nothing that can be compared.
    Unknown,
    /// The same town, two sites.
    Sites,
    /// Two towns or two regions.
    Elsewhere,
}

impl Workplace {
    pub(super) fn conflicts(self) -> bool {
        matches!(self, Self::Sites | Self::Elsewhere)
    }
}

/// Compares the places of two ads.
pub(super) fn compare(left: View<'_>, right: View<'_>, gazetteer: &Gazetteer) -> Workplace {
    if let (Some(left), Some(right)) = (left.point(), right.point())
        && kilometres(left, right) > FAR_KM
    {
        return Workplace::Elsewhere;
    }
    let in_titles = [in_title(left, gazetteer), in_title(right, gazetteer)];
    let found = of_fields(
        (left, &towns(left, &in_titles[0], gazetteer)),
        (right, &towns(right, &in_titles[1], gazetteer)),
        gazetteer,
    );
    let [left, right] = in_titles;
    if left.is_empty() || right.is_empty() || found == Workplace::Same {
        return found;
    }
    if !left.iter().any(|town| right.contains(town)) {
        return Workplace::Elsewhere;
    }
    match found {
        Workplace::Unknown | Workplace::Sites | Workplace::Region => Workplace::Same,
        other => other,
    }
}

/// Towns that a title names.
fn in_title(ad: View<'_>, gazetteer: &Gazetteer) -> Vec<u32> {
    let is_employer = |word: &str| ad.employer().split(' ').any(|other| other == word);
    ad.title()
        .filter(|word| word.len() >= 4 && !is_employer(word))
        .map(|word| hash32(stem(word, PLACE_CHARS)))
        .filter(|word| gazetteer.is_town(*word))
        .collect()
}

/// The towns of an ad: of its fields, else after a label or in its address,
/// else in its title.
fn towns(ad: View<'_>, in_title: &[u32], gazetteer: &Gazetteer) -> Vec<u32> {
    let towns: Vec<u32> = ad.towns().collect();
    if !towns.is_empty() {
        return towns;
    }
    let hinted: Vec<u32> = ad.labelled().filter(|word| gazetteer.is_town(*word)).collect();
    if hinted.is_empty() { in_title.to_vec() } else { hinted }
}

fn of_fields(
    (left, left_towns): (View<'_>, &[u32]),
    (right, right_towns): (View<'_>, &[u32]),
    gazetteer: &Gazetteer,
) -> Workplace {
    match (left_towns.is_empty(), right_towns.is_empty()) {
        (false, false) => of_towns((left, left_towns), (right, right_towns)),
        (false, true) => inside(left_towns, right, gazetteer),
        (true, false) => inside(right_towns, left, gazetteer),
        (true, true) => {
            let mut regions = left.regions().filter(|region| right.regions().any(|o| o == *region));
            let both = left.regions().next().is_some() && right.regions().next().is_some();
            match (both, regions.next()) {
                (false, _) => Workplace::Unknown,
                (true, Some(_)) => Workplace::Region,
                (true, None) => Workplace::Elsewhere,
            }
        }
    }
}

fn of_towns(
    (left, left_towns): (View<'_>, &[u32]),
    (right, right_towns): (View<'_>, &[u32]),
) -> Workplace {
    let shared = left_towns.iter().filter(|town| right_towns.contains(town)).count();
    let (left_rest, right_rest) = (left_towns.len() - shared, right_towns.len() - shared);
    if shared == 0 {
        return Workplace::Elsewhere;
    }
    let streets_shared = left.streets().filter(|word| right.streets().any(|o| o == *word)).count();
    let streets = [left.streets().count(), right.streets().count()];
    if streets.iter().all(|count| *count > streets_shared) {
        return Workplace::Sites;
    }
    if left_rest == 0 || right_rest == 0 {
        return Workplace::Same;
    }
    let few = shared <= 2 && left_rest <= 3 && right_rest <= 3;
    if shared * 2 >= left_towns.len().min(right_towns.len()) && !few {
        Workplace::Same
    } else {
        Workplace::Sites
    }
}

/// One ad names towns, the other no more than regions.
fn inside(towns: &[u32], other: View<'_>, gazetteer: &Gazetteer) -> Workplace {
    if other.regions().next().is_none() {
        return Workplace::Unknown;
    }
    let known: Vec<bool> =
        towns.iter().filter_map(|town| gazetteer.is_in(*town, other.regions())).collect();
    match (known.is_empty(), known.contains(&true)) {
        (true, _) => Workplace::Unknown,
        (false, true) => Workplace::Inside,
        (false, false) => Workplace::Elsewhere,
    }
}
