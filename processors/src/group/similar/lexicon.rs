//! Words that say something of a job in the languages of the markets that the
//! hub serves, and words that say nothing. Folded, as in `words`.

mod employers;
mod frames;
mod marks;
mod places;
mod role;
mod terms;

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

pub(super) use employers::{CHANNELS, LEGAL, NAMELESS};
pub(super) use frames::{FURNITURE, OTHER_ADS, REFERENCE, REFERENCE_LINK};
pub(super) use marks::{CLASSES, COUNTED, MONTHS, PERCENT, RANGE_ENDS, SCALES};
pub(super) use places::{
    AREAS, DIRECTIONS, PLACE_LABEL_ENDS, PLACE_LABELS, PLACE_NOISE, REGION_KINDS, REGIONS,
    REMOTE_WORDS, STREETS, local_name,
};
pub(super) use role::{LANGUAGES, LEVELS};
pub(super) use terms::{
    BANK, DAY, EVENING, FIXED, FULL, NIGHT, PART, PERMANENT, PHRASES, REMOTE, SEASONAL,
    TITLE_PHRASES, WEEKEND,
};

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
    set("and or of the in at for to with a an is on by from per our we you your as \
         i och som till med av pa for vid en ett den det samt inom hos eller fran \
         og til av pa for et ved der hvor vi eller fra hos med i som \
         und oder fur mit im die das als bei am zum zur von der des den dem \
         w z ze oraz na do dla od przy ds spraw po za o lub albo jako s \
         de la le les et du des pour en dans au aux un une ou chez sur \
         van het een voor met op bij en of te naar in \
         y el los las para con e o un una por del al \
         di il lo gli per con nel della dei alla presso \
         ja tai seka")
});

/// Marks of gender, and letters that remain of them.
pub(super) static GENDER: Words = LazyLock::new(|| {
    set("m k w d f x h n v mf fm hf fh mwd mfd fmd wmd km mk mv vm div divers all gender genders \
         kobieta mezczyzna pan pani he she hen herr frau mann innen in mnd mwx mfx \
         alla kon konn homme femme")
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
         sofort jetzt ab gesucht suchen sucht wir stelle stellen stellenangebot attraktive gehalt \
         neue neuer job jobangebot verstarkung unser unsere unseren fest festanstellung \
         soker sokes omgaende omgang jobb jobba nu erfaren erfarna ledig lediga tjanst tjansten \
         tjanster sok sokande oss dig snarast start \
         stilling ledige stillinger snarest oss vill vil du soger soges spaendende spennende \
         distans distansarbete homeoffice \
         recherche recherchons offre emploi poste urgence \
         haetaan tyopaikka avoin \
         gezocht vacature gevraagd \
         buscamos oferta empleo urgente cerca cercasi ricerca lavoro offerta \
         chf sek nok gbp usd dkk kr hour month week tydzien godz mies miesiac")
});
