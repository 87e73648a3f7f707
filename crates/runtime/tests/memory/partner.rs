//! A partner on loopback, and a connector that reads it: page after page, each
//! a JSON array of lines as `said` has them. `bad`, or `bad ID`, is an item that
//! cannot be read. After the last page the hub is told to end.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Path;
use axum::routing::get;
use connectors::{
    Answer, Ask, Connector, Cursor, Item, ItemError, Profile, ReadContext, ReadError, Round,
    RoundEnd, RoundKind, Sink, Step,
};
use http::StatusCode;
use runtime::http::{Limits, Manners};
use runtime::poll::{self, Breaker, Options};
use runtime::retry::Policy;
use runtime::{Clock, Stop};
use schemas::json::Json;
use schemas::rejected::{Fault, RejectReason};
use schemas::{PartnerName, Timestamp};
use tokio::runtime::Runtime;

use crate::said::{NOW, received};
use crate::scene::Scene;

/// A poller is started so often, at most.
const STARTS_MAX: u32 = 10;

pub(crate) struct Partner {
    base_url: String,
    kinds: Vec<RoundKind>,
    runtime: Runtime,
}

impl Partner {
    /// Serves these pages on a free port.
    pub(crate) fn serve(pages: &[(RoundKind, Vec<String>)]) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("threads");
        let bodies: Vec<String> = pages
            .iter()
            .map(|(_, lines)| serde_json::to_string(lines).expect("lines are text"))
            .collect();
        let bodies = Arc::new(bodies);
        let page = move |Path(number): Path<usize>| {
            let body = bodies.get(number).cloned().ok_or(StatusCode::NOT_FOUND);
            std::future::ready(body)
        };
        let router = Router::new().route("/{number}", get(page));
        let listener = runtime
            .block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))
            .expect("a free port on loopback");
        let address = listener.local_addr().expect("it is bound");
        runtime.spawn(async move { axum::serve(listener, router).await });
        let kinds = pages.iter().map(|(kind, _)| *kind).collect();
        Self { base_url: format!("http://{address}"), kinds, runtime }
    }

    /// Polls to the last page; starts again after each failure.
    pub(crate) fn poll(&self, scene: &Scene) {
        let stop = Stop::new();
        let hub = scene.hub(Clock::starting_at(NOW), &stop);
        let options = quick();
        for _ in 0..STARTS_MAX {
            let pages = Pages {
                base_url: self.base_url.clone(),
                kinds: self.kinds.clone(),
                stop: stop.clone(),
            };
            if poll::run(Arc::new(pages), &options, &hub, self.runtime.handle()).is_ok() {
                return;
            }
        }
        unreachable!("one fault, and {} calls in {STARTS_MAX} starts", scene.log.calls());
    }
}

/// How a partner on loopback is polled, without pauses.
pub(crate) fn quick() -> Options {
    Options {
        profile: Profile {
            partner: PartnerName::new("acme").expect("a name"),
            zone: "UTC".to_owned(),
            language: None,
        },
        account: None,
        interval: Duration::ZERO,
        retry: Policy {
            initial: Duration::from_millis(1),
            max: Duration::from_millis(5),
            give_up_after: Some(Duration::from_secs(10)),
        },
        breaker: Breaker::default(),
        limits: Limits { private_addresses: true, ..Limits::default() },
        manners: Manners { request_interval: Duration::ZERO, ..Manners::default() },
        credentials: None,
        brake: 0.5,
    }
}

struct Pages {
    base_url: String,
    kinds: Vec<RoundKind>,
    stop: Stop,
}

impl Pages {
    fn next(cursor: Option<&Cursor>) -> usize {
        cursor.map_or(0, |cursor| cursor.as_str().parse().expect("it is made below"))
    }
}

impl Connector for Pages {
    fn name(&self) -> &'static str {
        "pages"
    }

    fn format(&self) -> &'static str {
        "lines"
    }

    fn begin(&self, cursor: Option<&Cursor>, _now: Timestamp) -> Box<dyn Round> {
        let page = Self::next(cursor);
        let kind = self.kinds.get(page).copied();
        if kind.is_none() {
            self.stop.set();
        }
        let ask = Some(Ask::get(format!("{}/{page}", self.base_url)));
        Box::new(Page { page, kind: kind.unwrap_or(RoundKind::Window), ask, items: 0 })
    }
}

struct Page {
    page: usize,
    kind: RoundKind,
    ask: Option<Ask>,
    items: u64,
}

impl Round for Page {
    fn kind(&self) -> RoundKind {
        self.kind
    }

    fn ask(&mut self, _pages: &connectors::Pages) -> Option<Ask> {
        self.ask.take()
    }

    fn read(
        &mut self,
        answer: Answer<'_>,
        _context: &ReadContext<'_>,
        _pages: &connectors::Pages,
        sink: &mut Sink<'_>,
    ) -> Result<Step, ReadError> {
        if answer.head.status != 200 {
            return Err(ReadError::Status { status: answer.head.status });
        }
        let lines: Vec<String> = serde_json::from_reader(answer.body).expect("it is served above");
        for (line, number) in lines.iter().zip(1..) {
            sink(item(line, number));
        }
        self.items = lines.len() as u64;
        Ok(Step::default())
    }

    fn end(&mut self, _pages: &connectors::Pages, _sink: &mut Sink<'_>) -> RoundEnd {
        RoundEnd {
            items: self.items,
            complete: true,
            announced: None,
            limit: None,
            unchanged: false,
            cursor: Json::from_value(&(self.page + 1).into()),
        }
    }
}

fn item(line: &str, number: u32) -> Result<Item, ItemError> {
    if line.starts_with("bad") {
        return Err(ItemError {
            external_id: line.strip_prefix("bad ").map(str::to_owned),
            reason: RejectReason::Malformed,
            faults: vec![Fault::new("bad", "", "it says so")],
            place: format!("item {number}"),
            bytes: line.as_bytes().to_vec(),
            bytes_length: line.len(),
        });
    }
    let received = received(line, 0);
    let external_id = received.external_id.expect("every line names an ad");
    Ok(match (received.ad, received.removal) {
        (Some(mut ad), _) => {
            "pages".clone_into(&mut ad.source.connector);
            Item::Ad(ad)
        }
        (None, Some(removal)) => Item::Removal { external_id, removal },
        (None, None) => unreachable!("{line} says nothing"),
    })
}
