//! What is known of a partner's pages from earlier rounds: each is whatever is
//! asked for by itself, a page of a site or the details of one ad.

use std::collections::BTreeMap;

use schemas::json::Json;

/// Notes by page. `runtime` keeps them: [`crate::Item::Page`] changes them, in
/// the same transaction as the ads that were handed over before it.
#[derive(Clone, Debug, Default)]
pub struct Pages(BTreeMap<String, Json>);

impl Pages {
    /// Most pages of one partner. What is beyond is read again each round.
    pub const PAGES_MAX: usize = 1_000_000;
    /// Longest name of a page and longest note, in bytes each.
    pub const BYTES_MAX: usize = 16 << 10;

    /// What is known of a page.
    pub fn get(&self, page: &str) -> Option<&Json> {
        self.0.get(page)
    }

    /// Every page, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Json)> {
        self.0.iter().map(|(page, note)| (page.as_str(), note))
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// None at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Changes one; `None` forgets it. Whether it was within the limits.
    pub fn set(&mut self, page: &str, note: Option<Json>) -> bool {
        match note {
            None => {
                self.0.remove(page);
                true
            }
            Some(note) => {
                let fits = page.len() <= Self::BYTES_MAX
                    && note.as_str().len() <= Self::BYTES_MAX
                    && (self.0.len() < Self::PAGES_MAX || self.0.contains_key(page));
                if fits {
                    self.0.insert(page.to_owned(), note);
                }
                fits
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(page: &str, note: &str, fits: bool) {
        let mut pages = Pages::default();
        let note = Json::from_value(&serde_json::Value::from(note));
        assert_eq!(pages.set(page, Some(note)), fits);
        assert_eq!(pages.len(), usize::from(fits));
        assert!(pages.set(page, None) && pages.is_empty());
    }

    #[test]
    fn notes_have_a_limit() {
        check("https://jobs.example.org/1", "seen", true);
        check("https://jobs.example.org/1", &"a".repeat(Pages::BYTES_MAX), false);
        check(&"a".repeat(Pages::BYTES_MAX + 1), "seen", false);
    }
}
