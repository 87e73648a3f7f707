//! Two texts in two languages share no words: employer, place, occupation,
//! names and numbers tell.

use super::{Fact, Pair, Workplace};
use crate::group::similar::marks::{Kind, Mark};
use crate::group::similar::sketch::View;
use crate::group::similar::words::{self, STEM_CHARS, hash16, stem};

/// Texts that share more are of one language, whatever they are said to be.
const CONTAINED_OTHER_LANGUAGE: f64 = 0.3;
/// Names or numbers in both texts, beside those of employer and place.
const SHARED_MIN: usize = 2;
/// Days between the two publications.
const DAYS_APART_MAX: u16 = 30;

impl<'a> Pair<'a> {
    pub(super) fn is_translated(&self) -> bool {
        let (left, right) = (self.left.language(), self.right.language());
        left != 0 && right != 0 && left != right && self.contained < CONTAINED_OTHER_LANGUAGE
    }

    /// Names and numbers stay the same in a translation; words of a title may.
    pub(super) fn translated(&mut self) {
        let (left, right) = (self.left, self.right);
        self.evidence.withdraw(&[
            Fact::Title,
            Fact::LongerTitle,
            Fact::Names,
            Fact::Numbers,
            Fact::Language,
            Fact::Shift,
        ]);
        // Words for a level are not known in every language.
        if left.levels() == 0 || right.levels() == 0 {
            self.evidence.withdraw(&[Fact::Level]);
        }
        let known = |hash: &u16| {
            let is_employer = left.employer().split(' ').chain(right.employer().split(' '));
            let is_town =
                left.towns().chain(right.towns()).any(|town| town & 0xffff == u32::from(*hash));
            is_town
                || is_employer.map(|word| hash16(stem(word, STEM_CHARS))).any(|word| word == *hash)
        };
        let names = |ad: View<'a>| ad.names().filter(|name| !known(name)).collect::<Vec<_>>();
        let names = shared(&names(left), &names(right));
        let numbers =
            shared(&left.numbers().collect::<Vec<_>>(), &right.numbers().collect::<Vec<_>>());
        let occupations = |ad: View<'a>| ad.marks().filter(|mark: &Mark| mark.is(Kind::Occupation));
        let same_occupation = occupations(left).any(|code| occupations(right).any(|o| o == code));
        let in_title = left.title().any(|word| right.title().any(|o| words::alike(word, o)));
        let days = left.day().abs_diff(right.day());
        let agrees = self.same_employer
            && self.workplace == Workplace::Same
            && days <= DAYS_APART_MAX
            && ((same_occupation || in_title) && (names || numbers) || (names && numbers));
        if agrees {
            self.evidence.agree(Fact::Text);
        } else {
            self.evidence.contradict(Fact::Text);
        }
    }
}

/// Two or more are in both, and half of the fewer are.
fn shared(left: &[u16], right: &[u16]) -> bool {
    let shared = left.iter().filter(|hash| right.contains(hash)).count();
    shared >= SHARED_MIN && shared * 2 >= left.len().min(right.len())
}
