//! Which fields leave for the canonical ad: only those that the ad prints
//! again exactly as they came.

use schemas::LocalMoment;
use schemas::ad::{Ad, Lint, Severity};
use schemas::id::ExternalId;
use schemas::rejected::Fault;
use schemas::time::DayEnd;

use crate::dates::{When, Zone, read_any};
use crate::formats::fields::Fields;
use crate::urls;

/// The id: text, or a number in old tombstones.
pub(super) fn id(fields: &Fields<'_>) -> Result<ExternalId, Fault> {
    let Some(raw) = fields.get("id") else {
        return Err(Fault::new("id_missing", "/id", "an ad needs an id"));
    };
    let text = match serde_json::from_str::<serde_json::Value>(raw.get()) {
        Ok(serde_json::Value::String(text)) => text,
        Ok(serde_json::Value::Number(number)) => number.to_string(),
        _ => return Err(Fault::new("id_invalid", "/id", "an id is a string or a number")),
    };
    ExternalId::new(&text).map_err(|error| Fault::new("id_invalid", "/id", error.to_string()))
}

/// Text that is not blank. A field of another type stays where it is and gets
/// a lint.
pub(super) fn text(fields: &Fields<'_>, name: &str, path: &str, ad: &mut Ad) -> Option<String> {
    match fields.value::<String>(name) {
        Ok(text) => text.filter(|text| !text.trim().is_empty()),
        Err(_) => {
            note(ad, "wrong_type", path, Severity::Warning);
            None
        }
    }
}

/// Text that leaves for the ad; `home` is where it goes.
pub(super) fn move_text(
    fields: &mut Fields<'_>,
    name: &str,
    path: &str,
    ad: &mut Ad,
) -> Option<String> {
    let text = text(fields, name, path, ad);
    if text.is_some() || is_null(fields, name) {
        fields.take(name);
    }
    text
}

/// An address of the web that leaves for the ad. What is none stays where it
/// is; what only lacks its beginning is mended in the ad, and stays too.
pub(super) fn move_url(
    fields: &mut Fields<'_>,
    name: &str,
    path: &str,
    ad: &mut Ad,
) -> Option<String> {
    let given = text(fields, name, path, ad);
    if given.as_deref().is_none_or(urls::is_web) {
        if given.is_some() || is_null(fields, name) {
            fields.take(name);
        }
        return given;
    }
    let mended = given.as_deref().and_then(urls::mended);
    match mended {
        Some(_) => note(ad, "url_mended", path, Severity::Info),
        None => note(ad, "url_unreadable", path, Severity::Warning),
    }
    mended
}

/// A date that leaves for the ad when it would be printed the same again.
pub(super) fn move_date(
    fields: &mut Fields<'_>,
    name: &str,
    end: DayEnd,
    zone: &Zone,
    ad: &mut Ad,
) -> Option<LocalMoment> {
    let path = format!("/{name}");
    let Some(given) = text(fields, name, &path, ad) else {
        if is_null(fields, name) {
            fields.take(name);
        }
        return None;
    };
    match read_any(&given, end, zone, ad.observed_at) {
        Ok(When::At(moment)) => {
            if moment.local == given && moment.zone_assumed {
                fields.take(name);
            }
            Some(moment)
        }
        Ok(When::Soon | When::Unsaid) => None,
        Err(_) => {
            note(ad, "date_unreadable", &path, Severity::Warning);
            None
        }
    }
}

/// Whether a field is there, and null.
pub(super) fn is_null(fields: &Fields<'_>, name: &str) -> bool {
    fields.get(name).is_some_and(|raw| raw.get() == "null")
}

pub(super) fn note(ad: &mut Ad, code: &str, path: &str, severity: Severity) {
    ad.lint.push(Lint { code: code.to_owned(), path: path.to_owned(), severity });
}
