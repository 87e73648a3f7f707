//! What goes wrong between a value and its bytes, with the path to it.

use std::fmt;

/// A fault and the fields that lead to it.
#[derive(Debug)]
pub(super) struct Fault {
    path: String,
    reason: String,
}

impl Fault {
    pub(super) fn new(reason: impl Into<String>) -> Self {
        Self { path: String::new(), reason: reason.into() }
    }

    /// The same fault, inside field `name`.
    #[must_use]
    pub(super) fn within(mut self, name: &str) -> Self {
        self.path = format!("/{name}{}", self.path);
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() {
            return formatter.write_str(&self.reason);
        }
        write!(formatter, "{}: {}", self.path, self.reason)
    }
}

impl std::error::Error for Fault {}

impl serde::ser::Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(message.to_string())
    }
}

impl serde::de::Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(message.to_string())
    }
}
