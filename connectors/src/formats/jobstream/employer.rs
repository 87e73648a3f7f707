//! The employer, its switchboard, and contact persons. Personal data leaves
//! for `contacts` and never stays in the extension.

use schemas::ad::{Ad, OrgId, Severity};
use schemas::contacts::{Contact, ContactKind};
use schemas::json::ObjectBuilder;

use super::ad::keep;
use super::home::{move_text, move_url, note, text};
use crate::formats::fields::Fields;
use crate::org_number;

pub(super) fn read(fields: &mut Fields<'_>, ad: &mut Ad, extension: &mut ObjectBuilder) {
    let mut employer = fields.object("employer");
    let mut get = |name: &str| move_text(&mut employer, name, &format!("/employer/{name}"), ad);
    let (name, unit) = (get("name"), get("workplace"));
    let number = get("organization_number");
    let switchboard = Contact {
        kind: ContactKind::Employer,
        email: get("email"),
        phone_text: get("phone_number"),
        ..Contact::default()
    };
    let url = move_url(&mut employer, "url", "/employer/url", ad);
    // Whatever was in them, it must not stay.
    employer.take("email");
    employer.take("phone_number");
    ad.flags.anonymous_employer = name.is_none();
    ad.employer.name = name.unwrap_or_default();
    ad.employer.unit = unit;
    ad.employer.url = url;
    organization_number(number, fields, ad);
    ad.employer.logo = move_url(fields, "logo_url", "/logo_url", ad);
    employer.retain(|_, raw| raw.get() != "null");
    keep(fields, "employer", &employer, extension);
    if switchboard.email.is_some() || switchboard.phone_text.is_some() {
        ad.contacts.push(switchboard);
    }
    contacts(fields, ad);
}

/// A number that looks like a person's is left out here, in the partner's
/// reference and in the logo's URL (jobstream.md, section 7, key 18).
fn organization_number(number: Option<String>, fields: &mut Fields<'_>, ad: &mut Ad) {
    let Some(number) = number else { return };
    if !org_number::is_personal(&number) {
        ad.employer.org_id = Some(OrgId { scheme: "se-orgnr".to_owned(), value: number });
        return;
    }
    note(ad, "personal_number", "/employer/organization_number", Severity::Info);
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let personal = digits(&number);
    for name in ["external_id", "logo_url"] {
        let holds =
            text(fields, name, name, ad).is_some_and(|text| digits(&text).contains(&personal));
        if holds {
            fields.take(name);
        }
    }
}

fn contacts(fields: &mut Fields<'_>, ad: &mut Ad) {
    let Some(raw) = fields.take("application_contacts") else { return };
    let Ok(items) = serde_json::from_str::<Option<Vec<Fields<'_>>>>(raw.get()) else {
        note(ad, "wrong_type", "/application_contacts", Severity::Warning);
        return;
    };
    for item in items.unwrap_or_default() {
        let mut get = |name: &str| {
            item.value::<String>(name).unwrap_or_else(|_| {
                note(ad, "wrong_type", "/application_contacts", Severity::Warning);
                None
            })
        };
        let contact = Contact {
            kind: ContactKind::Person,
            name: get("name"),
            role: get("description"),
            email: get("email"),
            phone_text: get("telephone"),
            partner_type: get("contact_type"),
            ..Contact::default()
        };
        ad.contacts.push(contact);
    }
}
