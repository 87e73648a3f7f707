//! What a body is, by its `Content-Type`.

use http::{HeaderMap, header};

use crate::problem::{Problem, ProblemKind};

/// A content type that can be pushed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Media {
    /// Our own ad, or an array of them.
    Json,
    /// A schema.org JobPosting, or an array of them.
    JsonLd,
    /// Our own ad, one a line.
    Ndjson,
}

/// For one ad.
pub(crate) const ONE: &[Media] = &[Media::Json, Media::JsonLd];
/// For many.
pub(crate) const MANY: &[Media] = &[Media::Json, Media::JsonLd, Media::Ndjson];

impl Media {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::JsonLd => "application/ld+json",
            Self::Ndjson => "application/x-ndjson",
        }
    }

    /// Reads the header.
    ///
    /// # Errors
    /// 415, which names what was seen and what is allowed.
    pub(crate) fn of(headers: &HeaderMap, allowed: &[Self]) -> Result<Self, Problem> {
        let Some(value) = headers.get(header::CONTENT_TYPE) else {
            return Err(refuse("there is no Content-Type", allowed));
        };
        let text = String::from_utf8_lossy(value.as_bytes());
        let mut parts = text.split(';').map(str::trim);
        let essence = parts.next().unwrap_or_default();
        let media = allowed.iter().find(|media| media.as_str().eq_ignore_ascii_case(essence));
        let Some(media) = media else {
            return Err(refuse(&format!("the Content-Type is {essence:?}"), allowed));
        };
        for parameter in parts {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            let charset = value.trim().trim_matches('"');
            let utf8 =
                ["utf-8", "utf8", "us-ascii"].iter().any(|n| charset.eq_ignore_ascii_case(n));
            if name.trim().eq_ignore_ascii_case("charset") && !utf8 {
                let seen = format!("the charset is {charset:?} (JSON is utf-8)");
                return Err(refuse(&seen, allowed));
            }
        }
        Ok(*media)
    }
}

fn refuse(seen: &str, allowed: &[Media]) -> Problem {
    let names: Vec<_> = allowed.iter().map(|media| media.as_str()).collect();
    let names = names.join(", ");
    let accept = names.parse().expect("media types are header values");
    Problem::new(ProblemKind::MediaType, format!("{seen}, allowed are {names}"))
        .header(http::HeaderName::from_static("accept-post"), accept)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(content_type: &str, expected: Result<Media, &str>) {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, content_type.parse().unwrap());
        match (Media::of(&headers, ONE), expected) {
            (Ok(media), Ok(expected)) => assert_eq!(media, expected, "{content_type}"),
            (Err(problem), Err(words)) => {
                assert!(format!("{problem:?}").contains(words), "{content_type}: {problem:?}");
            }
            (seen, expected) => panic!("{content_type}: {seen:?}, not {expected:?}"),
        }
    }

    #[test]
    fn case_and_charset_do_not_matter() {
        check("application/json", Ok(Media::Json));
        check("Application/JSON; charset=UTF-8", Ok(Media::Json));
        check("application/json;charset=\"utf-8\"", Ok(Media::Json));
        check("application/ld+json; profile=\"a b\"", Ok(Media::JsonLd));
    }

    #[test]
    fn others_are_named() {
        check("text/xml", Err("text/xml"));
        check("application/x-ndjson", Err("allowed are application/json, application/ld+json"));
        check("application/json; charset=iso-8859-1", Err("iso-8859-1"));
        check("", Err("allowed are"));
    }
}
