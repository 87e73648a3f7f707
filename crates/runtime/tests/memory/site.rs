//! A site on loopback, and a connector that reads it: a list of ads, and a page
//! for each ad, which is asked for only when its version is new. A round is a
//! list `ad version, …`; `ad !` is listed and its page answers 500, `ad ?` has
//! a page that answers 404. Rounds whose list is `window …` have no pages: the
//! ads are read from the list one by one, with a cursor after each.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Path, State};
use axum::routing::get;
use connectors::{
    Answer, Ask, Connector, Cursor, Item, Missed, Pages, ReadContext, ReadError, Round, RoundEnd,
    RoundKind, Sink, Step,
};
use http::StatusCode;
use parking_lot::Mutex;
use runtime::{Clock, Stop, poll};
use schemas::Timestamp;
use schemas::ad::{Removal, RemovalSignal};
use schemas::id::ExternalId;
use schemas::json::Json;
use tokio::runtime::Runtime;

use crate::partner::quick;
use crate::said::{NOW, received};
use crate::scene::Scene;

/// A poller is started so often, at most.
const STARTS_MAX: u32 = 10;

pub(crate) struct Site {
    base_url: String,
    rounds: Arc<Vec<String>>,
    asked: Arc<Mutex<Vec<String>>>,
    runtime: Runtime,
}

impl Site {
    /// Serves these rounds on a free port.
    pub(crate) fn serve(rounds: &[&str]) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("threads");
        let rounds = Arc::new(rounds.iter().map(|round| (*round).to_owned()).collect());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let state = (Arc::clone(&rounds), Arc::clone(&asked));
        let router = Router::new().route("/{round}/{page}", get(answer)).with_state(state);
        let listener = runtime
            .block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))
            .expect("a free port on loopback");
        let address = listener.local_addr().expect("it is bound");
        runtime.spawn(async move { axum::serve(listener, router).await });
        Self { base_url: format!("http://{address}"), rounds, asked, runtime }
    }

    /// What was asked for since this was called last.
    pub(crate) fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.asked.lock())
    }

    /// Polls to the last round; starts again after each failure.
    pub(crate) fn poll(&self, scene: &Scene) {
        let stop = Stop::new();
        let hub = scene.hub(Clock::starting_at(NOW), &stop);
        let mut options = quick();
        options.retry.give_up_after = Some(Duration::from_millis(20));
        for _ in 0..STARTS_MAX {
            let lists = Lists {
                base_url: self.base_url.clone(),
                rounds: Arc::clone(&self.rounds),
                stop: stop.clone(),
            };
            if poll::run(Arc::new(lists), &options, &hub, self.runtime.handle()).is_ok() {
                return;
            }
        }
        unreachable!("one fault, and {} calls in {STARTS_MAX} starts", scene.log.calls());
    }
}

type Served = (Arc<Vec<String>>, Arc<Mutex<Vec<String>>>);

async fn answer(
    State((rounds, asked)): State<Served>,
    Path((round, page)): Path<(usize, String)>,
) -> Result<String, StatusCode> {
    asked.lock().push(format!("{round}/{page}"));
    let round = rounds.get(round).ok_or(StatusCode::NOT_FOUND)?;
    if page == "list" {
        return Ok(round.clone());
    }
    let version = entries(round).find(|(ad, _)| *ad == page).map(|(_, version)| version);
    match version {
        Some("!") => Err(StatusCode::INTERNAL_SERVER_ERROR),
        Some("?") | None => Err(StatusCode::NOT_FOUND),
        Some(version) => Ok(format!("see {page} {version}")),
    }
}

fn entries(list: &str) -> impl Iterator<Item = (&str, &str)> {
    let list = list.strip_prefix("window ").unwrap_or(list);
    list.split(", ").filter_map(|entry| entry.split_once(' '))
}

struct Lists {
    base_url: String,
    rounds: Arc<Vec<String>>,
    stop: Stop,
}

impl Connector for Lists {
    fn name(&self) -> &'static str {
        "lists"
    }

    fn format(&self) -> &'static str {
        "lists"
    }

    /// The cursor is `[round, ads of it that are done]`.
    fn begin(&self, cursor: Option<&Cursor>, _now: Timestamp) -> Box<dyn Round> {
        let read =
            |cursor: &Cursor| serde_json::from_str(cursor.as_str()).expect("it is made here");
        let (round, done): (usize, usize) = cursor.map(read).unwrap_or_default();
        let list = self.rounds.get(round);
        if list.is_none() {
            self.stop.set();
        }
        let window = list.is_none_or(|list| list.starts_with("window "));
        Box::new(List {
            base_url: format!("{}/{round}", self.base_url),
            round,
            kind: if window { RoundKind::Window } else { RoundKind::Snapshot },
            done,
            wanted: vec!["list".to_owned()],
            versions: Vec::new(),
            items: 0,
        })
    }
}

struct List {
    base_url: String,
    round: usize,
    kind: RoundKind,
    done: usize,
    wanted: Vec<String>,
    versions: Vec<(String, String)>,
    items: u64,
}

impl List {
    fn version(&self, ad: &str) -> Json {
        let version = self.versions.iter().find(|(listed, _)| listed == ad).expect("it is listed");
        Json::from_value(&version.1.as_str().into())
    }

    fn read_list(&mut self, list: &str, pages: &Pages, sink: &mut Sink<'_>) -> Step {
        for (ad, version) in entries(list) {
            self.versions.push((ad.to_owned(), version.to_owned()));
        }
        if self.kind == RoundKind::Window {
            // One ad, then a cursor: the list is asked for again for the next.
            let Some((ad, version)) = self.versions.get(self.done).cloned() else {
                return Step::default();
            };
            sink(Ok(item(&format!("see {ad} {version}"))));
            self.done += 1;
            self.versions.clear();
            self.wanted.push("list".to_owned());
            return Step { cursor: Some(cursor(self.round, self.done)) };
        }
        for (ad, _) in self.versions.clone() {
            if pages.get(&ad) == Some(&self.version(&ad)) {
                self.items += 1;
                sink(Ok(Item::Seen { external_id: id(&ad) }));
            } else {
                self.wanted.insert(0, ad);
            }
        }
        Step::default()
    }
}

impl Round for List {
    fn kind(&self) -> RoundKind {
        self.kind
    }

    fn ask(&mut self, _pages: &Pages) -> Option<Ask> {
        self.wanted.pop().map(|page| Ask::get(format!("{}/{page}", self.base_url)))
    }

    fn read(
        &mut self,
        answer: Answer<'_>,
        _context: &ReadContext<'_>,
        pages: &Pages,
        sink: &mut Sink<'_>,
    ) -> Result<Step, ReadError> {
        let page = answer.ask.url.rsplit('/').next().expect("there is one").to_owned();
        if answer.head.status == 404 && page == "list" {
            return Err(ReadError::Status { status: 404 });
        }
        if answer.head.status == 404 {
            let signal = RemovalSignal::HttpGone;
            let removal = Removal { signal, at: NOW, reason_code: None };
            sink(Ok(Item::Removal { external_id: id(&page), removal }));
            sink(Ok(Item::Page { page, note: None }));
            return Ok(Step::default());
        }
        let mut text = String::new();
        answer.body.read_to_string(&mut text).expect("it is served above");
        if page == "list" {
            return Ok(self.read_list(&text, pages, sink));
        }
        self.items += 1;
        sink(Ok(item(&text)));
        sink(Ok(Item::Page { note: Some(self.version(&page)), page }));
        Ok(Step::default())
    }

    /// A page that gives no answer costs its ad only; it is still there.
    fn missed(
        &mut self,
        missed: &Missed,
        _pages: &Pages,
        sink: &mut Sink<'_>,
    ) -> Result<Step, ReadError> {
        let page = missed.ask.url.rsplit('/').next().expect("there is one");
        if page == "list" {
            return Err(ReadError::Missed { reason: missed.reason.clone() });
        }
        self.items += 1;
        sink(Ok(Item::Seen { external_id: id(page) }));
        Ok(Step::default())
    }

    /// Pages that are listed no more are forgotten.
    fn end(&mut self, pages: &Pages, sink: &mut Sink<'_>) -> RoundEnd {
        if self.kind == RoundKind::Snapshot {
            for (page, _) in pages.iter() {
                if !self.versions.iter().any(|(ad, _)| ad == page) {
                    sink(Ok(Item::Page { page: page.to_owned(), note: None }));
                }
            }
        }
        RoundEnd {
            items: self.items,
            complete: true,
            announced: None,
            limit: None,
            unchanged: false,
            cursor: cursor(self.round + 1, 0),
        }
    }
}

fn cursor(round: usize, done: usize) -> Cursor {
    Json::from_value(&serde_json::json!([round, done]))
}

fn id(ad: &str) -> ExternalId {
    ExternalId::new(ad).expect("a word")
}

fn item(line: &str) -> Item {
    let mut ad = received(line, 0).ad.expect("the line says `see`");
    "lists".clone_into(&mut ad.source.connector);
    Item::Ad(ad)
}
