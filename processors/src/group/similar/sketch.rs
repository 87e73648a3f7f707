//! What is kept of an ad to compare it by: some six hundred bytes, the same in
//! memory and in the changelog, read in place.

mod view;

use schemas::Ad;
use schemas::ad::{Duration, Extent, OccupationScheme, Text};

use super::body::{self, Body, ROWS};
use super::lexicon;
use super::marks::{MARKS_MAX, Mark};
use super::place::{self, Places};
use super::title::{self, Title};
use super::words::{self, hash16, hash32, place_hash};

pub(super) use view::View;

/// Changes with the meaning of a sketch. Sketches of different versions are
/// not compared.
pub(super) const VERSION: u8 = 2;

/// Length of what is kept of an employer's name, in bytes.
const EMPLOYER_BYTES_MAX: usize = 80;

const NUMBERS_AT: usize = 1 + ROWS;
const LENGTHS_AT: usize = NUMBERS_AT + 42;
const LISTS: usize = 16;
const DATA_AT: usize = LENGTHS_AT + LISTS;
const MICROS_PER_DAY: i64 = 86_400_000_000;

/// An ad to compare by. Empty for one that is not compared.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(in crate::group) struct Sketch(Box<[u8]>);

impl Sketch {
    /// From the changelog. A sketch of another version, or one that is cut
    /// off, is as good as none.
    pub(in crate::group) fn restore(bytes: &[u8]) -> Self {
        let sketch = Self(bytes.into());
        if sketch.is_whole() { sketch } else { Self::default() }
    }

    pub(in crate::group) fn bytes(&self) -> &[u8] {
        &self.0
    }

    pub(in crate::group) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What a comparison reads first.
    pub(in crate::group) fn beginning(&self) -> &[u8] {
        self.0.get(..DATA_AT).unwrap_or_default()
    }

    fn is_whole(&self) -> bool {
        let bytes = &self.0;
        if bytes.len() < DATA_AT || bytes[0] != VERSION {
            return false;
        }
        let view = View { bytes };
        let texts = [view.list(0), view.list(1), view.list(2)];
        texts.iter().all(|text| text.is_some_and(|text| str::from_utf8(text).is_ok()))
            && view.ends_at() == bytes.len()
    }

    /// What it says.
    pub(super) fn view(&self) -> Option<View<'_>> {
        (!self.is_empty()).then_some(View { bytes: &self.0 })
    }

    /// Reads an ad.
    pub(in crate::group) fn of(ad: &Ad) -> Self {
        let body = body::read(&plain(&ad.texts));
        let title = title::read(ad.title());
        let mut places = place::read(ad);
        hints(ad, &title, &mut places.hints);
        let mut says = [title.says, body.says];
        says[0] |= stated(ad);
        if places.remote {
            says[0] |= lexicon::REMOTE;
        }
        let org_id = ad.employer.org_id.as_ref().map_or(0, |id| hash32(&id.value));
        let is_assumed = |fact: &schemas::ad::Fact| {
            fact.path == "/published_at" && fact.origin == schemas::ad::Origin::Enriched
        };
        let day = if ad.facts.iter().any(is_assumed) { 0 } else { day_of(ad) };
        let (lat, lon) = places.point.unwrap_or((i16::MIN, i16::MIN));
        let language = match ad.language.split('-').next().unwrap_or("") {
            "und" | "" => 0,
            "nb" | "nn" => hash16("no"),
            language => hash16(language),
        };
        let clipped = |number: usize| u16::try_from(number).unwrap_or(u16::MAX);

        let mut out = Vec::with_capacity(700);
        out.push(VERSION);
        out.extend(body.signature);
        for number in [clipped(body.triples), clipped(body.words), day, language] {
            out.extend(number.to_le_bytes());
        }
        for point in [lat, lon] {
            out.extend(point.to_le_bytes());
        }
        out.push(title.band);
        out.push(u8::from(ad.flags.anonymous_employer));
        for bits in [title.levels, title.languages, says[0], says[1], org_id] {
            out.extend(bits.to_le_bytes());
        }
        // What the hub found in the text is no second word of the partner's.
        let is_found = |fact: &schemas::ad::Fact| fact.path == "/salary";
        let pay = ad.salary.as_ref().filter(|_| !ad.facts.iter().any(is_found));
        let (min, max) =
            (pay.and_then(|pay| pay.min.as_ref()), pay.and_then(|pay| pay.max.as_ref()));
        for amount in [min.or(max), max.or(min)] {
            out.extend(amount.map_or(0, whole).to_le_bytes());
        }
        debug_assert_eq!(out.len(), LENGTHS_AT);
        encode_lists(&mut out, ad, &title, &places, &body);
        // Copied, so that what is kept lies close together.
        Self(out.as_slice().into())
    }
}

/// Days since 1970.
fn day_of(ad: &Ad) -> u16 {
    u16::try_from(ad.published_at.at.micros() / MICROS_PER_DAY).unwrap_or(0)
}

/// All lists, after their lengths.
fn encode_lists(out: &mut Vec<u8>, ad: &Ad, title: &Title, places: &Places, body: &Body) {
    let advertiser = ad.advertiser.as_ref().map(|advertiser| advertiser.name.as_str());
    let mut numbers = title.numbers.clone();
    numbers.sort_unstable();
    let marks = marks(ad, title, body);
    out.resize(DATA_AT, 0);
    let mut lists = Lists { out, count: 0 };
    lists.add(title.words.join(" ").bytes().map(|byte| [byte]));
    lists.add(employer(&ad.employer.name).bytes().map(|byte| [byte]));
    lists.add(employer(advertiser.unwrap_or("")).bytes().map(|byte| [byte]));
    lists.add(places.towns.iter().map(|hash| hash.to_le_bytes()));
    lists.add(places.regions.iter().map(|hash| hash.to_le_bytes()));
    lists.add(places.streets.iter().map(|hash| hash.to_le_bytes()));
    lists.add(numbers.iter().map(|hash| hash.to_le_bytes()));
    lists.add(body.references.iter().map(|hash| hash.to_le_bytes()));
    lists.add(body.labelled.iter().map(|hash| hash.to_le_bytes()));
    lists.add(body.names.iter().map(|hash| hash.to_le_bytes()));
    lists.add(body.numbers.iter().map(|hash| hash.to_le_bytes()));
    lists.add(body.sites.iter().map(|hash| hash.to_le_bytes()));
    lists.add(body.filter.iter().map(|word| word.to_le_bytes()));
    lists.add(marks.iter().map(|hash| hash.to_le_bytes()));
    lists.add(places.hints.iter().map(|hash| hash.to_le_bytes()));
    lists.add(body.few_words.iter().map(|hash| hash.to_le_bytes()));
    debug_assert_eq!(lists.count, LISTS);
}

/// Lists that are being written.
struct Lists<'a> {
    out: &'a mut Vec<u8>,
    count: usize,
}

impl Lists<'_> {
    /// The length is in items, so that each fits a byte.
    fn add<const UNIT: usize>(&mut self, items: impl Iterator<Item = [u8; UNIT]>) {
        debug_assert_eq!(UNIT, UNITS[self.count]);
        let before = self.out.len();
        items.for_each(|item| self.out.extend_from_slice(&item));
        let length = u8::try_from((self.out.len() - before) / UNIT);
        self.out[LENGTHS_AT + self.count] = length.expect("every list has a maximum");
        self.count += 1;
    }
}

/// Bytes of an item of each list.
const UNITS: [usize; LISTS] = [1, 1, 1, 4, 4, 2, 4, 4, 4, 2, 2, 2, 8, 2, 4, 2];

/// Marks of title and text, and the occupations that the ad has or seems to
/// have; sorted.
fn marks(ad: &Ad, title: &Title, body: &Body) -> Vec<u16> {
    let occupations = ad.occupation.iter().filter(|code| code.scheme == OccupationScheme::Isco08);
    let mut marks: Vec<u16> = occupations
        .take(OCCUPATIONS_MAX)
        .map(|code| Mark::of_occupation(&code.code))
        .chain(title.marks.iter().copied())
        .chain(body.marks.iter().copied())
        .take(MARKS_MAX)
        .map(Mark::bits)
        .collect();
    marks.sort_unstable();
    marks.dedup();
    marks
}

/// Codes of occupations that are kept of an ad, at most.
const OCCUPATIONS_MAX: usize = 3;

/// Words of the ad's own address: boards put the town there.
fn hints(ad: &Ad, title: &Title, hints: &mut Vec<u32>) {
    let Some(url) = ad.source.source_url.as_deref() else { return };
    let path = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = path.split(['?', '#']).next().unwrap_or("");
    let Some((_, path)) = path.split_once('/') else { return };
    let employer = words::all(&ad.employer.name);
    words::each(path, false, |word| {
        let known = title.words.iter().any(|known| known == word.text)
            || employer.iter().any(|known| known == word.text);
        if word.text.len() >= 4 && !word.text.bytes().any(|byte| byte.is_ascii_digit()) && !known {
            hints.push(place_hash(lexicon::local_name(word.text)));
        }
        hints.len() < HINTS_MAX
    });
    hints.sort_unstable();
    hints.dedup();
    hints.truncate(HINTS_MAX);
}

/// Words of the address, and of places that were found in the text, at most.
const HINTS_MAX: usize = 24;

/// A longer name that begins like one that hides somebody is a name.
const NAMELESS_WORDS_MAX: usize = 3;

/// Words of an employer's name without its legal form.
fn employer(name: &str) -> String {
    let words = words::all(name);
    if words.len() <= NAMELESS_WORDS_MAX
        && words.first().is_some_and(|word| lexicon::NAMELESS.contains(word.as_str()))
    {
        return String::new();
    }
    let is_meant = |word: &&String| {
        !lexicon::LEGAL.contains(word.as_str()) && !lexicon::STOP.contains(word.as_str())
    };
    let meant: Vec<&String> = words.iter().filter(is_meant).collect();
    let kept: Vec<&String> = if meant.is_empty() { words.iter().collect() } else { meant };
    let mut out = String::new();
    for word in kept {
        if out.len() + word.len() < EMPLOYER_BYTES_MAX {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(word);
        }
    }
    out
}

/// An amount in whole units; 0 for none.
fn whole(amount: &schemas::ad::Amount) -> u32 {
    let digits = amount.as_str().split('.').next().unwrap_or("");
    digits.parse().unwrap_or(u32::MAX)
}

/// What the fields of an ad say, as the bits of phrases.
fn stated(ad: &Ad) -> u32 {
    let duration = match ad.employment.duration {
        Duration::Permanent => lexicon::PERMANENT,
        Duration::Fixed => lexicon::FIXED,
        Duration::Seasonal => lexicon::SEASONAL,
        Duration::OnDemand => lexicon::BANK,
        Duration::Unspecified => 0,
    };
    let extent = match ad.employment.extent {
        Extent::Full => lexicon::FULL,
        Extent::Part => lexicon::PART,
        Extent::Both | Extent::Unspecified => 0,
    };
    (duration | extent) << STATED_SHIFT
}

/// Fields and phrases are kept apart: boards fill fields in by themselves.
pub(super) const STATED_SHIFT: u32 = 16;

/// Text without tags.
fn plain(texts: &[Text]) -> String {
    let bytes = |text: &Text| text.description_text.len().max(text.description_html.len()) + 1;
    let mut out = String::with_capacity(texts.iter().map(bytes).sum());
    for text in texts {
        if !text.description_text.is_empty() {
            out.push_str(&text.description_text);
        } else {
            let mut in_tag = false;
            for character in text.description_html.chars() {
                match character {
                    '<' => in_tag = true,
                    '>' => {
                        in_tag = false;
                        out.push('\n');
                    }
                    _ if !in_tag => out.push(character),
                    _ => {}
                }
            }
        }
        out.push('\n');
    }
    out
}
