//! Makes a partner's HTML safe to show, whatever it holds.
//!
//! Allowed: the elements of [`ELEMENTS`], without attributes but `href` of a
//! link (`http`, `https`, `mailto`, `tel`; every link gets
//! `rel="noopener nofollow"`) and the spans of table cells. Gone: scripts,
//! styles, forms, frames, and images, because an image tells its host who
//! reads the ad. Other elements leave and their text stays.

mod bounds;
mod usual;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::plain_text;

/// Elements that stay.
const ELEMENTS: &[&str] = &[
    "a",
    "address",
    "article",
    "aside",
    "b",
    "blockquote",
    "br",
    "code",
    "dd",
    "div",
    "dl",
    "dt",
    "em",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "i",
    "li",
    "main",
    "ol",
    "p",
    "pre",
    "s",
    "section",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
];

/// Elements that leave with all that they hold.
const WITH_CONTENT: &[&str] = &[
    "applet", "audio", "canvas", "embed", "frameset", "iframe", "math", "noembed", "noframes",
    "noscript", "object", "script", "select", "style", "svg", "template", "textarea", "title",
    "video",
];

/// Times that an escaped document is unescaped (canonical.md, trap 4).
const UNESCAPED_TIMES_MAX: u32 = 3;

/// Passes after the first one, until a document reads as it was written.
const PASSES_MAX: usize = 4;

static SANITISER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let mut builder = ammonia::Builder::empty();
    builder
        .tags(ELEMENTS.iter().copied().collect())
        .clean_content_tags(WITH_CONTENT.iter().copied().collect())
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["href"])),
            ("td", HashSet::from(["colspan", "rowspan"])),
            ("th", HashSet::from(["colspan", "rowspan"])),
        ]))
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
        .url_relative(ammonia::UrlRelative::Deny)
        .link_rel(Some("noopener nofollow"))
        .strip_comments(true);
    builder
});

/// Safe HTML, and what was done to get it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Safe {
    /// The HTML.
    pub(super) html: String,
    /// It came escaped more often than once.
    pub(super) unescaped: bool,
    /// It was too deep or too large for its structure to be kept.
    pub(super) simplified: bool,
}

/// Makes `html` safe. With `may_unescape`, a document that was escaped once
/// too often is read as what it was meant to be.
pub(super) fn clean(html: &str, may_unescape: bool) -> Safe {
    let mut current = Cow::Borrowed(html);
    let mut times = 0;
    let mut simplified = false;
    loop {
        while may_unescape && times < UNESCAPED_TIMES_MAX {
            let Some(next) = unescape_once(&current) else { break };
            current = Cow::Owned(next);
            times += 1;
        }
        let (html, cut) = sanitise(&current);
        simplified |= cut;
        // What sanitising removed can bring escaped parts together.
        if !may_unescape || times == UNESCAPED_TIMES_MAX || unescape_once(&html).is_none() {
            return Safe { html, unescaped: times > 0, simplified };
        }
        current = Cow::Owned(html);
    }
}

/// Safe HTML of a plain text. What it holds is escaped, so that the sanitiser
/// has nothing to do, unless the text was escaped HTML all along.
pub(super) fn of_text(text: &str, may_unescape: bool) -> Safe {
    let html = plain_text::to_html(text);
    if may_unescape && unescape_once(&html).is_some() {
        return clean(&html, true);
    }
    // Such a document is simplified wherever it is read again: now as well.
    if !bounds::is_moderate(&html) {
        return Safe { html: simple(&html), unescaped: false, simplified: true };
    }
    Safe { html, unescaped: false, simplified: false }
}

/// The text of a document in paragraphs and lists, without its structure.
fn simple(html: &str) -> String {
    plain_text::to_html(&plain_text::from_html(html))
}

fn sanitise(html: &str) -> (String, bool) {
    let html = bounds::without_long_tags(html);
    if !bounds::has_tag(&html) && !html.contains("<!") {
        // "HTML" without a single element: its line ends are its structure.
        let text = html_escape::decode_html_entities(html.as_ref());
        let html = plain_text::to_html(&text);
        return if bounds::is_moderate(&html) { (html, false) } else { (simple(&html), true) };
    }
    if !bounds::is_moderate(&html) {
        return (simple(&html), true);
    }
    let mut safe = written(&html);
    for _ in 0..PASSES_MAX {
        // Escaping and `rel` make a document larger than it came.
        if !bounds::is_moderate(&safe) {
            return (simple(&safe), true);
        }
        if usual::is_usual(&safe) {
            return (safe, false);
        }
        let again = written(&safe);
        if again == safe {
            return (safe, false);
        }
        safe = again;
    }
    (simple(&safe), true)
}

/// One pass of the sanitiser. Keeps an element in the result, so that nobody
/// takes it for escaped HTML or plain text.
fn written(html: &str) -> String {
    let mut safe = SANITISER.clean(html).to_string();
    // A parser drops the first line end of `pre`.
    while safe.contains("<pre>\n") {
        safe = safe.replace("<pre>\n", "<pre>");
    }
    let safe = safe.trim();
    if safe.is_empty() || bounds::has_tag(safe) {
        return safe.to_owned();
    }
    format!("<p>{safe}</p>")
}

/// Takes one level of escaping off, where there is one too many: more escaped
/// elements than real ones, or an escaped entity (`&amp;nbsp;`).
fn unescape_once(html: &str) -> Option<String> {
    if !html.contains('&') {
        return None;
    }
    let escaped = bounds::escaped_tags(html);
    if escaped > 0 && escaped > bounds::tags(html) {
        return Some(html_escape::decode_html_entities(html).into_owned());
    }
    let mut out = String::new();
    let mut rest = html;
    while let Some(at) = rest.find("&amp;") {
        let (before, entity) = (&rest[..at], &rest[at + "&amp;".len()..]);
        out.push_str(before);
        out.push('&');
        if !starts_with_entity_name(entity) {
            out.push_str("amp;");
        }
        rest = entity;
    }
    out.push_str(rest);
    (out.len() != html.len()).then_some(out)
}

/// Whether `text` goes on as an entity does after its ampersand: `nbsp;`.
fn starts_with_entity_name(text: &str) -> bool {
    // The longest names are longer, but nobody writes them in an ad.
    let Some(end) = text.bytes().take(12).position(|byte| byte == b';') else { return false };
    let name = &text.as_bytes()[..end];
    if !name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'#') {
        return false;
    }
    let entity = format!("&{}", &text[..=end]);
    html_escape::decode_html_entities(&entity) != entity.as_str()
}

#[cfg(test)]
mod tests;
