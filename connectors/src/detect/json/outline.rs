//! The keys of the beginning of a JSON document, however it ends: places such
//! as `jobs[].id`, and the first texts of each. Lines of objects are seen as
//! one object.

use std::collections::BTreeMap;

use crate::detect::sketch::Sketch;

/// Most places that are remembered.
const PLACES_MAX: usize = 4_000;
/// Deepest place that is remembered, and that is looked at.
const DEPTH_MAX: usize = 16;
const LOOK_DEPTH_MAX: usize = 100;
/// Most texts of one place, and bytes of each.
const TEXTS_MAX: usize = 3;
const TEXT_BYTES: usize = 200;

/// What stands where.
#[derive(Default, Debug)]
pub(super) struct Outline {
    places: BTreeMap<String, Vec<String>>,
    roots: usize,
}

impl Outline {
    /// Looks at the beginning of a document.
    pub(super) fn of(text: &str) -> Self {
        let mut walk = Walk { outline: Self::default(), bytes: text.as_bytes(), at: 0 };
        while walk.value("", 0).is_some() {
            walk.outline.roots += 1;
            if walk.outline.places.len() >= PLACES_MAX {
                break;
            }
        }
        walk.outline
    }

    /// All places.
    pub(super) fn places(&self) -> impl Iterator<Item = &String> {
        self.places.keys()
    }

    /// Whether an object or a list is there, and something in it.
    pub(super) fn holds_more(&self, place: &str) -> bool {
        let (key, item) = (format!("{place}."), format!("{place}[]"));
        [key, item].iter().any(|start| {
            self.places.range(start.clone()..).next().is_some_and(|(at, _)| at.starts_with(start))
        })
    }

    /// Whether an object of objects is there, one of which has this key.
    pub(super) fn has_below(&self, place: &str, key: &str) -> bool {
        let (start, end) = (format!("{place}."), format!(".{key}"));
        let below = self.places.range(start.clone()..).take_while(|(at, _)| at.starts_with(&start));
        let mut inner = below.map(|(at, _)| &at[start.len()..]);
        inner.any(|inner| inner.ends_with(&end) && inner.matches('.').count() == 1)
    }

    /// `[]`, and nothing else.
    pub(super) fn is_empty_list(&self) -> bool {
        self.roots == 1 && self.has("[") && !self.has("[]")
    }

    /// For people.
    pub(super) fn seen(&self) -> String {
        let keys = |start: &str| -> Vec<String> {
            let own = self.places.keys().filter_map(|place| place.strip_prefix(start));
            let own = own.filter(|key| !key.is_empty() && !key.contains(['.', '[']));
            let mut keys: Vec<String> = own.take(13).map(|key| format!("{key:?}")).collect();
            if keys.len() == 13 {
                keys[12] = "…".to_owned();
            }
            keys
        };
        let (what, keys) = if self.has("[]") {
            ("a JSON list of objects with the keys ", keys("[]."))
        } else if self.has("[") {
            ("an empty JSON list", Vec::new())
        } else if self.roots > 1 {
            ("lines of JSON with the keys ", keys(""))
        } else {
            ("a JSON object with the keys ", keys(""))
        };
        if keys.is_empty() && self.has("[]") {
            return "a JSON list without objects".to_owned();
        }
        format!("{what}{}", keys.join(", "))
    }
}

impl Sketch for Outline {
    fn has(&self, place: &str) -> bool {
        self.places.contains_key(place)
    }

    fn says(&self, place: &str, part: &str) -> bool {
        // One text, or a list of them.
        let places = [place.to_owned(), format!("{place}[]")];
        let mut texts = places.iter().filter_map(|place| self.places.get(place)).flatten();
        texts.any(|text| text.contains(part))
    }
}

struct Walk<'t> {
    outline: Outline,
    bytes: &'t [u8],
    at: usize,
}

/// What a container does next.
enum Next {
    Another,
    Closed,
}

impl Walk<'_> {
    /// One value at a place; `None` where the text ends or is no JSON.
    fn value(&mut self, place: &str, depth: usize) -> Option<()> {
        self.blank();
        if depth > LOOK_DEPTH_MAX {
            return None;
        }
        match self.peek()? {
            b'{' => self.object(place, depth),
            b'[' => self.list(place, depth),
            b'"' => {
                let text = self.text()?;
                let texts = self.outline.places.entry(place.to_owned()).or_default();
                if texts.len() < TEXTS_MAX {
                    texts.push(text);
                }
                Some(())
            }
            _ => self.word(),
        }
    }

    fn object(&mut self, place: &str, depth: usize) -> Option<()> {
        self.at += 1;
        loop {
            self.blank();
            match self.peek()? {
                b'}' => {
                    self.at += 1;
                    return Some(());
                }
                b'"' => {}
                _ => return None,
            }
            let key = self.text()?;
            self.blank();
            if self.peek()? != b':' {
                return None;
            }
            self.at += 1;
            let inner = if place.is_empty() { key } else { format!("{place}.{key}") };
            self.note(&inner, depth);
            // What is broken inside of an item is for its reader to tell.
            if self.value(&inner, depth + 1).is_none() {
                self.skip_broken()?;
            }
            if let Next::Closed = self.next(b'}')? {
                return Some(());
            }
        }
    }

    fn list(&mut self, place: &str, depth: usize) -> Option<()> {
        self.at += 1;
        if place.is_empty() {
            self.note("[", depth);
        }
        let inner = format!("{place}[]");
        loop {
            self.blank();
            if self.peek()? == b']' {
                self.at += 1;
                return Some(());
            }
            self.note(&inner, depth);
            self.value(&inner, depth + 1)?;
            if let Next::Closed = self.next(b']')? {
                return Some(());
            }
        }
    }

    fn note(&mut self, place: &str, depth: usize) {
        if depth < DEPTH_MAX && self.outline.places.len() < PLACES_MAX {
            self.outline.places.entry(place.to_owned()).or_default();
        }
    }

    fn next(&mut self, close: u8) -> Option<Next> {
        self.blank();
        let byte = self.peek()?;
        self.at += 1;
        match byte {
            b',' => Some(Next::Another),
            byte if byte == close => Some(Next::Closed),
            _ => None,
        }
    }

    /// A string, cut to what is kept of it.
    fn text(&mut self) -> Option<String> {
        let start = self.at + 1;
        let mut at = start;
        loop {
            match self.bytes.get(at)? {
                b'\\' => at += 2,
                b'"' => break,
                _ => at += 1,
            }
        }
        self.at = at + 1;
        let kept = &self.bytes[start..at.min(start + TEXT_BYTES)];
        Some(String::from_utf8_lossy(kept).replace("\\/", "/"))
    }

    /// A number, `true`, `false` or `null`.
    fn word(&mut self) -> Option<()> {
        let start = self.at;
        let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-.".contains(byte);
        while self.bytes.get(self.at).is_some_and(plain) {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }

    /// Goes on at the next comma or end.
    fn skip_broken(&mut self) -> Option<()> {
        let rest = self.bytes.get(self.at..)?;
        self.at += rest.iter().position(|byte| matches!(byte, b',' | b'}' | b']'))?;
        Some(())
    }

    fn blank(&mut self) {
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, wanted: &[&str]) {
        let outline = Outline::of(text);
        let places: Vec<&String> = outline.places().collect();
        assert_eq!(places, wanted, "{text}");
    }

    #[test]
    fn keys_are_seen_however_the_document_ends() {
        check("{\"a\": {\"b\": [1, {\"c\": \"x", &["a", "a.b", "a.b[]", "a.b[].c"]);
        check("[{\"a\": 1}, {\"b\": }, {\"c\": null}]", &["[", "[]", "[].a", "[].b", "[].c"]);
        check("{\"a\":1}\n{\"b\":2}\n", &["a", "b"]);
        check("[]", &["["]);
        check("{oops", &[]);
    }

    #[test]
    fn a_document_of_a_thousand_lists_is_left_early() {
        let deep = "[".repeat(100_000);
        assert!(Outline::of(&deep).places().count() < 100);
    }
}
