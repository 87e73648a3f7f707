//! How large and deep a document is, in one pass and without building it, so
//! that hostile HTML costs no more than honest HTML of its length.
//!
//! A rough reading: what is safe to show is the sanitiser's decision alone.

use std::borrow::Cow;

use memchr::{memchr, memmem};

/// Longest document whose structure is kept, in bytes.
const BYTES_MAX: usize = 512 * 1024;
/// Deepest nesting that is kept: the parser walks the open elements at each
/// tag. Real ads reach 20.
const DEPTH_MAX: usize = 100;
/// Most open elements over all tags: a parser reopens `<b>`, `<i>`, … in
/// every paragraph that follows, so that depth and length multiply.
const WORK_MAX: usize = 400_000;
/// Longest tag; attributes of a longer one are cut off. The tokenizer looks
/// for repeated attributes by comparing each with all.
const TAG_BYTES_MAX: usize = 2_500;

/// Elements that do not nest in themselves, or have no end.
const FLAT: &[&[u8]] = &[
    b"area", b"base", b"br", b"col", b"dd", b"dt", b"embed", b"hr", b"img", b"input", b"li",
    b"link", b"meta", b"option", b"p", b"source", b"td", b"th", b"tr", b"wbr",
];

/// Elements that count as escaped ones: `&lt;p&gt;` is one, `a &lt; b` none.
const TELLING: &[&[u8]] = &[
    b"a", b"b", b"br", b"div", b"em", b"h1", b"h2", b"h3", b"h4", b"h5", b"h6", b"i", b"li", b"ol",
    b"p", b"span", b"strong", b"table", b"td", b"tr", b"u", b"ul",
];

/// Whether there is any tag.
pub(super) fn has_tag(html: &str) -> bool {
    next_tag(html.as_bytes(), 0).is_some()
}

/// Number of start and end tags.
pub(super) fn tags(html: &str) -> usize {
    let mut from = 0;
    let mut count = 0;
    while let Some(at) = next_tag(html.as_bytes(), from) {
        count += 1;
        from = at + 2;
    }
    count
}

/// Number of start and end tags of well-known elements that are escaped once.
pub(super) fn escaped_tags(html: &str) -> usize {
    let bytes = html.as_bytes();
    let mut count = 0;
    for open in ["&lt;", "&#60;", "&#x3c;", "&#x3C;"] {
        for at in memmem::find_iter(bytes, open) {
            let name = &bytes[at + open.len()..];
            let name = name.strip_prefix(b"/").unwrap_or(name);
            count += usize::from(is_one_of(self::name(name), TELLING));
        }
    }
    count
}

/// Whether the structure can be kept at a bounded cost.
pub(super) fn is_moderate(html: &str) -> bool {
    if html.len() > BYTES_MAX {
        return false;
    }
    let bytes = html.as_bytes();
    let (mut depth, mut work, mut from) = (0_usize, 0_usize, 0);
    while let Some(at) = next_tag(bytes, from) {
        from = at + 2;
        if bytes[at + 1] == b'/' {
            if !is_one_of(name(&bytes[at + 2..]), FLAT) {
                depth = depth.saturating_sub(1);
            }
        } else if !is_one_of(name(&bytes[at + 1..]), FLAT) {
            depth += 1;
        }
        work += depth;
        if depth > DEPTH_MAX || work > WORK_MAX {
            return false;
        }
    }
    true
}

/// The document with the attributes of over-long tags cut off.
pub(super) fn without_long_tags(html: &str) -> Cow<'_, str> {
    let bytes = html.as_bytes();
    if bytes.len() <= TAG_BYTES_MAX {
        return Cow::Borrowed(html);
    }
    let mut out: Option<String> = None;
    let (mut copied, mut from) = (0, 0);
    while let Some(at) = next_tag(bytes, from) {
        let end = tag_end(bytes, at);
        from = end;
        if end - at > TAG_BYTES_MAX {
            let out = out.get_or_insert_default();
            let start = at + 1 + usize::from(bytes[at + 1] == b'/');
            out.push_str(&html[copied..start + name(&bytes[start..]).len()]);
            out.push('>');
            copied = end;
        }
    }
    match out {
        Some(mut out) => {
            out.push_str(&html[copied..]);
            Cow::Owned(out)
        }
        None => Cow::Borrowed(html),
    }
}

/// Position of the next `<` that a letter, or a slash and a letter, follow.
pub(super) fn next_tag(bytes: &[u8], mut from: usize) -> Option<usize> {
    loop {
        let at = from + memchr(b'<', bytes.get(from..)?)?;
        let letter = match bytes.get(at + 1) {
            Some(b'/') => bytes.get(at + 2),
            other => other,
        };
        if letter.is_some_and(u8::is_ascii_alphabetic) {
            return Some(at);
        }
        from = at + 1;
    }
}

/// Just past the `>` that ends the tag at `at`; a `>` in quotes does not.
pub(super) fn tag_end(bytes: &[u8], at: usize) -> usize {
    let mut quote = None;
    let mut after_equals = false;
    for (offset, &byte) in bytes[at..].iter().enumerate() {
        match quote {
            Some(open) if byte == open => quote = None,
            Some(_) => {}
            None if byte == b'>' => return at + offset + 1,
            None if after_equals && (byte == b'"' || byte == b'\'') => quote = Some(byte),
            None => {}
        }
        if !byte.is_ascii_whitespace() {
            after_equals = byte == b'=' && quote.is_none();
        }
    }
    bytes.len()
}

/// The element's name as written.
pub(super) fn name(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().position(|byte| !byte.is_ascii_alphanumeric());
    &bytes[..end.unwrap_or(bytes.len())]
}

fn is_one_of(name: &[u8], names: &[&[u8]]) -> bool {
    names.iter().any(|one| one.eq_ignore_ascii_case(name))
}
