//! Topics and how they are kept.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

/// Name of a topic: letters, digits, `.`, `_` and `-`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TopicName(Cow<'static, str>);

impl TopicName {
    /// A name that is fixed in the program.
    pub const fn new(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }

    /// A name that came from outside.
    pub fn owned(name: String) -> Self {
        Self(Cow::Owned(name))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TopicName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for TopicName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
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
