//! Ads as their latest changes show them. A step keeps no ads; one that moves
//! an ad that did not change leaves it to be put in here.

pub(crate) mod find;
pub(crate) mod scratch;

use std::collections::HashMap;
use std::time::{Duration, Instant};

use bytes::Bytes;
use schemas::{Ad, AdId, Change, Codec};
use serde::Deserialize;

use self::find::ChangeFinder;
use crate::process::{Hub, ProcessError};

/// How long a change is waited for that is committed, but does not show yet.
const VISIBLE_WITHIN: Duration = Duration::from_secs(30);
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// Where ads are found again.
pub(crate) trait Shown: Send {
    /// A change was decided that shows an ad.
    fn saw(&mut self, change: &Change, value: &Bytes) -> Result<(), ProcessError>;

    /// The ad of the change `seq`, which is the ad's latest; `None` from one
    /// who keeps none.
    fn ad(&mut self, ad_id: AdId, seq: i64) -> Result<Option<Box<Ad>>, ProcessError>;
}

/// For those who compare where ads go, and not the ads.
pub(crate) struct Nowhere;

impl Shown for Nowhere {
    fn saw(&mut self, _: &Change, _: &Bytes) -> Result<(), ProcessError> {
        Ok(())
    }

    fn ad(&mut self, _: AdId, _: i64) -> Result<Option<Box<Ad>>, ProcessError> {
        Ok(None)
    }
}

/// The values of changes that were decided, by their ads.
type Decided = HashMap<AdId, (i64, Bytes)>;

/// In the log, and in what is on its way there.
pub(crate) struct InLog {
    hub: Hub,
    finder: ChangeFinder,
    /// Not handed over to be committed.
    pending: Decided,
    /// Handed over, perhaps committed. What was handed over before is.
    handed_over: Decided,
}

impl InLog {
    /// Of one market.
    pub(crate) fn new(hub: &Hub, market: u32) -> Self {
        let finder = ChangeFinder::new(hub.log.clone(), hub.codec.clone(), market);
        let (pending, handed_over) = (Decided::new(), Decided::new());
        Self { hub: hub.clone(), finder, pending, handed_over }
    }

    /// A transaction with what was seen was handed over, after the one before
    /// was committed.
    pub(crate) fn hand_over(&mut self) {
        self.handed_over = std::mem::take(&mut self.pending);
    }
}

impl Shown for InLog {
    fn saw(&mut self, change: &Change, value: &Bytes) -> Result<(), ProcessError> {
        self.pending.insert(change.ad_id, (change.seq, value.clone()));
        Ok(())
    }

    fn ad(&mut self, ad_id: AdId, seq: i64) -> Result<Option<Box<Ad>>, ProcessError> {
        for decided in [&self.pending, &self.handed_over] {
            if let Some((_, value)) = decided.get(&ad_id).filter(|(known, _)| *known == seq) {
                return ad_of(&self.hub.codec, value, ad_id, seq).map(Some);
            }
        }
        let started = Instant::now();
        loop {
            if let Some(value) = self.finder.find(ad_id, seq)? {
                return ad_of(&self.hub.codec, &value, ad_id, seq).map(Some);
            }
            if self.hub.stop.is_set() {
                return Err(ProcessError::Stopped);
            }
            if started.elapsed() > VISIBLE_WITHIN {
                return Err(ProcessError::NotShown { ad_id, seq });
            }
            std::thread::sleep(LOOK_EVERY);
        }
    }
}

/// The ad of a change.
pub(crate) fn ad_of(
    codec: &Codec,
    value: &[u8],
    ad_id: AdId,
    seq: i64,
) -> Result<Box<Ad>, ProcessError> {
    #[derive(Deserialize)]
    struct OfChange {
        ad: Option<Box<Ad>>,
    }
    let change = codec.decode_part::<Change, OfChange>(value).ok();
    change.and_then(|change| change.ad).ok_or(ProcessError::NotShown { ad_id, seq })
}
