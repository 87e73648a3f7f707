//! Which member of a consumer group holds which partition. All members live in
//! this process, so a member that leaves or is dropped is known at once, and
//! there is no session time-out.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::parker::Parker;
use super::partition::Partition;

/// All groups.
#[derive(Default)]
pub(crate) struct Groups {
    by_name: HashMap<Arc<str>, Group>,
    next_member: u64,
}

#[derive(Default)]
struct Group {
    /// Counts every change of membership.
    generation: u64,
    members: BTreeMap<u64, Membership>,
    holders: HashMap<u32, Holder>,
}

struct Membership {
    partitions: Vec<Arc<Partition>>,
    parker: Arc<Parker>,
}

#[derive(Clone, Copy)]
struct Holder {
    member: u64,
    /// Generation in which the member got the partition.
    since: u64,
}

/// What a member knew of its group when it consumed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Standing {
    pub(crate) group: Arc<str>,
    pub(crate) member: u64,
    pub(crate) generation: u64,
}

impl Groups {
    /// Adds a member and shares the partitions out anew.
    pub(crate) fn join(
        &mut self,
        group: &Arc<str>,
        partitions: Vec<Arc<Partition>>,
        parker: Arc<Parker>,
    ) -> u64 {
        self.next_member += 1;
        let member = self.next_member;
        let entry = self.by_name.entry(Arc::clone(group)).or_default();
        entry.members.insert(member, Membership { partitions, parker });
        entry.share_out();
        member
    }

    /// Removes a member and shares its partitions out.
    pub(crate) fn leave(&mut self, group: &Arc<str>, member: u64) {
        if let Some(entry) = self.by_name.get_mut(group)
            && entry.members.remove(&member).is_some()
        {
            entry.share_out();
        }
    }

    /// Generation of a group now.
    pub(crate) fn generation(&self, group: &Arc<str>) -> u64 {
        self.by_name.get(group).map_or(0, |entry| entry.generation)
    }

    /// The partitions of a member now, with the generation that gave each.
    pub(crate) fn assignment(&self, group: &Arc<str>, member: u64) -> Vec<(Arc<Partition>, u64)> {
        let Some(entry) = self.by_name.get(group) else { return Vec::new() };
        let Some(membership) = entry.members.get(&member) else { return Vec::new() };
        let mut held = Vec::new();
        for partition in &membership.partitions {
            match entry.holders.get(&partition.id) {
                Some(holder) if holder.member == member => {
                    held.push((Arc::clone(partition), holder.since));
                }
                Some(_) | None => {}
            }
        }
        held
    }

    /// Whether the member has held the partition ever since `standing`.
    pub(crate) fn holds(&self, standing: &Standing, partition: u32) -> bool {
        let holder = self.by_name.get(&standing.group).and_then(|g| g.holders.get(&partition));
        holder.is_some_and(|holder| {
            holder.member == standing.member && holder.since <= standing.generation
        })
    }
}

impl Group {
    /// Gives every partition to one member that asked for it, as evenly as
    /// possible, moving as few as possible.
    fn share_out(&mut self) {
        self.generation += 1;
        let mut wanted: BTreeMap<u32, Vec<u64>> = BTreeMap::new();
        for (member, membership) in &self.members {
            for partition in &membership.partitions {
                wanted.entry(partition.id).or_default().push(*member);
            }
        }
        let fair = wanted.len().div_ceil(self.members.len().max(1));
        let mut load: HashMap<u64, usize> = HashMap::new();
        let mut holders = HashMap::new();
        for (partition, members) in &wanted {
            let Some(holder) = self.holders.get(partition) else { continue };
            let held = load.entry(holder.member).or_default();
            if members.contains(&holder.member) && *held < fair {
                *held += 1;
                holders.insert(*partition, *holder);
            }
        }
        for (partition, members) in &wanted {
            if holders.contains_key(partition) {
                continue;
            }
            let member = members
                .iter()
                .min_by_key(|member| load.get(member).copied().unwrap_or(0))
                .copied()
                .expect("a partition is wanted by at least one member");
            *load.entry(member).or_default() += 1;
            holders.insert(*partition, Holder { member, since: self.generation });
        }
        self.holders = holders;
        for membership in self.members.values() {
            membership.parker.wake();
        }
    }
}
