//! Where an ad says that the work is.

use schemas::Ad;
use schemas::ad::{Location, WorkMode};

use super::lexicon;
use super::words::{self, hash16, place_hash};

pub(super) const TOWNS_MAX: usize = 24;
pub(super) const REGIONS_MAX: usize = 8;
pub(super) const STREETS_MAX: usize = 12;

/// The places of an ad, as hashes of words.
#[derive(Default)]
pub(super) struct Places {
    /// Words of towns and smaller places; sorted.
    pub(super) towns: Vec<u32>,
    /// Words of regions and countries; sorted.
    pub(super) regions: Vec<u32>,
    /// House numbers and words of streets; sorted.
    pub(super) streets: Vec<u16>,
    /// Words of places that only the text gives; they hint.
    pub(super) hints: Vec<u32>,
    /// Degrees times a hundred, of the first place that has them.
    pub(super) point: Option<(i16, i16)>,
    /// One of them says that the work is remote.
    pub(super) remote: bool,
}

/// The places that the fields of an ad give.
pub(super) fn read(ad: &Ad) -> Places {
    let mut places = Places { remote: ad.work_mode == WorkMode::Remote, ..Places::default() };
    for (index, location) in ad.locations.iter().enumerate() {
        // Found in the text by the hub, not given in the fields.
        let path = format!("/locations/{index}");
        let found = |field: &str| {
            ad.facts.iter().any(|fact| {
                fact.span.is_some()
                    && fact
                        .path
                        .strip_prefix(&path)
                        .is_some_and(|rest| rest == field || rest.is_empty())
            })
        };
        places.take(location, found("/city"), found("/municipality"));
    }
    sorted(&mut places.towns, TOWNS_MAX);
    sorted(&mut places.regions, REGIONS_MAX);
    sorted(&mut places.streets, STREETS_MAX);
    places
}

fn sorted<T: Ord + Copy>(list: &mut Vec<T>, max: usize) {
    list.sort_unstable();
    list.dedup();
    list.truncate(max);
}

impl Places {
    /// Takes a place, of which the city or the municipality may be found in
    /// the text.
    fn take(&mut self, location: &Location, city_is_found: bool, municipality_is_found: bool) {
        let name = |coded: &Option<schemas::ad::Coded>| {
            coded.as_ref().and_then(|coded| coded.name.clone()).unwrap_or_default()
        };
        let mut given = String::new();
        for (text, is_found) in [
            (location.city.clone().unwrap_or_default(), city_is_found),
            (name(&location.municipality), municipality_is_found),
        ] {
            if is_found {
                words::each(&text, false, |word| {
                    self.hints.push(place_hash(lexicon::local_name(word.text)));
                    true
                });
            } else {
                self.town(&text);
                given.push_str(&text);
            }
        }
        // What stands in the one piece of text is in the fields as well, when
        // the partner gave any.
        let is_ours = |coded: &schemas::ad::Coded| coded.origin == schemas::ad::Origin::Enriched;
        let all_found = location.city.as_ref().is_none_or(|city| city.is_empty() || city_is_found)
            && location.municipality.as_ref().is_none_or(is_ours);
        let mut regions: Vec<u32> = Vec::new();
        for word in words::all(&name(&location.region)) {
            if !lexicon::REGION_KINDS.contains(word.as_str()) {
                regions.push(place_hash(&word));
            }
        }
        if given.is_empty() || all_found {
            let before = self.towns.len();
            self.town(location.raw.as_deref().unwrap_or(""));
            // The name of the region stands beside that of the town. Many
            // towns are called as their region is.
            let is_town = self.towns.len() == before + 1 && given.is_empty();
            let mut index = 0;
            self.towns.retain(|town| {
                index += 1;
                index <= before || is_town || !regions.contains(town)
            });
        }
        self.regions.extend(regions);
        self.street(location.street.as_deref().unwrap_or(""));
        if let (None, Some(lat), Some(lon)) = (self.point, location.lat, location.lon) {
            self.point = Some((hundredths(lat), hundredths(lon)));
        }
    }

    /// The parts of a place, each a town, a street, or a region.
    fn town(&mut self, text: &str) {
        for part in text.split([',', ';', '(', ')', '|']) {
            let words = words::all(part);
            let is_region = words.iter().any(|word| lexicon::REGION_KINDS.contains(word.as_str()));
            let names_region = words.iter().any(|word| lexicon::REGIONS.contains(word.as_str()));
            let is_direction = |word: &String| lexicon::DIRECTIONS.contains(word.as_str());
            let words: Vec<String> = if names_region {
                words.into_iter().filter(|word| !is_direction(word)).collect()
            } else {
                words
            };
            let is_area = words.iter().any(|word| lexicon::AREAS.contains(word.as_str()));
            self.part(&words, is_region || is_area);
        }
    }

    fn part(&mut self, words: &[String], is_region: bool) {
        // "Main Road 5" is a street; "12345 Springfield" is not.
        let mut in_street = words.len() > 1
            && words.last().is_some_and(|word| is_house_number(word))
            && !starts_with_digit(&words[0]);
        for word in words {
            let word = word.as_str();
            if lexicon::REMOTE_WORDS.contains(word) {
                self.remote = true;
            }
            let says_nothing = lexicon::STOP.contains(word)
                || lexicon::PLACE_NOISE.contains(word)
                || lexicon::AREAS.contains(word)
                || lexicon::REGION_KINDS.contains(word);
            let hash = place_hash(lexicon::local_name(word));
            if in_street {
                self.streets.push(hash16(word));
                in_street &= !starts_with_digit(word);
            } else if lexicon::STREETS.contains(word) {
                in_street = true;
            } else if starts_with_digit(word) {
                // A postal code, or a number of something.
            } else if lexicon::REGIONS.contains(word) || (is_region && !says_nothing) {
                self.regions.push(hash);
            } else if word.len() >= 2 && !says_nothing {
                self.towns.push(hash);
            }
        }
    }

    fn street(&mut self, text: &str) {
        words::each(text, false, |word| {
            if !lexicon::PLACE_NOISE.contains(word.text) {
                self.streets.push(hash16(word.text));
            }
            true
        });
    }
}

fn starts_with_digit(word: &str) -> bool {
    word.starts_with(|character: char| character.is_ascii_digit())
}

/// Up to three digits, and a letter perhaps.
fn is_house_number(word: &str) -> bool {
    let digits = word.trim_end_matches(|character: char| character.is_ascii_lowercase());
    word.len() - digits.len() <= 1
        && digits.len() <= 3
        && words::is_number(digits)
        && !digits.is_empty()
}

#[expect(clippy::cast_possible_truncation, reason = "degrees times a hundred fit")]
fn hundredths(degrees: f64) -> i16 {
    (degrees.clamp(-180.0, 180.0) * 100.0) as i16
}

/// About how far two points are from each other, in kilometres.
pub(super) fn kilometres(left: (i16, i16), right: (i16, i16)) -> f64 {
    let degrees = |hundredths: i16| f64::from(hundredths) / 100.0;
    let north = degrees(left.0) - degrees(right.0);
    let scale = degrees(left.0).to_radians().cos();
    let east = (degrees(left.1) - degrees(right.1)) * scale;
    north.hypot(east) * 111.2
}
