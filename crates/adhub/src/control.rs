//! Commands that change a hub: through a socket inside the data directory when
//! a hub runs on it, on the log itself when none runs. The result is the same.

pub(crate) mod incidents;
mod socket;

use std::path::Path;
use std::sync::Arc;

use anyhow::bail;
use eventlog::EventLog;
use gateway::keys::{KeyLedger, NewPartner};
use runtime::grouping::{Effect, Grouping, GroupingError, JobShown, Listed, Said, Word};
use runtime::quarantine::{Quarantine, QuarantineError, Quarantined};
use runtime::{Clock, Stop};
use schemas::key::PartnerRecord;
use schemas::{Codec, JobId, PartnerName};
use secrecy::ExposeSecret as _;
use serde::{Deserialize, Serialize};

use socket::Answer;
pub(crate) use socket::ControlSocket;

use crate::cli::HubArguments;
use crate::hub;

/// What can be asked.
#[derive(Serialize, Deserialize, Debug)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Request {
    /// Adds a partner.
    PartnerAdd {
        /// Name.
        name: PartnerName,
        /// Zone of its times.
        zone: String,
        /// Language of its ads.
        language: Option<String>,
    },
    /// Lists partners.
    PartnerList,
    /// Disables a partner.
    PartnerDisable {
        /// Name.
        name: PartnerName,
    },
    /// Makes a key.
    KeyAdd {
        /// Partner.
        partner: PartnerName,
    },
    /// Lists keys.
    KeyList,
    /// Revokes a key.
    KeyRevoke {
        /// Its public part.
        key_id: String,
    },
    /// Lists partners whose snapshots are held.
    QuarantineList,
    /// What is held of one.
    QuarantineShow {
        /// Partner.
        partner: PartnerName,
    },
    /// Lets the next complete snapshot of a partner through.
    QuarantineRelease {
        /// Partner.
        partner: PartnerName,
    },
    /// Holds two ads apart or together, or takes that back.
    GroupSay(Word),
    /// A job with its ads, by its id or that of an ad.
    GroupShow {
        /// The id.
        id: JobId,
    },
    /// Lists what is said of pairs of ads.
    GroupCorrections {
        /// What was lifted, too.
        all: bool,
    },
}

/// What is answered.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Reply {
    /// Done.
    Done,
    /// A new key: its public part, and the whole key.
    Key {
        /// Public part.
        id: String,
        /// The whole key, shown this once.
        key: String,
    },
    /// Records of partners or keys, hashes removed.
    Records(Vec<PartnerRecord>),
    /// What is held.
    Quarantined(Vec<Quarantined>),
    /// What became of a word on two ads.
    GroupSaid(Box<Said>),
    /// A job.
    GroupShown(Box<JobShown>),
    /// What is said of pairs of ads.
    GroupCorrections(Vec<Listed>),
    /// No, and why.
    Refused(String),
}

/// What is needed to answer.
#[derive(Clone)]
pub(crate) struct Desk {
    ledger: KeyLedger,
    quarantine: Quarantine,
    grouping: Grouping,
    /// Whether a step is there to take words on groups in.
    effect: Effect,
    clock: Clock,
}

impl Desk {
    /// Of this log. Must be made where a runtime is entered.
    pub(crate) fn new(log: Arc<dyn EventLog>, codec: Arc<Codec>, clock: Clock) -> Self {
        let quarantine = Quarantine::new(Arc::clone(&log), Arc::clone(&codec));
        let grouping = Grouping::new(Arc::clone(&log), Arc::clone(&codec));
        let effect = Effect::Awaited;
        Self { ledger: KeyLedger::new(log, codec), quarantine, grouping, effect, clock }
    }
}

/// Asks the hub of these arguments.
///
/// # Errors
/// When the hub refuses, or neither it nor the log can be reached.
pub(crate) fn ask(arguments: &HubArguments, request: &Request) -> anyhow::Result<Reply> {
    let config = hub::effective_config(arguments)?;
    let running = if config.log.kafka.is_some() { None } else { socket::connect(&config.data)? };
    let reply = match running {
        Some(stream) => socket::ask(stream, request)?,
        None => {
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .worker_threads(1)
                .enable_all()
                .build()?;
            let _guard = runtime.enter();
            let log = hub::open_log(&config, Clock::system())?;
            let codec = hub::prepare(&log, &Stop::new())?;
            let effect = if config.log.kafka.is_some() { Effect::Awaited } else { Effect::Later };
            let desk = Desk { effect, ..Desk::new(log, codec, Clock::system()) };
            runtime.block_on(perform(&desk, request))
        }
    };
    match reply {
        Reply::Refused(reason) => bail!("{reason}"),
        reply => Ok(reply),
    }
}

/// Does what is asked.
async fn perform(desk: &Desk, request: &Request) -> Reply {
    let (ledger, now) = (&desk.ledger, desk.clock.now());
    let result = match request {
        Request::PartnerAdd { name, zone, language } => {
            let new = NewPartner {
                name: name.clone(),
                zone: Some(zone.clone()),
                language: language.clone(),
            };
            ledger.add_partner(new, now).await.map(|()| Reply::Done)
        }
        Request::PartnerList => ledger.partners().await.map(without_hashes),
        Request::PartnerDisable { name } => {
            ledger.disable_partner(name, now).await.map(|()| Reply::Done)
        }
        Request::KeyAdd { partner } => ledger.add_key(partner, now).await.map(|new| Reply::Key {
            id: new.id.to_string(),
            key: new.key.expose_secret().to_owned(),
        }),
        Request::KeyList => ledger.keys(None).await.map(without_hashes),
        Request::KeyRevoke { key_id } => ledger.revoke_key(key_id, now).await.map(|()| Reply::Done),
        Request::QuarantineList => return held(desk, |quarantine| quarantine.list()).await,
        Request::QuarantineShow { partner } => {
            let partner = partner.clone();
            return held(desk, move |quarantine| Ok(vec![quarantine.show(&partner)?])).await;
        }
        Request::QuarantineRelease { partner } => {
            let partner = partner.clone();
            return held(desk, move |quarantine| Ok(vec![quarantine.release(&partner, now)?]))
                .await;
        }
        Request::GroupSay(word) => {
            let (word, effect) = (word.clone(), desk.effect);
            return grouped(desk, move |grouping| {
                grouping.say(&word, now, effect).map(|said| Reply::GroupSaid(Box::new(said)))
            })
            .await;
        }
        Request::GroupShow { id } => {
            let id = *id;
            return grouped(desk, move |grouping| {
                grouping.show(id).map(|job| Reply::GroupShown(Box::new(job)))
            })
            .await;
        }
        Request::GroupCorrections { all } => {
            let all = *all;
            let list = move |grouping: &Grouping| grouping.corrections(all);
            return grouped(desk, move |grouping| list(grouping).map(Reply::GroupCorrections))
                .await;
        }
    };
    result.unwrap_or_else(|error| Reply::Refused(format!("{:#}", anyhow::Error::from(error))))
}

/// Asks the quarantine, whose calls block.
async fn held(
    desk: &Desk,
    ask: impl FnOnce(&Quarantine) -> Result<Vec<Quarantined>, QuarantineError> + Send + 'static,
) -> Reply {
    let quarantine = desk.quarantine.clone();
    match tokio::task::spawn_blocking(move || ask(&quarantine)).await {
        Ok(Ok(found)) => Reply::Quarantined(found),
        Ok(Err(error)) => Reply::Refused(format!("{:#}", anyhow::Error::from(error))),
        Err(error) => Reply::Refused(format!("the hub failed: {error}")),
    }
}

/// Asks about groups, whose calls block.
async fn grouped(
    desk: &Desk,
    ask: impl FnOnce(&Grouping) -> Result<Reply, GroupingError> + Send + 'static,
) -> Reply {
    let grouping = desk.grouping.clone();
    match tokio::task::spawn_blocking(move || ask(&grouping)).await {
        Ok(Ok(reply)) => reply,
        Ok(Err(error)) => Reply::Refused(format!("{:#}", anyhow::Error::from(error))),
        Err(error) => Reply::Refused(format!("the hub failed: {error}")),
    }
}

fn without_hashes(mut records: Vec<PartnerRecord>) -> Reply {
    for record in &mut records {
        record.key_sha256 = None;
    }
    Reply::Records(records)
}

impl Answer for Desk {
    type Request = Request;
    type Reply = Reply;

    async fn answer(&self, request: Request) -> Reply {
        perform(self, &request).await
    }

    fn refuse(&self, reason: String) -> Reply {
        Reply::Refused(reason)
    }
}

/// Opens the socket in `data`, whose lock is held.
///
/// # Errors
/// When the socket cannot be made.
pub(crate) fn serve(data: &Path, desk: Desk) -> anyhow::Result<ControlSocket> {
    socket::serve(data, desk)
}
