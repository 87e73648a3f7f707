//! Ads of a JSON board without the board around them: one ad, a list that was
//! cut out of the answer, or one ad a line. They prove nothing about others.

use std::io::Read;

use serde_json::Value;

use super::{Dialect, Reading};
use crate::encoding::Encodings;
use crate::formats::items;
use crate::item::{Item, ItemError, ReadContext, ReadEnd, ReadError};

/// Largest single ad.
const ONE_MAX: u64 = 8 * 1024 * 1024;

/// How the ads stand beside each other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Pieces {
    /// `[…]`.
    List,
    /// One a line.
    Lines,
    /// One.
    One,
}

/// Reads them, one by one. Never complete.
///
/// # Errors
/// When a list is cut, a line or an ad is too large, or the connection fails.
pub(crate) fn read(
    body: &mut dyn Read,
    pieces: Pieces,
    dialect: &Dialect,
    context: &ReadContext<'_>,
    sink: &mut dyn FnMut(Result<Item, ItemError>),
) -> Result<ReadEnd, ReadError> {
    let format = dialect.shape.as_str();
    let zone = super::zone(dialect, context)?;
    let mut reading = Reading::new(dialect, context, Encodings::default(), &zone, sink);
    let mut each = |number, bytes: &[u8]| reading.object(number, bytes, &Value::Null);
    let items = match pieces {
        Pieces::List => items::array(body, format, &mut each)?,
        Pieces::Lines => items::lines(body, format, &mut each)?,
        Pieces::One => {
            let mut bytes = Vec::new();
            body.take(ONE_MAX + 1)
                .read_to_end(&mut bytes)
                .map_err(|source| ReadError::Io { items: 0, source })?;
            if bytes.len() as u64 > ONE_MAX {
                let message = format!("an ad of more than {ONE_MAX} bytes");
                let place = format!("byte {ONE_MAX}");
                return Err(ReadError::Malformed { format, place, message, items: 0 });
            }
            each(1, bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes).trim_ascii());
            1
        }
    };
    reading.twice.hand_over(reading.sink);
    Ok(ReadEnd { items, complete: false, announced: None })
}
