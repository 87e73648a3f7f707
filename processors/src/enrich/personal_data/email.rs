//! E-mail addresses, also written `name(at)acme.example`.

use schemas::ad::PersonalDataKind;

use super::Match;

/// Longest local part and longest domain, as in RFC 5321, section 4.5.3.1.
const LOCAL_MAX: usize = 64;
const DOMAIN_MAX: usize = 255;
/// What stands for `@`, the longest first.
const SIGNS: [&str; 5] = ["(at)", "[at]", "{at}", "&#64;", "@"];

pub(super) fn find(text: &str, found: &mut Vec<Match>) {
    let bytes = text.as_bytes();
    let mut from = 0;
    for at in memchr::memchr3_iter(b'@', b'a', b'6', bytes) {
        let sign = match bytes[at] {
            b'@' => Some((at, 1)),
            // The brackets and the entity begin before the byte looked for.
            b'a' => spelt(text, at.checked_sub(1)),
            _ => spelt(text, at.checked_sub(2)),
        };
        let Some((sign, length)) = sign.filter(|(sign, _)| *sign >= from) else { continue };
        if let Some((start, end)) = around(text, from, sign, sign + length) {
            found.push(Match { kind: PersonalDataKind::Email, start, end });
            from = end;
        }
    }
}

fn spelt(text: &str, at: Option<usize>) -> Option<(usize, usize)> {
    let rest = text.as_bytes().get(at?..)?;
    let sign = SIGNS.iter().find(|sign| rest.starts_with(sign.as_bytes()) && sign.len() > 1)?;
    Some((at?, sign.len()))
}

/// The address around the sign at `sign..after`, not before `from`.
fn around(text: &str, from: usize, sign: usize, after: usize) -> Option<(usize, usize)> {
    let is_local = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-' | '\'');
    let is_spelt = after - sign > 1;
    let low = text.ceil_char_boundary(from.max(sign.saturating_sub(LOCAL_MAX)));
    let before = &text[low.min(sign)..sign];
    let before = if is_spelt { before.trim_end_matches(' ') } else { before };
    let local = before.len() - before.trim_end_matches(is_local).len();
    let start = low.min(sign) + before.len() - local;
    let dots = text[start..].len() - text[start..].trim_start_matches(['.', '-', '\'', '+']).len();
    let start = start + dots;
    let rest = &text[after..text.floor_char_boundary((after + DOMAIN_MAX).min(text.len()))];
    let gap = if is_spelt { rest.len() - rest.trim_start_matches(' ').len() } else { 0 };
    let is_domain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-');
    let domain = rest[gap..].split(|c| !is_domain(c)).next().unwrap_or_default();
    let domain = domain.trim_end_matches(['.', '-']);
    let (name, top) = domain.rsplit_once('.')?;
    let is_top = (2..=24).contains(&top.chars().count()) && top.chars().all(char::is_alphabetic);
    let is_whole = start < sign && !name.is_empty() && !domain.starts_with('.');
    (is_whole && is_top).then_some((start, after + gap + domain.len()))
}
