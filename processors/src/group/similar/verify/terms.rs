//! Contract, pay and extent.

use super::{Fact, Pair};
use crate::group::similar::lexicon::{BANK, FIXED, FULL, PART, PERMANENT, SEASONAL};
use crate::group::similar::marks::{self, Kind, Mark};
use crate::group::similar::sketch::{STATED_SHIFT, View};

impl<'a> Pair<'a> {
    /// Contract and extent: of titles, of fields when both state one, of texts
    /// when these are equal but for that.
    pub(super) fn terms(&mut self) {
        self.contract();
        // Boards round and convert; one account that states two scales means it.
        if let (true, Some(left), Some(right)) =
            (self.same_account, self.left.pay(), self.right.pay())
            && (left.0 > right.1 || right.0 > left.1)
        {
            self.evidence.contradict(Fact::Pay);
        }
        self.extent();
    }

    fn contract(&mut self) {
        const TITLES: u32 = FIXED | BANK | SEASONAL;
        let stated = (stated(self.left), stated(self.right));
        // What a title alone says, the other's text may say as well.
        let unsaid = |ad: View<'a>, other: View<'a>| {
            let only = ad.title_says() & TITLES & !other.title_says();
            let said = other.body_says() | self::stated(other);
            only != 0
                && (self.same_account || only & said == 0 || self::stated(other) & PERMANENT != 0)
        };
        let texts = (self.left.body_says() & TITLES, self.right.body_says() & TITLES);
        if unsaid(self.left, self.right)
            || unsaid(self.right, self.left)
            || are_other(stated, FIXED | PERMANENT | SEASONAL)
            || (self.is_deliberate() && texts.0 != texts.1)
        {
            self.evidence.contradict(Fact::Contract);
        }
    }

    fn extent(&mut self) {
        let (left, right) = (self.left, self.right);
        let titles = (left.title_says(), right.title_says());
        let in_title = |ad: View<'a>| ad.marks().filter(|mark: &Mark| mark.is_in_title());
        let shares_differ = marks::differ(Kind::Percent, in_title(left), in_title(right))
            || (self.is_deliberate() && marks::differ(Kind::Percent, left.marks(), right.marks()));
        if are_other((stated(left), stated(right)), FULL | PART)
            || are_other(titles, FULL | PART)
            || shares_differ
        {
            self.evidence.contradict(Fact::Extent);
        }
    }
}

/// What the fields of an ad state.
fn stated(ad: View<'_>) -> u32 {
    ad.title_says() >> STATED_SHIFT
}

/// Both say one of these, and not the same.
fn are_other((left, right): (u32, u32), mask: u32) -> bool {
    left & mask != 0 && right & mask != 0 && left & right & mask == 0
}
