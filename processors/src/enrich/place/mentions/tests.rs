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

#[test]
fn genitives_and_compounds_name_their_municipality() {
    check("sv", "Undersköterska till Göteborgs stad", "", &["1480"]);
    check("sv", "Socialsekreterare, Malmö stad", "", &["1280"]);
    check(
        "sv",
        "Lärare",
        "Vi söker en lärare till Västerås. Arbetsplatsen är Västerås.",
        &["1980"],
    );
    check("sv", "Kock", "Du kommer att arbeta i Örnsköldsvik.", &["2284"]);
    check("sv", "Kock", "Tjänsten är placerad i Härnösand.", &["2280"]);
    check("sv", "Enhetschef till Sollefteå kommun", "", &["2283"]);
    check("sv", "Lagerarbetare i Norrköping/Linköping", "", &["0581", "0580"]);
    check("sv", "Montör Huskvarna", "", &["0680"]);
    check("nb", "Sykepleier, Drammen kommune", "", &["3301"]);
    check("nb", "Lærer i Tromsø", "", &["5501"]);
    check("nb", "Kokk", "Arbeidssted: Ålesund", &["1508"]);
    check("nb", "Vekter til Gardermoen", "", &["3209"]);
    check("nb", "Tømrer", "Vi søker tømrer til vår avdeling i Kristiansand.", &["4204"]);
}

#[test]
fn municipalities_that_are_words_need_to_be_named_as_places() {
    check("sv", "Lärare till Ale kommun", "", &["1440"]);
    check("sv", "Lärare i Mark", "", &["1463"]);
    check("sv", "Undersköterska, Mora", "", &["2062"]);
    check("sv", "Förskollärare till Habo kommun", "", &["0643"]);
    check("sv", "Kock", "Chefen heter Erik Lund och Anna Berg.", &[]);
    check("sv", "Anläggare", "Du arbetar med mark och anläggning. Mark är viktigt.", &[]);
    check("nb", "Sykepleier i Hole kommune", "", &["3310"]);
    check("nb", "Lærer i Os", "", &["3430"]);
    check("nb", "Industrimekaniker på Sola", "", &["1124"]);
    check("nb", "Kokk", "Ta kontakt med Kari Sola eller Per Moss.", &[]);
    check("en", "Staff Nurse - Full Time & Part Time", "", &[]);
    check("en", "Store manager", "Our contact is Anna Lund.", &[]);
}

#[test]
fn offices_and_history_are_no_work_places() {
    check(
        "sv",
        "Säljare till Sundsvall",
        "Bolaget grundades i Stockholm och har kontor i Malmö, Göteborg och Umeå.",
        &["2281"],
    );
    check("sv", "Konsult", "Huvudkontoret ligger i Stockholm. Placeringsort: Borås.", &["1490"]);
    check("nb", "Konsulent", "Hovedkontoret ligger i Oslo. Arbeidssted: Bodø", &["1804"]);
    check("pl", "Magazynier", "Siedziba firmy: Warszawa. Miejsce pracy: Radom", &["Radom"]);
    check("pl", "Doradca klienta w salonie marki BYTOM", "", &[]);
}

#[test]
fn polish_cities_are_inflected() {
    for (text, city) in [
        ("Praca w Krakowie", "Kraków"),
        ("Praca w Łodzi", "Łódź"),
        ("Praca we Wrocławiu", "Wrocław"),
        ("Praca w Poznaniu", "Poznań"),
        ("Praca w Gdańsku", "Gdańsk"),
        ("Praca w Gdyni", "Gdynia"),
        ("Praca w Katowicach", "Katowice"),
        ("Praca w Lublinie", "Lublin"),
        ("Praca w Bydgoszczy", "Bydgoszcz"),
        ("Praca w Zielonej Górze", "Zielona Góra"),
        ("Praca w Gorzowie Wielkopolskim", "Gorzów Wielkopolski"),
        ("Praca w Nowym Sączu", "Nowy Sącz"),
        ("Praca w Sosnowcu", "Sosnowiec"),
        ("Praca w Radomiu", "Radom"),
        ("Praca w Gnieźnie", "Gniezno"),
        ("Praca w Białymstoku", "Białystok"),
        ("Praca w Tychach", "Tychy"),
        ("Praca w Legnicy", "Legnica"),
        ("Praca w Toruniu", "Toruń"),
    ] {
        check("pl", "Kelner", text, &[city]);
    }
}
