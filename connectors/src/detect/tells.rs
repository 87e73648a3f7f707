//! What tells one format from another.

mod json;
mod xml;

pub(super) use json::{ITEMS as JSON_ITEMS, TELLS as JSON};
pub(super) use xml::TELLS as XML;

use super::Clues;
use super::sketch::Sketch;

/// Formats that read whatever has their shape.
pub(super) const GENERAL: [&str; 4] = ["feed-xml", "rss", "atom", "jsonfeed"];

/// What speaks for a format.
pub(super) struct Tell {
    /// Its name.
    pub(super) format: &'static str,
    /// One of these must be there.
    pub(super) needs: &'static [&'static str],
    /// Places, and how much each speaks for it, or against it. `PLACE~PART`:
    /// the text there contains it.
    pub(super) hints: &'static [(&'static str, i32)],
}

impl Tell {
    /// The sum of what is there, and what it was; `None` without what is
    /// needed.
    pub(super) fn score(&self, sketch: &dyn Sketch) -> Option<(i32, Vec<String>)> {
        let there = |place: &str| match place.split_once('~') {
            Some((place, part)) => sketch.says(place, part),
            None => sketch.has(place),
        };
        if !self.needs.iter().any(|place| there(place)) {
            return None;
        }
        let mut found: Vec<&(&str, i32)> =
            self.hints.iter().filter(|(place, _)| there(place)).collect();
        let score = found.iter().map(|(_, weight)| weight).sum();
        found.retain(|(_, weight)| *weight > 0);
        found.sort_by_key(|(_, weight)| std::cmp::Reverse(*weight));
        let because = found.iter().take(4).map(|(place, _)| place.replace('~', " with ")).collect();
        Some((score, because))
    }
}

/// Parts of addresses, and the formats that are served there.
const ADDRESSES: &[(&str, &str)] = &[
    ("boards-api.greenhouse.io/", "greenhouse"),
    ("api.lever.co/", "lever"),
    ("api.eu.lever.co/", "lever"),
    ("api.ashbyhq.com/", "ashby"),
    (".recruitee.com/api/offers", "recruitee"),
    ("workable.com/api/", "workable"),
    (".bamboohr.com/careers/list", "bamboohr"),
    ("myworkdayjobs.com/wday/cxs/", "workday"),
    ("api.smartrecruiters.com/", "smartrecruiters"),
    (".personio.de/xml", "personio"),
    (".personio.com/xml", "personio"),
    ("/jobs.rss", "teamtailor"),
    (".varbi.com/", "varbi-rss"),
    ("easycruit.com/", "easycruit"),
    ("reachmee.com/", "reachmee"),
    ("api.arbeitsagentur.de/", "bundesagentur"),
    ("api.francetravail.io/", "francetravail"),
    ("data.usajobs.gov/", "usajobs"),
    ("jobtechdev.se/v2/", "jobstream-v2"),
    ("jobtechdev.se/stream", "jobstream-v1"),
    ("jobtechdev.se/snapshot", "jobstream-v1"),
    ("/api/v1/feedentry/", "nav-entry"),
];

/// What the address, or the type of the answer, says for a format.
pub(super) fn by_address(format: &str, clues: Clues<'_>) -> Option<String> {
    let url = clues.url.unwrap_or_default();
    let part = ADDRESSES.iter().find(|(part, of)| *of == format && url.contains(part));
    if let Some((part, _)) = part {
        return Some(format!("the address has {part}"));
    }
    let kind = clues.content_type.unwrap_or_default().to_ascii_lowercase();
    let typed = match format {
        "schemaorg" => kind.starts_with("application/ld+json"),
        "jsonfeed" => kind.starts_with("application/feed+json"),
        "atom" => kind.starts_with("application/atom+xml"),
        "rss" => kind.starts_with("application/rss+xml"),
        _ => false,
    };
    typed.then(|| format!("the answer is {kind}"))
}
