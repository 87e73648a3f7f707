//! Does what connectors and processors decide: reads, restores, commits,
//! counts, waits, tries again. Decides nothing about ads itself.
//!
//! - `process` drives one step on one partition;
//! - `poll` drives one connector;
//! - `replay` drives all steps over recorded records;
//! - `transaction` is the only file that opens and commits transactions;
//! - `retry` is the only file that names the back-off library;
//! - `http` is the only place that makes requests to partners;
//! - `quarantine` is what an operator sees and says of snapshots that are held,
//!   `grouping` of jobs.

mod clock;
mod emit;
pub mod grouping;
pub mod http;
pub mod poll;
pub mod process;
pub mod quarantine;
pub mod replay;
pub mod retry;
mod shown;
mod stop;
mod supervise;
mod transaction;

pub use clock::Clock;
pub use stop::Stop;
pub use supervise::supervise;
