//! The classes of a driving licence, read beside its word: `körkort klass B`,
//! `C- och CE-körkort`, `prawo jazdy kat. B+E`.

/// Classes as they are written, and their codes.
const CLASSES: &[(&str, &str)] = &[
    ("am", "AM"),
    ("a1", "A1"),
    ("a2", "A2"),
    ("a", "A"),
    ("b", "B"),
    ("be", "BE"),
    ("b+e", "BE"),
    ("b96", "B"),
    ("c1", "C1"),
    ("c1e", "C1E"),
    ("c1+e", "C1E"),
    ("c", "C"),
    ("ce", "CE"),
    ("c+e", "CE"),
    ("c/e", "CE"),
    ("c/ce", "CE"),
    ("d", "D"),
    ("d1", "D1"),
    ("d+e", "DE"),
    ("mc", "A"),
    ("kl.b", "B"),
    ("kat.b", "B"),
    ("personbil", "B"),
    ("3", "B"),
];
/// Words between the licence and its class.
const FILLERS: &[&str] = &[
    "klass",
    "klasse",
    "kl",
    "kategori",
    "kategorii",
    "kat",
    "category",
    "cat",
    "class",
    "kategorie",
    "med",
    "behörighet",
    "i",
    "av",
    "for",
    "til",
    "der",
    "die",
    "för",
    "lägst",
    "minst",
    "min",
    "minimum",
    "mindst",
    "type",
    "typ",
    "categorie",
    "catégorie",
    "categoría",
    "tipo",
    "code",
    "klassen",
    "kategorien",
    "pkw",
    "full",
    "aktualne",
    "czynne",
    "w",
    "tunnus",
    "luokan",
    "luokka",
    "permis",
    "conducir",
    "de",
    "(",
];
/// Words and signs between two classes.
const JOINTS: &[&str] = &[
    "och", "og", "and", "und", "i", "lub", "eller", "oder", "or", "samt", "et", "y", "en", "/",
    ",", "&", "+", "tai", "ja",
];
/// Classes of one licence.
const MOST: usize = 5;

/// The classes right after a word such as `körkort` that ends at `end`.
pub(super) fn after(text: &str, end: usize) -> Vec<&'static str> {
    let to = text.floor_char_boundary((end + 48).min(text.len()));
    let near = text[end..to].split(['\n', ';', '!']).next().unwrap_or_default();
    let mut found = Vec::new();
    let mut fillers = 0;
    for token in tokens(near) {
        match class(token) {
            // `Driving licence, a plus`: an article, or a number.
            Some(_) if matches!(token, "a" | "3") && fillers == 0 && found.is_empty() => break,
            Some(code) if found.len() < MOST => {
                if !found.contains(&code) {
                    found.push(code);
                }
            }
            Some(_) => break,
            None if found.is_empty() && FILLERS.contains(&token) && fillers < 4 => fillers += 1,
            None if !found.is_empty() && JOINTS.contains(&token) => {}
            None => break,
        }
    }
    found
}

/// The classes right before it: `B-`, `C- och CE-`, `C/CE-`.
pub(super) fn before(text: &str, start: usize) -> Vec<&'static str> {
    let low = text.floor_char_boundary(start.saturating_sub(28));
    let near = text[low..start].rsplit(['\n', ';', '.']).next().unwrap_or_default();
    let mut found = Vec::new();
    for (index, token) in tokens(near).collect::<Vec<_>>().into_iter().rev().enumerate() {
        match class(token) {
            // `A driving licence`
            Some(_) if matches!(token, "a" | "3") && !near.ends_with('-') => break,
            Some(code) if found.len() < MOST => {
                if !found.contains(&code) {
                    found.push(code);
                }
            }
            None if index > 0 && JOINTS.contains(&token) => {}
            None if index == 0 && matches!(token, "luokan" | "luokka" | "category" | "klasse") => {}
            _ => break,
        }
    }
    found.reverse();
    found
}

fn class(token: &str) -> Option<&'static str> {
    CLASSES.iter().find(|(written, _)| *written == token).map(|(_, code)| *code)
}

/// Words, without the hyphens and full stops that end them; `c+e` and `c/ce`
/// are one.
fn tokens(text: &str) -> impl Iterator<Item = &str> {
    text.split([' ', '\u{a0}', ',', '(', ')', ':', '"', '”', '“', '\'', '–', '-'])
        .map(|token| token.trim_matches(['.', '-', '/', '*', '+']))
        .filter(|token| !token.is_empty())
        .flat_map(|token| {
            let whole = class(token).is_some() || !token.contains(['/', '&']);
            let parts: Vec<&str> =
                if whole { vec![token] } else { token.split(['/', '&']).collect() };
            parts
        })
}

#[cfg(test)]
mod tests {
    use super::{after, before};

    #[test]
    fn classes_stand_after_or_before() {
        for (text, word, wanted) in [
            ("körkort klass b", "körkort", &["B"][..]),
            ("körkort b och be", "körkort", &["B", "BE"]),
            ("c- och ce-körkort", "körkort", &["C", "CE"]),
            ("b-körkort", "körkort", &["B"]),
            ("førerkort klasse b, c og ce", "førerkort", &["B", "C", "CE"]),
            ("prawo jazdy kat. b+e", "prawo jazdy", &["BE"]),
            ("prawo jazdy kategorii b", "prawo jazdy", &["B"]),
            ("führerschein der klasse c/ce", "führerschein", &["CE"]),
            ("b-luokan ajokortti", "ajokortti", &["B"]),
            ("a driving licence, a must", "driving licence", &[]),
            ("körkort och bil", "körkort", &[]),
            ("driving licence is required", "driving licence", &[]),
        ] {
            let start = text.find(word).unwrap();
            let mut found = before(text, start);
            if found.is_empty() {
                found = after(text, start + word.len());
            }
            assert_eq!(found, wanted, "{text}");
        }
    }
}
