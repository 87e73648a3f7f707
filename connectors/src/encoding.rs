//! Which characters bytes stand for. Order of trust: byte order mark, the
//! answer's `charset`, the document's own declaration, detection.
//!
//! Bytes that cannot be UTF-8 are not read as UTF-8, whatever is declared; and
//! where two declarations disagree, bytes that are valid UTF-8 beyond ASCII
//! are believed. Each piece of a feed is judged alone, so that one ad in
//! another encoding costs no other its letters.

use std::borrow::Cow;
use std::io::Read;

use chardetng::EncodingDetector;
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};

const BLOCK: usize = 16 * 1024;

/// What is said about the encoding of an answer.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Encodings {
    declared: [Option<&'static Encoding>; 3],
}

/// A piece of text.
pub(crate) struct Decoded<'b> {
    /// Its characters.
    pub(crate) text: Cow<'b, str>,
    /// They are not in the encoding that was declared.
    pub(crate) mended: bool,
}

impl Encodings {
    /// By the first bytes of an answer (about a kilobyte is enough) and its
    /// `Content-Type`.
    pub(crate) fn of(start: &[u8], content_type: Option<&str>) -> Self {
        if let Some((encoding, _)) = Encoding::for_bom(start) {
            return Self { declared: [Some(encoding), None, None] };
        }
        match start {
            [0, b'<', ..] => return Self { declared: [Some(UTF_16BE), None, None] },
            [b'<', 0, ..] => return Self { declared: [Some(UTF_16LE), None, None] },
            _ => {}
        }
        // Bytes that read as ASCII are not UTF-16, whatever is declared.
        let narrow = |encoding: &&'static Encoding| encoding.is_ascii_compatible();
        let header = content_type.and_then(charset).filter(narrow);
        let own = declaration(start).filter(narrow);
        Self { declared: [None, header, own] }
    }

    /// The encoding, when bytes have to be decoded before tags can be looked
    /// for in them.
    pub(crate) fn wide(&self) -> Option<&'static Encoding> {
        let first = self.declared.iter().flatten().next().copied()?;
        (first != UTF_8 && !first.is_single_byte()).then_some(first)
    }

    /// Reads one piece.
    pub(crate) fn decode<'b>(&self, bytes: &'b [u8]) -> Decoded<'b> {
        let said = || self.declared.iter().flatten().copied();
        let first = said().next();
        if let Ok(text) = std::str::from_utf8(bytes)
            && (first.is_none() || said().any(|encoding| encoding == UTF_8) || text.is_ascii())
        {
            let mended = first.is_some_and(|first| first != UTF_8) && !text.is_ascii();
            return Decoded { text: Cow::Borrowed(text), mended };
        }
        if let Some(encoding) = said().find(|encoding| *encoding != UTF_8) {
            let (text, malformed) = encoding.decode_without_bom_handling(bytes);
            return Decoded { text, mended: malformed || first == Some(UTF_8) };
        }
        let mut detector = EncodingDetector::new();
        detector.feed(bytes, true);
        let (text, _) = detector.guess(None, false).decode_without_bom_handling(bytes);
        Decoded { text, mended: true }
    }
}

/// `charset` of a `Content-Type`.
fn charset(content_type: &str) -> Option<&'static Encoding> {
    let parameters = content_type.split(';').skip(1);
    let value = parameters.filter_map(|one| one.split_once('=')).find_map(|(name, value)| {
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches('"'))
    })?;
    Encoding::for_label(value.as_bytes())
}

/// `encoding` of an XML declaration.
fn declaration(start: &[u8]) -> Option<&'static Encoding> {
    let start = start.trim_ascii_start();
    let rest = start.strip_prefix(b"<?xml")?;
    let end = rest.iter().position(|byte| *byte == b'>')?;
    let inside = std::str::from_utf8(&rest[..end]).ok()?;
    let (_, after) = inside.split_once("encoding")?;
    let value = after.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    Encoding::for_label(value[1..].split(quote).next()?.as_bytes())
}

/// Bytes of a wide encoding as UTF-8, in pieces.
pub(crate) struct Transcoded<'a> {
    inner: &'a mut dyn Read,
    decoder: Decoder,
    /// Bytes that were read and not decoded yet.
    waiting: Vec<u8>,
    /// Text that was not handed over yet, and how much of it was.
    ready: Vec<u8>,
    given: usize,
    /// Nothing more will be read.
    done: bool,
    /// Nothing more will be decoded.
    finished: bool,
}

impl<'a> Transcoded<'a> {
    /// Decodes `start` and then what `inner` gives.
    pub(crate) fn new(encoding: &'static Encoding, start: &[u8], inner: &'a mut dyn Read) -> Self {
        Self {
            inner,
            decoder: encoding.new_decoder_with_bom_removal(),
            waiting: start.to_vec(),
            ready: Vec::new(),
            given: 0,
            done: false,
            finished: false,
        }
    }

    /// Decodes what waits.
    fn decode(&mut self) {
        self.ready.resize(BLOCK, 0);
        let (result, read, written, _) =
            self.decoder.decode_to_utf8(&self.waiting, &mut self.ready, self.done);
        self.finished = self.done && result == CoderResult::InputEmpty;
        self.waiting.drain(..read);
        self.ready.truncate(written);
        self.given = 0;
    }
}

impl Read for Transcoded<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        while self.given == self.ready.len() {
            if self.finished {
                return Ok(0);
            }
            self.decode();
            if !self.ready.is_empty() || self.done {
                continue;
            }
            let mut block = [0; BLOCK];
            let length = self.inner.read(&mut block)?;
            self.waiting.extend_from_slice(&block[..length]);
            self.done = length == 0;
        }
        let length = out.len().min(self.ready.len() - self.given);
        out[..length].copy_from_slice(&self.ready[self.given..self.given + length]);
        self.given += length;
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(content_type: Option<&str>, bytes: &[u8], wanted: &str, mended: bool) {
        let decoded = Encodings::of(bytes, content_type).decode(bytes);
        let text = decoded.text.rsplit("?>").next().unwrap();
        assert_eq!((text, decoded.mended), (wanted, mended), "{content_type:?}");
    }

    const MALMO: &[u8] = b"<?xml version='1.0' encoding='windows-1252'?>Malm\xf6 \x96 \xe5";

    #[test]
    fn header_goes_before_declaration_before_detection() {
        check(None, MALMO, "Malmö – å", false);
        check(Some("text/xml; charset=\"iso-8859-2\""), b"<a>\xb1", "<a>ą", false);
        check(None, "<a>Malmö".as_bytes(), "<a>Malmö", false);
        check(
            None,
            b"<a>Lediga jobb i Malm\xf6 och V\xe4ster\xe5s",
            "<a>Lediga jobb i Malmö och Västerås",
            true,
        );
        check(None, "\u{feff}Malmö".as_bytes(), "\u{feff}Malmö", false);
    }

    #[test]
    fn what_cannot_be_as_declared_is_read_as_it_is() {
        check(Some("text/xml; charset=utf-8"), MALMO, "Malmö – å", true);
        let both = "<?xml version='1.0' encoding='UTF-8'?>Malmö".as_bytes();
        check(Some("text/xml; charset=ISO-8859-1"), both, "Malmö", true);
        check(Some("text/xml; charset=utf-16"), both, "Malmö", false);
    }

    #[test]
    fn wide_encodings_are_decoded_before_all_else() {
        for (bom, big) in [(true, true), (true, false), (false, true), (false, false)] {
            let text = "<a>Malmö 𝄞</a>";
            let marked = if bom { format!("\u{feff}{text}") } else { text.to_owned() };
            let units = marked.encode_utf16();
            let bytes: Vec<u8> = units
                .flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() })
                .collect();
            let encoding = Encodings::of(&bytes, None).wide().unwrap();
            let mut rest = &bytes[3..];
            let mut read = String::new();
            Transcoded::new(encoding, &bytes[..3], &mut rest).read_to_string(&mut read).unwrap();
            assert_eq!(read, text);
        }
    }
}
