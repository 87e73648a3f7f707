//! What a step is, and what it may say.

use bytes::Bytes;
use schemas::change::Change;
use schemas::contacts::Contacts;
use schemas::dedupe_state::DedupeState;
use schemas::group_state::GroupState;
use schemas::rejected::{RejectReason, Rejected};
use schemas::{AdId, Event, Revision, Timestamp};
use serde::{Deserialize, Serialize};

/// One step of the path. One instance owns one partition and its state.
///
/// A step never undoes: when a transaction fails, the instance is dropped and
/// a new one is restored from the last commit.
pub trait Step: Send {
    /// What it reads.
    type In: Event;
    /// What it remembers, written to its changelog; [`Stateless`] when that
    /// is nothing.
    type State: Event;

    /// Its name: metrics, transactional ids, logs.
    const NAME: StepName;

    /// Takes one record of the changelog, in order, at start-up. `None`
    /// forgets the key.
    fn restore(&mut self, key: &[u8], state: Option<Self::State>);

    /// Decides about one event. Exactly one outcome; any number of outputs.
    fn decide(&mut self, event: Self::In, arrival: &Arrival, out: &mut Vec<Outgoing>) -> Outcome;

    /// The earliest time at which [`Step::tick`] has something to do.
    fn next_tick(&self) -> Option<Timestamp> {
        None
    }

    /// Does what is due at `now`: at most `max` timers in one call.
    fn tick(&mut self, now: Timestamp, max: usize, out: &mut Vec<Outgoing>) {
        let _ = (now, max, out);
    }
}

/// State of a step that remembers nothing: no value of it can exist, so its
/// changelog has no topic and no schema.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Stateless {}

impl Event for Stateless {
    const NAME: &'static str = "stateless";
    const TYPE: &'static str = "org.adhub.stateless.v1";
    const SCHEMAS: &'static [&'static str] = &["\"null\""];

    fn avro() -> &'static schemas::avro::AvroType {
        static AVRO: std::sync::LazyLock<schemas::avro::AvroType> =
            std::sync::LazyLock::new(|| {
                schemas::avro::AvroType::newest(Stateless::NAME, Stateless::SCHEMAS)
            });
        &AVRO
    }
}

/// Names of the steps.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[expect(missing_docs, reason = "the names of the design")]
pub enum StepName {
    Dedupe,
    Enrich,
    Group,
}

impl StepName {
    /// As in metrics and commands.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Dedupe => "dedupe",
            Self::Enrich => "enrich",
            Self::Group => "group",
        }
    }
}

/// When and where an event arrived.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Arrival {
    /// The hub's clock.
    pub now: Timestamp,
    /// Partition of the input.
    pub partition: u32,
    /// Position in it.
    pub position: u64,
}

/// A record that a step wants written.
#[derive(Clone, PartialEq, Debug)]
pub enum Outgoing {
    /// To `ads.revised`, same partition as the input.
    Revised(Revision),
    /// To `ads.enriched`, the ad's market.
    Enriched(Revision),
    /// To `changes` and `ads.current`.
    Change(Change),
    /// As [`Outgoing::Change`], of an ad that did not change itself: the ad in
    /// it is the one that the ad's change number `shown` carries. Steps keep
    /// no ads, so whoever writes it puts it in.
    Moved {
        /// The change, without its ad.
        change: Change,
        /// `seq` of the ad's change before.
        shown: i64,
    },
    /// To `ads.contacts`; `None` is a tombstone.
    Contacts(AdId, Option<Contacts>),
    /// A tombstone to `ads.current`: the ad has been gone for so long that
    /// nobody asks for it.
    Forgotten(AdId),
    /// To `ads.rejected`.
    Rejected(Rejected),
    /// To the step's changelog, same partition as the input; `None` forgets.
    State(Bytes, Option<StateRecord>),
}

/// A record of a changelog.
#[derive(Clone, PartialEq, Debug)]
pub enum StateRecord {
    /// Of `dedupe.state`.
    Dedupe(DedupeState),
    /// Of `group.state`.
    Group(GroupState),
}

/// What became of an event. Every input has exactly one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Outcome {
    /// Went on to the next step.
    Emit,
    /// Ends here, rightly.
    Drop(DropReason),
    /// Could not be trusted; it is in `ads.rejected`.
    Reject(RejectReason),
}

/// Why an event ended.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum DropReason {
    /// The content is that of the current revision.
    Duplicate,
    /// The partner says that it is older than the current revision.
    Stale,
    /// This very delivery was seen before.
    Redelivered,
    /// A removal of an ad that is not there.
    AlreadyGone,
    /// Its validity had passed when it arrived.
    AlreadyExpired,
    /// A marker of a snapshot, or an ad that it shows unreadable: nothing to
    /// publish.
    Marker,
    /// Kept until its publication date, when it is published.
    Draft,
    /// It went, or was changed, without having been public.
    NotPublic,
    /// A correction that moves no ad now. It is kept.
    Kept,
}

impl DropReason {
    /// As a metric label.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Duplicate => "duplicate",
            Self::Stale => "stale",
            Self::Redelivered => "redelivered",
            Self::AlreadyGone => "already_gone",
            Self::AlreadyExpired => "already_expired",
            Self::Marker => "marker",
            Self::Draft => "draft",
            Self::NotPublic => "not_public",
            Self::Kept => "kept",
        }
    }
}
