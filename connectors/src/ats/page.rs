//! A URL in its parts, and the shapes of ids in it.

use url::Url;

/// A URL in its parts.
pub(super) struct Page<'a> {
    pub(super) url: &'a Url,
    /// In lower case.
    pub(super) host: &'a str,
    /// Without empty parts.
    pub(super) path: Vec<&'a str>,
}

impl Page<'_> {
    /// What stands before `suffix` in the host's name.
    pub(super) fn tenant(&self, suffix: &str) -> Option<&str> {
        self.host.strip_suffix(suffix).filter(|tenant| !matches!(*tenant, "" | "www"))
    }

    /// A value of the query, names without case.
    pub(super) fn query(&self, name: &str) -> Option<String> {
        let mut pairs = self.url.query_pairs();
        pairs.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.into_owned())
    }

    /// A number of the query.
    pub(super) fn number(&self, name: &str) -> Option<String> {
        self.query(name).filter(|value| digits(value).is_some())
    }

    /// The part after the first one that is `word`.
    pub(super) fn after(&self, word: &str) -> Option<&str> {
        let at = self.path.iter().position(|part| part.eq_ignore_ascii_case(word))?;
        self.path.get(at + 1).copied()
    }

    /// The number that the part after `word` begins with.
    pub(super) fn leading_number_after(&self, word: &str) -> Option<&str> {
        Some(leading_digits(self.after(word)?)).filter(|number| !number.is_empty())
    }
}

/// What follows `name` at the start of `text`, whatever the case.
pub(super) fn value_after<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let start = text.get(..name.len())?;
    start.eq_ignore_ascii_case(name).then(|| &text[name.len()..])
}

/// The digits that a text begins with.
pub(super) fn leading_digits(text: &str) -> &str {
    let end = text.bytes().take_while(u8::is_ascii_digit).count();
    &text[..end]
}

/// The text, when it is a number.
pub(super) fn digits(text: &str) -> Option<&str> {
    (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then_some(text)
}

/// The text, when it is a UUID with its four dashes.
pub(super) fn uuid(text: &str) -> Option<&str> {
    let shaped = text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        });
    shaped.then_some(text)
}
