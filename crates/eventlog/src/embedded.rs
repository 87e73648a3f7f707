//! What the two logs inside this process share: order, exactly-once, fencing,
//! groups and readers. Where bytes rest is behind [`store::Store`]: in memory
//! for tests, in one directory for `local`.
//!
//! # Exactly-once
//!
//! Everything that changes the log passes one sequencer ([`Engine::apply`]),
//! one batch after the other:
//!
//! 1. *Admission*: is the transactional identity still held, does the member
//!    still hold the partitions that it consumed?
//! 2. *Order*: each record gets the next position of its partition. Positions
//!    are dense when they are given; compaction leaves holes later.
//! 3. *Persistence*: outputs, state and offsets of all writes of the batch go
//!    to the store in one atomic, durable step.
//! 4. *Publication*: only now the ends move, readers wake, callers get their
//!    answers.
//!
//! A transaction is collected in memory and enters the sequencer as a whole
//! when it commits, so that nothing of an unfinished or aborted one exists
//! anywhere to be read. Taking a transactional identity passes the sequencer
//! too: a commit of the previous holder is either complete before (and its
//! offsets are seen) or refused. Epochs of identities live in memory, because
//! all holders live in this process and end with it.

pub(crate) mod clock;
mod engine;
mod groups;
mod job;
mod log;
mod member;
mod parker;
mod partition;
mod reader;
mod schemas;
pub(crate) mod store;
mod topics;
mod transactor;

pub(crate) use engine::{Engine, Offsets, Sequencer};
pub(crate) use job::Job;
pub(crate) use log::Embedded;
pub(crate) use partition::Partition;
pub(crate) use schemas::Schemas;
pub(crate) use topics::Topics;
