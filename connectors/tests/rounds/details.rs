//! Boards whose ads are asked for one by one.

use connectors::partners::{Settings, Where, open};
use connectors::{Connector, RoundKind};
use serde_json::{Value, json};

use super::driver::{Hub, Reply, Store, round};
use super::scripted::{Scripted, opened, poll, since};

const POSTINGS: &str = "/v1/companies/acme/postings";

fn listed(id: u32, title: &str) -> Value {
    json!({"id": id.to_string(), "name": title, "releasedDate": "2026-11-08T02:11:28.000Z", "visibility": "PUBLIC"})
}

fn detail(id: u32, title: &str) -> String {
    json!({"id": id.to_string(), "name": title, "releasedDate": "2026-11-08T02:11:28.000Z",
        "jobAd": {"sections": {"jobDescription": {"title": "Job", "text": "<p>You bake.</p>"}}}})
    .to_string()
}

fn list(partner: &mut Scripted, ads: &[(u32, &str)]) {
    let ads: Vec<Value> = ads.iter().map(|(id, title)| listed(*id, title)).collect();
    partner.on(POSTINGS, move |_| {
        Reply::json(&json!({"offset": 0, "limit": 100, "totalFound": ads.len(), "content": ads}))
    });
}

/// SmartRecruiters with these ads, and the details of each.
fn smart(ads: &[(u32, &str)]) -> Scripted {
    let mut partner = Scripted::default();
    list(&mut partner, ads);
    for (id, title) in ads {
        partner.serve(&format!("{POSTINGS}/{id}"), detail(*id, title));
    }
    partner
}

fn board() -> Box<dyn Connector> {
    opened("smartrecruiters", POSTINGS, &Settings::default())
}

const THREE: [(u32, &str); 3] = [(1, "Baker"), (2, "Cook"), (3, "Waiter")];

#[test]
fn only_what_is_new_or_changed_is_asked_for_again() {
    let (board, mut store, mut partner) = (board(), Store::default(), smart(&THREE));
    let run = poll(board.as_ref(), &mut store, &mut partner, 0);
    assert_eq!(run.asks.len(), 4);
    assert_eq!(run.paths()[1], "/v1/companies/acme/postings/1");
    let end = run.done();
    assert_eq!((end.complete, end.items, end.unchanged), (true, 3, false));
    assert!(store.ad("1").texts[0].description_html.contains("You bake."));
    let before = store.items.len();
    let run = poll(board.as_ref(), &mut store, &mut partner, 1);
    assert_eq!(run.asks.len(), 1);
    assert_eq!(
        (run.done().complete, since(&store, before)),
        (true, vec!["=1".to_owned(), "=2".to_owned(), "=3".to_owned()])
    );
    // The third time nothing is said at all.
    let before = store.items.len();
    assert!(poll(board.as_ref(), &mut store, &mut partner, 2).done().unchanged);
    assert_eq!(since(&store, before), Vec::<String>::new());
    // One is new, one has another title, one went.
    let mut partner = smart(&[(2, "Head cook"), (3, "Waiter"), (4, "Host")]);
    let run = poll(board.as_ref(), &mut store, &mut partner, 3);
    assert_eq!(
        run.paths()[1..],
        ["/v1/companies/acme/postings/4", "/v1/companies/acme/postings/2"]
    );
    assert!(run.done().complete);
    assert_eq!(since(&store, before), ["+2", "+4", "=3"]);
    assert_eq!(store.ad("2").texts[0].title, "Head cook");
}

#[test]
fn details_are_read_again_after_some_days() {
    let (board, mut store, mut partner) = (board(), Store::default(), smart(&THREE));
    poll(board.as_ref(), &mut store, &mut partner, 0).done();
    // Four weeks, as the list says that nothing changed.
    let asked = |hours, store: &mut Store, partner: &mut Scripted| {
        poll(board.as_ref(), store, partner, hours).asks.len()
    };
    assert_eq!(asked(28 * 24 - 1, &mut store, &mut partner), 1);
    assert_eq!(asked(28 * 24, &mut store, &mut partner), 4);
}

#[test]
fn details_that_fail_cost_one_ad_and_not_the_snapshot() {
    let (board, mut store, mut partner) = (board(), Store::default(), smart(&THREE));
    partner.on(&format!("{POSTINGS}/2"), |_| Reply::Nothing);
    partner.serve(&format!("{POSTINGS}/3"), "<!DOCTYPE html><html>sign in</html>");
    let end = poll(board.as_ref(), &mut store, &mut partner, 0).done();
    assert_eq!((end.complete, end.items, end.announced), (true, 1, None));
    // They are asked for in the next round.
    let mut partner = smart(&THREE);
    let run = poll(board.as_ref(), &mut store, &mut partner, 1);
    assert_eq!(run.asks.len(), 3);
    assert!(run.done().complete);
    assert_eq!(since(&store, 1), ["+2", "+3", "=1"]);
    // One that is known and fails now is there still.
    let mut partner = smart(&[(1, "Baker"), (2, "Head cook"), (3, "Waiter")]);
    partner.on(&format!("{POSTINGS}/2"), |_| Reply::Cut(b"{\"id\": \"2\", ".to_vec()));
    let before = store.items.len();
    assert!(poll(board.as_ref(), &mut store, &mut partner, 2).done().complete);
    assert_eq!(since(&store, before), ["=1", "=2", "=3"]);
}

#[test]
fn details_that_are_gone_say_that_the_ad_is() {
    let (board, mut store, mut partner) = (board(), Store::default(), smart(&THREE));
    poll(board.as_ref(), &mut store, &mut partner, 0).done();
    list(&mut partner, &[(1, "Baker"), (2, "Cook"), (3, "Waiter (gone)")]);
    partner.on(&format!("{POSTINGS}/3"), |_| Reply::status(410));
    let before = store.items.len();
    assert!(poll(board.as_ref(), &mut store, &mut partner, 1).done().complete);
    assert_eq!(since(&store, before), ["-3", "=1", "=2"]);
    assert_eq!(store.shown(), ["1 Baker", "2 Cook", "3 HttpGone"]);
    // It is not said again, nor asked for again.
    let before = store.items.len();
    let run = poll(board.as_ref(), &mut store, &mut partner, 2);
    assert_eq!(
        (run.asks.len(), since(&store, before)),
        (1, vec!["=1".to_owned(), "=2".to_owned()])
    );
}

#[test]
fn a_partner_that_is_not_well_is_left_alone() {
    let ads: Vec<(u32, &str)> = (1..=30).map(|id| (id, "Baker")).collect();
    let (board, mut store, mut partner) = (board(), Store::default(), smart(&ads));
    for (id, _) in &ads {
        partner.on(&format!("{POSTINGS}/{id}"), |_| Reply::status(403));
    }
    let run = poll(board.as_ref(), &mut store, &mut partner, 0);
    assert_eq!(run.asks.len(), 11);
    assert_eq!((run.done().complete, store.ads().len()), (true, 0));
}

#[test]
fn a_round_asks_for_so_many_and_the_next_goes_on() {
    let settings = Settings { pages_per_round: 2, ..Settings::default() };
    let board = opened("smartrecruiters", POSTINGS, &settings);
    let (mut store, mut partner) = (Store::default(), smart(&THREE));
    assert!(poll(board.as_ref(), &mut store, &mut partner, 0).done().complete);
    assert_eq!(since(&store, 0), ["+1", "+2"]);
    poll(board.as_ref(), &mut store, &mut partner, 1).done();
    assert_eq!(since(&store, 2), ["+3", "=1", "=2"]);
}

#[test]
fn a_round_that_was_stopped_goes_on_where_it_was() {
    let (board, mut store, mut partner) = (board(), Store::default(), smart(&THREE));
    let hub = Hub { stop_after: Some(3), full_chunks: true };
    let now = "2026-11-20T06:00:00Z".parse().unwrap();
    assert!(round(board.as_ref(), &mut store, &mut partner, now, hub).end.is_none());
    assert_eq!(since(&store, 0), ["+1", "+2"]);
    let run = poll(board.as_ref(), &mut store, &mut partner, 1);
    assert_eq!(
        (run.kind, run.paths()[1..].to_vec()),
        (RoundKind::Snapshot, vec!["/v1/companies/acme/postings/3"])
    );
}

#[test]
fn a_bad_item_of_the_list_costs_only_itself() {
    let mut partner = smart(&THREE);
    partner.on(POSTINGS, |_| {
        Reply::json(&json!({"totalFound": 2, "content": [{"name": "no id"}, listed(1, "Baker")]}))
    });
    let mut store = Store::default();
    let end = poll(board().as_ref(), &mut store, &mut partner, 0).done();
    assert_eq!((end.complete, since(&store, 0)), (true, vec!["!".to_owned(), "+1".to_owned()]));
    assert_eq!(store.errors()[0].faults[0].code, "detail_missing");
}

#[test]
fn a_list_that_is_a_part_proves_nothing() {
    let mut partner = smart(&THREE);
    partner.on(POSTINGS, |ask| {
        let first = ask.url.contains("offset=0");
        let content: Vec<Value> = first.then(|| listed(1, "Baker")).into_iter().collect();
        Reply::json(&json!({"totalFound": 3, "content": content}))
    });
    let end = poll(board().as_ref(), &mut Store::default(), &mut partner, 0).done();
    assert_eq!((end.complete, end.items, end.announced), (false, 1, Some(3)));
}

/// Workday: a list by `POST`, at most 20 at once, whose total is 0 after the
/// first page.
fn workday(count: usize) -> Scripted {
    let mut partner = Scripted::default();
    partner.on("/wday/cxs/acme/Ext/jobs", move |ask| {
        let body: Value = serde_json::from_str(&ask.post.as_ref().unwrap().body).unwrap();
        assert_eq!((&body["limit"], &body["appliedFacets"]), (&json!(20), &json!({})));
        let offset = usize::try_from(body["offset"].as_u64().unwrap()).unwrap();
        let ads: Vec<Value> = (offset..(offset + 20).min(count))
            .map(|id| json!({"title": "Sales", "externalPath": format!("/job/Oslo/Sales_R{id}"), "locationsText": "2 Locations", "postedOn": format!("Posted {} Days Ago", ask.url.len()), "bulletFields": [format!("R{id}")]}))
            .collect();
        Reply::json(&json!({"total": if offset == 0 { count } else { 0 }, "jobPostings": ads}))
    });
    for id in 0..count {
        let detail = json!({"jobPostingInfo": {"id": format!("x{id}"), "jobReqId": format!("R{id}"), "title": "Sales", "jobDescription": "<p>You sell.</p>", "location": "Oslo", "posted": true}});
        partner.serve(&format!("/wday/cxs/acme/Ext/job/Oslo/Sales_R{id}"), detail.to_string());
    }
    partner
}

#[test]
fn workday_is_asked_by_its_own_rules() {
    let board = opened("workday", "/wday/cxs/acme/Ext/jobs", &Settings::default());
    let mut store = Store::default();
    let run = poll(board.as_ref(), &mut store, &mut workday(45), 0);
    assert_eq!(run.asks.len(), 3 + 45);
    let end = run.done();
    assert_eq!((end.complete, end.items, store.ads().len()), (true, 45, 45));
    assert_eq!(poll(board.as_ref(), &mut store, &mut workday(45), 1).asks.len(), 3);
    // A search shows 2,000 at most: with as many there may be more.
    let board = opened(
        "workday",
        "/wday/cxs/acme/Ext/jobs",
        &Settings { pages_per_round: 0, ..Settings::default() },
    );
    let run = poll(board.as_ref(), &mut Store::default(), &mut workday(2_000), 0);
    assert_eq!(run.asks.len(), 100);
    assert!(!run.done().complete);
}

#[test]
fn details_of_bamboohr_lie_beside_the_list() {
    let board = opened("bamboohr", "/careers/list", &Settings::default());
    let mut partner = Scripted::default();
    let fixture = |name: &str| {
        let path = format!("{}/fixtures/feed/{name}", env!("CARGO_MANIFEST_DIR"));
        std::fs::read_to_string(path).unwrap()
    };
    partner.serve("/careers/list", fixture("bamboohr.two.json"));
    partner.serve("/careers/42/detail", fixture("bamboohr-detail.one.json"));
    let mut store = Store::default();
    let run = poll(board.as_ref(), &mut store, &mut partner, 0);
    assert_eq!(run.paths(), ["/careers/list", "/careers/42/detail", "/careers/43/detail"]);
    // The details of 43 are not there: it is listed, and nothing is known of it.
    assert!(run.done().complete);
    assert_eq!(store.shown(), ["42 Baker"]);
}

#[test]
fn details_at_another_host_are_not_asked_for() {
    let text =
        "extends = \"smartrecruiters\"\nname = \"own\"\n[request.detail]\nurl = \"{item.ref}\"";
    let dialect = connectors::formats::dialect::Dialect::from_toml(text).unwrap();
    let place = Where::url(format!("https://partner.example{POSTINGS}"));
    let board = connectors::partners::open_dialect(dialect, &place, &Settings::default()).unwrap();
    let mut partner = Scripted::default();
    partner.on(POSTINGS, |_| {
        let ad = json!({"id": "1", "name": "Baker", "ref": "//elsewhere.example/1"});
        Reply::json(&json!({"totalFound": 1, "content": [ad]}))
    });
    let mut store = Store::default();
    let run = poll(board.as_ref(), &mut store, &mut partner, 0);
    assert_eq!(run.asks.len(), 1);
    assert_eq!(store.errors()[0].faults[0].code, "detail_foreign");
    assert!(open("nosuch", &place, &Settings::default()).is_err());
}

#[test]
fn details_of_the_bundesagentur_are_called_by_base64_and_carry_its_key() {
    let board = opened("bundesagentur", "/pc/v6/jobs?was=koch", &Settings::default());
    let mut partner = Scripted::default();
    let key = ("x-api-key", "jobboerse-jobsuche".to_owned());
    let wanted = key.clone();
    partner.on("/pc/v6/jobs", move |ask| {
        assert!(ask.headers.contains(&wanted));
        let ad =
            json!({"referenznummer": "10000-1-S", "stellenangebotsTitel": "Koch", "firma": "Acme"});
        Reply::json(&json!({"maxErgebnisse": 1, "ergebnisliste": [ad]}))
    });
    let detail = json!({"referenznummer": "10000-1-S", "stellenangebotsTitel": "Koch", "firma": "Acme", "stellenangebotsBeschreibung": "Sie kochen."});
    // base64 of `10000-1-S`.
    partner.serve("/pc/v4/jobdetails/MTAwMDAtMS1T", detail.to_string());
    let mut store = Store::default();
    let run = poll(board.as_ref(), &mut store, &mut partner, 0);
    assert_eq!(
        run.paths(),
        ["/pc/v6/jobs?was=koch&page=1&size=100", "/pc/v4/jobdetails/MTAwMDAtMS1T"]
    );
    assert!(run.asks[1].headers.contains(&key));
    assert!(run.done().complete);
    assert_eq!(store.shown(), ["10000-1-S Koch"]);
    // Without hits the list is not there.
    partner.on("/pc/v6/jobs", |_| Reply::json(&json!({"maxErgebnisse": 0})));
    let end = poll(board.as_ref(), &mut store, &mut partner, 1).done();
    assert_eq!((end.complete, end.items), (true, 0));
}

#[test]
fn what_is_cut_at_any_byte_proves_nothing() {
    let ads: Vec<Value> = THREE.iter().map(|(id, title)| listed(*id, title)).collect();
    let list = json!({"totalFound": 3, "content": ads}).to_string();
    for at in 0..list.len() {
        let (mut store, mut partner) = (Store::default(), smart(&THREE));
        partner.serve(POSTINGS, &list[..at]);
        let end = poll(board().as_ref(), &mut store, &mut partner, 0).end.unwrap();
        assert!(end.is_err() && store.items.is_empty() && store.cursor.is_none(), "{at}");
    }
    let details = detail(1, "Head baker");
    let (mut store, mut partner) = (Store::default(), smart(&THREE));
    poll(board().as_ref(), &mut store, &mut partner, 0).done();
    let mut partner = smart(&[(1, "Head baker"), THREE[1], THREE[2]]);
    for at in 0..details.len() {
        let mut store = Store { items: Vec::new(), ..store.clone() };
        partner.serve(&format!("{POSTINGS}/1"), &details[..at]);
        assert!(poll(board().as_ref(), &mut store, &mut partner, 1).done().complete);
        assert_eq!(since(&store, 0), ["=1", "=2", "=3"], "{at}");
    }
}
