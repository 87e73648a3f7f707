//! Words around numbers and letters that tell one of several openings.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::{Kinds, Words, kinds, set};

/// Words before a number or a letter that names one of several: a bit for
/// each kind, in the order of `marks::Kind`.
pub(in super::super) static CLASSES: Kinds = LazyLock::new(|| {
    kinds(&[
        "ward wards avdelning avdelningen avd avdeling avdelingen afdeling afdelingen afsnit \
         station sektion seksjon unit abteilung wohnbereich oddzial zone sone zon distrikt \
         district hus haus huset butik butikk store filial filiale sklep osasto yksikko \
         afd reparto unidad",
        "team lag grupp gruppe gruppa grupa brygada tiimi equipe squadra",
        "kat kategoria kategorii kategori kategorie category cat klass klasse class klasy klasa \
         permis rijbewijs behorighet korkort",
        "arskurs ak trinn arstrinn klassetrin jahrgang jahrgangsstufe year",
        "zmiana zmiany zmianie shift skift schicht linia linje linjen line linie lag",
    ])
});

/// Words before the number of a pay scale or band.
pub(in super::super) static SCALES: Words = LazyLock::new(|| {
    set("band grade afc level agenda eg entgeltgruppe besoldungsgruppe lonegrupp lonnstrinn \
         lontrin niveau schaal tvod")
});

/// Words after a number of something: openings, hours, money, time.
pub(in super::super) static COUNTED: Words = LazyLock::new(|| {
    set(
        "x st stk styck pcs etat etaty etatow osoba osoby osob miejsce miejsca miejsc wakat wakaty \
         tjanst tjanster tjansten platser plats personer person medarbetare vikariat vikarier \
         anstallning anstallningar befattningar \
         stilling stillinger stillingar faste fast ledige medarbeidere plasser \
         medarbejdere pladser \
         stelle stellen mitarbeiter mitarbeitende platze personen \
         position positions vacancy vacancies post posts opening openings roles people places \
         poste postes offres personnes vacature vacatures plaatsen plazas puestos vacantes posti \
         paikka paikkaa henkiloa \
         h hr hrs hour hours std stunden stunde tim timmar timme timer t godz godzin godziny uur \
         heures horas ore tuntia wte fte \
         day days week weeks month months year years dag dagar dage dager vecka veckor uke uker \
         uge uger manad manader maneder ar tag tage woche wochen monat monate monaten jahr jahre \
         jahren dni dzien tydzien tygodni miesiac miesiecy miesiace lat rok roku jours mois ans \
         maanden weken jaar dias meses anos giorni mesi anni kk vuotta \
         zl pln eur euro e netto brutto kr sek nok dkk gbp usd chf k tys tyskr tkr mkr kronor \
         kroner skift shift shifts zmiany zmianowy schicht schichten \
         km m kg t ton tonn tonne tonnen",
    )
});

/// Words before a number that counts or dates something.
pub(in super::super) static RANGE_ENDS: Words = LazyLock::new(|| {
    set("ab od do to till til bis min max ca upp fran from about circa around okolo ok nawet \
         vecka uke uge kw week v uke x plus over under uber mehr mer minst mindst mindestens \
         senast snarast kl")
});

/// Words for a hundredth.
pub(in super::super) static PERCENT: Words =
    LazyLock::new(|| set("percent procent prosent prozent procents pct procentig prosenttia"));

/// The first three letters of months' names.
pub(in super::super) static MONTHS: LazyLock<FxHashMap<&str, ()>> = LazyLock::new(|| {
    "jan feb mar apr maj mai may jun jul aug sep okt oct nov dec des dez mrz sty lut kwi cze lip \
     sie wrz paz lis gru jui aou avr fev tam hel huh tou kes hei elo syy lok mei ene abr ago dic \
     gen mag giu lug set ott"
        .split(' ')
        .map(|month| (month, ()))
        .collect()
});
