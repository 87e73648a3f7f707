//! The embedded log as everybody else sees it.

use std::sync::Arc;

use futures::FutureExt;
use futures::future::BoxFuture;
use schemas::SchemaTable;
use tokio::sync::oneshot;

use super::engine::Engine;
use super::job::{Job, Write};
use super::member::GroupMember;
use super::reader::PartitionReader;
use super::schemas::EmbeddedSchemas;
use super::store::Store;
use super::topics::count;
use super::transactor::Holder;
use crate::{
    Bounds, EventLog, From, LogError, Member, Position, Produce, Reader, TopicName, TopicSpec,
    Transactor,
};

/// Implements the log's trait over an engine.
pub(crate) struct Embedded<S: Store> {
    pub(crate) engine: Arc<Engine<S>>,
}

impl<S: Store> EventLog for Embedded<S> {
    fn ensure_topics(&self, topics: &[TopicSpec]) -> Result<(), LogError> {
        self.engine.ensure_topics(topics)
    }

    fn partitions(&self, topic: &TopicName) -> Result<u32, LogError> {
        self.engine.topics.read().topic(topic).map(count)
    }

    fn append(&self, records: Vec<Produce>) -> BoxFuture<'static, Vec<Result<Position, LogError>>> {
        let mut write = Write::default();
        let mut answers = Vec::with_capacity(records.len());
        for record in records {
            // Overwritten below for the records that are written.
            answers.push(match self.engine.place(&record) {
                Ok((partition, bytes)) => {
                    write.bytes += bytes;
                    write.records.push((partition, record));
                    None
                }
                Err(error) => Some(error),
            });
        }
        if write.records.is_empty() {
            let refused = answers.into_iter().flatten().map(Err).collect();
            return futures::future::ready(refused).boxed();
        }
        let (sender, receiver) = oneshot::channel();
        self.engine.submit(Job::Write(
            write,
            Box::new(move |result| {
                // The caller may have gone away: its request timed out.
                let _ = sender.send(result);
            }),
        ));
        async move {
            let written = receiver.await.unwrap_or_else(|_| {
                Err(LogError::Unavailable("the log was closed during the append".to_owned()))
            });
            answer(answers, &written)
        }
        .boxed()
    }

    fn reader(
        &self,
        topic: &TopicName,
        partition: u32,
        from: From,
    ) -> Result<Box<dyn Reader>, LogError> {
        let partition = self.engine.partition(topic, partition)?;
        let bounds = partition.bounds();
        let position = match from {
            From::Floor => bounds.floor,
            From::End => bounds.end,
            From::Position(position) => position,
        };
        partition.check(position)?;
        Ok(Box::new(PartitionReader::new(Arc::clone(&self.engine), partition, position)))
    }

    fn bounds(&self, topic: &TopicName, partition: u32) -> Result<Bounds, LogError> {
        Ok(self.engine.partition(topic, partition)?.bounds())
    }

    fn transactor(&self, id: &str, group: &str) -> Result<Box<dyn Transactor>, LogError> {
        let identity: Arc<str> = id.into();
        let epoch = self.engine.fence(&identity)?;
        Ok(Box::new(Holder::new(Arc::clone(&self.engine), identity, group, epoch)))
    }

    fn committed(
        &self,
        group: &str,
        topic: &TopicName,
        partition: u32,
    ) -> Result<Option<u64>, LogError> {
        let partition = self.engine.partition(topic, partition)?;
        Ok(self.engine.committed(group, &partition))
    }

    fn join(&self, group: &str, topics: &[TopicName]) -> Result<Box<dyn Member>, LogError> {
        let mut partitions = Vec::new();
        {
            let known = self.engine.topics.read();
            for topic in topics {
                partitions.extend(known.topic(topic)?.iter().map(Arc::clone));
            }
        }
        Ok(Box::new(GroupMember::join(Arc::clone(&self.engine), group, partitions)))
    }

    fn schema_table(&self) -> Arc<dyn SchemaTable> {
        Arc::new(EmbeddedSchemas { engine: Arc::clone(&self.engine) })
    }

    fn health(&self) -> Result<(), LogError> {
        self.engine.store.health()
    }
}

/// One answer per record, in order: those refused before the write, and the
/// positions (or the failure) of the others.
fn answer(
    refused: Vec<Option<LogError>>,
    written: &Result<Vec<Position>, LogError>,
) -> Vec<Result<Position, LogError>> {
    let mut positions = match written {
        Ok(positions) => positions.as_slice(),
        Err(_) => &[],
    }
    .iter();
    let mut answers = Vec::with_capacity(refused.len());
    for refusal in refused {
        answers.push(match (refusal, written) {
            (Some(error), _) => Err(error),
            (None, Err(error)) => Err(error.clone()),
            (None, Ok(_)) => Ok(*positions.next().expect("each written record has a position")),
        });
    }
    answers
}
