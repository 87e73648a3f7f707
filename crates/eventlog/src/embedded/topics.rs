//! The topics that there are, and their partitions.

use std::collections::HashMap;
use std::sync::Arc;

use super::partition::Partition;
use crate::{LogError, TopicName, TopicSpec};

/// Topics by name.
#[derive(Default)]
pub(crate) struct Topics {
    by_name: HashMap<TopicName, Vec<Arc<Partition>>>,
}

impl Topics {
    /// Adds a topic with all its partitions, in order.
    pub(crate) fn insert(&mut self, name: TopicName, partitions: Vec<Arc<Partition>>) {
        self.by_name.insert(name, partitions);
    }

    pub(crate) fn topic(&self, name: &TopicName) -> Result<&[Arc<Partition>], LogError> {
        self.by_name
            .get(name)
            .map(Vec::as_slice)
            .ok_or_else(|| LogError::UnknownTopic(name.clone()))
    }

    pub(crate) fn partition(
        &self,
        name: &TopicName,
        index: u32,
    ) -> Result<&Arc<Partition>, LogError> {
        let partitions = self.topic(name)?;
        partitions.get(index as usize).ok_or_else(|| LogError::UnknownPartition {
            topic: name.clone(),
            partition: index,
            partitions: count(partitions),
        })
    }

    /// Whether `spec` must still be made.
    pub(crate) fn is_missing(&self, spec: &TopicSpec) -> Result<bool, LogError> {
        let Ok(partitions) = self.topic(&spec.name) else {
            return Ok(true);
        };
        if count(partitions) == spec.partitions {
            return Ok(false);
        }
        Err(LogError::Conflict {
            topic: spec.name.clone(),
            found: format!("{} partitions", partitions.len()),
            wanted: format!("{} partitions", spec.partitions),
        })
    }

    /// Every partition of every topic.
    pub(crate) fn partitions(&self) -> Vec<Arc<Partition>> {
        let mut all: Vec<_> = self.by_name.values().flatten().map(Arc::clone).collect();
        all.sort_by_key(|partition| partition.id);
        all
    }
}

pub(crate) fn count(partitions: &[Arc<Partition>]) -> u32 {
    u32::try_from(partitions.len()).expect("topics are made with a u32 of partitions")
}
