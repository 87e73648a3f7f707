//! What a reader noticed: as lint in the ad, and in words for the partner.

use schemas::ad::{Lint, Severity};
use schemas::rejected::Fault;

/// Notes about one ad.
#[derive(Default)]
pub(crate) struct Notes {
    /// For the ad.
    pub(crate) lint: Vec<Lint>,
    /// For the partner.
    pub(crate) warnings: Vec<Fault>,
}

impl Notes {
    /// Something was left out or guessed.
    pub(crate) fn warn(&mut self, code: &str, path: &str, message: &str) {
        self.note(code, path, message, Severity::Warning);
    }

    /// Something was mended without loss.
    pub(crate) fn mend(&mut self, code: &str, path: &str, message: &str) {
        self.note(code, path, message, Severity::Info);
    }

    fn note(&mut self, code: &str, path: &str, message: &str, severity: Severity) {
        let lint = Lint { code: code.to_owned(), path: path.to_owned(), severity };
        if !self.lint.contains(&lint) {
            self.lint.push(lint);
            self.warnings.push(Fault::new(code, path, message));
        }
    }
}
