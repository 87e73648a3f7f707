use schemas::ad::{Coded, Location, Origin, Precision};

use crate::enrich::tests::{bare_ad, enriched};

/// A location from `field=value` words; `m#` and `r#` are codes, `m` and `r`
/// names, `_` is a space.
fn location(words: &str, country: &str) -> Location {
    let mut location = Location::default();
    if !country.is_empty() {
        location.country = Some(country.to_owned());
    }
    let norwegian = country == "NO" || country == "NORGE";
    for word in words.split(' ').filter(|word| !word.is_empty()) {
        let (field, value) = word.split_once('=').unwrap();
        let value = value.replace('_', " ");
        let coded = |coded: &Option<Coded>, norwegian_scheme: &str, swedish_scheme: &str| {
            let mut coded = coded.clone().unwrap_or_else(|| Coded {
                scheme: if norwegian { norwegian_scheme } else { swedish_scheme }.to_owned(),
                code: String::new(),
                name: None,
                origin: Origin::Source,
                confidence: 1.0,
            });
            match field.contains('#') {
                true => coded.code = value.clone(),
                false => coded.name = Some(value.clone()),
            }
            Some(coded)
        };
        match field {
            "m" | "m#" => {
                location.municipality = coded(&location.municipality, "no-kommune", "se-kommun");
            }
            "r" | "r#" => location.region = coded(&location.region, "no-fylke", "se-lan"),
            "city" => location.city = Some(value),
            "post" => location.postal_code = Some(value),
            "street" => location.street = Some(value),
            "raw" => location.raw = Some(value),
            other => panic!("{other} is no field"),
        }
    }
    location
}

/// `country municipality@confidence region lint,lint`, `-` for nothing.
#[track_caller]
fn check(language: &str, country: &str, words: &str, wanted: &str) {
    let mut ad = bare_ad();
    ad.language = language.to_owned();
    ad.locations = vec![location(words, country)];
    let ad = enriched(&ad);
    let place = &ad.locations[0];
    let code = |coded: &Option<Coded>| {
        coded.as_ref().filter(|coded| !coded.code.is_empty()).map(|coded| coded.code.clone())
    };
    let municipality = code(&place.municipality).map_or_else(
        || "-".to_owned(),
        |code| format!("{code}@{}", place.municipality.as_ref().unwrap().confidence),
    );
    let mut lints: Vec<&str> = ad
        .lint
        .iter()
        .filter(|lint| lint.path.starts_with("/locations/"))
        .map(|lint| lint.code.as_str())
        .collect();
    if lints.is_empty() {
        lints.push("-");
    }
    let found = format!(
        "{} {municipality} {} {}",
        place.country.as_deref().unwrap_or("-"),
        code(&place.region).unwrap_or_else(|| "-".to_owned()),
        lints.join(","),
    );
    assert_eq!(found, wanted);
}

#[test]
fn codes_bring_names_and_regions() {
    check("sv", "SE", "m#=0180", "SE 0180@1 01 -");
    check("nb", "NO", "m#=3205", "NO 3205@1 32 -");
    check("und", "", "m#=1480", "SE 1480@1 14 -");
}

#[test]
fn names_bring_codes() {
    check("sv", "SE", "m=Göteborgs_Stad", "SE 1480@0.95 14 -");
    check("sv", "SE", "city=Bunkeflostrand", "SE 1280@0.8 12 -");
    check("en", "SE", "city=Gothenburg", "SE 1480@0.85 14 -");
    check("nb", "NORGE", "m=LILLESTRØM r=AKERSHUS", "NO 3205@0.95 32 -");
    check("nb", "NO", "city=Brumunddal", "NO 3411@0.8 34 -");
}

#[test]
fn norwegian_postal_codes_bring_municipalities() {
    check("nb", "NO", "post=0187", "NO 0301@0.95 03 -");
    check("nb", "NO", "post=0187 m=OSLO r=OSLO", "NO 0301@0.99 03 -");
    check("nb", "NO", "post=2380 city=BRUMUNDDAL", "NO 3411@0.95 34 -");
    check("sv", "SE", "post=11122", "SE - - -");
}

#[test]
fn one_of_several_places_is_chosen_by_its_region_or_not_at_all() {
    check("nb", "NO", "m=Herøy r=NORDLAND", "NO 1818@0.95 18 -");
    check("nb", "NO", "m=Herøy r#=15", "NO 1515@0.95 15 -");
    check("nb", "NO", "m=Herøy", "NO - - -");
    check("sv", "SE", "city=Alvik r=Norrbottens_län", "SE 2580@0.8 25 -");
    check("sv", "SE", "city=Alvik", "SE - - -");
}

#[test]
fn former_norwegian_codes_are_brought_up_to_date() {
    check("nb", "NO", "m#=3005", "NO 3301@0.95 33 place_code_outdated");
    check("nb", "NO", "m#=0602 r#=06", "NO 3301@0.95 33 place_code_outdated,place_code_outdated");
    check("nb", "NO", "m#=1507 m=Haram", "NO 1580@0.95 15 place_code_outdated");
    check("nb", "NO", "m#=1507", "NO 1507@1 15 place_code_outdated");
    check("nb", "NO", "m#=3030 r=VIKEN", "NO 3205@0.95 32 place_code_outdated");
}

#[test]
fn a_code_stands_against_names() {
    check("sv", "SE", "m#=0180 m=Malmö", "SE 0180@1 01 place_contradiction");
    check("sv", "SE", "m#=0180 r=Skåne_län", "SE 0180@1 01 place_contradiction");
    check("sv", "SE", "m#=0180 r#=12", "SE 0180@1 12 place_contradiction");
    check("nb", "NO", "m#=0301 post=5003", "NO 0301@1 03 place_contradiction");
    check("sv", "SE", "city=Malmö r#=01", "SE - 01 place_contradiction");
}

#[test]
fn unknown_codes_are_kept_and_noted() {
    check("sv", "SE", "m#=9090", "SE 9090@1 - place_code_unknown");
    check("sv", "Atlantis", "city=Malmö", "Atlantis - - country_unknown");
}

#[test]
fn free_text_is_read_last() {
    check("en", "", "raw=Oslo,_Norway", "NO 0301@0.7 03 -");
    check("sv", "", "raw=Storgatan_1,_111_22_Malmö", "SE 1280@0.7 12 -");
    check("sv", "", "raw=Skåne_län", "- - - -");
    check("sv", "SE", "raw=Skåne_län", "SE - 12 -");
    check("en", "", "raw=Lund", "- - - -");
    check("en", "GB", "city=Berg raw=Lund", "GB - - -");
}

#[test]
fn precision_says_how_closely_the_place_is_known() {
    let of = |words: &str| {
        let mut ad = bare_ad();
        ad.locations = vec![location(words, "SE")];
        enriched(&ad).locations[0].precision
    };
    assert_eq!(of(""), Precision::Country);
    assert_eq!(of("r#=12"), Precision::Region);
    assert_eq!(of("m#=1280"), Precision::Municipality);
    assert_eq!(of("city=Malmö"), Precision::City);
    assert_eq!(of("city=Malmö street=Storgatan_1"), Precision::Address);
}
