//! Do two ads advertise the same job? Facts are compared one by one; each can
//! contradict. Thresholds were chosen on the tuning half of the labelled pairs
//! (`docs/quality.md`).

mod role;
mod terms;
mod translation;

use super::evidence::{Evidence, Fact};
use super::gazetteer::Gazetteer;
use super::lexicon::REMOTE;
use super::sharing::{
    is_channel, is_rare_title, is_same_name, is_similar_name, lacking, names_employer,
    names_lacking, overlap,
};
use super::sketch::View;
use super::words;
use super::workplace::{self, Workplace};

/// Contained text from which on two ads of one account are the same, and two
/// ads of different accounts: boards shorten and frame what they are given.
const CONTAINED_SAME_ACCOUNT: f64 = 0.8;
const CONTAINED: f64 = 0.6;
/// When nothing says that the place is the same.
const CONTAINED_PLACE_UNKNOWN: f64 = 0.75;
/// With the same reference number.
const CONTAINED_REFERENCE: f64 = 0.5;
/// One title may say a little more when the texts agree so far.
const CONTAINED_LONGER_TITLE: f64 = 0.85;
/// Texts that are equal but for what was meant to differ.
const NEARLY_EQUAL: f64 = 0.8;
/// Remote work, or a reference number, outweighs two places from here on.
const CONTAINED_REMOTE: f64 = 0.65;
const CONTAINED_REFERENCE_ELSEWHERE: f64 = 0.7;
/// So many names on both sides that the other does not say are another job.
const OTHER_NAMES_MAX: usize = 6;
/// Where all nouns are written as names are.
const OTHER_NOUNS_MAX: usize = 18;
const OTHER_NOUNS_MAX_SIBLINGS: usize = 4;
/// So many numbers on both sides that the other does not say.
const OTHER_NUMBERS_MAX: usize = 5;
/// A title of two words, or of so many letters, says what a teaser is of.
const TEASER_TITLE_WORDS: usize = 2;
const TEASER_TITLE_LETTERS: usize = 10;
/// A title of so many words stands for a text, where town and week agree.
const LONG_TITLE_WORDS: usize = 4;
/// A text of fewer words is a teaser.
const TEASER_WORDS: u16 = 45;
/// Days between two publications of one opening.
const DAYS_APART_MAX: u16 = 60;

/// Who published the two ads, as far as it matters here.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::group) enum Publishers {
    /// One account of one partner.
    Same,
    /// Two.
    Different,
}

/// Compares two ads, every fact.
pub(super) fn compare<'a>(
    left: View<'a>,
    right: View<'a>,
    publishers: Publishers,
    gazetteer: &'a Gazetteer,
) -> Evidence {
    let mut pair = Pair::new(left, right, publishers, gazetteer);
    for stage in Pair::STAGES {
        stage(&mut pair);
    }
    pair.evidence
}

/// Compares two ads, up to the first fact that contradicts; none then.
pub(super) fn same<'a>(
    left: View<'a>,
    right: View<'a>,
    publishers: Publishers,
    gazetteer: &'a Gazetteer,
) -> Option<Evidence> {
    if is_hopeless(left, right, publishers) {
        return None;
    }
    let mut pair = Pair::new(left, right, publishers, gazetteer);
    // A translation takes some of it back.
    let is_translated = pair.is_translated();
    for stage in Pair::STAGES {
        stage(&mut pair);
        if pair.evidence.is_against() && !is_translated {
            return None;
        }
    }
    Some(pair.evidence).filter(|evidence| evidence.is_same())
}

/// The two cannot be the same, as can be told at little cost: what differs is
/// one of the facts that always contradict, or hardly a word is shared, and no
/// title or number makes up for it.
fn is_hopeless(left: View<'_>, right: View<'_>, publishers: Publishers) -> bool {
    let (one, other) = (left.language(), right.language());
    if one != 0 && other != 0 && one != other {
        return false;
    }
    let bands_differ = left.band() != 0 && right.band() != 0 && left.band() != right.band();
    if left.levels() != right.levels() || bands_differ {
        return true;
    }
    let is_teaser = left.words().min(right.words()) < TEASER_WORDS;
    if is_teaser || overlap(left, right).1 >= CONTAINED_REFERENCE {
        return false;
    }
    if publishers == Publishers::Same {
        return true;
    }
    // A rare title stands for the text.
    let shared = left.title().filter(|word| right.title().any(|other| words::alike(word, other)));
    let (words, letters) =
        shared.fold((0, 0), |(words, letters), word| (words + 1, letters + word.len()));
    !is_rare_title(words, letters)
}

/// German writes all nouns with a capital.
fn has_capital_nouns(ad: View<'_>) -> bool {
    ad.language() == words::hash16("de")
}

struct Pair<'a> {
    left: View<'a>,
    right: View<'a>,
    gazetteer: &'a Gazetteer,
    same_account: bool,
    jaccard: f64,
    contained: f64,
    reference: bool,
    workplace: Workplace,
    /// Words of the titles that the other lacks, and the number of shared.
    titles: [Vec<&'a str>; 2],
    title_words: usize,
    title_letters: usize,
    /// What one title says more, the other's text says.
    is_title_said: bool,
    same_employer: bool,
    /// One is a recruiter's, and its text names the other's employer.
    for_client: bool,
    evidence: Evidence,
}

impl<'a> Pair<'a> {
    /// The cheap ones first.
    const STAGES: [fn(&mut Self); 8] = [
        Self::time,
        Self::terms,
        Self::employer,
        Self::role,
        Self::units,
        Self::place,
        Self::rest_of_text,
        Self::conclude,
    ];

    fn new(
        left: View<'a>,
        right: View<'a>,
        publishers: Publishers,
        gazetteer: &'a Gazetteer,
    ) -> Self {
        let (jaccard, contained) = overlap(left, right);
        let mut evidence = Evidence::new(contained);
        let reference = left.references().any(|code| right.references().any(|o| o == code))
            || left.title_numbers().any(|number| right.title_numbers().any(|o| o == number));
        if reference {
            evidence.agree(Fact::Reference);
        }
        let same_account = publishers == Publishers::Same;
        if same_account && contained >= NEARLY_EQUAL {
            evidence.found_deliberate();
        }
        Self {
            left,
            right,
            gazetteer,
            same_account,
            jaccard,
            contained,
            reference,
            workplace: Workplace::Unknown,
            titles: [Vec::new(), Vec::new()],
            title_words: 0,
            title_letters: 0,
            is_title_said: false,
            same_employer: false,
            for_client: false,
            evidence,
        }
    }

    /// One account published two texts that are equal but for what was meant
    /// to differ.
    fn is_deliberate(&self) -> bool {
        self.same_account && self.contained >= NEARLY_EQUAL
    }

    fn titles_agree(&self) -> bool {
        self.titles.iter().all(Vec::is_empty)
    }

    fn time(&mut self) {
        let (left, right) = (self.left.day(), self.right.day());
        if left != 0 && right != 0 && left.abs_diff(right) > DAYS_APART_MAX {
            self.evidence.contradict(Fact::Time);
        }
    }

    fn employer(&mut self) {
        let (left, right) = (self.left, self.right);
        let ids = (left.org_id(), right.org_id());
        let names = [
            (left.employer(), right.employer()),
            (left.advertiser(), right.employer()),
            (left.employer(), right.advertiser()),
        ];
        if ids.0 != 0 && ids.0 == ids.1 || names.iter().any(|(a, b)| is_same_name(a, b)) {
            self.same_employer = true;
            self.evidence.agree(Fact::Employer);
            return;
        }
        let (one, other) = names[0];
        if one.is_empty() || other.is_empty() || names.iter().any(|(a, b)| is_similar_name(a, b)) {
            return;
        }
        let by_reference = self.reference && self.contained >= NEARLY_EQUAL;
        if by_reference || is_channel(one) || is_channel(other) {
            return;
        }
        self.for_client = !self.same_account
            && self.contained >= CONTAINED
            && (names_employer(left, other) || names_employer(right, one));
        if !self.for_client {
            self.evidence.contradict(Fact::Employer);
        }
    }

    fn place(&mut self) {
        self.workplace = workplace::compare(self.left, self.right, self.gazetteer);
        self.evidence.found_workplace(self.workplace);
        let one_may_be_wrong = self.workplace == Workplace::Doubtful
            && !self.same_account
            && self.contained >= CONTAINED_PLACE_UNKNOWN
            && self.titles_agree()
            && self.same_employer;
        if !self.workplace.conflicts() || one_may_be_wrong {
            return;
        }
        let by_reference = self.reference && self.contained >= CONTAINED_REFERENCE_ELSEWHERE;
        let remote = self.is_remote() && self.contained >= CONTAINED_REMOTE;
        if self.workplace == Workplace::InTitles || (!by_reference && !remote) {
            self.evidence.contradict(Fact::Place);
        }
    }

    fn is_remote(&self) -> bool {
        [self.left, self.right].iter().all(|ad| (ad.title_says() | ad.body_says()) & REMOTE != 0)
    }

    /// Streets, names and numbers in the texts.
    fn rest_of_text(&mut self) {
        let (left, right) = (self.left, self.right);
        if self.reference {
            return;
        }
        let sites = (lacking(left.sites(), right.sites()), lacking(right.sites(), left.sites()));
        if self.same_account && self.contained >= 0.5 && sites.0 > 0 && sites.1 > 0 {
            self.evidence.contradict(Fact::Site);
        }
        let names = (names_lacking(left, right).count(), names_lacking(right, left).count());
        let fewer = names.0.min(names.1);
        let (of_two_texts, of_siblings) = if has_capital_nouns(left) {
            (OTHER_NOUNS_MAX, OTHER_NOUNS_MAX_SIBLINGS)
        } else {
            (OTHER_NAMES_MAX, 1)
        };
        if (fewer >= of_two_texts && self.jaccard < NEARLY_EQUAL)
            || (self.is_deliberate() && fewer >= of_siblings)
        {
            self.evidence.contradict(Fact::Names);
        }
        let numbers =
            (lacking(left.numbers(), right.numbers()), lacking(right.numbers(), left.numbers()));
        if numbers.0.min(numbers.1) >= OTHER_NUMBERS_MAX {
            self.evidence.contradict(Fact::Numbers);
        }
    }

    fn conclude(&mut self) {
        if self.is_translated() {
            self.translated();
        } else {
            self.text();
        }
    }

    /// The employer has this title in several towns, and one of the two says
    /// no town: it could be of any.
    fn is_anywhere(&self) -> bool {
        let is_vague =
            matches!(self.workplace, Workplace::Unknown | Workplace::Region | Workplace::Inside);
        let towns = || self.left.towns().chain(self.right.towns());
        is_vague
            && !self.reference
            && !self.is_remote()
            && towns().next().is_some()
            && [self.left, self.right].iter().any(|ad| self.gazetteer.is_spread(*ad, towns()))
    }

    /// One title says more, no text says it, and one of the two names no town:
    /// two things are unknown.
    fn is_vague_twice(&self) -> bool {
        matches!(self.workplace, Workplace::Unknown | Workplace::Region)
            && !self.titles_agree()
            && !self.is_title_said
            && !self.reference
    }

    /// Two accounts show one long title, in one town, within a week.
    fn is_long_title_of_a_week(&self) -> bool {
        let (left, right) = (self.left.day(), self.right.day());
        self.titles_agree()
            && self.title_words >= LONG_TITLE_WORDS
            && self.workplace == Workplace::Same
            && !self.same_account
            && left != 0
            && left.abs_diff(right) <= 7
    }

    fn text(&mut self) {
        let near = matches!(self.workplace, Workplace::Same | Workplace::Inside);
        let titles_agree = self.titles_agree();
        let rare_title = titles_agree
            && is_rare_title(self.title_words, self.title_letters)
            && self.same_employer;
        let has_title =
            self.title_words >= TEASER_TITLE_WORDS || self.title_letters >= TEASER_TITLE_LETTERS;
        let words = self.left.words().min(self.right.words());
        let agrees = if self.is_anywhere() || self.is_vague_twice() {
            false
        } else if words < TEASER_WORDS {
            (rare_title && !self.workplace.conflicts())
                || self.is_long_title_of_a_week()
                || (self.contained >= 0.5 && near && has_title)
                || (self.contained >= 0.9 && titles_agree && (near || self.same_employer))
        } else {
            let least = match (self.reference, self.same_account) {
                (true, _) => CONTAINED_REFERENCE,
                (false, true) => CONTAINED_SAME_ACCOUNT,
                (false, false) => CONTAINED,
            };
            if self.contained < least {
                rare_title && near && !self.same_account
            } else {
                self.workplace != Workplace::Unknown
                    || self.contained >= CONTAINED_PLACE_UNKNOWN
                    || self.reference
                    || self.is_remote()
            }
        };
        // Text alone is no reason: boilerplate is all that some ads have.
        let named = self.title_words > 0 || self.same_employer || self.reference;
        if agrees && named {
            self.evidence.agree(Fact::Text);
        } else {
            self.evidence.contradict(Fact::Text);
        }
    }
}
