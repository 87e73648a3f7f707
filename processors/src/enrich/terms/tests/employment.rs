use schemas::ad::{Duration, Extent, Relation};

use super::{ad_of, check, titled};

/// Words, and the duration that they offer.
const DURATIONS: &[(&str, &str, Duration)] = {
    use Duration::{Fixed, OnDemand, Permanent, Seasonal, Unspecified};
    &[
        ("sv", "Anställningsform: tillsvidareanställning.", Permanent),
        ("sv", "Tillsvidareanställning, vi tillämpar 6 månaders provanställning.", Permanent),
        ("sv", "Tjänsten är en tillsvidaretjänst som inleds med provanställning.", Permanent),
        ("sv", "Vi tillämpar provanställning.", Permanent),
        ("sv", "Tjänsten är ett vikariat på 6 månader med möjlighet till förlängning.", Fixed),
        (
            "sv",
            "Visstidsanställning t.o.m. 31 december, med chans till tillsvidareanställning.",
            Fixed,
        ),
        ("sv", "Detta är ett föräldraledighetsvikariat.", Fixed),
        ("sv", "Särskild visstidsanställning på heltid.", Fixed),
        ("sv", "Sommarjobb i hemtjänsten.", Seasonal),
        ("sv", "Vi söker sommarvikarier till äldreomsorgen.", Seasonal),
        ("sv", "Du blir timanställd och arbetar vid behov.", OnDemand),
        ("sv", "Vi söker timvikarier.", OnDemand),
        ("sv", "Du boendestödjer och introducerar vikarier.", Unspecified),
        ("sv", "Vi har fast tempo och nära till skratt.", Unspecified),
        ("sv", "Studera heltid hos oss.", Unspecified),
        ("nb", "Fast stilling, 100 %.", Permanent),
        ("nb", "Fast ansettelse med 6 måneders prøvetid.", Permanent),
        ("nb", "Vikariat i 12 måneder med mulighet for fast stilling.", Fixed),
        ("nb", "Engasjement i ett år.", Fixed),
        ("nb", "Stillingsprosent: 100 %\nFast\nSøknadsfrist: 1.4.", Permanent),
        ("nb", "Stillingstype: Vikariat", Fixed),
        ("nb", "Vi verdsetter personlig engasjement i stillingen.", Unspecified),
        ("en", "The post is subject to a probationary period.", Unspecified),
        ("en", "Contact: Jo, Interim Ward Manager", Unspecified),
        ("pl", "Umowa o pracę na okres próbny.", Fixed),
        ("nb", "Midlertidig stilling fram til 31.12.", Fixed),
        ("nb", "Vi søker tilkallingsvikarer.", OnDemand),
        ("nb", "Ferievikarer til sommeren.", Seasonal),
        ("da", "Fastansættelse på 37 timer.", Permanent),
        ("da", "Stillingen er et barselsvikariat på 10 måneder.", Fixed),
        ("da", "Stillingen er tidsbegrænset til 1. maj.", Fixed),
        ("da", "Vi søger ferieafløsere.", Seasonal),
        ("en", "Permanent, full time.", Permanent),
        ("en", "This is a permanent contract after a 6 month probation period.", Permanent),
        ("en", "Fixed-term contract for 12 months.", Fixed),
        ("en", "12 month maternity cover.", Fixed),
        ("en", "6 months contract with possible extension.", Fixed),
        ("en", "Temporary position with a view to permanent.", Fixed),
        ("en", "Zero hours contract.", OnDemand),
        ("en", "Bank Staff Nurse wanted on our staff bank.", OnDemand),
        ("en", "Seasonal role for the summer.", Seasonal),
        ("en", "Our permanent exhibition of magnets.", Unspecified),
        ("en", "You help clients in temporary accommodation.", Unspecified),
        ("en", "You will cover permanent makeup courses.", Unspecified),
        ("de", "Unbefristeter Arbeitsvertrag.", Permanent),
        ("de", "Die Stelle ist befristet auf 2 Jahre.", Fixed),
        ("de", "Wir suchen eine Elternzeitvertretung.", Fixed),
        ("de", "Zunächst befristet mit Option auf unbefristete Übernahme.", Fixed),
        ("de", "Saisonkraft für den Winter.", Seasonal),
        ("pl", "Umowa o pracę na czas nieokreślony.", Permanent),
        ("pl", "Umowa na czas określony, docelowo na stałe.", Fixed),
        ("pl", "Umowa na zastępstwo.", Fixed),
        ("pl", "Praca sezonowa w Holandii.", Seasonal),
        ("fi", "Vakituinen työsuhde.", Permanent),
        ("fi", "Työsuhde on määräaikainen.", Fixed),
        ("fi", "Kesätyö ravintolassa.", Seasonal),
        ("fi", "Työ on tarvittaessa töihin kutsuttava.", OnDemand),
        ("nl", "Contract voor onbepaalde tijd.", Permanent),
        ("nl", "Een tijdelijk contract van een jaar.", Fixed),
        ("fr", "Type de contrat : CDI.", Permanent),
        ("fr", "CDD de 6 mois.", Fixed),
        ("es", "Contrato indefinido.", Permanent),
        ("es", "Contrato temporal de 3 meses.", Fixed),
    ]
};

#[test]
fn duration_is_what_is_offered() {
    check(DURATIONS, |language, text| ad_of(language, text).employment.duration);
}

#[test]
fn a_title_weighs_most() {
    use Duration::{Fixed, OnDemand, Permanent, Seasonal};
    let cases = [
        ("sv", "Vikarie till förskola", Fixed),
        ("sv", "Timvikarie till hemtjänsten", OnDemand),
        ("sv", "Sommarjobb som badvakt", Seasonal),
        ("nb", "Ringevikar i barnehage", OnDemand),
        ("nb", "Vikar for lærer", Fixed),
        ("en", "Bank healthcare assistant", OnDemand),
        ("en", "Temporary receptionist", Fixed),
        ("en", "Permanent night nurse", Permanent),
    ];
    check(&cases, |language, title| titled(language, title, "x").employment.duration);
}

#[test]
fn extent_is_full_part_or_both() {
    use Extent::{Both, Full, Part, Unspecified};
    let cases = [
        ("sv", "Omfattning: heltid, 100 %.", Full),
        ("sv", "Heltid eller deltid.", Both),
        ("sv", "Hel- eller deltid efter överenskommelse.", Both),
        ("sv", "Tjänsten är på 75 %.", Part),
        ("sv", "Sysselsättningsgrad 50-100 %.", Both),
        ("sv", "Extrajobb vid sidan av studierna.", Part),
        ("sv", "Vi är 300 heltidsanställda.", Unspecified),
        ("sv", "Arbetstid 40 timmar i veckan.", Full),
        ("nb", "100 % fast stilling.", Full),
        ("nb", "Vi har flere helgestillinger.", Part),
        ("nb", "Heltid/deltid", Both),
        ("da", "Fuldtid, 37 timer om ugen.", Full),
        ("da", "Ca. 15 timer pr. uge.", Part),
        ("da", "20-37 timer ugentligt.", Both),
        ("en", "Full time, 37.5 hours per week.", Full),
        ("en", "Part-time, 22.5 hours per week.", Part),
        ("en", "Full-time or part-time.", Both),
        ("en", "0.8 FTE", Part),
        ("en", "Suits full-time students.", Unspecified),
        ("de", "In Voll- oder Teilzeit.", Both),
        ("de", "Vollzeit (38,5 Std./Woche).", Full),
        ("de", "Minijob für Schüler.", Part),
        ("pl", "Praca na pełny etat.", Full),
        ("pl", "Wymiar: 1/2 etatu.", Part),
        ("fi", "Kokoaikainen työ.", Full),
        ("fi", "Työ on osa-aikainen.", Part),
        ("nl", "24 uur per week.", Part),
        ("nl", "32 tot 40 uur per week.", Both),
        ("fr", "Temps plein, 35h par semaine.", Full),
        ("es", "Jornada completa.", Full),
        ("es", "Media jornada.", Part),
    ];
    check(&cases, |language, text| ad_of(language, text).employment.extent);
}

#[test]
fn percent_and_length_stand_in_their_fields() {
    let found =
        ad_of("nb", "Vi søker vikar i 50-80 % stilling. Stillingstype: vikariat").employment;
    assert_eq!((found.percent_min, found.percent_max), (Some(50.0), Some(80.0)));
    assert_eq!(found.extent, Extent::Part);
    let cases = [
        ("sv", "Tjänsten är ett vikariat på 6 månader.", Some("6 månader".to_owned())),
        ("en", "12-month fixed term contract.", Some("12-month".to_owned())),
        ("de", "Die Stelle ist auf 2 Jahre befristet.", Some("2 Jahre".to_owned())),
        ("sv", "Tillsvidareanställning, 6 månaders provanställning.", None),
    ];
    check(&cases, |language, text| ad_of(language, text).employment.duration_text);
}

#[test]
fn relation_is_told_from_what_is_asked_for() {
    use Relation::{Apprentice, Contractor, Employee, Intern, Unspecified, Volunteer};
    let in_text = [
        ("sv", "Anställningsform: tillsvidareanställning.", Employee),
        ("pl", "Umowa o pracę.", Employee),
        ("pl", "Umowa B2B.", Contractor),
        ("pl", "Umowa o pracę lub kontrakt B2B.", Unspecified),
        ("sv", "Du har erfarenhet av B2B-försäljning.", Unspecified),
        ("pl", "Umowa zlecenie.", Relation::Other),
        ("de", "Abgeschlossene Ausbildung zum Koch.", Unspecified),
        ("en", "You will train our interns and apprentices.", Unspecified),
        ("sv", "Du handleder praktikanter och lärlingar.", Unspecified),
    ];
    check(&in_text, |language, text| ad_of(language, text).employment.relation);
    let in_title = [
        ("sv", "Praktikant till kommunikation", Intern),
        ("nb", "Lærling i tømrerfaget", Apprentice),
        ("da", "Elev til kundeservice", Apprentice),
        ("en", "Software engineering internship", Intern),
        ("en", "Apprentice electrician", Apprentice),
        ("en", "Volunteer driver", Volunteer),
        ("en", "Freelance translator", Contractor),
        ("de", "Ausbildung zum Mechatroniker (m/w/d)", Apprentice),
        ("de", "Werkstudent Marketing", Unspecified),
        ("sv", "Kock", Unspecified),
    ];
    check(&in_title, |language, title| titled(language, title, "x").employment.relation);
}
