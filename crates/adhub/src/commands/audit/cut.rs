//! What of the log belongs together: inputs below `must` have their outputs,
//! those below `may` perhaps. On a log that nobody writes to they are one.

use eventlog::{Consumed, TopicName, partition_of};
use runtime::grouping::is_word;
use runtime::process::derive::Derivation;
use runtime::process::{Hub, group_of};
use schemas::contacts::Contacts;
use schemas::topic;

use super::latest::Latest;
use super::seen::Outputs;
use super::step::Place;
use super::steps::Audited;
use crate::commands::records::Records;

/// Everything of one step and partition, as it was at the start.
pub(super) struct Cut {
    pub(super) must: u64,
    pub(super) may: u64,
    pub(super) inputs: Records,
    pub(super) outputs: Outputs,
    pub(super) state: Latest,
    pub(super) contacts: Latest,
    /// Something was written meanwhile.
    pub(super) moving: bool,
}

impl Cut {
    /// Opens all of it.
    pub(super) fn of<S: Audited>(hub: &Hub, place: Place) -> anyhow::Result<Self> {
        let (log, input) = (hub.log.as_ref(), TopicName::new(Derivation::<S>::input()));
        let group = group_of(S::NAME);
        let must = log.committed(&group, &input, place.partition)?.unwrap_or(0);
        let state = match Derivation::<S>::state() {
            Some(name) => Latest::read::<S::State>(hub, name, place.partition, S::certain)?,
            None => Latest::default(),
        };
        let contacts = if S::OUTPUT == topic::CHANGES {
            Latest::read::<Contacts>(hub, topic::ADS_CONTACTS, place.output, of_contacts)?
        } else {
            Latest::default()
        };
        let records = Records::open(log, &TopicName::new(S::OUTPUT), place.output)?;
        let outputs = Outputs::new(records, mine::<S>(place, log.partitions(&input)?));
        let inputs = Records::open(log, &input, place.partition)?;
        let may = log.committed(&group, &input, place.partition)?.unwrap_or(0);
        let state_end = match Derivation::<S>::state() {
            Some(name) => log.bounds(&TopicName::new(name), place.partition)?.end,
            None => 0,
        };
        let moving = may != must || state_end != state.end();
        Ok(Self { must, may, inputs, outputs, state, contacts, moving })
    }
}

/// All of it is certain; the words do not name a person.
pub(super) fn of_contacts(contacts: Contacts) -> (Contacts, String) {
    let words = format!("contacts of revision {}", contacts.revision);
    (contacts, words)
}

/// Tells the outputs of one partition from those of others that share their
/// topic: by the key, as the inputs are. What an operator says is no output.
fn mine<S: Audited>(place: Place, partitions: u32) -> Box<dyn Fn(&Consumed) -> bool> {
    if !S::SHARES_OUTPUT {
        return Box::new(|_| true);
    }
    Box::new(move |record| {
        if is_word(&record.headers) {
            return false;
        }
        let key = record.key.as_deref().unwrap_or_default();
        partition_of(key, partitions) == place.partition
    })
}
