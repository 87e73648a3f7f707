use crate::enrich::tests::{bare_ad, enriched};

#[track_caller]
fn check(cases: &[(&str, &str, bool)], code: &str) {
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(title, text, wanted)| {
            let mut ad = bare_ad();
            ad.texts[0].title = (*title).to_owned();
            ad.texts[0].description_text = (*text).to_owned();
            let found = enriched(&ad).lint.iter().any(|lint| lint.code == code);
            (found != *wanted).then(|| format!("{code} {wanted}: {title} | {text}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn parts_that_are_missing_are_noted() {
    check(&[("Kock", "", true), ("Kock", "Vi söker", false)], "description_missing");
    check(&[("Kock", "Vi söker", true)], "description_short");
    check(&[("", "Vi söker", true), ("Kock", "Vi söker", false)], "title_missing");
    let ways = [
        ("Kock", "Välkommen.", true),
        ("Kock", "Skriv till jobb@acme.example.", false),
        ("Kock", "Sök på https://acme.example/jobb", false),
    ];
    check(&ways, "no_apply_method");
    let mut ad = bare_ad();
    ad.apply.url = Some("https://acme.example".to_owned());
    assert!(enriched(&ad).lint.iter().all(|lint| lint.code != "no_apply_method"));
}

#[test]
fn demands_of_age_sex_and_origin_are_noted() {
    let cases = [
        ("Kock", "Endast kvinnor kan söka.", true),
        ("Kock", "Vi söker en ung tjej till kassan.", true),
        ("Kock", "Du är mellan 20 och 30 år.", true),
        ("Kock", "Endast svenskar.", true),
        ("Kokk", "Vi søker en kvinne i alderen 20-30.", true),
        ("Cook", "Females only.", true),
        ("Cook", "Candidates must be under 35 years.", true),
        ("Koch", "Nur Männer.", true),
        ("Koch", "Du bist nicht älter als 35.", true),
        ("Kucharz", "Tylko kobiety do 35 roku życia.", true),
        ("Kucharz", "Zatrudnię kobietę do sprzątania.", true),
        ("Kock", "Vi diskriminerar inte: inte endast kvinnor.", false),
        ("Kock", "Vi välkomnar sökande oavsett ålder och kön.", false),
        ("Boendestödjare", "Du arbetar med ungdomar under 25 år.", false),
        ("Cook", "Join our young and dynamic team.", false),
        ("Support worker", "Our women only refuge supports clients.", false),
        ("Kucharz", "Umowa zlecenie, bez PIT do 26 roku życia.", false),
        ("Koch", "Wir freuen uns über Bewerbungen von Frauen.", false),
    ];
    check(&cases, "discriminating");
}

#[test]
fn signs_of_fraud_are_noted() {
    let cases = [
        ("Assistant", "Contact us on Telegram and pay a fee.", true),
        ("Assistant", "You receive payments into your account and forward the money.", true),
        ("Assistent", "Du behöver betala en avgift innan du börjar.", true),
        ("Assistent", "Svara endast via WhatsApp. Tjäna pengar snabbt!", true),
        ("Praca", "Szybki zarobek! Kontakt przez Telegram.", true),
        ("Assistant", "We never ask you to pay a fee.", false),
        ("Nurse", "We reimburse your NMC registration fee.", false),
        ("Chef", "Staff get gift cards at Christmas.", false),
        ("Säljare", "Du når oss även på WhatsApp.", false),
        ("Journalist", "You write for Telegram & Argus.", false),
        ("Ekonom", "You handle every wire transfer of the bank.", false),
    ];
    check(&cases, "scam_suspected");
}

#[test]
fn what_is_no_job_is_noted() {
    let cases = [
        ("YH", "Utbildningen är CSN-berättigad. Ansök till utbildningen.", true),
        ("Bli franchisetagare", "Driv eget med oss. Bli franchisetagare i dag!", true),
        ("Lärare", "Våra utbildningsplatser är många.", false),
        ("Kock", "Vi söker dig.", false),
    ];
    check(&cases, "not_a_job");
}

#[test]
fn odd_letters_and_repetition_are_noted() {
    check(&[("Sаles manager", "x", true), ("Säljare µm", "x", false)], "look_alike_letters");
    check(&[("Kock", &"jobb ".repeat(100), true)], "repeated_text");
}

#[test]
fn a_talent_pool_is_flagged() {
    for (title, wanted) in [
        ("Spontanansökan", true),
        ("Åpen søknad", true),
        ("Initiativbewerbung", true),
        ("Kock", false),
    ] {
        let mut ad = bare_ad();
        ad.texts[0].title = title.to_owned();
        assert_eq!(enriched(&ad).flags.talent_pool, wanted, "{title}");
    }
}

#[test]
fn an_agency_is_told_from_who_wants_none() {
    let cases = [
        ("Acme Bemanning AB", "Välkommen.", true),
        ("Acme AB", "För vår kunds räkning söker vi en kock.", true),
        ("Acme", "Our client is looking for a cook.", true),
        ("Acme AS", "På vegne av vår kunde søker vi kokk.", true),
        ("Acme", "Dla naszego klienta szukamy kucharza.", true),
        (
            "Acme AB",
            "Vi undanber oss samtal från bemanningsföretag och rekryteringsföretag.",
            false,
        ),
        ("Acme Ltd", "No agencies please. We do not accept CVs from recruitment agencies.", false),
        ("Acme AB", "Du ger våra kunder god service.", false),
    ];
    for (name, text, wanted) in cases {
        let mut ad = bare_ad();
        ad.employer.name = name.to_owned();
        ad.texts[0].description_text = text.to_owned();
        let found = enriched(&ad).lint.iter().any(|lint| lint.code == "agency");
        assert_eq!(found, wanted, "{name}: {text}");
    }
}
