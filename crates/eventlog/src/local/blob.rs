//! Records that follow each other in a partition, as one run of bytes.
//!
//! ```text
//! head     format (1 byte, 1)  packing (1 byte: 0 plain, 1 zstd)
//!          crc32 of the body as stored (4)  plain size (4)
//!          position of the first record (8)  append time of the first (8)
//! body     records, packed
//! record   position - that of the record before   varint
//!          append time - that of the record before, milliseconds   zigzag
//!          key      length + 1, bytes; 0 when there is none
//!          value    length + 1, bytes; 0 for a tombstone
//!          headers  number; each: name, length, bytes
//! name     1.. for a name of `NAMES`; 0, length, bytes for any other
//! ```
//!
//! Fixed-size numbers are little endian. Positions may have holes
//! (compaction).

mod packing;
mod varint;

use std::borrow::Cow;

use bytes::Bytes;
use varint::{put_signed, put_unsigned};

use crate::{Consumed, Headers, LogError, TopicName};

const FORMAT: u8 = 1;
const PLAIN: u8 = 0;
const ZSTD: u8 = 1;
const HEAD_BYTES: usize = 26;

/// Below this, zstd's own frame costs more than it saves.
const PACK_BYTES_MIN: usize = 256;

/// Header names that most records carry. Only ever append to this list: the
/// place of a name is what is stored.
const NAMES: [&str; 9] = [
    "ce_id",
    "ce_source",
    "ce_type",
    "ce_time",
    "ce_specversion",
    "content-type",
    "traceparent",
    "ce_subject",
    "tracestate",
];

/// What a record consists of, wherever it stands.
pub(super) struct Content<'a> {
    pub(super) key: Option<&'a Bytes>,
    pub(super) value: Option<&'a Bytes>,
    pub(super) headers: &'a Headers,
}

/// Collects records into one blob.
#[derive(Default)]
pub(super) struct Builder {
    body: Vec<u8>,
    records: usize,
    base: u64,
    last: u64,
    base_at_millis: i64,
    last_at_millis: i64,
    newest_at_millis: i64,
}

/// A blob that is ready to be stored.
pub(super) struct Blob {
    pub(super) base: u64,
    pub(super) last: u64,
    pub(super) newest_at_millis: i64,
    pub(super) data: Vec<u8>,
}

impl Builder {
    /// Adds a record; positions must rise.
    pub(super) fn push(&mut self, position: u64, at_millis: i64, content: &Content<'_>) {
        if self.records == 0 {
            (self.base, self.last) = (position, position);
            (self.base_at_millis, self.last_at_millis) = (at_millis, at_millis);
            self.newest_at_millis = at_millis;
        }
        let body = &mut self.body;
        put_unsigned(body, position - self.last);
        put_signed(body, at_millis.wrapping_sub(self.last_at_millis));
        put_optional(body, content.key);
        put_optional(body, content.value);
        put_unsigned(body, content.headers.len() as u64);
        for (name, value) in content.headers {
            put_name(body, name);
            put_bytes(body, value);
        }
        self.records += 1;
        self.last = position;
        self.last_at_millis = at_millis;
        self.newest_at_millis = self.newest_at_millis.max(at_millis);
    }

    pub(super) fn records(&self) -> usize {
        self.records
    }

    /// Time from the first record to one of `at_millis`; 0 when empty.
    pub(super) fn span_millis(&self, at_millis: i64) -> i64 {
        if self.records == 0 { 0 } else { at_millis.saturating_sub(self.base_at_millis) }
    }

    /// Plain size so far.
    pub(super) fn bytes(&self) -> usize {
        self.body.len()
    }

    /// The blob; `None` when nothing was added. The builder is empty again.
    pub(super) fn finish(&mut self) -> Option<Blob> {
        if self.records == 0 {
            return None;
        }
        let done = std::mem::take(self);
        let packed = match done.body.len() {
            0..PACK_BYTES_MIN => None,
            // A failure only means that the body is kept as it is.
            _ => packing::pack(&done.body).ok(),
        };
        let packed = packed.filter(|packed| packed.len() < done.body.len());
        let (packing, body) = match &packed {
            Some(packed) => (ZSTD, packed.as_slice()),
            None => (PLAIN, done.body.as_slice()),
        };
        let plain = u32::try_from(done.body.len()).expect("blobs are cut at a few MiB");
        let mut data = Vec::with_capacity(HEAD_BYTES + body.len());
        data.extend([FORMAT, packing]);
        data.extend(crc32fast::hash(body).to_le_bytes());
        data.extend(plain.to_le_bytes());
        data.extend(done.base.to_le_bytes());
        data.extend(done.base_at_millis.to_le_bytes());
        data.extend(body);
        Some(Blob {
            base: done.base,
            last: done.last,
            newest_at_millis: done.newest_at_millis,
            data,
        })
    }
}

/// Adds the records of a blob from position `from` on, below `end`.
pub(super) fn read(
    data: &[u8],
    (topic, partition): (&TopicName, u32),
    (from, end): (u64, u64),
    records: &mut Vec<Consumed>,
) -> Result<(), LogError> {
    let broken = |what: &str| LogError::Corrupt(format!("a blob of {topic}/{partition}: {what}"));
    let (head, stored) = data.split_at_checked(HEAD_BYTES).ok_or_else(|| broken("is cut off"))?;
    if head[0] != FORMAT {
        return Err(broken("has an unknown format"));
    }
    let field = |at: usize| <[u8; 4]>::try_from(&head[at..at + 4]).expect("the slice has 4 bytes");
    let long = |at: usize| <[u8; 8]>::try_from(&head[at..at + 8]).expect("the slice has 8 bytes");
    if crc32fast::hash(stored) != u32::from_le_bytes(field(2)) {
        return Err(broken("has a wrong checksum"));
    }
    let body = match head[1] {
        PLAIN => Bytes::copy_from_slice(stored),
        ZSTD => packing::unpack(stored, u32::from_le_bytes(field(6)) as usize)
            .map_err(|_| broken("does not unpack"))?
            .into(),
        _ => return Err(broken("has an unknown packing")),
    };
    let mut position = u64::from_le_bytes(long(10));
    let mut at_millis = i64::from_le_bytes(long(18));
    let mut rest = varint::Rest::new(body);
    while !rest.is_empty() {
        let parsed = parse(&mut rest, &mut position, &mut at_millis);
        let (key, value, headers) = parsed.ok_or_else(|| broken("has a broken record"))?;
        if position >= end {
            break;
        }
        if position >= from {
            records.push(Consumed {
                topic: topic.clone(),
                partition,
                position,
                appended_at_millis: at_millis,
                key,
                value,
                headers,
            });
        }
    }
    Ok(())
}

type Parsed = (Option<Bytes>, Option<Bytes>, Headers);

fn parse(rest: &mut varint::Rest, position: &mut u64, at_millis: &mut i64) -> Option<Parsed> {
    *position = position.checked_add(rest.unsigned()?)?;
    *at_millis = at_millis.wrapping_add(rest.signed()?);
    let key = rest.optional()?;
    let value = rest.optional()?;
    let count = rest.unsigned()?;
    let mut headers = Headers::new();
    for _ in 0..count {
        let name = match usize::try_from(rest.unsigned()?).ok()? {
            0 => Cow::Owned(String::from_utf8(rest.bytes()?.to_vec()).ok()?),
            known => Cow::Borrowed(*NAMES.get(known - 1)?),
        };
        headers.push((name, rest.bytes()?));
    }
    Some((key, value, headers))
}

fn put_optional(body: &mut Vec<u8>, bytes: Option<&Bytes>) {
    match bytes {
        None => put_unsigned(body, 0),
        Some(bytes) => {
            put_unsigned(body, bytes.len() as u64 + 1);
            body.extend_from_slice(bytes);
        }
    }
}

fn put_bytes(body: &mut Vec<u8>, bytes: &[u8]) {
    put_unsigned(body, bytes.len() as u64);
    body.extend_from_slice(bytes);
}

fn put_name(body: &mut Vec<u8>, name: &str) {
    match NAMES.iter().position(|known| *known == name) {
        Some(index) => put_unsigned(body, index as u64 + 1),
        None => {
            put_unsigned(body, 0);
            put_bytes(body, name.as_bytes());
        }
    }
}
