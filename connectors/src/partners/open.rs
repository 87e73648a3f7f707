//! One way to open every partner that is configured by a format.

use super::board::Board;
use super::details::Details;
use super::place::{OpenError, Where};
use super::sitemap::{SITEMAP, Sitemap};
use super::varbi::Merged;
use crate::connector::Connector;
use crate::dialects;
use crate::formats::dialect::Dialect;

/// What else is agreed about one partner.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Settings {
    /// Details and pages are read again at the latest after so many days.
    pub reread_days: u32,
    /// Details and pages asked for in one round, at most. What is left is
    /// asked for in the next.
    pub pages_per_round: u32,
    /// Sitemaps: which pages are ads, by their path: `/jobs/*`. None: all.
    pub pages: Vec<String>,
    /// Sitemaps: hosts besides the sitemap's own that pages may be on.
    pub hosts: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { reread_days: 7, pages_per_round: 2_000, pages: Vec::new(), hosts: Vec::new() }
    }
}

/// Opens a partner of a format: `sitemap`, or a dialect that is built in.
///
/// # Errors
/// [`OpenError`]: the format is unknown, or does not fit where the partner is.
pub fn open(
    format: &str,
    place: &Where,
    settings: &Settings,
) -> Result<Box<dyn Connector>, OpenError> {
    if format == SITEMAP {
        return Ok(Box::new(Sitemap::new(place, settings)?));
    }
    let dialect = dialects::named(format).ok_or_else(|| OpenError::Unknown(format.to_owned()))?;
    open_dialect(dialect.clone(), place, settings)
}

/// Opens a partner of a dialect, of its own or built in.
///
/// # Errors
/// As [`open`].
pub fn open_dialect(
    dialect: Dialect,
    place: &Where,
    settings: &Settings,
) -> Result<Box<dyn Connector>, OpenError> {
    if dialect.request.detail.is_some() && !dialect.single {
        return Ok(Box::new(Details::new(dialect, place, settings)?));
    }
    if dialect.request.texts.is_some() && (place.url.is_none() || place.tenant.is_some()) {
        return Ok(Box::new(Merged::new(dialect, place)?));
    }
    Ok(Box::new(Board::new(dialect, place)?))
}
