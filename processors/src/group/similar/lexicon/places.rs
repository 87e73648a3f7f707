//! Words of places, and words that introduce one.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::{Words, set};

/// Names of regions, larger than a place of work.
pub(in super::super) static REGIONS: Words = LazyLock::new(|| {
    set("dolnoslaskie kujawsko pomorskie lubelskie lubuskie lodzkie malopolskie mazowieckie \
         opolskie podkarpackie podlaskie slaskie swietokrzyskie warminsko mazurskie \
         wielkopolskie zachodniopomorskie zachodnio woj zagranica \
         abroad foreign utomlands utland utlandet udlandet ausland etranger ulkomaat \
         bayern hessen sachsen niedersachsen thuringen brandenburg saarland westfalen \
         nordrhein rheinland pfalz schleswig holstein mecklenburg vorpommern wurttemberg baden \
         bavaria saxony hesse \
         england scotland wales lancashire yorkshire kent essex surrey sussex cornwall devon \
         somerset norfolk suffolk cumbria merseyside midlands \
         skane uppland smaland halland blekinge sodermanland ostergotland vastergotland \
         vastmanland dalarna varmland gastrikland halsingland medelpad angermanland jamtland \
         vasterbotten norrbotten vastra gotaland gotalands gavleborgs gavleborg norrland svealand \
         viken innlandet vestfold telemark agder rogaland vestland trondelag nordland troms \
         finnmark ostfold akershus buskerud hordaland oppland hedmark sogn fjordane more romsdal ostlandet vestlandet sorlandet \
         sjaelland jylland fyn hovedstaden midtjylland nordjylland syddanmark sydjylland \
         uusimaa pirkanmaa varsinais pohjanmaa lappi lapland savo karjala kymenlaakso \
         bretagne normandie occitanie aquitaine auvergne provence alsace lorraine picardie \
         bourgogne ile \
         gelderland brabant limburg utrechtse zeeland friesland drenthe overijssel flevoland \
         andalucia cataluna catalunya galicia euskadi aragon asturias extremadura \
         lombardia piemonte veneto toscana lazio campania puglia sicilia sardegna liguria")
});

/// Words that make a region of the words beside them: the county of a town is
/// larger than the town.
pub(in super::super) static REGION_KINDS: Words = LazyLock::new(|| {
    set("lan lans county shire fylke region regionen landkreis kreis wojewodztwo powiat \
         voivodeship maakunta provincie province provincia departement bundesland landsdel")
});

/// Directions: part of a region's name, beside one.
pub(in super::super) static DIRECTIONS: Words = LazyLock::new(|| {
    set("north south east west northern southern eastern western central greater upper lower \
         norra sodra ostra vastra nord sor ost vest nordre sondre ostre vestre \
         norden suden osten westen ober unter nieder mittel \
         nord sud est ouest haute haut noord zuid oost west norte sur este oeste \
         polnocny poludniowy wschodni zachodni")
});

/// Words that make an area around a town of the town.
pub(in super::super) static AREAS: Words = LazyLock::new(|| {
    set("greater grossraum raum okolice okolicach omradet omrade omradet omegn metro metropolitan \
         umgebung surroundings storstockholm storgoteborg storkobenhavn agglomeration alue seutu")
});

/// Words in a place that are no place.
pub(in super::super) static PLACE_NOISE: Words = LazyLock::new(|| {
    set(
        "praca zdalna imie nazwa firmy zawod ul ulica os al aleja pl street st road rd the okolice \
         remote near surrounding area areas polska poland cala kraj deutschland germany ireland \
         britain kingdom united uk gb sverige sweden norge norway danmark denmark europe and stad \
         city town gemeinde miasto gmina m kommun kommune kommuna hela hele landet land \
         suomi finland france frankrike frankreich espana spanien spain italia italien italy \
         nederland netherlands niederlande osterreich austria schweiz switzerland suisse belgium \
         belgique belgie stadt ville cedex centrum center centre zentrum keskusta centro \
         hospital hospitals infirmary clinic clinics surgery medical health healthcare nhs trust \
         foundation house centre site sites unit ward department service services office offices \
         school college sjukhus sjukhuset vardcentral skola kontor sykehus sykehuset helsehus \
         skole klinikum klinik krankenhaus schule buro szpital szkola biuro sairaala koulu \
         hopital clinique ecole ziekenhuis \
         hybrid hybride hybridi distans homeoffice various flera orter flere steder mehrere \
         standorte plusieurs lieux on site onsite",
    )
});

/// Words after which a street's name follows, in one piece of text.
pub(in super::super) static STREETS: Words =
    LazyLock::new(|| set("ul ulica al aleja os pl rue avenue via calle"));

/// Words before a colon and a place of work.
pub(in super::super) static PLACE_LABELS: &[&[&str]] = &[
    &["lokalizacja"],
    &["miejsce", "pracy"],
    &["location"],
    &["workplace"],
    &["place", "of", "work"],
    &["job", "location"],
    &["arbeitsort"],
    &["einsatzort"],
    &["standort"],
    &["dienstort"],
    &["arbeitsplatz"],
    &["arbetsplats"],
    &["arbetsort"],
    &["placering"],
    &["placeringsort"],
    &["stationeringsort"],
    &["tjanstestalle"],
    &["ort"],
    &["plats"],
    &["arbeidssted"],
    &["tjenestested"],
    &["sted"],
    &["arbejdssted"],
    &["arbejdsplads"],
    &["standplaats"],
    &["locatie"],
    &["werklocatie"],
    &["lieu", "de", "travail"],
    &["lieu"],
    &["localisation"],
    &["ubicacion"],
    &["lugar", "de", "trabajo"],
    &["sede"],
    &["sede", "di", "lavoro"],
    &["luogo", "di", "lavoro"],
    &["sijainti"],
    &["tyopaikan", "sijainti"],
];

/// Words that end the place after such a label.
pub(in super::super) static PLACE_LABEL_ENDS: Words = LazyLock::new(|| {
    set(
        "data opis numer firma zakres typ obowiazki wymagania stanowisko wymiar rodzaj salary hours \
         job contract band department umowa dane nr kontakt twoj twoja warunki oferujemy adres \
         lon omfattning tilltrade vergutung gehalt stelle arbeitgeber start eintritt arbetsgivare \
         anstallning anstallningsform stilling tiltredelse arbeidsgiver employer company type \
         contrat salaire poste salaris dienstverband contrato salario contratto",
    )
});

/// Words of a title or a place by which the work is remote.
pub(in super::super) static REMOTE_WORDS: Words = LazyLock::new(|| {
    set("remote remotely zdalna zdalnie zdalny zdalnej homeoffice distans distansarbete \
         hjemmekontor hjemmearbejde etatyo teletravail thuiswerken teletrabajo remoto")
});

/// What a town is called at home; the same for any other word. One word only:
/// places are compared word by word.
pub(in super::super) fn local_name(word: &str) -> &str {
    static NAMES: LazyLock<FxHashMap<&str, &str>> = LazyLock::new(|| {
        let mut names = FxHashMap::default();
        for line in LOCAL_NAMES {
            let mut words = line.split(' ');
            let local = words.next().unwrap_or_default();
            words.for_each(|other| {
                names.insert(other, local);
            });
        }
        names
    });
    NAMES.get(word).copied().unwrap_or(word)
}

/// A town's name at home, then its names elsewhere and other spellings.
const LOCAL_NAMES: &[&str] = &[
    "goteborg gothenburg goeteborg",
    "malmo malmoe",
    "kobenhavn copenhagen kopenhamn kopenhagen kopenhaga kobenhavns",
    "arhus aarhus",
    "alborg aalborg",
    "helsinki helsingfors",
    "turku abo",
    "tampere tammerfors",
    "espoo esbo",
    "vantaa vanda",
    "warszawa warsaw warschau varsovie varsovia",
    "krakow cracow krakau cracovie",
    "wroclaw breslau",
    "gdansk danzig",
    "poznan posen",
    "szczecin stettin",
    "munchen munich muenchen monachium monaco",
    "koln cologne koeln kolonia",
    "nurnberg nuremberg nuernberg norymberga",
    "hannover hanover",
    "dusseldorf duesseldorf",
    "frankfurt francfort",
    "zurich zuerich",
    "geneve geneva genf ginevra",
    "basel basle bale bazylea",
    "bern berne",
    "wien vienna vienne wieden",
    "praha prague prag praga",
    "bruxelles brussels brussel brussel bruksela",
    "antwerpen antwerp anvers",
    "gent ghent gand",
    "luik liege",
    "lisboa lisbon lissabon lisbonne",
    "roma rome rom",
    "milano milan mailand",
    "napoli naples neapel",
    "torino turin",
    "firenze florence florenz",
    "venezia venice venedig",
    "sevilla seville",
    "athina athens athen",
    "bucuresti bucharest bukarest",
    "moskva moscow moskau",
    "haag hague",
    "london londyn londres londra",
    "paris paryz parigi",
    "berlin berlijn berlino",
    "hamburg hamburgo",
];
