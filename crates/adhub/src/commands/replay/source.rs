//! The records of `ads.received` in the order of their receipt. Within a
//! partition, and so for each ad, that of the log.

use eventlog::{Consumed, TopicName};
use runtime::process::Hub;
use schemas::{PartnerName, Received, Timestamp, topic};
use serde::Deserialize;

use crate::commands::records::Records;

/// Records of one batch, at most.
const BATCH_RECORDS_MAX: usize = 1_000;

/// One record, and when it was received.
pub(super) struct Record {
    pub(super) consumed: Consumed,
    pub(super) at: Timestamp,
}

/// What there is to know of an event before it is decided about.
#[derive(Deserialize)]
struct Head {
    partner: PartnerName,
    received_at: Timestamp,
}

/// All partitions, merged.
pub(super) struct Source {
    hub: Hub,
    partitions: Vec<(Records, Option<Record>)>,
    from: Option<Timestamp>,
    partner: Option<PartnerName>,
    read: u64,
    all: u64,
    floor: u64,
}

impl Source {
    /// Opens every partition.
    pub(super) fn open(
        hub: &Hub,
        from: Option<Timestamp>,
        partner: Option<PartnerName>,
    ) -> anyhow::Result<Self> {
        let name = TopicName::new(topic::ADS_RECEIVED);
        let mut source = Self {
            hub: hub.clone(),
            partitions: Vec::new(),
            from,
            partner,
            read: 0,
            all: 0,
            floor: 0,
        };
        for partition in 0..hub.log.partitions(&name)? {
            let records = Records::open(hub.log.as_ref(), &name, partition)?;
            source.all += records.bounds().end - records.bounds().floor;
            source.floor += records.bounds().floor;
            source.partitions.push((records, None));
        }
        for index in 0..source.partitions.len() {
            source.advance(index)?;
        }
        Ok(source)
    }

    /// When the first record was received; none when there is none.
    pub(super) fn begin(&self) -> Option<Timestamp> {
        self.partitions.iter().filter_map(|(_, head)| head.as_ref()).map(|head| head.at).min()
    }

    /// Number of partitions.
    pub(super) fn partitions(&self) -> u32 {
        u32::try_from(self.partitions.len()).expect("they were counted by a u32")
    }

    /// Records read so far, those left out too.
    pub(super) fn read(&self) -> u64 {
        self.read
    }

    /// Records there are.
    pub(super) fn all(&self) -> u64 {
        self.all
    }

    /// Records that are beyond retention.
    pub(super) fn floor(&self) -> u64 {
        self.floor
    }

    /// The next records; `None` at the end.
    pub(super) fn batch(&mut self) -> anyhow::Result<Option<Vec<Record>>> {
        let mut batch = Vec::new();
        while batch.len() < BATCH_RECORDS_MAX {
            let heads = self.partitions.iter().enumerate();
            let first = heads
                .filter_map(|(index, (_, head))| head.as_ref().map(|head| (head.at, index)))
                .min();
            let Some((_, index)) = first else { break };
            batch.extend(self.partitions[index].1.take());
            self.advance(index)?;
        }
        Ok((!batch.is_empty()).then_some(batch))
    }

    /// Puts the next wanted record of a partition at its head.
    fn advance(&mut self, index: usize) -> anyhow::Result<()> {
        while let Some(consumed) = self.partitions[index].0.next()? {
            self.read += 1;
            let head = self.head(&consumed);
            let at =
                head.as_ref().map_or(Timestamp::from_millis(consumed.appended_at_millis), |head| {
                    head.received_at
                });
            if self.from.is_some_and(|from| at < from) {
                continue;
            }
            if let Some(wanted) = &self.partner
                && head.map(|head| head.partner).or_else(|| source_of(&consumed)).as_ref()
                    != Some(wanted)
            {
                continue;
            }
            self.partitions[index].1 = Some(Record { consumed, at });
            return Ok(());
        }
        Ok(())
    }

    /// `None` when the record cannot be read: the steps will reject it.
    fn head(&self, consumed: &Consumed) -> Option<Head> {
        self.hub.codec.decode_part::<Received, Head>(consumed.value.as_deref()?).ok()
    }
}

/// By the CloudEvents source `/partners/NAME`.
fn source_of(consumed: &Consumed) -> Option<PartnerName> {
    let (_, source) = consumed.headers.iter().find(|(name, _)| name == "ce_source")?;
    PartnerName::new(std::str::from_utf8(source).ok()?.strip_prefix("/partners/")?).ok()
}
