//! Title, description and parts of an ad.

use std::collections::BTreeMap;

use schemas::ad::{Section, Text};

use super::path::{Paths, plain};
use super::{Item, SectionPaths, TranslationPaths};
use crate::escapes::html;
use crate::formats::push::{language_tag, looks_like_html};

/// What paths lead to, as the text of an ad.
pub(super) struct Parts<'m> {
    /// The first that is there.
    pub(super) description: &'m Paths,
    /// All, in order.
    pub(super) also: &'m Paths,
    /// Parts with a meaning.
    pub(super) sections: &'m [SectionPaths],
    /// The parts are (the rest of) the description.
    pub(super) joined: bool,
}

/// The text of an item.
pub(super) fn read(item: &Item<'_>, title: String, lang: &str, parts: &Parts<'_>) -> Text {
    let mut text = Text { lang: lang.to_owned(), title, ..Text::default() };
    let mut pieces: Vec<String> = Vec::new();
    let first = item.found(parts.description).into_iter().take(1);
    for (value, piece) in first.chain(item.found(parts.also)) {
        item.mark(value);
        pieces.push(html(piece.trim()));
    }
    for paths in parts.sections {
        for value in item.values(&paths.each) {
            let Some(section) = section(item, value, paths) else { continue };
            if parts.joined {
                let heading = section.heading.as_deref();
                let heading = heading.map(html_escape::encode_text).unwrap_or_default();
                let heading =
                    if heading.is_empty() { String::new() } else { format!("<h3>{heading}</h3>") };
                pieces.push(format!("{heading}{}", as_html(&section.html)));
            }
            text.sections.push(section);
        }
    }
    match &mut pieces[..] {
        [] => {}
        [one] if !looks_like_html(one) => text.description_text = std::mem::take(one),
        [one] => text.description_html = std::mem::take(one),
        many => text.description_html = many.iter().map(|piece| as_html(piece)).collect(),
    }
    text
}

fn section<'v>(
    item: &Item<'v>,
    value: &'v serde_json::Value,
    paths: &SectionPaths,
) -> Option<Section> {
    if paths.html.0.is_empty() {
        let given = plain(value).filter(|text| !text.trim().is_empty())?;
        item.mark(value);
        return Some(Section { kind: paths.kind, heading: None, html: part_html(&given) });
    }
    let part = item.part(value);
    let heading = part.text(&paths.heading);
    let skipped = |heading: &String| paths.skip.iter().any(|it| it.eq_ignore_ascii_case(heading));
    if heading.as_ref().is_some_and(skipped) {
        return None;
    }
    let given = part.raw(&paths.html);
    item.absorb(&part);
    Some(Section { kind: paths.kind, heading, html: part_html(&given?) })
}

/// HTML of a part; items of a list without the list get one (Lever).
fn part_html(given: &str) -> String {
    let html = html(given.trim());
    if html.starts_with("<li") { format!("<ul>{html}</ul>") } else { html }
}

/// Plain text between pieces of HTML.
fn as_html(piece: &str) -> String {
    if looks_like_html(piece) {
        return piece.to_owned();
    }
    format!("<p>{}</p>", html_escape::encode_text(piece).replace('\n', "<br>"))
}

/// `en`, `en_US`, `gb` where the source calls English so. `English` is none.
pub(super) fn language(text: &str, words: &BTreeMap<String, String>) -> Option<String> {
    let text = text.trim().replace('_', "-");
    language_tag(words.get(&text.to_lowercase()).unwrap_or(&text))
}

/// The same ad in further languages.
pub(super) fn translations(
    item: &Item<'_>,
    paths: &TranslationPaths,
    words: &BTreeMap<String, String>,
    main: &str,
) -> Vec<Text> {
    let mut versions = Vec::new();
    for value in item.values(&paths.by_language) {
        let fields = value.as_object().into_iter().flatten();
        versions.extend(fields.map(|(key, inner)| (Some(key.clone()), inner)));
    }
    for value in item.values(&paths.each) {
        let part = item.part(value);
        versions.push((part.text(&paths.language), value));
        item.absorb(&part);
    }
    let mut texts: Vec<Text> = Vec::new();
    for (given, inner) in versions {
        let lang = given.and_then(|given| language(&given, words));
        let part = item.part(inner);
        let parts = Parts {
            description: &paths.description,
            also: &paths.description_also,
            sections: &[],
            joined: false,
        };
        let title = part.text(&paths.title);
        let text = lang.zip(title).map(|(lang, title)| read(&part, title, &lang, &parts));
        item.absorb(&part);
        let known = |text: &Text| text.lang == main || texts.iter().any(|t| t.lang == text.lang);
        let text = text.filter(|text| !known(text));
        texts.extend(text);
    }
    texts
}
