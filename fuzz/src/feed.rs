//! Feeds of every dialect.

use std::sync::{Arc, LazyLock};

use connectors::formats::catalogue::Format;
use connectors::formats::dialect::{Dialect, Duplicates, Shape};
use connectors::formats::feed;
use connectors::{Item, ItemError, ReadEnd, ReadError, dialects};
use schemas::Rejected;

use crate::in_context;
use crate::slowly::Slowly;

/// What a reading gave.
#[derive(PartialEq, Debug)]
pub(crate) struct Reading {
    pub(crate) items: Vec<Result<Item, ItemError>>,
    /// The end, or the error in words and the items before it.
    pub(crate) end: Result<ReadEnd, (String, Option<u64>)>,
}

impl Reading {
    pub(crate) fn new(
        items: Vec<Result<Item, ItemError>>,
        end: Result<ReadEnd, ReadError>,
    ) -> Self {
        let before = |error: &ReadError| match error {
            ReadError::Io { items, .. } | ReadError::Malformed { items, .. } => Some(*items),
            _ => None,
        };
        let end = end.map_err(|error| (error.to_string(), before(&error)));
        Self { items, end }
    }

    pub(crate) fn is_complete(&self) -> bool {
        self.end.as_ref().is_ok_and(|end| end.complete)
    }

    /// Checks what holds of every reading.
    pub(crate) fn check(&self) {
        for item in &self.items {
            match item {
                Ok(Item::Ad(ad)) => {
                    assert!(!ad.source.external_id.as_str().trim().is_empty(), "a blank id");
                    assert!(!ad.title().trim().is_empty(), "a blank title");
                }
                Ok(Item::Removal { external_id, .. } | Item::Seen { external_id }) => {
                    assert!(!external_id.as_str().trim().is_empty(), "a blank id");
                }
                Ok(Item::Page { .. }) => {}
                Err(error) => {
                    assert!(error.bytes.len() <= Rejected::BYTES_MAX, "too many bytes are kept");
                    assert!(error.bytes.len() <= error.bytes_length, "a length is too small");
                    assert!(!error.faults.is_empty(), "rejected without a reason");
                }
            }
        }
    }
}

/// The dialects of one shape, in the order of their names.
fn of(shape: Shape, single: bool) -> Vec<&'static Dialect> {
    let all = dialects::names().filter_map(dialects::named);
    all.filter(|dialect| dialect.shape == shape && dialect.single == single).collect()
}

/// The number of a dialect among those of its family.
pub(crate) fn number(dialect: &Dialect) -> u8 {
    let place = of(dialect.shape, dialect.single).iter().position(|it| it.name == dialect.name);
    place.and_then(|place| u8::try_from(place).ok()).unwrap_or_default()
}

pub(crate) fn xml(bytes: &[u8]) {
    any(bytes, &of(Shape::Xml, false));
}

pub(crate) fn json_list(bytes: &[u8]) {
    any(bytes, &of(Shape::Json, false));
    in_pieces(bytes);
}

/// The boards, without the answer around their ads.
static PIECES: LazyLock<Vec<Format>> = LazyLock::new(|| {
    let boards = of(Shape::Json, false).into_iter().cloned().map(Arc::new);
    boards.map(|board| Format::Dialect(board).in_pieces()).collect()
});

/// The same bytes as ads that stand alone: never complete, and the same
/// however they come.
fn in_pieces(bytes: &[u8]) {
    let [which, _, step, body @ ..] = bytes else { return };
    let format = &PIECES[usize::from(*which) % PIECES.len()];
    let read = |step: usize| {
        let mut items = Vec::new();
        let end = in_context(|context| {
            let mut sink = |item| items.push(item);
            format.read_items(&mut Slowly(body, step), None, context, &mut sink)
        });
        Reading::new(items, end)
    };
    let whole = read(usize::MAX);
    whole.check();
    assert!(!whole.is_complete(), "ads that stand alone are taken for all");
    assert_eq!(whole, read(usize::from(*step)), "pieces make a difference");
}

pub(crate) fn json_single(bytes: &[u8]) {
    any(bytes, &of(Shape::Json, true));
}

/// The first byte says which dialect, the second where the answer is cut, the
/// third in what pieces it comes.
fn any(bytes: &[u8], dialects: &[&Dialect]) {
    let [which, cut, step, body @ ..] = bytes else { return };
    let dialect = dialects[usize::from(*which) % dialects.len()];
    check(body, dialect, body.len() * usize::from(*cut) / 256, usize::from(*step));
}

/// Checks what must hold of a feed, and of its first `cut` bytes.
pub(crate) fn check(body: &[u8], dialect: &Dialect, cut: usize, step: usize) {
    let whole = read(body, dialect, usize::MAX);
    whole.check();
    conserved(&whole, dialect);
    assert_eq!(whole, read(body, dialect, usize::MAX), "two readings differ");
    assert_eq!(whole, read(body, dialect, step), "pieces of {step} bytes make a difference");
    let part = read(&body[..cut.min(body.len())], dialect, usize::MAX);
    part.check();
    conserved(&part, dialect);
    if whole.is_complete() && part.is_complete() {
        assert_eq!(part.items.len(), whole.items.len(), "a cut answer is taken for whole");
    }
}

/// What is counted is what was handed over; rows that are put together are
/// counted each.
fn conserved(reading: &Reading, dialect: &Dialect) {
    let handed = reading.items.len() as u64;
    let counted = match &reading.end {
        Ok(end) => Some(end.items),
        Err((_, before)) => *before,
    };
    let Some(counted) = counted else { return };
    if dialect.duplicates == Duplicates::MergePlaces {
        assert!(counted >= handed, "{handed} items were handed over, {counted} counted");
    } else {
        assert_eq!(counted, handed, "items handed over, and counted");
    }
}

fn read(body: &[u8], dialect: &Dialect, step: usize) -> Reading {
    let mut items = Vec::new();
    let end = in_context(|context| {
        let mut sink = |item| items.push(item);
        feed::read(&mut Slowly(body, step), None, dialect, context, &mut sink)
    });
    Reading::new(items, end)
}
