//! What `enrich` finds, measured on real ads against labels, by
//! `processors::quality`. The ads stand beside the repository, not in it: where
//! they are absent, the tests say so and check nothing. The labels are ids and
//! codes under `tests/quality/`; how they were made is in
//! `docs/quality/enrichment.md`.
//!
//!     cargo test -p processors --test quality -- --nocapture --test-threads 1
#![cfg(test)]
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "tests print their figures and stop at what is wrong"
)]

#[path = "quality/corpus.rs"]
mod corpus;
#[path = "quality/language.rs"]
mod language;

#[path = "quality/occupation.rs"]
mod occupation;
#[path = "quality/place.rs"]
mod place;
#[path = "quality/terms.rs"]
mod terms;
