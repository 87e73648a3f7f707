use schemas::Ad;
use schemas::ad::{Duration, Extent, Period, Relation, WorkMode};

use crate::enrich::tests::{bare_ad, enriched};

fn ad_of(language: &str, text: &str) -> Ad {
    let mut ad = bare_ad();
    ad.language = language.to_owned();
    ad.texts[0].title = "Vi är fler".to_owned();
    ad.texts[0].description_text = text.to_owned();
    ad.published_at.local = "2025-03-20T08:00:00".to_owned();
    enriched(&ad)
}

#[test]
fn work_mode_minds_what_is_denied() {
    for (language, text, wanted) in [
        ("sv", "Arbetet sker helt på distans.", WorkMode::Remote),
        ("sv", "Möjlighet att arbeta på distans två dagar i veckan.", WorkMode::Hybrid),
        ("sv", "Det går inte att arbeta på distans.", WorkMode::Onsite),
        ("nb", "Det er ikke mulighet for hjemmekontor.", WorkMode::Onsite),
        ("nb", "Vi tilbyr mulighet for hjemmekontor.", WorkMode::Hybrid),
        ("da", "Der er mulighed for hjemmearbejde.", WorkMode::Hybrid),
        ("en", "This is a fully remote position.", WorkMode::Remote),
        ("en", "Remote work is not possible.", WorkMode::Onsite),
        ("en", "You will provide remote support to customers.", WorkMode::Unspecified),
        ("en", "You develop hybrid cloud services.", WorkMode::Unspecified),
        ("sv", "Du blir en del av laget.", WorkMode::Unspecified),
    ] {
        assert_eq!(ad_of(language, text).work_mode, wanted, "{text}");
    }
}

#[test]
fn a_partners_word_stands_against_the_text() {
    let mut ad = bare_ad();
    ad.work_mode = WorkMode::Onsite;
    ad.employment.duration = Duration::Fixed;
    ad.texts[0].description_text =
        "Hybridarbete. Anställningsform: tillsvidareanställning, fast anställning.".to_owned();
    let found = enriched(&ad);
    assert_eq!((found.work_mode, found.employment.duration), (WorkMode::Onsite, Duration::Fixed));
    for code in ["work_mode_differs", "employment_differs"] {
        assert!(found.lint.iter().any(|lint| lint.code == code), "{code}");
    }
}

#[test]
fn the_axes_of_employment_are_kept_apart() {
    let ad = ad_of("sv", "Anställningsform: tillsvidareanställning. Omfattning: heltid, 100 %.");
    let found = &ad.employment;
    assert_eq!(
        (found.duration, found.extent, found.relation),
        (Duration::Permanent, Extent::Full, Relation::Employee)
    );
    assert_eq!((found.percent_min, found.percent_max), (Some(100.0), Some(100.0)));
    let ad = ad_of("nb", "Vi søker vikar i 50-80 % stilling. Stillingstype: midlertidig vikariat");
    let found = &ad.employment;
    assert_eq!((found.percent_min, found.percent_max), (Some(50.0), Some(80.0)));
    assert_eq!(found.extent, Extent::Part);
}

#[test]
fn pay_is_an_amount_with_its_words() {
    for (language, text, wanted) in [
        (
            "sv",
            "Lön: 30 000 - 35 000 kr/mån",
            Some((Some("30000"), Some("35000"), "SEK", Period::Month)),
        ),
        ("sv", "Timlön 150 kr", Some((Some("150"), Some("150"), "SEK", Period::Hour))),
        ("nb", "Lønn fra kr 550 000 per år", Some((Some("550000"), None, "NOK", Period::Year))),
        ("en", "Salary up to £45,000 per annum", Some((None, Some("45000"), "GBP", Period::Year))),
        (
            "pl",
            "Wynagrodzenie od 4500 zł brutto/mies.",
            Some((Some("4500"), None, "PLN", Period::Month)),
        ),
        (
            "de",
            "Gehalt 18,50 € pro Stunde",
            Some((Some("18.5"), Some("18.5"), "EUR", Period::Hour)),
        ),
        ("sv", "Vi omsätter 350 000 kr per månad", None),
        ("sv", "Vi är 35 000 anställda", None),
        ("sv", "Friskvårdsbidrag 5 000 kr per år", None),
        ("sv", "Lön enligt avtal", None),
    ] {
        let found = ad_of(language, text).salary;
        let found = found.as_ref().map(|pay| {
            (
                pay.min.as_ref().map(schemas::ad::Amount::as_str),
                pay.max.as_ref().map(schemas::ad::Amount::as_str),
                pay.currency.as_deref().unwrap_or_default(),
                pay.period,
            )
        });
        assert_eq!(found, wanted, "{text}");
    }
}

#[test]
fn start_and_deadline_are_days_or_as_soon_as_possible() {
    let ad = ad_of("sv", "Tillträde 1 juni 2025. Sista ansökningsdag är den 21 april.");
    assert_eq!(ad.start.unwrap().date.unwrap(), "2025-06-01");
    let deadline = ad.apply_by.unwrap();
    assert_eq!(deadline.local, "2025-04-21T23:59:59");
    assert!(deadline.date_only && deadline.zone_assumed);
    assert!(ad_of("sv", "Tillträde: snarast").start.unwrap().asap);
    assert!(ad_of("en", "Immediate start").start.unwrap().asap);
    assert!(ad_of("sv", "Ansök snarast, urval sker löpande").start.is_none());
    assert!(ad_of("nb", "Søknader vurderes fortløpende").apply_by.is_none());
    assert_eq!(
        ad_of("nb", "Søknadsfrist: 21.04.2025").apply_by.unwrap().local,
        "2025-04-21T23:59:59"
    );
}

#[track_caller]
fn check_requirements(language: &str, text: &str, wanted: &[(&str, bool)]) {
    let asked = ad_of(language, text).requirements;
    let found: Vec<(String, bool)> = asked
        .licences
        .iter()
        .chain(&asked.languages)
        .map(|one| (one.code.clone().unwrap_or_default(), one.must))
        .collect();
    let found: Vec<(&str, bool)> =
        found.iter().map(|(code, must)| (code.as_str(), *must)).collect();
    assert_eq!(found, wanted, "{text}");
}

#[test]
fn requirements_must_or_may_be_there() {
    check_requirements(
        "sv",
        "B-körkort är ett krav. CE-körkort är meriterande.",
        &[("B", true), ("CE", false)],
    );
    check_requirements(
        "sv",
        "Du behärskar svenska i tal och skrift. Engelska i tal är meriterande.",
        &[("sv", true), ("en", false)],
    );
    check_requirements(
        "sv",
        "Krav\n- Körkort B\n\nMeriterande\n- Truckkort",
        &[("B", true), ("truck", false)],
    );
    check_requirements(
        "nb",
        "Førerkort klasse B er en fordel. Flytende norsk kreves.",
        &[("B", false), ("nb", true)],
    );
    check_requirements(
        "en",
        "Fluent English is required; knowledge of the German language is an advantage.",
        &[("en", true), ("de", false)],
    );
    check_requirements("sv", "Körkort krävs inte.", &[]);
    check_requirements("sv", "Vi är ett svenskt bolag med engelska ägare.", &[]);
}

#[test]
fn experience_has_its_years_and_facts_their_place() {
    let ad = ad_of("sv", "Krav: minst 3 års erfarenhet av försäljning.");
    assert_eq!(ad.requirements.experience[0].level.as_deref(), Some("3 years"));
    let fact = ad.facts.iter().find(|fact| fact.path == "/requirements/experience/0").unwrap();
    assert_eq!(fact.span.as_ref().unwrap().field, "/texts/0/description_text");
}
