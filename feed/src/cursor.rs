//! The one opaque cursor of pages, streams and snapshots. It answers only
//! whether text is a cursor; whether that cursor is of this log, and where in
//! it, is decided in `read.rs`.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Version of the layout below.
const VERSION: u8 = 1;
/// version 1, market 2, epoch 8, position 6, seq 6, checksum 4: a multiple of
/// three, so that base64 needs no padding.
const BYTES: usize = 27;
/// Position and seq are 48 bits each: 8,900 years at a thousand a second.
const NUMBER_MAX: u64 = (1 << 48) - 1;

/// The identity of a log, shortened to 8 bytes. Zero stands for a log without
/// its first change.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Epoch(u64);

impl Epoch {
    /// Of a log that has no change yet.
    pub(crate) const NONE: Self = Self(0);
}

impl From<uuid::Uuid> for Epoch {
    fn from(uuid: uuid::Uuid) -> Self {
        let (high, low) = uuid.as_u64_pair();
        // Zero is taken; a UUID that folds to it is moved aside.
        Self((high ^ low).max(1))
    }
}

/// Where reading continues: after the change `seq`, whose successor stands at
/// `position` of the log or later.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Cursor {
    pub(crate) epoch: Epoch,
    pub(crate) market: u16,
    /// Position that reading goes on from.
    pub(crate) position: u64,
    /// Last change seen; 0 before the first.
    pub(crate) seq: u64,
}

/// Text that never was a cursor of any hub, or was damaged on its way.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("not a cursor of this hub: a cursor is 36 letters, digits, - and _, passed on unchanged")]
pub(crate) struct Garbled;

impl fmt::Display for Cursor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        assert!(self.position <= NUMBER_MAX && self.seq <= NUMBER_MAX, "numbers fit in 48 bits");
        let mut bytes = [0; BYTES];
        bytes[0] = VERSION;
        bytes[1..3].copy_from_slice(&self.market.to_be_bytes());
        bytes[3..11].copy_from_slice(&self.epoch.0.to_be_bytes());
        bytes[11..17].copy_from_slice(&self.position.to_be_bytes()[2..]);
        bytes[17..23].copy_from_slice(&self.seq.to_be_bytes()[2..]);
        let checksum = crc32fast::hash(&bytes[..23]);
        bytes[23..].copy_from_slice(&checksum.to_be_bytes());
        formatter.write_str(&URL_SAFE_NO_PAD.encode(bytes))
    }
}

impl FromStr for Cursor {
    type Err = Garbled;

    fn from_str(text: &str) -> Result<Self, Garbled> {
        let mut bytes = [0; BYTES];
        if text.len() != BYTES / 3 * 4 {
            return Err(Garbled);
        }
        URL_SAFE_NO_PAD.decode_slice_unchecked(text, &mut bytes).map_err(|_| Garbled)?;
        let checksum = u32::from_be_bytes([bytes[23], bytes[24], bytes[25], bytes[26]]);
        if bytes[0] != VERSION || checksum != crc32fast::hash(&bytes[..23]) {
            return Err(Garbled);
        }
        let number = |from: usize, to: usize| {
            bytes[from..to].iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte))
        };
        Ok(Self {
            market: u16::from_be_bytes([bytes[1], bytes[2]]),
            epoch: Epoch(number(3, 11)),
            position: number(11, 17),
            seq: number(17, 23),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Cursor, Epoch, Garbled};

    fn cursor() -> Cursor {
        let epoch = Epoch::from(uuid::Uuid::from_u128(0x1234_5678_9abc_def0_0fed_cba9_8765_4321));
        Cursor { epoch, market: 7, position: 123_456, seq: 41 }
    }

    #[test]
    fn text_and_back_is_the_same_cursor() {
        for cursor in [
            cursor(),
            Cursor { epoch: Epoch::NONE, market: 0, position: 0, seq: 0 },
            Cursor { market: u16::MAX, position: (1 << 48) - 1, seq: (1 << 48) - 1, ..cursor() },
        ] {
            let text = cursor.to_string();
            assert_eq!(text.len(), 36);
            assert_eq!(text.parse(), Ok(cursor));
        }
    }

    #[test]
    fn any_one_changed_letter_is_garbled() {
        let text = cursor().to_string();
        for at in 0..text.len() {
            for letter in ['A', 'b', '0', '-', '_', '=', '%'] {
                let mut changed = text.clone();
                changed.replace_range(at..=at, &letter.to_string());
                if changed != text {
                    assert_eq!(changed.parse::<Cursor>(), Err(Garbled), "{changed}");
                }
            }
        }
    }

    #[test]
    fn other_text_is_garbled() {
        let text = cursor().to_string();
        for other in
            ["", "0", "tip", "12345", &text[1..], &format!("{text}A"), "é".repeat(18).as_str()]
        {
            assert_eq!(other.parse::<Cursor>(), Err(Garbled), "{other}");
        }
    }
}
