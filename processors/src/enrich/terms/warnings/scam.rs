//! Signs of fraud: an advance fee, the applicant's bank account, replies by
//! messenger alone, money for nothing.
//!
//! One strong sign is enough; words that honest ads have too (`registration
//! fee`, `WhatsApp`) count only together with others.

use schemas::ad::{Ad, Severity};

use super::super::{Hit, Terms, Topic};
use crate::enrich::note;
use crate::enrich::reading::Part;

/// What the signs must weigh together.
const WEIGHT_MIN: u32 = 4;

pub(super) fn find(ad: &mut Ad, terms: &Terms) {
    let mut kinds: Vec<(&'static str, u32)> = Vec::new();
    for hit in terms.of_topic(Topic::Scam) {
        if is_warning(terms, hit) {
            continue;
        }
        // Each kind of sign once, by its strongest.
        let weight = weight(hit);
        let kind = hit.value.strip_suffix("_word").unwrap_or(hit.value);
        match kinds.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, most)) => *most = weight.max(*most),
            None => kinds.push((kind, weight)),
        }
    }
    let weight: u32 = kinds.iter().map(|(_, weight)| weight).sum();
    if weight >= WEIGHT_MIN {
        let path = terms.reading.path(Part::Body);
        note::noticed(ad, "scam_suspected", &path, Severity::Warning);
    }
}

fn weight(hit: &Hit) -> u32 {
    match hit.value {
        "fee" | "money" => 4,
        "messenger" | "money_word" => 3,
        "easy" => 2,
        _ => 1,
    }
}

/// `We never ask you to pay a fee`, `we reimburse the registration fee`.
fn is_warning(terms: &Terms, hit: &Hit) -> bool {
    terms.is_denied(hit) || terms.near(Topic::ScamNot, hit, 120, 120)
}
