//! Load over HTTP: a constant rate of arrival (open loop), or as much as a
//! number of connections gets through (closed loop).
//!
//! Open loop: request `k` is due at `start + k / rate`, whether the requests
//! before it were answered or not, and its latency counts from then. Waiting
//! for a free connection, for the generator itself or for the hub is in it.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use bytes::Bytes;
use http::{HeaderValue, Request, header};
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::task::LocalSet;

use crate::ads;
use crate::times::Times;
use crate::usage;

/// Keys that a connection uses in turn: with 100 ads a request, one alone
/// would soon be at its limit.
const KEYS_EACH: usize = 16;

/// What one request holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// `PUT` of one ad.
    One,
    /// `POST` of an array of 100.
    Hundred,
}

impl Shape {
    /// Ads in one request.
    pub const fn ads(self) -> u64 {
        match self {
            Self::One => 1,
            Self::Hundred => 100,
        }
    }
}

/// When requests are sent.
#[derive(Clone, Copy, Debug)]
pub enum Pace {
    /// So many a second, come what may.
    Open(f64),
    /// The next one on a connection when the one before is answered.
    Closed,
}

/// A load.
pub struct Plan<'a> {
    /// The gateway.
    pub address: SocketAddr,
    /// The gateway's process.
    pub process: &'a str,
    /// Keys, used in turn by the connections.
    pub keys: &'a [String],
    /// Keeps the ads of this load apart from all others.
    pub run: &'a str,
    /// What is sent.
    pub shape: Shape,
    /// When.
    pub pace: Pace,
    /// Connections, kept open.
    pub connections: usize,
    /// Not measured, at first.
    pub warm: Duration,
    /// Measured, after that.
    pub time: Duration,
}

/// What came of it, in the measured time.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Ads that were accepted.
    pub ads: u64,
    /// Requests that were accepted.
    pub requests: u64,
    /// Other answers, by status; 0: none came.
    pub others: BTreeMap<u16, u64>,
    /// Until the acknowledgement.
    pub times: Times,
    /// Time measured.
    pub elapsed: Duration,
    /// Time on a core that the process used meanwhile.
    pub processor: Duration,
}

impl Outcome {
    /// Ads a second.
    pub fn rate(&self) -> f64 {
        self.ads as f64 / self.elapsed.as_secs_f64()
    }

    /// Ads per second of a core.
    pub fn per_processor_second(&self) -> f64 {
        self.ads as f64 / self.processor.as_secs_f64().max(0.01)
    }
}

/// Sends a load. Needs a runtime of one thread.
///
/// # Errors
/// When the hub cannot be reached, or most of its answers are refusals.
pub async fn run(plan: &Plan<'_>) -> Result<Outcome> {
    LocalSet::new().run_until(send(plan)).await
}

async fn send(plan: &Plan<'_>) -> Result<Outcome> {
    let mut connections = Vec::new();
    for index in 0..plan.connections {
        // Every connection sends for several partners in turn.
        let keys = plan.keys.iter().cycle().skip(index * KEYS_EACH).take(KEYS_EACH);
        connections.push(Connection::open(plan.address, keys).await?);
    }
    let begin = Instant::now() + Duration::from_millis(20);
    let shared = Rc::new(Shared {
        run: plan.run.to_owned(),
        shape: plan.shape,
        pace: plan.pace,
        begin,
        from: begin + plan.warm,
        until: begin + plan.warm + plan.time,
        next: Cell::new(0),
        due: Arc::new(Semaphore::new(0)),
        times: RefCell::default(),
        others: RefCell::default(),
    });
    let pacing = shared.pace();
    let tasks: Vec<_> = connections
        .into_iter()
        .map(|connection| tokio::task::spawn_local(work(connection, Rc::clone(&shared))))
        .collect();
    tokio::time::sleep_until(shared.from.into()).await;
    let before = usage::processor(plan.process)?;
    tokio::time::sleep_until(shared.until.into()).await;
    let processor = usage::processor(plan.process)?.saturating_sub(before);
    for task in tasks {
        task.await?;
    }
    drop(pacing);
    let times = shared.times.take();
    let requests = times.len() as u64;
    let others = shared.others.take();
    ensure!(requests > others.values().sum(), "most answers are refusals: {others:?}");
    Ok(Outcome {
        ads: requests * plan.shape.ads(),
        requests,
        others,
        times: Times::new(times),
        elapsed: plan.time,
        processor,
    })
}

/// What the connections share.
struct Shared {
    run: String,
    shape: Shape,
    pace: Pace,
    begin: Instant,
    from: Instant,
    until: Instant,
    /// Number of the next request.
    next: Cell<u64>,
    /// One permit for each request that is due.
    due: Arc<Semaphore>,
    times: RefCell<Vec<Duration>>,
    others: RefCell<BTreeMap<u16, u64>>,
}

impl Shared {
    /// Releases requests at their times: on a thread, because the runtime's
    /// timers know whole milliseconds only.
    fn pace(&self) -> Option<Pacing> {
        let Pace::Open(rate) = self.pace else { return None };
        let (begin, until, due) = (self.begin, self.until, Arc::clone(&self.due));
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let thread = std::thread::spawn(move || {
            let mut released = 0;
            while !stopped.load(Ordering::Relaxed) {
                let now = Instant::now();
                let wanted = (now.saturating_duration_since(begin).as_secs_f64() * rate).ceil();
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "a count of seconds times a rate"
                )]
                let wanted = if now < begin { 0 } else { wanted as usize };
                due.add_permits(wanted.saturating_sub(released));
                released = released.max(wanted);
                if now >= until {
                    // Whoever still waits is to see the end.
                    due.close();
                    return;
                }
                let next = begin + Duration::from_secs_f64(released as f64 / rate);
                let pause = next.saturating_duration_since(Instant::now());
                std::thread::sleep(pause.max(Duration::from_micros(100)));
            }
        });
        Some(Pacing { stop, thread: Some(thread) })
    }

    /// The next request's number and the time from which it counts; `None`:
    /// the load is over.
    async fn take(&self) -> Option<(u64, Instant)> {
        let number = match self.pace {
            Pace::Closed => self.next.replace(self.next.get() + 1),
            Pace::Open(_) => {
                self.due.acquire().await.ok()?.forget();
                self.next.replace(self.next.get() + 1)
            }
        };
        let due = match self.pace {
            Pace::Closed => Instant::now(),
            Pace::Open(rate) => self.begin + Duration::from_secs_f64(number as f64 / rate),
        };
        (due < self.until).then_some((number, due))
    }
}

/// The thread that releases requests; it ends when dropped.
struct Pacing {
    stop: Arc<AtomicBool>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Drop for Pacing {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            // It cannot panic.
            let _ = thread.join();
        }
    }
}

async fn work(mut connection: Connection, shared: Rc<Shared>) {
    while let Some((number, due)) = shared.take().await {
        let request = connection.request(&shared.run, shared.shape, number);
        let status = connection.exchange(request).await.unwrap_or(0);
        let now = Instant::now();
        // Open loop: by when it was due. Closed loop: by when it was answered,
        // as only that many were done in the time.
        let measured = match shared.pace {
            Pace::Open(_) => due >= shared.from,
            Pace::Closed => now >= shared.from && now < shared.until,
        };
        match (measured, status) {
            (true, 202) => shared.times.borrow_mut().push(now - due),
            (true, _) => *shared.others.borrow_mut().entry(status).or_default() += 1,
            (false, _) => {}
        }
        if status == 0 {
            return;
        }
    }
}

/// One connection, with the keys that it uses in turn.
pub struct Connection {
    sender: SendRequest<Full<Bytes>>,
    host: HeaderValue,
    keys: Vec<HeaderValue>,
}

impl Connection {
    /// Opens it.
    ///
    /// # Errors
    /// When nobody listens there.
    pub async fn open(
        address: SocketAddr,
        keys: impl IntoIterator<Item = impl AsRef<str>>,
    ) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        let host = HeaderValue::from_str(&address.to_string())?;
        let bearer = |key: &str| HeaderValue::from_str(&format!("Bearer {key}"));
        let keys = keys.into_iter().map(|key| bearer(key.as_ref()));
        let keys = keys.collect::<Result<Vec<_>, _>>()?;
        Ok(Self { sender, host, keys })
    }

    /// A push of the `number`-th ad, or hundred of ads, of a run.
    pub fn request(&mut self, run: &str, shape: Shape, number: u64) -> Request<Full<Bytes>> {
        self.keys.rotate_left(1);
        let (request, body) = match shape {
            Shape::One => {
                let path = format!("/v1/partner/ads/{}", ads::external_id(run, number));
                (Request::put(path), ads::json(run, number))
            }
            Shape::Hundred => {
                let request = Request::post("/v1/partner/ads");
                (request, ads::json_array(run, number * shape.ads(), shape.ads()))
            }
        };
        let request = request
            .header(header::HOST, self.host.clone())
            .header(header::AUTHORIZATION, self.keys[0].clone())
            .header(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        request.body(Full::new(body.into())).expect("path and headers are plain ASCII")
    }

    /// Sends a request and reads the whole answer; gives its status.
    ///
    /// # Errors
    /// When the connection breaks.
    pub async fn exchange(&mut self, request: Request<Full<Bytes>>) -> Result<u16> {
        self.sender.ready().await?;
        let answer = self.sender.send_request(request).await?;
        let status = answer.status().as_u16();
        let mut body = answer.into_body();
        while let Some(frame) = body.frame().await {
            frame?;
        }
        Ok(status)
    }
}
