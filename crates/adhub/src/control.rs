//! Commands that change a hub: through a socket inside the data directory when
//! a hub runs on it, on the log itself when none runs. The result is the same.
//!
//! One line of JSON each way; the socket is for its owner only.

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use gateway::keys::{KeyLedger, NewPartner};
use runtime::{Clock, Stop};
use schemas::PartnerName;
use schemas::key::PartnerRecord;
use secrecy::ExposeSecret as _;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::UnixListener;
use tracing::warn;

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

/// Largest request or reply, in bytes.
const LINE_BYTES_MAX: u64 = 4 << 20;
const SOCKET: &str = "control.sock";

/// Asks the hub of these arguments.
///
/// # Errors
/// When the hub refuses, or neither it nor the log can be reached.
pub(crate) fn ask(arguments: &HubArguments, request: &Request) -> anyhow::Result<Reply> {
    let config = hub::effective_config(arguments)?;
    let reply = match connect(&config.data, config.log.kafka.is_some())? {
        Some(stream) => over_socket(stream, request)?,
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

/// The running hub's socket; `None` when no hub runs here.
fn connect(data: &Path, kafka: bool) -> anyhow::Result<Option<UnixStream>> {
    if kafka {
        return Ok(None);
    }
    let path = data.join(SOCKET);
    match UnixStream::connect(&path) {
        Ok(stream) => Ok(Some(stream)),
        Err(error)
            if matches!(
                error.kind(),
                std::io::ErrorKind::NotFound | std::io::ErrorKind::ConnectionRefused
            ) =>
        {
            Ok(None)
        }
        Err(error) => Err(error).with_context(|| format!("{} cannot be used", path.display())),
    }
}

fn over_socket(mut stream: UnixStream, request: &Request) -> anyhow::Result<Reply> {
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    let mut line = serde_json::to_vec(request)?;
    line.push(b'\n');
    stream.write_all(&line)?;
    let mut answer = String::new();
    BufReader::new(std::io::Read::take(stream, LINE_BYTES_MAX))
        .read_line(&mut answer)
        .context("the running hub did not answer")?;
    serde_json::from_str(&answer).context("the running hub is of another version")
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

/// The socket of a running hub; removed when dropped.
pub(crate) struct ControlSocket {
    path: PathBuf,
}

impl Drop for ControlSocket {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Opens the socket in `data`. The directory's lock is held, so that a socket
/// that is there was left by a hub that was killed.
///
/// # Errors
/// When the socket cannot be made.
pub(crate) fn serve(data: &Path, ledger: KeyLedger, clock: Clock) -> anyhow::Result<ControlSocket> {
    let path = data.join(SOCKET);
    if path.exists() {
        std::fs::remove_file(&path)?;
    }
    let listener = UnixListener::bind(&path)
        .with_context(|| format!("the control socket {} cannot be made", path.display()))?;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
    let ledger = Arc::new(ledger);
    tokio::spawn(async move {
        loop {
            let Ok((stream, _)) = listener.accept().await else { continue };
            let ledger = Arc::clone(&ledger);
            tokio::spawn(async move {
                let answer = answer(stream, &ledger, clock);
                match tokio::time::timeout(Duration::from_secs(60), answer).await {
                    Ok(Ok(())) => {}
                    Ok(Err(error)) => warn!(%error, "a control request failed: {error}"),
                    Err(_) => warn!("a control request took too long"),
                }
            });
        }
    });
    Ok(ControlSocket { path })
}

async fn answer(
    stream: tokio::net::UnixStream,
    ledger: &KeyLedger,
    clock: Clock,
) -> std::io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut line = String::new();
    tokio::io::BufReader::new(read.take(LINE_BYTES_MAX)).read_line(&mut line).await?;
    let reply = match serde_json::from_str(&line) {
        Ok(request) => perform(ledger, clock, &request).await,
        Err(error) => Reply::Refused(format!("the request cannot be read: {error}")),
    };
    let mut bytes = serde_json::to_vec(&reply)?;
    bytes.push(b'\n');
    write.write_all(&bytes).await?;
    write.shutdown().await
}
