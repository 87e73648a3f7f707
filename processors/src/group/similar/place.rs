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
    /// Degrees times a hundred, of the first place that has them.
    pub(super) point: Option<(i16, i16)>,
    /// One of them says that the work is remote.
    pub(super) remote: bool,
}

/// The places that the fields of an ad give.
pub(super) fn read(ad: &Ad) -> Places {
    let mut places = Places { remote: ad.work_mode == WorkMode::Remote, ..Places::default() };
    for location in &ad.locations {
        places.take(location);
    }
    sorted(&mut places.towns, TOWNS_MAX);
    places.towns.retain(|town| places.regions.binary_search(town).is_err());
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
    fn take(&mut self, location: &Location) {
        let name = |coded: &Option<schemas::ad::Coded>| {
            coded.as_ref().and_then(|coded| coded.name.clone()).unwrap_or_default()
        };
        let municipality = name(&location.municipality);
        let city = location.city.as_deref().unwrap_or("");
        for text in [city, &municipality] {
            self.town(text);
        }
        // What stands in the one piece of text is in the fields as well, when
        // there are any.
        if city.is_empty() && municipality.is_empty() {
            self.town(location.raw.as_deref().unwrap_or(""));
        }
        for word in words::all(&name(&location.region)) {
            self.regions.push(place_hash(&word));
        }
        self.street(location.street.as_deref().unwrap_or(""));
        if let (None, Some(lat), Some(lon)) = (self.point, location.lat, location.lon) {
            self.point = Some((hundredths(lat), hundredths(lon)));
        }
    }

    fn town(&mut self, text: &str) {
        let mut in_street = false;
        words::each(text, false, |word| {
            if lexicon::REMOTE_WORDS.contains(word.text) {
                self.remote = true;
            }
            let has_digit = word.text.bytes().any(|byte| byte.is_ascii_digit());
            if has_digit || in_street {
                self.streets.push(hash16(word.text));
                in_street &= !has_digit;
            } else if matches!(word.text, "ul" | "ulica" | "al" | "aleja" | "os" | "pl") {
                in_street = true;
            } else if lexicon::REGIONS.contains(word.text) {
                self.regions.push(place_hash(word.text));
            } else if word.text.len() >= 2
                && !lexicon::STOP.contains(word.text)
                && !lexicon::PLACE_NOISE.contains(word.text)
            {
                self.towns.push(place_hash(word.text));
            }
            true
        });
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
