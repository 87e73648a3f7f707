//! Invented bytes through a reader.

use connectors::formats::feed;
use connectors::{Item, ItemError, Profile, ReadContext, ReadEnd, ReadError, dialects};
use schemas::{Ad, PartnerName, Timestamp};

/// What an answer gave.
pub(crate) struct Answer {
    pub(crate) ads: Vec<Ad>,
    pub(crate) removed: Vec<String>,
    errors: Vec<ItemError>,
    pub(crate) end: Result<ReadEnd, ReadError>,
}

impl Answer {
    pub(crate) fn ids(&self) -> Vec<&str> {
        self.ads.iter().map(|ad| ad.source.external_id.as_str()).collect()
    }

    pub(crate) fn titles(&self) -> Vec<&str> {
        self.ads.iter().map(Ad::title).collect()
    }

    /// Codes of the faults of items that could not be read.
    pub(crate) fn faults(&self) -> Vec<&str> {
        self.errors.iter().flat_map(|error| &error.faults).map(|fault| &*fault.code).collect()
    }

    pub(crate) fn end(&self) -> &ReadEnd {
        self.end.as_ref().unwrap()
    }
}

/// When the reading takes place.
pub(crate) fn now() -> Timestamp {
    "2026-11-24T12:00:00Z".parse().unwrap()
}

pub(crate) fn in_context<T>(act: impl FnOnce(&ReadContext<'_>) -> T) -> T {
    let profile = Profile {
        partner: PartnerName::new("example").unwrap(),
        zone: "Europe/Oslo".to_owned(),
        language: None,
    };
    act(&ReadContext {
        profile: &profile,
        account: Some("acme"),
        now: now(),
        url: None,
        snapshot_id: None,
    })
}

pub(crate) fn feed(dialect: &str, bytes: &[u8]) -> Answer {
    feed_as(dialect, bytes, None)
}

pub(crate) fn feed_as(dialect: &str, mut bytes: &[u8], content_type: Option<&str>) -> Answer {
    let dialect = dialects::named(dialect).unwrap();
    let (mut ads, mut removed, mut errors) = (Vec::new(), Vec::new(), Vec::new());
    let mut sink = |item| match item {
        Ok(Item::Ad(ad)) => ads.push(*ad),
        Ok(Item::Removal { external_id, .. }) => removed.push(external_id.to_string()),
        Err(error) => errors.push(error),
        Ok(other) => panic!("{other:?}"),
    };
    let end =
        in_context(|context| feed::read(&mut bytes, content_type, dialect, context, &mut sink));
    Answer { ads, removed, errors, end }
}

/// An ad of a flat feed with these fields.
pub(crate) fn indeed(fields: &str) -> Ad {
    let body = format!("<source><job><referencenumber>1</referencenumber>{fields}</job></source>");
    let answer = feed("indeed", body.as_bytes());
    let faults = answer.faults().join(" ");
    answer.ads.into_iter().next().unwrap_or_else(|| panic!("{fields}: {faults}"))
}

/// Pay in one line; the words when there is no amount.
pub(crate) fn salary(ad: &Ad) -> String {
    let Some(salary) = &ad.salary else { return "none".to_owned() };
    match (&salary.min, &salary.max) {
        (Some(min), Some(max)) => {
            let currency = salary.currency.as_deref().unwrap_or("?");
            format!("{min} {max} {currency} {:?}", salary.period)
        }
        _ => salary.text.clone().unwrap_or_default(),
    }
}
