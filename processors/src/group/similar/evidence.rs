//! What speaks for and against two ads being one job, in the words that
//! subscribers and operators read.

use super::workplace::Workplace;

/// What is compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Fact {
    Text,
    Title,
    Level,
    Language,
    Band,
    Contract,
    Extent,
    Employer,
    Place,
    Site,
    Reference,
    Names,
    Numbers,
    Time,
    LongerTitle,
    Pay,
    /// A number or a letter that tells one of several.
    Unit,
    Shift,
}

const FACTS: [(Fact, &str); 18] = [
    (Fact::Text, "text"),
    (Fact::Title, "title"),
    (Fact::Level, "level"),
    (Fact::Language, "language"),
    (Fact::Band, "band"),
    (Fact::Contract, "contract"),
    (Fact::Extent, "extent"),
    (Fact::Employer, "employer"),
    (Fact::Place, "place"),
    (Fact::Site, "site"),
    (Fact::Reference, "reference"),
    (Fact::Names, "names"),
    (Fact::Numbers, "numbers"),
    (Fact::Time, "time"),
    (Fact::LongerTitle, "longer_title"),
    (Fact::Pay, "pay"),
    (Fact::Unit, "unit"),
    (Fact::Shift, "shift"),
];

/// The outcome of a comparison.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::group) struct Evidence {
    contained_percent: u8,
    workplace: Workplace,
    agreed: u32,
    contradicted: u32,
    /// One account published two texts that are equal but for what was meant
    /// to differ: names and longer titles are meant.
    is_deliberate: bool,
}

impl Evidence {
    pub(super) fn new(contained: f64) -> Self {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share, times a hundred"
        )]
        let contained_percent = (contained.clamp(0.0, 1.0) * 100.0) as u8;
        let workplace = Workplace::Unknown;
        Self { contained_percent, workplace, agreed: 0, contradicted: 0, is_deliberate: false }
    }

    pub(super) fn found_workplace(&mut self, workplace: Workplace) {
        self.workplace = workplace;
    }

    pub(super) fn found_deliberate(&mut self) {
        self.is_deliberate = true;
    }

    /// Something contradicts.
    pub(super) fn is_against(self) -> bool {
        self.contradicted != 0
    }

    pub(super) fn agree(&mut self, fact: Fact) {
        self.agreed |= 1 << fact as u32;
    }

    pub(super) fn contradict(&mut self, fact: Fact) {
        self.contradicted |= 1 << fact as u32;
    }

    /// These facts cannot be compared after all.
    pub(super) fn withdraw(&mut self, facts: &[Fact]) {
        for fact in facts {
            self.agreed &= !(1 << *fact as u32);
            self.contradicted &= !(1 << *fact as u32);
        }
    }

    /// Share of the shorter text's word triples that the other has.
    pub(in crate::group) fn contained_percent(self) -> u8 {
        self.contained_percent
    }

    /// Nothing contradicts, and the texts agree.
    pub(in crate::group) fn is_same(self) -> bool {
        self.contradicted == 0 && self.agreed & 1 << Fact::Text as u32 != 0
    }

    /// A fact contradicts that stands by itself, whatever the texts are like.
    pub(in crate::group) fn is_contradicted(self) -> bool {
        const SOFT: [Fact; 5] =
            [Fact::Text, Fact::Time, Fact::Numbers, Fact::LongerTitle, Fact::Names];
        let soft = if self.is_deliberate { &SOFT[..3] } else { &SOFT[..] };
        let soft = soft.iter().fold(0, |bits, fact| bits | 1 << *fact as u32);
        self.contradicted & !soft != 0
    }

    /// As `employer`, `place=inside`, `text=83`; what contradicts begins with
    /// a minus.
    pub(in crate::group) fn features(self) -> Vec<String> {
        let mut features = Vec::new();
        for (fact, name) in FACTS {
            let bit = 1 << fact as u32;
            if self.contradicted & bit != 0 {
                features.push(format!("-{name}"));
            } else if self.agreed & bit != 0 && fact != Fact::Text {
                features.push(name.to_owned());
            }
        }
        let place = match self.workplace {
            Workplace::Same => "place=same",
            Workplace::Inside => "place=inside",
            Workplace::Region => "place=region",
            Workplace::Unknown => "place=unknown",
            Workplace::Sites => "place=sites",
            Workplace::Doubtful => "place=doubtful",
            Workplace::Elsewhere => "place=elsewhere",
            Workplace::InTitles => "place=in_titles",
        };
        features.push(place.to_owned());
        features.push(format!("text={}", self.contained_percent));
        features
    }
}
