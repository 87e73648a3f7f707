//! Slots by the hash of what they are found by, in pages that split one at a
//! time: a table that doubles would let one ad wait until all others have
//! moved, and would be half empty after it (linear hashing).
//!
//! Two hashes are one when their low 24 bits are: who looks a slot up checks
//! it, or can bear to be wrong once in sixteen million.

use crate::by_ad::Slot;

/// Bits of a hash that tell.
pub(crate) const BITS: u32 = 24;

/// The last of these bits is not kept: it is told by an entry's page, of which
/// there are so many from the start.
const FIRST_BITS: u32 = 8;

/// Entries for each page, on average. More cost time, fewer cost memory.
const ENTRIES_PER_PAGE: usize = 56;

/// Of a cache.
const ENTRIES_PER_LINE: usize = 10;

/// A page has room for so many entries at first, then for so many more each
/// time: what an allocator that keeps eight bytes for itself gives in sixteens.
const FIRST_ROOM: usize = 4;
const MORE_ROOM: usize = 8;

/// Slots by hash.
pub(crate) struct Pages {
    pages: Vec<Vec<Entry>>,
    entries: usize,
    /// Many tables that grow together split at different entries.
    early: usize,
}

/// Where the slots of a hash are.
#[derive(Clone, Copy, Default)]
pub(crate) struct Page<'a> {
    entries: &'a [Entry],
    tag: u16,
}

impl<'a> Page<'a> {
    /// Reads a little of each part that is one piece of memory. Who does so
    /// with many pages before reading them waits for all at once.
    pub(crate) fn touch(self) -> u16 {
        self.entries.iter().step_by(ENTRIES_PER_LINE).fold(0, |sum, entry| sum ^ entry.tag)
    }

    /// Slots that were inserted under the hash.
    pub(crate) fn slots(self) -> impl Iterator<Item = Slot> + 'a {
        self.entries.iter().filter(move |entry| entry.tag == self.tag).map(|entry| entry.slot())
    }
}

/// Six bytes, so that two lines of a cache hold twenty.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Entry {
    tag: u16,
    slot: [u16; 2],
}

impl Default for Pages {
    fn default() -> Self {
        Self::numbered(0)
    }
}

impl Pages {
    /// The `number`-th of many tables of equal size.
    pub(crate) fn numbered(number: usize) -> Self {
        let pages = vec![Vec::new(); 1 << FIRST_BITS];
        Self { pages, entries: 0, early: number % ENTRIES_PER_PAGE }
    }

    /// With all of these in it; faster than one by one.
    pub(crate) fn with(number: usize, entries: &[(u32, Slot)]) -> Self {
        let mut table = Self::numbered(number);
        let count = table.early + entries.len();
        let pages = (count / ENTRIES_PER_PAGE).clamp(1 << FIRST_BITS, 1 << BITS);
        let mut lengths = vec![0_usize; pages];
        for (hash, _) in entries {
            lengths[page_of(*hash, pages)] += 1;
        }
        table.pages = lengths.into_iter().map(Vec::with_capacity).collect();
        for (hash, slot) in entries {
            table.pages[page_of(*hash, pages)].push(Entry::new(*hash, *slot));
        }
        table.entries = entries.len();
        table
    }

    /// Slots that were inserted under this hash.
    pub(crate) fn find(&self, hash: u32) -> impl Iterator<Item = Slot> + '_ {
        self.open(hash).slots()
    }

    /// The page of a hash.
    pub(crate) fn open(&self, hash: u32) -> Page<'_> {
        Page { entries: &self.pages[page_of(hash, self.pages.len())], tag: tag_of(hash) }
    }

    pub(crate) fn insert(&mut self, hash: u32, slot: Slot) {
        let at = page_of(hash, self.pages.len());
        let page = &mut self.pages[at];
        if page.len() == page.capacity() {
            page.reserve_exact(if page.is_empty() { FIRST_ROOM } else { MORE_ROOM });
        }
        page.push(Entry::new(hash, slot));
        self.entries += 1;
        if self.entries + self.early >= (self.pages.len() + 1) * ENTRIES_PER_PAGE {
            self.split();
        }
    }

    /// Takes a slot out. False when it is not there.
    pub(crate) fn remove(&mut self, hash: u32, slot: Slot) -> bool {
        let at = page_of(hash, self.pages.len());
        let page = &mut self.pages[at];
        let entry = Entry::new(hash, slot);
        let Some(place) = page.iter().position(|other| *other == entry) else { return false };
        page.swap_remove(place);
        self.entries -= 1;
        true
    }

    /// Takes all slots of a hash out.
    pub(crate) fn take(&mut self, hash: u32) -> Vec<Slot> {
        let slots: Vec<Slot> = self.find(hash).collect();
        let (at, tag) = (page_of(hash, self.pages.len()), tag_of(hash));
        let page = &mut self.pages[at];
        page.retain(|entry| entry.tag != tag);
        page.shrink_to_fit();
        self.entries -= slots.len();
        slots
    }

    /// Hashes that more than so many entries share.
    pub(crate) fn crowds(&self, max: usize) -> Vec<u32> {
        let mut crowds = Vec::new();
        for (number, page) in self.pages.iter().enumerate().filter(|(_, page)| page.len() > max) {
            let mut tags: Vec<u16> = page.iter().map(|entry| entry.tag).collect();
            tags.sort_unstable();
            let crowd = tags.chunk_by(|a, b| a == b).filter(|equal| equal.len() > max);
            // The page tells the bits that the tag lacks.
            let low = u32::try_from(number & ((1 << FIRST_BITS) - 1)).unwrap_or(0);
            crowds.extend(crowd.map(|equal| u32::from(equal[0]) << FIRST_BITS | low));
        }
        crowds
    }

    /// All slots.
    pub(crate) fn slots(&self) -> impl Iterator<Item = Slot> + '_ {
        self.pages.iter().flatten().map(|entry| entry.slot())
    }

    /// Half of the next page becomes one of its own.
    fn split(&mut self) {
        let new = self.pages.len();
        if new >= 1 << BITS {
            return;
        }
        let bit = new.ilog2();
        let moves = |entry: &Entry| entry.tag >> (bit - FIRST_BITS) & 1 == 1;
        let old = &mut self.pages[new ^ 1 << bit];
        let mut moved = Vec::with_capacity(old.iter().filter(|entry| moves(entry)).count());
        moved.extend(old.iter().filter(|entry| moves(entry)));
        old.retain(|entry| !moves(entry));
        old.shrink_to_fit();
        self.pages.push(moved);
    }
}

impl Entry {
    fn new(hash: u32, slot: Slot) -> Self {
        let [a, b, c, d] = slot.to_le_bytes();
        let slot = [u16::from_le_bytes([a, b]), u16::from_le_bytes([c, d])];
        Self { tag: tag_of(hash), slot }
    }

    fn slot(self) -> Slot {
        u32::from(self.slot[0]) | u32::from(self.slot[1]) << 16
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the bits of a tag")]
fn tag_of(hash: u32) -> u16 {
    (hash >> FIRST_BITS) as u16
}

/// The page of a hash when there are so many: its low bits, one fewer when
/// that page has not been split yet.
fn page_of(hash: u32, pages: usize) -> usize {
    let mask = pages.next_power_of_two() - 1;
    let page = hash as usize & mask;
    if page < pages { page } else { page & (mask >> 1) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    /// A hash that another number does not have.
    fn hash(number: u32) -> u32 {
        number.wrapping_mul(0x9e37_79b1)
    }

    fn check(table: &Pages, known: &BTreeSet<(u32, Slot)>) {
        for (hash, _) in known {
            let found: BTreeSet<Slot> = table.find(*hash).collect();
            let same = |other: u32| other << 8 == *hash << 8;
            let expected =
                known.iter().filter(|(other, _)| same(*other)).map(|(_, slot)| *slot).collect();
            assert_eq!(found, expected);
        }
        assert_eq!(table.slots().count(), known.len());
    }

    proptest! {
        #[test]
        fn what_was_inserted_is_found(
            steps in prop::collection::vec((any::<bool>(), 0_u32..64, 0_u32..8), 0..400),
        ) {
            let (mut table, mut known) = (Pages::default(), BTreeSet::new());
            for (is_new, number, slot) in steps {
                let entry = (hash(number), slot);
                if is_new && known.insert(entry) {
                    table.insert(entry.0, slot);
                } else if !is_new {
                    prop_assert_eq!(table.remove(entry.0, slot), known.remove(&entry));
                }
            }
            check(&table, &known);
            let entries: Vec<(u32, Slot)> = known.iter().copied().collect();
            check(&Pages::with(3, &entries), &known);
        }
    }

    #[test]
    fn a_full_table_moves_no_more_than_a_page_for_each_entry() {
        let mut table = Pages::numbered(7);
        for number in 0..200_000 {
            let pages = table.pages.len();
            table.insert(hash(number), number);
            assert!(table.pages.len() - pages <= 1);
        }
        let longest = table.pages.iter().map(Vec::len).max();
        assert!(longest < Some(4 * ENTRIES_PER_PAGE), "{longest:?}");
        assert_eq!(table.pages.len(), (200_000 + 7) / ENTRIES_PER_PAGE);
        for number in 0..200_000 {
            assert!(table.find(hash(number)).any(|slot| slot == number));
        }
        let entries: Vec<(u32, Slot)> = (0..200_000).map(|number| (hash(number), number)).collect();
        let at_once = Pages::with(7, &entries);
        assert_eq!(at_once.pages.len(), table.pages.len());
        assert!((0..200_000).all(|number| at_once.find(hash(number)).any(|slot| slot == number)));
    }
}
