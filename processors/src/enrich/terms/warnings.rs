//! What partner and operator should look at: parts that are missing, texts
//! that are no job, words that discriminate, signs of fraud, letters that only
//! look like others.

mod kind;
mod letters;
mod scam;

use schemas::ad::{Ad, Severity};

use super::{Hit, Terms, Topic};
use crate::enrich::note;
use crate::enrich::reading::Part;

/// A description of fewer bytes says too little.
const SHORT: usize = 80;

pub(super) fn find(ad: &mut Ad, terms: &Terms) {
    missing(ad, terms);
    kind::find(ad, terms);
    discrimination(ad, terms);
    scam::find(ad, terms);
    letters::find(ad, terms);
}

fn missing(ad: &mut Ad, terms: &Terms) {
    let text = terms.reading.path(Part::Body);
    let bytes = terms.text(Part::Body).trim().len();
    if bytes == 0 {
        note::noticed(ad, "description_missing", &text, Severity::Warning);
    } else if bytes < SHORT {
        note::noticed(ad, "description_short", &text, Severity::Info);
    }
    if terms.text(Part::Title).trim().is_empty() {
        note::noticed(ad, "title_missing", &terms.reading.path(Part::Title), Severity::Warning);
    }
    if ad.locations.is_empty() {
        note::noticed(ad, "place_missing", "/locations", Severity::Info);
    }
    if ad.employer.name.trim().is_empty() && !ad.flags.anonymous_employer {
        note::noticed(ad, "employer_missing", "/employer/name", Severity::Warning);
    }
    let apply = &ad.apply;
    let ways = [&apply.url, &apply.email, &apply.postal, &apply.instructions_html];
    let has_page = ad.source.source_url.is_some() || !ad.contacts.is_empty();
    if ways.iter().any(|way| way.is_some()) {
        return;
    }
    let is_way = |kind| {
        use schemas::ad::PersonalDataKind::{Email, Phone};
        matches!(kind, Email | Phone)
    };
    let in_text = ad.personal_data.iter().any(|one| is_way(one.kind)) || has_link(terms);
    if in_text {
        note::noticed(ad, "apply_in_text", "/apply", Severity::Info);
    } else if !has_page {
        note::noticed(ad, "no_apply_method", "/apply", Severity::Warning);
    }
}

fn has_link(terms: &Terms) -> bool {
    let text = terms.text(Part::Body);
    text.contains("http://") || text.contains("https://") || text.contains("www.")
}

/// Demands of age, sex or origin. The law forbids most of them everywhere that
/// these languages are spoken; what is allowed, an operator sees.
fn discrimination(ad: &mut Ad, terms: &Terms) {
    let found = terms.of_topic(Topic::Discrimination).find(|hit| is_demand(terms, hit));
    if let Some(hit) = found {
        let path = terms.reading.path(hit.part);
        note::noticed(ad, "discriminating", &path, Severity::Warning);
    }
}

fn is_demand(terms: &Terms, hit: &Hit) -> bool {
    if terms.is_denied(hit) {
        return false;
    }
    let text = terms.text(hit.part);
    let (from, to) = terms.sentence(hit, 90);
    let around = &text[from..to];
    // Whom one works with or for, and what tax law asks.
    let others = [
        "barn ",
        "elever",
        "patient",
        "brukare",
        "brukere",
        "klient",
        "client",
        "pupil",
        "student",
        "ungdom",
        "kunder",
        "customers",
        "we work with",
        "support",
        "målgrupp",
        "vi arbetar med",
        "vi hjälper",
        "service users",
        "residents",
        "zwolnien",
        "podat",
        "zerowy pit",
        "pit-0",
        "bez pit",
        "status ucznia",
        "diskrimin",
        "discrimin",
        "equal opportun",
        "likabehandling",
        "mentor",
        "team",
        "company",
        "bolag",
        "företag",
        "participants",
        "victims",
        "oppdrag",
        "dorośli",
        "grupp",
        "group",
        "women in",
        "services for",
        "boende",
        "prison",
        "hostel",
        "refuge",
        "offers",
        "lönesubvention",
        "lønstilskud",
        "arbetslös",
        "stöd",
    ];
    let about_others = hit.value == "age" && others.iter().any(|word| around.contains(word));
    let about_clients = hit.value != "age"
        && ["service users", "clients", "residents", "diskrimin", "discrimin", "prison", "ward"]
            .iter()
            .any(|word| around.contains(word));
    !about_others && !about_clients
}

#[cfg(test)]
mod tests;
