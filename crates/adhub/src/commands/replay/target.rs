//! A new embedded log that is filled with what a replay derives, so that a hub
//! goes on from it.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::bail;
use eventlog::{EventLog, LocalLog, LocalOptions, Produce, TopicName};
use runtime::process::Hub;
use runtime::replay::{Filling, Written};
use schemas::cursor::PartnerCursor;
use schemas::key::PartnerRecord;
use schemas::page::PartnerPage;
use schemas::quarantine::PartnerQuarantine;
use schemas::{Codec, Event, Received, topic};

use super::source::Record;
use crate::commands::records::Records;
use crate::hub;

/// A log under way.
pub(super) struct Target {
    log: Arc<dyn EventLog>,
    codec: Arc<Codec>,
    from: Arc<Codec>,
    filling: Filling,
    /// What the clock of the log shows: records are as old there as they were,
    /// so that retention counts from their receipt.
    now_millis: Arc<AtomicI64>,
    /// Where the next record of each partition will stand.
    ends: Vec<u64>,
}

impl Target {
    /// Makes the log in a directory that holds nothing.
    pub(super) fn make(into: &Path, from: &Hub, partitions: u32) -> anyhow::Result<Self> {
        let now_millis = Arc::new(AtomicI64::new(0));
        let hands = Arc::clone(&now_millis);
        let clock = Arc::new(move || hands.load(Ordering::Relaxed));
        let log: Arc<dyn EventLog> =
            Arc::new(LocalLog::open(into, LocalOptions { clock, ..LocalOptions::default() })?);
        log.ensure_topics(&hub::topic_specs())?;
        let made = log.partitions(&TopicName::new(topic::ADS_RECEIVED))?;
        if made != partitions {
            bail!(
                "ads.received has {partitions} partitions where it is read, but this version \
                 makes {made}: the order of an ad's records would be lost"
            );
        }
        let codec = Arc::new(Codec::open(log.schema_table())?);
        let filling = Filling::start(log.as_ref())?;
        let ends = vec![0; partitions as usize];
        Ok(Self { log, codec, from: Arc::clone(&from.codec), filling, now_millis, ends })
    }

    /// The new log.
    pub(super) fn log(&self) -> Arc<dyn EventLog> {
        Arc::clone(&self.log)
    }

    /// Its codec: another log has other ids of schemas.
    pub(super) fn codec(&self) -> Arc<Codec> {
        Arc::clone(&self.codec)
    }

    /// Stores records as received; gives them as they stand in the new log.
    pub(super) fn receive(&mut self, batch: Vec<Record>) -> anyhow::Result<Vec<Record>> {
        let mut records = Vec::with_capacity(batch.len());
        let mut received = Vec::with_capacity(batch.len());
        for mut record in batch {
            let consumed = &mut record.consumed;
            if let Some(value) = &consumed.value
                && let Ok(event) = self.from.decode::<Received>(value)
            {
                consumed.value = Some(self.codec.encode(topic::ADS_RECEIVED, &event)?);
            }
            let end = &mut self.ends[consumed.partition as usize];
            consumed.position = *end;
            *end += 1;
            self.now_millis.fetch_max(record.at.millis(), Ordering::Relaxed);
            records.push(Produce {
                topic: consumed.topic.clone(),
                partition: Some(consumed.partition),
                key: consumed.key.clone(),
                value: consumed.value.clone(),
                headers: consumed.headers.clone(),
            });
            received.push(record);
        }
        self.append(records)?;
        Ok(received)
    }

    /// Takes what was derived.
    pub(super) fn take(&mut self, written: Vec<Written>) -> anyhow::Result<()> {
        Ok(self.filling.take(written)?)
    }

    /// Commits the rest, and brings along keys, cursors, notes of pages, and
    /// what is held.
    pub(super) fn finish(mut self, from: &Hub) -> anyhow::Result<()> {
        self.filling.commit()?;
        self.copy::<PartnerRecord>(from, topic::PARTNERS_KEYS)?;
        self.copy::<PartnerCursor>(from, topic::PARTNERS_CURSORS)?;
        self.copy::<PartnerPage>(from, topic::PARTNERS_PAGES)?;
        self.copy::<PartnerQuarantine>(from, topic::PARTNERS_QUARANTINE)
    }

    fn copy<E: Event>(&self, from: &Hub, name: &'static str) -> anyhow::Result<()> {
        let topic = TopicName::new(name);
        for partition in 0..from.log.partitions(&topic)? {
            let mut source = Records::open(from.log.as_ref(), &topic, partition)?;
            let mut records = Vec::new();
            while let Some(record) = source.next()? {
                let value = match &record.value {
                    None => None,
                    Some(value) => Some(self.codec.encode(name, &from.codec.decode::<E>(value)?)?),
                };
                let (topic, key, headers) = (topic.clone(), record.key, record.headers);
                records.push(Produce { topic, partition: None, key, value, headers });
                if records.len() >= 1_000 {
                    self.append(std::mem::take(&mut records))?;
                }
            }
            self.append(records)?;
        }
        Ok(())
    }

    fn append(&self, records: Vec<Produce>) -> anyhow::Result<()> {
        for answer in futures::executor::block_on(self.log.append(records)) {
            answer?;
        }
        Ok(())
    }
}
