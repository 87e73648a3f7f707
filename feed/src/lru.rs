//! A cache bounded by bytes, that forgets what was not used for longest.

use std::collections::BTreeMap;

/// Values by an ordered key.
pub(crate) struct Lru<V> {
    entries: BTreeMap<u64, Entry<V>>,
    /// Last use, and the key used.
    uses: BTreeMap<u64, u64>,
    clock: u64,
    bytes: usize,
    bytes_max: usize,
}

struct Entry<V> {
    value: V,
    bytes: usize,
    used: u64,
}

impl<V: Clone> Lru<V> {
    pub(crate) fn new(bytes_max: usize) -> Self {
        Self { entries: BTreeMap::new(), uses: BTreeMap::new(), clock: 0, bytes: 0, bytes_max }
    }

    /// The value of the greatest key that is not above `key`.
    pub(crate) fn at_or_below(&mut self, key: u64) -> Option<V> {
        self.clock += 1;
        let (found, entry) = self.entries.range_mut(..=key).next_back()?;
        self.uses.remove(&entry.used);
        entry.used = self.clock;
        self.uses.insert(self.clock, *found);
        Some(entry.value.clone())
    }

    /// The value of `key`.
    pub(crate) fn get(&mut self, key: u64) -> Option<V> {
        if self.entries.contains_key(&key) { self.at_or_below(key) } else { None }
    }

    /// Takes a value in, unless it is larger than the whole cache may be.
    pub(crate) fn insert(&mut self, key: u64, value: V, bytes: usize) {
        self.remove(key);
        if bytes > self.bytes_max {
            return;
        }
        self.clock += 1;
        self.bytes += bytes;
        self.uses.insert(self.clock, key);
        self.entries.insert(key, Entry { value, bytes, used: self.clock });
        while self.bytes > self.bytes_max {
            let Some((_, oldest)) = self.uses.pop_first() else { break };
            if let Some(entry) = self.entries.remove(&oldest) {
                self.bytes -= entry.bytes;
            }
        }
    }

    fn remove(&mut self, key: u64) {
        if let Some(entry) = self.entries.remove(&key) {
            self.uses.remove(&entry.used);
            self.bytes -= entry.bytes;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Lru;

    #[test]
    fn the_longest_unused_goes_first() {
        let mut lru = Lru::new(30);
        for key in [10, 20, 30] {
            lru.insert(key, key, 10);
        }
        assert_eq!(lru.get(10), Some(10));
        lru.insert(40, 40, 10);
        assert_eq!((lru.get(10), lru.get(20), lru.get(40)), (Some(10), None, Some(40)));
        assert_eq!(lru.at_or_below(39), Some(30));
        assert_eq!(lru.at_or_below(9), None);
    }

    #[test]
    fn it_never_holds_more_than_it_may() {
        let mut lru = Lru::new(30);
        for key in 0..100 {
            lru.insert(key % 7, key, usize::try_from(key % 13).expect("small"));
            assert!(lru.bytes <= 30);
            assert_eq!(lru.entries.len(), lru.uses.len());
        }
        lru.insert(1, 1, 31);
        assert_eq!(lru.get(1), None);
    }
}
