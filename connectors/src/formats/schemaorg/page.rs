//! JSON-LD blocks of an HTML page.

use schemas::rejected::Fault;
use scraper::{Html, Selector};
use serde_json::Value;

use super::{ad, error, postings};
use crate::item::{ItemError, Read, ReadContext};

/// Reads every JobPosting in the page; the id is `identifier`, else `url`,
/// else the address of the page. A block that is no JSON costs only itself,
/// and only when it speaks of a JobPosting. Nothing found gives nothing: the
/// page is then no ad (any more).
pub fn read_page(html: &str, context: &ReadContext<'_>) -> Vec<Result<Read, ItemError>> {
    let page = Html::parse_document(html);
    let blocks = Selector::parse("script[type]").expect("the selector is well formed");
    let mut items = Vec::new();
    for block in page.select(&blocks) {
        let kind = block.value().attr("type").unwrap_or_default().trim().to_ascii_lowercase();
        if !kind.starts_with("application/ld+json") {
            continue;
        }
        let text: String = block.text().collect();
        match super::parse(text.trim().as_bytes()) {
            Ok(root) => items.extend(postings(&root).into_iter().map(|one| read(one, context))),
            Err(fault) if text.contains("JobPosting") => {
                items.push(Err(error(text.as_bytes(), None, vec![fault])));
            }
            Err(_) => {}
        }
    }
    for (index, item) in items.iter_mut().enumerate() {
        if let Err(error) = item {
            error.place = format!("item {}", index + 1);
        }
    }
    items
}

fn read(posting: &Value, context: &ReadContext<'_>) -> Result<Read, ItemError> {
    ad::read(posting, None, context)
        .map_err(|faults: Vec<Fault>| error(posting.to_string().as_bytes(), None, faults))
}
