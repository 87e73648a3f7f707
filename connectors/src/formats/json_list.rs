//! A list of items anywhere in a JSON answer, cut out while it streams in. The
//! rest of the answer is kept and read at its end, which proves it whole.

use std::io::Read;

use serde_json::Value;

use super::items::{ArrayItems, read};
use crate::item::ReadError;

/// Largest rest of an answer.
const OUTSIDE_MAX: usize = 1024 * 1024;
const BLOCK: usize = 64 * 1024;

/// How an answer ended.
#[derive(Debug)]
pub(crate) struct Ends {
    /// Items handed over.
    pub(crate) items: u64,
    /// The list was there.
    pub(crate) found: bool,
    /// The answer with an empty list.
    pub(crate) outside: Value,
}

/// Hands over the items of the list under `keys`, with their number from 1 and
/// what stands before the list.
///
/// # Errors
/// When the answer is no JSON, is cut, or the connection fails.
pub(crate) fn cut(
    body: &mut dyn Read,
    format: &'static str,
    keys: &[String],
    each: &mut dyn FnMut(u64, &[u8], &Value),
) -> Result<Ends, ReadError> {
    let mut search = Search::new(keys);
    let mut list: Option<(ArrayItems, Value)> = None;
    let (mut items, mut found) = (0, false);
    let mut block = vec![0; BLOCK];
    loop {
        let length = read(body, &mut block, items)?;
        if length == 0 {
            break;
        }
        let mut rest = &block[..length];
        while !rest.is_empty() {
            if let Some((array, before)) = &mut list {
                let used = array.feed_until_closed(rest, &mut |number, bytes| {
                    each(number, bytes, before);
                })?;
                items = array.items();
                rest = &rest[used..];
                if array.is_closed() {
                    search.outside.extend_from_slice(b"[]");
                    list = None;
                }
                continue;
            }
            let (used, reached) = search.feed(rest);
            rest = &rest[used..];
            if search.outside.len() > OUTSIDE_MAX {
                return Err(search.malformed(format, items, "more than 1 MB beside the list"));
            }
            if reached {
                found = true;
                let before = search.so_far();
                list = Some((ArrayItems::opened(format), before));
            }
        }
    }
    if list.is_some() {
        return Err(search.malformed(format, items, "the answer is cut: no closing `]`"));
    }
    let outside = search.end(format, items)?;
    Ok(Ends { items, found, outside })
}

struct Search<'k> {
    keys: &'k [String],
    /// Keys that were entered.
    entered: usize,
    depth: usize,
    /// The list was reached; a second one is not looked for.
    done: bool,
    in_text: bool,
    escaped: bool,
    /// Where the present text starts in `outside`.
    text_from: usize,
    /// The last text at the depth of the next key.
    last: Vec<u8>,
    /// The last text was the next key, and its colon came.
    at_key: bool,
    outside: Vec<u8>,
}

impl<'k> Search<'k> {
    fn new(keys: &'k [String]) -> Self {
        Self {
            keys,
            entered: 0,
            depth: 0,
            done: false,
            in_text: false,
            escaped: false,
            text_from: 0,
            last: Vec::new(),
            at_key: keys.is_empty(),
            outside: Vec::new(),
        }
    }

    /// Takes bytes up to the list; whether it was reached. Its `[` is taken.
    fn feed(&mut self, bytes: &[u8]) -> (usize, bool) {
        for (at, byte) in bytes.iter().enumerate() {
            if !self.in_text && *byte == b'[' && self.is_list() {
                self.done = true;
                return (at + 1, true);
            }
            self.outside.push(*byte);
            if self.in_text {
                self.text(*byte);
            } else {
                self.mark(*byte);
            }
        }
        (bytes.len(), false)
    }

    fn is_list(&self) -> bool {
        !self.done && self.at_key && self.entered == self.keys.len().saturating_sub(1)
    }

    fn text(&mut self, byte: u8) {
        match byte {
            _ if self.escaped => self.escaped = false,
            b'\\' => self.escaped = true,
            b'"' => {
                self.in_text = false;
                let end = self.outside.len() - 1;
                if self.depth == self.entered + 1 {
                    self.last = self.outside[self.text_from..end].to_vec();
                }
            }
            _ => {}
        }
    }

    fn mark(&mut self, byte: u8) {
        match byte {
            b'"' => {
                self.in_text = true;
                self.text_from = self.outside.len();
                self.at_key = false;
            }
            b':' => {
                let next = self.keys.get(self.entered);
                self.at_key = self.depth == self.entered + 1
                    && next.is_some_and(|key| key.as_bytes() == self.last);
            }
            b'{' => {
                self.depth += 1;
                if self.at_key && !self.keys.is_empty() && self.entered + 1 < self.keys.len() {
                    self.entered += 1;
                }
                self.at_key = false;
            }
            b'[' => {
                self.depth += 1;
                self.at_key = false;
            }
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                self.entered = self.entered.min(self.depth);
                self.at_key = false;
            }
            byte if byte.is_ascii_whitespace() => {}
            // A byte order mark.
            0xef | 0xbb | 0xbf if self.outside.len() <= 3 => {}
            _ => self.at_key = false,
        }
    }

    /// What stands before the list, closed.
    fn so_far(&self) -> Value {
        let mut text = self.outside.clone();
        text.extend_from_slice(b"[]");
        text.extend(std::iter::repeat_n(b'}', self.depth));
        serde_json::from_slice(without_mark(&text)).unwrap_or(Value::Null)
    }

    fn end(&self, format: &'static str, items: u64) -> Result<Value, ReadError> {
        let text = without_mark(&self.outside);
        if text.trim_ascii().is_empty() {
            return Err(ReadError::Foreign { format, seen: "an empty answer".to_owned() });
        }
        if text.trim_ascii_start().starts_with(b"<") {
            return Err(ReadError::Foreign { format, seen: "HTML or XML".to_owned() });
        }
        serde_json::from_slice(text).map_err(|error| {
            if items == 0 && !matches!(text.trim_ascii_start().first(), Some(b'{' | b'[')) {
                return ReadError::Foreign { format, seen: "text that is no JSON".to_owned() };
            }
            self.malformed(format, items, &format!("beside the list: {error}"))
        })
    }

    fn malformed(&self, format: &'static str, items: u64, message: &str) -> ReadError {
        let place = format!("item {items}");
        ReadError::Malformed { format, place, message: message.to_owned(), items }
    }
}

fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::slowly::Slowly;

    /// Items, and the rest or the error.
    fn check(keys: &[&str], body: &str, wanted: &[&str], rest: &str) {
        let keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
        for step in [1, 3, 7, 4_096] {
            let mut items = Vec::new();
            let mut body_read = Slowly(body.as_bytes(), step);
            let ended = cut(&mut body_read, "test", &keys, &mut |_, item, _| {
                items.push(String::from_utf8_lossy(item).into_owned());
            });
            assert_eq!(items, wanted, "{body} by {step}");
            let ended = match ended {
                Ok(ends) => format!("{} {}", ends.found, ends.outside),
                Err(ReadError::Foreign { seen, .. }) => format!("foreign: {seen}"),
                Err(_) => "malformed".to_owned(),
            };
            assert_eq!(ended, rest, "{body} by {step}");
        }
    }

    #[test]
    fn the_list_is_found_by_its_keys() {
        check(&[], "[{\"a\":1},2]", &["{\"a\":1}", "2"], "true []");
        check(
            &["jobs"],
            "\u{feff}{\"x\":{\"jobs\":[9]},\"n\":\"jobs\",\"jobs\" : [1,{\"jobs\":[2]}],\"m\":{\"total\":2}}",
            &["1", "{\"jobs\":[2]}"],
            "true {\"jobs\":[],\"m\":{\"total\":2},\"n\":\"jobs\",\"x\":{\"jobs\":[9]}}",
        );
        check(
            &["a", "b"],
            "{\"b\":[0],\"a\":{\"c\":[0],\"b\":[1,2]}}",
            &["1", "2"],
            "true {\"a\":{\"b\":[],\"c\":[0]},\"b\":[0]}",
        );
        check(&["jobs"], "{\"total\":0}", &[], "false {\"total\":0}");
        check(&["jobs"], "{\"jobs\":null}", &[], "false {\"jobs\":null}");
        check(&["jobs"], "{\"jobs\":{\"jobs\":[1]}}", &[], "false {\"jobs\":{\"jobs\":[1]}}");
    }

    #[test]
    fn a_cut_answer_is_not_whole() {
        check(&["jobs"], "{\"jobs\":[1,2", &["1"], "malformed");
        check(&["jobs"], "{\"jobs\":[1,2]", &["1", "2"], "malformed");
        check(&[], "[1,2", &["1"], "malformed");
        check(&[], "[1]]", &["1"], "malformed");
        check(&["jobs"], "", &[], "foreign: an empty answer");
        check(&["jobs"], "<html>", &[], "foreign: HTML or XML");
        check(&["jobs"], "Not found", &[], "foreign: text that is no JSON");
    }
}
