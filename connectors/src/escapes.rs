//! Text that was escaped once too often.

use html_escape::decode_html_entities;

use crate::formats::push::looks_like_html;

/// Entities are read at most so many times: what is escaped deeper is text
/// about escapes.
const TIMES_MAX: usize = 3;

/// Plain text of a title or a name.
pub(crate) fn plain(text: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..TIMES_MAX {
        let read = decode_html_entities(&text).into_owned();
        if read == text {
            break;
        }
        text = read;
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// HTML of a description. Without a real tag it is escaped as a whole:
/// entities are read until tags appear. With tags, only what is escaped twice
/// (`&amp;nbsp;`) is read, so that `1 &lt; 2` stays as it is.
pub(crate) fn html(text: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..TIMES_MAX {
        let read = if has_tag(&text) {
            without_double_escapes(&text)
        } else if text.contains("&lt;") || text.contains("&#") || text.contains("&amp;") {
            decode_html_entities(&text).into_owned()
        } else {
            break;
        };
        if read == text {
            break;
        }
        text = read;
    }
    text
}

fn has_tag(text: &str) -> bool {
    text.contains('<') && looks_like_html(&text.replace('&', " "))
}

fn without_double_escapes(text: &str) -> String {
    let mut read = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("&amp;") {
        let after = &rest[at + "&amp;".len()..];
        let name = after.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'#').count();
        let escaped = (2..=10).contains(&name) && after.as_bytes().get(name) == Some(&b';');
        read.push_str(&rest[..at]);
        read.push_str(if escaped { "&" } else { "&amp;" });
        rest = after;
    }
    read.push_str(rest);
    read
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
    }

    #[test]
    fn text_that_is_right_stays() {
        assert_eq!(html("<p>1 &lt; 2 &amp; 3</p>"), "<p>1 &lt; 2 &amp; 3</p>");
        assert_eq!(html("plain"), "plain");
        assert_eq!(plain("R&D"), "R&D");
    }
}
