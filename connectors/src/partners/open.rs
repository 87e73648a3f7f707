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

#[cfg(test)]
mod tests {
    use super::*;

    fn check(format: &str, place: &Where, wanted: &str) {
        let opened = open(format, place, &Settings::default());
        let opened = opened.map(|connector| format!("{} {}", connector.name(), connector.format()));
        let shown = opened.unwrap_or_else(|error| error.to_string());
        assert_eq!(shown, wanted);
    }

    #[test]
    fn a_partner_is_a_format_and_where_it_is() {
        check("greenhouse", &Where::tenant("acme"), "feed greenhouse");
        check("indeed", &Where::url("https://e.org/feed.xml"), "feed indeed");
        check("smartrecruiters", &Where::tenant("acme"), "feed smartrecruiters");
        let workday = Where::tenant("acme").with("host", "wd3").with("site", "Ext");
        check("workday", &workday, "feed workday");
        check("varbi", &Where::tenant("uni"), "feed varbi");
        check("varbi", &Where::url("https://e.org/sitemap/"), "feed varbi");
        check("bundesagentur", &Where::default(), "feed bundesagentur");
        check("sitemap", &Where::url("https://e.org/sitemap.xml"), "schemaorg sitemap");
    }

    #[test]
    fn what_is_missing_is_told() {
        check("greenhose", &Where::tenant("acme"), "there is no format \"greenhose\"");
        check("indeed", &Where::tenant("acme"), "format \"indeed\": a `url` is needed");
        check("sitemap", &Where::tenant("acme"), "format \"sitemap\": a `url` is needed");
        check(
            "workday",
            &Where::tenant("acme").with("site", "Ext"),
            "format \"workday\": a `url`, or a `host` for \"https://{tenant}.{host}.myworkdayjobs.com/wday/cxs/{cxs}/{site}/jobs\", is needed",
        );
        check(
            "greenhouse",
            &Where::tenant("acme").with("board", "x"),
            "format \"greenhouse\": `board` is no parameter of this format",
        );
    }

    #[test]
    fn every_dialect_can_be_opened_somewhere() {
        for name in dialects::names() {
            let dialect = dialects::named(name).unwrap();
            let mut place = Where::tenant("acme");
            for parameter in ["host", "site", "id", "installation", "language"] {
                let template = dialect.request.url.as_deref().unwrap_or_default();
                if template.contains(&format!("{{{parameter}}}")) {
                    place = place.with(parameter, "x");
                }
            }
            if dialect.request.url.is_none() || dialect.single {
                place = Where::url("https://e.org/feed");
            }
            let opened = open(name, &place, &Settings::default());
            assert!(opened.is_ok(), "{name}: {:?}", opened.err());
        }
    }
}
