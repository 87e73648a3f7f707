//! What the text says about the terms of the work: one pass finds every phrase
//! of `phrases.tsv`, and each fact reads those of its topic and the numbers
//! and dates beside them.

mod dates;
mod deadline;
mod denial;
mod employer;
mod employment;
mod numbers;
mod phrases;
mod requirements;
mod salary;
mod sentence;
mod start;
mod warnings;
mod work_mode;

use schemas::ad::Ad;

use self::phrases::{Hit, Hits, Topic};
use super::reading::{Part, Reading};

/// A text and the phrases in it.
struct Terms {
    reading: Reading,
    hits: Hits,
}

impl Terms {
    fn of(reading: Reading) -> Self {
        let hits = Hits::of(reading.parts());
        Self { reading, hits }
    }

    fn text(&self, part: Part) -> &str {
        match part {
            Part::Title => &self.reading.title,
            Part::Body => &self.reading.body,
        }
    }

    /// The words of a hit, in lower case.
    fn words(&self, hit: &Hit) -> &str {
        &self.text(hit.part)[hit.start..hit.end]
    }

    /// Bytes `from..to` of a part as they were written.
    fn written(&self, ad: &Ad, part: Part, from: usize, to: usize) -> String {
        let [(_, title), (_, body)] = self.reading.written(ad);
        match part {
            Part::Title => title[from..to].to_owned(),
            Part::Body => body[from..to].to_owned(),
        }
    }

    fn of_topic(&self, topic: Topic) -> impl Iterator<Item = &Hit> {
        self.hits.of_topic(topic).iter()
    }

    /// Whether a phrase of a topic lies in bytes `from..to` of a part.
    fn has(&self, topic: Topic, part: Part, (from, to): (usize, usize)) -> bool {
        self.hits.within(topic, part, from, to).next().is_some()
    }

    /// The sentence or line around a hit.
    fn sentence(&self, hit: &Hit, bytes: usize) -> (usize, usize) {
        sentence::around(self.text(hit.part), hit.start, hit.end, bytes)
    }

    /// The line around a hit, without what surrounds its words.
    fn line(&self, hit: &Hit) -> &str {
        sentence::line(self.text(hit.part), hit.start, hit.end)
    }

    /// Whether a phrase of a topic lies in the sentence of a hit, at most so
    /// many bytes before and after it.
    fn near(&self, topic: Topic, hit: &Hit, before: usize, after: usize) -> bool {
        let text = self.text(hit.part);
        let (from, to) = self.sentence(hit, before.max(after));
        let from = from.max(text.floor_char_boundary(hit.start.saturating_sub(before)));
        let to = to.min(text.ceil_char_boundary((hit.end + after).min(text.len())));
        self.has(topic, hit.part, (from, to))
    }

    /// Whether the words right before or after a hit deny it: `ej distans`,
    /// `remote is not possible`.
    fn is_denied(&self, hit: &Hit) -> bool {
        denial::is_denied(self.text(hit.part), self.sentence(hit, 45), hit.start, hit.end)
    }
}

/// Finds every fact that the phrases of the main text tell.
pub(super) fn find(ad: &mut Ad) {
    let Some(reading) = Reading::of(ad) else { return };
    let terms = Terms::of(reading);
    work_mode::find(ad, &terms);
    employment::find(ad, &terms);
    salary::find(ad, &terms);
    let deadline = deadline::find(ad, &terms);
    start::find(ad, &terms, deadline);
    requirements::find(ad, &terms);
    employer::find(ad, &terms);
    warnings::find(ad, &terms);
}

#[cfg(test)]
mod tests;
