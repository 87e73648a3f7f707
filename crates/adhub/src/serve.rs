//! Serves a router on a listener, with limits on what a connection may take.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use runtime::Stop;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tower::ServiceExt as _;
use tracing::{debug, info, warn};

/// Connections of one listener at a time; the next one waits to be accepted.
const CONNECTIONS_MAX: usize = 10_000;
/// A connection that has not sent its headers by then is closed.
const HEADER_TIMEOUT: Duration = Duration::from_secs(15);
/// A connection that takes nothing for so long while it is sent to is closed.
const SEND_TIMEOUT: Duration = Duration::from_secs(60);
/// Running requests have so long to end.
const DRAIN: Duration = Duration::from_secs(10);

/// Binds a listener.
///
/// # Errors
/// When the address cannot be bound, naming it.
pub(crate) async fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| format!("{address} cannot be listened on"))
}

/// Serves the admin listener, and the public one when there is one, until
/// `stop` is set and running requests have ended.
///
/// # Errors
/// When the admin address cannot be bound.
pub(crate) async fn until_stopped(
    (admin_address, admin_router): (SocketAddr, Router),
    public: Option<(TcpListener, Router)>,
    stop: &Stop,
) -> anyhow::Result<()> {
    let (sender, stopped) = watch::channel(false);
    let admin = bind(admin_address).await?;
    let address = admin.local_addr()?;
    info!(%address, "admin listener on http://{address} (/metrics, /live, /ready)");
    let mut servers = vec![tokio::spawn(serve(admin, admin_router, stopped.clone()))];
    if let Some((listener, router)) = public {
        let address = listener.local_addr()?;
        info!(%address, "public listener on http://{address}");
        servers.push(tokio::spawn(serve(listener, router, stopped)));
    }
    let stop = stop.clone();
    tokio::task::spawn_blocking(move || while !stop.sleep(Duration::from_secs(3_600)) {}).await?;
    sender.send_replace(true);
    for server in servers {
        server.await?;
    }
    Ok(())
}

/// Serves until `stopped` turns true, then lets running requests end.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    mut stopped: watch::Receiver<bool>,
) {
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    loop {
        let place = tokio::select! {
            place = Arc::clone(&places).acquire_owned() => place,
            () = ended(&mut stopped) => break,
        };
        let Ok(place) = place else { break };
        let stream = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    warn!(%error, "a connection was not accepted: {error}");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            },
            () = ended(&mut stopped) => break,
        };
        let connection = connection(stream, router.clone(), &graceful);
        tokio::spawn(async move {
            connection.await;
            drop(place);
        });
    }
    drop(listener);
    if tokio::time::timeout(DRAIN, graceful.shutdown()).await.is_err() {
        warn!("connections were cut that did not end in time");
    }
}

/// Resolves when the process is to end.
async fn ended(stopped: &mut watch::Receiver<bool>) {
    let _ = stopped.wait_for(|stopped| *stopped).await;
}

fn connection(
    stream: TcpStream,
    router: Router,
    graceful: &GracefulShutdown,
) -> impl Future<Output = ()> + Send + 'static {
    let _ = stream.set_nodelay(true);
    let io = TokioIo::new(Box::pin(feed::StallTimeout::new(stream, SEND_TIMEOUT)));
    let service = hyper::service::service_fn(move |request: Request<Incoming>| {
        router.clone().oneshot(request.map(Body::new))
    });
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEADER_TIMEOUT);
    builder.http2().timer(TokioTimer::new()).keep_alive_interval(Some(Duration::from_secs(20)));
    let connection = builder.serve_connection(io, service).into_owned();
    let watched = graceful.watch(connection);
    async move {
        if let Err(error) = watched.await {
            debug!(error, "a connection ended early: {error}");
        }
    }
}
