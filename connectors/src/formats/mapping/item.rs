//! An item under a mapping: what is read is marked, so that the rest can be
//! kept as it came.

use std::borrow::Cow;
use std::cell::RefCell;

use serde_json::{Map, Value};

use super::path::{Paths, field, plain};
use crate::escapes;

/// An item whose fields are looked up by paths.
pub(crate) struct Item<'v> {
    /// The item.
    pub(crate) root: &'v Value,
    /// What stands outside of the items.
    pub(crate) outside: &'v Value,
    read: RefCell<Vec<*const Value>>,
}

/// What the names of fields that are about people hold. Their content is read
/// as a contact or left out; it never stays in `extensions`.
const PERSONAL: [&str; 6] = ["contact", "kontakt", "recruiter", "email", "phone", "mailbox"];

/// Whole words of such names: `hiringManager`, `created_by`, but not
/// `authority`.
const PERSONAL_WORDS: [&str; 11] = [
    "mail",
    "mobile",
    "creator",
    "author",
    "authors",
    "owner",
    "manager",
    "managers",
    "editor",
    "webmaster",
    "person",
];

fn is_personal(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    if PERSONAL.iter().any(|part| lower.contains(part)) {
        return true;
    }
    let mut words = vec![String::new()];
    let mut lower_before = false;
    for character in name.chars() {
        let begins = character.is_ascii_uppercase() && lower_before;
        if begins || !character.is_alphanumeric() {
            words.push(String::new());
        }
        lower_before = character.is_ascii_lowercase();
        if let Some(word) = words.last_mut().filter(|_| character.is_alphanumeric()) {
            word.push(character.to_ascii_lowercase());
        }
    }
    words.iter().any(|word| PERSONAL_WORDS.contains(&word.as_str()))
}

impl<'v> Item<'v> {
    /// An item, nothing of which was read.
    pub(crate) fn new(root: &'v Value, outside: &'v Value) -> Self {
        Self { root, outside, read: RefCell::default() }
    }

    /// Everything that paths lead to, in order.
    pub(crate) fn values(&self, paths: &Paths) -> Vec<&'v Value> {
        let mut values = Vec::new();
        self.each(paths, &mut |value| values.push(value));
        values
    }

    fn each(&self, paths: &Paths, each: &mut dyn FnMut(&'v Value)) {
        paths.0.iter().for_each(|path| path.each(self.root, self.outside, each));
    }

    /// Marks a value as read.
    pub(crate) fn mark(&self, value: &'v Value) {
        // Of an element with attributes only the text was read.
        let marked = field(value, "#text").unwrap_or(value);
        self.read.borrow_mut().push(std::ptr::from_ref(marked));
    }

    /// Marks a value and all that is in it as read.
    pub(crate) fn mark_whole(&self, value: &'v Value) {
        self.read.borrow_mut().push(std::ptr::from_ref(value));
    }

    /// Marks everything that paths lead to as read.
    pub(crate) fn ignore(&self, paths: &Paths) {
        self.values(paths).into_iter().for_each(|value| self.mark_whole(value));
    }

    /// Texts as they came, the blank ones left out; a list that was written as
    /// text (`["a","b"]`) is a list. They are not marked.
    pub(crate) fn found(&self, paths: &Paths) -> Vec<(&'v Value, Cow<'v, str>)> {
        let mut texts = Vec::new();
        self.each(paths, &mut |value| {
            let Some(text) = plain(value) else { return };
            match list(&text) {
                Some(inner) => {
                    texts.extend(inner.into_iter().map(|text| (value, Cow::Owned(text))));
                }
                None => texts.push((value, text)),
            }
        });
        texts.retain(|(_, text)| !is_blank(text));
        texts
    }

    /// The first text, as it came.
    pub(crate) fn raw(&self, paths: &Paths) -> Option<String> {
        let (value, text) = self.found(paths).into_iter().next()?;
        self.mark(value);
        Some(text.into_owned())
    }

    /// The first text, on one line, without entities.
    pub(crate) fn text(&self, paths: &Paths) -> Option<String> {
        self.found(paths).into_iter().find_map(|(value, text)| {
            let text = escapes::plain(&text);
            (!is_blank(&text)).then(|| {
                self.mark(value);
                text
            })
        })
    }

    /// All texts, each on one line, without entities and without repeats.
    pub(crate) fn texts(&self, paths: &Paths) -> Vec<String> {
        let mut texts: Vec<String> = Vec::new();
        for (value, text) in self.found(paths) {
            self.mark(value);
            let text = escapes::plain(&text);
            if !is_blank(&text) && !texts.contains(&text) {
                texts.push(text);
            }
        }
        texts
    }

    /// The same item seen from one of its parts.
    pub(crate) fn part(&self, root: &'v Value) -> Self {
        Self { root, outside: self.outside, read: RefCell::default() }
    }

    /// What a part read was read here.
    pub(crate) fn absorb(&self, part: &Item<'_>) {
        self.read.borrow_mut().append(&mut part.read.borrow_mut());
    }

    /// What was not read, and whether something about people was left out.
    pub(crate) fn rest(&self) -> (Value, bool) {
        let mut read = self.read.borrow_mut();
        read.sort_unstable();
        let mut personal = false;
        let rest = rest(self.root, &read, &mut personal).unwrap_or(Value::Null);
        (rest, personal)
    }
}

fn rest(value: &Value, read: &[*const Value], personal: &mut bool) -> Option<Value> {
    if read.binary_search(&std::ptr::from_ref(value)).is_ok() {
        return None;
    }
    match value {
        Value::Null => None,
        Value::String(text) if text.trim().is_empty() => None,
        Value::String(text) if has_email(text) => {
            *personal = true;
            None
        }
        Value::Array(values) => {
            let left: Vec<Value> =
                values.iter().filter_map(|value| rest(value, read, personal)).collect();
            (!left.is_empty()).then_some(Value::Array(left))
        }
        Value::Object(fields) => {
            let mut left = Map::new();
            for (name, value) in fields {
                let Some(value) = rest(value, read, personal) else { continue };
                if is_personal(name) && !value.is_boolean() {
                    *personal = true;
                } else {
                    left.insert(name.clone(), value);
                }
            }
            (!left.is_empty()).then_some(Value::Object(left))
        }
        other => Some(other.clone()),
    }
}

fn has_email(text: &str) -> bool {
    text.match_indices('@').any(|(at, _)| {
        let before = text[..at].bytes().next_back();
        let after = text[at + 1..].split(|c: char| !c.is_alphanumeric() && c != '-' && c != '.');
        before.is_some_and(|byte| byte.is_ascii_alphanumeric())
            && after.into_iter().next().is_some_and(|host| host.trim_matches('.').contains('.'))
    })
}

/// White space, or control characters, and nothing else; or the word `null`,
/// which programs write where they have nothing.
pub(super) fn is_blank(text: &str) -> bool {
    text == "null" || text.chars().all(|c| c.is_whitespace() || c.is_control())
}

/// The texts of a list that was written as text.
fn list(text: &str) -> Option<Vec<String>> {
    let text = text.trim();
    if !(text == "[]" || text.starts_with("[\"")) {
        return None;
    }
    serde_json::from_str(text).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::path::Path;
    use super::*;

    fn paths(path: &str) -> Paths {
        Paths(vec![Path::try_from(path.to_owned()).unwrap()])
    }

    #[test]
    fn what_was_not_read_is_left_without_people() {
        let root = json!({
            "title": "Baker", "a": {"b": "1", "c": "2"}, "list": [{"x": "1"}, {"x": "2", "y": "3"}],
            "text": {"@lang": "en", "#text": "words"}, "recruiter": {"name": "Ada"},
            "more": "ask ada@example.org", "empty": " ", "user": "@handle",
        });
        let item = Item::new(&root, &Value::Null);
        assert_eq!(item.text(&paths("title")).unwrap(), "Baker");
        assert_eq!(item.texts(&paths("list.x")), ["1", "2"]);
        item.ignore(&paths("a.b"));
        assert_eq!(item.text(&paths("text")).unwrap(), "words");
        let left = json!({
            "a": {"c": "2"}, "list": [{"y": "3"}], "text": {"@lang": "en"}, "user": "@handle",
        });
        assert_eq!(item.rest(), (left, true));
    }

    #[test]
    fn names_of_fields_tell_of_people() {
        for name in ["contactPerson", "hiring_manager", "ApplyEMail", "dc:creator", "e-mail"] {
            assert!(is_personal(name), "{name}");
        }
        for name in ["authority", "automobile", "ownership", "department"] {
            assert!(!is_personal(name), "{name}");
        }
    }

    #[test]
    fn a_list_written_as_text_is_a_list() {
        let root = json!({"when": "[\"Dagtid\",\"Kveld\"]", "none": "[]", "bad": "[\"a\""});
        let item = Item::new(&root, &Value::Null);
        assert_eq!(item.texts(&paths("when")), ["Dagtid", "Kveld"]);
        assert_eq!(item.texts(&paths("none")), Vec::<String>::new());
        assert_eq!(item.texts(&paths("bad")), ["[\"a\""]);
    }
}
