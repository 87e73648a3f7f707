//! A page of a site: its JobPostings in JSON-LD, else in microdata, else in
//! RDFa; and what it means when there are none.

use schemas::ad::RemovalSignal;
use schemas::rejected::Fault;
use scraper::{Html, Selector};
use serde_json::Value;
use url::Url;

use super::markup::{self, Markup};
use super::nodes::Nodes;
use super::{ad, blocks, error, postings};
use crate::item::{ItemError, Read, ReadContext};

/// Reads every JobPosting in the page; the id is `identifier`, else `url`,
/// else the address of the page. A block that is no JSON costs only itself,
/// and only when it speaks of a JobPosting. Sites that mark the same ads in
/// several ways are read in the first of them. Nothing found gives nothing:
/// see [`verdict`].
pub fn read_page(html: &str, context: &ReadContext<'_>) -> Vec<Result<Read, ItemError>> {
    // A tree of the whole page is dear, and most pages need none.
    let mut items = of_blocks(blocks::json_ld(html), context);
    if !items.iter().any(Result::is_ok) {
        items = of_tree(html, context);
    }
    for (index, item) in items.iter_mut().enumerate() {
        if let Err(error) = item {
            error.place = format!("item {}", index + 1);
        }
    }
    items
}

fn of_tree(html: &str, context: &ReadContext<'_>) -> Vec<Result<Read, ItemError>> {
    let page = Html::parse_document(html);
    let mut items = json_ld(&page, context);
    let base = context.url.and_then(|url| Url::parse(url).ok());
    for markup in [Markup::Microdata, Markup::Rdfa] {
        if items.iter().any(Result::is_ok) {
            break;
        }
        let found = markup::postings(&page, markup, base.as_ref());
        if is_cut(html) && !found.is_empty() {
            let message = "the page is cut: what it marks may be half an ad";
            let fault = Fault::new("page_cut", "", message);
            items.push(Err(error(html.as_bytes(), None, vec![fault])));
            break;
        }
        items.extend(found.iter().map(|one| read(one, context)));
    }
    items
}

fn json_ld(page: &Html, context: &ReadContext<'_>) -> Vec<Result<Read, ItemError>> {
    let blocks = Selector::parse("script[type]").expect("the selector is well formed");
    let is_json_ld = |kind: &str| {
        let kind = kind.trim().to_ascii_lowercase();
        kind.starts_with("application/ld+json")
    };
    let found = page.select(&blocks);
    let found = found.filter(|block| block.value().attr("type").is_some_and(is_json_ld));
    of_blocks(found.map(|block| block.text().collect::<String>()), context)
}

fn of_blocks<T: AsRef<str>>(
    blocks: impl IntoIterator<Item = T>,
    context: &ReadContext<'_>,
) -> Vec<Result<Read, ItemError>> {
    let blocks: Vec<T> = blocks.into_iter().collect();
    let texts = blocks.iter().map(|block| block.as_ref().trim());
    let parsed: Vec<_> = texts.map(|text| (text, super::parse(text.as_bytes()))).collect();
    let documents = parsed.iter().filter_map(|(_, document)| document.as_ref().ok());
    let nodes = Nodes::of(documents.map(|document| &document.root));
    let mut items = Vec::new();
    for (text, document) in &parsed {
        match document {
            Ok(document) => {
                let found = postings(&document.root).into_iter();
                let read = |one| read(&nodes.put_into(one), context);
                items.extend(found.map(|one| read(one).map(|read| document.noted(read))));
            }
            Err(fault) if text.contains("JobPosting") => {
                items.push(Err(error(text.as_bytes(), None, vec![fault.clone()])));
            }
            Err(_) => {}
        }
    }
    items
}

fn read(posting: &Value, context: &ReadContext<'_>) -> Result<Read, ItemError> {
    ad::read(posting, None, context)
        .map_err(|faults: Vec<Fault>| error(posting.to_string().as_bytes(), None, faults))
}

/// A page that begins and does not end. What has neither is a piece of one.
fn is_cut(html: &str) -> bool {
    has_tag(html, "<html") && !is_whole(html)
}

/// Whether a page came to its end.
pub fn is_whole(html: &str) -> bool {
    has_tag(html, "</html")
}

fn has_tag(html: &str, tag: &str) -> bool {
    html.as_bytes().windows(tag.len()).any(|bytes| bytes.eq_ignore_ascii_case(tag.as_bytes()))
}

/// What is known about an answer that should be a page with ads.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PageSeen {
    /// HTTP status.
    pub status: u16,
    /// It came to its end; see [`is_whole`].
    pub whole: bool,
    /// JobPostings in it, those that could not be read too.
    pub postings: usize,
    /// The page had some before.
    pub had_before: bool,
    /// It answered at its own address rather than from another one.
    pub own_address: bool,
}

/// What a page says about the ads that were on it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// It has ads.
    Ads,
    /// It never had any: a page for other things, or without markup.
    NoData,
    /// The ads that it had are gone.
    Gone(RemovalSignal),
    /// Nothing can be concluded: ask again later.
    Failed,
}

/// Judges a page.
pub fn verdict(seen: PageSeen) -> Verdict {
    match seen.status {
        404 | 410 if seen.had_before => Verdict::Gone(RemovalSignal::HttpGone),
        404 | 410 => Verdict::NoData,
        200 if seen.postings > 0 => Verdict::Ads,
        200 if !seen.whole => Verdict::Failed,
        // Sent to a page of marketing: the site may have moved.
        200 if seen.had_before && !seen.own_address => Verdict::Failed,
        200 if seen.had_before => Verdict::Gone(RemovalSignal::HttpGone),
        200 => Verdict::NoData,
        _ => Verdict::Failed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(change: impl FnOnce(&mut PageSeen), wanted: Verdict) {
        let mut seen =
            PageSeen { status: 200, whole: true, postings: 0, had_before: true, own_address: true };
        change(&mut seen);
        assert_eq!(verdict(seen), wanted, "{seen:?}");
    }

    #[test]
    fn a_page_is_gone_only_when_it_says_so_itself() {
        let gone = Verdict::Gone(RemovalSignal::HttpGone);
        check(|_| {}, gone);
        check(|seen| seen.postings = 2, Verdict::Ads);
        check(|seen| seen.had_before = false, Verdict::NoData);
        check(|seen| seen.own_address = false, Verdict::Failed);
        check(|seen| seen.whole = false, Verdict::Failed);
        check(|seen| seen.status = 404, gone);
        check(|seen| (seen.status, seen.own_address) = (410, false), gone);
        check(|seen| (seen.status, seen.had_before) = (404, false), Verdict::NoData);
        check(|seen| seen.status = 503, Verdict::Failed);
        check(|seen| seen.status = 301, Verdict::Failed);
    }

    #[test]
    fn a_page_without_its_end_is_cut() {
        assert!(is_whole("<HTML><body></body></HTML>"));
        assert!(is_cut("<html><body>"));
        assert!(!is_cut("<div itemscope></div>"));
    }
}
