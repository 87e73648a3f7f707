//! `group.state`: what group remembers of each ad, and of its market.
//!
//! Jobs have no records of their own: a job is the public ads that name it.
//! The market's `seq` is the largest of its ads'.

use serde::{Deserialize, Serialize};

use crate::ad::{Ad, Lifecycle};
use crate::change::Facets;
use crate::id::{AdId, JobId};
use crate::revision::Hold;
use crate::time::Timestamp;

/// One record of the changelog: an ad (record key: the ad id as text), the
/// market (record key: `market`), a correction (record key: `hold/AD/AD`, the
/// smaller id first), a job whose id is an alias (record key: `alias/JOB`), or
/// a job whose ads are being placed anew (record key: `task/JOB`). Exactly one
/// of the parts is there.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct GroupState {
    /// The market.
    pub market: Option<KnownMarket>,
    /// An ad.
    pub ad: Option<GroupedAd>,
    /// A correction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correction: Option<Box<KnownCorrection>>,
    /// An alias.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alias: Option<KnownAlias>,
    /// A task.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<KnownTask>,
}

/// A job that was merged into another. Ads that are gone and named it belong
/// to the other.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct KnownAlias {
    /// The other job.
    pub into: JobId,
    /// The change that minted the other job.
    pub since: i64,
    /// When the alias is forgotten: no ad can name it by then.
    pub until: Timestamp,
}

/// A job whose ads are being placed anew, in the order of their publication:
/// more than fit into one transaction.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct KnownTask {
    /// The change that published the last ad that was placed.
    pub after: i64,
    /// When it began.
    pub at: Timestamp,
    /// The job was divided: an ad that belongs with those that left follows.
    pub divided: bool,
}

/// What an operator said of two ads last. One that was lifted stays, as
/// [`Hold::Free`], so that it can be seen who lifted it, when and why.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct KnownCorrection {
    /// The one with the smaller id.
    pub ad_id: AdId,
    /// The other.
    pub other_ad_id: AdId,
    /// What is to become of them.
    pub hold: Hold,
    /// When it was said.
    pub at: Timestamp,
    /// Who said so.
    pub by: String,
    /// Why.
    pub note: String,
}

/// The market.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct KnownMarket {
    /// Identity of its change log, minted with its first ad.
    #[serde(with = "crate::id::uuid_text")]
    pub epoch: uuid::Uuid,
}

/// One ad.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct GroupedAd {
    /// Where it stands.
    pub lifecycle: Lifecycle,
    /// Its last revision.
    pub revision: i64,
    /// Its last change; 0 when subscribers never saw it.
    pub seq: i64,
    /// The change that published it last.
    pub since: i64,
    /// The job that it advertises, or advertised when it was public last.
    pub job: Option<JobId>,
    /// The change that minted that job: the smaller, the older.
    pub job_since: i64,
    /// `PARTNER/ACCOUNT`.
    pub account: String,
    /// How well it speaks for its job: the larger, the better.
    pub rank: i32,
    /// It has a record in `ads.contacts`.
    pub contacts: bool,
    /// When its timer goes off: a published ad's end, the publication of a
    /// draft, the forgetting of an ad that is gone.
    pub due_at: Option<Timestamp>,
    /// Of the revision that subscribers see; empty unless published.
    pub facets: Facets,
    /// What it is matched by.
    pub signature: Vec<i64>,
    /// What it is compared by: its first byte is the version of the rules,
    /// which alone read the rest. Empty for an ad that is not compared.
    #[serde(default, with = "crate::rejected::byte_string")]
    pub sketch: Vec<u8>,
    /// The whole ad, while it waits for its publication.
    pub draft: Option<Box<Ad>>,
}
