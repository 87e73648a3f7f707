use schemas::ad::Requirement;

use super::{ad_of, check, titled};

/// Codes, those that must be there with a star.
fn codes<'a>(list: impl IntoIterator<Item = &'a Requirement>) -> String {
    let of = |one: &Requirement| {
        format!("{}{}", one.code.clone().unwrap_or_default(), if one.must { "*" } else { "" })
    };
    list.into_iter().map(of).collect::<Vec<_>>().join(" ")
}

fn licences(language: &str, text: &str) -> String {
    codes(&ad_of(language, text).requirements.licences)
}

fn languages(language: &str, text: &str) -> String {
    codes(&ad_of(language, text).requirements.languages)
}

#[track_caller]
fn check_text(cases: &[(&str, &str, &str)], found: impl Fn(&str, &str) -> String) {
    let cases: Vec<(&str, &str, String)> = cases
        .iter()
        .map(|(language, text, wanted)| (*language, *text, (*wanted).to_owned()))
        .collect();
    check(&cases, found);
}

#[test]
fn licences_must_or_may_be_there() {
    let cases = [
        ("sv", "B-körkort är ett krav. CE-körkort är meriterande.", "B* CE"),
        ("sv", "Krav\n- Körkort B\n\nMeriterande\n- Truckkort", "B* truck"),
        ("sv", "Körkort krävs inte.", ""),
        ("sv", "Körkort är inget krav men meriterande.", "B"),
        ("sv", "Du har C- och CE-körkort samt YKB.", "C* CE* YKB*"),
        ("sv", "Körkort klass B krävs, gärna även BE.", "B*"),
        ("sv", "Du har helst B-körkort.", "B"),
        ("sv", "Vi hjälper dig att ta körkort.", ""),
        ("sv", "Du är legitimerad sjuksköterska.", "nursing*"),
        ("sv", "Du är legitimerad sjuksköterska, gärna med specialistutbildning.", "nursing*"),
        ("sv", "Du behöver B-körkort, truckkort är meriterande.", "B* truck"),
        ("sv", "Lärarlegitimation är ett krav.", "teaching*"),
        ("sv", "Tjänsten är placerad i säkerhetsklass 2.", "security_clearance*"),
        ("sv", "Du har CE-behörighet och ADR-intyg.", "CE* ADR*"),
        ("nb", "Førerkort klasse B er en fordel. Flytende norsk kreves.", "B"),
        ("nb", "Du må ha førerkort kl. B.", "B*"),
        ("nb", "Førerkort klasse C og CE kreves.", "C* CE*"),
        ("nb", "Norsk autorisasjon som sykepleier.", "nursing*"),
        ("nb", "Truckførerbevis er ønskelig.", "truck"),
        ("nb", "Du må kunne sikkerhetsklareres for hemmelig.", "security_clearance*"),
        ("da", "Du skal have kørekort til bil.", "B*"),
        ("da", "Kørekort kategori B er et plus.", "B"),
        ("da", "Truckcertifikat B er en fordel.", "truck"),
        ("en", "A full UK driving licence is essential.", "B*"),
        ("en", "Driver’s license preferred.", "B"),
        ("en", "A driving licence is not required.", ""),
        ("en", "Registered nurse with NMC pin.", "nursing*"),
        ("en", "Forklift licence desirable.", "truck"),
        ("en", "Must hold SC clearance.", "security_clearance*"),
        ("en", "HGV Class 1 and driver CPC are essential.", "CE* YKB*"),
        ("de", "Führerschein der Klasse B erforderlich.", "B*"),
        ("de", "Führerschein Klasse CE.", "CE*"),
        ("de", "Staplerschein von Vorteil.", "truck"),
        ("de", "Approbation als Arzt.", "medical*"),
        ("pl", "Prawo jazdy kat. B.", "B*"),
        ("pl", "Mile widziane prawo jazdy kat. C+E.", "CE"),
        ("pl", "Uprawnienia UDT na wózki widłowe.", "truck*"),
        ("pl", "Praca bez prawa jazdy.", ""),
        ("fi", "Edellytämme B-luokan ajokorttia.", "B*"),
        ("fi", "Ajokortti katsotaan eduksi.", "B"),
        ("nl", "Je hebt rijbewijs B.", "B*"),
        ("fr", "Permis B exigé.", "B*"),
        ("fr", "Votre permis de construire est prêt.", ""),
        ("es", "Imprescindible carnet de conducir B.", "B*"),
    ];
    check_text(&cases, licences);
}

#[test]
fn languages_must_or_may_be_spoken() {
    let cases = [
        ("sv", "Du behärskar svenska i tal och skrift. Engelska i tal är meriterande.", "sv* en"),
        ("sv", "Vi är ett svenskt bolag med engelska ägare.", ""),
        ("sv", "Flytande svenska och engelska, i tal och skrift.", "sv* en*"),
        ("sv", "Goda kunskaper i svenska. Det är en fördel om du talar finska.", "sv* fi"),
        ("sv", "Du talar och skriver på den svenska marknaden om hästar.", ""),
        ("sv", "Skicka din ansökan på engelska.", ""),
        ("sv", "Behärskar engelska väl, ytterligare språk är meriterande.", "en*"),
        ("en", "Welsh and English speakers are equally welcome to apply.", ""),
        ("pl", "Doświadczenie na rynku czeskim, znajomość branży.", ""),
        ("sv", "Svenskt medborgarskap och god kommunikation i skrift krävs.", ""),
        ("sv", "Krav:\n- Svenska\n- Engelska", "sv* en*"),
        ("sv", "Språk: svenska, engelska", "sv* en*"),
        ("nb", "Flytende norsk kreves.", "nb*"),
        ("nb", "Du behersker norsk og engelsk muntlig og skriftlig.", "nb* en*"),
        ("nb", "God formuleringsevne i norsk arbeidsliv.", ""),
        ("nb", "Du må beherske et skandinavisk språk.", "nb*"),
        ("da", "Du taler og skriver flydende dansk.", "da*"),
        ("da", "Gode engelskkundskaber er en fordel.", "en"),
        (
            "en",
            "Fluent English is required; knowledge of the German language is an advantage.",
            "en* de",
        ),
        ("en", "Excellent written skills for the Swedish market.", ""),
        (
            "en",
            "Swedish and English, spoken and written, are a must. Finnish is a plus.",
            "sv* en* fi",
        ),
        ("en", "Please apply in English.", ""),
        ("en", "Excellent written and verbal communication skills in English.", "en*"),
        ("en", "Dutch is not required but speaking it is a plus.", "nl"),
        ("de", "Sehr gute Deutsch- und Englischkenntnisse.", "de* en*"),
        ("de", "Fließend Deutsch in Wort und Schrift, Französisch von Vorteil.", "de* fr"),
        ("pl", "Znajomość języka angielskiego na poziomie B2.", "en*"),
        ("pl", "Mile widziana znajomość języka niemieckiego.", "de"),
        ("pl", "Prosimy o CV w języku angielskim.", ""),
        ("pl", "Jesteśmy polską firmą i znamy rynek niemiecki.", ""),
        ("pl", "Darmowe lekcje języka angielskiego.", ""),
        ("fi", "Sujuva suomen kielen taito ja hyvä englannin kielen taito.", "fi* en*"),
        ("nl", "Goede beheersing van de Nederlandse taal.", "nl*"),
        ("fr", "Anglais courant indispensable.", "en*"),
        ("es", "Nivel alto de inglés.", "en*"),
    ];
    check_text(&cases, languages);
    let in_title = [
        ("en", "Customer service agent with Dutch", "nl*"),
        ("pl", "Księgowa z językiem niemieckim", "de*"),
        ("sv", "Norsktalande säljare", "nb*"),
        ("en", "German teacher", ""),
    ];
    check_text(&in_title, |language, title| {
        codes(&titled(language, title, "x").requirements.languages)
    });
}

#[test]
fn a_language_has_the_level_beside_it() {
    let asked = ad_of("en", "Swedish (C1) and English (B2) are required.").requirements.languages;
    let levels: Vec<_> = asked.iter().map(|one| one.level.as_deref().unwrap_or_default()).collect();
    assert_eq!(levels, ["c1", "b2"]);
}

#[test]
fn education_is_asked_for_by_its_level() {
    let of = |language: &str, text: &str| codes(&ad_of(language, text).requirements.education);
    let cases = [
        ("sv", "Du har en gymnasieutbildning.", "secondary*"),
        ("sv", "Högskoleutbildning är meriterande.", "bachelor"),
        ("sv", "Civilingenjörsexamen krävs.", "master*"),
        ("nb", "Krav om bachelorgrad.", "bachelor*"),
        ("nb", "Fagbrev som elektriker kreves.", "vocational*"),
        ("en", "Bachelor's degree in engineering required.", "bachelor*"),
        ("en", "A PhD is desirable.", "phd"),
        ("en", "You work at a university hospital.", ""),
        ("de", "Abgeschlossene Berufsausbildung.", "vocational*"),
        ("de", "Abgeschlossenes Studium der Informatik.", "bachelor*"),
        ("pl", "Wykształcenie wyższe.", "bachelor*"),
        ("pl", "Wykształcenie średnie.", "secondary*"),
        ("fi", "Vaaditaan soveltuva korkeakoulututkinto.", "bachelor*"),
        ("sv", "Vi utbildar elever på gymnasiet.", ""),
        ("en", "A high degree of engagement is required.", ""),
        ("pl", "Wykształcenie wyższe, doświadczenie zawodowe.", "bachelor*"),
    ];
    check_text(&cases, of);
}

#[test]
fn experience_has_its_years() {
    let of = |language: &str, text: &str| {
        let asked = ad_of(language, text).requirements.experience;
        let of = |one: &Requirement| {
            format!("{}{}", one.level.clone().unwrap_or_default(), if one.must { "*" } else { "" })
        };
        asked.iter().map(of).collect::<Vec<_>>().join(", ")
    };
    let cases = [
        ("sv", "Krav: minst 3 års erfarenhet av försäljning.", "3 years*"),
        ("sv", "Minst två års erfarenhet krävs.", "2 years*"),
        ("sv", "Med över 30 års erfarenhet är vi störst.", ""),
        ("sv", "Du är minst 18 år och har erfarenhet av kassa.", ""),
        ("sv", "Ingen erfarenhet krävs.", ""),
        ("nb", "Minst 5 års erfaring er en fordel.", "5 years"),
        ("en", "You have 3-5 years of experience.", "3-5 years*"),
        ("en", "At least two years' experience is essential.", "2 years*"),
        ("de", "Mindestens 3 Jahre Berufserfahrung.", "3 years*"),
        ("pl", "Minimum 2-letnie doświadczenie.", "2 years*"),
        ("pl", "1,5 roku doświadczenia.", "1.5 years*"),
        ("fi", "Vähintään 2 vuoden kokemus.", "2 years*"),
    ];
    check_text(&cases, of);
    let ad = ad_of("sv", "Krav: minst 3 års erfarenhet av försäljning.");
    let fact = ad.facts.iter().find(|fact| fact.path == "/requirements/experience/0").unwrap();
    assert_eq!(fact.span.as_ref().unwrap().field, "/texts/0/description_text");
}
