//! What goes wrong between a value and its bytes, with the path to it.

use std::fmt;

/// A fault and the fields that lead to it. Boxed: every value written or read
/// answers with a `Result` of it, which so fits a register.
#[derive(Debug)]
pub(super) struct Fault(Box<Inner>);

#[derive(Debug)]
struct Inner {
    path: String,
    reason: String,
}

impl Fault {
    pub(super) fn new(reason: impl Into<String>) -> Self {
        Self(Box::new(Inner { path: String::new(), reason: reason.into() }))
    }

    /// The same fault, inside field `name`.
    #[must_use]
    pub(super) fn within(mut self, name: &str) -> Self {
        self.0.path = format!("/{name}{}", self.0.path);
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { path, reason } = &*self.0;
        if path.is_empty() {
            return formatter.write_str(reason);
        }
        write!(formatter, "{path}: {reason}")
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
