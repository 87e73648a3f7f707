//! What boards set around an ad: reference numbers, lists of other ads,
//! headings.

use std::sync::LazyLock;

use super::{Words, set};

/// Words that introduce a reference number.
pub(in super::super) static REFERENCE: Words = LazyLock::new(|| {
    set("ref reference referens referensnummer referencyjny referencyjnego numer kennziffer \
         referenznummer referenz kenn referansenr referanse referansenummer stillingsnr refnr \
         requisition req oferty vacancyid jobid annonsnummer annonsenummer diarienummer dnr \
         stellennummer stellenid arbetsid stillingsid saksnummer sagsnummer stillingsnummer \
         referencenummer referentienummer vacaturenummer referencia riferimento rif viite \
         tyoavain kennnummer chiffre")
});

/// Words between those and the number.
pub(in super::super) static REFERENCE_LINK: Words = LazyLock::new(|| {
    set("no nr num number numer nummer kod code id ref referencyjny oferty og annonce annonse \
         offre vacature job")
});

/// Headings of the board's own lists, after which nothing belongs to the ad.
pub(in super::super) static OTHER_ADS: &[[&str; 2]] = &[
    ["podobne", "oferty"],
    ["podobne", "ogloszenia"],
    ["similar", "offers"],
    ["similar", "jobs"],
    ["similar", "vacancies"],
    ["similar", "positions"],
    ["related", "jobs"],
    ["recommended", "jobs"],
    ["other", "jobs"],
    ["more", "jobs"],
    ["liknande", "jobb"],
    ["liknande", "annonser"],
    ["liknande", "tjanster"],
    ["fler", "jobb"],
    ["andra", "jobb"],
    ["lignende", "stillinger"],
    ["lignende", "jobber"],
    ["lignende", "job"],
    ["lignende", "jobs"],
    ["flere", "stillinger"],
    ["andre", "stillinger"],
    ["ahnliche", "stellen"],
    ["ahnliche", "jobs"],
    ["ahnliche", "stellenangebote"],
    ["weitere", "stellenangebote"],
    ["weitere", "stellen"],
    ["weitere", "jobs"],
    ["vergelijkbare", "vacatures"],
    ["andere", "vacatures"],
    ["offres", "similaires"],
    ["emplois", "similaires"],
    ["empleos", "similares"],
    ["ofertas", "similares"],
    ["offerte", "simili"],
    ["annunci", "simili"],
    ["samankaltaiset", "tyopaikat"],
    ["muita", "tyopaikkoja"],
];

/// Words with which boards frame any ad.
pub(in super::super) static FURNITURE: Words = LazyLock::new(|| {
    set("aplikuj kontakt lokalizacja numer opis miejsce firma data teraz oferujemy stanowisko \
         wymagania zakres podobne chcesz typ email phone telefon mail tel adres \
         apply contact location number description company date salary requirements job posted \
         ansok ansokan kontakta plats ort foretag beskrivning lon publicerad annons omfattning \
         sok soknad bedrift beskrivelse sted arbeidsgiver arbetsgivare publisert stilling \
         arbejdsgiver ansog ansogning virksomhed \
         bewerben bewerbung standort unternehmen beschreibung gehalt aufgaben anforderungen \
         arbeitgeber veroffentlicht jetzt profil \
         postuler entreprise lieu poste contrat salaire publiee description \
         hae tyonantaja sijainti solliciteer bedrijf locatie vacature \
         empresa ubicacion solicitar azienda sede candidati")
});
