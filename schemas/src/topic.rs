//! Topics: their names, and what `topics.toml` says of each.

use std::num::NonZeroU32;
use std::sync::LazyLock;
use std::time::Duration;

use serde::Deserialize;

use crate::event::{EVENTS, EventDefinition};

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)*) => {
        $($(#[$doc])* pub const $name: &str = $text;)*

        /// Every name above.
        const NAMES: &[&str] = &[$($name),*];
    };
}

names! {
    /// What partners said, as it came in.
    ADS_RECEIVED = "ads.received";
    /// New revisions of ads.
    ADS_REVISED = "ads.revised";
    /// New revisions with what the hub found out.
    ADS_ENRICHED = "ads.enriched";
    /// The public log.
    CHANGES = "changes";
    /// The latest change of each ad.
    ADS_CURRENT = "ads.current";
    /// Contact persons of each ad.
    ADS_CONTACTS = "ads.contacts";
    /// What could not be trusted.
    ADS_REJECTED = "ads.rejected";
    /// What dedupe remembers.
    DEDUPE_STATE = "dedupe.state";
    /// What group remembers.
    GROUP_STATE = "group.state";
    /// Where each pulled partner continues.
    PARTNERS_CURSORS = "partners.cursors";
    /// What is known of the pages of pulled partners.
    PARTNERS_PAGES = "partners.pages";
    /// Snapshots that are not believed, and what the operator said of them.
    PARTNERS_QUARANTINE = "partners.quarantine";
    /// Partners and their keys.
    PARTNERS_KEYS = "partners.keys";
}

/// One topic.
#[derive(Clone, PartialEq, Debug)]
pub struct TopicDefinition {
    /// Name.
    pub name: &'static str,
    /// Event of its values.
    pub event: &'static EventDefinition,
    /// What records are keyed by, in words.
    pub key: String,
    /// How many partitions.
    pub partitions: Partitions,
    /// What happens to old records.
    pub cleanup: Cleanup,
    /// Age of the oldest record kept; `None`: for ever.
    pub retention: Option<Duration>,
}

/// How many partitions a topic has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Partitions {
    /// A fixed number, at least 1.
    Fixed(u32),
    /// One per market.
    PerMarket,
}

impl Partitions {
    /// The number for a hub of so many markets.
    pub fn count(self, markets: u32) -> u32 {
        match self {
            Self::Fixed(count) => count,
            Self::PerMarket => markets,
        }
    }
}

/// What happens to old records.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Cleanup {
    /// They go by age.
    Delete,
    /// The latest of each key stays.
    Compact,
}

/// Every topic, in the order of `topics.toml`.
pub fn topics() -> &'static [TopicDefinition] {
    static TOPICS: LazyLock<Vec<TopicDefinition>> = LazyLock::new(|| {
        parse(include_str!("../topics.toml")).unwrap_or_else(|reason| {
            unreachable!("topics.toml, which is compiled in and tested, is wrong: {reason}")
        })
    });
    &TOPICS
}

/// The topic of this name.
pub fn find(name: &str) -> Option<&'static TopicDefinition> {
    topics().iter().find(|topic| topic.name == name)
}

/// Subject of the topic's values in a schema registry: `TOPIC-value`.
pub fn subject(topic: &str) -> String {
    format!("{topic}-value")
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    topic: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    event: String,
    key: String,
    partitions: PartitionsEntry,
    cleanup: Cleanup,
    retention: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum PartitionsEntry {
    Count(NonZeroU32),
    Word(String),
}

fn parse(text: &str) -> Result<Vec<TopicDefinition>, String> {
    let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
    let topics: Vec<_> = file.topic.into_iter().map(definition).collect::<Result<_, _>>()?;
    for name in NAMES {
        match topics.iter().filter(|topic| topic.name == *name).count() {
            1 => {}
            count => return Err(format!("topic {name} has {count} entries, 1 is allowed")),
        }
    }
    Ok(topics)
}

fn definition(entry: Entry) -> Result<TopicDefinition, String> {
    let Entry { name, event, key, partitions, cleanup, retention } = entry;
    let partitions = match partitions {
        PartitionsEntry::Count(count) => Partitions::Fixed(count.get()),
        PartitionsEntry::Word(word) if word == "market" => Partitions::PerMarket,
        PartitionsEntry::Word(word) => {
            return Err(format!(
                "partitions of {name} are {word:?}, a number or \"market\" is allowed"
            ));
        }
    };
    Ok(TopicDefinition {
        event: EVENTS
            .iter()
            .find(|known| known.name == event)
            .ok_or_else(|| format!("event {event:?} of topic {name} has no schema"))?,
        name: NAMES
            .iter()
            .find(|known| **known == name)
            .ok_or_else(|| format!("topic {name:?} has no constant"))?,
        key,
        partitions,
        cleanup,
        retention: retention.as_deref().map(age).transpose()?,
    })
}

/// An ISO 8601 duration; a day has 24 hours.
fn age(text: &str) -> Result<Duration, String> {
    text.parse::<jiff::Span>()
        .and_then(|span| span.to_duration(jiff::SpanRelativeTo::days_are_24_hours()))
        .map_err(|error| format!("retention {text:?} is not a duration such as P7D: {error}"))?
        .try_into()
        .map_err(|_| format!("retention {text:?} is negative"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(edit: (&str, &str), expected: &str) {
        let text = include_str!("../topics.toml");
        let edited = text.replacen(edit.0, edit.1, 1);
        assert_ne!(text, edited, "the edit {edit:?} changes nothing");
        let error = parse(&edited).unwrap_err();
        assert!(error.contains(expected), "{error}");
    }

    #[test]
    fn every_constant_has_its_entry_and_every_event_its_schema() {
        assert_eq!(topics().len(), NAMES.len());
        for event in EVENTS {
            assert!(topics().iter().any(|topic| topic.event.name == event.name), "{event:?}");
        }
    }

    #[test]
    fn retention_is_read_as_iso_8601() {
        let week = Some(Duration::from_secs(7 * 86_400));
        assert_eq!(find(ADS_RECEIVED).unwrap().retention, week);
        assert_eq!(find(ADS_CURRENT).unwrap().retention, None);
        assert_eq!(find(CHANGES).unwrap().partitions.count(3), 3);
    }

    #[test]
    fn a_missing_topic_is_named() {
        check(("name = \"changes\"", "name = \"ads.current\""), "topic changes has 0 entries");
    }

    #[test]
    fn an_unknown_topic_is_named() {
        check(("name = \"changes\"", "name = \"news\""), "topic \"news\" has no constant");
    }

    #[test]
    fn an_unknown_event_is_named() {
        check(("event = \"change\"", "event = \"news\""), "event \"news\" of topic changes");
    }

    #[test]
    fn a_duration_without_unit_is_refused() {
        check(("\"P7D\"", "\"7\""), "retention \"7\" is not a duration");
    }

    #[test]
    fn partitions_are_a_number_or_market() {
        check(("partitions = \"market\"", "partitions = \"many\""), "\"many\", a number");
        check(("partitions = 4", "partitions = 0"), "partitions");
    }

    #[test]
    fn a_mistyped_key_is_refused() {
        check(("cleanup =", "clean_up ="), "clean_up");
    }
}
