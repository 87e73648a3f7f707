//! Lists in one answer and in several pages.

use std::cell::Cell;
use std::rc::Rc;

use connectors::partners::Settings;
use connectors::{ReadError, RoundKind};
use serde_json::{Value, json};

use super::driver::{Reply, Store};
use super::scripted::{Scripted, opened, poll, since};

/// A number in a query.
fn query(url: &str, name: &str) -> usize {
    let start = format!("{name}=");
    let pairs = url.split_once('?').unwrap().1.split('&');
    pairs.filter_map(|pair| pair.strip_prefix(&start)).next().unwrap().parse().unwrap()
}

fn lever(ids: std::ops::Range<usize>) -> Vec<Value> {
    let ad = |id| {
        json!({"id": format!("p{id:03}"), "text": "Baker", "createdAt": 1_763_000_000_000_u64,
        "hostedUrl": format!("https://jobs.lever.co/acme/p{id:03}"), "description": "You bake."})
    };
    ids.map(ad).collect()
}

/// A Lever site with these postings.
fn lever_site(postings: Vec<Value>) -> Scripted {
    let mut partner = Scripted::default();
    partner.on("/v0/postings/acme", move |ask| {
        let (skip, limit) = (query(&ask.url, "skip"), query(&ask.url, "limit"));
        let page: Vec<&Value> = postings.iter().skip(skip).take(limit).collect();
        Reply::json(&json!(page))
    });
    partner
}

const LEVER: &str = "/v0/postings/acme?mode=json";

#[test]
fn pages_are_read_to_the_last_and_are_one_snapshot() {
    let board = opened("lever", LEVER, &Settings::default());
    let (mut store, mut partner) = (Store::default(), lever_site(lever(0..230)));
    let run = poll(board.as_ref(), &mut store, &mut partner, 0);
    assert_eq!(
        run.paths(),
        [
            "/v0/postings/acme?mode=json&limit=100&skip=0",
            "/v0/postings/acme?mode=json&limit=100&skip=100",
            "/v0/postings/acme?mode=json&limit=100&skip=200",
        ]
    );
    assert_eq!(run.kind, RoundKind::Snapshot);
    let end = run.done();
    assert_eq!((end.complete, end.items), (true, 230));
    assert_eq!((store.ads().len(), store.errors().len()), (230, 0));
    assert_eq!(store.ad("p229").texts[0].title, "Baker");
}

#[test]
fn what_is_the_same_twice_is_not_handed_over_and_what_changed_later_is() {
    let board = opened("lever", LEVER, &Settings::default());
    let (mut store, mut partner) = (Store::default(), lever_site(lever(0..230)));
    for hours in [0, 1] {
        assert!(poll(board.as_ref(), &mut store, &mut partner, hours).done().complete);
    }
    let before = store.items.len();
    assert_eq!(before, 460);
    assert!(poll(board.as_ref(), &mut store, &mut partner, 2).done().unchanged);
    assert_eq!(store.items.len(), before);
    // The last page changes: the others are there still, and are not read out.
    let mut postings = lever(0..231);
    postings[229]["text"] = "Cook".into();
    let mut partner = lever_site(postings);
    let end = poll(board.as_ref(), &mut store, &mut partner, 3).done();
    assert_eq!((end.complete, end.items, end.unchanged), (true, 231, false));
    let shown = since(&store, before);
    assert_eq!(shown.iter().filter(|one| one.starts_with('=')).count(), 200);
    assert_eq!(shown.iter().filter(|one| one.starts_with('+')).count(), 31);
    // Absence needs two snapshots: both are read out.
    let before = store.items.len();
    poll(board.as_ref(), &mut store, &mut partner, 4).done();
    assert_eq!(since(&store, before).len(), 231);
    assert!(poll(board.as_ref(), &mut store, &mut partner, 5).done().unchanged);
}

#[test]
fn everything_is_read_out_once_a_day() {
    let board = opened("lever", LEVER, &Settings::default());
    let (mut store, mut partner) = (Store::default(), lever_site(lever(0..3)));
    let unchanged: Vec<bool> = [0, 1, 2, 24, 25, 26]
        .map(|hours| poll(board.as_ref(), &mut store, &mut partner, hours).done().unchanged)
        .to_vec();
    // The second round, at one, was the last full one.
    assert_eq!(unchanged, [false, false, true, true, false, true]);
}

#[test]
fn a_site_that_leaves_nothing_out_repeats_itself_and_proves_nothing() {
    let board = opened("lever", LEVER, &Settings::default());
    let mut partner = Scripted::default();
    partner.on("/v0/postings/acme", |_| Reply::json(&json!(lever(0..100))));
    let run = poll(board.as_ref(), &mut Store::default(), &mut partner, 0);
    assert_eq!(run.asks.len(), 2);
    let end = run.done();
    assert_eq!((end.complete, end.items), (false, 100));
}

#[test]
fn an_unknown_site_looks_empty_and_proves_nothing() {
    let board = opened("lever", LEVER, &Settings::default());
    let end = poll(board.as_ref(), &mut Store::default(), &mut lever_site(Vec::new()), 0).done();
    assert_eq!((end.complete, end.items), (false, 0));
}

fn usajobs(ids: std::ops::Range<usize>, total: usize) -> Value {
    let ad = |id: usize| json!({"MatchedObjectId": id.to_string(), "MatchedObjectDescriptor": {"PositionTitle": "Nurse"}});
    let items: Vec<Value> = ids.map(ad).collect();
    json!({"SearchResult": {"SearchResultCountAll": total, "SearchResultItems": items}})
}

#[test]
fn what_slides_over_the_edge_of_a_page_is_read() {
    let board = opened("usajobs", "/api/Search", &Settings::default());
    let asked = Rc::new(Cell::new(0));
    let count = Rc::clone(&asked);
    let mut partner = Scripted::default();
    // After the first page the first ad goes: 500 takes its place there.
    partner.on("/api/Search", move |ask| {
        count.set(count.get() + 1);
        let first = usize::from(count.get() > 1);
        let from = first + (query(&ask.url, "Page") - 1) * 500;
        Reply::json(&usajobs(from..(from + 500).min(750), 750 - first))
    });
    let mut store = Store::default();
    let end = poll(board.as_ref(), &mut store, &mut partner, 0).done();
    assert_eq!(asked.get(), 4, "pages 1, 2, 1 again, 2");
    assert_eq!((end.complete, end.items, end.announced), (true, 750, Some(749)));
    assert!(store.ads().contains_key("500"));
}

#[test]
fn fewer_than_announced_is_a_part() {
    let board = opened("usajobs", "/api/Search", &Settings::default());
    let mut partner = Scripted::default();
    partner.on("/api/Search", |ask| {
        let page = query(&ask.url, "Page");
        let ids = if page < 3 { page * 500..page * 500 + 500 } else { 0..0 };
        Reply::json(&usajobs(ids, 1_200))
    });
    let run = poll(board.as_ref(), &mut Store::default(), &mut partner, 0);
    assert_eq!(run.paths()[2], "/api/Search?Page=3&ResultsPerPage=500");
    let end = run.done();
    assert_eq!((end.complete, end.items, end.announced), (false, 1_000, Some(1_200)));
}

#[test]
fn ranges_are_parts_whose_total_is_in_a_header() {
    let board = opened("francetravail", "/offres/search?sort=1", &Settings::default());
    let mut partner = Scripted::default();
    partner.on("/offres/search", |ask| {
        let range = ask.url.rsplit_once("range=").unwrap().1;
        let first: usize = range.split_once('-').unwrap().0.parse().unwrap();
        let ads: Vec<Value> = (first..(first + 150).min(170))
            .map(|id| json!({"id": format!("F{id}"), "intitule": "Boulanger"}))
            .collect();
        let Reply::Answer(_, headers, body) = Reply::json(&json!({"resultats": ads})) else {
            panic!()
        };
        let total = format!("offres {first}-{}/170", first + ads.len() - 1);
        Reply::Answer(206, headers, body).with("content-range", &total)
    });
    let mut store = Store::default();
    let run = poll(board.as_ref(), &mut store, &mut partner, 0);
    assert_eq!(run.kind, RoundKind::Window);
    assert_eq!(
        run.paths(),
        ["/offres/search?sort=1&range=0-149", "/offres/search?sort=1&range=150-299"]
    );
    assert_eq!((run.done().items, store.ads().len()), (170, 170));
    partner.on("/offres/search", |_| Reply::status(204));
    let end = poll(board.as_ref(), &mut store, &mut partner, 30).done();
    assert_eq!((end.items, end.complete), (0, false));
}

fn atom(ids: &[u32], next: Option<&str>) -> String {
    let entries: String = ids
        .iter()
        .map(|id| format!("<entry><id>urn:{id}</id><title>Baker</title><updated>2026-11-20T06:00:00Z</updated><link rel='alternate' href='https://partner.example/{id}'/></entry>"))
        .collect();
    let next = next.map_or(String::new(), |next| format!("<link rel='next' href='{next}'/>"));
    format!("<feed xmlns='http://www.w3.org/2005/Atom'><title>Jobs</title>{next}{entries}</feed>")
}

#[test]
fn links_to_the_next_page_are_followed_but_not_to_other_hosts() {
    let board = opened("finn", "/ads", &Settings::default());
    let mut partner = Scripted::default();
    partner.serve("/ads", atom(&[1, 2], Some("/ads/2?a=1&amp;b=2")));
    partner.serve("/ads/2", atom(&[3], None));
    let run = poll(board.as_ref(), &mut Store::default(), &mut partner, 0);
    assert_eq!(run.paths(), ["/ads", "/ads/2?a=1&b=2"]);
    let end = run.done();
    assert_eq!((end.complete, end.items), (true, 3));
    partner.serve("/ads/2", atom(&[3], Some("https://elsewhere.example/ads")));
    let end = poll(board.as_ref(), &mut Store::default(), &mut partner, 0).done();
    assert_eq!((end.complete, end.items), (false, 3));
    partner.serve("/ads/2", atom(&[3], Some("/ads")));
    let end = poll(board.as_ref(), &mut Store::default(), &mut partner, 0).done();
    assert_eq!((end.complete, end.items), (false, 3));
}

fn greenhouse(ids: &[u32], total: usize) -> String {
    let ad = |id: &u32| json!({"id": id, "title": "Baker", "absolute_url": format!("https://acme.example/{id}"), "updated_at": "2026-11-19T10:00:00Z"});
    json!({"jobs": ids.iter().map(ad).collect::<Vec<_>>(), "meta": {"total": total}}).to_string()
}

#[test]
fn a_conditional_request_waits_until_absence_was_concluded() {
    let board = opened("greenhouse", "/jobs?content=true", &Settings::default());
    let (mut store, mut partner) = (Store::default(), Scripted::default());
    partner.serve("/jobs", greenhouse(&[1, 2], 2));
    partner.tag("/jobs", "\"a\"");
    let mut etags = Vec::new();
    for hours in [0, 1, 2, 3] {
        let run = poll(board.as_ref(), &mut store, &mut partner, hours);
        etags.push(run.asks[0].unless.etag.clone());
        let end = run.done();
        assert_eq!((end.complete, end.unchanged), (hours < 2, hours >= 2), "{hours}");
    }
    let tag = Some("\"a\"".to_owned());
    assert_eq!(etags, [None, None, tag.clone(), tag]);
    // One goes: it is asked for in full until that was seen twice.
    partner.serve("/jobs", greenhouse(&[1], 1));
    partner.tag("/jobs", "\"b\"");
    let before = store.items.len();
    for (hours, etag) in [(4, Some("\"a\"")), (5, None), (6, Some("\"b\""))] {
        let run = poll(board.as_ref(), &mut store, &mut partner, hours);
        assert_eq!(run.asks[0].unless.etag.as_deref(), etag, "{hours}");
    }
    assert_eq!(since(&store, before), ["+1", "+1"]);
    // A 304 that was not asked for is no answer.
    partner.on("/jobs", |_| Reply::status(304));
    let run = poll(board.as_ref(), &mut Store::default(), &mut partner, 7);
    assert!(matches!(run.error(), ReadError::Status { status: 304 }));
}

#[test]
fn without_validators_the_fingerprint_tells() {
    let board = opened("greenhouse", "/jobs", &Settings::default());
    let (mut store, mut partner) = (Store::default(), Scripted::default());
    partner.serve("/jobs", greenhouse(&[1, 2], 2));
    for hours in 0..5 {
        let end = poll(board.as_ref(), &mut store, &mut partner, hours).done();
        assert_eq!(end.unchanged, hours >= 2);
    }
    assert_eq!(store.items.len(), 4);
    // A snapshot that is not whole does not count.
    let (mut store, text) = (Store::default(), greenhouse(&[1, 2], 3));
    partner.serve("/jobs", text);
    for hours in 0..3 {
        let end = poll(board.as_ref(), &mut store, &mut partner, hours).done();
        assert_eq!((end.unchanged, end.announced, end.items), (false, Some(3), 2));
    }
}

#[test]
fn what_is_no_board_breaks_the_round_off() {
    let board = opened("greenhouse", "/jobs", &Settings::default());
    let check = |reply: fn() -> Reply, wanted: &str| {
        let mut partner = Scripted::default();
        partner.on("/jobs", move |_| reply());
        let mut store = Store::default();
        let error = poll(board.as_ref(), &mut store, &mut partner, 0).error().to_string();
        assert!(error.contains(wanted), "{error}, not {wanted}");
        assert!(store.cursor.is_none());
    };
    check(|| Reply::status(404), "partner answered 404");
    check(|| Reply::text("<html>moved</html>"), "HTML or XML, where");
    check(|| Reply::text("{\"error\": \"no key\"}"), "without");
    check(|| Reply::text(&greenhouse(&[1, 2], 2)[..60]), "cut");
    check(|| Reply::Cut(greenhouse(&[1, 2], 2).into_bytes()[..60].to_vec()), "broke off");
    check(|| Reply::Nothing, "no answer");
}

#[test]
fn a_feed_that_is_a_packed_file_is_unpacked() {
    use std::io::Write as _;
    let board = opened("indeed", "/feed.xml.gz", &Settings::default());
    let mut partner = Scripted::default();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let feed =
        "<source><job><referencenumber>1</referencenumber><title>Baker</title></job></source>";
    packed.write_all(feed.as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    partner.on("/feed.xml.gz", move |_| Reply::Answer(200, Vec::new(), packed.clone()));
    let mut store = Store::default();
    assert!(poll(board.as_ref(), &mut store, &mut partner, 0).done().complete);
    assert_eq!(store.shown(), ["1 Baker"]);
}

#[test]
fn an_unchanged_snapshot_of_40_000_ads_costs_no_events() {
    let board = opened("greenhouse", "/jobs", &Settings::default());
    let ids: Vec<u32> = (0..40_000).collect();
    let (mut store, mut partner) = (Store::default(), Scripted::default());
    partner.serve("/jobs", greenhouse(&ids, ids.len()));
    for hours in [0, 1] {
        let end = poll(board.as_ref(), &mut store, &mut partner, hours).done();
        assert_eq!((end.complete, end.items), (true, 40_000));
        store.items.clear();
    }
    for hours in 2..5 {
        assert!(poll(board.as_ref(), &mut store, &mut partner, hours).done().unchanged);
    }
    assert!(store.items.is_empty() && store.pages.is_empty());
}

#[test]
fn ads_are_of_the_tenant_that_is_asked_for() {
    let text = "extends = \"personio\"\nname = \"personio\"\n[request]\nurl = \"https://partner.example/{tenant}/xml\"";
    let dialect = connectors::formats::dialect::Dialect::from_toml(text).unwrap();
    let place = connectors::partners::Where::tenant("acme");
    let board = connectors::partners::open_dialect(dialect, &place, &Settings::default()).unwrap();
    let mut partner = Scripted::default();
    let position = "<position><id>42</id><name>Baker</name></position>";
    partner.serve("/acme/xml", format!("<workzag-jobs>{position}</workzag-jobs>"));
    let mut store = Store::default();
    assert!(poll(board.as_ref(), &mut store, &mut partner, 0).done().complete);
    let ad = store.ad("42");
    assert_eq!(ad.source.source_url.as_deref(), Some("https://acme.jobs.personio.de/job/42"));
    let ids: Vec<&str> = ad.alt_ids.iter().map(|id| id.scheme.as_str()).collect();
    assert_eq!((ids, ad.source.account.as_deref()), (vec!["ats:personio:acme"], None));
}
