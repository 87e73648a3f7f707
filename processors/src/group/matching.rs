//! Which public ads advertise the same vacancy?
//!
//! [`Exact`] finds ads that share the job id of an applicant tracking system,
//! or an application URL. [`super::similar`] finds those that share no id.

use std::collections::BTreeSet;

use schemas::Ad;
use sha2::{Digest, Sha256};
use smallvec::SmallVec;

use super::apply_url;
use crate::by_ad::Slot;

/// What an ad is matched by: numbers that only their matcher reads. Kept in
/// the changelog. Most ads have one.
pub(super) type Signature = SmallVec<[u64; 1]>;

/// Who published an ad: a number for partner and account.
pub(super) type AccountNumber = u32;

/// Finds ads of the same vacancy among those that it was told of.
pub(super) trait Matcher: Default + Send {
    /// What the ad is matched by: sorted, at most [`SIGNATURE_LENGTH_MAX`].
    fn signature(ad: &Ad) -> Signature;

    /// With all these public ads, one entry for each part of a signature.
    fn with(entries: Vec<(u64, AccountNumber, Slot)>) -> Self;

    /// An ad is public from now on.
    fn add(&mut self, slot: Slot, account: AccountNumber, signature: &[u64]);

    /// An ad that was added is public no more.
    fn remove(&mut self, slot: Slot, account: AccountNumber, signature: &[u64]);

    /// Calls `found` with each public ad of the same vacancy, other than
    /// `slot` itself, and the name of what they share, in any order, perhaps
    /// more than once.
    fn alike(
        &self,
        slot: Option<Slot>,
        account: AccountNumber,
        signature: &[u64],
        found: &mut dyn FnMut(Slot, &'static str),
    );
}

/// An ad with more keys is matched by the first of them.
pub(super) const SIGNATURE_LENGTH_MAX: usize = 8;

/// So many ads of one account may share the job id of an applicant tracking
/// system: one job advertised in several towns or languages. More are a
/// connector's mistake, and the id is no key.
const ATS_ADS_OF_ACCOUNT_MAX: usize = 16;

/// A key that more ads share is no key.
const ADS_MAX: usize = 256;

/// Matches ads by equal keys.
///
/// An application URL that two public ads of one account share is no key
/// while they do: it may lead to a form for everybody.
#[derive(Default)]
pub(super) struct Exact {
    /// Ordered by account within a key, so that a page for everybody shows
    /// itself at its second entry.
    entries: BTreeSet<(u64, AccountNumber, Slot)>,
}

impl Matcher for Exact {
    fn signature(ad: &Ad) -> Signature {
        let ats_ids = ad.alt_ids.iter().filter(|id| id.scheme.starts_with("ats:"));
        let mut keys: Vec<u64> = ats_ids
            .filter(|id| !id.value.trim().is_empty())
            .map(|id| key(Kind::AtsId, &[&id.scheme, id.value.trim()]))
            .collect();
        if let Some(url) = ad.apply.url.as_deref().and_then(apply_url::normal) {
            keys.push(key(Kind::ApplyUrl, &[&url]));
        }
        keys.sort_unstable();
        keys.dedup();
        keys.truncate(SIGNATURE_LENGTH_MAX);
        // Copied: a list keeps its room, needed or not.
        keys.iter().copied().collect()
    }

    fn with(entries: Vec<(u64, AccountNumber, Slot)>) -> Self {
        Self { entries: entries.into_iter().collect() }
    }

    fn add(&mut self, slot: Slot, account: AccountNumber, signature: &[u64]) {
        self.entries.extend(signature.iter().map(|key| (*key, account, slot)));
    }

    fn remove(&mut self, slot: Slot, account: AccountNumber, signature: &[u64]) {
        for key in signature {
            self.entries.remove(&(*key, account, slot));
        }
    }

    fn alike(
        &self,
        slot: Option<Slot>,
        account: AccountNumber,
        signature: &[u64],
        found: &mut dyn FnMut(Slot, &'static str),
    ) {
        for key in signature {
            if let Some(slots) = self.sharing(*key, slot, account) {
                let name = Kind::of(*key).name();
                slots.into_iter().for_each(|slot| found(slot, name));
            }
        }
    }
}

impl Exact {
    /// The ads that share a key with an ad of `account`; none when it is no
    /// key.
    fn sharing(&self, key: u64, but: Option<Slot>, account: AccountNumber) -> Option<Vec<Slot>> {
        let of_account_max = Kind::of(key).of_account_max();
        let mut slots = Vec::new();
        let (mut current, mut of_current) = (account, 0);
        let mut of_own = 1;
        for (_, owner, slot) in self.entries.range((key, 0, 0)..=(key, u32::MAX, u32::MAX)) {
            if Some(*slot) == but {
                continue;
            }
            let count = if *owner == account {
                of_own += 1;
                of_own
            } else {
                of_current = if *owner == current { of_current + 1 } else { 1 };
                current = *owner;
                of_current
            };
            if count > of_account_max || slots.len() == ADS_MAX {
                return None;
            }
            slots.push(*slot);
        }
        Some(slots)
    }
}

/// What a key was made of. In its last bit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    AtsId,
    ApplyUrl,
}

impl Kind {
    fn of(key: u64) -> Self {
        if key & 1 == 0 { Self::AtsId } else { Self::ApplyUrl }
    }

    fn name(self) -> &'static str {
        match self {
            Self::AtsId => "ats_id",
            Self::ApplyUrl => "apply_url",
        }
    }

    fn of_account_max(self) -> usize {
        match self {
            Self::AtsId => ATS_ADS_OF_ACCOUNT_MAX,
            Self::ApplyUrl => 1,
        }
    }
}

/// 63 bits of a hash: among a million keys two different ones are equal once
/// in twenty million markets.
fn key(kind: Kind, parts: &[&str]) -> u64 {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    let hash: [u8; 32] = hash.finalize().into();
    let [a, b, c, d, e, f, g, h, ..] = hash;
    let bits = u64::from_be_bytes([a, b, c, d, e, f, g, h]);
    match kind {
        Kind::AtsId => bits & !1,
        Kind::ApplyUrl => bits | 1,
    }
}
