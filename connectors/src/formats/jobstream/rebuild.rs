//! The JobStream object again, from an ad that was read from it and the ad's
//! contacts: every key with the value that it had.

use schemas::Ad;
use schemas::contacts::{Contact, ContactKind};
use serde_json::{Map, Value, json};

use super::EXTENSION;

/// The 36 keys of an ad, in the order of the wire (jobstream.md, section 7).
pub const KEYS: [&str; 36] = [
    "id",
    "external_id",
    "original_id",
    "label",
    "webpage_url",
    "logo_url",
    "headline",
    "application_deadline",
    "number_of_vacancies",
    "description",
    "employment_type",
    "salary_type",
    "salary_description",
    "duration",
    "working_hours_type",
    "scope_of_work",
    "access",
    "employer",
    "application_details",
    "experience_required",
    "access_to_own_car",
    "driving_license_required",
    "driving_license",
    "occupation",
    "occupation_group",
    "occupation_field",
    "workplace_address",
    "must_have",
    "nice_to_have",
    "application_contacts",
    "publication_date",
    "last_publication_date",
    "removed",
    "removed_date",
    "source_type",
    "timestamp",
];

/// Rebuilds the object. Keys beyond the 36 that the source had (`relevance`,
/// `remote_work`) come after them; keys that it lacked are null, false or
/// empty.
pub fn rebuild(ad: &Ad, contacts: &[Contact]) -> Value {
    let kept = ad.extensions.get(EXTENSION).map_or(Value::Null, |kept| kept.to_value());
    let mut object = Map::new();
    for key in KEYS {
        object.insert(key.to_owned(), canonical(key, ad, contacts));
    }
    if let Value::Object(kept) = kept {
        for (key, value) in kept {
            match (object.get_mut(&key), value) {
                // Parts of it have a home in the ad, parts have not.
                (Some(Value::Object(parts)), Value::Object(rest)) => parts.extend(rest),
                (_, value) => {
                    object.insert(key, value);
                }
            }
        }
    }
    Value::Object(object)
}

fn canonical(key: &str, ad: &Ad, contacts: &[Contact]) -> Value {
    let local = |moment: &Option<schemas::LocalMoment>| {
        moment.as_ref().map_or(Value::Null, |moment| moment.local.clone().into())
    };
    match key {
        "id" => ad.source.external_id.as_str().into(),
        "label" => "[]".into(),
        "webpage_url" => json!(ad.source.source_url),
        "logo_url" => json!(ad.employer.logo),
        "headline" => ad.title().into(),
        "application_deadline" => local(&ad.apply_by),
        "last_publication_date" => local(&ad.last_publication_at),
        "publication_date" if ad.facts.iter().any(|fact| fact.path == "/published_at") => {
            Value::Null
        }
        "publication_date" => ad.published_at.local.clone().into(),
        "number_of_vacancies" => json!(ad.positions),
        "description" => description(ad),
        "employment_type" | "salary_type" | "duration" | "working_hours_type" | "occupation"
        | "occupation_group" | "occupation_field" => {
            json!({"concept_id": null, "label": null, "legacy_ams_taxonomy_id": null})
        }
        "scope_of_work" => json!({"min": null, "max": null}),
        "employer" => employer(ad, contacts),
        "application_details" => json!({
            "information": null, "reference": ad.apply.reference, "email": ad.apply.email,
            "via_af": false, "url": ad.apply.url, "other": null,
        }),
        "experience_required" | "access_to_own_car" | "driving_license_required" | "removed" => {
            false.into()
        }
        "workplace_address" => json!({
            "municipality": null, "municipality_code": null, "municipality_concept_id": null,
            "region": null, "region_code": null, "region_concept_id": null,
            "country": null, "country_code": null, "country_concept_id": null,
            "street_address": null, "postcode": null, "city": null, "coordinates": [null, null],
        }),
        "must_have" | "nice_to_have" => json!({
            "skills": [], "languages": [], "work_experiences": [], "education": [],
            "education_level": [],
        }),
        "application_contacts" => persons(contacts),
        "timestamp" => json!(ad.source_modified_at.map(|at| at.millis())),
        _ => Value::Null,
    }
}

/// `text_formatted` is in the extension unless it was the text itself.
fn description(ad: &Ad) -> Value {
    let text = ad.main_text().map(|text| text.description_text.as_str());
    let text = text.filter(|text| !text.is_empty());
    json!({
        "text": text, "text_formatted": text, "company_information": null, "needs": null,
        "requirements": null, "conditions": null,
    })
}

fn employer(ad: &Ad, contacts: &[Contact]) -> Value {
    let switchboard = contacts.iter().find(|contact| contact.kind == ContactKind::Employer);
    let name = Some(&ad.employer.name).filter(|name| !name.is_empty());
    json!({
        "phone_number": switchboard.and_then(|contact| contact.phone_text.as_deref()),
        "email": switchboard.and_then(|contact| contact.email.as_deref()),
        "url": ad.employer.url,
        "organization_number": ad.employer.org_id.as_ref().map(|org_id| org_id.value.as_str()),
        "name": name,
        "workplace": ad.employer.unit,
    })
}

fn persons(contacts: &[Contact]) -> Value {
    let persons = contacts.iter().filter(|contact| contact.kind == ContactKind::Person);
    persons
        .map(|person| {
            json!({
                "name": person.name, "description": person.role, "email": person.email,
                "telephone": person.phone_text, "contact_type": person.partner_type,
            })
        })
        .collect()
}
