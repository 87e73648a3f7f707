//! Copies of an ad as another board would show it, to measure grouping where
//! no labels exist. A copy follows from ad, class and seed alone.

use schemas::ad::{Ad, Location, Organization};
use schemas::id::ExternalId;
use schemas::{AdId, PartnerName};
use sha2::{Digest, Sha256};

/// What a board does to an ad.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Class {
    /// Nothing.
    Plain,
    /// Sets it between its own headings, and lists other ads below.
    Framed,
    /// Shows the first six tenths of its sentences.
    Shortened,
    /// Shows its sentences in another order.
    Reordered,
    /// Mistypes one word in thirty and drops another.
    Mistyped,
    /// Adds town, employer or marks of gender to the title, or shouts it.
    Retitled,
    /// Writes the employer's name in another way, or as an agency's client.
    Renamed,
    /// Says nothing of the place, or no more than the region.
    Placeless,
    /// Shows the place of another ad.
    Misplaced,
    /// Loses marks of letters, upper case and line ends.
    Flattened,
}

impl Class {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Plain,
        Self::Framed,
        Self::Shortened,
        Self::Reordered,
        Self::Mistyped,
        Self::Retitled,
        Self::Renamed,
        Self::Placeless,
        Self::Misplaced,
        Self::Flattened,
    ];

    /// As reports name it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Framed => "framed",
            Self::Shortened => "shortened",
            Self::Reordered => "reordered",
            Self::Mistyped => "mistyped",
            Self::Retitled => "retitled",
            Self::Renamed => "renamed",
            Self::Placeless => "placeless",
            Self::Misplaced => "misplaced",
            Self::Flattened => "flattened",
        }
    }
}

/// Copies `ad` for the partner `partner`. `others` are ads whose places and
/// titles a board may mix in; at least one.
pub fn copy(ad: &Ad, class: Class, partner: &PartnerName, others: &[&Ad], seed: u64) -> Ad {
    let mut draw = Draw::new(ad, class, seed);
    let mut copy = ad.clone();
    let external_id = ExternalId::new(&format!("copy-{}", ad.ad_id)).expect("an id is no blank");
    copy.ad_id = AdId::derive(partner.as_str(), None, &external_id);
    copy.source.partner_id = partner.clone();
    copy.source.account = None;
    copy.source.external_id = external_id;
    copy.source.source_url = None;
    copy.alt_ids.clear();
    copy.apply.url = None;
    match class {
        Class::Plain => {}
        Class::Framed => frame(&mut copy, others, &mut draw),
        Class::Shortened => each_text(&mut copy, |text| {
            let sentences = sentences(text);
            let kept = (sentences.len() * 6).div_ceil(10);
            sentences[..kept].concat()
        }),
        Class::Reordered => each_text(&mut copy, |text| {
            let mut sentences = sentences(text);
            for end in (1..sentences.len()).rev() {
                sentences.swap(end, draw.below(end + 1));
            }
            sentences.concat()
        }),
        Class::Mistyped => each_text(&mut copy, |text| mistyped(text, &mut draw)),
        Class::Retitled => retitle(&mut copy, &mut draw),
        Class::Renamed => rename(&mut copy, &mut draw),
        Class::Placeless => {
            let region = copy.locations.first().and_then(|place| place.region.clone());
            copy.locations = match region {
                Some(region) if draw.below(2) == 0 => {
                    vec![Location { region: Some(region), ..Location::default() }]
                }
                _ => Vec::new(),
            };
        }
        Class::Misplaced => {
            copy.locations.clone_from(&others[draw.below(others.len())].locations);
        }
        Class::Flattened => {
            each_text(&mut copy, flat);
            for text in &mut copy.texts {
                text.title = flat(&text.title);
            }
        }
    }
    copy
}

/// Numbers that look drawn and follow from the ad.
struct Draw {
    seed: [u8; 32],
    count: u64,
}

impl Draw {
    fn new(ad: &Ad, class: Class, seed: u64) -> Self {
        let mut hash = Sha256::new();
        hash.update(ad.ad_id.as_bytes());
        hash.update(class.as_str());
        hash.update(seed.to_be_bytes());
        Self { seed: hash.finalize().into(), count: 0 }
    }

    fn below(&mut self, end: usize) -> usize {
        self.count += 1;
        let mut hash = Sha256::new();
        hash.update(self.seed);
        hash.update(self.count.to_be_bytes());
        let hash: [u8; 32] = hash.finalize().into();
        let number = u64::from_be_bytes(*hash.first_chunk().expect("a hash has 32 bytes"));
        usize::try_from(number % end.max(1) as u64).expect("less than a length")
    }
}

fn each_text(ad: &mut Ad, mut change: impl FnMut(&str) -> String) {
    for text in &mut ad.texts {
        for field in [&mut text.description_text, &mut text.description_html] {
            if !field.is_empty() {
                *field = change(field);
            }
        }
    }
}

/// Sentences with what ends them.
fn sentences(text: &str) -> Vec<&str> {
    text.split_inclusive(['.', '!', '?', '\n', ';']).collect()
}

fn frame(ad: &mut Ad, others: &[&Ad], draw: &mut Draw) {
    let title = ad.title().to_owned();
    let employer = ad.employer.name.clone();
    let mut below = String::from("\nApply now\nContact the employer\nSimilar jobs\n");
    for _ in 0..5 {
        let other = others[draw.below(others.len())];
        below.push_str(&format!("{} - {}\n", other.title(), other.employer.name));
    }
    each_text(ad, |text| {
        format!("Position: {title}\nCompany: {employer}\nDescription of the job:\n{text}{below}")
    });
}

fn mistyped(text: &str, draw: &mut Draw) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_inclusive(char::is_whitespace) {
        match draw.below(60) {
            0 | 1 if word.len() > 4 && word.is_ascii() && !word.contains(['<', '>', '&']) => {
                out.push_str(&word[..2]);
                out.push_str(&word[3..]);
            }
            2 if !word.contains(['<', '>', '&']) => {}
            _ => out.push_str(word),
        }
    }
    out
}

fn retitle(ad: &mut Ad, draw: &mut Draw) {
    let place = ad.locations.first();
    let town = place.and_then(|place| place.city.clone().or_else(|| place.raw.clone()));
    let employer = ad.employer.name.clone();
    let way = draw.below(4);
    for text in &mut ad.texts {
        text.title = match (way, &town) {
            (0, Some(town)) => format!("{} - {town}", text.title),
            (1, _) => format!("{} | {employer}", text.title),
            (2, _) => text.title.to_uppercase(),
            _ => format!("{} (m/w/d) - urgent!", text.title),
        };
    }
}

fn rename(ad: &mut Ad, draw: &mut Draw) {
    let name = ad.employer.name.clone();
    match draw.below(4) {
        0 => ad.employer.name = name.to_uppercase(),
        1 => ad.employer.name = format!("{name} Ltd."),
        2 => {
            ad.advertiser = Some(Organization { name, ..Organization::default() });
            ad.employer = Organization::default();
        }
        _ => ad.employer.name = format!("{} Group", name.trim_end_matches(" Ltd")),
    }
}

/// Lower case, letters of English, one line.
fn flat(text: &str) -> String {
    const MARKED: &str = "àáâãäåąçćèéêëęìíîïłñńòóôõöøśšùúûüýźżž";
    const PLAIN: &str = "aaaaaaacceeeeeiiiilnnoooooossuuuuyzzz";
    let plain = |character: char| {
        let at = MARKED.chars().position(|marked| marked == character);
        at.and_then(|at| PLAIN.chars().nth(at)).unwrap_or(character)
    };
    let lower = text.to_lowercase();
    lower.chars().map(|c| if c == '\n' { ' ' } else { plain(c) }).collect()
}
