//! Whether the words beside a phrase deny it: `ej distans`, `remote work is
//! not possible`, `bez prawa jazdy`.

/// Words that deny what stands near them.
const NOT: &[&str] = &[
    "aldrig",
    "brak",
    "bez",
    "cannot",
    "couldn",
    "doesn",
    "don",
    "ei",
    "eivät",
    "ej",
    "emme",
    "geen",
    "heller",
    "icke",
    "ikke",
    "ikkje",
    "ilman",
    "inga",
    "ingen",
    "inget",
    "ingenting",
    "ingún",
    "inte",
    "intet",
    "isn",
    "aren",
    "kein",
    "keine",
    "keinen",
    "keiner",
    "keinem",
    "keines",
    "neither",
    "never",
    "nicht",
    "nie",
    "niet",
    "ningún",
    "ninguna",
    "no",
    "non",
    "nor",
    "not",
    "ohne",
    "pas",
    "sans",
    "sin",
    "uden",
    "utan",
    "uten",
    "varken",
    "hverken",
    "wasn",
    "weder",
    "without",
    "won",
    "zonder",
    "aucun",
    "aucune",
    "eikä",
    "aldri",
];
/// Answers after a colon: `remote: no`.
const NO: &[&str] =
    &["no", "nej", "nei", "nein", "nie", "non", "ei", "nee", "inte", "ej", "ikke", "none", "n/a"];
/// What begins another thought.
const ENDS: &[&str] = &[
    ",",
    " men ",
    " but ",
    " ale ",
    " aber ",
    " mutta ",
    " maar ",
    " mais ",
    " pero ",
    " – ",
    ":",
    " sondern ",
    " lecz ",
    " sino ",
    ";",
    " – ",
    " - ",
];
/// Words before a phrase, and after it, that are looked at.
const WORDS_BEFORE: usize = 5;
const WORDS_AFTER: usize = 4;

/// Whether bytes `start..end` of a text are denied by the words of their
/// sentence, which is `from..to`.
pub(super) fn is_denied(text: &str, (from, to): (usize, usize), start: usize, end: usize) -> bool {
    let before = clause_before(&text[from..start]);
    let after = clause_after(&text[end..to]);
    denies_before(before) || words(after).take(WORDS_AFTER).any(is_not) || is_answered_no(text, end)
}

/// `Remote: no`, `Hjemmekontor? Nei`.
fn is_answered_no(text: &str, end: usize) -> bool {
    let rest = text[end..].trim_start_matches([' ', '\u{a0}']);
    let Some(rest) = rest.strip_prefix([':', '?']) else { return false };
    let rest = rest.trim_start_matches([' ', '\u{a0}']);
    let word = rest.split(|c: char| !c.is_alphanumeric() && c != '/').next().unwrap_or_default();
    NO.contains(&word)
}

fn denies_before(before: &str) -> bool {
    let mut said = 0;
    for word in before.rsplit(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        said += 1;
        if said > WORDS_BEFORE {
            return false;
        }
        // `Not only`, `inte bara`, `nicht nur` deny nothing.
        if matches!(
            word,
            "only" | "bara" | "enbart" | "endast" | "nur" | "just" | "bare" | "kun" | "tylko"
        ) {
            return false;
        }
        // `Utan` is `without`, and after a denial it is `but`.
        if word == "utan" {
            let earlier = before.rfind(" utan").map_or("", |at| &before[..at]);
            return !words(earlier).any(|word| matches!(word, "inte" | "ej" | "icke"));
        }
        if is_not(word) {
            return true;
        }
    }
    false
}

fn is_not(word: &str) -> bool {
    NOT.contains(&word)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

fn clause_before(text: &str) -> &str {
    let last = ENDS.iter().filter_map(|end| text.rfind(end).map(|at| at + end.len())).max();
    &text[last.unwrap_or(0)..]
}

fn clause_after(text: &str) -> &str {
    let first = ENDS.iter().filter_map(|end| text.find(end)).min();
    &text[..first.unwrap_or(text.len())]
}

#[cfg(test)]
mod tests {
    use super::is_denied;

    #[test]
    fn what_is_denied_is_told_from_what_is_not() {
        for (text, phrase, wanted) in [
            ("distansarbete är inte möjligt", "distansarbete", true),
            ("no remote", "remote", true),
            ("du kan söka utan körkort", "körkort", true),
            ("inte på kontoret utan på distans", "på distans", false),
            ("not only remote", "remote", false),
            ("swedish is a must, but english is not required", "swedish", false),
            ("swedish is a must, but english is not required", "english", true),
            ("remote: no", "remote", true),
            ("remote: yes", "remote", false),
            ("doesn't offer remote work", "remote work", true),
            ("keine berufserfahrung erforderlich", "berufserfahrung", true),
            ("praca bez prawa jazdy", "prawa jazdy", true),
            ("", "", false),
        ] {
            let start = text.find(phrase).unwrap();
            let found = is_denied(text, (0, text.len()), start, start + phrase.len());
            assert_eq!(found, wanted, "{phrase} in {text}");
        }
    }
}
