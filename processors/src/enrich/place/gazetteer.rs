//! Municipalities, regions and places of Sweden and Norway, by code and name.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::name;
use crate::enrich::reference::rows;

/// Sweden: places, municipalities and counties; no postal codes, because no
/// free table of them is at hand, and their first digits cross county borders.
pub(super) static SWEDEN: LazyLock<Gazetteer> = LazyLock::new(|| {
    let mut sweden = Gazetteer::new("SE", "se-kommun", "se-lan");
    sweden.add_municipalities(include_str!("../../../reference/se-municipality.tsv"));
    sweden.add_regions(include_str!("../../../reference/se-region.tsv"));
    for [place, code, north, east] in rows(include_str!("../../../reference/se-place.tsv")) {
        add(&mut sweden.places, place, code);
        if let (Ok(north), Ok(east)) = (north.parse(), east.parse()) {
            sweden.points.push((north, east, code));
        }
    }
    for [place, code] in rows(include_str!("../../../reference/se-place-more.tsv")) {
        add(&mut sweden.places, place, code);
    }
    sweden.note_marks();
    // As the region calls itself.
    add(&mut sweden.regions, "Jämtland Härjedalen", "23");
    sweden
});

/// Norway: municipalities and counties since 2024, their former numbers, and
/// the postal register.
pub(super) static NORWAY: LazyLock<Gazetteer> = LazyLock::new(|| {
    let mut norway = Gazetteer::new("NO", "no-kommune", "no-fylke");
    norway.add_municipalities(include_str!("../../../reference/no-municipality.tsv"));
    norway.add_regions(include_str!("../../../reference/no-region.tsv"));
    for [postal_code, place, code] in rows(include_str!("../../../reference/no-postal.tsv")) {
        norway.postal_codes.insert(postal_code, code);
        add(&mut norway.places, place, code);
    }
    norway.note_marks();
    for [former, code] in rows(include_str!("../../../reference/no-reform.tsv")) {
        norway.former.entry(former).or_default().push(code);
    }
    norway
});

type Names = FxHashMap<String, Vec<&'static str>>;

/// One country's places.
pub(super) struct Gazetteer {
    /// ISO 3166-1 alpha-2.
    pub(super) country: &'static str,
    /// Scheme of municipality codes.
    pub(super) municipality_scheme: &'static str,
    /// Scheme of region codes, the first two digits of a municipality's.
    pub(super) region_scheme: &'static str,
    municipality_names: FxHashMap<&'static str, &'static str>,
    region_names: FxHashMap<&'static str, &'static str>,
    municipalities: Names,
    regions: Names,
    places: Names,
    postal_codes: FxHashMap<&'static str, &'static str>,
    former: FxHashMap<&'static str, Vec<&'static str>>,
    /// Degrees north and east of places, and their municipality.
    points: Vec<(f64, f64, &'static str)>,
    /// Names whose letters have marks, without them: `are` for Åre.
    marked: FxHashSet<String>,
}

/// A point is in the municipality of a place that is as near as this, in km,
/// when every place of another one is half as far again.
const NEAR_KM: f64 = 8.0;

impl Gazetteer {
    fn new(
        country: &'static str,
        municipality_scheme: &'static str,
        region_scheme: &'static str,
    ) -> Self {
        Self {
            country,
            municipality_scheme,
            region_scheme,
            municipality_names: FxHashMap::default(),
            region_names: FxHashMap::default(),
            municipalities: FxHashMap::default(),
            regions: FxHashMap::default(),
            places: FxHashMap::default(),
            postal_codes: FxHashMap::default(),
            former: FxHashMap::default(),
            points: Vec::new(),
            marked: FxHashSet::default(),
        }
    }

    fn add_municipalities(&mut self, table: &'static str) {
        for [code, name, others] in rows(table) {
            self.municipality_names.insert(code, name);
            add(&mut self.municipalities, name, code);
            // `Våler (Østfold)` is called Våler.
            if let Some((short, _)) = name.split_once(" (") {
                add(&mut self.municipalities, short, code);
            }
            for other in others.split('|').filter(|other| !other.is_empty()) {
                add(&mut self.municipalities, other, code);
            }
        }
    }

    fn add_regions(&mut self, table: &'static str) {
        for [code, name] in rows(table) {
            self.region_names.insert(code, name);
            for reading in name::readings(&name::fold(name)) {
                add(&mut self.regions, &reading, code);
            }
        }
    }

    /// Notes names that only the loss of marks makes (`are` for Åre), and takes
    /// them from those that are spelt so: Habo is not Håbo.
    fn note_marks(&mut self) {
        let mut spelt = FxHashSet::default();
        for names in [&mut self.municipalities, &mut self.places] {
            let mut bare = FxHashSet::<(String, &'static str)>::default();
            for (name, codes) in names.iter().filter(|(name, _)| !name.is_ascii()) {
                bare.extend(codes.iter().map(|code| (name::without_marks(name), *code)));
            }
            for (name, codes) in names.iter_mut().filter(|(name, _)| name.is_ascii()) {
                let is_bare = |code: &'static str| bare.contains(&(name.clone(), code));
                if codes.iter().all(|code| is_bare(code)) {
                    self.marked.insert(name.clone());
                } else {
                    codes.retain(|code| !is_bare(code));
                    spelt.insert(name.clone());
                }
            }
        }
        self.marked.retain(|name| !spelt.contains(name));
    }

    /// Name of a municipality by its present code.
    pub(super) fn municipality_name(&self, code: &str) -> Option<&'static str> {
        self.municipality_names.get(code).copied()
    }

    /// Name of a region by its present code.
    pub(super) fn region_name(&self, code: &str) -> Option<&'static str> {
        self.region_names.get(code).copied()
    }

    /// Code of the region that a municipality lies in.
    pub(super) fn region_of(&self, municipality: &str) -> Option<&'static str> {
        self.region_names.get_key_value(municipality.get(..2)?).map(|(code, _)| *code)
    }

    /// Municipality of a postal code.
    pub(super) fn by_postal_code(&self, postal_code: &str) -> Option<&'static str> {
        let digits: String = postal_code.chars().filter(char::is_ascii_digit).collect();
        self.postal_codes.get(digits.as_str()).copied()
    }

    /// Municipality of a point, when places near by say so clearly.
    pub(super) fn by_point(&self, north: f64, east: f64) -> Option<&'static str> {
        let distance = |point: &(f64, f64, &str)| {
            let along = (point.1 - east) * north.to_radians().cos();
            ((point.0 - north).powi(2) + along.powi(2)).sqrt() * 111.2
        };
        let mut nearest: Option<(f64, &'static str)> = None;
        let mut rival = f64::INFINITY;
        for point in &self.points {
            let km = distance(point);
            match nearest {
                Some((best, code)) if km < best => {
                    if code != point.2 {
                        rival = best;
                    }
                    nearest = Some((km, point.2));
                }
                Some((_, code)) if code != point.2 => rival = rival.min(km),
                Some(_) => {}
                None => nearest = Some((km, point.2)),
            }
        }
        let (km, code) = nearest?;
        (km <= NEAR_KM && rival >= km * 1.5 && rival >= 1.0).then_some(code)
    }

    /// What a former municipality code became: one code, or several after a
    /// split; none when it is no former code.
    pub(super) fn by_former_code(&self, code: &str) -> &[&'static str] {
        self.former.get(code).map_or(&[], Vec::as_slice)
    }

    /// Municipalities of that name.
    pub(super) fn municipalities_named(&self, name: &str) -> &[&'static str] {
        named(&self.municipalities, name)
    }

    /// Regions of that name.
    pub(super) fn regions_named(&self, name: &str) -> &[&'static str] {
        named(&self.regions, name)
    }

    /// Municipalities with a place or postal town of that name.
    pub(super) fn places_named(&self, name: &str) -> &[&'static str] {
        named(&self.places, name)
    }

    /// Whether a place or municipality is spelt so, marks and all.
    pub(super) fn is_spelt(&self, folded: &str) -> bool {
        let marked = |codes: &[&'static str]| !codes.is_empty();
        if !folded.is_ascii() {
            return marked(self.municipalities_spelt(folded)) || marked(self.places_spelt(folded));
        }
        !self.marked.contains(folded)
    }

    /// Municipalities of exactly that folded name.
    pub(super) fn municipalities_spelt(&self, folded: &str) -> &[&'static str] {
        self.municipalities.get(folded).map_or(&[], Vec::as_slice)
    }

    /// Municipalities with a place of exactly that folded name.
    pub(super) fn places_spelt(&self, folded: &str) -> &[&'static str] {
        self.places.get(folded).map_or(&[], Vec::as_slice)
    }

    /// Regions of exactly that folded name.
    pub(super) fn regions_spelt(&self, folded: &str) -> &[&'static str] {
        self.regions.get(folded).map_or(&[], Vec::as_slice)
    }
}

fn add(names: &mut Names, name: &str, code: &'static str) {
    let folded = name::fold(name);
    let plain = name::without_marks(&folded);
    for key in [folded, plain] {
        let codes = names.entry(key).or_default();
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
}

fn named<'a>(names: &'a Names, name: &str) -> &'a [&'static str] {
    // `Troms - Romsa - Tromssa`: the first of several languages.
    let first = name.split(" - ").next().unwrap_or(name);
    for reading in name::readings(&name::fold(first)) {
        if let Some(codes) = names.get(&reading) {
            return codes;
        }
    }
    &[]
}

#[cfg(test)]
mod tests {
    use super::{NORWAY, SWEDEN};

    #[track_caller]
    fn check(name: &str, swedish: &[&str], norwegian: &[&str]) {
        assert_eq!(SWEDEN.municipalities_named(name), swedish, "{name} in Sweden");
        assert_eq!(NORWAY.municipalities_named(name), norwegian, "{name} in Norway");
    }

    #[test]
    fn one_municipality_has_many_spellings() {
        for name in ["Göteborg", "GÖTEBORG", "Göteborgs Stad", "Goteborg", "Gothenburg"] {
            check(name, &["1480"], &[]);
        }
        check("Stockholms kommun", &["0180"], &[]);
        check("Borås stad", &["1490"], &[]);
        check("Oslo kommune", &[], &["0301"]);
        check("LILLESTRØM", &[], &["3205"]);
        check("Tromso", &[], &["5501"]);
        check("Kautokeino", &[], &["5612"]);
        check("Upplands Bro", &["0139"], &[]);
    }

    #[test]
    fn one_name_can_have_several_municipalities() {
        check("Herøy", &[], &["1515", "1818"]);
        check("Våler", &[], &["3114", "3419"]);
        check("Våler (Innlandet)", &[], &["3419"]);
    }

    #[test]
    fn former_codes_lead_to_present_ones() {
        assert_eq!(NORWAY.by_former_code("3005"), ["3301"]);
        assert_eq!(NORWAY.by_former_code("0602"), ["3301"]);
        assert_eq!(NORWAY.by_former_code("1507"), ["1508", "1580"]);
        assert!(NORWAY.by_former_code("0301").is_empty());
    }

    #[test]
    fn regions_have_short_and_long_names() {
        for name in ["Skåne län", "Skåne", "Region Skåne", "SKANE LAN"] {
            assert_eq!(SWEDEN.regions_named(name), ["12"], "{name}");
        }
        assert_eq!(SWEDEN.regions_named("Stockholm"), ["01"]);
        assert_eq!(NORWAY.regions_named("MØRE OG ROMSDAL"), ["15"]);
        assert_eq!(NORWAY.regions_named("Troms - Romsa - Tromssa"), ["55"]);
    }

    #[test]
    fn every_municipality_lies_in_a_region() {
        for gazetteer in [&*SWEDEN, &*NORWAY] {
            for code in gazetteer.municipality_names.keys() {
                assert!(gazetteer.region_of(code).is_some(), "{code}");
            }
        }
    }
}
