//! What the two titles say of the role: words, level, language, band, shift,
//! and which of several it is.

use super::{CONTAINED, CONTAINED_LONGER_TITLE, Fact, Pair};
use crate::group::similar::lexicon::{DAY, EVENING, LANGUAGES, NIGHT, WEEKEND};
use crate::group::similar::marks::{self, Kind};
use crate::group::similar::sharing::{is_role, may_say, names_lacking};
use crate::group::similar::sketch::View;
use crate::group::similar::words;

/// With the same reference number, two titles are two wordings from here on.
const CONTAINED_OTHER_TITLE: f64 = 0.9;
/// Words by which one title may be longer.
const LONGER_TITLE_WORDS_MAX: usize = 2;
/// A number this long in one title is the board's or the partner's.
const NUMBER_DIGITS_MIN: usize = 4;

impl<'a> Pair<'a> {
    /// What each title says of the role that the other does not.
    fn read_titles(&mut self) {
        let own = |ad: View<'a>, other: View<'a>| -> Vec<&'a str> {
            ad.title().filter(|word| is_role(word, ad, other, self.gazetteer)).collect()
        };
        let (left, right) = (own(self.left, self.right), own(self.right, self.left));
        self.titles = [lacking(&left, &right), lacking(&right, &left)];
        self.title_words = left.len().min(right.len());
        let letters = |words: &[&str]| words.iter().map(|word| word.len()).sum::<usize>();
        self.title_letters = letters(&left).min(letters(&right));
    }

    /// Title, level, language of the role, band, shift.
    pub(super) fn role(&mut self) {
        self.read_titles();
        let [left, right] = &self.titles;
        let is_said = all_said(left, self.right) && all_said(right, self.left);
        if left.is_empty() && right.is_empty() {
            if self.title_words > 0 {
                self.evidence.agree(Fact::Title);
            }
        } else if !left.is_empty() && !right.is_empty() {
            if !(self.reference && self.contained >= CONTAINED_OTHER_TITLE) {
                self.evidence.contradict(Fact::Title);
            }
        } else if !self.reference && !self.may_be_longer(is_said) {
            self.evidence.contradict(Fact::LongerTitle);
        }
        if self.for_client && !self.titles_agree() {
            self.evidence.contradict(Fact::Employer);
        }
        self.bits(Fact::Level, self.left.levels(), self.right.levels());
        self.language_of_role();
        let (left, right) = (self.left.band(), self.right.band());
        if left != 0 && right != 0 && left != right {
            self.evidence.contradict(Fact::Band);
        }
        let shifts = NIGHT | DAY | EVENING | WEEKEND;
        let (left, right) = (self.left.title_says() & shifts, self.right.title_says() & shifts);
        if left != right
            && (left & right != 0 || left * right != 0 || self.same_account || !is_said)
        {
            self.evidence.contradict(Fact::Shift);
        }
    }

    /// One title says more than the other, and that is no contradiction: the
    /// other's text says it, or it is little and the texts are equal.
    fn may_be_longer(&self, is_said: bool) -> bool {
        if is_said && !self.same_account && self.contained >= CONTAINED {
            return true;
        }
        let [left, right] = &self.titles;
        let (longer, this, other) = if left.is_empty() {
            (right, self.right, self.left)
        } else {
            (left, self.left, self.right)
        };
        // What the other text says instead tells.
        let instead = names_lacking(other, this).take(2).count();
        self.contained >= CONTAINED_LONGER_TITLE
            && longer.len() <= LONGER_TITLE_WORDS_MAX
            && instead <= 1
    }

    fn bits(&mut self, fact: Fact, left: u32, right: u32) {
        if left != right {
            self.evidence.contradict(fact);
        } else if left != 0 {
            self.evidence.agree(fact);
        }
    }

    /// A language in one title may stand in the other's text, where two boards
    /// show the ad.
    fn language_of_role(&mut self) {
        let (left, right) = (self.left.languages(), self.right.languages());
        let said = |ad: View<'a>, other: View<'a>| {
            ad.title()
                .filter(|word| LANGUAGES.get(word).is_some_and(|bit| other.languages() & bit == 0))
                .all(|word| may_say(other, word))
        };
        let is_one_sided = left == 0 || right == 0;
        let is_said = said(self.left, self.right) && said(self.right, self.left);
        if left == right || self.same_account || !is_one_sided || !is_said {
            self.bits(Fact::Language, left, right);
        }
    }

    /// Wards, teams, classes, and numbers by themselves.
    pub(super) fn units(&mut self) {
        let (left, right) = (self.left, self.right);
        let named = |kind: &Kind| marks::differ(*kind, left.marks(), right.marks());
        let is_one_of_several = |ad: View<'a>, other: View<'a>| {
            let is_naming = |mark: &marks::Mark| Kind::NAMING.iter().any(|kind| mark.is(*kind));
            ad.marks()
                .filter(|mark| mark.is_in_title() && is_naming(mark))
                .any(|mark| !other.marks().any(|o| is_naming(&o) && o.value() == mark.value()))
        };
        let beside_none = self.is_deliberate()
            && !self.reference
            && (is_one_of_several(left, right) || is_one_of_several(right, left));
        if Kind::NAMING.iter().any(named) || beside_none {
            self.evidence.contradict(Fact::Unit);
        }
    }
}

/// The text of an ad says all of these words.
fn all_said(words: &[&str], ad: View<'_>) -> bool {
    words.iter().all(|word| may_say(ad, word))
}

/// Words of one title that the other has in no form, and not as a part of a
/// compound, or as two words.
fn lacking<'a>(words: &[&'a str], others: &[&str]) -> Vec<&'a str> {
    let is_in = |word: &str, all: &[&str]| all.iter().any(|other| words::alike(word, other));
    let joined = |pair: &[&str]| pair.concat();
    let compounds: Vec<String> = others.windows(2).map(joined).collect();
    let mut lacking = Vec::new();
    for (index, word) in words.iter().enumerate() {
        let in_pair = [index.checked_sub(1), Some(index)].into_iter().flatten().any(|start| {
            words.get(start..start + 2).is_some_and(|pair| others.contains(&joined(pair).as_str()))
        });
        let is_number = word.len() >= NUMBER_DIGITS_MIN
            && words::is_number(word)
            && !others.iter().any(|other| words::is_number(other));
        if !is_in(word, others) && !compounds.iter().any(|c| c == word) && !in_pair && !is_number {
            lacking.push(*word);
        }
    }
    lacking
}
