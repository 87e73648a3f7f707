//! Text that was escaped once too often.

use std::borrow::Cow;

use html_escape::decode_html_entities;
use memchr::memchr;

use crate::formats::push::looks_like_html;

/// Entities are read at most so many times: what is escaped deeper is text
/// about escapes.
const TIMES_MAX: usize = 3;
/// Longest entity, with its marks: `&CounterClockwiseContourIntegral;`.
const ENTITY_MAX: usize = 40;

/// Reads every entity once. What is none stays as it came. Most are one of a
/// few, which need no look into the list of all.
pub(crate) fn entities(text: &str) -> Cow<'_, str> {
    let Some(first) = memchr(b'&', text.as_bytes()) else { return Cow::Borrowed(text) };
    let mut read = String::with_capacity(text.len());
    let (mut rest, mut at) = (text, first);
    loop {
        let (before, entity) = rest.split_at(at);
        read.push_str(before);
        let length = entity_length(entity);
        let (written, after) = entity.split_at(length);
        match written {
            "&lt;" => read.push('<'),
            "&gt;" => read.push('>'),
            "&amp;" => read.push('&'),
            "&quot;" => read.push('"'),
            "&nbsp;" => read.push('\u{a0}'),
            "&#39;" => read.push('\''),
            "&" => read.push('&'),
            other => read.push_str(&decode_html_entities(other)),
        }
        rest = after;
        match memchr(b'&', rest.as_bytes()) {
            Some(next) => at = next,
            None => break,
        }
    }
    read.push_str(rest);
    Cow::Owned(read)
}

/// Bytes of the entity that a text begins with; 1, its `&`, when it is none.
fn entity_length(text: &str) -> usize {
    let bytes = &text.as_bytes()[..text.len().min(ENTITY_MAX)];
    match memchr(b';', bytes) {
        Some(end) if bytes[1..end].iter().all(|b| b.is_ascii_alphanumeric() || *b == b'#') => {
            end + 1
        }
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
    let mut read = String::new();
    let mut rest = text;
    while let Some(at) = memchr::memmem::find(rest.as_bytes(), b"&amp;") {
        let after = &rest[at + "&amp;".len()..];
        let name = after.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'#').count();
        let escaped = (2..=10).contains(&name) && after.as_bytes().get(name) == Some(&b';');
        read.push_str(&rest[..at]);
        read.push_str(if escaped { "&" } else { "&amp;" });
        rest = after;
    }
    if rest.len() == text.len() {
        return Cow::Borrowed(text);
    }
    read.push_str(rest);
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
