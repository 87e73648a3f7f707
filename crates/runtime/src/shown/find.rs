//! Finds a change in `ads.current` by its number. Numbers rise there with the
//! positions, so a few looks find it: no table of a million ads is kept.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use eventlog::{Bounds, Consumed, EventLog, From, LogError, Reader, TopicName};
use schemas::{AdId, Change, Codec, topic};
use serde::Deserialize;

/// Records of one look.
const LOOK_RECORDS: usize = 64;
/// So many looks go where the number should be; after that each halves what is
/// left.
const GUESSES_MAX: u32 = 6;
const WAIT: Duration = Duration::from_millis(500);
/// A log that gives nothing for so long is away.
const AWAY_AFTER: Duration = Duration::from_secs(30);

/// Finds changes of one market. Calls block.
pub(crate) struct ChangeFinder {
    log: Arc<dyn EventLog>,
    codec: Arc<Codec>,
    market: u32,
    reader: Option<Box<dyn Reader>>,
}

#[derive(Deserialize)]
struct Head {
    seq: i64,
    ad_id: AdId,
}

/// Where it can be, and what is known of the ends.
struct Range {
    low: u64,
    high: u64,
    low_seq: i64,
    high_seq: Option<i64>,
}

impl Range {
    /// Where the number should be.
    fn guess(&self, seq: i64, guesses: u32) -> u64 {
        let width = self.high - self.low;
        let half = width / 2;
        let before = (LOOK_RECORDS / 2) as u64;
        let into = match self.high_seq {
            _ if guesses >= GUESSES_MAX => half,
            // Transactions leave gaps between positions, never between numbers.
            None => u64::try_from(seq - self.low_seq).unwrap_or(0).saturating_sub(before),
            Some(high_seq) => {
                let (part, all) = (seq - self.low_seq, (high_seq - self.low_seq).max(1));
                let (part, all) =
                    (u128::try_from(part).unwrap_or(0), u128::try_from(all).unwrap_or(1));
                let into = u128::from(width) * part / all;
                u64::try_from(into).unwrap_or(half).saturating_sub(before)
            }
        };
        self.low + into.min(width - 1)
    }
}

impl ChangeFinder {
    /// Looks at nothing yet.
    pub(crate) fn new(log: Arc<dyn EventLog>, codec: Arc<Codec>, market: u32) -> Self {
        Self { log, codec, market, reader: None }
    }

    /// The value of the change `seq` of an ad, when it is the ad's latest.
    ///
    /// # Errors
    /// [`LogError`].
    pub(crate) fn find(&mut self, ad_id: AdId, seq: i64) -> Result<Option<Bytes>, LogError> {
        let found = self.search(ad_id, seq);
        if found.is_err() {
            self.reader = None;
        }
        found
    }

    fn search(&mut self, ad_id: AdId, seq: i64) -> Result<Option<Bytes>, LogError> {
        let name = TopicName::new(topic::ADS_CURRENT);
        let Bounds { floor, end } = self.log.bounds(&name, self.market)?;
        let mut range = Range { low: floor, high: end, low_seq: 0, high_seq: None };
        let mut guesses = 0;
        while range.low < range.high {
            let at = range.guess(seq, guesses);
            guesses += 1;
            let records = self.look(&name, at, range.high)?;
            let Some(((first, _), (last, position))) = self.ends(&records) else {
                range.high = at;
                continue;
            };
            if first > seq {
                (range.high, range.high_seq) = (at, Some(first));
            } else if last < seq {
                (range.low, range.low_seq) = (position + 1, last);
            } else {
                let is_it = |record: &&Consumed| {
                    self.head(record).is_some_and(|head| head.seq == seq && head.ad_id == ad_id)
                };
                return Ok(records.iter().find(is_it).and_then(|record| record.value.clone()));
            }
        }
        Ok(None)
    }

    /// The numbers and positions of the first and the last change of these.
    fn ends(&self, records: &[Consumed]) -> Option<((i64, u64), (i64, u64))> {
        let end = |record: &Consumed| Some((self.head(record)?.seq, record.position));
        let first = records.iter().find_map(end)?;
        Some((first, records.iter().rev().find_map(end)?))
    }

    fn head(&self, record: &Consumed) -> Option<Head> {
        self.codec.decode_part::<Change, Head>(record.value.as_deref()?).ok()
    }

    /// Records from a position on, until one of them is a change, or there are
    /// no more below `high`.
    fn look(&mut self, name: &TopicName, at: u64, high: u64) -> Result<Vec<Consumed>, LogError> {
        let reader = match &mut self.reader {
            Some(reader) => {
                reader.seek(at)?;
                reader
            }
            reader => reader.insert(self.log.reader(name, self.market, From::Position(at))?),
        };
        let started = Instant::now();
        let mut records = Vec::new();
        while records.is_empty() && reader.position() < high {
            records = reader.poll(LOOK_RECORDS, WAIT)?;
            records.retain(|record| record.value.is_some() && record.position < high);
            if started.elapsed() > AWAY_AFTER {
                let reason = format!("{name} gave nothing for {AWAY_AFTER:?}");
                return Err(LogError::Unavailable(reason));
            }
        }
        Ok(records)
    }
}

#[cfg(test)]
mod tests;
