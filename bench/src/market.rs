//! An invented market of ads that are as alike as real ones are: employers,
//! titles, towns and words are drawn from long-tailed lists; an employer has
//! boilerplate and a template for each role; one ad in four is an opening that
//! another board shows already.
//!
//! The shares follow what was counted in the Polish and English ads that the
//! tests read (`docs/quality.md`): half of the ads have 300 words or fewer,
//! one in twenty 900 or more; three fifths to three quarters of the titles are
//! there once; the largest employer has some hundredth of all ads.

use schemas::ad::{Ad, Coded, Flags, Location, Organization, Origin, Removal, RemovalSignal, Text};
use schemas::id::ExternalId;
use schemas::received::Received;
use schemas::revision::RevisionKind;
use schemas::{AdId, EventId, LocalMoment, PartnerName, Revision, Timestamp};

/// When everything is received.
pub const NOW: Timestamp = Timestamp::from_millis(1_900_000_000_000);

const BOARDS: [&str; 12] = [
    "acme", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda",
    "mu",
];

/// Different words in all ads.
const WORDS: u64 = 40_000;
const TOWNS: u64 = 2_000;
const ROLES: u64 = 6_000;

/// Each employer has so many ads on average.
const ADS_PER_EMPLOYER: u64 = 15;

/// A copy follows the first showing of its opening within so many ads.
const COPIED_WITHIN: u64 = 20_000;

/// A market of about so many ads.
pub struct Market {
    template: Box<Ad>,
    words: Vec<String>,
    partners: Vec<PartnerName>,
    employers: u64,
}

/// What is advertised.
struct Opening {
    employer: u64,
    role: u64,
    town: u64,
    /// Ward, team or the like; 0 for none.
    unit: u64,
    seed: u64,
}

impl Market {
    /// # Panics
    /// When the example of an ad that is built in cannot be read.
    pub fn new(ads: u64) -> Self {
        let example = include_str!("../../schemas/examples/received/observed-sv.json");
        let example: Received = serde_json::from_str(example).expect("the example is an event");
        let partner = |name: &&str| PartnerName::new(name).expect("well named");
        Self {
            template: example.ad.expect("the example holds an ad"),
            words: (0..WORDS).map(word).collect(),
            partners: BOARDS.iter().map(partner).collect(),
            employers: (ads / ADS_PER_EMPLOYER).max(20),
        }
    }

    /// The first revision of the ad of a number.
    pub fn shown(&self, number: u64) -> Revision {
        self.event(number, 1, RevisionKind::Upserted, Some(self.ad(number, 1)))
    }

    /// One of very many ads that only title and town tell apart.
    pub fn sibling(&self, number: u64) -> Revision {
        let mut event = self.shown(number);
        let ad = event.ad.as_mut().expect("a shown ad is there");
        let template = self.ad(0, 1);
        ad.employer = template.employer;
        ad.texts[0].description_text = template.texts[0].description_text.clone();
        ad.texts[0].title = format!("{}, {}", template.texts[0].title, word(5 * WORDS + number));
        event
    }

    /// A later revision of an ad that was shown: one of its sentences is new.
    pub fn changed(&self, number: u64, revision: i64) -> Revision {
        self.event(number, revision, RevisionKind::Upserted, Some(self.ad(number, revision)))
    }

    /// The end of an ad that was shown.
    pub fn withdrawn(&self, number: u64, revision: i64) -> Revision {
        let mut event = self.event(number, revision, RevisionKind::Withdrawn, None);
        let signal = RemovalSignal::ExplicitDelete;
        event.removal = Some(Removal { signal, at: NOW, reason_code: None });
        event
    }

    fn event(
        &self,
        number: u64,
        revision: i64,
        kind: RevisionKind,
        ad: Option<Box<Ad>>,
    ) -> Revision {
        let (partner, external_id) = self.published_by(number);
        Revision {
            event_id: EventId::derive(&[&number.to_be_bytes(), &revision.to_be_bytes()]),
            ad_id: AdId::derive(partner.as_str(), None, &external_id),
            partner,
            revision,
            received_at: NOW,
            kind,
            ad,
            removal: None,
            correction: None,
        }
    }

    fn published_by(&self, number: u64) -> (PartnerName, ExternalId) {
        let board = usize::try_from(number * 7 % 12).unwrap_or(0);
        let external_id = ExternalId::new(&number.to_string()).expect("a number is an id");
        (self.partners[board].clone(), external_id)
    }

    /// The number of the opening: that of the ad that showed it first.
    fn opening_of(number: u64) -> u64 {
        let mut draw = Draw::new(number, 1);
        let copied = draw.one_in(4) && number > COPIED_WITHIN;
        if copied { number - 1 - draw.below(COPIED_WITHIN) } else { number }
    }

    fn opening(&self, number: u64) -> Opening {
        let mut draw = Draw::new(number, 2);
        let employer = draw.long_tailed(self.employers, 20);
        Opening {
            employer,
            // An employer seeks few roles, in few towns, often.
            role: mix(employer * 31 + draw.long_tailed(40, 2)) % ROLES,
            town: mix(employer * 17 + draw.long_tailed(60, 1)) % TOWNS,
            unit: if draw.one_in(3) { 1 + draw.below(200) } else { 0 },
            seed: draw.next(),
        }
    }

    fn ad(&self, number: u64, revision: i64) -> Box<Ad> {
        let (partner_id, external_id) = self.published_by(number);
        let opened = Self::opening_of(number);
        let (opening, is_copy) = (self.opening(opened), opened != number);
        let mut ad = self.template.clone();
        ad.ad_id = AdId::derive(partner_id.as_str(), None, &external_id);
        ad.revision = revision;
        ad.source.partner_id = partner_id;
        ad.source.account = None;
        ad.source.external_id = external_id;
        ad.source.source_url = None;
        ad.employer = Organization {
            name: self.employer(opening.employer, is_copy && number.is_multiple_of(3)),
            ..Organization::default()
        };
        ad.advertiser = None;
        ad.flags = Flags::default();
        ad.alt_ids.clear();
        ad.apply.url = Some(format!("https://{}.example/jobs/{number}", ad.source.partner_id));
        ad.locations = vec![self.location(opening.town)];
        let lang = "sv".to_owned();
        let title = self.title(&opening, is_copy.then_some(number));
        let description_text = self.text(&opening, number, is_copy, revision);
        ad.texts = vec![Text { lang, title, description_text, ..Text::default() }];
        ad.valid_through = None;
        ad.apply_by = None;
        // Two months at the most.
        let days = i64::try_from(1 + number % 60).unwrap_or(1);
        ad.last_publication_at = Some(LocalMoment {
            at: NOW.plus_seconds(days * 86_400 + i64::try_from(number % 86_400).unwrap_or(0)),
            ..ad.published_at.clone()
        });
        ad
    }

    fn employer(&self, employer: u64, is_short: bool) -> String {
        let mut draw = Draw::new(employer, 3);
        let name = format!("{} {}", capital(self.word(&mut draw)), capital(self.word(&mut draw)));
        if is_short { name } else { format!("{name} AB") }
    }

    fn location(&self, town: u64) -> Location {
        let mut draw = Draw::new(town, 4);
        let city = capital(&word(WORDS + town));
        let code = draw.below(25);
        let region = Some(Coded {
            scheme: "se-lan".to_owned(),
            code: code.to_string(),
            name: Some(format!("{} län", capital(&word(2 * WORDS + code)))),
            origin: Origin::Source,
            confidence: 1.0,
        });
        Location { city: Some(city), region, ..Location::default() }
    }

    /// The role, with the unit or the town in some; boards add marks.
    fn title(&self, opening: &Opening, copy: Option<u64>) -> String {
        let mut draw = Draw::new(opening.role, 5);
        let mut title = capital(&word(3 * WORDS + opening.role));
        for _ in 0..draw.below(3) {
            title = format!("{title} {}", self.word(&mut draw));
        }
        if opening.unit > 0 {
            title = format!("{title}, {}", word(4 * WORDS + opening.unit));
        } else if opening.seed.is_multiple_of(4) {
            title = format!("{title} {}", capital(&word(WORDS + opening.town)));
        }
        match copy.map(|number| number % 5) {
            Some(0) => title + " (m/w/d)",
            Some(1) => title + " sökes omgående",
            _ => title,
        }
    }

    fn text(&self, opening: &Opening, number: u64, is_copy: bool, revision: i64) -> String {
        let mut text = String::with_capacity(3_000);
        let board = number * 7 % 12;
        if is_copy && number.is_multiple_of(2) {
            self.sentences(&mut text, &mut Draw::new(board, 6), 30);
        }
        let mut own = Draw::new(opening.seed, 7);
        let scale = own.scale();
        let part = |text: &mut String, draw: &mut Draw, words: f64| {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "some hundred words"
            )]
            self.sentences(text, draw, (words * scale).max(5.0) as usize);
        };
        let body = text.len();
        part(&mut text, &mut Draw::new(opening.employer, 8), 75.0);
        // Two ads in three are made from the employer's template for the role.
        if !opening.seed.is_multiple_of(3) {
            let template = opening.employer << 20 | opening.role;
            part(&mut text, &mut Draw::new(template, 9), 110.0);
        } else {
            part(&mut text, &mut own, 110.0);
        }
        part(&mut text, &mut own, 115.0);
        if is_copy && number % 5 == 2 {
            // Some boards show the beginning only.
            let end = body + (text.len() - body) * 6 / 10;
            text.truncate(text.floor_char_boundary(end));
        }
        if revision > 1 {
            self.sentences(&mut text, &mut Draw::new(number, revision.cast_unsigned() + 9), 8);
        }
        text
    }

    /// Sentences of so many words in all, some names and numbers among them.
    fn sentences(&self, text: &mut String, draw: &mut Draw, words: usize) {
        let mut left = words;
        while left > 0 {
            let length = (6 + usize::try_from(draw.below(12)).unwrap_or(0)).min(left);
            for place in 0..length {
                let kind = draw.below(100);
                if kind == 0 {
                    text.push_str(&draw.below(400).to_string());
                } else if place == 0 || kind < 4 {
                    text.push_str(&capital(self.word(draw)));
                } else {
                    text.push_str(self.word(draw));
                }
                text.push(' ');
            }
            text.pop();
            text.push_str(if draw.one_in(4) { ".\n" } else { ". " });
            left -= length;
        }
    }

    fn word(&self, draw: &mut Draw) -> &str {
        &self.words[usize::try_from(draw.long_tailed(WORDS, 3)).unwrap_or(0)]
    }
}

/// A word that looks like one; other numbers give other words, the first ones
/// short.
fn word(number: u64) -> String {
    const STARTS: [&str; 16] =
        ["b", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "st", "t", "tr", "v"];
    const ENDS: [&str; 16] =
        ["a", "e", "i", "o", "u", "å", "ä", "ö", "an", "en", "ar", "er", "al", "el", "is", "os"];
    let mut rest = number;
    let mut word = String::new();
    loop {
        word.push_str(STARTS[usize::try_from(rest % 16).unwrap_or(0)]);
        word.push_str(ENDS[usize::try_from(rest / 16 % 16).unwrap_or(0)]);
        rest /= 256;
        if rest == 0 {
            return word;
        }
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn mix(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    bits = (bits ^ (bits >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    bits ^ (bits >> 33)
}

/// Numbers that follow from a seed and what they are drawn for.
struct Draw(u64);

impl Draw {
    fn new(seed: u64, purpose: u64) -> Self {
        Self(mix(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ purpose << 56))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn one_in(&mut self, many: u64) -> bool {
        self.below(many) == 0
    }

    /// From 0 to 1.
    fn share(&mut self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
        let share = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        share
    }

    /// Below `end`; `n` about in proportion to 1 / (`n` + `flat`).
    fn long_tailed(&mut self, end: u64, flat: u64) -> u64 {
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a rank"
        )]
        let rank = {
            let (end, flat) = (end as f64, flat as f64);
            (flat * (((end + flat) / flat).ln() * self.share()).exp() - flat) as u64
        };
        rank.min(end - 1)
    }

    /// How much longer than half of all ads this one is: log-normal.
    fn scale(&mut self) -> f64 {
        let sum: f64 = (0..12).map(|_| self.share()).sum();
        ((sum - 6.0) * 0.65).exp().clamp(0.1, 6.0)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    #[test]
    fn ads_are_as_alike_as_counted() {
        let market = Market::new(3_000);
        let ads: Vec<Box<Ad>> = (30_000..33_000).map(|number| market.ad(number, 1)).collect();
        let mut words: Vec<usize> =
            ads.iter().map(|ad| ad.texts[0].description_text.split_whitespace().count()).collect();
        words.sort_unstable();
        assert!((250..350).contains(&words[1_500]), "half have {} words", words[1_500]);
        assert!((700..1_100).contains(&words[2_850]), "one in twenty has {}", words[2_850]);
        let mut titles: BTreeMap<&str, u32> = BTreeMap::new();
        for ad in &ads {
            *titles.entry(&ad.texts[0].title).or_default() += 1;
        }
        let once = titles.values().filter(|count| **count == 1).count();
        assert!((1_500..2_400).contains(&once), "{once} titles are there once");
    }

    #[test]
    fn a_copy_shows_an_opening_at_another_board() {
        let openings: BTreeSet<u64> = (30_000..40_000).map(Market::opening_of).collect();
        let firsts = (30_000..40_000).filter(|number| Market::opening_of(*number) == *number);
        assert!((7_300..7_700).contains(&firsts.count()));
        assert!(openings.len() > 8_000);
    }
}
