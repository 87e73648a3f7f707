//! The EURES input API: references first, bodies of what changed.

use connectors::partners::eures::Eures;
use connectors::{Connector, ReadError, RoundKind, dialects};
use schemas::Timestamp;

use super::driver::{Hub, Reply, Run, Store, round};
use super::eures_partner::{State, body};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
/// The first snapshot, in milliseconds.
const START: i64 = 1_790_000_000_000;

fn eures() -> Eures {
    Eures::new("https://partner.example/input/api/jv/v0.1/")
}

fn poll_as(connector: &dyn Connector, store: &mut Store, state: &mut State, now: i64) -> Run {
    round(connector, store, state, Timestamp::from_millis(now), Hub::default())
}

fn poll(store: &mut Store, state: &mut State, now: i64) -> Run {
    poll_as(&eures(), store, state, now)
}

fn three() -> State {
    let mut state = State::default();
    state.put("a", "Baker", START - HOUR);
    state.put("b", "Kokk", START - HOUR);
    state.put("c", "Lege", START - HOUR);
    state
}

/// What details were asked for, request by request.
fn batches(run: &Run) -> Vec<&str> {
    run.asks.iter().filter_map(|ask| Some(ask.post.as_ref()?.body.as_str())).collect()
}

#[test]
fn a_snapshot_comes_first_then_windows_then_a_snapshot_of_what_changed() {
    let (mut store, mut state) = (Store::default(), three());
    let run = poll(&mut store, &mut state, START);
    assert_eq!(run.kind, RoundKind::Snapshot);
    assert_eq!(run.paths(), ["/input/api/jv/v0.1/getAll", "/input/api/jv/v0.1/getDetails"]);
    assert_eq!(batches(&run), [r#"["a","b","c"]"#]);
    let end = run.done();
    assert_eq!((end.complete, end.announced, end.items), (true, Some(3), 3));
    assert_eq!(store.shown(), ["a Baker", "b Kokk", "c Lege"]);

    state.put("a", "Baker II", START + MINUTE);
    state.close("b", START + MINUTE);
    state.put("d", "Murer", START + MINUTE);
    let run = poll(&mut store, &mut state, START + 2 * MINUTE);
    assert_eq!(run.kind, RoundKind::Window);
    // Ten minutes of overlap; what is known as of its time is not fetched.
    let since = format!("/input/api/jv/v0.1/getChanges/{}", START - 10 * MINUTE);
    assert_eq!(run.paths()[0], since);
    assert_eq!(batches(&run), [r#"["a","d"]"#]);
    assert_eq!(run.done().items, 3);
    assert_eq!(store.shown(), ["a Baker II", "b StatusFlip", "c Lege", "d Murer"]);

    let run = poll(&mut store, &mut state, START + 3 * MINUTE);
    assert!(batches(&run).is_empty(), "the overlap repeats nothing");

    let run = poll(&mut store, &mut state, START + 24 * HOUR);
    assert_eq!((run.kind, run.asks.len()), (RoundKind::Snapshot, 1));
    let end = run.done();
    assert_eq!((end.complete, end.announced, end.items), (true, Some(3), 3), "all are seen");
}

#[test]
fn an_ad_is_what_its_body_and_its_reference_say() {
    let (mut store, mut state) = (Store::default(), State::default());
    state.put("ref-1", "Baker", START - HOUR);
    state.bodies.insert("ref-1".to_owned(), body("DOC-7", "Baker"));
    let nav = dialects::named("eures-nav").unwrap();
    let connector = eures().with_dialect(nav).with_source_id(12);
    poll_as(&connector, &mut store, &mut state, START).done();
    let ad = store.ad("ref-1");
    // Declared to be Latin-1, but text of JSON is UTF-8.
    assert_eq!(ad.employer.name, "Rørlegger AS");
    assert_eq!((ad.source.connector.as_str(), ad.source.format.as_str()), ("eures", "eures-nav"));
    assert_eq!(ad.published_at.at, Timestamp::from_millis(START - HOUR));
    assert!(ad.facts.is_empty());
    assert_eq!(ad.source_modified_at, Some(Timestamp::from_millis(START - HOUR)));
    let ids: Vec<_> = ad.alt_ids.iter().map(|id| (&id.scheme[..], &id.value[..])).collect();
    // base64 of `ref-1 12`.
    assert_eq!(ids, [("eures-document", "DOC-7"), ("eures", "cmVmLTEgMTI=")]);
    // Its removal is about the same ad.
    state.close("ref-1", START + MINUTE);
    poll_as(&connector, &mut store, &mut state, START + MINUTE).done();
    assert_eq!(store.shown(), ["ref-1 StatusFlip"]);
    assert!(store.pages.is_empty());
}

#[test]
fn an_escaped_body_and_a_closed_one() {
    let (mut store, mut state) = (Store::default(), three());
    let escaped = body("a", "Baker").replace('<', "&lt;").replace('>', "&gt;");
    state.bodies.insert("a".to_owned(), escaped[escaped.find("&lt;Pos").unwrap()..].to_owned());
    state.bodies.insert("b".to_owned(), body("b", "Kokk").replace(">Active<", ">Closed<"));
    state.bodies.insert("c".to_owned(), "<html>".to_owned());
    let end = poll(&mut store, &mut state, START).done();
    assert_eq!((end.complete, end.items), (true, 3));
    assert_eq!(store.shown(), ["a Baker", "b StatusFlip"]);
    assert_eq!(store.errors()[0].external_id.as_deref(), Some("c"));
    // One that cannot be read is asked for again only when it changes.
    poll(&mut store, &mut state, START + 24 * HOUR).done();
    assert_eq!(store.errors().len(), 1);
    state.bodies.remove("c");
    state.put("c", "Lege II", START + 24 * HOUR);
    poll(&mut store, &mut state, START + 24 * HOUR + MINUTE).done();
    assert_eq!(store.ads()["c"], "Lege II");
}

#[test]
fn details_come_in_batches_and_one_that_fails_costs_one_ad() {
    let faults: [fn() -> Reply; 5] = [
        || Reply::Nothing,
        || Reply::status(400),
        || Reply::text("<html>"),
        || Reply::Cut(b"{\"details\":{".to_vec()),
        || Reply::text("{\"details\":{\"a\":{\"content\":\"\\x\"}}}"),
    ];
    for fault in faults {
        let mut store = Store::default();
        let mut state = State { fault: Some(fault), ..State::default() };
        for number in 0..20 {
            state.put(&format!("ad-{number:02}"), "Baker", START - HOUR);
        }
        state.poison.insert("ad-06".to_owned());
        let connector = eures().with_batch(8);
        let run = poll_as(&connector, &mut store, &mut state, START);
        let sizes: Vec<usize> =
            batches(&run).iter().map(|body| body.matches("ad-").count()).collect();
        assert_eq!(sizes, [8, 4, 4, 2, 2, 1, 1, 8, 4]);
        let end = run.done();
        assert_eq!((end.complete, end.announced, end.items), (true, Some(20), 20));
        // It is there, and not read.
        assert_eq!(store.ads()["ad-06"], "seen");
        assert_eq!(store.shown().iter().filter(|line| line.ends_with("Baker")).count(), 19);
        state.poison.clear();
        let run = poll_as(&connector, &mut store, &mut state, START + 4 * MINUTE);
        assert!(batches(&run).is_empty(), "not before its time");
        let run = poll_as(&connector, &mut store, &mut state, START + 5 * MINUTE);
        assert_eq!(batches(&run), [r#"["ad-06"]"#]);
        assert_eq!(store.ads()["ad-06"], "Baker");
        assert_eq!(store.pages.len(), 20);
    }
}

#[test]
fn details_that_do_not_come_are_asked_for_again() {
    let (mut store, mut state) = (Store::default(), three());
    state.missing.insert("b".to_owned());
    assert!(poll(&mut store, &mut state, START).done().complete);
    assert_eq!(store.shown(), ["a Baker", "b seen", "c Lege"]);
    // Another snapshot before its time shows it, too.
    let often = eures().with_snapshot_every(std::time::Duration::ZERO);
    let run = poll_as(&often, &mut store, &mut state, START + MINUTE);
    assert!(batches(&run).is_empty());
    assert_eq!(run.done().items, 3);
    state.missing.clear();
    poll(&mut store, &mut state, START + 6 * MINUTE).done();
    assert_eq!(store.ads()["b"], "Kokk");
}

#[test]
fn a_service_that_is_down_ends_the_round_and_loses_nothing() {
    let mut state = State::default();
    for number in 0..500 {
        state.put(&format!("ad-{number:03}"), "Baker", START - HOUR);
    }
    let mut store = Store::default();
    state.instead.insert("getDetails".to_owned(), || Reply::Nothing);
    let run = poll(&mut store, &mut state, START);
    assert_eq!(run.asks.len(), 1 + 12);
    assert!(matches!(run.error(), ReadError::Missed { .. }));
    assert!(store.cursor.is_none());
    state.instead.insert("getDetails".to_owned(), || Reply::status(401));
    let run = poll(&mut store, &mut state, START + HOUR);
    assert_eq!(run.asks.len(), 2);
    assert!(matches!(run.error(), ReadError::Status { status: 401 }));
    state.instead.clear();
    assert!(poll(&mut store, &mut state, START + 2 * HOUR).done().complete);
    assert_eq!(store.ads().values().filter(|title| *title == "Baker").count(), 500);
}

#[test]
fn a_list_that_cannot_be_trusted_concludes_nothing() {
    let faults: [fn() -> Reply; 5] = [
        || Reply::text("<html>"),
        || Reply::text("{\"message\":\"maintenance\"}"),
        || Reply::Cut(b"{\"allReferences\":[{\"reference\":\"a\"}".to_vec()),
        || Reply::text("{\"allReferences\":[{\"reference\":\"a\"}"),
        || Reply::status(403),
    ];
    for fault in faults {
        let (mut store, mut state) = (Store::default(), three());
        state.instead.insert("getAll".to_owned(), fault);
        poll(&mut store, &mut state, START).error();
        assert!(store.cursor.is_none() && store.items.is_empty());
    }
}

#[test]
fn what_is_absent_is_forgotten_and_fetched_when_it_returns() {
    let (mut store, mut state) = (Store::default(), three());
    poll(&mut store, &mut state, START).done();
    let gone = state.ads.remove("b").unwrap();
    let end = poll(&mut store, &mut state, START + 24 * HOUR).done();
    assert_eq!((end.complete, end.announced), (true, Some(2)));
    assert_eq!(store.pages.len(), 2);
    state.ads.insert("b".to_owned(), gone);
    let run = poll(&mut store, &mut state, START + 48 * HOUR);
    assert_eq!(batches(&run), [r#"["b"]"#]);
}

#[test]
fn an_ad_that_was_closed_and_opened_again_in_one_window_is_open() {
    let (mut store, mut state) = (Store::default(), three());
    poll(&mut store, &mut state, START).done();
    let changes = format!(
        r#"{{"closedReferences":[{{"reference":"a","status":"CLOSED","closingTimestamp":{0},"lastModificationTimestamp":{0}}}],"createdReferences":[{{"reference":"a","status":"ACTIVE","creationTimestamp":{1},"lastModificationTimestamp":{1}}}]}}"#,
        START + MINUTE,
        START + 2 * MINUTE
    );
    state.put("a", "Baker II", START + 2 * MINUTE);
    let mut partner = Scripted(state, changes);
    let now = Timestamp::from_millis(START + 3 * MINUTE);
    round(&eures(), &mut store, &mut partner, now, Hub::default()).done();
    assert_eq!(store.ads()["a"], "Baker II");
}

/// Answers changes with a text.
struct Scripted(State, String);

impl super::driver::Partner for Scripted {
    fn answer(&mut self, ask: &connectors::Ask, now: Timestamp) -> Reply {
        if ask.url.contains("getChanges") {
            return Reply::text(self.1.clone());
        }
        self.0.answer(ask, now)
    }
}

#[test]
fn stopped_at_any_answer_nothing_is_lost() {
    let mut stops = 0;
    for full_chunks in [false, true] {
        for stop_after in 1..16 {
            for snapshot in [true, false] {
                let (mut store, mut state) = (Store::default(), State::default());
                for number in 0..9 {
                    state.put(&format!("ad-{number}"), "Baker", START - HOUR);
                }
                let connector = eures().with_batch(2);
                if !snapshot {
                    poll_as(&connector, &mut store, &mut state, START).done();
                }
                for number in 0..7 {
                    state.put(&format!("ad-{number}"), "Kokk", START + MINUTE);
                }
                state.close("ad-1", START + 2 * MINUTE);
                state.poison.insert("ad-3".to_owned());
                let hub = Hub { stop_after: Some(stop_after), full_chunks };
                let at = |minutes| Timestamp::from_millis(START + minutes * MINUTE);
                let stopped = round(&connector, &mut store, &mut state, at(3), hub);
                stops += usize::from(stopped.end.is_none());
                state.poison.clear();
                poll_as(&connector, &mut store, &mut state, START + 10 * MINUTE).done();
                poll_as(&connector, &mut store, &mut state, START + 20 * MINUTE).done();
                let mut ads = store.ads();
                let removed = ads.remove("ad-1");
                assert!(snapshot || removed.as_deref() == Some("StatusFlip"));
                let kokk = ads.values().filter(|title| *title == "Kokk").count();
                assert_eq!((kokk, ads.len()), (6, 8), "stopped after {stop_after}");
            }
        }
    }
    assert!(stops > 20, "{stops}");
}
