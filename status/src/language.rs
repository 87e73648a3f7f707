//! Which language a visitor reads.

use http::HeaderMap;
use http::header::ACCEPT_LANGUAGE;

/// Languages of the page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Language {
    /// English; the language of whoever reads neither.
    English,
    /// Swedish.
    Swedish,
}

impl Language {
    /// BCP 47.
    pub(crate) const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Swedish => "sv",
        }
    }

    /// The language of a tag: `sv`, `sv-FI`, `EN`.
    pub(crate) fn of(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default().trim();
        match primary.to_ascii_lowercase().as_str() {
            "sv" => Some(Self::Swedish),
            "en" => Some(Self::English),
            _ => None,
        }
    }

    /// What the browser asks for (RFC 9110, 12.5.4).
    pub(crate) fn accepted(headers: &HeaderMap) -> Self {
        let values =
            headers.get_all(ACCEPT_LANGUAGE).iter().filter_map(|value| value.to_str().ok());
        let (mut best, mut best_weight) = (Self::English, 0.0);
        for range in values.flat_map(|value| value.split(',')) {
            let mut parts = range.split(';').map(str::trim);
            let Some(language) = parts.next().and_then(Self::of) else { continue };
            let weight = parts.find_map(|part| part.strip_prefix("q=")?.parse::<f32>().ok());
            let weight = weight.unwrap_or(1.0);
            if weight > best_weight {
                (best, best_weight) = (language, weight);
            }
        }
        best
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(header: &str, tag: &str) {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_LANGUAGE, header.parse().expect("a header"));
        assert_eq!(Language::accepted(&headers).tag(), tag, "{header}");
    }

    #[test]
    fn the_browser_says_which_language() {
        check("sv-SE,sv;q=0.9,en;q=0.8", "sv");
        check("en-GB,en;q=0.9,sv;q=0.8", "en");
        check("nb-NO, sv;q=0.5, en;q=0.3", "sv");
        check("de", "en");
        check("sv;q=0", "en");
        check("*", "en");
        assert_eq!(Language::accepted(&HeaderMap::new()), Language::English);
    }
}
