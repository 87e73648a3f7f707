//! Words that say something of a job in the languages of the markets that the
//! hub serves, and words that say nothing. Folded, as in `words`.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

type Words = LazyLock<FxHashSet<&'static str>>;
type Kinds = LazyLock<FxHashMap<&'static str, u32>>;

fn set(text: &'static str) -> FxHashSet<&'static str> {
    text.split_whitespace().collect()
}

fn kinds(lines: &'static [&'static str]) -> FxHashMap<&'static str, u32> {
    let mut kinds = FxHashMap::default();
    for (bit, line) in lines.iter().enumerate() {
        for word in line.split_whitespace() {
            kinds.insert(word, 1 << bit);
        }
    }
    kinds
}

/// Words that carry no meaning in a title, a name or a place.
pub(super) static STOP: Words = LazyLock::new(|| {
    set("and or of the in at for to with a an is on by from per our we you your \
         i och som till med av pa vid en ett den det samt inom hos \
         og til av pa for et ved der hvor vi \
         und oder fur mit im die das als bei am zum zur von der des \
         w z ze oraz na do dla od przy ds spraw po za o lub albo jako s \
         de la le les et du des pour en dans van het een voor met y el los para con e di il per")
});

/// Marks of gender, and letters that remain of them.
pub(super) static GENDER: Words = LazyLock::new(|| {
    set("m k w d f x h n v mf mwd fm km mk mfd div divers all gender genders kobieta mezczyzna \
         pan pani he she hen herr frau mann innen in")
});

/// Words that sell an ad rather than say what the work is.
pub(super) static SELLING: Words = LazyLock::new(|| {
    set("urgent urgently now hiring immediate immediately start asap new job jobs offer vacancy \
         vacancies wanted exciting opportunity career earn great attractive today experience join \
         team salary bonus remote remotely hybrid work working position role required needed \
         praca prace pracy zaraz doswiadczenia atrakcyjne atrakcyjna zarobki wynagrodzenie premia \
         premie dobre wysokie pilne nowa nowe oferta ogloszenie zatrudnimy poszukiwani poszukiwany \
         poszukujemy rekrutacja online prowadzona netto brutto zl pln eur euro nadgodziny juz \
         nawest stawka dni dowoz bezplatny darmowy zakwaterowanie okolice zdalna zdalnie hybrydowa \
         stanowisko stanowisku rekrutujemy zespolu bez umowa umowe prace \
         sofort jetzt ab gesucht suchen stelle stellenangebot attraktive gehalt neue job \
         soker sokes omgaende omgang jobb jobba nu erfaren erfarna ledig tjanst tjansten \
         stilling ledige stillinger snarest oss vill du distans distansarbete homeoffice \
         chf sek nok gbp usd dkk kr hour month week tydzien godz mies miesiac")
});

/// Kinds of level, one bit each.
pub(super) static LEVELS: Kinds = LazyLock::new(|| {
    kinds(&[
        "junior jr mlodszy mlodsza juniora entry berufseinsteiger nyexaminerad nyutdannet",
        "mid regular medior midlevel",
        "senior sr starszy starsza seniora samodzielny samodzielna seniorkonsult erfahrener",
        "lead principal glowny glowna ledande led hoofd",
        "trainee intern internship apprentice apprenticeship stazysta stazystka staz praktykant \
         praktykantka praktyki praktikant praktik praktikum larling laerling lehrling \
         auszubildende auszubildender ausbildung azubi uczen werkstudent student graduate",
        "assistant asystent asystentka assistent assistentin",
        "deputy zastepca vice bitradande stellvertretender stellvertretende nestleder stv \
         associate",
        "manager managing kierownik kierowniczka menedzer menadzer chef leiter leiterin leder \
         supervisor foreman brygadzista koordynator coordinator koordinator samordnare \
         teamleader teamleiter lider leader",
        "head director dyrektor direktor direktor avdelningschef bereichsleiter",
        "expert ekspert",
    ])
});

/// Languages that a role is for, one bit each.
pub(super) static LANGUAGES: Kinds = LazyLock::new(|| {
    kinds(&[
        "german niemiecki niemieckim niemieckiego tyska tysktalande deutsch deutschkenntnisse",
        "french francuski francuskim francuskiego fransk franska fransktalande franzosisch",
        "spanish hiszpanski hiszpanskim hiszpanskiego spansk spanska spansktalande spanisch",
        "italian wloski wloskim wloskiego italiensk italienska italienisch",
        "czech czeski czeskim czeskiego tjeckisk tjeckiska tschechisch",
        "slovak slowacki slowackim slovakiska slowakisch",
        "slovenian slowenski slowenskim slovenska slowenisch",
        "dutch niderlandzki niderlandzkim holenderski holenderskim nederlandsk nederlandska \
         niederlandisch",
        "english angielski angielskim angielskiego engelska engelsk englisch",
        "swedish szwedzki szwedzkim svensk svenska svensktalande schwedisch",
        "norwegian norweski norweskim norsk norska norsktalande norwegisch",
        "danish dunski dunskim dansk danska dansktalande danisch",
        "finnish finski finskim finskiego finsk finska finsktalande finnisch",
        "russian rosyjski rosyjskim rysk ryska russisk russisch",
        "ukrainian ukrainski ukrainskim ukrainska ukrainisch",
        "polish polski polskim polskiego polsk polska polsktalande polnisch",
        "romanian rumunski rumunskim rumansk rumanska rumanisch",
        "hungarian wegierski wegierskim ungersk ungerska ungarisch",
        "portuguese portugalski portugalskim portugisisk portugisiska portugiesisch",
        "arabic arabski arabskim arabisk arabiska arabisch",
        "turkish turecki tureckim turkisk turkiska turkisch",
        "hebrew hebrajski hebrajskim hebreiska",
        "chinese chinski chinskim kinesisk kinesiska mandarin chinesisch",
        "greek grecki greckim grekisk grekiska griechisch",
        "bulgarian bulgarski bulgarskim bulgariska bulgarisch",
        "lithuanian litewski litewskim litauiska litauisch",
    ])
});

/// Legal forms, and words that companies add to their names.
pub(super) static LEGAL: Words = LazyLock::new(|| {
    set("sp zoo z oo o sa spolka akcyjna ograniczona odpowiedzialnoscia komandytowa sk k jawna \
         ab as asa ltd limited plc llc llp inc corp corporation co company \
         gmbh mbh ag kg kgaa ohg ug se ev gag ggmbh aps oy oyj bv nv sarl sas spa srl hf ehf \
         group grupa gruppe koncern holding publ hb kb filial enskild firma \
         poland sverige norge danmark deutschland germany sweden norway uk")
});

/// Names of regions, larger than a place of work.
pub(super) static REGIONS: Words = LazyLock::new(|| {
    set("dolnoslaskie kujawsko pomorskie lubelskie lubuskie lodzkie malopolskie mazowieckie \
         opolskie podkarpackie podlaskie slaskie swietokrzyskie warminsko mazurskie \
         wielkopolskie zachodniopomorskie zachodnio woj wojewodztwo zagranica \
         abroad foreign utomlands utland ausland \
         bayern hessen sachsen niedersachsen thuringen brandenburg saarland westfalen \
         nordrhein rheinland pfalz schleswig holstein mecklenburg vorpommern wurttemberg baden \
         england scotland wales \
         lan lans kommun kommune county shire district fylke region regionen landkreis kreis \
         skane uppland smaland halland blekinge sodermanland ostergotland vastergotland \
         vastmanland dalarna varmland gastrikland halsingland medelpad angermanland jamtland \
         vasterbotten norrbotten vastra gotaland gotalands gavleborgs \
         viken innlandet vestfold telemark agder rogaland vestland trondelag nordland troms \
         finnmark ostfold akershus buskerud hordaland")
});

/// Words in a place that are no place.
pub(super) static PLACE_NOISE: Words = LazyLock::new(|| {
    set(
        "praca zdalna imie nazwa firmy zawod ul ulica os al aleja pl street st road rd the okolice \
         remote near surrounding area areas polska poland cala kraj deutschland germany ireland \
         britain kingdom united uk sverige sweden norge norway danmark denmark europe and stad city town gemeinde miasto gmina powiat m \
         hybrid distans homeoffice various flera orter",
    )
});

/// Words that introduce a reference number.
pub(super) static REFERENCE: Words = LazyLock::new(|| {
    set("ref reference referens referensnummer referencyjny referencyjnego numer kennziffer \
         referenznummer referenz kenn referansenr referanse stillingsnr refnr requisition req \
         oferty vacancyid jobid annonsnummer diarienummer dnr stellennummer")
});

/// Words between those and the number.
pub(super) static REFERENCE_LINK: Words =
    LazyLock::new(|| set("no nr num number numer nummer kod code id ref referencyjny oferty og"));

/// Headings of the board's own lists, after which nothing belongs to the ad.
pub(super) static OTHER_ADS: &[&[&str]] = &[
    &["podobne", "oferty"],
    &["podobne", "ogloszenia"],
    &["similar", "offers"],
    &["similar", "jobs"],
    &["similar", "vacancies"],
    &["related", "jobs"],
    &["recommended", "jobs"],
    &["liknande", "jobb"],
    &["liknande", "annonser"],
    &["lignende", "stillinger"],
    &["lignende", "jobber"],
    &["ahnliche", "stellen"],
    &["ahnliche", "jobs"],
    &["vergelijkbare", "vacatures"],
    &["offres", "similaires"],
];

/// Words before a colon and a place of work.
pub(super) static PLACE_LABELS: &[&[&str]] = &[
    &["lokalizacja"],
    &["miejsce", "pracy"],
    &["location"],
    &["workplace"],
    &["place", "of", "work"],
    &["arbeitsort"],
    &["einsatzort"],
    &["standort"],
    &["dienstort"],
    &["arbetsplats"],
    &["arbetsort"],
    &["placering"],
    &["placeringsort"],
    &["stationeringsort"],
    &["arbeidssted"],
    &["tjenestested"],
    &["arbejdssted"],
    &["standplaats"],
    &["lieu", "de", "travail"],
];

/// Words that end the place after such a label.
pub(super) static PLACE_LABEL_ENDS: Words = LazyLock::new(|| {
    set(
        "data opis numer firma zakres typ obowiazki wymagania stanowisko wymiar rodzaj salary hours \
         job contract band department umowa dane nr kontakt twoj twoja warunki oferujemy adres \
         lon omfattning tilltrade vergutung gehalt stelle",
    )
});

/// What a phrase says of a job, a bit each; the order is kept in changelogs.
pub(super) const FIXED: u32 = 1;
pub(super) const BANK: u32 = 1 << 1;
pub(super) const PERMANENT: u32 = 1 << 2;
pub(super) const SEASONAL: u32 = 1 << 3;
pub(super) const PART: u32 = 1 << 4;
pub(super) const FULL: u32 = 1 << 5;
pub(super) const NIGHT: u32 = 1 << 6;
pub(super) const REMOTE: u32 = 1 << 7;

/// Phrases by what they say; a word that ends with `*` stands for all that
/// begin with it.
pub(super) static PHRASES: &[(&str, u32)] = &[
    ("fixed term", FIXED),
    ("ftc", FIXED),
    ("secondment", FIXED),
    ("maternity cover", FIXED),
    ("temporary post", FIXED),
    ("temporary contract", FIXED),
    ("czas okreslony", FIXED),
    ("na zastepstwo", FIXED),
    ("tidsbegrans*", FIXED),
    ("visstid*", FIXED),
    ("vikariat*", FIXED),
    ("foraldravikariat*", FIXED),
    ("befristet*", FIXED),
    ("engasjement", FIXED),
    ("midlertidig*", FIXED),
    ("staff bank", BANK),
    ("bank nurse*", BANK),
    ("bank staff", BANK),
    ("bank worker*", BANK),
    ("bank contract", BANK),
    ("bank post", BANK),
    ("bank shift*", BANK),
    ("bank band", BANK),
    ("zero hours", BANK),
    ("timvikar*", BANK),
    ("timanstall*", BANK),
    ("behovsanstall*", BANK),
    ("tilkalling*", BANK),
    ("ringevikar*", BANK),
    ("permanent", PERMANENT),
    ("nieokreslony", PERMANENT),
    ("tillsvidare*", PERMANENT),
    ("fast stilling", PERMANENT),
    ("unbefristet*", PERMANENT),
    ("seasonal", SEASONAL),
    ("sezonow*", SEASONAL),
    ("sommarjobb*", SEASONAL),
    ("sommarvik*", SEASONAL),
    ("sommerjobb*", SEASONAL),
    ("sasong*", SEASONAL),
    ("sesong*", SEASONAL),
    ("saisonarbeit*", SEASONAL),
    ("part time", PART),
    ("czesc etatu", PART),
    ("pol etatu", PART),
    ("deltid*", PART),
    ("teilzeit*", PART),
    ("full time", FULL),
    ("pelny etat", FULL),
    ("pelen etat", FULL),
    ("heltid*", FULL),
    ("vollzeit*", FULL),
    ("night*", NIGHT),
    ("nocn*", NIGHT),
    ("natt*", NIGHT),
    ("nachtschicht*", NIGHT),
    ("nachtwache*", NIGHT),
    ("100 remote", REMOTE),
    ("fully remote", REMOTE),
    ("completely remote", REMOTE),
    ("work remotely", REMOTE),
    ("remote working", REMOTE),
    ("remote position", REMOTE),
    ("remote job", REMOTE),
    ("remote first", REMOTE),
    ("work from anywhere", REMOTE),
    ("100 zdaln*", REMOTE),
    ("100 prac* zdaln*", REMOTE),
    ("prac* zdaln*", REMOTE),
    ("pelni zdaln*", REMOTE),
    ("calkowicie zdaln*", REMOTE),
    ("calkowit* prac* zdaln*", REMOTE),
    ("zdalnie", REMOTE),
    ("terenie calej polski", REMOTE),
    ("100 homeoffice", REMOTE),
    ("100 home office", REMOTE),
    ("vollstandig remote", REMOTE),
    ("komplett remote", REMOTE),
    ("bundesweit", REMOTE),
    ("100 distans", REMOTE),
    ("helt pa distans", REMOTE),
    ("arbeta pa distans", REMOTE),
    ("jobba pa distans", REMOTE),
    ("distansarbete", REMOTE),
    ("hela sverige", REMOTE),
    ("hele norge", REMOTE),
    ("hele landet", REMOTE),
];

/// Words of a title or a place by which the work is remote.
pub(super) static REMOTE_WORDS: Words = LazyLock::new(|| {
    set("remote remotely zdalna zdalnie zdalny zdalnej homeoffice distans distansarbete \
         hjemmekontor")
});

/// Words with which boards frame any ad.
pub(super) static FURNITURE: Words = LazyLock::new(|| {
    set("aplikuj kontakt lokalizacja numer opis miejsce firma data teraz oferujemy stanowisko \
         wymagania zakres podobne chcesz typ email phone telefon mail tel adres \
         apply contact location number description company date salary requirements job \
         ansok ansokan kontakta plats ort foretag beskrivning lon publicerad \
         sok soknad bedrift beskrivelse sted arbeidsgiver \
         bewerben bewerbung standort unternehmen beschreibung gehalt aufgaben anforderungen")
});
