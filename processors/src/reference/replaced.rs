//! Concepts that are no longer used, and what is used instead.

use std::collections::{BTreeMap, BTreeSet};

/// Where the replacements of a concept lead.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Chain {
    /// The concepts at the end: itself when nothing replaced it, several after
    /// a split.
    Ends(BTreeSet<String>),
    /// It leads back to itself, by this way.
    Round(Vec<String>),
}

/// Former concepts and what replaced each.
#[derive(Clone, Debug, Default)]
pub struct Chains(BTreeMap<String, BTreeSet<String>>);

impl Chains {
    /// From pairs of a former concept and its replacement.
    pub fn new<'p>(pairs: impl IntoIterator<Item = (&'p str, &'p str)>) -> Self {
        let mut chains = BTreeMap::<String, BTreeSet<String>>::new();
        for (former, present) in pairs {
            chains.entry(former.to_owned()).or_default().insert(present.to_owned());
        }
        Self(chains)
    }

    /// Concepts that were replaced.
    pub fn former(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Whether anything replaced a concept.
    pub fn is_former(&self, id: &str) -> bool {
        self.0.contains_key(id)
    }

    /// Follows the replacements of a concept to their ends.
    pub fn follow(&self, id: &str) -> Chain {
        let mut ends = BTreeSet::new();
        let mut done = BTreeSet::new();
        // What is still to be left, and the way to it: no recursion, because
        // the length of a chain is the dump's to say.
        let mut way: Vec<(String, Vec<String>)> = vec![(id.to_owned(), self.next(id))];
        while let Some((at, open)) = way.last_mut() {
            let Some(next) = open.pop() else {
                if !self.is_former(at) {
                    ends.insert(at.clone());
                }
                done.insert(at.clone());
                way.pop();
                continue;
            };
            if let Some(from) = way.iter().position(|(id, _)| *id == next) {
                let mut path: Vec<String> = way[from..].iter().map(|(id, _)| id.clone()).collect();
                path.push(next);
                return Chain::Round(path);
            }
            if !done.contains(&next) {
                let open = self.next(&next);
                way.push((next, open));
            }
        }
        Chain::Ends(ends)
    }

    fn next(&self, id: &str) -> Vec<String> {
        self.0.get(id).map(|next| next.iter().cloned().collect()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::{Chain, Chains};

    #[track_caller]
    fn check(pairs: &[(&str, &str)], from: &str, wanted: &str) {
        let found = match Chains::new(pairs.iter().copied()).follow(from) {
            Chain::Ends(ends) => ends.into_iter().collect::<Vec<_>>().join(" "),
            Chain::Round(path) => format!("round {}", path.join(" ")),
        };
        assert_eq!(found, wanted);
    }

    #[test]
    fn chains_are_followed_to_their_end() {
        check(&[], "a", "a");
        check(&[("a", "b"), ("b", "c")], "a", "c");
        check(&[("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")], "a", "d");
        check(&[("a", "b"), ("a", "c")], "a", "b c");
    }

    #[test]
    fn a_chain_that_goes_round_is_told() {
        check(&[("a", "a")], "a", "round a a");
        check(&[("a", "b"), ("b", "c"), ("c", "b")], "a", "round b c b");
    }
}
