//! What the hub decides about each ad: `dedupe`, `enrich`, `group`.
//!
//! Pure: a step is a function of (event, state, now). No I/O, no async, no
//! clock, no randomness. `runtime` reads, restores, commits and counts.

pub mod enrich;
mod step;

pub use step::{Arrival, DropReason, Outcome, Outgoing, StateRecord, Stateless, Step, StepName};
