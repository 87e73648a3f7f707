//! Texts with names in braces: `https://{tenant}.example.org/{page}`. A brace
//! that opens no name is a brace, so that JSON can be a template.

/// A template.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Template(Vec<Piece>);

#[derive(Clone, PartialEq, Eq, Debug)]
enum Piece {
    Text(String),
    Name(String),
}

impl Template {
    /// Takes a text apart.
    pub(crate) fn new(text: &str) -> Self {
        let (mut pieces, mut plain) = (Vec::new(), String::new());
        let mut rest = text;
        while let Some(at) = rest.find('{') {
            let after = &rest[at + 1..];
            match after.find('}').map(|end| &after[..end]).filter(|name| is_name(name)) {
                Some(name) => {
                    plain.push_str(&rest[..at]);
                    pieces.push(Piece::Text(std::mem::take(&mut plain)));
                    pieces.push(Piece::Name(name.to_owned()));
                    rest = &after[name.len() + 1..];
                }
                None => {
                    plain.push_str(&rest[..=at]);
                    rest = after;
                }
            }
        }
        plain.push_str(rest);
        pieces.push(Piece::Text(plain));
        Self(pieces)
    }

    /// The names in it.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Name(name) => Some(name.as_str()),
            Piece::Text(_) => None,
        })
    }

    /// Puts values in place of the names.
    ///
    /// # Errors
    /// The first name that has no value.
    pub(crate) fn fill(
        &self,
        value: &mut dyn FnMut(&str) -> Option<String>,
    ) -> Result<String, String> {
        let mut filled = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Text(text) => filled.push_str(text),
                Piece::Name(name) => {
                    filled.push_str(&value(name).ok_or_else(|| name.clone())?);
                }
            }
        }
        Ok(filled)
    }
}

fn is_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-[]=@".contains(&byte))
}

/// A value as it may stand in a URL (RFC 3986, section 2.3); slashes stay
/// where `slashes` says so.
pub(crate) fn encoded(value: &str, slashes: bool) -> String {
    let mut encoded = String::new();
    for byte in value.bytes() {
        let kept =
            byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || (slashes && byte == b'/');
        if kept {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, wanted: Result<&str, &str>) {
        let mut value = |name: &str| match name {
            "tenant" => Some("acme".to_owned()),
            "size" => Some("20".to_owned()),
            _ => None,
        };
        let filled = Template::new(text).fill(&mut value);
        assert_eq!(filled.as_deref().map_err(String::as_str), wanted, "{text}");
    }

    #[test]
    fn names_are_filled_in_and_other_braces_stay() {
        check("https://{tenant}.example.org/", Ok("https://acme.example.org/"));
        check("{\"limit\":{size},\"facets\":{}}", Ok("{\"limit\":20,\"facets\":{}}"));
        check("{tenant}{tenant}", Ok("acmeacme"));
        check("{", Ok("{"));
        check("{nosuch}", Err("nosuch"));
    }

    #[test]
    fn values_cannot_leave_their_place() {
        assert_eq!(encoded("a b/ö?#", false), "a%20b%2F%C3%B6%3F%23");
        assert_eq!(encoded("job/Oslo/A_1", true), "job/Oslo/A_1");
    }
}
