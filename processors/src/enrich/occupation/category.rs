//! NAV's own categories of occupations (`IT` and `Utvikling`): groups of
//! STYRK-08 that a partner's word can stand for.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::names::folded;
use crate::enrich::reference::rows;

/// Codes by the second level, and by the first.
static CATEGORIES: LazyLock<FxHashMap<String, Vec<&'static str>>> = LazyLock::new(|| {
    let mut categories = FxHashMap::<_, Vec<_>>::default();
    for [first, second, code] in rows(include_str!("../../../reference/styrk-category.tsv")) {
        for level in [first, second] {
            let codes: &mut Vec<&str> = categories.entry(folded(level)).or_default();
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
    }
    categories
});

/// Codes of STYRK-08 in the category of that name.
pub(super) fn codes(name: &str) -> &'static [&'static str] {
    CATEGORIES.get(&folded(name)).map_or(&[], Vec::as_slice)
}
