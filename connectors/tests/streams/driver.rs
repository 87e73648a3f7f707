//! Drives rounds as `runtime` does: answers are read one by one, and what was
//! handed over is committed with the cursor that the round gives.

use std::collections::BTreeMap;
use std::io::Read;

use connectors::{
    Answer, AnswerBody, Ask, Connector, Cursor, Item, ItemError, Missed, Pages, Profile,
    ReadContext, ReadError, ReadSeek, ResponseHead, RoundEnd, RoundKind, Validators,
};
use schemas::{Ad, PartnerName, Timestamp};

/// What is committed.
#[derive(Clone, Default)]
pub(crate) struct Store {
    pub(crate) cursor: Option<Cursor>,
    pub(crate) pages: Pages,
    /// In order; notes of pages are in `pages`.
    pub(crate) items: Vec<Result<Item, ItemError>>,
}

impl Store {
    /// What became of each ad in the end: its title, or how it went. An ad
    /// that was only seen keeps what it was.
    pub(crate) fn ads(&self) -> BTreeMap<String, String> {
        let mut ads = BTreeMap::new();
        for item in self.items.iter().flatten() {
            match item {
                Item::Ad(ad) => {
                    ads.insert(ad.source.external_id.to_string(), ad.texts[0].title.clone());
                }
                Item::Removal { external_id, removal } => {
                    ads.insert(external_id.to_string(), format!("{:?}", removal.signal));
                }
                Item::Seen { external_id } => {
                    ads.entry(external_id.to_string()).or_insert_with(|| "seen".to_owned());
                }
                Item::Page { .. } => {}
            }
        }
        ads
    }

    /// The same, as lines.
    pub(crate) fn shown(&self) -> Vec<String> {
        self.ads().into_iter().map(|(id, what)| format!("{id} {what}")).collect()
    }

    /// The last ad of this id.
    pub(crate) fn ad(&self, id: &str) -> &Ad {
        let ads = self.items.iter().rev().filter_map(|item| match item {
            Ok(Item::Ad(ad)) if ad.source.external_id.as_str() == id => Some(&**ad),
            _ => None,
        });
        ads.into_iter().next().unwrap_or_else(|| panic!("no ad {id}"))
    }

    pub(crate) fn errors(&self) -> Vec<&ItemError> {
        self.items.iter().filter_map(|item| item.as_ref().err()).collect()
    }
}

/// What a partner answers.
pub(crate) enum Reply {
    Answer(u16, Vec<(&'static str, String)>, Vec<u8>),
    /// The connection breaks after these bytes.
    Cut(Vec<u8>),
    /// None, however often it is tried.
    Nothing,
}

impl Reply {
    pub(crate) fn json(value: &serde_json::Value) -> Self {
        Self::text(value.to_string())
    }

    pub(crate) fn text(text: impl Into<String>) -> Self {
        let header = ("content-type", "application/json".to_owned());
        Self::Answer(200, vec![header], text.into().into_bytes())
    }

    pub(crate) fn status(status: u16) -> Self {
        Self::Answer(status, Vec::new(), Vec::new())
    }

    #[must_use]
    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        if let Self::Answer(_, headers, _) = &mut self {
            headers.push((name, value.to_owned()));
        }
        self
    }
}

/// A partner.
pub(crate) trait Partner {
    fn answer(&mut self, ask: &Ask, now: Timestamp) -> Reply;
}

/// How the hub behaves.
#[derive(Clone, Copy, Default)]
pub(crate) struct Hub {
    /// It is stopped after so many answers, before what they gave is committed
    /// any further.
    pub(crate) stop_after: Option<usize>,
    /// A chunk is full after every answer: committed without a cursor.
    pub(crate) full_chunks: bool,
}

/// How a round went.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) kind: RoundKind,
    pub(crate) asks: Vec<Ask>,
    /// `None`: the hub was stopped.
    pub(crate) end: Option<Result<RoundEnd, ReadError>>,
}

impl Run {
    /// Paths of what was asked for.
    pub(crate) fn paths(&self) -> Vec<&str> {
        self.asks.iter().map(|ask| path(&ask.url)).collect()
    }

    pub(crate) fn done(self) -> RoundEnd {
        self.end.expect("the round came to its end").expect("the round did not break off")
    }

    pub(crate) fn error(self) -> ReadError {
        self.end.expect("the round came to its end").expect_err("the round broke off")
    }
}

/// What stands behind the host.
pub(crate) fn path(url: &str) -> &str {
    url.strip_prefix("https://partner.example").unwrap_or_else(|| panic!("a foreign URL: {url}"))
}

struct Body {
    bytes: std::io::Cursor<Vec<u8>>,
    cut: bool,
    /// It was asked for in whole.
    whole: bool,
}

/// As the hub lets a partner send.
pub(crate) const BYTES_MAX: u64 = 1 << 24;

impl AnswerBody for Body {
    fn whole(&mut self) -> Option<&mut dyn ReadSeek> {
        if self.whole && !self.cut { Some(&mut self.bytes) } else { None }
    }

    fn bytes_max(&self) -> u64 {
        BYTES_MAX
    }
}

impl Read for Body {
    fn read(&mut self, block: &mut [u8]) -> std::io::Result<usize> {
        match self.bytes.read(block)? {
            0 if self.cut => Err(std::io::Error::other("connection reset")),
            length => Ok(length),
        }
    }
}

#[derive(Default)]
struct Pending {
    items: Vec<Result<Item, ItemError>>,
    notes: Vec<(String, Option<schemas::json::Json>)>,
}

impl Pending {
    fn commit(&mut self, store: &mut Store, cursor: Option<Cursor>) {
        store.items.append(&mut self.items);
        for (page, note) in self.notes.drain(..) {
            assert!(store.pages.set(&page, note), "{page} is too large");
        }
        store.cursor = cursor.or(store.cursor.take());
    }
}

/// One round, from what is committed.
pub(crate) fn round(
    connector: &dyn Connector,
    store: &mut Store,
    partner: &mut dyn Partner,
    now: Timestamp,
    hub: Hub,
) -> Run {
    let mut round = connector.begin(store.cursor.as_ref(), now);
    let kind = round.kind();
    let mut pages = store.pages.clone();
    let mut pending = Pending::default();
    let mut asks = Vec::new();
    let profile = Profile {
        partner: PartnerName::new("example").unwrap(),
        zone: "Europe/Oslo".to_owned(),
        language: None,
    };
    let snapshot = now.to_string();
    let context = ReadContext {
        profile: &profile,
        account: None,
        now,
        url: None,
        snapshot_id: (kind == RoundKind::Snapshot).then_some(snapshot.as_str()),
    };
    while let Some(ask) = round.ask(&pages) {
        assert!(asks.len() < 5_000, "the round does not end");
        asks.push(ask.clone());
        let mut items = Vec::new();
        let mut sink = |item| items.push(item);
        let step = match partner.answer(&ask, now) {
            Reply::Nothing => {
                let missed = Missed { ask, reason: "timed out".to_owned() };
                round.missed(&missed, &pages, &mut sink)
            }
            reply => {
                let (head, mut body) = taken(&ask, reply);
                let answer = Answer { ask: &ask, asked_at: now, head: &head, body: &mut body };
                let context = ReadContext { url: Some(&ask.url), ..context };
                round.read(answer, &context, &pages, &mut sink)
            }
        };
        take(items, &mut pages, &mut pending);
        match step {
            Ok(step) if step.cursor.is_some() => {
                assert_eq!(kind, RoundKind::Window, "only windows go on from inside");
                pending.commit(store, step.cursor);
            }
            Ok(_) => {}
            Err(error) => {
                pending.commit(store, None);
                return Run { kind, asks, end: Some(Err(error)) };
            }
        }
        if hub.full_chunks {
            pending.commit(store, None);
        }
        if hub.stop_after == Some(asks.len()) {
            return Run { kind, asks, end: None };
        }
    }
    let mut items = Vec::new();
    let end = round.end(&pages, &mut |item| items.push(item));
    take(items, &mut pages, &mut pending);
    // As `runtime` judges: a snapshot that is not whole moves nothing.
    let whole = end.complete && end.announced.is_none_or(|announced| announced <= end.items);
    let moves = kind == RoundKind::Window || whole;
    pending.commit(store, moves.then(|| end.cursor.clone()));
    Run { kind, asks, end: Some(Ok(end)) }
}

fn take(items: Vec<Result<Item, ItemError>>, pages: &mut Pages, pending: &mut Pending) {
    for item in items {
        if let Ok(Item::Page { page, note }) = item {
            assert!(pages.set(&page, note.clone()));
            pending.notes.push((page, note));
        } else {
            pending.items.push(item);
        }
    }
}

/// A header `:redirected-to` is the address that answered.
fn taken(ask: &Ask, reply: Reply) -> (ResponseHead, Body) {
    let (status, headers, bytes, cut) = match reply {
        Reply::Answer(status, headers, bytes) => (status, headers, bytes, false),
        Reply::Cut(bytes) => (200, Vec::new(), bytes, true),
        Reply::Nothing => unreachable!("handled by the caller"),
    };
    let header = |name: &str| {
        headers.iter().find(|(found, _)| *found == name).map(|(_, value)| value.clone())
    };
    let validators = Validators { etag: header("etag"), last_modified: header("last-modified") };
    let head = ResponseHead {
        status,
        content_type: header("content-type"),
        validators,
        redirected_to: header(":redirected-to"),
        fingerprint: (ask.fingerprint && !cut).then(|| fingerprint(&bytes)),
        headers: headers.iter().map(|(n, v)| ((*n).to_owned(), v.clone())).collect(),
    };
    (head, Body { bytes: std::io::Cursor::new(bytes), cut, whole: ask.fingerprint })
}

fn fingerprint(bytes: &[u8]) -> String {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
