//! Topics and how they are kept.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;
use std::time::Duration;

/// Name of a topic: letters, digits, `.`, `_` and `-`. Cheap to clone: every
/// record that is read carries one.
#[derive(Clone)]
pub struct TopicName(Name);

#[derive(Clone)]
enum Name {
    Fixed(&'static str),
    Shared(Arc<str>),
}

impl TopicName {
    /// A name that is fixed in the program.
    pub const fn new(name: &'static str) -> Self {
        Self(Name::Fixed(name))
    }

    /// A name that came from outside.
    pub fn owned(name: String) -> Self {
        Self(Name::Shared(name.into()))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Name::Fixed(name) => name,
            Name::Shared(name) => name,
        }
    }
}

impl PartialEq for TopicName {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for TopicName {}

impl Hash for TopicName {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl PartialOrd for TopicName {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for TopicName {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl fmt::Display for TopicName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl fmt::Debug for TopicName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// How a topic is made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TopicSpec {
    /// Name.
    pub name: TopicName,
    /// Number of partitions, at least 1.
    pub partitions: u32,
    /// What is removed, and when.
    pub cleanup: Cleanup,
}

/// What is removed from a topic.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cleanup {
    /// Nothing.
    Keep,
    /// Records older than this.
    DeleteAfter(Duration),
    /// All but the latest record of each key; tombstones go too in time.
    Compact,
}
