//! One line of JSON each way over a socket inside a directory; for its owner
//! only.

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::UnixListener;
use tracing::warn;

/// Largest request or reply, in bytes.
const LINE_BYTES_MAX: u64 = 4 << 20;
const SOCKET: &str = "control.sock";

/// The socket of the process that holds `directory`; `None` when none does.
///
/// # Errors
/// When there is one that cannot be used.
pub(crate) fn connect(directory: &Path) -> anyhow::Result<Option<UnixStream>> {
    let path = directory.join(SOCKET);
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

/// Asks, and waits for the reply.
///
/// # Errors
/// When there is none, or it is of another version.
pub(crate) fn ask<Q: Serialize, A: DeserializeOwned>(
    mut stream: UnixStream,
    request: &Q,
) -> anyhow::Result<A> {
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

/// What answers requests.
pub(crate) trait Answer: Send + Sync + 'static {
    /// What can be asked.
    type Request: DeserializeOwned + Send;
    /// What is answered.
    type Reply: Serialize + Send;

    /// Does what is asked.
    fn answer(&self, request: Self::Request) -> impl Future<Output = Self::Reply> + Send;

    /// The reply that says no, and why.
    fn refuse(&self, reason: String) -> Self::Reply;
}

/// The socket of a running process; removed when dropped.
pub(crate) struct ControlSocket {
    path: PathBuf,
}

impl Drop for ControlSocket {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Opens the socket in `directory`. The directory's lock is held, so that a
/// socket that is there was left by a process that was killed.
///
/// # Errors
/// When the socket cannot be made.
pub(crate) fn serve(directory: &Path, answer: impl Answer) -> anyhow::Result<ControlSocket> {
    let path = directory.join(SOCKET);
    if path.exists() {
        std::fs::remove_file(&path)?;
    }
    let listener = UnixListener::bind(&path)
        .with_context(|| format!("the control socket {} cannot be made", path.display()))?;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
    let answer = Arc::new(answer);
    tokio::spawn(async move {
        loop {
            let Ok((stream, _)) = listener.accept().await else { continue };
            let answer = Arc::clone(&answer);
            tokio::spawn(async move {
                let done = converse(stream, &*answer);
                match tokio::time::timeout(Duration::from_secs(60), done).await {
                    Ok(Ok(())) => {}
                    Ok(Err(error)) => warn!(%error, "a control request failed: {error}"),
                    Err(_) => warn!("a control request took too long"),
                }
            });
        }
    });
    Ok(ControlSocket { path })
}

async fn converse(stream: tokio::net::UnixStream, answer: &impl Answer) -> std::io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut line = String::new();
    tokio::io::BufReader::new(read.take(LINE_BYTES_MAX)).read_line(&mut line).await?;
    let reply = match serde_json::from_str(&line) {
        Ok(request) => answer.answer(request).await,
        Err(error) => answer.refuse(format!("the request cannot be read: {error}")),
    };
    let mut bytes = serde_json::to_vec(&reply)?;
    bytes.push(b'\n');
    write.write_all(&bytes).await?;
    write.shutdown().await
}
