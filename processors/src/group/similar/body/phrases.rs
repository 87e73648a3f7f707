//! Phrases that state a fact, found by their last words.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::group::similar::lexicon::{PHRASES, TITLE_PHRASES};

/// The words of a phrase, and what it says.
type Phrase = (Vec<&'static str>, u32);

/// Phrases by the first three bytes of their last word.
type Phrases = FxHashMap<u32, Vec<Phrase>>;

fn by_last_word(phrases: &'static [(&'static str, u32)]) -> Phrases {
    let mut by_last: Phrases = FxHashMap::default();
    for (phrase, says) in phrases {
        let words: Vec<&str> = phrase.split(' ').collect();
        let start = start(words[words.len() - 1]).expect("last words have three bytes");
        by_last.entry(start).or_default().push((words, *says));
    }
    by_last
}

static IN_TEXT: LazyLock<Phrases> = LazyLock::new(|| by_last_word(PHRASES));
static IN_TITLE: LazyLock<Phrases> = LazyLock::new(|| by_last_word(TITLE_PHRASES));

/// The first three bytes of a word.
fn start(word: &str) -> Option<u32> {
    let [a, b, c] = *word.as_bytes().first_chunk()?;
    Some(u32::from_le_bytes([a, b, c, 0]))
}

fn fits(pattern: &str, word: &str) -> bool {
    pattern.strip_suffix('*').map_or(pattern == word, |start| word.starts_with(start))
}

/// The bits of the phrases that end with `word`.
fn says<S: AsRef<str>>(phrases: &Phrases, word: &str, before: impl Fn(usize) -> Option<S>) -> u32 {
    let Some(start) = start(word) else { return 0 };
    let Some(phrases) = phrases.get(&start) else { return 0 };
    let mut says = 0;
    for (pattern, bits) in phrases {
        let mut backwards = pattern.iter().rev();
        let last = backwards.next().is_some_and(|last| fits(last, word));
        let rest = || {
            backwards.enumerate().all(|(back, pattern)| {
                before(back).is_some_and(|word| fits(pattern, word.as_ref()))
            })
        };
        if last && rest() {
            says |= bits;
        }
    }
    says
}

/// What the phrases that end with a word of a text say.
pub(super) fn in_text<'a>(word: &str, before: impl Fn(usize) -> &'a str) -> u32 {
    says(&IN_TEXT, word, |back| Some(before(back)))
}

/// What the phrases that end with a word of a title say.
pub(in crate::group::similar) fn title_phrases(
    word: &str,
    before: impl Fn(usize) -> Option<String>,
) -> u32 {
    says(&IN_TEXT, word, &before) | says(&IN_TITLE, word, &before)
}
