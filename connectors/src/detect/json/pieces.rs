//! Ads of a board whose answer was taken from around them: one ad, a list of
//! them, or one a line.

use super::outline::Outline;
use super::{Below, ItemsOf};
use crate::detect::sketch::Sketch;
use crate::detect::{Clues, Recognised, Sureness, best, tells};
use crate::dialects;

/// The best of the boards whose ads look like this.
pub(super) fn detect(outline: &Outline, bases: &[String]) -> Option<Recognised> {
    for (index, base) in bases.iter().enumerate() {
        let below = Below { outline, base };
        let mut found: Vec<Recognised> =
            tells::JSON.iter().filter_map(|tell| one(&below, tell)).collect();
        found.extend(lever(&below));
        found.retain(|found| index == 0 || found.sureness == Sureness::Certain);
        let Some(best) = found.into_iter().max_by_key(|found| found.sureness) else { continue };
        let wrapper = (index > 0).then(|| base.clone());
        return Some(Recognised {
            // The answer around it would say more.
            sureness: best.sureness.min(Sureness::Likely),
            wrapper,
            in_pieces: true,
            ..best
        });
    }
    None
}

fn one(below: &Below<'_>, tell: &tells::Tell) -> Option<Recognised> {
    let list = dialects::named(tell.format)?.list.join(".");
    if list.is_empty() {
        return None;
    }
    let items = Listed { items: ItemsOf(below), list: &list };
    let mut found = best(&items, std::slice::from_ref(tell), Clues::default())?;
    // One key alone may be anybody's.
    found.because.retain(|place| place.contains("[]."));
    (found.sureness > Sureness::Guess && found.because.len() > 1).then_some(found)
}

/// Lever's answer is a list already: one posting of it stands alone.
fn lever(below: &Below<'_>) -> Option<Recognised> {
    let tell = tells::JSON_ITEMS.iter().find(|tell| tell.format == "lever")?;
    best(&ItemsOf(below), std::slice::from_ref(tell), Clues::default())
}

/// Items, seen as if the list of their answer were around them.
struct Listed<'o> {
    items: ItemsOf<'o>,
    list: &'o str,
}

impl Listed<'_> {
    fn inner<'p>(&self, place: &'p str) -> Option<&'p str> {
        place.strip_prefix(self.list)?.strip_prefix("[].")
    }
}

impl Sketch for Listed<'_> {
    fn has(&self, place: &str) -> bool {
        place == self.list || self.inner(place).is_some_and(|place| self.items.has(place))
    }

    fn says(&self, place: &str, part: &str) -> bool {
        self.inner(place).is_some_and(|place| self.items.says(place, part))
    }
}
