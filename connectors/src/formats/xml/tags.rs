//! Where a tag, a comment or a stretch of CDATA begins and ends.

use memchr::{memchr, memchr2, memmem};

/// One token that begins with `<`. Names are given by their place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Tag {
    /// CDATA.
    Text,
    /// A document type; whether it declares entities or calls for others.
    Declaration(bool),
    /// A comment or a processing instruction.
    Aside,
    /// A `<` that begins nothing.
    Stray,
    /// A start tag, or an empty element.
    Start {
        /// Where its name is.
        name: (usize, usize),
        /// `<a/>`.
        empty: bool,
    },
    /// An end tag.
    End {
        /// Where its name is.
        name: (usize, usize),
    },
}

/// The token that begins at `at`, and where it ends; `None` when its end is
/// not there yet. `searched` remembers how far was looked.
pub(super) fn next(bytes: &[u8], at: usize, searched: &mut usize) -> Option<(Tag, usize)> {
    let rest = &bytes[at..];
    let waits_for = |word: &[u8]| rest.len() < word.len() && word.starts_with(rest);
    if rest.len() < 2 || [&b"<![CDATA["[..], b"<!--"].iter().any(|word| waits_for(word)) {
        return None;
    }
    if rest.starts_with(b"<![CDATA[") {
        return until(bytes, at + 9, b"]]>", searched).map(|end| (Tag::Text, end));
    }
    if rest.starts_with(b"<!--") {
        return until(bytes, at + 4, b"-->", searched).map(|end| (Tag::Aside, end));
    }
    match rest[1] {
        b'?' => until(bytes, at + 2, b"?>", searched).map(|end| (Tag::Aside, end)),
        b'!' => declaration(bytes, at),
        b'/' => {
            let end = at + memchr(b'>', rest)? + 1;
            let name = name(bytes, at + 2, end - 1);
            Some((Tag::End { name }, end))
        }
        first if first.is_ascii_alphabetic() || matches!(first, b'_' | b':' | 0x80..) => {
            start(bytes, at, searched)
        }
        _ => Some((Tag::Stray, at + 1)),
    }
}

/// The name without its prefix.
pub(super) fn local(name: &[u8]) -> &[u8] {
    memchr(b':', name).map_or(name, |colon| &name[colon + 1..])
}

fn until(bytes: &[u8], from: usize, word: &[u8], searched: &mut usize) -> Option<usize> {
    // The end may lie across what was looked at before and what is new.
    let go_on = (*searched).saturating_sub(word.len()).clamp(from.min(bytes.len()), bytes.len());
    match memmem::find(&bytes[go_on..], word) {
        Some(found) => Some(go_on + found + word.len()),
        None => {
            *searched = bytes.len();
            None
        }
    }
}

/// `<!DOCTYPE …>`, up to its `>` outside of brackets.
fn declaration(bytes: &[u8], at: usize) -> Option<(Tag, usize)> {
    let mut depth = 0_i32;
    for (index, byte) in bytes[at..].iter().enumerate() {
        match byte {
            // What declares nothing else is not waited for.
            b'[' => return Some((Tag::Declaration(true), at + index + 1)),
            b'<' => depth += 1,
            b'>' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some((Tag::Declaration(false), at + index + 1));
        }
    }
    None
}

/// A start tag: its `>` outside of quotes.
fn start(bytes: &[u8], at: usize, searched: &mut usize) -> Option<(Tag, usize)> {
    let mut from = at + 1;
    loop {
        let found = bytes[from..].iter().position(|byte| matches!(byte, b'>' | b'"' | b'\''));
        let Some(found) = found else {
            *searched = bytes.len();
            return None;
        };
        let place = from + found;
        if bytes[place] == b'>' {
            let empty = bytes[place - 1] == b'/';
            let name = name(bytes, at + 1, place - usize::from(empty));
            return Some((Tag::Start { name, empty }, place + 1));
        }
        // A quote that is never closed runs into the next tag.
        let closing = memchr2(bytes[place], b'<', &bytes[place + 1..])?;
        if bytes[place + 1 + closing] == b'<' {
            let Some(end) = memchr(b'>', &bytes[place..place + 1 + closing]) else {
                return Some((Tag::Stray, at + 1));
            };
            let name = name(bytes, at + 1, place);
            return Some((Tag::Start { name, empty: false }, place + end + 1));
        }
        from = place + 1 + closing + 1;
    }
}

fn name(bytes: &[u8], from: usize, to: usize) -> (usize, usize) {
    let written = &bytes[from..to.max(from)];
    let length = written.iter().position(u8::is_ascii_whitespace).unwrap_or(written.len());
    (from, from + length)
}
