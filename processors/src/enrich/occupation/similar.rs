//! Names that are nearly a name: misspelt, or inflected in a way that no table
//! has. By the share of groups of three letters that both have.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::names::{Meaning, NAMES};

/// Least share of groups in common, of 1.
const SHARE_MIN: f64 = 0.62;
/// Letters of a name at least: short ones are near to too much.
const LETTERS_MIN: usize = 7;
/// Letters of a name at most.
const LETTERS_MAX: usize = 48;

type Group = [char; 3];

struct Index {
    names: Vec<(usize, &'static [Meaning])>,
    groups: FxHashMap<Group, Vec<u32>>,
}

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let mut index = Index { names: Vec::new(), groups: FxHashMap::default() };
    let mut names: Vec<_> = NAMES.iter().collect();
    // The same index in every process: a tie is won by the same name.
    names.sort_by_key(|(name, _)| name.as_str());
    for (name, meanings) in names {
        if !(LETTERS_MIN..=LETTERS_MAX).contains(&name.chars().count()) {
            continue;
        }
        let own = groups(name);
        let at = u32::try_from(index.names.len()).expect("thousands of names");
        for group in &own {
            index.groups.entry(*group).or_default().push(at);
        }
        index.names.push((own.len(), meanings));
    }
    index
});

/// The distinct groups of three letters of a name, its edges as spaces.
fn groups(name: &str) -> Vec<Group> {
    let letters: Vec<char> = std::iter::once(' ').chain(name.chars()).chain([' ']).collect();
    let mut groups: Vec<Group> =
        letters.windows(3).map(|three| [three[0], three[1], three[2]]).collect();
    groups.sort_unstable();
    groups.dedup();
    groups
}

/// The meanings of the name that is nearest, and how near it is.
pub(super) fn nearest(words: &str) -> Option<(&'static [Meaning], f64)> {
    let letters = words.chars().count();
    if !(LETTERS_MIN..=LETTERS_MAX).contains(&letters) {
        return None;
    }
    let index = &*INDEX;
    let own = groups(words);
    let mut common = FxHashMap::<u32, u32>::default();
    for group in &own {
        for at in index.groups.get(group).map_or(&[][..], Vec::as_slice) {
            *common.entry(*at).or_default() += 1;
        }
    }
    let size = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    let share = |at: u32, common: u32| {
        2.0 * f64::from(common) / (size(own.len()) + size(index.names[at as usize].0))
    };
    let best = common
        .into_iter()
        .map(|(at, common)| (at, share(at, common)))
        .filter(|(_, share)| *share >= SHARE_MIN)
        .max_by(|(at, one), (other_at, other)| one.total_cmp(other).then(other_at.cmp(at)))?;
    Some((index.names[best.0 as usize].1, best.1))
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[track_caller]
    fn check(words: &str, wanted: Option<&str>) {
        let found = nearest(words).map(|(meanings, _)| meanings[0].ssyk);
        assert_eq!(found, wanted, "{words}");
    }

    #[test]
    fn misspelt_names_are_found_and_others_are_not() {
        check("undersköterkska", Some("5321"));
        check("systemutveklare", Some("2512"));
        check("grävmaskinförrare", Some("8342"));
        check("framtidens stjärnor", None);
        check("kock", None);
    }
}
