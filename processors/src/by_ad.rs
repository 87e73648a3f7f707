//! What a step remembers of each ad: found by its id, held close together.
//!
//! A table of slot numbers beside one vector costs about a tenth of what a
//! hash map of whole entries leaves empty, and grows without a halt.

use bytes::Bytes;
use schemas::AdId;

use crate::pages::Pages;

/// Number of an ad's entry. Holds until the ad is forgotten.
pub(crate) type Slot = u32;

/// An entry that knows its ad.
pub(crate) trait OfAd {
    /// The ad.
    fn ad_id(&self) -> AdId;
}

/// Entries by ad.
pub(crate) struct ByAd<T> {
    slots: Pages,
    entries: Vec<T>,
    free: Vec<Slot>,
}

impl<T> Default for ByAd<T> {
    fn default() -> Self {
        Self { slots: Pages::default(), entries: Vec::new(), free: Vec::new() }
    }
}

impl<T: OfAd> ByAd<T> {
    /// Where the ad's entry is.
    pub(crate) fn slot(&self, ad_id: AdId) -> Option<Slot> {
        self.slots.find(hash(ad_id)).find(|slot| self.at(*slot).ad_id() == ad_id)
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
        self.slots.insert(hash(ad_id), slot);
        slot
    }

    /// Forgets the ad. Its slot is used again.
    pub(crate) fn remove(&mut self, ad_id: AdId) {
        if let Some(slot) = self.slot(ad_id) {
            self.slots.remove(hash(ad_id), slot);
            self.free.push(slot);
        }
    }

    /// Every slot in use, in no order that outlives a restart.
    pub(crate) fn slots(&self) -> impl Iterator<Item = Slot> + '_ {
        self.slots.slots()
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
fn hash(ad_id: AdId) -> u32 {
    spread(*ad_id.as_bytes())
}

/// A hash of an id that is one already.
pub(crate) fn spread(id: [u8; 16]) -> u32 {
    let [.., a, b, c, d, e, f, g, h] = id;
    let bits = u64::from_be_bytes([a, b, c, d, e, f, g, h]).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let [a, b, c, d, ..] = bits.to_be_bytes();
    u32::from_be_bytes([a, b, c, d])
}
