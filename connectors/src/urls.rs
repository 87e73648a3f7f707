//! Addresses of the web, as partners write them.

use url::Url;

/// Whether a text is an absolute address of the web. Most are told by a look,
/// without taking them apart.
pub(crate) fn is_web(text: &str) -> bool {
    looks_right(text)
        || Url::parse(text).is_ok_and(|url| {
            matches!(url.scheme(), "http" | "https") && url.has_host() && !text.contains(' ')
        })
}

/// A host of letters, digits, dots and hyphens that no rule but its own could
/// refuse, and nothing after it that needs escapes.
fn looks_right(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let Some(rest) = rest else { return false };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    let labels = || host.split('.');
    let letters = |label: &str| label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let is_name = labels().count() > 1
        && labels().all(|label| !label.is_empty() && letters(label) && !label.starts_with("xn--"));
    let last = labels().next_back().unwrap_or_default();
    is_name
        && last.bytes().all(|byte| byte.is_ascii_alphabetic())
        && path.bytes().all(|byte| (0x21..0x7f).contains(&byte))
}

/// The address that was meant where its beginning was left out.
pub(crate) fn mended(text: &str) -> Option<String> {
    let text = text.trim();
    let whole = format!("https://{text}");
    (text.starts_with("www.") && is_web(&whole)).then_some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_the_web_are_told_from_other_texts() {
        for text in [
            "https://example.org",
            "http://example.org/a?b=1&c#d",
            "https://example.org:8080/a",
            "https://192.0.2.1/x",
            "https://xn--bcher-kva.example/",
            "https://bücher.example/å",
        ] {
            assert!(is_web(text), "{text}");
        }
        for text in [
            "example.org",
            "www.example.org",
            "javascript:alert(1)",
            "mailto:a@example.org",
            "https://",
            "https://[::1",
            "https://1.2.3.4.5/",
            "see https://example.org",
            "https://example.org/a b",
            "",
        ] {
            assert!(!is_web(text), "{text}");
        }
        for text in ["https://a.example/x", "http://a-b.c1.example?x"] {
            assert!(looks_right(text) && Url::parse(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn a_beginning_that_was_left_out_is_put_back() {
        assert_eq!(mended(" www.example.org/a").as_deref(), Some("https://www.example.org/a"));
        assert_eq!(mended("example.org"), None);
        assert_eq!(mended("www. example"), None);
    }
}
