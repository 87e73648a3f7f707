//! E-mail addresses, also as they are hidden from machines:
//! `name(at)acme.example`, `name [snabel-a] acme (dot) example`,
//! `name at acme dot com`.

use schemas::ad::PersonalDataKind;

use super::Match;

/// Longest local part and longest domain, as in RFC 5321, section 4.5.3.1.
const LOCAL_MAX: usize = 64;
const DOMAIN_MAX: usize = 255;
/// Words in brackets that stand for `@`.
const AT: &[&str] = &[
    "at",
    "a",
    "ät",
    "snabel-a",
    "snabela",
    "snabel a",
    "alfa",
    "krøllalfa",
    "krøll-alfa",
    "alfakrøll",
    "małpa",
    "malpa",
    "miukumauku",
    "arroba",
    "arobase",
    "apenstaartje",
    "@",
];
/// Words that stand for a full stop, in brackets or between spaces.
const DOT: &[&str] = &["dot", "punkt", "punktum", "kropka", "piste", "point", "punto", "punt", "."];
/// Longest such word.
const WORD_MAX: usize = 16;
/// Ends of domains that are believed where no sign of an address is left.
const TOPS: &[&str] = &[
    "com", "org", "net", "eu", "info", "io", "se", "no", "dk", "fi", "pl", "de", "uk", "nl", "fr",
    "es", "it", "at", "ch", "ie", "example",
];
/// Words before an address with spaces around its sign.
const CUES: &[&str] =
    &["mail", "e-post", "epost", "sähköposti", "correo", "courriel", "skriv till"];

/// Where a sign for `@` stands, and how it is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    /// `@` itself.
    Plain,
    /// In brackets, or as an entity.
    Spelt,
    /// The word `at` between spaces.
    Word,
}

pub(super) fn find(text: &str, found: &mut Vec<Match>) {
    let mut from = 0;
    for (at, length, sign) in signs(text) {
        if at < from {
            continue;
        }
        if let Some((start, end)) = around(text, from, at, at + length, sign) {
            found.push(Match { kind: PersonalDataKind::Email, start, end });
            from = end;
        }
    }
}

/// Every sign of a text, in its order: its place, its bytes, and its kind.
fn signs(text: &str) -> impl Iterator<Item = (usize, usize, Sign)> {
    let bytes = text.as_bytes();
    let plain_or_bracket = memchr::memchr3_iter(b'@', b'(', b'[', bytes);
    let others = memchr::memchr3_iter(b'{', b'&', 0xef, bytes);
    let words = memchr::memmem::find_iter(bytes, " at ");
    let mut all: Vec<(usize, usize, Sign)> = plain_or_bracket
        .chain(others)
        .filter_map(|at| sign_at(text, at))
        .chain(words.map(|at| (at, " at ".len(), Sign::Word)))
        .collect();
    all.sort_unstable_by_key(|(at, length, _)| (*at, *length));
    all.into_iter()
}

fn sign_at(text: &str, at: usize) -> Option<(usize, usize, Sign)> {
    let rest = &text.as_bytes()[at..];
    match rest {
        [b'@', ..] => Some((at, 1, Sign::Plain)),
        // The full-width sign.
        [0xef, 0xbc, 0xa0, ..] => Some((at, 3, Sign::Plain)),
        [b'&', ..] => ["&#64;", "&commat;", "&#x40;"]
            .iter()
            .find(|entity| rest.starts_with(entity.as_bytes()))
            .map(|entity| (at, entity.len(), Sign::Spelt)),
        [b'(' | b'[' | b'{', ..] => {
            bracketed(&text[at..], AT).map(|length| (at, length, Sign::Spelt))
        }
        _ => None,
    }
}

/// The bytes of one of the words in brackets that a text begins with.
fn bracketed(text: &str, words: &[&str]) -> Option<usize> {
    let inner = text.strip_prefix(['(', '[', '{'])?;
    let near = &inner[..inner.floor_char_boundary(WORD_MAX + 4)];
    let end = near.find([')', ']', '}'])?;
    let word = near[..end].trim();
    words.iter().any(|known| word.eq_ignore_ascii_case(known)).then_some(end + 2)
}

/// The address around the sign at `at..after`, not before `from`.
fn around(text: &str, from: usize, at: usize, after: usize, sign: Sign) -> Option<(usize, usize)> {
    let is_local = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-' | '\'');
    let low = text.ceil_char_boundary(from.max(at.saturating_sub(LOCAL_MAX))).min(at);
    let bare = text[low..at].trim_end_matches([' ', '\u{a0}']);
    let gap = at - low - bare.len();
    let local = bare.len() - bare.trim_end_matches(is_local).len();
    let start = low + bare.len() - local;
    let dots = text[start..].len() - text[start..].trim_start_matches(['.', '-', '\'', '+']).len();
    let start = (start + dots).min(low + bare.len());
    let name = &text[start..low + bare.len()];
    let rest = &text[after..text.floor_char_boundary((after + DOMAIN_MAX).min(text.len()))];
    let trimmed = rest.trim_start_matches([' ', '\u{a0}']);
    let gap = gap.max(rest.len() - trimmed.len());
    let (length, top, hidden) = domain(trimmed, sign != Sign::Plain)?;
    let end = text.len() - text[after..].len() + (rest.len() - trimmed.len()) + length;
    let known = TOPS.contains(&top.to_lowercase().as_str());
    let is_address = match sign {
        Sign::Plain if gap == 0 => true,
        Sign::Plain => gap <= 2 && known && (name.contains(['.', '_']) || is_cued(text, start)),
        Sign::Spelt => gap <= 2,
        // `Look at acme.com` names no mailbox.
        Sign::Word => gap == 0 && hidden && known,
    };
    (!name.is_empty() && is_address).then_some((start, end))
}

fn is_cued(text: &str, start: usize) -> bool {
    let low = text.floor_char_boundary(start.saturating_sub(24));
    let before = text[low..start].to_lowercase();
    CUES.iter().any(|cue| before.contains(cue))
}

/// The bytes of the domain that a text begins with, its last label, and whether
/// a full stop was hidden. Of hidden ones only where the sign is hidden too.
fn domain(text: &str, may_hide: bool) -> Option<(usize, &str, bool)> {
    let mut at = 0;
    let mut labels = 0;
    let mut hidden = false;
    let mut top = "";
    loop {
        let rest = &text[at..];
        let stop = |c: char| !(c.is_alphanumeric() || c == '-');
        let label = rest.split(stop).next().unwrap_or_default().trim_end_matches('-');
        if label.is_empty() || label.starts_with('-') {
            break;
        }
        labels += 1;
        top = label;
        let end = at + label.len();
        let Some((dot, is_hidden)) = dot(&text[end..], may_hide) else {
            at = end;
            break;
        };
        let next = &text[end + dot..];
        if !next.starts_with(char::is_alphanumeric) {
            at = end;
            break;
        }
        hidden |= is_hidden;
        at = end + dot;
    }
    let is_top = (2..=24).contains(&top.chars().count()) && top.chars().all(char::is_alphabetic);
    (labels >= 2 && is_top).then_some((at, top, hidden))
}

/// The bytes of a full stop, and whether it was hidden.
fn dot(text: &str, may_hide: bool) -> Option<(usize, bool)> {
    if text.starts_with('.') {
        return Some((1, false));
    }
    if !may_hide {
        return None;
    }
    let bare = text.trim_start_matches(' ');
    let spaces = text.len() - bare.len();
    if let Some(length) = bracketed(bare, DOT) {
        let after = &bare[length..];
        return Some((spaces + length + after.len() - after.trim_start_matches(' ').len(), true));
    }
    let word = bare.split(' ').next()?;
    let counts = spaces == 1
        && bare[word.len()..].starts_with(' ')
        && matches!(word.to_lowercase().as_str(), "dot" | "punkt" | "kropka" | "punktum");
    counts.then_some((spaces + word.len() + 1, true))
}
