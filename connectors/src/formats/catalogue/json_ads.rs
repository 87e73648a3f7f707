//! Bodies of JSON ads, and pages: an array, lines, or one document, cut into
//! pieces that are each read alone.

use std::io::Read;

use super::Sink;
use crate::encoding::Encodings;
use crate::formats::{items, schemaorg};
use crate::item::{self, Item, ItemError, ReadContext, ReadEnd, ReadError};

/// Largest page or single document.
const DOCUMENT_MAX: u64 = 16 * 1024 * 1024;

/// How objects stand beside each other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Framing {
    /// `[…]`.
    Array,
    /// One object a line.
    Lines,
    /// One object.
    One,
}

/// Told by the beginning: `[`, or lines that are objects each.
pub(super) fn framing(start: &[u8]) -> Framing {
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start).trim_ascii_start();
    if start.starts_with(b"[") {
        return Framing::Array;
    }
    let mut lines = start.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    let first = lines.next().unwrap_or_default();
    let alone = first.len() == start.trim_ascii_end().len();
    let closed = first.starts_with(b"{") && first.ends_with(b"}");
    let others: Vec<&[u8]> = lines.filter(|line| !line.is_empty()).collect();
    let objects = others.iter().filter(|line| line.starts_with(b"{")).count();
    if (closed && (alone || objects > 0)) || (first.len() > 1 && objects * 2 > others.len()) {
        Framing::Lines
    } else {
        Framing::One
    }
}

/// Reads one piece into what is in it.
pub(super) type ReadPiece<'r> = dyn FnMut(&[u8]) -> Vec<Result<item::Read, ItemError>> + 'r;

/// Reads a body piece by piece. An array proves its end; nothing else does.
pub(super) fn read(
    body: &mut dyn Read,
    framing: Framing,
    format: &'static str,
    piece: &mut ReadPiece<'_>,
    sink: &mut Sink<'_>,
) -> Result<ReadEnd, ReadError> {
    let mut items = 0;
    let mut each = |place: Option<String>, bytes: &[u8]| {
        for (index, read) in piece(bytes).into_iter().enumerate() {
            items += 1;
            let placed = |error: ItemError| match &place {
                Some(place) if index == 0 => ItemError { place: place.clone(), ..error },
                Some(place) => ItemError { place: format!("{place}, ad {}", index + 1), ..error },
                None => ItemError { place: format!("item {}", index + 1), ..error },
            };
            hand_over(read.map_err(placed), sink);
        }
    };
    let complete = match framing {
        Framing::Array => {
            let mut each = |number, bytes: &[u8]| each(Some(format!("item {number}")), bytes);
            items::array(body, format, &mut each)?;
            true
        }
        Framing::Lines => {
            let mut each = |number, bytes: &[u8]| each(Some(format!("line {number}")), bytes);
            items::lines(body, format, &mut each)?;
            false
        }
        Framing::One => {
            each(None, &document(body, format)?);
            false
        }
    };
    Ok(ReadEnd { items, complete, announced: None })
}

/// Reads a page. A page proves nothing about other pages.
pub(super) fn page(
    body: &mut dyn Read,
    content_type: Option<&str>,
    context: &ReadContext<'_>,
    sink: &mut Sink<'_>,
) -> Result<ReadEnd, ReadError> {
    let bytes = document(body, "a page with JobPostings")?;
    let encodings = Encodings::of(&bytes[..bytes.len().min(4_096)], content_type);
    let text = match encodings.wide() {
        Some(encoding) => encoding.decode(&bytes).0,
        None => encodings.decode(&bytes).text,
    };
    let mut items = 0;
    for read in schemaorg::read_page(&text, context) {
        items += 1;
        hand_over(read, sink);
    }
    Ok(ReadEnd { items, complete: false, announced: None })
}

fn hand_over(read: Result<item::Read, ItemError>, sink: &mut Sink<'_>) {
    match read {
        Ok(read) => sink(Ok(Item::Ad(read.ad)), read.warnings),
        Err(error) => sink(Err(error), Vec::new()),
    }
}

/// The whole of a body that has to be looked at whole.
fn document(body: &mut dyn Read, format: &'static str) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    body.take(DOCUMENT_MAX + 1)
        .read_to_end(&mut bytes)
        .map_err(|source| ReadError::Io { items: 0, source })?;
    if bytes.len() as u64 > DOCUMENT_MAX {
        let message = format!("one document of more than {DOCUMENT_MAX} bytes");
        let place = format!("byte {DOCUMENT_MAX}");
        return Err(ReadError::Malformed { format, place, message, items: 0 });
    }
    Ok(bytes)
}
