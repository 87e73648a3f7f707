//! Titles and descriptions, in one language or several.

use schemas::ad::{Section, Text};

use super::node::Node;
use super::object::{Object, Report, list};
use super::values::{language, long, short, word};
use crate::blank::UNDETERMINED;

/// Longest description, in bytes.
pub(super) const DESCRIPTION_MAX: usize = 500 * 1024;
/// Longest section and other HTML beside the description, in bytes.
pub(super) const HTML_MAX: usize = 100 * 1024;

/// Texts of an ad: `texts`, or `title` with a description.
pub(super) fn texts(object: &mut Object<'_>, language: &str) -> Vec<Text> {
    for name in ["title", "description", "description_html", "description_text"] {
        object.not_both(name, "texts");
    }
    let given = object.get("texts", list(30, |node, report| one(node, language, report)));
    if object.has("texts") {
        object.skip(&["title", "description", "description_html", "description_text"]);
        let given = given.unwrap_or_default();
        if given.is_empty() {
            object.fault_at("texts", "title_missing", "at least one text with a title is needed");
        }
        return given;
    }
    let mut text = Text { lang: language.to_owned(), ..Text::default() };
    fill(object, &mut text);
    vec![text]
}

fn one<'n>(node: &'n Node<'n>, fallback: &str, report: &'n Report) -> Option<Text> {
    let mut object = Object::open(node, report)?;
    let lang = object.get("lang", language).unwrap_or_else(|| fallback.to_owned());
    let mut text = Text { lang, ..Text::default() };
    fill(&mut object, &mut text);
    text.sections = object.get("sections", list(50, section)).unwrap_or_default();
    object.finish();
    Some(text)
}

fn fill(object: &mut Object<'_>, text: &mut Text) {
    object.not_both("description", "description_html");
    object.not_both("description", "description_text");
    if !object.has("title") {
        object.fault_at("title", "title_missing", "an ad needs a title");
    }
    text.title = object.get("title", short).unwrap_or_default();
    let html = object.get("description_html", long(DESCRIPTION_MAX));
    let plain = object.get("description_text", long(DESCRIPTION_MAX));
    text.description_html = html.unwrap_or_default();
    text.description_text = plain.unwrap_or_default();
    if let Some(either) = object.get("description", long(DESCRIPTION_MAX)) {
        if looks_like_html(&either) {
            text.description_html = either;
        } else {
            text.description_text = either;
        }
    }
}

fn section<'n>(node: &'n Node<'n>, report: &'n Report) -> Option<Section> {
    let mut object = Object::open(node, report)?;
    let kind = object.get("kind", word);
    let heading = object.get("heading", short);
    let html = object.get("html", long(HTML_MAX));
    for name in ["kind", "html"] {
        if !object.has(name) {
            object.fault_at(name, "missing", "a section has a kind and html");
        }
    }
    object.finish();
    Some(Section { kind: kind?, heading, html: html? })
}

/// The language of an ad: its own, that of its first text, the profile's.
pub(super) fn main_language(
    given: Option<String>,
    texts: &[Text],
    profile: Option<&str>,
) -> String {
    let first = || texts.iter().map(|text| text.lang.clone()).find(|lang| lang != UNDETERMINED);
    given
        .or_else(first)
        .or_else(|| profile.map(str::to_owned))
        .unwrap_or_else(|| UNDETERMINED.to_owned())
}

/// A tag or an entity. `a < b` and `R&D` are plain text.
pub(crate) fn looks_like_html(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.iter().enumerate().any(|(at, byte)| match byte {
        b'<' => {
            let after = &bytes[at + 1..];
            let name = after.strip_prefix(b"/").unwrap_or(after);
            let letters = name.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
            name.first().is_some_and(u8::is_ascii_alphabetic)
                && letters <= 10
                && matches!(name.get(letters), Some(b'>' | b' ' | b'/' | b'\n' | b'\t' | b'\r'))
        }
        b'&' => {
            let name = &bytes[at + 1..bytes.len().min(at + 12)];
            let letters =
                name.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'#').count();
            letters > 1 && name.get(letters) == Some(&b';')
        }
        _ => false,
    })
}
