//! What a step remembers of each ad: found by its id, held close together.
//!
//! A table of slot numbers beside one vector costs about a tenth of what a
//! hash map of whole entries leaves empty.

use bytes::Bytes;
use hashbrown::HashTable;
use schemas::AdId;

/// Number of an ad's entry. Holds until the ad is forgotten.
pub(crate) type Slot = u32;

/// An entry that knows its ad.
pub(crate) trait OfAd {
    /// The ad.
    fn ad_id(&self) -> AdId;
}

/// Entries by ad.
pub(crate) struct ByAd<T> {
    slots: HashTable<Slot>,
    entries: Vec<T>,
    free: Vec<Slot>,
}

impl<T> Default for ByAd<T> {
    fn default() -> Self {
        Self { slots: HashTable::new(), entries: Vec::new(), free: Vec::new() }
    }
}

impl<T: OfAd> ByAd<T> {
    /// Where the ad's entry is.
    pub(crate) fn slot(&self, ad_id: AdId) -> Option<Slot> {
        self.slots.find(hash(ad_id), |slot| self.at(*slot).ad_id() == ad_id).copied()
    }

    /// The ad's entry.
    pub(crate) fn get(&self, ad_id: AdId) -> Option<&T> {
        self.slot(ad_id).map(|slot| self.at(slot))
    }

    /// The entry in a slot.
    pub(crate) fn at(&self, slot: Slot) -> &T {
        &self.entries[slot as usize]
    }

    /// The entry in a slot, to change. Its ad stays the same.
    pub(crate) fn at_mut(&mut self, slot: Slot) -> &mut T {
        &mut self.entries[slot as usize]
    }

    /// Puts an entry in the place of the ad's last one.
    pub(crate) fn put(&mut self, entry: T) -> Slot {
        let ad_id = entry.ad_id();
        if let Some(slot) = self.slot(ad_id) {
            self.entries[slot as usize] = entry;
            return slot;
        }
        let slot = if let Some(slot) = self.free.pop() {
            self.entries[slot as usize] = entry;
            slot
        } else {
            let slot = Slot::try_from(self.entries.len())
                .expect("four thousand million ads do not fit in memory");
            self.entries.push(entry);
            slot
        };
        let entries = &self.entries;
        self.slots.insert_unique(hash(ad_id), slot, |slot| hash(entries[*slot as usize].ad_id()));
        slot
    }

    /// Forgets the ad. Its slot is used again.
    pub(crate) fn remove(&mut self, ad_id: AdId) {
        let entries = &self.entries;
        let found =
            self.slots.find_entry(hash(ad_id), |slot| entries[*slot as usize].ad_id() == ad_id);
        if let Ok(entry) = found {
            self.free.push(entry.remove().0);
        }
    }

    /// Every slot in use, in no order that outlives a restart.
    pub(crate) fn slots(&self) -> impl Iterator<Item = Slot> + '_ {
        self.slots.iter().copied()
    }
}

/// Key of an ad's record in a changelog.
pub(crate) fn key(ad_id: AdId) -> Bytes {
    let mut text = uuid::Uuid::encode_buffer();
    let key: &str = ad_id.uuid().hyphenated().encode_lower(&mut text);
    Bytes::copy_from_slice(key.as_bytes())
}

/// Ad ids are hashes already, but for the fixed bits of a UUID: those end up
/// at the top of the low half, and the multiplication spreads the rest.
fn hash(ad_id: AdId) -> u64 {
    let [.., a, b, c, d, e, f, g, h] = *ad_id.as_bytes();
    u64::from_be_bytes([a, b, c, d, e, f, g, h]).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}
