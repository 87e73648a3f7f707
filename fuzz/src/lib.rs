//! What must hold of every reader, whatever bytes it gets: it does not panic,
//! it gives the same twice and however the bytes come, what it counts is what
//! it handed over, and an answer that was cut is never taken for whole. One
//! function for each family of formats, called by the targets of
//! `fuzz/targets` (libFuzzer) and, with mutated fixtures, by the tests here.
//!
//! A check panics when something does not hold: that is what a fuzzer sees.

mod feed;
mod other;
mod seeds;
mod slowly;
mod words;

pub use seeds::{Seed, seeds};

/// One family of formats.
#[derive(Clone, Copy, Debug)]
pub struct Family {
    /// Name of its target.
    pub name: &'static str,
    /// Reads the bytes and checks what must hold.
    ///
    /// # Panics
    /// When something does not hold.
    pub check: fn(&[u8]),
}

/// All families.
pub const FAMILIES: &[Family] = &[
    Family { name: "xml_feed", check: feed::xml },
    Family { name: "json_list", check: feed::json_list },
    Family { name: "json_single", check: feed::json_single },
    Family { name: "page", check: other::page },
    Family { name: "sitemap", check: other::sitemap },
    Family { name: "jobstream", check: other::jobstream },
    Family { name: "push", check: other::push },
    Family { name: "dialect", check: other::dialect },
    Family { name: "words", check: words::words },
];

/// A family by its name.
pub fn family(name: &str) -> Option<&'static Family> {
    FAMILIES.iter().find(|family| family.name == name)
}

/// Same time, same partner: two readings of the same bytes are the same.
fn in_context<T>(act: impl FnOnce(&connectors::ReadContext<'_>) -> T) -> T {
    let profile = connectors::Profile {
        partner: schemas::PartnerName::new("fuzz").expect("it is a name"),
        zone: "Europe/Oslo".to_owned(),
        language: None,
    };
    act(&connectors::ReadContext {
        profile: &profile,
        account: Some("acme"),
        now: "2026-11-24T12:00:00Z".parse().expect("it is a time"),
        url: Some("https://jobs.example.org/page"),
        snapshot_id: None,
    })
}
