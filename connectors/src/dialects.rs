//! Dialects that are built in, one short file each in `dialects/`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::formats::dialect::Dialect;

macro_rules! dialects {
    ($($name:literal),+ $(,)?) => {
        /// Names and texts, in the order of the names.
        const TEXTS: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("dialects/", $name, ".toml")))),+];
    };
}

dialects! {
    "absolventa", "adzuna", "amedia", "ashby", "atom", "bamboohr", "bamboohr-detail",
    "bundesagentur", "bundesagentur-detail", "bundesagentur-v4", "careerjet", "easycruit",
    "eures-nav", "feed-xml", "finn", "francetravail", "greenhouse",
    "hrxml-2", "hrxml-3", "hrxml-nav", "indeed", "jobrapido", "jobtarget", "jooble", "jsonfeed",
    "lever", "linkedin", "nav-entry", "neogov", "personio", "reachmee", "recruitee",
    "recruitee-xml", "rss", "smartrecruiters", "smartrecruiters-detail", "talroo", "teamtailor",
    "teamtailor-json", "trovit", "usajobs", "varbi", "varbi-rss", "workable", "workday",
    "workday-detail", "xing",
}

static DIALECTS: LazyLock<BTreeMap<&'static str, Dialect>> = LazyLock::new(|| {
    let read =
        |text| Dialect::from_toml(text).expect("a test reads every dialect that is built in");
    TEXTS.iter().map(|(name, text)| (*name, read(text))).collect()
});

/// A dialect by its name.
pub fn named(name: &str) -> Option<&'static Dialect> {
    DIALECTS.get(name)
}

/// All names, in order.
pub fn names() -> impl Iterator<Item = &'static str> {
    TEXTS.iter().map(|(name, _)| *name)
}

/// What one is: the beginning of its text.
pub fn about(name: &str) -> &'static str {
    let text = text(name).unwrap_or_default();
    let line = text.lines().next().unwrap_or_default().trim_start_matches('#').trim();
    let end = [". ", "; "].iter().filter_map(|end| line.find(end)).min();
    // A sentence that goes on in the next line is cut at its last comma.
    let open = !line.ends_with(['.', ';', ':']);
    let end = end.or_else(|| if open { line.rfind(", ") } else { None });
    line[..end.unwrap_or(line.len())].trim_end_matches(['.', ';', ',', ':'])
}

/// The text of one, which others may extend.
pub(crate) fn text(name: &str) -> Option<&'static str> {
    TEXTS.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dialect_can_be_read_and_bears_its_files_name() {
        for (name, text) in TEXTS {
            let dialect = Dialect::from_toml(text).unwrap_or_else(|e| panic!("{name}: {e}"));
            assert_eq!(dialect.name, *name);
        }
        assert!(names().is_sorted());
    }

    #[test]
    fn a_mistake_in_a_dialect_is_told() {
        let check = |text: &str, wanted: &str| {
            let error = Dialect::from_toml(text).unwrap_err().to_string();
            assert!(error.contains(wanted), "{error}");
        };
        check("extends = \"nosuch\"", "no dialect \"nosuch\"");
        check("extends = \"indeed\"\nname = \"x\"\n[fields]\ntitel = \"t\"", "titel");
        check("name = \"x\"\nshape = \"xml\"\n[fields]", "`items`");
        check("extends = \"indeed\"\n[fields]\nid = \"a..b\"", "a..b");
        check("name = \"x\"\nshape = \"json\"\n[fields]\ntitle = \"t\"", "`fields.id`");
    }
}
