//! A long answer cut into its items while it streams in, in bounded memory.
//! Only brackets and quotes are looked at, so that one bad item never costs
//! its neighbours.

use std::io::Read;

use crate::item::ReadError;

/// Largest item, in bytes. The largest ads that have been met are under 1 MB.
const ITEM_MAX: usize = 8 * 1024 * 1024;
const BLOCK: usize = 64 * 1024;

/// Hands over the items of a JSON array, one by one, with their number from 1.
/// `Ok` means that the array was closed by `]` and nothing followed.
///
/// # Errors
/// When the answer is not an array, is cut, or the connection fails.
pub(crate) fn array(
    body: &mut dyn Read,
    format: &'static str,
    each: &mut dyn FnMut(u64, &[u8]),
) -> Result<u64, ReadError> {
    let mut array = ArrayItems { format, ..ArrayItems::default() };
    let mut block = vec![0; BLOCK];
    loop {
        let length = read(body, &mut block, array.items)?;
        if length == 0 {
            return array.end();
        }
        array.feed(&block[..length], each)?;
    }
}

/// Hands over the values of lines that are not blank, with the line's number
/// from 1; a line may hold several, one after another (`{…}{…}`). Lines have no
/// end mark: a cut between two lines looks like the end.
///
/// # Errors
/// When a line is longer than any item may be, or the connection fails.
pub(crate) fn lines(
    body: &mut dyn Read,
    format: &'static str,
    each: &mut dyn FnMut(u64, &[u8]),
) -> Result<u64, ReadError> {
    let mut block = vec![0; BLOCK];
    let mut line = Vec::new();
    let (mut items, mut number) = (0, 0);
    let mut hand_over = |line: &mut Vec<u8>, items: &mut u64| {
        number += 1;
        for value in values(line.trim_ascii()) {
            *items += 1;
            each(number, value);
        }
        line.clear();
    };
    loop {
        let length = read(body, &mut block, items)?;
        if length == 0 {
            hand_over(&mut line, &mut items);
            return Ok(items);
        }
        let mut rest = &block[..length];
        while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            line.extend_from_slice(&rest[..end]);
            hand_over(&mut line, &mut items);
            rest = &rest[end + 1..];
        }
        line.extend_from_slice(rest);
        if line.len() > ITEM_MAX {
            return Err(too_large(format, format!("after {items} items"), items));
        }
    }
}

/// The values of one line. What is no whole value is the last one.
fn values(line: &[u8]) -> Vec<&[u8]> {
    let mut values = Vec::new();
    let mut rest = line;
    // Most lines are one value, and need no second look.
    while memchr::memchr_iter(b'}', rest)
        .any(|at| rest[at + 1..].trim_ascii_start().starts_with(b"{"))
    {
        let Some(end) = end_of_object(rest).filter(|end| *end < rest.len()) else { break };
        values.push(rest[..end].trim_ascii());
        rest = rest[end..].trim_ascii();
    }
    if !rest.is_empty() {
        values.push(rest);
    }
    values
}

/// Where the object that a text begins with ends.
fn end_of_object(bytes: &[u8]) -> Option<usize> {
    let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            _ if in_text => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ if depth == 0 && !byte.is_ascii_whitespace() => return None,
            _ => {}
        }
    }
    None
}

/// Reads a block; 0 at the end.
pub(super) fn read(body: &mut dyn Read, block: &mut [u8], items: u64) -> Result<usize, ReadError> {
    loop {
        match body.read(block) {
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(source) => return Err(ReadError::Io { items, source }),
            Ok(length) => return Ok(length),
        }
    }
}

fn too_large(format: &'static str, place: String, items: u64) -> ReadError {
    let message = format!("an item of more than {ITEM_MAX} bytes");
    ReadError::Malformed { format, place, message, items }
}

/// A JSON array, as its bytes come.
#[derive(Default)]
pub(super) struct ArrayItems {
    format: &'static str,
    /// The item so far.
    item: Vec<u8>,
    state: State,
    depth: usize,
    items: u64,
    /// Bytes before the present block.
    before: u64,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum State {
    #[default]
    Start,
    Value,
    Text,
    Escape,
    Closed,
}

/// Bytes inside of an item, outside of its texts, by which its end is found.
const MARKS: [bool; 256] = {
    let mut marks = [false; 256];
    marks[b'"' as usize] = true;
    marks[b'{' as usize] = true;
    marks[b'}' as usize] = true;
    marks[b'[' as usize] = true;
    marks[b']' as usize] = true;
    marks
};

impl ArrayItems {
    /// An array whose `[` was taken.
    pub(super) fn opened(format: &'static str) -> Self {
        Self { format, state: State::Value, ..Self::default() }
    }

    /// Its `]` came.
    pub(super) fn is_closed(&self) -> bool {
        self.state == State::Closed
    }

    /// Items handed over.
    pub(super) fn items(&self) -> u64 {
        self.items
    }

    /// Takes bytes up to the end of the array; gives how many were taken.
    pub(super) fn feed_until_closed(
        &mut self,
        block: &[u8],
        each: &mut dyn FnMut(u64, &[u8]),
    ) -> Result<usize, ReadError> {
        self.take(block, true, each)
    }

    fn feed(&mut self, block: &[u8], each: &mut dyn FnMut(u64, &[u8])) -> Result<(), ReadError> {
        self.take(block, false, each).map(|_| ())
    }

    fn take(
        &mut self,
        block: &[u8],
        stop_when_closed: bool,
        each: &mut dyn FnMut(u64, &[u8]),
    ) -> Result<usize, ReadError> {
        let mut from = 0;
        let mut at = 0;
        while at < block.len() {
            // Most of an ad is text, and most of the rest says nothing about
            // where it ends: tight loops look for what does.
            let skipped = match self.state {
                State::Text => memchr::memchr2(b'"', b'\\', &block[at..]),
                State::Value if self.depth > 0 => {
                    block[at..].iter().position(|byte| MARKS[usize::from(*byte)])
                }
                _ => Some(0),
            };
            match skipped {
                Some(skipped) => at += skipped,
                None => break,
            }
            let byte = block[at];
            match (self.state, byte) {
                (State::Text, b'"') => self.state = State::Value,
                (State::Text, _) => self.state = State::Escape,
                (State::Escape, _) => self.state = State::Text,
                (State::Value, b'"') => self.state = State::Text,
                (State::Value, b'{' | b'[') => self.depth += 1,
                (State::Value, b'}' | b']') if self.depth > 0 => self.depth -= 1,
                (State::Value, b',' | b']') if self.depth == 0 => {
                    let rest = &block[from..at];
                    from = at + 1;
                    self.hand_over(rest, byte == b']', each);
                    if stop_when_closed && self.state == State::Closed {
                        self.before += from as u64;
                        return Ok(from);
                    }
                }
                (State::Start, b'[') => {
                    self.state = State::Value;
                    from = at + 1;
                }
                // A byte order mark stands before some answers.
                (State::Start, 0xef | 0xbb | 0xbf) if self.before + at as u64 <= 2 => {}
                (State::Start | State::Closed, byte) if !byte.is_ascii_whitespace() => {
                    return Err(self.unexpected(byte, at));
                }
                _ => {}
            }
            at += 1;
        }
        if matches!(self.state, State::Value | State::Text | State::Escape) {
            self.item.extend_from_slice(&block[from..]);
        }
        if self.item.len() > ITEM_MAX {
            return Err(too_large(self.format, self.place(0), self.items));
        }
        self.before += block.len() as u64;
        Ok(block.len())
    }

    /// Hands over an item: what waits, and the rest of it.
    fn hand_over(&mut self, rest: &[u8], last: bool, each: &mut dyn FnMut(u64, &[u8])) {
        // Most items are whole in their block.
        let item = if self.item.is_empty() {
            rest.trim_ascii()
        } else {
            self.item.extend_from_slice(rest);
            self.item.trim_ascii()
        };
        if !(last && self.items == 0 && item.is_empty()) {
            self.items += 1;
            each(self.items, item);
        }
        self.item.clear();
        if last {
            self.state = State::Closed;
        }
    }

    fn end(&self) -> Result<u64, ReadError> {
        if self.state == State::Closed {
            return Ok(self.items);
        }
        let message = if self.before == 0 {
            "an empty answer, where a JSON array belongs".to_owned()
        } else {
            "the answer is cut: no closing `]`".to_owned()
        };
        Err(self.malformed(self.place(0), message))
    }

    fn unexpected(&self, byte: u8, at: usize) -> ReadError {
        let seen =
            if byte == b'<' { "HTML or XML".to_owned() } else { format!("byte 0x{byte:02x}") };
        let message = if self.state == State::Start {
            format!("{seen}, where a JSON array belongs")
        } else {
            format!("{seen} after the end of the array")
        };
        self.malformed(self.place(at), message)
    }

    fn malformed(&self, place: String, message: String) -> ReadError {
        ReadError::Malformed { format: self.format, place, message, items: self.items }
    }

    fn place(&self, at: usize) -> String {
        format!("byte {}", self.before + at as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::slowly::Slowly;

    fn check(body: &str, wanted: &[&str], complete: bool) {
        for step in [1, 2, 3, 7, 4_096] {
            let mut items = Vec::new();
            let end = array(&mut Slowly(body.as_bytes(), step), "test", &mut |_, item| {
                items.push(String::from_utf8_lossy(item).into_owned());
            });
            assert_eq!(items, wanted, "{body} by {step}");
            assert_eq!(end.is_ok(), complete, "{body} by {step}");
        }
    }

    #[test]
    fn items_are_the_same_however_the_bytes_come() {
        check("[]", &[], true);
        check("\u{feff} [1 , {\"a\":[\"],\\\"\"]}]\n", &["1", "{\"a\":[\"],\\\"\"]}"], true);
    }

    #[test]
    fn values_on_one_line_follow_one_another() {
        let split = |line: &str| {
            let values = values(line.as_bytes());
            let text = |value: &&[u8]| String::from_utf8_lossy(value).into_owned();
            values.iter().map(text).collect::<Vec<_>>()
        };
        assert_eq!(
            split("{\"a\":\"}{\"} {\"b\":[{}]}{}"),
            ["{\"a\":\"}{\"}", "{\"b\":[{}]}", "{}"]
        );
        assert_eq!(split("{\"a\":1}"), ["{\"a\":1}"]);
        assert_eq!(split("{\"a\":1}{\"b\":"), ["{\"a\":1}", "{\"b\":"]);
        assert_eq!(split("}{}{"), ["}{}{"]);
        assert!(split("").is_empty());
    }

    #[test]
    fn a_cut_array_keeps_what_was_read_and_is_not_complete() {
        check("[{\"a\":1},{\"b\":", &["{\"a\":1}"], false);
        check("[{\"a\":1}", &[], false);
        check("", &[], false);
        check("<html>[1]</html>", &[], false);
        check("[1]]", &["1"], false);
    }
}
