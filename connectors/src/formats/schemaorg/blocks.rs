//! The JSON-LD blocks of a page, without a tree of it: most of a page is other
//! things. Only tags, quotes and the elements whose content is text are looked
//! at, as an HTML tokenizer does.

use memchr::{memchr, memchr2, memmem};

/// Elements whose content is text up to their end tag.
const TEXT: [&str; 8] =
    ["style", "title", "textarea", "xmp", "iframe", "noembed", "noframes", "noscript"];

/// The content of every `<script type="application/ld+json">`, in order. One
/// without an end goes to the end of the page.
pub(super) fn json_ld(html: &str) -> Vec<&str> {
    let mut blocks = Vec::new();
    let bytes = html.as_bytes();
    let mut at = 0;
    while let Some(found) = memchr(b'<', &bytes[at..]) {
        at += found;
        let rest = &bytes[at..];
        if rest.starts_with(b"<!--") {
            at += memmem::find(&rest[4..], b"-->").map_or(rest.len(), |end| end + 7);
            continue;
        }
        let letters = rest[1..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let name = &html[at + 1..at + 1 + letters];
        if letters == 0 {
            at += 1;
            continue;
        }
        let Some(end) = tag_end(rest) else { break };
        let tag = &html[at..at + end];
        at += end;
        let is = |word: &&str| name.eq_ignore_ascii_case(word);
        if is(&"script") {
            let length = text_end(&bytes[at..], "script");
            if is_json_ld(tag) {
                blocks.push(&html[at..at + length]);
            }
            at += length;
        } else if TEXT.iter().any(is) {
            at += text_end(&bytes[at..], name);
        }
    }
    blocks
}

/// Where a tag ends: after its `>` outside of quotes that follow a `=`.
fn tag_end(tag: &[u8]) -> Option<usize> {
    let mut at = 1;
    loop {
        let found = tag[at..].iter().position(|byte| matches!(byte, b'>' | b'"' | b'\''))?;
        at += found;
        if tag[at] == b'>' {
            return Some(at + 1);
        }
        let is_value = tag[..at].trim_ascii_end().ends_with(b"=");
        at += 1;
        if is_value {
            at += memchr(tag[at - 1], &tag[at..])? + 1;
        }
    }
}

/// Bytes before the end tag of an element whose content is text.
fn text_end(bytes: &[u8], name: &str) -> usize {
    let mut at = 0;
    while let Some(found) = memmem::find(&bytes[at..], b"</") {
        at += found;
        let after = &bytes[at + 2..];
        let ends =
            |byte: Option<&u8>| matches!(byte, Some(b'>' | b'/' | b' ' | b'\t' | b'\n' | b'\r'));
        let is_name =
            after.get(..name.len()).is_some_and(|it| it.eq_ignore_ascii_case(name.as_bytes()));
        if is_name && ends(after.get(name.len())) {
            return at;
        }
        at += 2;
    }
    bytes.len()
}

/// The first `type` of a tag begins with `application/ld+json`.
fn is_json_ld(tag: &str) -> bool {
    let bytes = tag.as_bytes();
    let mut at = 0;
    while let Some(found) = memchr2(b't', b'T', &bytes[at..]) {
        at += found;
        let before = at.checked_sub(1).map(|before| bytes[before]);
        let is_type = tag.get(at..at + 4).is_some_and(|it| it.eq_ignore_ascii_case("type"));
        at += 1;
        if !is_type || !before.is_some_and(|byte| byte.is_ascii_whitespace() || byte == b'/') {
            continue;
        }
        let Some(value) = tag[at + 3..].trim_ascii_start().strip_prefix('=') else { continue };
        let value = value.trim_ascii_start().trim_start_matches(['"', '\'']).trim_ascii_start();
        let start = value.get(.."application/ld+json".len());
        return start.is_some_and(|it| it.eq_ignore_ascii_case("application/ld+json"));
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, wanted: &[&str]) {
        assert_eq!(json_ld(html), wanted, "{html}");
    }

    #[test]
    fn blocks_are_found_wherever_they_stand() {
        check("<script type=\"application/ld+json\">{}</script>", &["{}"]);
        check(
            "<p a='<script>'><SCRIPT id=x TYPE = 'Application/LD+JSON; x' >1</ScripT ><b>",
            &["1"],
        );
        check("<script type=application/ld+json>{\"a\":\"<p>\"}", &["{\"a\":\"<p>\"}"]);
        check("<script type=a></script><script type=application/ld+json>2</script>", &["2"]);
    }

    #[test]
    fn what_only_looks_like_a_block_is_none() {
        check("<!-- <script type=\"application/ld+json\">{}</script> -->", &[]);
        check("<style><script type=\"application/ld+json\">{}</script></style>", &[]);
        check("<div t=\"<script type='application/ld+json'>{}</script>\">", &[]);
        check("<script data-type=\"application/ld+json\">{}</script>", &[]);
        check("< script type=\"application/ld+json\">{}</script>", &[]);
        check("<scripty type=\"application/ld+json\">{}</scripty>", &[]);
        check("", &[]);
    }
}
