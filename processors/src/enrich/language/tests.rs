use schemas::ad::{Lint, Severity};

use crate::enrich::tests::{bare_ad, enriched};

fn ad_of(title: &str, text: &str) -> schemas::Ad {
    let mut ad = bare_ad();
    ad.texts[0].title = title.to_owned();
    ad.texts[0].description_text = text.to_owned();
    enriched(&ad)
}

#[track_caller]
fn check(title: &str, wanted: &str) {
    assert_eq!(ad_of(title, "").language, wanted, "{title}");
}

#[test]
fn a_title_alone_tells_its_language() {
    check("Undersköterska till äldreomsorgen", "sv");
    check("Säljare", "sv");
    check("Sykepleier til hjemmetjenesten", "nb");
    check("Sjukepleiar i heimetenesta - vi søkjer deg som ikkje er redd", "nn");
    check("Sygeplejerske til hjemmeplejen", "da");
    check("Sairaanhoitaja kotihoitoon", "fi");
    check("Registered Nurse", "en");
    check("Software Engineer", "en");
    check("Pflegefachkraft (m/w/d) in Teilzeit", "de");
    check("Verpleegkundige thuiszorg", "nl");
    check("Infirmière diplômée d\u{27}État", "fr");
    check("Enfermera de urgencias", "es");
    check("Pielęgniarka oddziałowa", "pl");
    check("Медсестра в лікарню", "uk");
    check("看護師を募集しています", "ja");
}

#[test]
fn what_is_no_language_has_none() {
    for title in ["", "123 456", "🚚🥕", "C++", "x"] {
        check(title, "und");
    }
}

const SWEDISH: &str = "Vi söker dig som vill arbeta hos oss. Du är en van säljare och har lätt \
    för att prata med människor. Hos oss får du en trygg anställning med goda villkor. ";
const ENGLISH: &str = "We are looking for somebody who would like to work with us. You are used \
    to selling and find it easy to talk to people, and you bring some years of experience. ";

#[test]
fn an_ad_in_two_languages_has_both() {
    let ad = ad_of("Säljare", &[SWEDISH.repeat(8), ENGLISH.repeat(5)].concat());
    assert_eq!((ad.language.as_str(), &ad.other_languages[..]), ("sv", &["en".to_owned()][..]));
    let ad = ad_of("Säljare", &SWEDISH.repeat(8));
    assert_eq!((ad.language.as_str(), ad.other_languages.len()), ("sv", 0));
}

#[test]
fn a_long_text_contradicts_its_partner() {
    let mut ad = bare_ad();
    ad.language = "sv".to_owned();
    ad.texts[0].description_text = ENGLISH.repeat(4);
    let lint = Lint {
        code: "language_differs".to_owned(),
        path: "/language".to_owned(),
        severity: Severity::Warning,
    };
    let found = enriched(&ad);
    assert_eq!(found.language, "sv");
    assert!(found.lint.contains(&lint));
    ad.texts[0].description_text = SWEDISH.repeat(4);
    assert!(!enriched(&ad).lint.contains(&lint));
}
