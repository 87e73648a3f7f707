//! One ad of the feed, by itself.

use schemas::Timestamp;
use schemas::ad::{Ad, Removal, RemovalSignal};
use schemas::id::ExternalId;

use crate::connector::{Answer, Sink};
use crate::dialects;
use crate::formats::{feed, nav};
use crate::item::{Item, ItemError, ReadContext, ReadError};

/// Reads the answer for the ad `id` into `sink`. Inside: why it could not be
/// fetched; it is to be asked for again.
///
/// # Errors
/// When the partner does not let us in: then no ad can be fetched.
pub(super) fn read(
    id: &str,
    answer: &mut Answer<'_>,
    context: &ReadContext<'_>,
    sink: &mut Sink<'_>,
) -> Result<Result<(), String>, ReadError> {
    match answer.head.status {
        200 => {}
        401 => return Err(ReadError::Status { status: 401 }),
        404 | 410 => {
            gone(id, RemovalSignal::HttpGone, None, answer.asked_at, sink);
            return Ok(Ok(()));
        }
        status => return Ok(Err(format!("the answer was {status}"))),
    }
    let dialect = dialects::named("nav-entry").expect("the dialect is built in");
    let mut items: Vec<Result<Item, ItemError>> = Vec::new();
    let content_type = answer.head.content_type.as_deref();
    let read = feed::read(answer.body, content_type, dialect, context, &mut |item| {
        items.push(item);
    });
    if let Err(error) = read {
        return Ok(Err(match std::error::Error::source(&error) {
            Some(source) => format!("{error}: {source}"),
            None => error.to_string(),
        }));
    }
    let named = items.first().and_then(|item| match item {
        Ok(Item::Ad(ad)) => Some(ad.source.external_id.as_str()),
        Ok(Item::Removal { external_id, .. } | Item::Seen { external_id }) => {
            Some(external_id.as_str())
        }
        Ok(Item::Page { .. }) => None,
        Err(error) => error.external_id.as_deref(),
    });
    if named.is_some_and(|named| named != id) {
        return Ok(Err("the answer is about another ad".to_owned()));
    }
    for item in items {
        match item {
            Ok(Item::Ad(ad)) if is_masked(&ad) => {
                let at = ad.source_modified_at.unwrap_or(answer.asked_at);
                gone(id, RemovalSignal::StatusFlip, Some("masked"), at, sink);
            }
            Ok(Item::Ad(mut ad)) => {
                "nav".clone_into(&mut ad.source.connector);
                sink(Ok(Item::Ad(ad)));
            }
            other => sink(other),
        }
    }
    Ok(Ok(()))
}

fn is_masked(ad: &Ad) -> bool {
    let title = ad.texts.first().map(|text| text.title.as_str());
    nav::is_masked(title, ad.employer.name.trim().is_empty())
}

fn gone(id: &str, signal: RemovalSignal, reason: Option<&str>, at: Timestamp, sink: &mut Sink<'_>) {
    let Ok(external_id) = ExternalId::new(id) else { return };
    let removal = Removal { signal, at, reason_code: reason.map(str::to_owned) };
    sink(Ok(Item::Removal { external_id, removal }));
}
