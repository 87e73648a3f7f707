//! What reading found, in bounded memory: counts, the first examples, and the
//! ads that are shown.

use std::collections::{BTreeMap, HashMap};

use connectors::{ItemError, ReadEnd, ReadError};
use schemas::rejected::Fault;
use schemas::{Ad, LocalMoment};

use super::fill::{Fill, is_assumed};

/// Most rejected items that are kept, most codes of warnings, and longest id
/// in an example.
const REJECTED_MAX: usize = 1_000;
const CODES_MAX: usize = 500;
/// Ads whose text is looked at for their language.
const LANGUAGES_LOOKED_AT: u64 = 50;

/// One ad in the table.
pub(super) struct Row {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) employer: String,
    pub(super) place: String,
    pub(super) published: String,
    pub(super) until: String,
}

/// A code of warnings.
pub(super) struct Warned {
    pub(super) count: u64,
    /// Id of the first ad, and the warning.
    pub(super) first: (String, Fault),
}

/// How one body ended.
pub(super) enum Ended {
    Read(ReadEnd),
    Broken(ReadError),
}

/// One body.
pub(super) struct Source {
    pub(super) name: String,
    pub(super) format: String,
    pub(super) about: &'static str,
    pub(super) sure: String,
    pub(super) because: Vec<String>,
    pub(super) others: Vec<&'static str>,
    pub(super) wrapper: Option<String>,
    pub(super) packed: Option<&'static str>,
    pub(super) bytes: u64,
    /// The address that was assumed for a page of a file.
    pub(super) stand_in: Option<String>,
    /// Of a sitemap: what it lists.
    pub(super) listed: Option<String>,
    pub(super) ended: Ended,
    /// Whether it is all there is, and why.
    pub(super) complete: bool,
    pub(super) why: String,
}

/// Everything.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) rows: Vec<Row>,
    pub(super) rows_max: usize,
    pub(super) ads: u64,
    pub(super) removals: u64,
    pub(super) rejected: u64,
    pub(super) rejections: Vec<ItemError>,
    pub(super) warnings: BTreeMap<String, Warned>,
    pub(super) fill: Fill,
    pub(super) languages: HashMap<String, u64>,
    pub(super) zones_assumed: u64,
    pub(super) sources: Vec<Source>,
    /// Pages of a sitemap that gave nothing, and why.
    pub(super) unread: Vec<String>,
}

impl Tally {
    /// An ad, and what its partner should know about it.
    pub(super) fn ad(&mut self, ad: &Ad, warnings: &[Fault]) {
        self.ads += 1;
        self.fill.count(ad);
        self.zones_assumed += u64::from(has_assumed_zone(ad));
        if self.ads <= LANGUAGES_LOOKED_AT {
            let mut enriched = ad.clone();
            processors::enrich::enrich(&mut enriched);
            *self.languages.entry(enriched.language).or_default() += 1;
        }
        for warning in warnings {
            self.warn(ad.source.external_id.as_str(), warning);
        }
        if self.rows.len() < self.rows_max {
            self.rows.push(row(ad));
        }
    }

    fn warn(&mut self, id: &str, warning: &Fault) {
        if let Some(warned) = self.warnings.get_mut(&warning.code) {
            warned.count += 1;
        } else if self.warnings.len() < CODES_MAX {
            let first = (id.to_owned(), warning.clone());
            self.warnings.insert(warning.code.clone(), Warned { count: 1, first });
        }
    }

    /// An item that could not be trusted.
    pub(super) fn reject(&mut self, mut error: ItemError) {
        self.rejected += 1;
        if self.rejections.len() < REJECTED_MAX {
            error.bytes = Vec::new();
            self.rejections.push(error);
        }
    }

    /// Every body came to its end.
    pub(super) fn is_read(&self) -> bool {
        self.sources.iter().all(|source| matches!(source.ended, Ended::Read(_)))
    }

    /// The language that most ads seem to be in, when they do not say.
    pub(super) fn language(&self) -> Option<&str> {
        let silent = self.fill.of("language") * 2 < self.fill.ads();
        let found = self.languages.iter().filter(|(language, _)| *language != "und");
        let (language, count) = found.max_by_key(|(name, count)| (**count, *name))?;
        (silent && *count * 2 > self.languages.values().sum()).then_some(language)
    }
}

fn has_assumed_zone(ad: &Ad) -> bool {
    let published = (!is_assumed(ad)).then_some(&ad.published_at);
    let ends = [&ad.last_publication_at, &ad.apply_by, &ad.valid_through];
    published.into_iter().chain(ends.into_iter().flatten()).any(|moment| moment.zone_assumed)
}

/// An ad as a row.
pub(super) fn row(ad: &Ad) -> Row {
    let until = ad.apply_by.as_ref().or(ad.valid_through.as_ref());
    let until = until.or(ad.last_publication_at.as_ref());
    Row {
        id: ad.source.external_id.to_string(),
        title: ad.title().to_owned(),
        employer: ad.employer.name.clone(),
        place: place(ad),
        published: if is_assumed(ad) { "-".to_owned() } else { day(&ad.published_at) },
        until: until.map_or_else(|| "-".to_owned(), day),
    }
}

fn day(moment: &LocalMoment) -> String {
    moment.local.chars().take(10).collect()
}

/// City and country of the first place, and how many more there are.
fn place(ad: &Ad) -> String {
    let Some(first) = ad.locations.first() else { return String::new() };
    let coded = |coded: &Option<schemas::ad::Coded>| coded.as_ref()?.name.clone();
    let town = first.city.clone().or_else(|| coded(&first.municipality));
    let town = town.or_else(|| coded(&first.region));
    let mut text = match (town, &first.country, &first.raw) {
        (Some(town), Some(country), _) => format!("{town}, {country}"),
        (Some(town), None, _) => town,
        (None, _, Some(raw)) => raw.clone(),
        (None, Some(country), None) => country.clone(),
        (None, None, None) => String::new(),
    };
    if ad.locations.len() > 1 {
        text.push_str(&format!(" +{}", ad.locations.len() - 1));
    }
    text
}
