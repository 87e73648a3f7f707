//! Text that was escaped once too often.

use std::borrow::Cow;

use html_escape::decode_html_entities;
use memchr::{memchr, memchr_iter};

use crate::formats::push::looks_like_html;

/// Entities are read at most so many times: what is escaped deeper is text
/// about escapes.
const TIMES_MAX: usize = 3;
/// Longest entity, with its marks: `&CounterClockwiseContourIntegral;`.
const ENTITY_MAX: usize = 40;

/// Reads every entity once. What is none stays as it came. Most are one of a
/// few, which need no look into the list of all.
pub(crate) fn entities(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let mut read = String::new();
    let mut from = 0;
    for at in memchr_iter(b'&', bytes) {
        if from == 0 && read.is_empty() {
            read.reserve(text.len());
        }
        let (character, length) = match &bytes[at + 1..] {
            [b'l', b't', b';', ..] => ('<', 4),
            [b'g', b't', b';', ..] => ('>', 4),
            [b'a', b'm', b'p', b';', ..] => ('&', 5),
            [b'q', b'u', b'o', b't', b';', ..] => ('"', 6),
            [b'n', b'b', b's', b'p', b';', ..] => ('\u{a0}', 6),
            [b'#', b'3', b'9', b';', ..] => ('\'', 5),
            rest => ('\0', entity_length(rest)),
        };
        read.push_str(&text[from..at]);
        from = at + length;
        match character {
            '\0' if length == 1 => read.push('&'),
            '\0' => read.push_str(&decode_html_entities(&text[at..from])),
            character => read.push(character),
        }
    }
    if from == 0 {
        return Cow::Borrowed(text);
    }
    read.push_str(&text[from..]);
    Cow::Owned(read)
}

/// Bytes of the entity that a text goes on with after its `&`, with it; 1, the
/// `&`, when it is none.
fn entity_length(rest: &[u8]) -> usize {
    let rest = &rest[..rest.len().min(ENTITY_MAX - 1)];
    match memchr(b';', rest) {
        Some(end) if rest[..end].iter().all(|b| b.is_ascii_alphanumeric() || *b == b'#') => end + 2,
        _ => 1,
    }
}

/// Plain text of a title or a name.
pub(crate) fn plain(text: &str) -> String {
    let mut text = Cow::Borrowed(text);
    for _ in 0..TIMES_MAX {
        match entities(&text) {
            Cow::Borrowed(_) => break,
            Cow::Owned(read) if read == *text => break,
            Cow::Owned(read) => text = Cow::Owned(read),
        }
    }
    on_one_line(text)
}

/// White space as one space, none at the ends.
fn on_one_line(text: Cow<'_, str>) -> String {
    let mut before_space = true;
    let plain = text.bytes().all(|byte| {
        let fits = (0x21..0x7f).contains(&byte) || (byte == b' ' && !before_space);
        before_space = byte == b' ';
        fits
    });
    if plain && !before_space {
        return text.into_owned();
    }
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// HTML of a description. Without a real tag it is escaped as a whole:
/// entities are read until tags appear. With tags, only what is escaped twice
/// (`&amp;nbsp;`) is read, so that `1 &lt; 2` stays as it is.
pub(crate) fn html(text: &str) -> String {
    let mut text = Cow::Borrowed(without_cdata(text));
    for _ in 0..TIMES_MAX {
        let read = if has_tag(&text) {
            without_double_escapes(&text)
        } else if text.contains("&lt;") || text.contains("&#") || text.contains("&amp;") {
            entities(&text)
        } else {
            break;
        };
        match read {
            Cow::Borrowed(_) => break,
            Cow::Owned(read) if read == *text => break,
            Cow::Owned(read) => text = Cow::Owned(read),
        }
    }
    text.into_owned()
}

/// What stands in CDATA that was written into a text.
fn without_cdata(text: &str) -> &str {
    let inner = text.trim().strip_prefix("<![CDATA[");
    inner.map_or(text, |inner| inner.strip_suffix("]]>").unwrap_or(inner).trim())
}

/// A tag rather than an entity.
fn has_tag(text: &str) -> bool {
    let mut tags = memchr::memchr_iter(b'<', text.as_bytes());
    // Eleven letters and two marks are the longest that counts as a tag.
    tags.any(|at| {
        let from = &text[at..];
        let end = (1..=from.len().min(14)).rev().find(|end| from.is_char_boundary(*end));
        let start = &from[..end.unwrap_or(1)];
        looks_like_html(&start[..memchr(b'&', start.as_bytes()).unwrap_or(start.len())])
    })
}

fn without_double_escapes(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let escaped = |at: &usize| {
        let after = &bytes[at + "&amp;".len()..];
        let name = after.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'#').count();
        (2..=10).contains(&name) && after.get(name) == Some(&b';')
    };
    let mut places = memchr::memmem::find_iter(bytes, b"&amp;").filter(escaped).peekable();
    if places.peek().is_none() {
        return Cow::Borrowed(text);
    }
    let mut read = String::with_capacity(text.len());
    let mut from = 0;
    for at in places {
        read.push_str(&text[from..=at]);
        from = at + "&amp;".len();
    }
    read.push_str(&text[from..]);
    Cow::Owned(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_escaped_too_often_is_read_until_stable() {
        assert_eq!(plain("Engineer &amp;amp; Lead "), "Engineer & Lead");
        assert_eq!(html("&lt;p&gt;A &amp;amp; B&lt;/p&gt;"), "<p>A &amp; B</p>");
        assert_eq!(html("&amp;lt;p&amp;gt;x&amp;lt;/p&amp;gt;"), "<p>x</p>");
        assert_eq!(html("<p>a&amp;nbsp;b</p>"), "<p>a&nbsp;b</p>");
        assert_eq!(html("<![CDATA[<p>x</p>]]>"), "<p>x</p>");
    }

    #[test]
    fn text_that_is_right_stays() {
        assert_eq!(html("<p>1 &lt; 2 &amp; 3</p>"), "<p>1 &lt; 2 &amp; 3</p>");
        assert_eq!(html("plain"), "plain");
        assert_eq!(plain("R&D"), "R&D");
        assert_eq!(plain(" a  b\u{a0}c\td "), "a b c d");
        assert_eq!(plain("a b"), "a b");
        assert_eq!(plain(""), "");
    }

    #[test]
    fn entities_are_those_of_html() {
        for text in [
            "a &lt;b&gt; &amp;amp; &quot;c&quot; &#39;d&#39; &#x27;e&#X27; &apos;",
            "&nbsp;&eacute;&Aring;&hellip;&CounterClockwiseContourIntegral;",
            "&nosuch; &; &#; &#x; &#99999999; & &amp &&lt; å&å; &é;",
            "&#0; &#13; &#128; &lt",
            "",
        ] {
            assert_eq!(entities(text), decode_html_entities(text), "{text}");
        }
    }
}
