//! What a text says: its word triples in a small signature, its words, its
//! names and numbers, and phrases that state a fact.

mod phrases;

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::lexicon::{self, PLACE_LABELS, PLACE_NOISE, REGIONS};
use super::marks::{self, Mark};
use super::words::{self, STEM_CHARS, Word, hash32, low16, mix, place_hash, stem};
pub(super) use phrases::title_phrases;

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
    let mut reader = Reader::new(text);
    words::each(text, true, |word| {
        if reader.ends_ad(word) {
            return false;
        }
        reader.take(word);
        true
    });
    reader.finish()
}

/// Words that introduce a reference number, by hash: few words are one.
static REFERENCES: LazyLock<FxHashSet<u64>> =
    LazyLock::new(|| lexicon::REFERENCE.iter().map(|word| words::hash(word)).collect());

/// Words that end a heading of the board's own lists, by hash.
static HEADINGS: LazyLock<FxHashSet<u64>> =
    LazyLock::new(|| lexicon::OTHER_ADS.iter().map(|heading| words::hash(heading[1])).collect());

/// One of the last words.
#[derive(Default)]
struct Last {
    start: usize,
    end: usize,
    /// Empty for one that stands in the text as it is folded.
    folded: String,
}

/// The different stems of a text.
struct Stems {
    list: Vec<u16>,
    /// A bit for each that there can be.
    seen: Vec<u64>,
}

impl Stems {
    fn push(&mut self, stem: u16) {
        let (word, bit) = (&mut self.seen[usize::from(stem >> 6)], 1 << (stem & 63));
        if *word & bit == 0 {
            *word |= bit;
            self.list.push(stem);
        }
    }
}

struct Reader<'t> {
    text: &'t str,
    /// The last three words, the newest at `newest`.
    last: [Last; 3],
    newest: usize,
    last_hashes: [u64; 2],
    last_capital: bool,
    count: usize,
    triples: Vec<u64>,
    stems: Stems,
    names: Vec<u16>,
    numbers: Vec<u16>,
    sites: Vec<u16>,
    references: Vec<u32>,
    labelled: Vec<u32>,
    label_words_left: usize,
    marks: Vec<Mark>,
    says: u32,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            last: <[Last; 3]>::default(),
            newest: 0,
            last_hashes: [0; 2],
            last_capital: false,
            count: 0,
            triples: Vec::with_capacity(text.len() / 5),
            stems: Stems { list: Vec::with_capacity(text.len() / 10), seen: vec![0; 1 << 10] },
            names: Vec::new(),
            numbers: Vec::new(),
            sites: Vec::new(),
            references: Vec::new(),
            labelled: Vec::new(),
            label_words_left: 0,
            marks: Vec::new(),
            says: 0,
        }
    }

    /// The word before, and those before it; empty where there is none.
    fn before(&self, back: usize) -> &str {
        if back > 2 {
            return "";
        }
        let last = &self.last[(self.newest + 3 - back) % 3];
        if last.folded.is_empty() { &self.text[last.start..last.end] } else { &last.folded }
    }

    /// A heading of the board's own lists, well inside the text.
    fn ends_ad(&self, word: &Word<'_>) -> bool {
        word.start * 5 > self.text.len() * 2
            && HEADINGS.contains(&word.hash)
            && lexicon::OTHER_ADS
                .iter()
                .any(|heading| heading[1] == word.text && heading[0] == self.before(0))
    }

    fn take(&mut self, word: &Word<'_>) {
        if self.count >= 2 {
            let [first, second] = self.last_hashes;
            self.triples.push(mix(first.rotate_left(17) ^ second.rotate_left(7) ^ word.hash));
        }
        self.last_hashes = [self.last_hashes[1], word.hash];
        let stem_hash = low16(word.stem_hash);
        self.stems.push(stem_hash);
        let is_number = word.text.as_bytes()[0].is_ascii_digit();
        let length = word.text.len();
        if is_number {
            if length >= 2 {
                self.numbers.push(stem_hash);
            }
            if length <= 4 && self.last_capital && self.before(0).len() >= 4 && !word.begins {
                self.sites.push(low16(words::hash_parts(&[self.before(0), " ", word.text])));
            }
        } else if word.capital && !word.begins && length >= 3 {
            self.names.push(stem_hash);
        }
        // Boards lose the space between two names, or put one in.
        if word.capital && self.last_capital {
            let joined = low16(stem_of_both(self.before(0), word.text));
            self.stems.push(joined);
        }
        self.says |= phrases::in_text(word.text, |back| self.before(back));
        self.marks.extend(marks::in_text(word, self.before(0), self.text));
        self.label(word);
        if REFERENCES.contains(&word.hash) && self.references.len() < REFERENCES_MAX {
            let rest = &self.text[word.start..];
            self.references.extend(reference(rest).map(|code| hash32(&code)));
        }
        self.last_capital = word.capital;
        self.newest = (self.newest + 1) % 3;
        let last = &mut self.last[self.newest];
        (last.start, last.end) = (word.start, word.end);
        last.folded.clear();
        if !word.is_plain {
            last.folded.push_str(word.text);
        }
        self.count += 1;
    }

    /// Collects the words after a label for the place of work.
    fn label(&mut self, word: &Word<'_>) {
        if self.label_words_left > 0 {
            self.label_words_left -= 1;
            // A colon makes the next heading.
            if word.colon
                || lexicon::PLACE_LABEL_ENDS.contains(word.text)
                || self.labelled.len() == LABELLED_MAX
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
        let (signature, triples) = signature(&self.triples);
        for list in [&mut self.names, &mut self.numbers, &mut self.sites] {
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
        let mut stems = self.stems.list;
        let length = (stems.len() * FILTER_BITS_PER_WORD).div_ceil(64);
        let mut filter = vec![0; length.clamp(1, FILTER_WORDS_MAX)];
        for stem in &stems {
            for bit in filter_bits(*stem, filter.len()) {
                filter[bit / 64] |= 1 << (bit % 64);
            }
        }
        if stems.len() > FEW_WORDS_MAX {
            stems.clear();
        }
        stems.sort_unstable();
        Body {
            signature,
            triples,
            words: self.count,
            filter,
            few_words: stems,
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

/// The hash of the stem of two words written as one.
fn stem_of_both(first: &str, second: &str) -> u64 {
    let first = stem(first, STEM_CHARS);
    let rest = STEM_CHARS - first.chars().count();
    words::hash_parts(&[first, stem(second, rest)])
}

/// The bits of a word in a filter of `length` words of 64 bits.
pub(super) fn filter_bits(stem: u16, length: usize) -> [usize; 4] {
    let bits = mix(u64::from(stem) + 1);
    [0, 16, 32, 48].map(|shift| {
        let part = (bits >> shift) & 0xffff;
        usize::try_from((part * (length as u64 * 64)) >> 16).expect("less than the filter's bits")
    })
}

/// One-permutation MinHash of triples, its empty rows filled from others; and
/// how many different triples there are.
fn signature(triples: &[u64]) -> ([u8; ROWS], usize) {
    // By row first: there are few of each row to sort.
    let row_of = |hash: u64| (hash >> 57) as usize;
    let mut ends = [0_usize; ROWS + 1];
    triples.iter().for_each(|hash| ends[row_of(*hash) + 1] += 1);
    (1..=ROWS).for_each(|row| ends[row] += ends[row - 1]);
    let mut by_row = vec![0; triples.len()];
    for hash in triples {
        let end = &mut ends[row_of(*hash)];
        by_row[*end] = *hash;
        *end += 1;
    }
    let (mut rows, mut distinct, mut start) = ([u64::MAX; ROWS], 0, 0);
    for (row, end) in rows.iter_mut().zip(ends) {
        let hashes = &mut by_row[start..end];
        hashes.sort_unstable();
        if let Some(first) = hashes.first() {
            *row = first & 0x01ff_ffff_ffff_ffff;
            distinct += 1 + hashes.windows(2).filter(|pair| pair[0] != pair[1]).count();
        }
        start = end;
    }
    let mut signature = [0; ROWS];
    if triples.is_empty() {
        return (signature, 0);
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
    (signature, distinct)
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
