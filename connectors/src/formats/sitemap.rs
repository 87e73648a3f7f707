//! Sitemaps: an index of further sitemaps, or the pages of a site. Which of
//! them are ads only their pages tell.

use std::io::Read;

use schemas::rejected::Fault;
use serde_json::Value;
use url::Url;

use super::xml;
use crate::encoding::Encodings;
use crate::item::ReadError;

const FORMAT: &str = "a sitemap";
/// Bytes by which the encoding is told.
const START: u64 = 4 * 1024;

/// What a sitemap lists.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Further sitemaps.
    Index,
    /// Pages.
    Pages,
}

/// One entry.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// What it leads to.
    pub kind: Kind,
    /// Absolute URL of the web.
    pub url: String,
    /// When it changed, as given: its form varies, so that it is compared and
    /// not read.
    pub lastmod: Option<String>,
}

/// How a sitemap ended. It was read to its end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SitemapEnd {
    /// Entries, the bad ones too.
    pub entries: u64,
    /// Nothing in it was in doubt: a page that is not listed is not there.
    pub complete: bool,
}

/// Reads a sitemap, entry by entry.
///
/// # Errors
/// When it is cut, or something else.
pub fn read(
    body: &mut dyn Read,
    content_type: Option<&str>,
    sink: &mut dyn FnMut(Result<Entry, Fault>),
) -> Result<SitemapEnd, ReadError> {
    let mut start = Vec::new();
    body.take(START)
        .read_to_end(&mut start)
        .map_err(|source| ReadError::Io { items: 0, source })?;
    let encodings = Encodings::of(&start, content_type);
    let roots = ["urlset".to_owned(), "sitemapindex".to_owned()];
    let items = ["url".to_owned(), "sitemap".to_owned()];
    let feed = xml::Feed { format: FORMAT, roots: &roots, items: &items, nest: false };
    let mut broken = false;
    let names = xml::Names::new();
    let ends = xml::cut(&mut start.as_slice().chain(body), feed, &mut |cut, before| {
        let entry = match cut {
            xml::Cut::Item(_, bytes) => {
                let text = encodings.decode(bytes).text;
                xml::tree(&text, &names, before.bindings)
                    .and_then(|tree| entry(&tree.root, is_index(bytes)))
            }
            xml::Cut::Broken(..) => {
                Err(Fault::new("malformed_xml", "", "the end of the entry is missing"))
            }
        };
        broken |= entry.is_err();
        sink(entry);
    })?;
    Ok(SitemapEnd { entries: ends.items, complete: ends.tidy && !broken })
}

fn is_index(bytes: &[u8]) -> bool {
    let end = bytes.iter().position(|byte| byte.is_ascii_whitespace() || *byte == b'>');
    let name = &bytes[..end.unwrap_or(bytes.len())];
    name.to_ascii_lowercase().ends_with(b"sitemap")
}

fn entry(root: &Value, index: bool) -> Result<Entry, Fault> {
    let field = |name: &str| {
        let fields = root.as_object()?;
        // A prefix is as good as none.
        let found = fields.iter().find(|(key, _)| key.rsplit(':').next() == Some(name));
        let text = found.and_then(|(_, value)| value.as_str())?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    };
    let url = field("loc")
        .filter(|url| Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https")))
        .ok_or_else(|| Fault::new("url_missing", "loc", "an entry needs an absolute URL"))?;
    let kind = if index { Kind::Index } else { Kind::Pages };
    Ok(Entry { kind, url, lastmod: field("lastmod") })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Entries, and whether the sitemap was complete or the error.
    fn check(body: &str, wanted: &[&str], end: &str) {
        let mut seen = Vec::new();
        let ended = read(&mut body.as_bytes(), None, &mut |entry| {
            seen.push(match entry {
                Ok(Entry { kind, url, lastmod }) => {
                    format!("{kind:?} {url} {}", lastmod.unwrap_or_default())
                }
                Err(fault) => fault.code,
            });
        });
        assert_eq!(seen, wanted, "{body}");
        let ended = ended.map_or_else(|error| error.to_string(), |end| format!("{}", end.complete));
        assert!(ended.contains(end), "{ended}, not {end}");
    }

    #[test]
    fn indexes_and_pages_are_told_apart() {
        check(
            "<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><sitemap><loc> https://e.org/a.xml </loc><lastmod>2026-11-01</lastmod></sitemap></sitemapindex>",
            &["Index https://e.org/a.xml 2026-11-01"],
            "true",
        );
        check(
            "<s:urlset xmlns:s='x' xmlns:i='y'><s:url><s:loc>https://e.org/1?a=1&amp;b=2</s:loc><i:image><i:loc>https://e.org/i.png</i:loc></i:image></s:url></s:urlset>",
            &["Pages https://e.org/1?a=1&b=2 "],
            "true",
        );
    }

    #[test]
    fn a_bad_entry_leaves_the_others_and_the_doubt() {
        check(
            "<urlset><url><loc>/relative</loc></url><url><loc>https://e.org/1</loc></url></urlset>",
            &["url_missing", "Pages https://e.org/1 "],
            "false",
        );
        check("<urlset><url><loc>https://e.org/1</loc></url>", &["Pages https://e.org/1 "], "cut");
        check("<!DOCTYPE html><html></html>", &[], "HTML page");
        check("<urlset/>", &[], "true");
    }
}
