//! Text as words: folded to lower case without marks, so that spelling on two
//! boards does not tell ads apart. Knows nothing of jobs.

mod look_alikes;

/// Characters by which two forms of a word are one.
pub(super) const STEM_CHARS: usize = 6;

/// One word of a text.
#[derive(Clone, Copy)]
pub(super) struct Word<'a> {
    /// Folded.
    pub(super) text: &'a str,
    /// It began with an upper-case letter.
    pub(super) capital: bool,
    /// What stood between the word before and this one ended a sentence or
    /// began an item of a list.
    pub(super) begins: bool,
    /// A colon follows.
    pub(super) colon: bool,
    /// A full stop, bullet, line end or colon follows.
    pub(super) ends: bool,
    /// Where it begins in the text, and where it ends, in bytes.
    pub(super) start: usize,
    pub(super) end: usize,
    /// It stands in the text as it is folded.
    pub(super) is_plain: bool,
    /// [`hash`] of the word, and of its stem of [`STEM_CHARS`].
    pub(super) hash: u64,
    pub(super) stem_hash: u64,
}

/// Calls `found` for each word until it answers false.
///
/// `split` parts words at a lower-case letter before an upper-case one: boards
/// lose the space there, or put one in.
pub(super) fn each(text: &str, split: bool, mut found: impl FnMut(&Word<'_>) -> bool) {
    let mut folded = String::with_capacity(64);
    let mut begins = true;
    let mut at = 0;
    while let Some(first) = char_at(text, at) {
        if !is_letter(first) {
            begins |= is_break(first);
            at += first.len_utf8();
            continue;
        }
        let start = at;
        let scanned = scan(&text.as_bytes()[start..], split);
        at = match &scanned {
            Some(word) => start + word.length,
            None => fold(text, start, split, &mut folded),
        };
        let (hash, stem_hash) = match &scanned {
            Some(word) => (mix(word.hash), mix(word.stem_hash)),
            None => hash_and_stem(&folded),
        };
        let is_plain = scanned.as_ref().is_some_and(|word| word.is_plain);
        if scanned.is_some_and(|word| !word.is_plain) {
            folded.clear();
            folded.push_str(&text[start..at]);
            folded.make_ascii_lowercase();
        }
        let next = char_at(text, at);
        let word = Word {
            text: if is_plain { &text[start..at] } else { &folded },
            capital: first.is_uppercase(),
            begins,
            colon: next == Some(':'),
            ends: next.is_none_or(is_break),
            start,
            end: at,
            is_plain,
            hash,
            stem_hash,
        };
        begins = false;
        if !word.text.is_empty() && !found(&word) {
            return;
        }
    }
}

fn char_at(text: &str, at: usize) -> Option<char> {
    match text.as_bytes().get(at) {
        Some(byte) if byte.is_ascii() => Some(char::from(*byte)),
        _ => text[at..].chars().next(),
    }
}

/// Alphanumeric; without a look into tables for the letters of most texts.
fn is_letter(character: char) -> bool {
    match character {
        '×' | '÷' => false,
        'À'..='ɏ' => true,
        _ => character.is_alphanumeric(),
    }
}

/// A word of ASCII alone, hashed as it is folded.
struct Scanned {
    length: usize,
    /// It is in lower case.
    is_plain: bool,
    /// Not yet mixed.
    hash: u64,
    stem_hash: u64,
}

/// The word with which the bytes begin; none when it has other letters.
fn scan(bytes: &[u8], split: bool) -> Option<Scanned> {
    let mut word = Scanned { length: 0, is_plain: true, hash: FNV_START, stem_hash: FNV_START };
    let mut after_lower = false;
    for byte in bytes {
        let folded = FOLDED[usize::from(*byte)];
        if folded == END {
            break;
        }
        if folded == OTHER {
            return None;
        }
        if folded != *byte {
            if split && after_lower {
                break;
            }
            word.is_plain = false;
        }
        after_lower = byte.is_ascii_lowercase();
        word.hash = fnv(word.hash, folded);
        word.length += 1;
        if word.length <= STEM_CHARS {
            word.stem_hash = word.hash;
        }
    }
    Some(word)
}

/// In [`FOLDED`]: it ends a word; it takes more than bytes to tell.
const END: u8 = 0;
const OTHER: u8 = 1;

/// What each byte of a word becomes.
static FOLDED: [u8; 256] = {
    let mut folded = [END; 256];
    let mut byte = 0_u8;
    loop {
        if byte.is_ascii_alphanumeric() {
            folded[byte as usize] = byte.to_ascii_lowercase();
        } else if !byte.is_ascii() || byte == b'+' || byte == b'#' {
            folded[byte as usize] = OTHER;
        }
        if byte == u8::MAX {
            break;
        }
        byte += 1;
    }
    folded
};

/// Folds the word that begins at `at`; where it ends.
fn fold(text: &str, start: usize, split: bool, folded: &mut String) -> usize {
    folded.clear();
    let mut at = start;
    let mut last = '\0';
    while let Some(next) = char_at(text, at) {
        let joins = is_letter(next) || is_mark(next);
        if !(joins || (matches!(next, '+' | '#') && is_letter(last))) {
            break;
        }
        if split && next.is_uppercase() && last.is_lowercase() {
            break;
        }
        fold_into(next, folded);
        last = next;
        at += next.len_utf8();
    }
    look_alikes::unify(folded);
    at
}

/// All words.
pub(super) fn all(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    each(text, false, |word| {
        words.push(word.text.to_owned());
        true
    });
    words
}

fn is_break(character: char) -> bool {
    matches!(
        character,
        '.' | '!' | '?' | ':' | ';' | '•' | '·' | '–' | '—' | '*' | '\n' | '|' | '»'
    )
}

/// Combining marks, and what is not seen.
fn is_mark(character: char) -> bool {
    matches!(
        character,
        '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}'
    )
}

/// Lower case without marks; letters of the Latin script become those of
/// English.
fn fold_into(character: char, out: &mut String) {
    if character.is_ascii() {
        out.push(character.to_ascii_lowercase());
        return;
    }
    let plain = match character {
        'À'..='Å' | 'à'..='å' | 'Ā'..='ą' => "a",
        'Æ' | 'æ' => "ae",
        'Ç' | 'ç' | 'Ć'..='č' => "c",
        'È'..='Ë' | 'è'..='ë' | 'Ē'..='ě' => "e",
        'Ì'..='Ï' | 'ì'..='ï' | 'Ĩ'..='ı' => "i",
        'Ð' | 'ð' | 'Ď'..='đ' => "d",
        'Ñ' | 'ñ' | 'Ń'..='ň' => "n",
        'Ò'..='Ö' | 'Ø' | 'ò'..='ö' | 'ø' | 'Ō'..='ő' => "o",
        'Œ' | 'œ' => "oe",
        'Ù'..='Ü' | 'ù'..='ü' | 'Ũ'..='ų' => "u",
        'Ý' | 'ý' | 'ÿ' | 'Ŷ'..='Ÿ' => "y",
        'Þ' | 'þ' => "th",
        'ß' | 'ẞ' => "ss",
        'Ĝ'..='ģ' => "g",
        'Ĥ'..='ħ' => "h",
        'Ĵ' | 'ĵ' => "j",
        'Ķ'..='ĸ' => "k",
        'Ĺ'..='ł' => "l",
        'Ŕ'..='ř' => "r",
        'Ś'..='š' | 'Ș' | 'ș' => "s",
        'Ţ'..='ŧ' | 'Ț' | 'ț' => "t",
        'Ŵ' | 'ŵ' => "w",
        'Ź'..='ž' => "z",
        mark if is_mark(mark) => "",
        other => {
            out.extend(look_alikes::plain(other).to_lowercase());
            return;
        }
    };
    out.push_str(plain);
}

/// Two forms of one word: equal, a long beginning in common, or one letter
/// mistyped.
pub(super) fn alike(left: &str, right: &str) -> bool {
    if left == right {
        return true;
    }
    if is_number(left) || is_number(right) {
        return false;
    }
    let (left_chars, right_chars) = (left.chars().count(), right.chars().count());
    let longest = left_chars.max(right_chars);
    let common = left.chars().zip(right.chars()).take_while(|(a, b)| a == b).count();
    if common >= 4 && common * 10 >= longest * 7 {
        return true;
    }
    let ends = left.chars().rev().zip(right.chars().rev()).take_while(|(a, b)| a == b).count();
    left_chars.min(right_chars) >= STEM_CHARS && common + ends + 1 >= longest && longest > common
}

/// Only digits.
pub(super) fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

/// The beginning of a word, by which two inflected forms are one.
pub(super) fn stem(word: &str, chars: usize) -> &str {
    if word.len() <= chars {
        return word;
    }
    word.char_indices().nth(chars).map_or(word, |(end, _)| &word[..end])
}

/// A hash that never changes: it is kept in changelogs. FNV-1a, then mixed.
pub(super) fn hash(text: &str) -> u64 {
    hash_parts(&[text])
}

/// The hash of a text in parts.
pub(super) fn hash_parts(parts: &[&str]) -> u64 {
    mix(parts.iter().flat_map(|part| part.bytes()).fold(FNV_START, fnv))
}

/// The hashes of a word and of its stem of [`STEM_CHARS`].
fn hash_and_stem(word: &str) -> (u64, u64) {
    let stem = stem(word, STEM_CHARS);
    let of_stem = stem.bytes().fold(FNV_START, fnv);
    (mix(word[stem.len()..].bytes().fold(of_stem, fnv)), mix(of_stem))
}

const FNV_START: u64 = 0xcbf2_9ce4_8422_2325;

fn fnv(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
}

/// Spreads all bits over all bits.
pub(super) fn mix(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    bits = (bits ^ (bits >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    bits ^ (bits >> 33)
}

#[expect(clippy::cast_possible_truncation, reason = "the low bits of a hash are a hash")]
/// A hash of 32 bits.
pub(super) fn hash32(text: &str) -> u32 {
    hash(text) as u32
}

/// A word of a place: its low half is the word as texts keep it, the high half
/// the whole word but for a genitive's ending, because many towns begin alike.
pub(super) fn place_hash(word: &str) -> u32 {
    let whole = word.strip_suffix('s').unwrap_or(word);
    u32::from(hash16(stem(word, STEM_CHARS))) | hash32(whole) << 16
}

/// A hash of 16 bits.
pub(super) fn hash16(text: &str) -> u16 {
    low16(hash(text))
}

#[expect(clippy::cast_possible_truncation, reason = "the low bits of a hash are a hash")]
/// The 16 bits that texts keep of a hash.
pub(super) fn low16(hash: u64) -> u16 {
    hash as u16
}
