//! Is the cluster there? One thread asks again and again, so that callers need
//! not find out by waiting.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};
use rdkafka::consumer::{BaseConsumer, Consumer};

use super::client::Context;
use super::groups::Groups;
use super::topics::Topics;
use crate::LogError;

/// How often the cluster is asked while it answers.
const WELL_INTERVAL: Duration = Duration::from_secs(2);
/// How often the cluster is asked while it does not.
const AWAY_INTERVAL: Duration = Duration::from_millis(200);
/// Longest wait for its answer.
const ANSWER_MAX: Duration = Duration::from_secs(2);
/// When the cluster has been away for so long, fresh clients are tried.
const RENEW_AFTER: Duration = Duration::from_secs(3);

/// What is known of the cluster.
pub(super) struct Health {
    standing: Mutex<Standing>,
    look: Condvar,
    epoch: AtomicU64,
}

struct Standing {
    state: State,
    /// Somebody has a reason to look now.
    suspected: bool,
    stopped: bool,
}

#[derive(Clone)]
enum State {
    Unknown,
    Well,
    Away(String),
}

impl Health {
    pub(super) fn new() -> Arc<Self> {
        let standing = Standing { state: State::Unknown, suspected: false, stopped: false };
        Arc::new(Self {
            standing: Mutex::new(standing),
            look: Condvar::new(),
            epoch: AtomicU64::new(0),
        })
    }

    /// Clients of an earlier epoch may be lost for good: make new ones.
    ///
    /// A broker that wakes up after a pause names no broker at all for a
    /// moment, itself included. librdkafka (2.12.1) then forgets the addresses
    /// it has, those it began with too, and tries nothing any more.
    pub(super) fn epoch(&self) -> u64 {
        self.epoch.load(Ordering::Acquire)
    }

    /// Has the cluster looked at now.
    pub(super) fn suspect(&self) {
        self.standing.lock().suspected = true;
        self.look.notify_all();
    }

    /// Fails only when the cluster is known to be away.
    pub(super) fn not_away(&self) -> Result<(), LogError> {
        match &self.standing.lock().state {
            State::Unknown | State::Well => Ok(()),
            State::Away(reason) => Err(LogError::Unavailable(reason.clone())),
        }
    }

    /// Fails unless the cluster has answered.
    pub(super) fn well(&self) -> Result<(), LogError> {
        match &self.standing.lock().state {
            State::Well => Ok(()),
            State::Unknown => {
                Err(LogError::Unavailable("the brokers have not answered yet".into()))
            }
            State::Away(reason) => Err(LogError::Unavailable(reason.clone())),
        }
    }

    fn set(&self, state: State) {
        let mut standing = self.standing.lock();
        match (&standing.state, &state) {
            (State::Well | State::Unknown, State::Away(reason)) => {
                tracing::warn!(reason, "the kafka brokers do not answer: {reason}");
            }
            (State::Away(_), State::Well) => tracing::info!("the kafka brokers answer again"),
            _ => {}
        }
        standing.state = state;
        standing.suspected = false;
    }

    /// Waits until it is time to look again; false when it is time to end.
    fn wait(&self) -> bool {
        let mut standing = self.standing.lock();
        let interval = match &standing.state {
            State::Well => WELL_INTERVAL,
            State::Unknown | State::Away(_) => AWAY_INTERVAL,
        };
        if !standing.suspected && !standing.stopped {
            self.look.wait_for(&mut standing, interval);
        }
        !standing.stopped
    }

    fn stop(&self) {
        self.standing.lock().stopped = true;
        self.look.notify_all();
    }
}

/// The thread that looks. Ends when dropped.
pub(super) struct Watch {
    health: Arc<Health>,
    thread: Option<JoinHandle<()>>,
}

impl Watch {
    /// The clients' own events are served here too: nobody polls them.
    pub(super) fn start(
        health: Arc<Health>,
        topics: Arc<Topics>,
        groups: Arc<Groups>,
    ) -> std::io::Result<Self> {
        let watched = Arc::clone(&health);
        let look = move || {
            let mut heard_at = Instant::now();
            while watched.wait() {
                groups.serve();
                let mut state = ask(&topics.consumer());
                if matches!(state, State::Well) {
                    heard_at = Instant::now();
                } else if heard_at.elapsed() >= RENEW_AFTER {
                    heard_at = Instant::now();
                    if topics.renew(|fresh| matches!(ask(fresh), State::Well)) {
                        groups.forget();
                        watched.epoch.fetch_add(1, Ordering::Release);
                        state = State::Well;
                    }
                }
                watched.set(state);
            }
        };
        let thread = std::thread::Builder::new().name("kafka-health".into()).spawn(look)?;
        Ok(Self { health, thread: Some(thread) })
    }
}

/// Asks for the list of brokers.
fn ask(consumer: &BaseConsumer<Context>) -> State {
    while consumer.poll(Duration::ZERO).is_some() {}
    match consumer.fetch_metadata(None, ANSWER_MAX) {
        Ok(metadata) if metadata.brokers().is_empty() => {
            State::Away("the cluster has no broker".into())
        }
        Ok(_) => State::Well,
        Err(error) => State::Away(error.to_string()),
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.health.stop();
        if let Some(thread) = self.thread.take() {
            // A panic of the thread was reported where it happened.
            let _ = thread.join();
        }
    }
}
