//! What the hub decides about each ad: `dedupe`, `enrich`, `group`.
//!
//! Pure: a step is a function of (event, state, now). No I/O, no async, no
//! clock, no randomness. `runtime` reads, restores, commits and counts.

mod by_ad;
pub mod copies;
mod dedupe;
pub mod enrich;
mod group;
mod pages;
#[cfg(test)]
mod path_tests;
pub mod quality;
pub mod reference;
mod reject;
mod step;
#[cfg(test)]
mod testing;
mod timers;

pub use dedupe::Dedupe;
pub use group::{Corrections, Effect, Group, Rules, correction_key};
pub use step::{Arrival, DropReason, Outcome, Outgoing, StateRecord, Stateless, Step, StepName};
