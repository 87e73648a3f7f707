//! Every format by its name, and how to read one body of it: the dialects that
//! are built in, JobStream, our own push JSON, and schema.org. What reads one
//! body knows nothing of how a partner is pulled.

mod json_ads;
mod words;

use std::io::Read;
use std::sync::Arc;

use schemas::rejected::Fault;

use super::dialect::{Dialect, Shape};
use super::jobstream::{self, Version};
use super::{eures, feed, push, schemaorg, sitemap};
use crate::dialects;
use crate::item::{Item, ItemError, ReadContext, ReadEnd, ReadError};
pub use words::words;

use json_ads::{Framing, framing};

/// Bytes by which it is told how objects stand beside each other.
const START: u64 = 64 * 1024;

/// A format that one body can be in.
#[derive(Clone, Debug)]
pub enum Format {
    /// A feed or a board, described as data: built in, or a partner's own.
    Dialect(Arc<Dialect>),
    /// Ads of a JSON board without the board around them: one, a list, or one
    /// a line.
    Pieces(Arc<Dialect>),
    /// JobTech JobStream.
    Jobstream(Version),
    /// Our own push JSON.
    Push,
    /// schema.org JobPostings: a page, a JSON-LD document, or one a line.
    SchemaOrg,
    /// Details of the EURES input API.
    Eures,
    /// A sitemap: it lists pages, which are read as [`Format::SchemaOrg`].
    Sitemap,
}

/// What a format is called, and what it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Named {
    /// Its name in configuration and on the command line.
    pub name: &'static str,
    /// One line for people.
    pub about: &'static str,
}

/// Those that are no dialects, with what else they are called.
const OTHERS: [(Named, &[&str]); 6] = [
    (
        Named {
            name: "adhub-json",
            about: "Our own push JSON (docs/data.md): one ad, an array, or one a line",
        },
        &["adhub", "json"],
    ),
    (Named { name: "eures", about: "EURES input API: an answer of getDetails" }, &[]),
    (Named { name: "jobstream-v1", about: "JobTech JobStream v1: an array, or one a line" }, &[]),
    (
        Named {
            name: "jobstream-v2",
            about: "JobTech JobStream v2, and ads of JobSearch: an array, or one a line",
        },
        &["jobstream"],
    ),
    (
        Named {
            name: "schemaorg",
            about: "schema.org JobPosting: pages with JSON-LD, microdata or RDFa; JSON-LD",
        },
        &["schemaorg-jsonld", "jsonld", "ld+json"],
    ),
    (
        Named { name: "sitemap", about: "A sitemap or an index of them: pages read as schemaorg" },
        &[],
    ),
];

/// All formats, in the order of their names.
pub fn all() -> Vec<Named> {
    let dialects = dialects::names().map(|name| Named { name, about: dialects::about(name) });
    let mut all: Vec<Named> = OTHERS.iter().map(|(named, _)| *named).chain(dialects).collect();
    all.sort_unstable_by_key(|named| named.name);
    all
}

/// A format by its name, or by another that it goes by.
pub fn named(name: &str) -> Option<Format> {
    let other = OTHERS.iter().find(|(named, also)| named.name == name || also.contains(&name));
    match other.map(|(named, _)| named.name) {
        Some("adhub-json") => Some(Format::Push),
        Some("eures") => Some(Format::Eures),
        Some("jobstream-v1") => Some(Format::Jobstream(Version::V1)),
        Some("jobstream-v2") => Some(Format::Jobstream(Version::V2)),
        Some("schemaorg") => Some(Format::SchemaOrg),
        Some("sitemap") => Some(Format::Sitemap),
        _ => dialects::named(name).map(|dialect| Format::Dialect(Arc::new(dialect.clone()))),
    }
}

/// What a body's items are handed to: each with what its partner should know
/// about it.
pub type Sink<'s> = dyn FnMut(Result<Item, ItemError>, Vec<Fault>) + 's;

impl Format {
    /// Its name.
    pub fn name(&self) -> &str {
        match self {
            Self::Dialect(dialect) | Self::Pieces(dialect) => &dialect.name,
            Self::Jobstream(version) => version.format(),
            Self::Push => push::FORMAT,
            Self::SchemaOrg => "schemaorg",
            Self::Eures => eures::FORMAT,
            Self::Sitemap => "sitemap",
        }
    }

    /// What proves that a body is all that there is, when something can.
    pub fn dialect(&self) -> Option<&Dialect> {
        match self {
            Self::Dialect(dialect) | Self::Pieces(dialect) => Some(dialect),
            _ => None,
        }
    }

    /// The same ads without the answer of the board around them. What is no
    /// JSON board stays what it is.
    #[must_use]
    pub fn in_pieces(self) -> Self {
        match self {
            Self::Dialect(dialect) if dialect.shape == Shape::Json => Self::Pieces(dialect),
            other => other,
        }
    }

    /// Reads one body, item by item, in bounded memory.
    ///
    /// # Errors
    /// When the rest is unusable; see [`ReadError`]. A sitemap has no ads.
    pub fn read(
        &self,
        body: &mut dyn Read,
        content_type: Option<&str>,
        context: &ReadContext<'_>,
        sink: &mut Sink<'_>,
    ) -> Result<ReadEnd, ReadError> {
        match self {
            Self::Dialect(dialect) => {
                let mut sink = |item: Result<Item, ItemError>| told(item, sink);
                feed::read(body, content_type, dialect, context, &mut sink)
            }
            Self::Pieces(dialect) => {
                let start = start(body)?;
                let pieces = match framing(&start) {
                    Framing::Array => feed::Pieces::List,
                    Framing::Lines => feed::Pieces::Lines,
                    Framing::One => feed::Pieces::One,
                };
                let body = &mut start.as_slice().chain(body);
                let mut sink = |item: Result<Item, ItemError>| told(item, sink);
                feed::read_pieces(body, pieces, dialect, context, &mut sink)
            }
            Self::Jobstream(version) => {
                let start = start(body)?;
                let framing = match framing(&start) {
                    Framing::Array => jobstream::Framing::Array,
                    Framing::Lines | Framing::One => jobstream::Framing::Lines,
                };
                let body = &mut start.as_slice().chain(body);
                let mut sink = |item: Result<Item, ItemError>| told(item, sink);
                jobstream::read(body, framing, *version, context, &mut sink)
            }
            Self::Push => {
                let start = start(body)?;
                let body = &mut start.as_slice().chain(body);
                let mut read = |bytes: &[u8]| vec![push::read_ad(bytes, None, context)];
                json_ads::read(body, framing(&start), push::FORMAT, &mut read, sink)
            }
            Self::SchemaOrg => {
                let start = start(body)?;
                let body = &mut start.as_slice().chain(body);
                if begins_with_tag(&start) {
                    return json_ads::page(body, content_type, context, sink);
                }
                let mut read = |bytes: &[u8]| schemaorg::read_document(bytes, context);
                json_ads::read(body, framing(&start), schemaorg::FORMAT, &mut read, sink)
            }
            Self::Eures => {
                eures::answer(body, context, &mut |item: Result<Item, ItemError>| told(item, sink))
            }
            Self::Sitemap => Err(ReadError::Foreign {
                format: "ads",
                seen: "a sitemap: its pages have the ads".to_owned(),
            }),
        }
    }

    /// Reads one body and hands over its items only.
    ///
    /// # Errors
    /// As [`Format::read`].
    pub fn read_items(
        &self,
        body: &mut dyn Read,
        content_type: Option<&str>,
        context: &ReadContext<'_>,
        sink: &mut dyn FnMut(Result<Item, ItemError>),
    ) -> Result<ReadEnd, ReadError> {
        self.read(body, content_type, context, &mut |item, _| sink(item))
    }

    /// The pages, or further sitemaps, that a sitemap lists.
    ///
    /// # Errors
    /// When it is cut, or is no sitemap.
    pub fn pages(
        body: &mut dyn Read,
        content_type: Option<&str>,
        sink: &mut dyn FnMut(Result<sitemap::Entry, Fault>),
    ) -> Result<sitemap::SitemapEnd, ReadError> {
        sitemap::read(body, content_type, sink)
    }
}

/// What the lint of an ad says in words.
fn told(item: Result<Item, ItemError>, sink: &mut Sink<'_>) {
    let warnings = match &item {
        Ok(Item::Ad(ad)) => {
            let fault = |lint: &schemas::ad::Lint| {
                Fault::new(&lint.code, lint.path.clone(), words(&lint.code))
            };
            ad.lint.iter().map(fault).collect()
        }
        _ => Vec::new(),
    };
    sink(item, warnings);
}

/// The first bytes of an answer.
fn start(body: &mut dyn Read) -> Result<Vec<u8>, ReadError> {
    let mut start = Vec::new();
    body.take(START)
        .read_to_end(&mut start)
        .map_err(|source| ReadError::Io { items: 0, source })?;
    Ok(start)
}

fn begins_with_tag(start: &[u8]) -> bool {
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
    start.trim_ascii_start().starts_with(b"<")
}

#[cfg(test)]
mod tests;
