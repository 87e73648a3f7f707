//! Formats of XML, by the outermost element, names, attributes and namespaces
//! of the beginning.

use std::collections::{BTreeMap, BTreeSet};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::sketch::Sketch;
use super::tells;
use super::{Clues, Recognised, Unrecognised, best};

/// Most places that are remembered.
const PLACES_MAX: usize = 4_000;
/// Most texts of one place, and characters of each.
const TEXTS_MAX: usize = 3;
const TEXT_CHARS: usize = 200;

/// What is no feed of ads, though it is known: a place, what it is, and what
/// to do.
const KNOWN: &[(&str, &str, &str)] = &[
    (
        "xmlns:http://arbetsformedlingen.se/LedigtArbete",
        "an envelope of Arbetsförmedlingen's HR-XML 0.52",
        "partners push it; no feed of it is known",
    ),
    ("/error", "an error in XML", "the address or a key may be wrong"),
    ("/opml", "a list of feeds (OPML)", "each of the feeds can be tried"),
    ("/html", "a page", "try the page where one ad is shown"),
];

/// Detects XML.
pub(super) fn detect(text: &str, clues: Clues<'_>) -> Result<Recognised, Unrecognised> {
    let outline = Outline::of(text);
    if let Some(found) = best(&outline, tells::XML, clues) {
        return Ok(found);
    }
    for (place, what, hint) in KNOWN {
        if outline.has(place) {
            return Err(Unrecognised::Other { what: (*what).to_owned(), hint });
        }
    }
    Err(Unrecognised::Unknown { seen: outline.seen() })
}

/// What stands where: `/root`, `parent/child`, `element@attribute`, without
/// prefixes and in lower case; `xmlns:URI` and `prefix:NAME`.
#[derive(Default)]
struct Outline {
    places: BTreeMap<String, Vec<String>>,
    namespaces: BTreeSet<String>,
    root: String,
}

impl Outline {
    fn of(text: &str) -> Self {
        let mut outline = Self::default();
        let mut reader = Reader::from_str(text);
        reader.config_mut().check_end_names = false;
        reader.config_mut().allow_unmatched_ends = true;
        let mut open: Vec<String> = Vec::new();
        // A fault ends the look: what came before has been seen.
        while let Ok(event) = reader.read_event() {
            match event {
                Event::Start(start) => {
                    outline.element(&start, &open);
                    open.push(local(start.name().as_ref()));
                }
                Event::Empty(start) => outline.element(&start, &open),
                Event::End(_) => {
                    open.pop();
                }
                Event::Text(text) => outline.says_here(&open, &String::from_utf8_lossy(&text)),
                Event::CData(text) => outline.says_here(&open, &String::from_utf8_lossy(&text)),
                Event::Eof => break,
                _ => {}
            }
            if outline.places.len() > PLACES_MAX {
                break;
            }
        }
        outline
    }

    fn element(&mut self, start: &BytesStart<'_>, open: &[String]) {
        let name = start.name();
        let element = local(name.as_ref());
        if let Some(prefix) = name.prefix() {
            self.note(format!("prefix:{}", local(prefix.as_ref())));
        }
        match open.last() {
            Some(parent) => self.note(format!("{parent}/{element}")),
            None => {
                if self.root.is_empty() {
                    self.root = String::from_utf8_lossy(name.as_ref()).into_owned();
                }
                self.note(format!("/{element}"));
            }
        }
        for attribute in start.attributes().with_checks(false).flatten() {
            let value = String::from_utf8_lossy(&attribute.value).into_owned();
            let key = attribute.key.as_ref();
            if key == b"xmlns" || key.starts_with(b"xmlns:") {
                self.namespaces.insert(value);
            } else {
                let place = format!("{element}@{}", local(key));
                self.note(place.clone());
                self.text(place, &value);
            }
        }
    }

    fn says_here(&mut self, open: &[String], text: &str) {
        if let [.., parent, element] = open
            && !text.trim().is_empty()
        {
            self.text(format!("{parent}/{element}"), text.trim());
        }
    }

    fn note(&mut self, place: String) {
        self.places.entry(place).or_default();
    }

    fn text(&mut self, place: String, text: &str) {
        let texts = self.places.entry(place).or_default();
        if texts.len() < TEXTS_MAX {
            texts.push(text.chars().take(TEXT_CHARS).collect());
        }
    }

    /// For people.
    fn seen(&self) -> String {
        if self.root.is_empty() {
            return "markup without an element".to_owned();
        }
        let root = local(self.root.as_bytes());
        let start = format!("{root}/");
        let inner = self.places.keys().filter_map(|place| place.strip_prefix(&start));
        let inner: Vec<String> = inner.take(8).map(|name| format!("<{name}>")).collect();
        let mut seen = format!("XML with the root <{}>", self.root);
        if !inner.is_empty() {
            seen.push_str(&format!(", and in it {}", inner.join(" ")));
        }
        if let Some(namespace) = self.namespaces.first() {
            seen.push_str(&format!(", namespace {namespace}"));
        }
        seen
    }
}

impl Sketch for Outline {
    fn has(&self, place: &str) -> bool {
        match place.strip_prefix("xmlns:") {
            Some(start) => self.namespaces.iter().any(|namespace| namespace.starts_with(start)),
            None => self.places.contains_key(place),
        }
    }

    fn says(&self, place: &str, part: &str) -> bool {
        self.places.get(place).is_some_and(|texts| texts.iter().any(|text| text.contains(part)))
    }
}

/// A name without its prefix, in lower case.
fn local(name: &[u8]) -> String {
    let name = name.rsplit(|byte| *byte == b':').next().unwrap_or(name);
    String::from_utf8_lossy(name).to_ascii_lowercase()
}
