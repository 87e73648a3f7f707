//! What `enrich` finds, measured on real ads against labels, by
//! `processors::quality`. The ads stand beside the repository, not in it: where
//! they are absent, the tests say so and check nothing. The labels are ids and
//! codes under `tests/quality/`; how they were made is in
//! `docs/quality/enrichment.md`.
//!
//!     cargo test -p processors --test quality -- --nocapture --test-threads 1
#![cfg(test)]

#[path = "quality/corpus.rs"]
mod corpus;
#[path = "quality/facts.rs"]
mod facts;
#[path = "quality/language.rs"]
mod language;

#[path = "quality/occupation.rs"]
mod occupation;
#[path = "quality/personal_data.rs"]
mod personal_data;
#[path = "quality/place.rs"]
mod place;
#[path = "quality/terms.rs"]
mod terms;
