//! Do two ads mean the same place of work?

use super::body::NAMES_MAX;
use super::gazetteer::Gazetteer;
use super::place::kilometres;
use super::sketch::View;
use super::words::place_hash;

/// Points farther apart are two places, in kilometres.
const FAR_KM: f64 = 40.0;
/// Points this near are one place, whatever it is called: a city and its
/// district.
const NEAR_KM: f64 = 2.0;

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
    /// Two towns, but both texts name the one and neither the other: a board
    /// may have put it in.
    Doubtful,
    /// Two towns or two regions.
    Elsewhere,
    /// Two titles that name two towns: they mean it, remote work or not.
    InTitles,
}

impl Workplace {
    pub(super) fn conflicts(self) -> bool {
        matches!(self, Self::Sites | Self::Doubtful | Self::Elsewhere | Self::InTitles)
    }
}

/// Compares the places of two ads.
pub(super) fn compare(left: View<'_>, right: View<'_>, gazetteer: &Gazetteer) -> Workplace {
    let in_titles = [in_title(left, gazetteer), in_title(right, gazetteer)];
    let places =
        [Towns::of(left, &in_titles[0], gazetteer), Towns::of(right, &in_titles[1], gazetteer)];
    let mut found = of_fields((left, &places[0].words), (right, &places[1].words), gazetteer);
    if let (Some(one), Some(other)) = (left.point(), right.point()) {
        let apart = kilometres(one, other);
        // A point is often the employer's; the texts outrank it.
        let is_named = found == Workplace::Same && places[0].named(left, right) == Named::InBoth;
        if apart > FAR_KM && !is_named {
            found = Workplace::Elsewhere;
        } else if apart < NEAR_KM && found == Workplace::Elsewhere {
            found = Workplace::Same;
        }
    }
    if found == Workplace::Elsewhere && share_label(left, right, gazetteer) {
        found = Workplace::Same;
    }
    if found.conflicts() {
        let [of_left, of_right] = &places;
        // Found in one ad's text, and there in the other's as well. Two sites
        // take more than hints.
        if of_left.are_hints && of_left.are_hinted_by(right, &in_titles[1])
            || of_right.are_hints && of_right.are_hinted_by(left, &in_titles[0])
            || (of_left.are_hints || of_right.are_hints) && found == Workplace::Sites
        {
            found = Workplace::Unknown;
        }
        let (in_both, in_none) = (of_left.named(left, right), of_right.named(left, right));
        if found == Workplace::Elsewhere
            && matches!(
                (in_both, in_none),
                (Named::InBoth, Named::InNone) | (Named::InNone, Named::InBoth)
            )
        {
            return Workplace::Doubtful;
        }
    }
    let [left, right] = in_titles;
    let share = left.iter().any(|town| right.contains(town));
    if !left.is_empty() && !right.is_empty() && !share && found != Workplace::Same {
        return Workplace::InTitles;
    }
    found
}

/// The towns of an ad.
struct Towns {
    words: Vec<u32>,
    /// They stand in text or title only.
    are_hints: bool,
}

/// Do two texts name a place?
#[derive(Clone, Copy, PartialEq, Eq)]
enum Named {
    InBoth,
    InNone,
    Otherwise,
}

impl Towns {
    /// Of its fields, else after a label or in its address, else in its title.
    fn of(ad: View<'_>, in_title: &[u32], gazetteer: &Gazetteer) -> Self {
        let words: Vec<u32> = ad.towns().collect();
        if !words.is_empty() {
            return Self { words, are_hints: false };
        }
        let mut hinted: Vec<u32> = hinted(ad).filter(|word| gazetteer.is_town(*word)).collect();
        hinted.sort_unstable();
        hinted.dedup();
        let words = if hinted.is_empty() { in_title.to_vec() } else { hinted };
        Self { words, are_hints: true }
    }

    fn are_hinted_by(&self, ad: View<'_>, in_title: &[u32]) -> bool {
        hinted(ad).chain(in_title.iter().copied()).any(|word| self.words.contains(&word))
    }

    fn named(&self, left: View<'_>, right: View<'_>) -> Named {
        let says = [left, right].map(|ad| {
            // Of a text with very many names, not all are kept.
            let all_kept = ad.names().count() < NAMES_MAX;
            #[expect(clippy::cast_possible_truncation, reason = "the low half is the word")]
            let name = |word: &u32| {
                ad.names().any(|name| u32::from(name) == word & 0xffff)
                    || (!all_kept && ad.may_say(*word as u16))
            };
            // Many employers are named after their town.
            let name = |word: &u32| {
                name(word) || ad.employer().split(' ').any(|other| place_hash(other) == *word)
            };
            let labelled = |word: &u32| ad.labelled().chain(ad.hints()).any(|other| other == *word);
            self.words.iter().filter(|word| name(word) || labelled(word)).count()
        });
        let may = [left, right].map(|ad| {
            #[expect(clippy::cast_possible_truncation, reason = "the low half is the word")]
            self.words.iter().any(|word| {
                let in_employer = ad.employer().split(' ').any(|other| place_hash(other) == *word);
                ad.may_say(*word as u16) || in_employer
            })
        });
        if says.iter().all(|count| *count > 0 && count * 2 >= self.words.len()) {
            Named::InBoth
        } else if may == [false, false] {
            Named::InNone
        } else {
            Named::Otherwise
        }
    }
}

/// Both texts say after a label where the work is, and one says no other places
/// than the other: the fields are where it is advertised. Known towns only,
/// where the fields name towns.
fn share_label(left: View<'_>, right: View<'_>, gazetteer: &Gazetteer) -> bool {
    let are_vague = left.towns().next().is_none() && right.towns().next().is_none();
    let of = |ad: View<'_>| -> Vec<u32> {
        ad.labelled().filter(|word| are_vague || gazetteer.is_town(*word)).collect()
    };
    let (left, right) = (of(left), of(right));
    let within = |some: &[u32], all: &[u32]| some.iter().all(|word| all.contains(word));
    !left.is_empty() && !right.is_empty() && (within(&left, &right) || within(&right, &left))
}

/// Words after a label for the place, in the ad's address, or found in its
/// text, that are none of its title.
fn hinted(ad: View<'_>) -> impl Iterator<Item = u32> + '_ {
    ad.labelled()
        .chain(ad.hints())
        .filter(move |word| !ad.title().any(|other| place_hash(other) == *word))
}

/// Towns that a title names.
fn in_title(ad: View<'_>, gazetteer: &Gazetteer) -> Vec<u32> {
    let is_employer = |word: &str| ad.employer().split(' ').any(|other| other == word);
    let mut towns: Vec<u32> = ad
        .title()
        .filter(|word| word.len() >= 4 && !is_employer(word))
        .map(place_hash)
        .filter(|word| gazetteer.is_town_by_itself(*word))
        .collect();
    towns.sort_unstable();
    towns.dedup();
    towns
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
    // Each word stands once in either list.
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
    // An area that is named after the town.
    if towns.iter().any(|town| other.regions().any(|region| region == *town)) {
        return Workplace::Inside;
    }
    let known: Vec<bool> =
        towns.iter().filter_map(|town| gazetteer.is_in(*town, other.regions())).collect();
    match (known.is_empty(), known.contains(&true)) {
        (true, _) => Workplace::Unknown,
        (false, true) => Workplace::Inside,
        (false, false) => Workplace::Elsewhere,
    }
}
