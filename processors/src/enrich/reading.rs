//! A text made ready for looking things up in it: lower case, byte for byte as
//! long as it was, so that what is found in it is found in the text.

use schemas::ad::{Ad, Span};

/// Bytes of a description that are read. Ads beyond this repeat themselves or
/// are no ads, and nothing may grow without bound.
const BYTES_MAX: usize = 64 * 1024;

/// Title and description of an ad's main text.
pub(super) struct Reading {
    index: usize,
    /// The title in lower case.
    pub(super) title: String,
    /// The description in lower case.
    pub(super) body: String,
}

/// Which of the two a match is in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Part {
    /// The title.
    Title,
    /// The plain text.
    Body,
}

impl Reading {
    /// Reads the main text of an ad; none when it has no text.
    pub(super) fn of(ad: &Ad) -> Option<Self> {
        let main = ad.texts.iter().position(|text| text.lang == ad.language).unwrap_or(0);
        let text = ad.texts.get(main)?;
        Some(Self {
            index: main,
            title: lower(bounded(&text.title)),
            body: lower(bounded(&text.description_text)),
        })
    }

    /// The texts, the title first.
    pub(super) fn parts(&self) -> [(Part, &str); 2] {
        [(Part::Title, &self.title), (Part::Body, &self.body)]
    }

    /// The same parts as they were written.
    pub(super) fn written<'a>(&self, ad: &'a Ad) -> [(Part, &'a str); 2] {
        let text = &ad.texts[self.index];
        [(Part::Title, bounded(&text.title)), (Part::Body, bounded(&text.description_text))]
    }

    /// The JSON pointer of a part.
    pub(super) fn path(&self, part: Part) -> String {
        let field = match part {
            Part::Title => "title",
            Part::Body => "description_text",
        };
        format!("/texts/{}/{field}", self.index)
    }

    /// The place of bytes `start..end` of a part, in code points.
    pub(super) fn span(&self, part: Part, start: usize, end: usize) -> Span {
        let text = match part {
            Part::Title => &self.title,
            Part::Body => &self.body,
        };
        let points = |bytes: &str| i32::try_from(bytes.chars().count()).unwrap_or(i32::MAX);
        let before = points(&text[..start]);
        Span { field: self.path(part), start: before, end: before + points(&text[start..end]) }
    }
}

fn bounded(text: &str) -> &str {
    &text[..text.floor_char_boundary(BYTES_MAX)]
}

/// Lower case, each letter in as many bytes as before; a letter whose lower
/// case is longer or shorter stays.
pub(super) fn lower(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii() {
            out.push(character.to_ascii_lowercase());
            continue;
        }
        let mut lower = character.to_lowercase();
        match (lower.next(), lower.next()) {
            // What would change its length stays, so that places in the text hold.
            (Some(one), None) if one.len_utf8() == character.len_utf8() => out.push(one),
            _ => out.push(character),
        }
    }
    out
}

/// The words around `start..end`, as far as the sentence goes and at most
/// `bytes` on each side.
pub(super) fn sentence(text: &str, start: usize, end: usize, bytes: usize) -> (usize, usize) {
    let from = text.floor_char_boundary(start.saturating_sub(bytes));
    let to = text.ceil_char_boundary((end + bytes).min(text.len()));
    let is_end = |c: char| matches!(c, '\n' | '.' | '!' | '?' | '•' | ';');
    let first = text[from..start]
        .rfind(is_end)
        .map_or(from, |at| from + at + text[from + at..].chars().next().map_or(1, char::len_utf8));
    let last = text[end..to].find(is_end).map_or(to, |at| end + at);
    (first, last)
}

#[cfg(test)]
mod tests {
    use super::lower;

    #[test]
    fn lower_case_keeps_its_length() {
        for text in ["ÅÄÖ Säljare", "İstanbul ẞ K", "\u{212a}elvin", "🚚 Ⱥ"] {
            assert_eq!(lower(text).len(), text.len(), "{text}");
        }
        assert_eq!(lower("ÅÄÖ Säljare"), "åäö säljare");
    }
}
