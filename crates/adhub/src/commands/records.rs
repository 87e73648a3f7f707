//! Reads one partition from its floor to where it ended when the reading
//! began, a bounded number of records at a time.

use std::collections::VecDeque;
use std::time::Duration;

use eventlog::{Bounds, Consumed, EventLog, From, LogError, Reader, TopicName};

/// Records of one poll.
const POLL_RECORDS_MAX: usize = 500;
const WAIT: Duration = Duration::from_millis(500);
/// A partition that gives nothing for so many polls in a row, although it has
/// not ended, is away.
const EMPTY_POLLS_MAX: u32 = 120;

/// One partition.
pub(crate) struct Records {
    reader: Box<dyn Reader>,
    bounds: Bounds,
    ahead: VecDeque<Consumed>,
}

impl Records {
    /// Opens it.
    ///
    /// # Errors
    /// [`LogError`].
    pub(crate) fn open(
        log: &dyn EventLog,
        topic: &TopicName,
        partition: u32,
    ) -> Result<Self, LogError> {
        let bounds = log.bounds(topic, partition)?;
        let reader = log.reader(topic, partition, From::Floor)?;
        Ok(Self { reader, bounds, ahead: VecDeque::new() })
    }

    /// As [`Records::open`], from a position on.
    ///
    /// # Errors
    /// [`LogError`].
    pub(crate) fn open_at(
        log: &dyn EventLog,
        topic: &TopicName,
        partition: u32,
        position: u64,
    ) -> Result<Self, LogError> {
        let bounds = log.bounds(topic, partition)?;
        let reader = log.reader(topic, partition, From::Position(position))?;
        Ok(Self { reader, bounds, ahead: VecDeque::new() })
    }

    /// What there was when it was opened.
    pub(crate) fn bounds(&self) -> Bounds {
        self.bounds
    }

    /// The next record; `None` at the end.
    ///
    /// # Errors
    /// [`LogError`].
    pub(crate) fn next(&mut self) -> Result<Option<Consumed>, LogError> {
        if self.ahead.is_empty() {
            self.more()?;
        }
        Ok(self.ahead.pop_front())
    }

    /// Reads on; false at the end.
    fn more(&mut self) -> Result<bool, LogError> {
        let mut empty = 0;
        while self.reader.position() < self.bounds.end {
            let records = self.reader.poll(POLL_RECORDS_MAX, WAIT)?;
            if records.is_empty() {
                empty += 1;
                if empty > EMPTY_POLLS_MAX {
                    let seconds = (WAIT * EMPTY_POLLS_MAX).as_secs();
                    return Err(LogError::Unavailable(format!("nothing came for {seconds} s")));
                }
                continue;
            }
            let before = self.ahead.len();
            let end = self.bounds.end;
            self.ahead.extend(records.into_iter().filter(|record| record.position < end));
            if self.ahead.len() > before {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
