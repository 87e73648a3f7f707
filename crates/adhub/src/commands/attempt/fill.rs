//! How often each field of the canonical ad is filled.

use schemas::Ad;
use schemas::ad::{Duration, Extent, Location, Relation, WorkMode};

/// A field, and whether an ad has it.
type Field = (&'static str, fn(&Ad) -> bool);

/// Fields in the order of the ad.
const FIELDS: &[Field] = &[
    ("source_url", |ad| ad.source.source_url.is_some()),
    ("source_modified_at", |ad| ad.source_modified_at.is_some()),
    ("alt_ids", |ad| !ad.alt_ids.is_empty()),
    ("language", |ad| ad.language != "und"),
    ("texts (several)", |ad| ad.texts.len() > 1),
    ("description", |ad| ad.texts.iter().any(|text| !is_blank(text))),
    ("sections", |ad| ad.texts.iter().any(|text| !text.sections.is_empty())),
    ("employer.name", |ad| !ad.employer.name.is_empty()),
    ("employer.org_id", |ad| ad.employer.org_id.is_some()),
    ("employer.unit", |ad| ad.employer.unit.is_some()),
    ("employer.logo", |ad| ad.employer.logo.is_some()),
    ("employer.industry", |ad| !ad.employer.industry.is_empty()),
    ("advertiser", |ad| ad.advertiser.is_some()),
    ("locations", |ad| !ad.locations.is_empty()),
    ("locations.postal_code", |ad| any(ad, |place| place.postal_code.is_some())),
    ("locations.city", |ad| any(ad, |place| place.city.is_some())),
    ("locations.municipality", |ad| any(ad, |place| place.municipality.is_some())),
    ("locations.region", |ad| any(ad, |place| place.region.is_some())),
    ("locations.country", |ad| any(ad, |place| place.country.is_some())),
    ("locations.lat", |ad| any(ad, |place| place.lat.is_some())),
    ("work_mode", |ad| ad.work_mode != WorkMode::Unspecified),
    ("employment.relation", |ad| ad.employment.relation != Relation::Unspecified),
    ("employment.duration", |ad| ad.employment.duration != Duration::Unspecified),
    ("employment.extent", |ad| ad.employment.extent != Extent::Unspecified),
    ("employment.hours_text", |ad| ad.employment.hours_text.is_some()),
    ("start", |ad| ad.start.is_some()),
    ("positions", |ad| ad.positions.is_some()),
    ("salary", |ad| ad.salary.is_some()),
    // Either end of a range counts.
    ("salary.min", |ad| {
        ad.salary.as_ref().is_some_and(|pay| pay.min.is_some() || pay.max.is_some())
    }),
    ("occupation", |ad| !ad.occupation.is_empty()),
    ("requirements", |ad| !ad.requirements.is_empty()),
    ("apply.url", |ad| ad.apply.url.is_some()),
    ("apply.email", |ad| ad.apply.email.is_some()),
    ("contacts", |ad| !ad.contacts.is_empty()),
    ("published_at", |ad| !is_assumed(ad)),
    ("last_publication_at", |ad| ad.last_publication_at.is_some()),
    ("apply_by", |ad| ad.apply_by.is_some()),
    ("valid_through", |ad| ad.valid_through.is_some()),
    ("extensions", |ad| !ad.extensions.is_empty()),
];

fn is_blank(text: &schemas::ad::Text) -> bool {
    text.description_html.is_empty() && text.description_text.is_empty()
}

fn any(ad: &Ad, is: impl Fn(&Location) -> bool) -> bool {
    ad.locations.iter().any(is)
}

/// The publication date is when the ad was first seen.
pub(super) fn is_assumed(ad: &Ad) -> bool {
    ad.facts.iter().any(|fact| fact.path == "/published_at")
}

/// How many ads have each field.
#[derive(Default)]
pub(super) struct Fill {
    ads: u64,
    counts: Vec<u64>,
}

impl Fill {
    pub(super) fn count(&mut self, ad: &Ad) {
        self.ads += 1;
        self.counts.resize(FIELDS.len(), 0);
        for (count, (_, has)) in self.counts.iter_mut().zip(FIELDS) {
            *count += u64::from(has(ad));
        }
    }

    /// Fields that some ads have, with how many; and those that none has.
    pub(super) fn rates(&self) -> (Vec<(&'static str, u64)>, Vec<&'static str>) {
        let named = || FIELDS.iter().map(|(name, _)| *name).zip(self.counts.iter().copied());
        let some = named().filter(|(_, count)| *count > 0).collect();
        let none = named().filter(|(_, count)| *count == 0).map(|(name, _)| name).collect();
        (some, none)
    }

    /// Ads that have a field.
    pub(super) fn of(&self, field: &str) -> u64 {
        let place = FIELDS.iter().position(|(name, _)| *name == field);
        place.and_then(|at| self.counts.get(at)).copied().unwrap_or_default()
    }

    /// Ads that were looked at.
    pub(super) const fn ads(&self) -> u64 {
        self.ads
    }
}
