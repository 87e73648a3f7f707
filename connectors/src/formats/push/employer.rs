//! Who employs, who advertises, and whom to ask.

use schemas::ad::{IndustryCode, OrgId, Organization};
use schemas::contacts::Contact;

use super::node::Node;
use super::object::{Object, Report, list};
use super::text::HTML_MAX;
use super::values::{boolean, email, long, short, url, word};
use crate::org_number;

/// A name, or an object with `name` and more.
pub(super) fn organization<'n>(node: &'n Node<'n>, report: &'n Report) -> Option<Organization> {
    if let Node::Text(_) = node {
        return Some(Organization { name: short(node, report)?, ..Organization::default() });
    }
    let mut object = Object::open(node, report)?;
    let organization = Organization {
        name: object.get("name", short).unwrap_or_default(),
        legal_name: object.get("legal_name", short),
        org_id: object.get("org_id", org_id),
        unit: object.get("unit", short),
        url: object.get("url", url),
        logo: object.get("logo", url),
        description_html: object.get("description_html", long(HTML_MAX)),
        industry: object.get("industry", list(50, industry)).unwrap_or_default(),
    };
    object.finish();
    Some(organization)
}

/// A registration number; a person's own number is left out, with a warning.
fn org_id<'n>(node: &'n Node<'n>, report: &'n Report) -> Option<OrgId> {
    let mut object = Object::open(node, report)?;
    let scheme = object.get("scheme", short);
    let value = object.get("value", short);
    for name in ["scheme", "value"] {
        if !object.has(name) {
            object.fault_at(name, "missing", "an org_id has a scheme (\"se-orgnr\") and a value");
        }
    }
    object.finish();
    let (scheme, value) = (scheme?, value?.replace([' ', '-'], ""));
    if scheme == "se-orgnr" && org_number::is_personal(&value) {
        report.warn("personal_number", "this is a person's number; it was left out");
        return None;
    }
    Some(OrgId { scheme, value })
}

fn industry<'n>(node: &'n Node<'n>, report: &'n Report) -> Option<IndustryCode> {
    if let Node::Text(_) = node {
        return Some(IndustryCode { scheme: "partner".to_owned(), code: short(node, report)? });
    }
    let mut object = Object::open(node, report)?;
    let scheme = object.get("scheme", short).unwrap_or_else(|| "partner".to_owned());
    let code = object.get("code", short);
    if !object.has("code") {
        object.fault_at("code", "missing", "an industry has a code, or the partner's words as one");
    }
    object.finish();
    Some(IndustryCode { scheme, code: code? })
}

/// A contact person, or the employer's switchboard.
pub(super) fn contact<'n>(node: &'n Node<'n>, report: &'n Report) -> Option<Contact> {
    let mut object = Object::open(node, report)?;
    object.not_both("phone", "phone_text");
    let phone = object.get("phone", short);
    let contact = Contact {
        kind: object.get("kind", word).unwrap_or_default(),
        name: object.get("name", short),
        role: object.get("role", short),
        email: object.get("email", email),
        phone_e164: object.get("phone_e164", e164),
        phone_text: object.get("phone_text", short).or(phone),
        partner_type: object.get("partner_type", short),
        union: object.get("union", boolean).unwrap_or(false),
    };
    if !["name", "email", "phone", "phone_text", "phone_e164", "role"].iter().any(|n| object.has(n))
    {
        report.fault("missing", "a contact has at least a name, a role, an email or a phone");
    }
    object.finish();
    Some(contact)
}

fn e164(node: &Node<'_>, report: &Report) -> Option<String> {
    let text = short(node, report)?;
    let digits = text.strip_prefix('+').unwrap_or_default();
    let shaped = (7..=15).contains(&digits.len())
        && !digits.starts_with('0')
        && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !shaped {
        // The number itself may be a person's: it is not repeated.
        report.fault("phone_malformed", "not of the form +46701234567; give it as \"phone\"");
    }
    shaped.then_some(text)
}
