//! Finds out what a partner did not say, and makes what it said safe to show:
//! HTML and plain text, language, place, occupation, and the terms of the work.
//!
//! A function of the ad and of tables that are compiled in. A partner's own
//! valid word is never overwritten: what is found stands beside it, with its
//! origin and a confidence, and a contradiction becomes a lint. Enriching
//! twice gives the same as enriching once.

mod concepts;
mod description;
mod html;
mod language;
mod note;
mod occupation;
mod personal_data;
mod place;
mod plain_text;
mod reading;
mod reference;
mod skills;
mod terms;

use schemas::Revision;
use schemas::ad::Ad;

use crate::step::{Arrival, Outcome, Outgoing, Stateless, Step, StepName};

/// One finder: its name in benchmarks, and what it does.
pub type Finder = (&'static str, fn(&mut Ad));

/// The finders, in the order in which they run: language reads the text that
/// `description` made, and place
/// reads the language.
pub const FINDERS: &[Finder] = &[
    ("description", description::find),
    ("language", language::find),
    ("place", place::find),
    ("occupation", occupation::find),
    ("personal_data", personal_data::find),
    ("skills", skills::find),
    ("terms", terms::find),
    ("concepts", concepts::find),
];

/// The step from `ads.revised` to `ads.enriched`.
#[derive(Clone, Copy, Default, Debug)]
pub struct Enrich;

impl Step for Enrich {
    type In = Revision;
    type State = Stateless;

    const NAME: StepName = StepName::Enrich;

    fn restore(&mut self, _key: &[u8], state: Option<Stateless>) {
        if let Some(state) = state {
            match state {}
        }
    }

    fn decide(
        &mut self,
        mut event: Revision,
        _arrival: &Arrival,
        out: &mut Vec<Outgoing>,
    ) -> Outcome {
        // Withdrawals and erasures carry no ad and pass as they are.
        if let Some(ad) = &mut event.ad {
            enrich(ad);
        }
        out.push(Outgoing::Enriched(event));
        Outcome::Emit
    }
}

/// Runs every finder over an ad.
pub fn enrich(ad: &mut Ad) {
    for (_, find) in FINDERS {
        find(ad);
    }
}

#[cfg(test)]
mod tests;
