//! The outline of a document, as far as its beginning shows it.

/// What tells can be asked of.
pub(super) trait Sketch {
    /// Whether a place is there.
    fn has(&self, place: &str) -> bool;

    /// Whether one of the first texts of a place contains `part`.
    fn says(&self, place: &str, part: &str) -> bool;
}
