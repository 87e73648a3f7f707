//! Ending on request.

use runtime::Stop;
use tracing::info;

/// Sets `stop` on SIGTERM or SIGINT; a second one ends the process at once.
///
/// # Errors
/// When this machine has no such signals.
pub(crate) async fn wait(stop: Stop) -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => info!("ending: SIGTERM"),
        _ = interrupt.recv() => info!("ending: SIGINT"),
    }
    stop.set();
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        std::process::exit(130);
    });
    Ok(())
}
