//! One ad as a document: its canonical JSON and the job that it advertises.
//! Bodies are read from `ads.current` where the catalog says they stand.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use eventlog::{From, LogError, Reader};
use schemas::{Ad, AdId, Change, JobId};

use crate::catalog::Known;
use crate::frame::one_line;
use crate::read::ReadError;
use crate::shared::{ADS_CURRENT, Shared};
use crate::tail;

/// How long one ask may wait; what is asked for is there already.
const WAIT: Duration = Duration::from_secs(2);
/// How long a request waits for the catalog to hold what the tail has shown.
const CATALOG_WAIT: Duration = Duration::from_secs(5);
/// Readers kept open between look-ups.
const READERS_MAX: usize = 4;

/// Waits until the catalog holds every change that subscribers have seen, so
/// that whoever follows the stream finds what it was told about.
pub(crate) async fn catalog_caught_up(shared: &Shared) -> Result<(), ReadError> {
    let seen = shared.tip.borrow().seq;
    let mut catalog = shared.catalog_tip.subscribe();
    let caught_up = catalog.wait_for(|tip| tip.seq >= seen);
    match tokio::time::timeout(CATALOG_WAIT, caught_up).await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(_)) | Err(_) => {
            Err(ReadError::Unavailable("the catalog is behind the changes".to_owned()))
        }
    }
}

/// The latest changes of ads, in the order asked for; `None` where an ad has a
/// newer change by now.
pub(crate) async fn latest(
    shared: &Arc<Shared>,
    ads: Vec<Known>,
) -> Result<Vec<Option<Change>>, ReadError> {
    let _turn = shared.lookups.acquire().await.expect("it is never closed");
    let reading = Arc::clone(shared);
    let read = move || ads.iter().map(|ad| read_at(&reading, ad)).collect::<Result<_, _>>();
    tokio::task::spawn_blocking(read)
        .await
        .map_err(|_| ReadError::Unavailable("a read of an ad broke off".to_owned()))?
}

fn read_at(shared: &Shared, ad: &Known) -> Result<Option<Change>, ReadError> {
    let away = |error: LogError| ReadError::Unavailable(error.to_string());
    let kept = shared.readers.lock().pop();
    let mut reader = match kept {
        Some(mut reader) => {
            reader.seek(ad.position).map_err(away)?;
            reader
        }
        None => shared
            .log
            .reader(&ADS_CURRENT, shared.partition(), From::Position(ad.position))
            .map_err(away)?,
    };
    let records = reader.poll(1, WAIT).map_err(away)?;
    keep(shared, reader);
    let Some(record) = records.first() else {
        return Err(ReadError::Unavailable("the log does not answer in time".to_owned()));
    };
    if record.position != ad.position {
        return Ok(None);
    }
    let change = tail::decode(shared, record).map_err(|error| {
        let text = error.to_string();
        shared.fail(error);
        ReadError::Unavailable(text)
    })?;
    change.map(Some).ok_or_else(|| ReadError::Unavailable("the feed is closing".to_owned()))
}

fn keep(shared: &Shared, reader: Box<dyn Reader>) {
    let mut readers = shared.readers.lock();
    if readers.len() < READERS_MAX {
        readers.push(reader);
    }
}

/// The JSON of an ad, on one line, up to its closing brace: [`push_job`] ends
/// it.
pub(crate) fn open_document(mut ad: Box<Ad>) -> Bytes {
    // `group` sends them elsewhere; this is the last door.
    ad.contacts.clear();
    let mut bytes = serde_json::to_vec(&ad).expect("an ad has only text and numbers");
    one_line(&mut bytes);
    bytes.pop();
    bytes.into()
}

/// Ends a document with the job that the ad advertises.
pub(crate) fn push_job(document: &mut Vec<u8>, job: JobId, canonical: bool) {
    let job = format!(",\"job\":{{\"id\":\"{job}\",\"canonical\":{canonical}}}}}");
    document.extend_from_slice(job.as_bytes());
}

/// The document of a public ad; `None` when it has a newer change by now.
pub(crate) async fn document(
    shared: &Arc<Shared>,
    ad: Known,
) -> Result<Option<Vec<u8>>, ReadError> {
    let cached = shared.documents.lock().get(ad.position);
    let open = match cached {
        Some(open) => open,
        None => {
            let change = latest(shared, vec![ad]).await?.pop().flatten();
            let Some(body) = change.and_then(|change| change.ad) else { return Ok(None) };
            let open = open_document(body);
            shared.documents.lock().insert(ad.position, open.clone(), open.len());
            open
        }
    };
    if is_erased(shared, ad.ad_id) {
        return Ok(None);
    }
    let mut document = open.to_vec();
    push_job(&mut document, ad.job, ad.canonical);
    Ok(Some(document))
}

pub(crate) fn is_erased(shared: &Shared, ad_id: AdId) -> bool {
    shared.erased.read().contains(&ad_id)
}
