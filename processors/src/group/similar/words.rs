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
}

/// Calls `found` for each word until it answers false.
///
/// `split` parts words at a lower-case letter before an upper-case one: boards
/// lose the space there, or put one in.
pub(super) fn each(text: &str, split: bool, mut found: impl FnMut(&Word<'_>) -> bool) {
    let mut folded = String::with_capacity(32);
    let mut begins = true;
    let mut chars = text.char_indices().peekable();
    while let Some((start, first)) = chars.next() {
        if !first.is_alphanumeric() {
            begins |= is_break(first);
            continue;
        }
        folded.clear();
        fold_into(first, &mut folded);
        let mut last = first;
        while let Some((_, next)) = chars.peek().copied() {
            let joins = next.is_alphanumeric() || is_mark(next);
            if !(joins || (matches!(next, '+' | '#') && last.is_alphanumeric())) {
                break;
            }
            if split && next.is_uppercase() && last.is_lowercase() {
                break;
            }
            fold_into(next, &mut folded);
            last = next;
            chars.next();
        }
        look_alikes::unify(&mut folded);
        let next = chars.peek().map(|(_, next)| *next);
        let word = Word {
            text: &folded,
            capital: first.is_uppercase(),
            begins,
            colon: next == Some(':'),
            ends: next.is_none_or(is_break),
            start,
            end: chars.peek().map_or(text.len(), |(at, _)| *at),
        };
        begins = false;
        if !folded.is_empty() && !found(&word) {
            return;
        }
    }
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
    word.char_indices().nth(chars).map_or(word, |(end, _)| &word[..end])
}

/// A hash that never changes: it is kept in changelogs. FNV-1a, then mixed.
pub(super) fn hash(text: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in text.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    mix(hash)
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

#[expect(clippy::cast_possible_truncation, reason = "the low bits of a hash are a hash")]
/// A hash of 16 bits.
pub(super) fn hash16(text: &str) -> u16 {
    hash(text) as u16
}
