use schemas::ad::WorkMode::{self, Hybrid, Onsite, Remote, Unspecified};
use schemas::ad::{Duration, Severity};

use super::super::super::tests::{bare_ad, enriched};
use super::{ad_of, check, titled};

const NORDIC: &[(&str, &str, WorkMode)] = &[
    ("sv", "Arbetet sker helt på distans.", Remote),
    ("sv", "Möjlighet att arbeta på distans två dagar i veckan.", Hybrid),
    ("sv", "Det går inte att arbeta på distans.", Onsite),
    ("sv", "Distansarbete är inte möjligt.", Onsite),
    ("sv", "Tjänsten är delvis på distans.", Hybrid),
    ("sv", "Plats: Distans", Remote),
    ("sv", "Du arbetar på distans från valfri ort i Sverige.", Remote),
    (
        "sv",
        "Vi har kontor i centrala Lund och du kan jobba hemifrån upp till två dagar i veckan.",
        Hybrid,
    ),
    ("sv", "Vi arbetar hybrid med tre dagar på kontoret.", Hybrid),
    ("sv", "Tjänsten är platsbunden till vårt kontor i Umeå.", Onsite),
    ("sv", "Kombinera arbete på kontoret med distansarbete.", Hybrid),
    ("sv", "Du går en utbildning på distans innan start.", Unspecified),
    ("sv", "Vår distansutbildning är populär.", Unspecified),
    ("sv", "Du säljer hybridbilar till företagskunder.", Unspecified),
    ("sv", "Du håller kurser på distans för våra kunder.", Unspecified),
    ("sv", "Du blir en del av laget.", Unspecified),
    ("sv", "Intervjuer sker löpande och på distans.", Unspecified),
    ("nb", "Det er ikke mulighet for hjemmekontor.", Onsite),
    ("nb", "Vi tilbyr mulighet for hjemmekontor.", Hybrid),
    ("nb", "Ikke hjemmekontor.", Onsite),
    ("nb", "Du kan jobbe to dager hjemmefra i uken.", Hybrid),
    ("nb", "Stillingen er 100 % hjemmekontor.", Remote),
    ("nb", "Hjemmekontor: nei", Onsite),
    ("da", "Der er mulighed for hjemmearbejde.", Hybrid),
    ("da", "Du arbejder hjemmefra 100%.", Remote),
    ("da", "Vi har to faste hjemmearbejdsdage om ugen.", Hybrid),
    ("da", "Fast fremmøde på kontoret hver dag.", Onsite),
];

const ENGLISH: &[(&str, &str, WorkMode)] = &[
    ("en", "This is a fully remote position.", Remote),
    ("en", "Remote work is not possible.", Onsite),
    ("en", "No remote.", Onsite),
    ("en", "Fully remote within the EU.", Remote),
    ("en", "Work from home two days a week.", Hybrid),
    ("en", "You spend two days a week from home.", Hybrid),
    ("en", "Three days in the office, two from wherever you like.", Hybrid),
    ("en", "Five days in the office.", Onsite),
    ("en", "Work mode: hybrid", Hybrid),
    ("en", "Location: Remote", Remote),
    ("en", "We are a remote-first company.", Remote),
    ("en", "This is not a fully remote role.", Hybrid),
    ("en", "Remote working is possible for part of the week.", Hybrid),
    ("en", "Our fully remote team has flexible hours.", Remote),
    ("en", "You will work on-site at our plant.", Onsite),
    ("en", "This is an office-based role.", Onsite),
    ("en", "Remote or hybrid", Hybrid),
    ("en", "60% remote", Hybrid),
    ("en", "We work in a hybrid way.", Hybrid),
    ("en", "You can work remotely from anywhere in Spain.", Remote),
    ("en", "You will provide remote support to customers.", Unspecified),
    ("en", "You develop hybrid cloud services.", Unspecified),
    ("en", "Experience in remote sensing is needed.", Unspecified),
    ("en", "You sell hybrid cars.", Unspecified),
    ("en", "You support our remote offices.", Unspecified),
    ("en", "A remote and rural area with free on-site parking.", Unspecified),
    ("en", "We have an on-site gym and an onsite nursery.", Unspecified),
    ("en", "You manage systems remotely.", Unspecified),
    ("en", "The Home Office grants the visa.", Unspecified),
    ("en", "The interview is remote.", Unspecified),
    ("en", "Staff work from home due to the pandemic.", Unspecified),
    ("en", "Our therapy is home based.", Unspecified),
];

const OTHERS: &[(&str, &str, WorkMode)] = &[
    ("de", "Mobiles Arbeiten ist möglich.", Hybrid),
    ("de", "Zwei Tage Homeoffice pro Woche.", Hybrid),
    ("de", "Du arbeitest 100% remote.", Remote),
    ("de", "Homeoffice ist leider nicht möglich.", Onsite),
    ("de", "Unsere Kunden vor Ort vertrauen uns.", Unspecified),
    ("de", "Home Office möglich", Hybrid),
    ("de", "Homeoffice – 100 %", Remote),
    ("pl", "Praca zdalna.", Remote),
    ("pl", "Możliwość pracy zdalnej.", Hybrid),
    ("pl", "Praca hybrydowa: 2 dni w biurze.", Hybrid),
    ("pl", "Praca w pełni zdalna.", Remote),
    ("pl", "Rekrutacja zdalna.", Unspecified),
    ("pl", "Praca stacjonarna w Poznaniu.", Onsite),
    ("pl", "Praca zdalna lub stacjonarna.", Hybrid),
    ("pl", "Nie oferujemy pracy zdalnej.", Onsite),
    ("fi", "Työ tehdään täysin etänä.", Remote),
    ("fi", "Mahdollisuus etätyöhön ja hybridimalli.", Hybrid),
    ("fi", "Etätyö ei ole mahdollista.", Onsite),
    ("nl", "Je kunt deels thuiswerken.", Hybrid),
    ("nl", "Volledig remote werken.", Remote),
    ("fr", "Poste en télétravail complet.", Remote),
    ("fr", "Télétravail partiel, deux jours par semaine.", Hybrid),
    ("fr", "Pas de télétravail.", Onsite),
    ("es", "Teletrabajo 100%.", Remote),
    ("es", "Modelo híbrido.", Hybrid),
    ("es", "Trabajo presencial en Sevilla.", Onsite),
];

#[test]
fn work_mode_minds_what_is_denied_and_what_is_something_else() {
    for cases in [NORDIC, ENGLISH, OTHERS] {
        check(cases, |language, text| ad_of(language, text).work_mode);
    }
}

#[test]
fn a_title_says_where_one_works() {
    let cases = [
        ("en", "Java developer (remote)", Remote),
        ("en", "Remote Java developer", Remote),
        ("en", "Remote sensing scientist", Unspecified),
        ("en", "Hybrid powertrain engineer", Unspecified),
        ("en", "Nurse – hybrid", Hybrid),
        ("sv", "Säljare på distans", Remote),
        ("pl", "Tester (praca zdalna)", Remote),
    ];
    check(&cases, |language, title| titled(language, title, "x").work_mode);
}

#[test]
fn remote_work_has_its_regions() {
    let of = |language: &str, text: &str| ad_of(language, text).remote_regions.join(" ");
    let eu = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK";
    let cases = [
        ("en", "Fully remote within Sweden.", "SE".to_owned()),
        ("en", "100% remote (Poland or Germany).", "PL DE".to_owned()),
        ("sv", "Helt på distans inom Sverige.", "SE".to_owned()),
        ("en", "Fully remote within the EU.", eu.to_owned()),
        ("en", "Fully remote in the Nordics.", "DK FI IS NO SE".to_owned()),
        ("en", "Fully remote across the United Kingdom.", "GB".to_owned()),
        ("en", "Fully remote.", String::new()),
    ];
    check(&cases, of);
}

#[test]
fn a_partners_word_stands_against_the_text() {
    let mut ad = bare_ad();
    ad.work_mode = Onsite;
    ad.employment.duration = Duration::Fixed;
    ad.texts[0].description_text =
        "Hybridarbete. Anställningsform: tillsvidareanställning, fast anställning.".to_owned();
    let found = enriched(&ad);
    assert_eq!((found.work_mode, found.employment.duration), (Onsite, Duration::Fixed));
    for code in ["work_mode_differs", "employment_differs"] {
        let lint = found.lint.iter().find(|lint| lint.code == code).unwrap();
        assert_eq!(lint.severity, Severity::Warning);
    }
}
