//! Who hires, and whom to ask.

use schemas::ad::{IndustryCode, Organization};
use schemas::contacts::Contact;
use serde_json::Value;

use super::value::{list, name, raw_text, text, url};
use crate::escapes::html;

/// The hiring organization; `None` when it is not named.
pub(super) fn read(posting: &Value) -> Option<Organization> {
    let given = list(posting.get("hiringOrganization")).into_iter().next()?;
    let shown = name(Some(given)).filter(|name| !is_confidential(name))?;
    let industry = list(posting.get("industry")).into_iter().filter_map(|one| name(Some(one)));
    Some(Organization {
        name: shown,
        legal_name: text(given.get("legalName")),
        org_id: None,
        unit: name(given.get("department")).or_else(|| name(posting.get("employmentUnit"))),
        url: url(given.get("sameAs")).or_else(|| url(given.get("url"))),
        logo: url(given.get("logo")),
        description_html: raw_text(given.get("description")).map(|text| html(&text)),
        industry: industry
            .map(|code| IndustryCode { scheme: "partner".to_owned(), code })
            .collect(),
    })
}

/// Google's own word for an employer that is not named.
fn is_confidential(name: &str) -> bool {
    name.eq_ignore_ascii_case("confidential")
}

/// Contact points of `applicationContact`.
pub(super) fn contacts(posting: &Value) -> Vec<Contact> {
    let points = list(posting.get("applicationContact")).into_iter();
    points
        .map(|point| {
            let mail = |text: String| text.trim_start_matches("mailto:").to_owned();
            Contact {
                name: name(Some(point)),
                role: text(point.get("contactType")).or_else(|| text(point.get("jobTitle"))),
                email: text(point.get("email")).map(mail),
                phone_text: text(point.get("telephone")),
                ..Contact::default()
            }
        })
        .filter(|contact| *contact != Contact::default())
        .collect()
}
