//! Whom to ask. Contacts leave the item whole: none stays in `extensions`.

use schemas::contacts::Contact;

use super::{ContactPaths, Item};

pub(super) fn read(item: &Item<'_>, places: &[ContactPaths]) -> Vec<Contact> {
    let mut contacts = Vec::new();
    for paths in places {
        if paths.each.0.is_empty() {
            contacts.extend(one(item, paths));
            continue;
        }
        for value in item.values(&paths.each) {
            contacts.extend(one(&item.part(value), paths));
            item.mark_whole(value);
        }
    }
    let mut kept: Vec<Contact> = Vec::new();
    for contact in contacts {
        if !kept.contains(&contact) {
            kept.push(contact);
        }
    }
    kept
}

fn one(item: &Item<'_>, paths: &ContactPaths) -> Option<Contact> {
    let given = item.text(&paths.email).map(|text| text.trim_start_matches("mailto:").to_owned());
    let (email, beside) = given.map(|text| parted(&text)).unwrap_or_default();
    let contact = Contact {
        name: item.text(&paths.name).or(beside),
        role: item.text(&paths.role),
        email,
        phone_text: item.text(&paths.phone),
        ..Contact::default()
    };
    (contact != Contact::default()).then_some(contact)
}

/// RSS writes `ada@example.org (Ada Example)`: the address and the name.
fn parted(text: &str) -> (Option<String>, Option<String>) {
    let some = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let (email, rest) = text.split_once('(').unwrap_or((text, ""));
    if email.contains('@') {
        (some(email), some(rest.trim_end_matches(')')))
    } else {
        (None, some(text))
    }
}
