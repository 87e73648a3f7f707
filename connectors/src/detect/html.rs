//! Pages for people, and pieces of them.

use super::{Recognised, Sureness, Unrecognised};

/// Elements that a page, or a piece of one, begins with.
const ELEMENTS: [&str; 10] =
    ["html", "head", "body", "div", "script", "article", "section", "main", "meta", "span"];

/// Whether markup is HTML.
pub(super) fn is_page(text: &str) -> bool {
    let mut rest = text.trim_start();
    // Comments and an XML declaration may stand before XHTML.
    loop {
        let end = match rest {
            _ if rest.starts_with("<!--") => rest.find("-->").map(|at| at + 3),
            _ if rest.starts_with("<?") => rest.find("?>").map(|at| at + 2),
            _ => break,
        };
        let Some(end) = end else { return false };
        rest = rest[end..].trim_start();
    }
    let begins = |word: &str| {
        rest.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
            && rest[word.len()..].starts_with([' ', '>', '\n', '\r', '\t', '/'])
    };
    begins("<!doctype html") || ELEMENTS.iter().any(|name| begins(&format!("<{name}")))
}

/// Whether a page speaks of JobPostings.
pub fn has_postings(text: &str) -> bool {
    text.contains("JobPosting")
}

/// Detects a page.
pub(super) fn detect(text: &str, whole: bool) -> Result<Recognised, Unrecognised> {
    if !has_postings(text) && whole {
        let what = "a page without a schema.org JobPosting in JSON-LD, microdata or RDFa";
        let hint = "try the page of one ad, its sitemap, or the feed behind it";
        return Err(Unrecognised::Other { what: what.to_owned(), hint });
    }
    let marks = [
        ("application/ld+json", "JSON-LD"),
        ("itemtype=", "microdata"),
        ("typeof=", "RDFa"),
        ("vocab=", "RDFa"),
    ];
    let mut because = vec!["a page".to_owned()];
    let marked = has_postings(text);
    if marked {
        because.push("JobPosting".to_owned());
    }
    for (mark, name) in marks {
        if text.contains(mark) && !because.iter().any(|known| known == name) {
            because.push(name.to_owned());
        }
    }
    let sureness = if marked { Sureness::Certain } else { Sureness::Guess };
    Ok(Recognised {
        format: "schemaorg",
        sureness,
        because,
        others: Vec::new(),
        wrapper: None,
        in_pieces: false,
    })
}
