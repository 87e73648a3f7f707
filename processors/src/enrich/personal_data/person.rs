//! Names of persons where it is sure that they are: the contacts that the
//! partner gave, the two names of an address `anna.berg@…`, and two or three
//! capitalised words between a word such as "kontakta" and a number or
//! address. A name that stands alone is not told.

use schemas::ad::PersonalDataKind;

use super::Match;

/// Bytes before a number or address in which its owner's name may stand.
const BEFORE_BYTES: usize = 120;
/// Names that are looked for in one text.
const NAMES_MAX: usize = 32;

/// Words that announce a contact.
const CUES: &[&str] = &[
    "kontakt",
    "contact",
    "fråg",
    "spørsmål",
    "spörsmål",
    "upplysning",
    "opplysning",
    "oplysning",
    "question",
    "enquir",
    "inquir",
    "rekryter",
    "rekrutter",
    "recruit",
    "ring ",
    "hör av dig",
    "chef",
    "leder",
    "manager",
    "handläggare",
    "facklig",
    "kontaktperson",
    "kontaktuj",
    "pytan",
    "ansprechpartner",
    "information",
    "call ",
    "discuss",
    "spørgsmål",
    "henvend",
    "yderligere",
    "nærmere",
    "ytterligare",
    "rückfragen",
    "auskunft",
    "auskünfte",
    "fragen",
    "frau ",
    "herr ",
    "lisätie",
    "yhteyshenkilö",
    "kysymyks",
    "vragen",
    "contacto",
    "renseignement",
    "pregunta",
    "name:",
];

/// Capitalised words that are no names.
const NO_NAMES: &[&str] = &[
    "ab",
    "as",
    "asa",
    "hr",
    "region",
    "kommun",
    "kommune",
    "skola",
    "skole",
    "sverige",
    "norge",
    "university",
    "hospital",
    "team",
    "group",
    "vi",
    "du",
    "the",
    "for",
    "please",
    "tel",
    "telefon",
    "tlf",
    "mobil",
    "mobile",
    "phone",
    "email",
    "e-post",
    "epost",
    "mail",
    "kontakt",
    "kontakta",
    "contact",
    "fackliga",
    "saco",
    "vision",
    "kommunal",
    "lärarförbundet",
    "vårdförbundet",
    "unionen",
    "lead",
    "head",
    "senior",
    "manager",
    "nurse",
    "ward",
    "clinical",
    "service",
    "director",
    "trust",
    "nhs",
    "recruitment",
    "office",
    "department",
    "växel",
    "stockholm",
    "oslo",
    "göteborg",
    "malmö",
    "bergen",
    "london",
    "system",
    "consultant",
    "ring",
    "call",
    "human",
    "resources",
    "or",
    "visit",
    "apply",
    "further",
    "details",
    "application",
    "information",
    "informal",
    "sister",
    "matron",
    "matrons",
    "dr",
    "med",
    "och",
    "i",
    "and",
    "deputy",
    "line",
    "practice",
    "care",
    "specialist",
    "practitioner",
    "staff",
    "bank",
    "day",
    "surgery",
    "area",
    "nursing",
    "district",
    "medicine",
    "unit",
    "compliance",
    "systems",
    "therapy",
    "administrator",
    "business",
    "support",
    "frau",
    "herr",
    "herrn",
    "pani",
    "pan",
    "mr",
    "mrs",
    "ms",
    "gmbh",
    "oy",
    "ltd",
    "lisätietoja",
    "vragen",
    "talent",
    "acquisition",
    "project",
    "projekt",
    "account",
    "general",
    "chief",
    "officer",
    "executive",
    "assistant",
    "associate",
    "professor",
    "doctor",
    "sales",
    "personal",
    "consultants",
    "centre",
    "center",
    "university",
    "house",
    "street",
    "puh",
    "puhelin",
];

/// Ends of Scandinavian titles: "Enhetschef", "Avdelingsleder".
const ROLE_ENDS: &[&str] =
    &["chef", "sjef", "leder", "ledare", "direktör", "direktør", "sköterska"];

pub(super) fn find(text: &str, contacts: &[&str], found: &mut Vec<Match>) {
    let mut names: Vec<(usize, usize)> = Vec::new();
    for name in contacts.iter().take(NAMES_MAX) {
        if name.split_whitespace().count() >= 2 && name.len() >= 5 {
            names.extend(text.match_indices(*name).map(|(at, name)| (at, at + name.len())));
        }
    }
    let mut looked_for: Vec<(String, String)> = Vec::new();
    for one in found.iter() {
        names.extend(before(text, one.start));
        let local = text[one.start..one.end].split(['@', '(', '[']).next().unwrap_or_default();
        let is_new = looked_for.len() < NAMES_MAX && one.kind == PersonalDataKind::Email;
        if let Some((first, last)) = local.split_once('.').filter(|_| is_new) {
            let pair = (folded(first), folded(last));
            let are_names = [&pair.0, &pair.1]
                .iter()
                .all(|part| part.len() >= 2 && part.bytes().all(|b| b.is_ascii_lowercase()));
            if are_names && !looked_for.contains(&pair) {
                looked_for.push(pair);
            }
        }
    }
    if !looked_for.is_empty() {
        pairs(text, &looked_for, &mut names);
    }
    names.sort_unstable();
    names.dedup();
    found.extend(names.into_iter().map(|(start, end)| Match {
        kind: PersonalDataKind::Other,
        start,
        end,
    }));
}

/// Two capitalised words in a row that are the two parts of an address.
fn pairs(text: &str, wanted: &[(String, String)], names: &mut Vec<(usize, usize)>) {
    let mut last: Option<(usize, usize)> = None;
    let bytes = text.as_ptr() as usize;
    for word in text.split(|c: char| !c.is_alphabetic() && c != '-') {
        if !is_name(word) {
            // An initial or nothing between two names keeps them together.
            last = last.filter(|_| word.is_empty());
            continue;
        }
        let start = word.as_ptr() as usize - bytes;
        if let Some((from, to)) = last
            && start - to <= 2
        {
            let pair = (folded(&text[from..to]), folded(word));
            if wanted.contains(&pair) {
                names.push((from, start + word.len()));
            }
        }
        last = Some((start, start + word.len()));
    }
}

/// Letters as addresses write them: å and ä as a, ö and ø as o.
fn folded(word: &str) -> String {
    let fold = |c: char| match c {
        'å' | 'ä' | 'á' | 'à' | 'æ' | 'ą' => 'a',
        'ö' | 'ø' | 'ó' | 'ô' => 'o',
        'é' | 'è' | 'ë' | 'ę' => 'e',
        'ü' | 'ú' => 'u',
        'í' | 'ï' => 'i',
        'ł' => 'l',
        'ś' => 's',
        'ż' | 'ź' => 'z',
        'ć' | 'ç' => 'c',
        'ń' | 'ñ' => 'n',
        other => other,
    };
    word.to_lowercase().chars().map(fold).collect()
}

/// A capital, then small letters: "Anna", "Berg-Lund", "McCoy".
fn is_name(word: &str) -> bool {
    let mut characters = word.chars();
    characters.next().is_some_and(char::is_uppercase)
        && characters.next().is_some_and(char::is_lowercase)
        && !is_glued(word)
        && !ROLE_ENDS.iter().any(|end| word.ends_with(end))
        && !NO_NAMES.contains(&word.to_lowercase().as_str())
}

/// "PostonEmail": two words whose line end was lost; "McCoy" is one.
fn is_glued(word: &str) -> bool {
    let inner = word.char_indices().skip(1).find(|(_, c)| c.is_uppercase());
    inner.is_some_and(|(at, _)| !matches!(&word[..at], "Mc" | "Mac") && !word[..at].ends_with('-'))
}

/// The name right before a number or address, in a sentence that says that a
/// contact comes.
fn before(text: &str, start: usize) -> Option<(usize, usize)> {
    let low = text.floor_char_boundary(start.saturating_sub(BEFORE_BYTES));
    let window = text[low..start].rsplit('>').next().unwrap_or_default();
    let from = start - window.len();
    let lower = window.to_lowercase();
    if !CUES.iter().any(|cue| lower.contains(cue)) {
        return None;
    }
    // From the end back: small words and signs, then the name.
    let mut small = 0;
    let mut name: Option<(usize, usize, usize)> = None;
    for word in window.rsplit(|c: char| !c.is_alphabetic() && c != '-') {
        if word.is_empty() || word == "-" {
            continue;
        }
        let at = from + (word.as_ptr() as usize - window.as_ptr() as usize);
        let end = at + word.len();
        match name {
            None if is_name(word) => name = Some((at, end, 1)),
            None if small < 4 && !word.chars().next().is_some_and(char::is_uppercase) => small += 1,
            None if NO_NAMES.contains(&word.to_lowercase().as_str()) && small < 4 => small += 1,
            None => return None,
            Some((first, last, count)) => {
                let joined = text[end..first].chars().all(|c| c == ' ' || c == '\u{a0}');
                if !is_name(word) || !joined || count == 3 {
                    break;
                }
                name = Some((at, last, count + 1));
            }
        }
    }
    name.filter(|(_, _, count)| *count >= 2).map(|(start, end, _)| (start, end))
}
