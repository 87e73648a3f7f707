use super::super::super::tests::{bare_ad, enriched};
use super::{ad_of, check};

/// The last day to apply, of an ad of 20 March 2025.
fn deadline(language: &str, text: &str) -> Option<String> {
    ad_of(language, text).apply_by.map(|moment| moment.local[..10].to_owned())
}

fn day(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn a_deadline_is_a_day() {
    let cases = [
        ("sv", "Sista ansökningsdag är den 21 april.", day("2025-04-21")),
        ("sv", "Sista ansökningsdag: 2025-04-21", day("2025-04-21")),
        ("sv", "Välkommen med din ansökan senast den 3/5", day("2025-05-03")),
        ("sv", "Ansök senast den 3/5-25.", day("2025-05-03")),
        ("sv", "Skicka din ansökan senast söndag den 27:e april.", day("2025-04-27")),
        ("sv", "Sista ansökningsdatum 15 januari", day("2026-01-15")),
        ("sv", "Ansökningstiden går ut 2025-05-01 kl. 23.59.", day("2025-05-01")),
        ("sv", "21 april är sista ansökningsdag.", day("2025-04-21")),
        ("sv", "Ansökningsperiod 1 april - 21 april", day("2025-04-21")),
        ("sv", "Tillträde senast 1 juni. Sök senast 15 april.", day("2025-04-15")),
        ("sv", "De senaste 5 åren har vi vuxit.", None),
        ("sv", "Tillträde senast 1 juni.", None),
        ("sv", "Urval sker löpande.", None),
        ("nb", "Søknadsfrist: 21.04.2025", day("2025-04-21")),
        ("nb", "Søknadsfrist 15.4", day("2025-04-15")),
        ("nb", "Send søknad innen 5. april.", day("2025-04-05")),
        ("nb", "Søk innen 1/5", day("2025-05-01")),
        ("nb", "Søknadsfrist:\n\n21. april", day("2025-04-21")),
        ("nb", "Søknader vurderes fortløpende", None),
        ("nb", "Vi leverer 7.5 timer innen fristen.", None),
        ("da", "Ansøgningsfrist den 1. maj 2025 kl. 12.00", day("2025-05-01")),
        ("da", "Send din ansøgning senest d. 1/5.", day("2025-05-01")),
        ("en", "Apply by 5pm on 12 December 2025.", day("2025-12-12")),
        ("en", "Closing date: Sunday 14th December 2025 at 23:59", day("2025-12-14")),
        ("en", "Applications close on April 30, 2025", day("2025-04-30")),
        ("en", "Please send your application no later than 30 April.", day("2025-04-30")),
        ("en", "Application deadline: 04/30/2025", day("2025-04-30")),
        ("en", "Closing date 30/04/25", day("2025-04-30")),
        ("en", "The project ends by 30 April.", None),
        ("en", "Closing date: 1 February", None),
        ("de", "Bewerbungsfrist: 31.05.2025", day("2025-05-31")),
        ("de", "Bewerben Sie sich bis zum 31. Mai 2025.", day("2025-05-31")),
        ("de", "Die Stelle ist befristet bis zum 31.12.2025.", None),
        ("pl", "Termin składania ofert: 31.05.2025 r.", day("2025-05-31")),
        ("pl", "Aplikuj do 31 maja", day("2025-05-31")),
        ("pl", "Umowa na czas określony do 31 maja 2025", None),
        ("fi", "Hakuaika päättyy 30.4.2025 klo 15.45.", day("2025-04-30")),
        ("fi", "Hakuaika 1.4.–30.4.2025", day("2025-04-30")),
        ("fi", "Lähetä hakemus viimeistään 30.4.", day("2025-04-30")),
        ("nl", "Solliciteer voor 15 mei.", day("2025-05-15")),
        ("fr", "Date limite de candidature : 15 mai 2025", day("2025-05-15")),
        ("es", "Fecha límite: 15 de mayo de 2025", day("2025-05-15")),
    ];
    check(&cases, deadline);
}

#[test]
fn a_start_is_a_day_or_as_soon_as_possible() {
    let of = |language: &str, text: &str| {
        let start = ad_of(language, text).start?;
        Some(start.date.or(start.text).unwrap_or_else(|| "asap".to_owned()))
    };
    let cases = [
        ("sv", "Tillträde 1 juni 2025. Sista ansökningsdag är den 21 april.", day("2025-06-01")),
        ("sv", "Tillträde: snarast", day("asap")),
        ("sv", "Tillträde snarast, ansök redan idag!", day("asap")),
        ("sv", "Tillträde enligt överenskommelse.", day("enligt överenskommelse")),
        ("sv", "Start: augusti 2025", day("augusti 2025")),
        ("sv", "Vi söker omgående en kock.", day("asap")),
        ("sv", "Ansök snarast, urval sker löpande", None),
        ("sv", "Svara snarast.", None),
        ("nb", "Oppstart: 1. august", day("2025-08-01")),
        ("nb", "Tiltredelse snarest.", day("asap")),
        ("nb", "Tiltredelse etter avtale.", day("etter avtale")),
        ("da", "Tiltrædelse den 1. maj 2025.", day("2025-05-01")),
        ("da", "Start hurtigst muligt.", day("asap")),
        ("en", "Immediate start", day("asap")),
        ("en", "Start date: 1 September 2025", day("2025-09-01")),
        ("en", "You will start as soon as possible.", day("asap")),
        ("en", "Apply as soon as possible.", None),
        ("en", "Interviews are held week commencing 14 April 2025.", None),
        ("de", "Wir suchen ab sofort einen Koch.", day("asap")),
        ("de", "Eintrittsdatum: 01.05.2025", day("2025-05-01")),
        ("de", "Zum nächstmöglichen Zeitpunkt gesucht.", day("asap")),
        ("pl", "Praca od zaraz.", day("asap")),
        ("pl", "Data rozpoczęcia: 01.05.2025", day("2025-05-01")),
        ("fi", "Työ alkaa heti.", day("asap")),
        ("nl", "Per direct gezocht.", day("asap")),
        ("fr", "Poste à pourvoir dès que possible.", day("asap")),
        ("es", "Incorporación inmediata.", day("asap")),
    ];
    check(&cases, of);
}

#[test]
fn a_day_ends_in_the_zone_of_the_work_place() {
    let mut ad = bare_ad();
    ad.published_at.local = "2025-03-20T08:00:00".to_owned();
    ad.texts[0].description_text = "Sista ansökningsdag 2025-04-21".to_owned();
    let of = |ad: &schemas::Ad| {
        let moment = enriched(ad).apply_by.unwrap();
        assert!(moment.date_only && moment.zone_assumed);
        (moment.local, moment.zone)
    };
    let wanted = |zone: &str| ("2025-04-21T23:59:59".to_owned(), zone.to_owned());
    assert_eq!(of(&ad), wanted("UTC"));
    ad.locations
        .push(schemas::ad::Location { country: Some("SE".to_owned()), ..Default::default() });
    assert_eq!(of(&ad), wanted("Europe/Stockholm"));
    ad.published_at.zone = "Europe/Helsinki".to_owned();
    assert_eq!(of(&ad), wanted("Europe/Helsinki"));
    ad.locations.clear();
    ad.published_at.zone = "+02:00".to_owned();
    assert_eq!(of(&ad), wanted("+02:00"));
}
