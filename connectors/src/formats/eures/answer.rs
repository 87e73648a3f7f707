//! An answer of `getDetails` that is read alone, without the round that asked
//! for it.

use std::io::Read;

use schemas::ad::{Removal, RemovalSignal};
use schemas::id::ExternalId;
use schemas::rejected::{Fault, RejectReason};

use super::detail::{Detail, Reader, details};
use crate::detect::{self, Clues};
use crate::dialects;
use crate::formats::dialect::Dialect;
use crate::formats::feed::CONNECTOR;
use crate::item::{Item, ItemError, ReadContext, ReadEnd, ReadError};

/// Reads every detail, each in the dialect that its document is in. Never
/// complete: only `getAll` says which ads there are.
///
/// # Errors
/// When the answer is cut, too large, or something else.
pub fn answer(
    body: &mut dyn Read,
    context: &ReadContext<'_>,
    sink: &mut dyn FnMut(Result<Item, ItemError>),
) -> Result<ReadEnd, ReadError> {
    let mut items = 0;
    for (id, detail) in details(body)? {
        items += 1;
        sink(one(&id, &detail, context));
    }
    Ok(ReadEnd { items, complete: false, announced: None })
}

fn one(id: &str, detail: &Detail, context: &ReadContext<'_>) -> Result<Item, ItemError> {
    let id = ExternalId::new(id).map_err(|error| ItemError {
        external_id: Some(id.to_owned()),
        reason: RejectReason::BlankId,
        faults: vec![Fault::new("id_invalid", "", error.to_string())],
        place: "details".to_owned(),
        bytes: Vec::new(),
        bytes_length: 0,
    })?;
    let dialect = dialect(detail.content().as_deref().unwrap_or_default());
    let reader = Reader { dialect, connector: CONNECTOR, source_id: None };
    let (reference, ad) = reader.read(&id, detail, context)?;
    Ok(match ad {
        Some(ad) => Item::Ad(ad),
        None => Item::Removal {
            external_id: id,
            removal: Removal {
                signal: RemovalSignal::StatusFlip,
                at: reference.closed_at.or(reference.modified_at).unwrap_or(context.now),
                reason_code: Some("CLOSED".to_owned()),
            },
        },
    })
}

/// The member state's own, where it has one.
fn dialect(content: &str) -> &'static Dialect {
    let clues = Clues { start: content.as_bytes(), whole: true, ..Clues::default() };
    let name = match detect::detect(clues) {
        Ok(found) if found.format == "eures-nav" => "eures-nav",
        _ => "hrxml-3",
    };
    dialects::named(name).expect("the dialect is built in")
}
