//! The latest value of each key: as it was derived, and as a compacted topic
//! has it. Takes about 100 bytes a key, however long the log is.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use bytes::Bytes;
use eventlog::TopicName;
use runtime::process::Hub;
use schemas::{Event, Timestamp};

use super::report::{At, Check, Report};
use super::steps::ad_of;
use crate::commands::records::Records;

/// What is kept of a value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Digest {
    hash: u64,
    /// In a few words.
    words: Box<str>,
}

impl Digest {
    /// Of a value: of what is certain of it, written as this version writes
    /// it, so that older versions compare. `None` is a tombstone.
    pub(super) fn of<E: Event>(
        hub: &Hub,
        name: &'static str,
        value: Option<&Bytes>,
        certain: impl Fn(E) -> (E, String),
    ) -> Self {
        let Some(bytes) = value else { return Self { hash: 0, words: "nothing".into() } };
        let (hash, words) = match hub.codec.decode::<E>(bytes) {
            Ok(event) => {
                let (event, words) = certain(event);
                match hub.codec.encode(name, &event) {
                    Ok(bytes) => (hash(&bytes), words),
                    Err(error) => (hash(bytes), error.to_string()),
                }
            }
            Err(error) => (hash(bytes), error.to_string()),
        };
        Self { hash, words: words.into() }
    }
}

fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    // Zero stands for a tombstone.
    hasher.finish().max(1)
}

/// One compacted partition as it is in the log.
#[derive(Default)]
pub(super) struct Latest {
    entries: HashMap<Bytes, (u64, Digest)>,
    end: u64,
    /// When its last record was appended.
    appended_at: Option<Timestamp>,
}

impl Latest {
    /// Reads it.
    pub(super) fn read<E: Event>(
        hub: &Hub,
        name: &'static str,
        partition: u32,
        certain: impl Fn(E) -> (E, String),
    ) -> anyhow::Result<Self> {
        let mut records = Records::open(hub.log.as_ref(), &TopicName::new(name), partition)?;
        let mut latest = Self { end: records.bounds().end, ..Self::default() };
        while let Some(record) = records.next()? {
            latest.appended_at = Some(Timestamp::from_millis(record.appended_at_millis));
            let digest = Digest::of(hub, name, record.value.as_ref(), &certain);
            latest.entries.insert(record.key.unwrap_or_default(), (record.position, digest));
        }
        Ok(latest)
    }

    /// End of the partition, when it was read.
    pub(super) fn end(&self) -> u64 {
        self.end
    }

    /// When its last record was appended.
    pub(super) fn appended_at(&self) -> Option<Timestamp> {
        self.appended_at
    }

    /// Compares what was derived. `all`: everything was derived, so that what
    /// was not is not expected; otherwise only the words are compared, of what
    /// was derived. Returns how many were compared.
    pub(super) fn compare(
        &self,
        derived: &HashMap<Bytes, Digest>,
        all: bool,
        check: Check,
        at: (&'static str, u32),
        report: &mut Report,
    ) -> u64 {
        let at = |position| At { topic: at.0, partition: at.1, position };
        let mut compared = 0;
        for (key, expected) in derived {
            compared += 1;
            match self.entries.get(key) {
                Some((_, seen)) if seen == expected || (!all && seen.words == expected.words) => {}
                Some((position, seen)) => {
                    let seen_words = if seen.words == expected.words {
                        format!("{}, with other particulars", seen.words)
                    } else {
                        seen.words.to_string()
                    };
                    let at = at(*position);
                    report.differs(check, at, ad_of(Some(key)), seen_words, &*expected.words);
                }
                None if expected.hash == 0 => {}
                None => {
                    let key_text = String::from_utf8_lossy(key);
                    let seen = format!("nothing of {key_text}");
                    report.differs(check, at(self.end), ad_of(Some(key)), seen, &*expected.words);
                }
            }
        }
        if all {
            for (key, (position, seen)) in &self.entries {
                if seen.hash != 0 && !derived.contains_key(key) {
                    let at = at(*position);
                    report.differs(check, at, ad_of(Some(key)), &*seen.words, "nothing");
                }
            }
        }
        compared
    }
}
