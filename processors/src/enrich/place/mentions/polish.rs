//! Polish cities as a text says them: `w Krakowie`, `z Nowego Sącza`. The
//! locative and the genitive are made from the name, word by word.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::super::name;
use super::CITIES;

/// Most forms of one name.
const FORMS_MAX: usize = 64;

/// The folded name by each of its folded forms.
static FORMS: LazyLock<FxHashMap<String, String>> = LazyLock::new(|| {
    let mut forms = FxHashMap::default();
    let mut cities: Vec<&str> = Vec::new();
    for all in CITIES.values() {
        cities.extend(all.iter().filter(|(country, _, _)| *country == "PL").map(|one| one.2));
    }
    cities.sort_unstable();
    for city in cities {
        let folded = name::fold(city);
        for form in inflected(&folded) {
            if !CITIES.contains_key(&form) {
                forms.entry(form).or_insert_with(|| folded.clone());
            }
        }
    }
    forms
});

/// The name whose form a folded text is.
pub(super) fn nominative(folded: &str) -> Option<&'static str> {
    FORMS.get(folded).map(String::as_str)
}

/// Endings of nouns, the longest first: what is cut off, and what stands
/// instead in the locative or the genitive.
const NOUNS: &[(&str, &[&str])] = &[
    ("ystok", &["ymstoku", "egostoku"]),
    ("iec", &["cu", "ca"]),
    ("ec", &["cu", "ca"]),
    ("ław", &["ławiu", "ławia"]),
    ("ów", &["owie", "owa"]),
    ("ek", &["ku", "ka"]),
    ("ź", &["zi"]),
    ("ódź", &["odzi"]),
    ("ń", &["niu", "nia"]),
    ("cz", &["czy", "czu", "cza"]),
    ("sz", &["szu", "sza"]),
    ("ce", &["cach", "c"]),
    ("ki", &["kach", "k"]),
    ("chy", &["chach", "chów"]),
    ("y", &["ach", ""]),
    ("ka", &["ce", "ki"]),
    ("ga", &["dze", "gi"]),
    ("ła", &["le", "ły"]),
    ("ra", &["rze", "ry"]),
    ("ta", &["cie", "ty"]),
    ("da", &["dzie", "dy"]),
    ("sna", &["śnie", "sny"]),
    ("na", &["nie", "ny"]),
    ("wa", &["wie", "wy"]),
    ("sa", &["sie", "sy"]),
    ("ia", &["i"]),
    ("ca", &["cy"]),
    ("ża", &["ży"]),
    ("sno", &["śnie", "sna"]),
    ("zno", &["źnie", "zna"]),
    ("ino", &["inie", "ina"]),
    ("no", &["nie", "na"]),
    ("sko", &["sku", "ska"]),
    ("ko", &["ku", "ka"]),
    ("ło", &["le", "ła"]),
    ("to", &["cie", "ta"]),
    ("in", &["inie", "ina"]),
    ("yn", &["ynie", "yna"]),
    ("om", &["omiu", "omia"]),
    ("ot", &["ocie", "otu"]),
    ("k", &["ku", "ka"]),
    ("g", &["gu", "ga"]),
    ("l", &["lu", "la"]),
    ("śl", &["ślu", "śla"]),
    ("rz", &["rzu", "rza"]),
    ("ce", &["cach"]),
    ("ie", &["iach", "i"]),
    ("m", &["mie", "ma"]),
    ("r", &["rze", "ra"]),
    ("d", &["dzie", "du"]),
    ("t", &["cie", "tu"]),
    ("n", &["nie", "na"]),
];
/// Endings of adjectives.
const ADJECTIVES: &[(&str, &[&str])] = &[
    ("ska", &["skiej"]),
    ("cka", &["ckiej"]),
    ("wa", &["wej"]),
    ("na", &["nej"]),
    ("ła", &["łej"]),
    ("ta", &["tej"]),
    ("ska", &["skiej"]),
    ("ski", &["skim", "skiego"]),
    ("cki", &["ckim", "ckiego"]),
    ("wy", &["wym", "wego"]),
    ("ny", &["nym", "nego"]),
    ("ły", &["łym", "łego"]),
    ("skie", &["skich"]),
    ("ckie", &["ckich"]),
    ("ne", &["nych"]),
];

fn inflected(folded: &str) -> Vec<String> {
    let words: Vec<&str> = folded.split(' ').collect();
    let mut forms: Vec<String> = vec![String::new()];
    for (index, word) in words.iter().enumerate() {
        let mut next = Vec::new();
        let of_word = forms_of(word, words.len() > 1);
        for form in &forms {
            for own in &of_word {
                let gap = if index > 0 { " " } else { "" };
                next.push(format!("{form}{gap}{own}"));
            }
        }
        next.truncate(FORMS_MAX);
        forms = next;
    }
    forms.retain(|form| form != folded);
    forms
}

/// The forms of one word; in a name of several it can be an adjective, or stay
/// as it is.
fn forms_of(word: &str, several: bool) -> Vec<String> {
    let mut forms = Vec::new();
    let mut add = |table: &[(&str, &[&str])]| {
        let fitting = table.iter().filter(|(ending, _)| word.ends_with(ending));
        let longest = fitting.clone().map(|(ending, _)| ending.len()).max();
        for (ending, instead) in fitting.filter(|(ending, _)| Some(ending.len()) == longest) {
            let stem = &word[..word.len() - ending.len()];
            forms.extend(instead.iter().map(|new| format!("{stem}{new}")));
        }
    };
    add(NOUNS);
    if several {
        add(ADJECTIVES);
        forms.push(word.to_owned());
    }
    forms
}
