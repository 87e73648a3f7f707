use crate::enrich::tests::{bare_ad, enriched};

#[track_caller]
fn check(language: &str, title: &str, text: &str, wanted: &[&str]) {
    let mut ad = bare_ad();
    ad.language = language.to_owned();
    ad.texts[0].title = title.to_owned();
    ad.texts[0].description_text = text.to_owned();
    let found: Vec<String> = enriched(&ad)
        .locations
        .into_iter()
        .map(|place| {
            let code = place.municipality.or(place.region).map(|coded| coded.code);
            code.or(place.city).unwrap_or_default()
        })
        .collect();
    assert_eq!(found, wanted, "{title} {text}");
}

#[test]
fn a_title_and_a_form_name_the_place() {
    check("sv", "Kock till Malmö", "", &["1280"]);
    check("sv", "Lärare till Alingsås kommun", "", &["1489"]);
    check("sv", "Kock", "Placeringsort: Umeå", &["2480"]);
    check("sv", "Kock", "Arbetsort: Lund eller Malmö", &["1281", "1280"]);
    check("nb", "Kokk", "Arbeidssted\n0155 Oslo", &["0301"]);
    check("en", "Nurse in Leeds", "", &["Leeds"]);
    check("pl", "Kelner", "Praca w Warszawie", &["Warszawa"]);
    check("sv", "Kock", "Vi verkar i Region Uppsala.", &["03"]);
}

#[test]
fn words_and_organisations_are_no_places() {
    check("sv", "Kock", "Vi söker en kock. Are you ready? Stora möjligheter.", &[]);
    check("sv", "Forskare", "Stockholms universitet söker en forskare.", &[]);
    check("sv", "Kock", "Vi har kontor i Malmö och i Lund.", &[]);
}

#[test]
fn a_partners_own_place_stands() {
    let mut ad = bare_ad();
    ad.texts[0].title = "Kock till Malmö".to_owned();
    ad.locations = vec![schemas::ad::Location {
        city: Some("Lund".to_owned()),
        ..schemas::ad::Location::default()
    }];
    let found = enriched(&ad).locations;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].municipality.as_ref().unwrap().code, "1281");
}
