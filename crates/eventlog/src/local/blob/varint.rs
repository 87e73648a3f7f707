//! Numbers in as few bytes as they need: seven bits a byte, low ones first.

use bytes::{Buf, Bytes};

pub(super) fn put_unsigned(body: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        body.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    body.push(number.to_le_bytes()[0]);
}

/// Zigzag, so that small negative numbers are short too.
pub(super) fn put_signed(body: &mut Vec<u8>, number: i64) {
    put_unsigned(body, ((number << 1) ^ (number >> 63)).cast_unsigned());
}

/// What is still to be read. Every read answers `None` at a broken end.
pub(super) struct Rest {
    bytes: Bytes,
}

impl Rest {
    pub(super) fn new(bytes: Bytes) -> Self {
        Self { bytes }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    pub(super) fn unsigned(&mut self) -> Option<u64> {
        let mut number = 0;
        for (index, byte) in self.bytes.iter().take(10).enumerate() {
            let part = u64::from(byte & 0x7f);
            let shift = 7 * u32::try_from(index).ok()?;
            if part.leading_zeros() < shift {
                return None;
            }
            number |= part << shift;
            if byte & 0x80 == 0 {
                self.bytes.advance(index + 1);
                return Some(number);
            }
        }
        None
    }

    pub(super) fn signed(&mut self) -> Option<i64> {
        let number = self.unsigned()?;
        Some((number >> 1).cast_signed() ^ -((number & 1).cast_signed()))
    }

    /// A slice of the whole, not a copy: whoever keeps it keeps the blob.
    pub(super) fn bytes(&mut self) -> Option<Bytes> {
        let length = self.unsigned()?;
        self.split(length)
    }

    pub(super) fn optional(&mut self) -> Option<Option<Bytes>> {
        match self.unsigned()? {
            0 => Some(None),
            more => self.split(more - 1).map(Some),
        }
    }

    fn split(&mut self, length: u64) -> Option<Bytes> {
        let length = usize::try_from(length).ok()?;
        (length <= self.bytes.len()).then(|| self.bytes.split_to(length))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Rest, put_signed, put_unsigned};

    proptest! {
        #[test]
        fn numbers_come_back(unsigned: u64, signed: i64) {
            let mut body = Vec::new();
            put_unsigned(&mut body, unsigned);
            put_signed(&mut body, signed);
            let mut rest = Rest::new(body.into());
            prop_assert_eq!(rest.unsigned(), Some(unsigned));
            prop_assert_eq!(rest.signed(), Some(signed));
            prop_assert!(rest.is_empty());
        }
    }
}
