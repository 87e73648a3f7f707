//! A member of a consumer group.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::engine::Engine;
use super::groups::Standing;
use super::parker::Parker;
use super::partition::Partition;
use super::reader::Tail;
use super::store::Store;
use crate::{Consumed, Generation, LogError, Member, TopicName};

/// Reads the partitions that the group gives it.
pub(crate) struct GroupMember<S: Store> {
    engine: Arc<Engine<S>>,
    standing: Standing,
    parker: Arc<Parker>,
    held: Vec<Held>,
    /// Which partition is asked first next time, so that none starves.
    turn: usize,
}

struct Held {
    tail: Tail,
    since: u64,
}

impl<S: Store> GroupMember<S> {
    pub(crate) fn join(
        engine: Arc<Engine<S>>,
        group: &str,
        partitions: Vec<Arc<Partition>>,
    ) -> Self {
        let group: Arc<str> = group.into();
        let parker = Arc::<Parker>::default();
        let member = engine.groups.lock().join(&group, partitions, Arc::clone(&parker));
        let standing = Standing { group, member, generation: 0 };
        Self { engine, standing, parker, held: Vec::new(), turn: 0 }
    }

    /// Takes over what the group decided since the last look.
    fn follow_group(&mut self) -> Result<(), LogError> {
        let (generation, assignment) = {
            let groups = self.engine.groups.lock();
            let generation = groups.generation(&self.standing.group);
            if generation == self.standing.generation {
                return Ok(());
            }
            (generation, groups.assignment(&self.standing.group, self.standing.member))
        };
        // A commit of the member that held a partition before may still be
        // under way; its offsets count.
        self.engine.barrier()?;
        let mut kept = Vec::new();
        let lost = self.held.iter().any(|held| {
            !assignment
                .iter()
                .any(|(p, since)| (p.id, *since) == (held.tail.partition.id, held.since))
        });
        for (partition, since) in assignment {
            let at = self.held.iter().position(|held| {
                !lost && (held.tail.partition.id, held.since) == (partition.id, since)
            });
            kept.push(match at {
                Some(at) => self.held.swap_remove(at),
                None => {
                    let next = self.engine.resume(&self.standing.group, &partition);
                    Held { tail: Tail::new(partition, next), since }
                }
            });
        }
        self.held = kept;
        self.standing.generation = generation;
        if lost { Err(LogError::Rebalanced) } else { Ok(()) }
    }

    fn take(&mut self, max: usize) -> Result<Vec<Consumed>, LogError> {
        let mut records = Vec::new();
        let count = self.held.len();
        for step in 0..count {
            let index = (self.turn + step) % count;
            self.held[index].tail.take(&self.engine, &mut records, max)?;
            if records.len() == max {
                self.turn = index + 1;
                break;
            }
        }
        Ok(records)
    }

    fn unwatch(&self) {
        for held in &self.held {
            held.tail.partition.unwatch(&self.parker);
        }
    }

    /// Whether waiting would miss something that is there already.
    fn has_more(&self) -> bool {
        let generation = self.engine.groups.lock().generation(&self.standing.group);
        generation != self.standing.generation
            || self.held.iter().any(|h| h.tail.partition.bounds().end > h.tail.position())
    }
}

impl<S: Store> Member for GroupMember<S> {
    fn poll(&mut self, max: usize, wait: Duration) -> Result<Vec<Consumed>, LogError> {
        let deadline = Instant::now() + wait;
        loop {
            self.follow_group()?;
            let records = self.take(max)?;
            if !records.is_empty() || max == 0 {
                return Ok(records);
            }
            self.parker.arm();
            for held in &self.held {
                held.tail.partition.watch(&self.parker);
            }
            let woken = self.has_more() || self.parker.wait(deadline);
            self.unwatch();
            if !woken {
                return Ok(Vec::new());
            }
        }
    }

    fn assignment(&self) -> Vec<(TopicName, u32)> {
        let held = self.held.iter().map(|held| &held.tail.partition);
        held.map(|partition| (partition.topic.clone(), partition.index)).collect()
    }

    fn generation(&self) -> Generation {
        Generation::new(self.standing.clone())
    }

    fn leave(self: Box<Self>) {}
}

impl<S: Store> Drop for GroupMember<S> {
    fn drop(&mut self) {
        self.unwatch();
        self.engine.groups.lock().leave(&self.standing.group, self.standing.member);
    }
}
