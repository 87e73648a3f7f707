//! What a text says: its word triples in a small signature, its words, its
//! names and numbers, and phrases that state a fact.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::lexicon::{self, PHRASES, PLACE_LABELS, PLACE_NOISE, REGIONS, TITLE_PHRASES};
use super::marks::{self, Mark};
use super::words::{self, STEM_CHARS, Word, hash16, hash32, mix, place_hash, stem};

/// Length of a signature: 32 bands of 4 rows, a byte each.
pub(super) const ROWS: usize = 128;

/// Length of text that is looked at, in bytes. The longest real ads have a
/// third of it.
const TEXT_BYTES_MAX: usize = 64 << 10;

/// Distinct words of a text that is short.
const FEW_WORDS_MAX: usize = 100;

pub(super) const NAMES_MAX: usize = 64;
pub(super) const NUMBERS_MAX: usize = 32;
pub(super) const SITES_MAX: usize = 16;
pub(super) const REFERENCES_MAX: usize = 4;
pub(super) const LABELLED_MAX: usize = 12;
/// Of a text; the title has its own.
const MARKS_MAX: usize = marks::MARKS_MAX / 2;

/// Bits of the filter for each distinct word, and at most in all.
const FILTER_BITS_PER_WORD: usize = 8;
const FILTER_WORDS_MAX: usize = 96;

/// One text, or several of one ad.
pub(super) struct Body {
    pub(super) signature: [u8; ROWS],
    /// Distinct word triples.
    pub(super) triples: usize,
    /// Words in all.
    pub(super) words: usize,
    /// Which words there are, as a Bloom filter.
    pub(super) filter: Vec<u64>,
    /// The words of a short text, of which a signature tells too little; sorted.
    pub(super) few_words: Vec<u16>,
    /// Words with an upper-case letter inside a sentence; sorted.
    pub(super) names: Vec<u16>,
    /// Numbers of two digits or more; sorted.
    pub(super) numbers: Vec<u16>,
    /// A name and a number of up to three digits: streets, wards; sorted.
    pub(super) sites: Vec<u16>,
    /// Reference numbers; sorted.
    pub(super) references: Vec<u32>,
    /// Words after a label for the place of work; sorted.
    pub(super) labelled: Vec<u32>,
    /// Numbers and letters that tell one of several; sorted.
    pub(super) marks: Vec<Mark>,
    /// Bits of [`lexicon::PHRASES`].
    pub(super) says: u32,
}

/// Reads a text.
pub(super) fn read(text: &str) -> Body {
    let text = &text[..text.floor_char_boundary(TEXT_BYTES_MAX)];
    let mut reader = Reader::default();
    words::each(text, true, |word| {
        if reader.ends_ad(word, text.len()) {
            return false;
        }
        reader.take(word, text);
        true
    });
    reader.finish()
}

/// The words of a phrase, and what it says.
type Phrase = (Vec<&'static str>, u32);

/// Phrases by the first three bytes of their last word.
type Phrases = FxHashMap<[u8; 3], Vec<Phrase>>;

fn by_last_word(phrases: &'static [(&'static str, u32)]) -> Phrases {
    let mut by_last: Phrases = FxHashMap::default();
    for (phrase, says) in phrases {
        let words: Vec<&str> = phrase.split(' ').collect();
        let last = words[words.len() - 1].as_bytes();
        by_last.entry([last[0], last[1], last[2]]).or_default().push((words, *says));
    }
    by_last
}

static IN_TEXT: LazyLock<Phrases> = LazyLock::new(|| by_last_word(PHRASES));
static IN_TITLE: LazyLock<Phrases> = LazyLock::new(|| by_last_word(TITLE_PHRASES));

fn fits(pattern: &str, word: &str) -> bool {
    pattern.strip_suffix('*').map_or(pattern == word, |start| word.starts_with(start))
}

/// The bits of the phrases that end with `word`.
fn says(phrases: &Phrases, word: &str, before: impl Fn(usize) -> Option<String>) -> u32 {
    let Some(start) = word.as_bytes().first_chunk::<3>() else { return 0 };
    let Some(phrases) = phrases.get(start) else { return 0 };
    let mut says = 0;
    for (pattern, bits) in phrases {
        let mut backwards = pattern.iter().rev();
        let last = backwards.next().is_some_and(|last| fits(last, word));
        let rest = || {
            backwards
                .enumerate()
                .all(|(back, pattern)| before(back).is_some_and(|word| fits(pattern, &word)))
        };
        if last && rest() {
            says |= bits;
        }
    }
    says
}

/// What the phrases that end with a word of a title say.
pub(super) fn title_phrases(word: &str, before: impl Fn(usize) -> Option<String>) -> u32 {
    says(&IN_TEXT, word, &before) | says(&IN_TITLE, word, &before)
}

#[derive(Default)]
struct Reader {
    /// The last three words, newest last.
    last: [String; 3],
    last_hashes: [u64; 2],
    last_capital: bool,
    count: usize,
    triples: Vec<u64>,
    stems: Vec<u16>,
    names: Vec<u16>,
    numbers: Vec<u16>,
    sites: Vec<u16>,
    references: Vec<u32>,
    labelled: Vec<u32>,
    label_words_left: usize,
    marks: Vec<Mark>,
    says: u32,
}

impl Reader {
    fn before(&self, back: usize) -> &str {
        self.last.get(2_usize.wrapping_sub(back)).map_or("", String::as_str)
    }

    /// A heading of the board's own lists, well inside the text.
    fn ends_ad(&self, word: &Word<'_>, length: usize) -> bool {
        word.start * 5 > length * 2
            && lexicon::OTHER_ADS
                .iter()
                .any(|heading| heading[1] == word.text && heading[0] == self.before(0))
    }

    fn take(&mut self, word: &Word<'_>, text: &str) {
        let hash = words::hash(word.text);
        if self.count >= 2 {
            let [first, second] = self.last_hashes;
            self.triples.push(mix(first.rotate_left(17) ^ second.rotate_left(7) ^ hash));
        }
        self.last_hashes = [self.last_hashes[1], hash];
        let stem_hash = hash16(stem(word.text, STEM_CHARS));
        self.stems.push(stem_hash);
        let is_number = word.text.as_bytes()[0].is_ascii_digit();
        let length = word.text.len();
        if is_number {
            if length >= 2 {
                self.numbers.push(stem_hash);
            }
            if length <= 4 && self.last_capital && self.before(0).len() >= 4 && !word.begins {
                self.sites.push(hash16(&format!("{} {}", self.before(0), word.text)));
            }
        } else if word.capital && !word.begins && length >= 3 {
            self.names.push(stem_hash);
        }
        // Boards lose the space between two names, or put one in.
        if word.capital && self.last_capital {
            let joined = format!("{}{}", self.before(0), word.text);
            self.stems.push(hash16(stem(&joined, STEM_CHARS)));
        }
        self.says |= says(&IN_TEXT, word.text, |back| Some(self.before(back).to_owned()));
        self.marks.extend(marks::in_text(word, self.before(0), &text[word.end..]));
        self.label(word);
        if lexicon::REFERENCE.contains(word.text) && self.references.len() < REFERENCES_MAX {
            let rest = &text[word.start..];
            self.references.extend(reference(rest).map(|code| hash32(&code)));
        }
        self.last_capital = word.capital;
        self.last.rotate_left(1);
        self.last[2].clear();
        self.last[2].push_str(word.text);
        self.count += 1;
    }

    /// Collects the words after a label for the place of work.
    fn label(&mut self, word: &Word<'_>) {
        if self.label_words_left > 0 {
            self.label_words_left -= 1;
            if lexicon::PLACE_LABEL_ENDS.contains(word.text) || self.labelled.len() == LABELLED_MAX
            {
                self.label_words_left = 0;
            } else if word.capital
                && word.text.len() >= 3
                && !PLACE_NOISE.contains(word.text)
                && !REGIONS.contains(word.text)
            {
                self.labelled.push(place_hash(lexicon::local_name(word.text)));
            }
            if word.ends {
                self.label_words_left = 0;
            }
        }
        let is_label = |label: &&&[&str]| {
            let mut backwards = label.iter().rev();
            backwards.next() == Some(&word.text)
                && backwards.enumerate().all(|(back, word)| self.before(back) == *word)
        };
        if word.colon && PLACE_LABELS.iter().any(|label| is_label(&label)) {
            self.label_words_left = 6;
        }
    }

    fn finish(mut self) -> Body {
        let signature = signature(&self.triples);
        self.triples.sort_unstable();
        self.triples.dedup();
        for list in [&mut self.stems, &mut self.names, &mut self.numbers, &mut self.sites] {
            list.sort_unstable();
            list.dedup();
        }
        // The smallest by another hash: a sample that two texts draw alike.
        for (list, max) in [
            (&mut self.names, NAMES_MAX),
            (&mut self.numbers, NUMBERS_MAX),
            (&mut self.sites, SITES_MAX),
        ] {
            if list.len() > max {
                list.sort_unstable_by_key(|hash| (mix(u64::from(*hash)), *hash));
                list.truncate(max);
                list.sort_unstable();
            }
        }
        self.marks.sort_unstable();
        self.marks.dedup();
        self.marks.truncate(MARKS_MAX);
        for list in [&mut self.references, &mut self.labelled] {
            list.sort_unstable();
            list.dedup();
        }
        let length = (self.stems.len() * FILTER_BITS_PER_WORD).div_ceil(64);
        let mut filter = vec![0; length.clamp(1, FILTER_WORDS_MAX)];
        for stem in &self.stems {
            for bit in filter_bits(*stem, filter.len()) {
                filter[bit / 64] |= 1 << (bit % 64);
            }
        }
        Body {
            signature,
            triples: self.triples.len(),
            words: self.count,
            filter,
            few_words: if self.stems.len() <= FEW_WORDS_MAX { self.stems } else { Vec::new() },
            names: self.names,
            numbers: self.numbers,
            sites: self.sites,
            references: self.references,
            labelled: self.labelled,
            marks: self.marks,
            says: self.says,
        }
    }
}

/// The bits of a word in a filter of `length` words of 64 bits.
pub(super) fn filter_bits(stem: u16, length: usize) -> [usize; 4] {
    let bits = mix(u64::from(stem) + 1);
    [0, 16, 32, 48].map(|shift| {
        let part = (bits >> shift) & 0xffff;
        usize::try_from((part * (length as u64 * 64)) >> 16).expect("less than the filter's bits")
    })
}

/// One-permutation MinHash of triples, its empty rows filled from others.
fn signature(triples: &[u64]) -> [u8; ROWS] {
    let mut rows = [u64::MAX; ROWS];
    for hash in triples {
        let row = (hash >> 57) as usize;
        rows[row] = rows[row].min(hash & 0x01ff_ffff_ffff_ffff);
    }
    let mut signature = [0; ROWS];
    if triples.is_empty() {
        return signature;
    }
    for (row, byte) in signature.iter_mut().enumerate() {
        let mut from = row;
        let mut attempt = 0;
        while rows[from] == u64::MAX {
            attempt += 1;
            from = (mix((row as u64) << 32 | attempt) >> 57) as usize;
        }
        *byte = mix(rows[from]).to_be_bytes()[0];
    }
    signature
}

/// The code after a word like "reference", with at least one digit.
fn reference(text: &str) -> Option<String> {
    let mut rest = text.trim_start_matches(char::is_alphanumeric);
    for _ in 0..3 {
        rest = rest.trim_start_matches([' ', '.', ':', '#', '-', '\u{a0}', '(', '\n']);
        let is_code = |character: char| {
            character.is_alphanumeric() || matches!(character, '/' | '-' | '_' | '.')
        };
        let end = rest.find(|character| !is_code(character)).unwrap_or(rest.len());
        let code = rest[..end].trim_end_matches(['.', '-', '/']);
        let folded = code.to_lowercase();
        if (4..=24).contains(&code.len()) && code.bytes().any(|byte| byte.is_ascii_digit()) {
            return Some(without_board(&folded).to_owned());
        }
        if !lexicon::REFERENCE_LINK.contains(folded.as_str()) {
            return None;
        }
        rest = &rest[end..];
    }
    None
}

/// Agencies add the board's name or letters to their number: "7/12/acme" is
/// "7/12".
fn without_board(code: &str) -> &str {
    let mut kept = code;
    while let Some((number, end)) = kept.rsplit_once(['/', '-', '_']) {
        let has_digit = |text: &str| text.bytes().any(|byte| byte.is_ascii_digit());
        if has_digit(end) || !has_digit(number) || number.len() < 4 {
            break;
        }
        kept = number;
    }
    kept
}
