//! Whether a parser reads sanitised HTML as the very tree it was written
//! from. Broken documents come out of a parser in shapes that the next parser
//! mends again (`<li>` in `<li>`, a paragraph around a table).

use super::bounds::{self, next_tag, tag_end};

/// Elements that end an open paragraph.
const BLOCKS: &[&[u8]] = &[
    b"address",
    b"article",
    b"aside",
    b"blockquote",
    b"div",
    b"dl",
    b"footer",
    b"h1",
    b"h2",
    b"h3",
    b"h4",
    b"h5",
    b"h6",
    b"header",
    b"hr",
    b"main",
    b"ol",
    b"p",
    b"pre",
    b"section",
    b"ul",
];

/// Whether every element stands where one may; a table is always doubtful.
/// Expects balanced tags, as a serialiser writes them.
pub(super) fn is_usual(html: &str) -> bool {
    let bytes = html.as_bytes();
    let mut open: Vec<&[u8]> = Vec::new();
    let mut from = 0;
    while let Some(at) = next_tag(bytes, from) {
        from = tag_end(bytes, at);
        if bytes[at + 1] == b'/' {
            open.pop();
            continue;
        }
        let name = bounds::name(&bytes[at + 1..]);
        if !may_stand(name, &open) {
            return false;
        }
        if !matches!(name, b"br" | b"hr") {
            open.push(name);
        }
    }
    true
}

fn may_stand(name: &[u8], open: &[&[u8]]) -> bool {
    let parent = open.last().copied().unwrap_or_default();
    let inside = |wanted: &[u8]| open.contains(&wanted);
    let in_heading = parent.len() == 2 && parent[0] == b'h';
    match name {
        b"table" | b"thead" | b"tbody" | b"tfoot" | b"tr" | b"td" | b"th" => false,
        b"li" => parent == b"ul" || parent == b"ol",
        b"dd" | b"dt" => parent == b"dl",
        b"a" => !inside(b"a"),
        _ if BLOCKS.contains(&name) => !inside(b"p") && !in_heading,
        // A parser keeps at most three equal formatting elements open.
        _ => open.len() < 20 && open.iter().filter(|element| **element == name).count() < 3,
    }
}
