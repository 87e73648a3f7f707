//! Records on their way in and out.

use bytes::Bytes;

use crate::topic::TopicName;

/// Headers of a record: CloudEvents attributes and `traceparent`.
pub type Headers = Vec<(std::borrow::Cow<'static, str>, Bytes)>;

/// A record to append.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Produce {
    /// Topic.
    pub topic: TopicName,
    /// Partition; `None`: by key ([`partition_of`]).
    pub partition: Option<u32>,
    /// Key; needed in compacted topics.
    pub key: Option<Bytes>,
    /// Value; `None` is a tombstone.
    pub value: Option<Bytes>,
    /// Headers.
    pub headers: Headers,
}

/// Largest record that any log takes: key, value and headers together.
pub const RECORD_BYTES_MAX: usize = 8 * 1024 * 1024;

impl Produce {
    /// Size of key, value and headers together.
    pub fn bytes(&self) -> usize {
        let key = self.key.as_ref().map_or(0, Bytes::len);
        let value = self.value.as_ref().map_or(0, Bytes::len);
        let headers = self.headers.iter().map(|(name, value)| name.len() + value.len());
        key + value + headers.sum::<usize>()
    }
}

/// A record that was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Consumed {
    /// Topic.
    pub topic: TopicName,
    /// Partition.
    pub partition: u32,
    /// Position in the partition.
    pub position: u64,
    /// When the log took it in, milliseconds since the epoch.
    pub appended_at_millis: i64,
    /// Key.
    pub key: Option<Bytes>,
    /// Value; `None` is a tombstone.
    pub value: Option<Bytes>,
    /// Headers.
    pub headers: Headers,
}

/// Where an appended record stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Position {
    /// Partition.
    pub partition: u32,
    /// Position in it. `None`: the record is there, and the log does not say
    /// where (Kafka, when an acknowledgement was lost and the broker knew the
    /// record that was sent again).
    pub position: Option<u64>,
}

/// The partition of a key: murmur2 as Kafka's own clients compute it, so that
/// every log and every producer agrees.
pub fn partition_of(key: &[u8], partitions: u32) -> u32 {
    (murmur2(key) & 0x7fff_ffff) % partitions.max(1)
}

/// Kafka's murmur2 (`org.apache.kafka.common.utils.Utils.murmur2`).
fn murmur2(data: &[u8]) -> u32 {
    const SEED: u32 = 0x9747_b28c;
    const M: u32 = 0x5bd1_e995;
    #[expect(clippy::cast_possible_truncation, reason = "keys are far shorter than 4 GiB")]
    let mut h = SEED ^ data.len() as u32;
    let mut chunks = data.chunks_exact(4);
    for chunk in &mut chunks {
        let mut k = u32::from_le_bytes([chunk[0], chunk[1], chunk[2], chunk[3]]);
        k = k.wrapping_mul(M);
        k ^= k >> 24;
        k = k.wrapping_mul(M);
        h = h.wrapping_mul(M) ^ k;
    }
    let rest = chunks.remainder();
    for (index, byte) in rest.iter().enumerate() {
        h ^= u32::from(*byte) << (8 * index);
    }
    if !rest.is_empty() {
        h = h.wrapping_mul(M);
    }
    h ^= h >> 13;
    h = h.wrapping_mul(M);
    h ^ (h >> 15)
}

#[cfg(test)]
mod tests {
    use super::murmur2;

    /// Vectors of Kafka's own `UtilsTest.testMurmur2`.
    #[test]
    fn murmur2_is_kafkas() {
        for (key, hash) in [
            ("21", -973_932_308),
            ("foobar", -790_332_482),
            ("a-little-bit-long-string", -985_981_536),
            ("a-little-bit-longer-string", -1_486_304_829),
            ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971),
        ] {
            assert_eq!(murmur2(key.as_bytes()).cast_signed(), hash, "{key}");
        }
    }
}
