//! Incidents of the status page, through the process that holds its history,
//! or on the history itself when none does.

use std::path::Path;
use std::sync::Arc;

use anyhow::bail;
use schemas::Timestamp;
use serde::{Deserialize, Serialize};
use status::{Component, Incident, Ledger};

use super::socket::{self, Answer, ControlSocket};

/// Most incidents in one list, the newest.
const LISTED_MAX: usize = 1_000;

/// What can be asked.
#[derive(Serialize, Deserialize, Debug)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum IncidentRequest {
    /// Lists incidents.
    List,
    /// Tells of trouble that checks do not see.
    Open {
        /// What has it.
        component: Component,
        /// Public text.
        text: String,
    },
    /// Says something about an incident.
    Note {
        /// Incident.
        id: i64,
        /// Public text.
        text: String,
    },
    /// Ends an incident.
    Close {
        /// Incident.
        id: i64,
    },
}

/// What is answered.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum IncidentReply {
    /// Done; the incidents that were asked for, or the one that changed.
    Incidents(Vec<Incident>),
    /// No, and why.
    Refused(String),
}

/// Asks about the history in `directory`.
///
/// # Errors
/// When it is refused, or there is no history.
pub(crate) fn ask(directory: &Path, request: IncidentRequest) -> anyhow::Result<Vec<Incident>> {
    let reply = match socket::connect(directory)? {
        Some(stream) => socket::ask(stream, &request)?,
        None if !directory.is_dir() => bail!(
            "there is no history of the status page in {}: name the directory of `adhub run` or \
             `adhub status` with --data DIR",
            directory.display()
        ),
        None => perform(&Ledger::open(directory)?, request),
    };
    match reply {
        IncidentReply::Incidents(incidents) => Ok(incidents),
        IncidentReply::Refused(reason) => bail!("{reason}"),
    }
}

fn perform(ledger: &Ledger, request: IncidentRequest) -> IncidentReply {
    let now = Timestamp::from_jiff(jiff::Timestamp::now());
    let changed = match request {
        IncidentRequest::List => {
            return IncidentReply::Incidents(ledger.incidents(LISTED_MAX));
        }
        IncidentRequest::Open { component, text } => ledger.open_incident(component, &text, now),
        IncidentRequest::Note { id, text } => ledger.note(id, &text, now),
        IncidentRequest::Close { id } => ledger.close(id, now),
    };
    match changed {
        Ok(incident) => IncidentReply::Incidents(vec![incident]),
        Err(error) => IncidentReply::Refused(format!("{:#}", anyhow::Error::from(error))),
    }
}

struct Incidents(Arc<Ledger>);

impl Answer for Incidents {
    type Request = IncidentRequest;
    type Reply = IncidentReply;

    async fn answer(&self, request: IncidentRequest) -> IncidentReply {
        let ledger = Arc::clone(&self.0);
        let done = tokio::task::spawn_blocking(move || perform(&ledger, request)).await;
        done.unwrap_or_else(|error| self.refuse(format!("the hub failed: {error}")))
    }

    fn refuse(&self, reason: String) -> IncidentReply {
        IncidentReply::Refused(reason)
    }
}

/// Opens the socket in the directory of an open history.
///
/// # Errors
/// When the socket cannot be made.
pub(crate) fn serve(directory: &Path, ledger: Arc<Ledger>) -> anyhow::Result<ControlSocket> {
    socket::serve(directory, Incidents(ledger))
}
