//! Words that say little alone, and what stands beside them: a `säljare` whose
//! text speaks of telephones, an `enhetschef` of a preschool. By hand, in
//! `occupation-context.tsv`.

use std::sync::LazyLock;

use super::codes::CODES;
use super::names::Meaning;
use crate::enrich::reference::rows;

/// Letters before the head of a compound at least.
const BEFORE_MIN: usize = 2;
/// Bytes of a description in which cues are looked for.
pub(super) const BODY_BYTES: usize = 2_500;
/// What a cue of the title is worth.
const IN_TITLE: f64 = 8.0;
/// What cues of the text are worth: one, two, and more.
const IN_BODY: [f64; 3] = [2.5, 6.0, 8.0];

struct Rule {
    heads: Vec<&'static str>,
    cues: Vec<&'static str>,
    meaning: Meaning,
}

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    rows(include_str!("../../../reference/occupation-context.tsv"))
        .filter(|[_, _, ssyk, _]| CODES.ssyk.contains_key(ssyk))
        .map(|[heads, cues, ssyk, isco]| Rule {
            heads: heads.split('|').collect(),
            cues: cues.split('|').collect(),
            meaning: Meaning { ssyk, isco, concept: None, weight: IN_TITLE },
        })
        .collect()
});

/// What a cue beside a head means.
pub(super) struct Beside {
    pub(super) meaning: Meaning,
    pub(super) score: f64,
    /// Whether the title says the cue as well.
    pub(super) in_title: bool,
    /// The head in the title, in bytes.
    pub(super) at: (usize, usize),
}

/// What the heads of a title mean by the cues beside them.
///
/// A word inside of `named`, a name of several words, is no head.
pub(super) fn read(
    title: &str,
    words: &[(usize, usize)],
    named: &[(usize, usize)],
    body: &str,
) -> Vec<Beside> {
    let body = &body[..body.floor_char_boundary(BODY_BYTES)];
    let mut found = Vec::new();
    for rule in RULES.iter() {
        let head = words.iter().find(|(start, end)| {
            let word = &title[*start..*end];
            let inside = named.iter().any(|(from, to)| from <= start && end <= to);
            if inside {
                return false;
            }
            rule.heads.iter().any(|head| is_head(word, head))
        });
        let Some(at) = head else { continue };
        if rule.cues.iter().any(|cue| has(title, cue)) {
            found.push(Beside { meaning: rule.meaning, score: IN_TITLE, in_title: true, at: *at });
            continue;
        }
        let count = rule.cues.iter().filter(|cue| has(body, cue)).count();
        if count > 0 {
            let score = IN_BODY[(count - 1).min(2)];
            found.push(Beside { meaning: rule.meaning, score, in_title: false, at: *at });
        }
    }
    found
}

/// Whether a word is the head or a compound that ends in it, in the singular or
/// the plural.
fn is_head(word: &str, head: &str) -> bool {
    let before = |word: &str| word.strip_suffix(head).map(|before| before.chars().count());
    let endings = ["", "e", "er", "ar", "or", "s", "en", "n", "na", "t"];
    let mut before = endings.iter().filter_map(|ending| before(word.strip_suffix(ending)?));
    match before.next() {
        Some(0) => true,
        // A compound that is a name itself says what it is.
        Some(letters) => letters >= BEFORE_MIN && super::title::inflected(word).is_none(),
        None => false,
    }
}

/// Whether a text has a cue: at the beginning of a word; anywhere in one when
/// the cue begins with `*`; as a whole word when it ends with `.`.
fn has(text: &str, cue: &str) -> bool {
    let (cue, anywhere) = cue.strip_prefix('*').map_or((cue, false), |cue| (cue, true));
    let (cue, whole) = cue.strip_suffix('.').map_or((cue, false), |cue| (cue, true));
    let mut from = 0;
    while let Some(at) = text[from..].find(cue) {
        let (start, end) = (from + at, from + at + cue.len());
        let before = text[..start].chars().next_back().is_some_and(char::is_alphanumeric);
        let after = text[end..].chars().next().is_some_and(char::is_alphanumeric);
        if (anywhere || !before) && !(whole && after) {
            return true;
        }
        from = end;
    }
    false
}
