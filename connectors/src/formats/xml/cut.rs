//! A feed cut into its items while it streams in, in bounded memory. Only tags
//! are looked at; what is between them is read later, item by item.

use std::io::Read;

use memchr::{memchr, memmem};

use super::tags::{Tag, local, next};
use super::tree::Bindings;
use super::{Before, Cut, Ends, Feed};
use crate::item::ReadError;

/// Largest item, in bytes. The largest ads that have been met are under 1 MB.
const ITEM_MAX: usize = 8 * 1024 * 1024;
/// Largest part outside of items: titles, counts, addresses of other pages.
const OUTSIDE_MAX: usize = 512 * 1024;
const BLOCK: usize = 64 * 1024;
/// Deepest nesting outside of items.
const DEPTH_MAX: usize = 32;

/// Hands over the items of a feed. `Ok` means that the outermost element was
/// closed and nothing followed.
///
/// # Errors
/// When the answer is something else, is cut, declares entities, or the
/// connection fails.
pub(crate) fn cut(
    body: &mut dyn Read,
    feed: Feed<'_>,
    each: &mut dyn FnMut(Cut<'_>, &Before<'_>),
) -> Result<Ends, ReadError> {
    let mut cutter = Cutter::new(feed);
    loop {
        while cutter.step(each)? {}
        if !cutter.fill(body)? {
            return cutter.end(each);
        }
    }
}

struct Cutter<'a> {
    feed: Feed<'a>,
    buffer: Vec<u8>,
    /// Up to here the buffer was looked at.
    at: usize,
    /// Where the search for the end of a token goes on.
    searched: usize,
    /// Where the present item starts.
    item_from: Option<usize>,
    /// Elements open inside the item, the item first: its name's place.
    inside: Vec<(usize, usize)>,
    outside: Vec<u8>,
    open: Vec<Vec<u8>>,
    bindings: Bindings,
    rooted: bool,
    /// The outermost element is an item.
    single: bool,
    tidy: bool,
    items: u64,
    /// Bytes that left the buffer.
    gone: u64,
}

impl<'a> Cutter<'a> {
    fn new(feed: Feed<'a>) -> Self {
        Self {
            feed,
            buffer: Vec::with_capacity(2 * BLOCK),
            at: 0,
            searched: 0,
            item_from: None,
            inside: Vec::new(),
            outside: Vec::new(),
            open: Vec::new(),
            bindings: Bindings::default(),
            rooted: false,
            single: false,
            tidy: true,
            items: 0,
            gone: 0,
        }
    }

    /// Reads on; `false` at the end of the answer.
    fn fill(&mut self, body: &mut dyn Read) -> Result<bool, ReadError> {
        let keep_from = self.item_from.unwrap_or(self.at);
        if keep_from > 0 {
            self.buffer.drain(..keep_from);
            self.gone += keep_from as u64;
            self.at -= keep_from;
            self.searched = self.searched.saturating_sub(keep_from);
            self.item_from = self.item_from.map(|_| 0);
            self.inside.iter_mut().for_each(|(from, to)| {
                (*from, *to) = (*from - keep_from, *to - keep_from);
            });
        }
        if self.buffer.len() > ITEM_MAX {
            let message = format!("an item or a tag of more than {ITEM_MAX} bytes");
            return Err(self.malformed(message));
        }
        let before = self.buffer.len();
        self.buffer.resize(before + BLOCK, 0);
        let length = loop {
            match body.read(&mut self.buffer[before..]) {
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(source) => return Err(ReadError::Io { items: self.items, source }),
                Ok(length) => break length,
            }
        };
        self.buffer.truncate(before + length);
        Ok(length > 0)
    }

    /// Handles one token; `false` when more bytes are needed.
    fn step(&mut self, each: &mut dyn FnMut(Cut<'_>, &Before<'_>)) -> Result<bool, ReadError> {
        let Some(skipped) = memchr(b'<', &self.buffer[self.at..]) else {
            self.between(self.buffer.len())?;
            return Ok(false);
        };
        self.between(self.at + skipped)?;
        let Some((tag, end)) = next(&self.buffer, self.at, &mut self.searched) else {
            return self.unclosed_text(each);
        };
        self.searched = end;
        match tag {
            Tag::Text if self.item_from.is_some() => {
                if let Some(close) = self.item_end_within(self.at, end) {
                    self.break_off(close, each);
                    return Ok(true);
                }
            }
            Tag::Text => self.keep_outside(end)?,
            Tag::Declaration(subset) => self.declaration(subset)?,
            Tag::Aside | Tag::Stray => {}
            Tag::Start { name, empty } => return self.start(name, empty, end, each),
            Tag::End { name } => return self.close(name, end, each),
        }
        self.at = end;
        Ok(true)
    }

    /// Text up to the next tag.
    fn between(&mut self, to: usize) -> Result<(), ReadError> {
        let blank = |bytes: &[u8]| {
            let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
            bytes.trim_ascii().is_empty()
        };
        if self.item_from.is_none() && !blank(&self.buffer[self.at..to]) {
            if !self.rooted {
                return Err(self.foreign("text that is no XML".to_owned()));
            }
            if self.open.is_empty() {
                return Err(self.malformed("text after the end of the document".to_owned()));
            }
            self.keep_outside(to)?;
        }
        self.at = to;
        self.searched = self.searched.max(to);
        Ok(())
    }

    fn keep_outside(&mut self, to: usize) -> Result<(), ReadError> {
        self.outside.extend_from_slice(&self.buffer[self.at..to]);
        if self.outside.len() > OUTSIDE_MAX {
            let message = format!("more than {OUTSIDE_MAX} bytes outside of items");
            return Err(self.malformed(message));
        }
        Ok(())
    }

    /// A declaration of entities is refused: entities can call for files, and
    /// for more text than there is memory.
    fn declaration(&self, subset: bool) -> Result<(), ReadError> {
        let start = &self.buffer[self.at..self.buffer.len().min(self.at + 20)];
        if start.to_ascii_lowercase().starts_with(b"<!doctype html") {
            return Err(self.foreign("an HTML page".to_owned()));
        }
        if subset {
            return Err(self.malformed("a document type that declares entities".to_owned()));
        }
        Ok(())
    }

    fn start(
        &mut self,
        name: (usize, usize),
        empty: bool,
        end: usize,
        each: &mut dyn FnMut(Cut<'_>, &Before<'_>),
    ) -> Result<bool, ReadError> {
        let is_item = self.is_item(name);
        if let Some(from) = self.item_from {
            // An item in an item: the first one was never closed.
            if is_item && (self.inside.len() == 1 || !self.feed.nest) {
                self.hand_over(from, self.at, true, each);
            } else {
                if !empty {
                    self.inside.push(name);
                }
                self.at = end;
                return Ok(true);
            }
        }
        let written = self.buffer[name.0..name.1].to_vec();
        if !self.rooted {
            self.root(&written)?;
        } else if self.open.is_empty() {
            return Err(self.malformed("a second document after the end of the first".to_owned()));
        }
        if is_item {
            self.item_from = Some(self.at);
            self.inside.clear();
            self.inside.push(name);
            if empty {
                self.hand_over(self.at, end, false, each);
            }
        } else {
            self.keep_outside(end)?;
            if !empty {
                if self.open.len() == DEPTH_MAX {
                    return Err(self.malformed(format!("more than {DEPTH_MAX} levels of elements")));
                }
                self.bindings.add(&self.buffer[self.at..end]);
                self.open.push(written);
            }
        }
        self.at = end;
        Ok(true)
    }

    fn root(&mut self, written: &[u8]) -> Result<(), ReadError> {
        let name = String::from_utf8_lossy(local(written)).to_lowercase();
        let known = self.feed.roots.contains(&name) || self.feed.items.contains(&name);
        if !known {
            let seen = if name == "html" {
                "an HTML page".to_owned()
            } else {
                let short: String = name.chars().take(40).collect();
                format!("a document <{short}>")
            };
            return Err(self.foreign(seen));
        }
        self.rooted = true;
        self.single = !self.feed.roots.contains(&name);
        Ok(())
    }

    fn close(
        &mut self,
        name: (usize, usize),
        end: usize,
        each: &mut dyn FnMut(Cut<'_>, &Before<'_>),
    ) -> Result<bool, ReadError> {
        let written = self.buffer[name.0..name.1].to_vec();
        if let Some(from) = self.item_from {
            let opened = |(from, to): &(usize, usize)| self.buffer[*from..*to] == written[..];
            match self.inside.iter().rposition(opened) {
                Some(0) => self.hand_over(from, end, false, each),
                Some(at) => self.inside.truncate(at),
                // The end of what is around the item: it was never closed.
                None if self.open.contains(&written) => {
                    self.hand_over(from, self.at, true, each);
                    return Ok(true);
                }
                None => {}
            }
            self.at = end;
            return Ok(true);
        }
        if self.open.last() != Some(&written) {
            // The rest of a broken item; what it was part of is in doubt.
            self.tidy = false;
            self.at = end;
            return Ok(true);
        }
        self.keep_outside(end)?;
        self.open.pop();
        self.at = end;
        Ok(true)
    }

    fn is_item(&self, (from, to): (usize, usize)) -> bool {
        self.is_item_name(&self.buffer[from..to])
    }

    fn is_item_name(&self, written: &[u8]) -> bool {
        let name = local(written);
        self.feed.items.iter().any(|item| item.as_bytes().eq_ignore_ascii_case(name))
    }

    /// Where the item ends inside of text that runs on: `</job><job` in CDATA
    /// is the end of an item whose CDATA was never closed.
    fn item_end_within(&self, from: usize, to: usize) -> Option<usize> {
        let (name_from, name_to) = *self.inside.first()?;
        let closing = [b"</", &self.buffer[name_from..name_to]].concat();
        let text = &self.buffer[from..to];
        memmem::find_iter(text, &closing).find_map(|at| {
            let after = text[at + closing.len()..].trim_ascii_start().strip_prefix(b">")?;
            let next = after.trim_ascii_start().strip_prefix(b"<")?;
            let (next, closes) = next.strip_prefix(b"/").map_or((next, false), |name| (name, true));
            let length =
                next.iter().position(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/'))?;
            let name = &next[..length];
            let fits = if closes {
                self.open.last().is_some_and(|open| open == name)
            } else {
                self.is_item_name(name)
            };
            fits.then_some(to - after.len())
        })
    }

    /// Text without its end so far: more bytes are needed, or it is broken.
    fn unclosed_text(
        &mut self,
        each: &mut dyn FnMut(Cut<'_>, &Before<'_>),
    ) -> Result<bool, ReadError> {
        if self.item_from.is_some()
            && let Some(close) = self.item_end_within(self.at, self.buffer.len())
        {
            self.break_off(close, each);
            return Ok(true);
        }
        Ok(false)
    }

    fn break_off(&mut self, close: usize, each: &mut dyn FnMut(Cut<'_>, &Before<'_>)) {
        if let Some(from) = self.item_from {
            self.hand_over(from, close, true, each);
        }
        self.at = close;
        self.searched = close;
    }

    fn hand_over(
        &mut self,
        from: usize,
        to: usize,
        broken: bool,
        each: &mut dyn FnMut(Cut<'_>, &Before<'_>),
    ) {
        self.items += 1;
        self.item_from = None;
        self.inside.clear();
        let bytes = &self.buffer[from..to];
        let piece =
            if broken { Cut::Broken(self.items, bytes) } else { Cut::Item(self.items, bytes) };
        let before = Before { outside: &self.outside, open: &self.open, bindings: &self.bindings };
        each(piece, &before);
    }

    fn end(mut self, each: &mut dyn FnMut(Cut<'_>, &Before<'_>)) -> Result<Ends, ReadError> {
        while self.unclosed_text(each)? {
            while self.step(each)? {}
        }
        if !self.rooted {
            let seen = if self.gone + self.buffer.len() as u64 == 0 {
                "an empty answer"
            } else {
                "text that is no XML"
            };
            return Err(self.foreign(seen.to_owned()));
        }
        if self.item_from.is_some() || !self.open.is_empty() || self.at < self.buffer.len() {
            let open = self.open.first().map(|name| String::from_utf8_lossy(name).into_owned());
            let message = format!("the answer is cut: no </{}>", open.unwrap_or_default());
            return Err(self.malformed(message));
        }
        let (items, outside, tidy) = (self.items, self.outside, self.tidy);
        Ok(Ends { items, outside, tidy, single: self.single })
    }

    fn foreign(&self, seen: String) -> ReadError {
        ReadError::Foreign { format: self.feed.format, seen }
    }

    fn malformed(&self, message: String) -> ReadError {
        let place = format!("byte {}", self.gone + self.at as u64);
        ReadError::Malformed { format: self.feed.format, place, message, items: self.items }
    }
}

#[cfg(test)]
mod tests;
