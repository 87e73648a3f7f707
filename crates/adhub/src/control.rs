//! Commands that change a hub: through a socket inside the data directory when
//! a hub runs on it, on the log itself when none runs. The result is the same.

pub(crate) mod incidents;
mod socket;

use std::path::Path;

use anyhow::bail;
use gateway::keys::{KeyLedger, NewPartner};
use runtime::{Clock, Stop};
use schemas::PartnerName;
use schemas::key::PartnerRecord;
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
    /// No, and why.
    Refused(String),
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
            let ledger = KeyLedger::new(log, codec);
            runtime.block_on(perform(&ledger, Clock::system(), request))
        }
    };
    match reply {
        Reply::Refused(reason) => bail!("{reason}"),
        reply => Ok(reply),
    }
}

/// Does what is asked.
async fn perform(ledger: &KeyLedger, clock: Clock, request: &Request) -> Reply {
    let now = clock.now();
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
    };
    result.unwrap_or_else(|error| Reply::Refused(format!("{:#}", anyhow::Error::from(error))))
}

fn without_hashes(mut records: Vec<PartnerRecord>) -> Reply {
    for record in &mut records {
        record.key_sha256 = None;
    }
    Reply::Records(records)
}

struct Keys {
    ledger: KeyLedger,
    clock: Clock,
}

impl Answer for Keys {
    type Request = Request;
    type Reply = Reply;

    async fn answer(&self, request: Request) -> Reply {
        perform(&self.ledger, self.clock, &request).await
    }

    fn refuse(&self, reason: String) -> Reply {
        Reply::Refused(reason)
    }
}

/// Opens the socket in `data`, whose lock is held.
///
/// # Errors
/// When the socket cannot be made.
pub(crate) fn serve(data: &Path, ledger: KeyLedger, clock: Clock) -> anyhow::Result<ControlSocket> {
    socket::serve(data, Keys { ledger, clock })
}
