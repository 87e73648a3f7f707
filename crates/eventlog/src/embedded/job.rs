//! What is asked of the sequencer.

use std::sync::Arc;

use super::groups::Standing;
use super::partition::Partition;
use super::store::Offset;
use crate::{LogError, Position, Produce};

/// One request, with the way to answer it.
pub(crate) enum Job {
    /// Apply all of it or nothing.
    Write(Write, Answer<Vec<Position>>),
    /// Take a transactional identity.
    Fence(Arc<str>, Answer<Epoch>),
    /// Answer when everything queued before has been applied.
    Barrier(Answer<()>),
    /// No more jobs will come.
    Stop,
}

/// Called once, from the sequencer.
pub(crate) type Answer<T> = Box<dyn FnOnce(Result<T, LogError>) + Send>;

/// How often an identity has been taken.
pub(crate) type Epoch = u64;

/// Records and offsets that become visible together.
#[derive(Default)]
pub(crate) struct Write {
    pub(crate) records: Vec<(Arc<Partition>, Produce)>,
    pub(crate) offsets: Vec<Offset>,
    /// Size of the records in bytes.
    pub(crate) bytes: usize,
    /// Refuse it unless this identity is still at this epoch.
    pub(crate) holder: Option<(Arc<str>, Epoch)>,
    /// Refuse it unless this member still holds the partitions of `offsets`.
    pub(crate) member: Option<Standing>,
}
