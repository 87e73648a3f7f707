//! Searches that find more than their partner shows: Workday shows 2,000,
//! Bundesagentur and USAJOBS 10,000. They are split by facets, or prove nothing.

use connectors::partners::{Settings, Where, open};
use connectors::{Ask, Connector, RoundEnd};
use serde_json::{Value, json};

use super::driver::{Reply, Store};
use super::scripted::{Scripted, opened, poll};

/// Nothing but lists is asked for.
fn lists_only() -> Settings {
    Settings { pages_per_round: 0, ..Settings::default() }
}

fn query(ask: &Ask, name: &str) -> Option<String> {
    let url = url::Url::parse(&ask.url).unwrap();
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

fn number(ask: &Ask, name: &str) -> usize {
    query(ask, name).expect("every page has a number").parse().unwrap()
}

/// How a tenant of Workday behaves.
#[derive(Clone, Copy)]
struct Workday {
    postings: usize,
    /// Its totals end at 2,000.
    cut_off: bool,
    facets: bool,
}

/// Every seventh posting is in team 0, the others in teams 1 to 6.
fn team(posting: usize) -> String {
    format!("team-{}", posting % 7)
}

impl Workday {
    fn answer(self, ask: &Ask) -> Reply {
        let post = ask.post.as_ref().expect("a search is a POST");
        let asked: Value = serde_json::from_str(&post.body).unwrap();
        let number = |name: &str| usize::try_from(asked[name].as_u64().unwrap()).unwrap();
        let (limit, offset) = (number("limit"), number("offset"));
        assert!(limit <= 20, "more is refused");
        let teams = asked["appliedFacets"]["jobFamilyGroup"].as_array().cloned();
        let found: Vec<usize> = (0..self.postings)
            .filter(|n| teams.as_ref().is_none_or(|teams| teams.contains(&team(*n).into())))
            .collect();
        let total = if self.cut_off { found.len().min(2_000) } else { found.len() };
        let shown = found.iter().take(2_000).skip(offset).take(limit);
        let postings: Vec<Value> = shown
            .map(|n| json!({"title": format!("Smith {n}"), "externalPath": format!("/job/Oslo/Smith_{n}"), "locationsText": "Oslo", "postedOn": "Posted Today"}))
            .collect();
        let first = offset == 0;
        let mut answer =
            json!({"total": if first { total } else { 0 }, "jobPostings": postings, "facets": []});
        if self.facets && first {
            let count = |of: usize| found.iter().filter(|n| **n % 7 == of).count();
            let value = |of: usize| json!({"id": format!("team-{of}"), "descriptor": "A team", "count": count(of)});
            answer["facets"] = json!([
                {"facetParameter": "locationMainGroup", "values": [
                    {"facetParameter": "locations", "values": [
                        {"id": "oslo", "descriptor": "Oslo", "count": found.len() / 2}]}]},
                {"facetParameter": "jobFamilyGroup", "values": (0..7).map(value).collect::<Vec<_>>()},
                {"facetParameter": "timeType", "values": [
                    {"id": "full", "descriptor": "Full time", "count": found.len()}]},
            ]);
        }
        Reply::json(&answer)
    }

    fn read(self) -> (RoundEnd, usize) {
        let mut partner = Scripted::default();
        partner.on("/wday/cxs/acme/Careers/jobs", move |ask| self.answer(ask));
        let path = "/wday/cxs/acme/Careers/jobs";
        let board = opened("workday", path, &lists_only());
        let run = poll(board.as_ref(), &mut Store::default(), &mut partner, 0);
        let asks = run.asks.len();
        (run.done(), asks)
    }
}

#[test]
fn workday_is_split_by_what_its_answers_say() {
    for cut_off in [false, true] {
        let (end, asks) = Workday { postings: 2_345, cut_off, facets: true }.read();
        assert_eq!((end.complete, end.limit), (true, None), "{cut_off}");
        // One of the whole, and 17 of each team of 335.
        assert_eq!(asks, 1 + 7 * 17);
    }
}

#[test]
fn workday_without_facets_is_read_as_far_as_it_goes_and_proves_nothing() {
    for cut_off in [false, true] {
        let (end, asks) = Workday { postings: 2_345, cut_off, facets: false }.read();
        assert_eq!((end.complete, end.limit, asks), (false, Some(2_000), 100));
    }
    let (end, asks) = Workday { postings: 1_999, cut_off: true, facets: false }.read();
    assert_eq!((end.complete, end.limit, asks), (true, None, 100));
}

const FIELDS: [&str; 3] = ["Bau", "Informatik & Netze", "Pflege"];

/// The first field has half of all.
fn field(job: usize) -> &'static str {
    if job.is_multiple_of(2) { FIELDS[0] } else { FIELDS[1 + job / 2 % 2] }
}

fn bundesagentur(jobs: usize) -> (RoundEnd, usize) {
    let mut partner = Scripted::default();
    partner.on("/pc/v6/jobs", move |ask| {
        let (field_asked, city) = (query(ask, "berufsfeld"), query(ask, "arbeitsort"));
        let city_of = |job: usize| if job.is_multiple_of(4) { "Berlin" } else { "Hamburg" };
        let found: Vec<usize> = (0..jobs)
            .filter(|job| field_asked.as_ref().is_none_or(|of| of == field(*job)))
            .filter(|job| city.as_ref().is_none_or(|of| of == city_of(*job)))
            .collect();
        let (page, size) = (number(ask, "page"), number(ask, "size"));
        assert!(page * size <= 10_000, "no page beyond is shown");
        let count = |of: &dyn Fn(usize) -> bool| found.iter().filter(|job| of(**job)).count();
        let list: Vec<Value> = found.iter().skip((page - 1) * size).take(size)
            .map(|job| json!({"referenznummer": format!("10000-{job}-S"), "stellenangebotsTitel": "Maurer/in", "firma": "Bau GmbH"}))
            .collect();
        let counts = |names: &[&str], of: &dyn Fn(&str, usize) -> bool| {
            names.iter().map(|name| ((*name).to_owned(), json!(count(&|job| of(name, job))))).collect::<serde_json::Map<_, _>>()
        };
        Reply::json(&json!({
            "ergebnisliste": list, "maxErgebnisse": found.len(), "page": page, "size": size,
            "facetten": {
                "berufsfeld": {"counts": counts(&FIELDS, &|name, job| field(job) == name), "maxCount": 3},
                // The list of places is cut.
                "arbeitsort": {"counts": counts(&["Berlin", "Hamburg"], &|name, job| city_of(job) == name), "maxCount": 2},
            }
        }))
    });
    let board = opened("bundesagentur", "/pc/v6/jobs", &lists_only());
    let run = poll(board.as_ref(), &mut Store::default(), &mut partner, 0);
    let asks = run.asks.len();
    (run.done(), asks)
}

#[test]
fn bundesagentur_is_split_by_field_and_place() {
    let (end, asks) = bundesagentur(10_400);
    // 5,200, 2,600 and 2,600.
    assert_eq!((end.complete, end.limit, asks), (true, None, 1 + 52 + 26 + 26));
    let (end, asks) = bundesagentur(20_400);
    // Of the 10,200 of the first field half are in Berlin.
    assert_eq!((end.complete, end.limit, asks), (true, None, 1 + 1 + 51 + 51 + 51 + 51));
    let (end, _) = bundesagentur(9_999);
    assert_eq!((end.complete, end.limit), (true, None));
}

/// `schedule` of each ad; blank: one that no code finds.
fn usajobs(schedules: &'static [(&'static str, usize)]) -> (RoundEnd, Store) {
    let mut partner = Scripted::default();
    partner.on("/api/Search", move |ask| {
        let all = schedules
            .iter()
            .flat_map(|(schedule, count)| (0..*count).map(move |n| (*schedule, n)));
        let (page, size) = (number(ask, "Page"), number(ask, "ResultsPerPage"));
        assert!(page * size <= 10_000, "no page beyond is shown");
        let (schedule, kind) = (query(ask, "PositionScheduleTypeCode"), query(ask, "PositionOfferingTypeCode"));
        let kind_of = |n: usize| if n.is_multiple_of(2) { "15317" } else { "15318" };
        let found: Vec<(&str, usize)> = all
            .filter(|(of, _)| schedule.as_ref().is_none_or(|asked| asked == of))
            .filter(|(_, n)| kind.as_ref().is_none_or(|asked| asked == kind_of(*n)))
            .collect();
        let items: Vec<Value> = found.iter().skip((page - 1) * size).take(size)
            .map(|(of, n)| json!({"MatchedObjectId": format!("{of}-{n}"), "MatchedObjectDescriptor": {
                "PositionTitle": "Ranger", "PositionURI": format!("https://jobs.example/{of}-{n}"),
                "OrganizationName": "Parks"}}))
            .collect();
        Reply::json(&json!({"SearchResult": {"SearchResultCount": items.len(), "SearchResultCountAll": found.len(), "SearchResultItems": items}}))
    });
    let board = opened("usajobs", "/api/Search", &Settings::default());
    let mut store = Store::default();
    let end = poll(board.as_ref(), &mut store, &mut partner, 0).done();
    (end, store)
}

#[test]
fn usajobs_is_split_by_its_codes_and_its_sum_proves_it() {
    let (end, store) = usajobs(&[("1", 9_500), ("2", 700), ("5", 3)]);
    assert_eq!((end.complete, end.limit, end.items), (true, None, 10_203));
    assert_eq!(store.ads().len(), 10_203);
    // Twice: the first code alone has too many.
    let (end, store) = usajobs(&[("1", 10_100), ("2", 100)]);
    assert_eq!((end.complete, store.items.len()), (true, 10_200));
    // Five ads are in no schedule that is known: they cannot be found.
    let (end, store) = usajobs(&[("1", 9_500), ("2", 700), ("", 5)]);
    assert_eq!((end.complete, end.limit), (false, Some(10_000)));
    assert_eq!((end.announced, store.ads().len()), (Some(10_205), 10_200));
}

/// Its total ends at its limit, and nobody knows what it really is.
#[test]
fn a_total_that_is_the_limit_proves_nothing() {
    let board: Box<dyn Connector> =
        open("usajobs", &Where::url("https://partner.example/api/Search"), &Settings::default())
            .unwrap();
    let mut partner = Scripted::default();
    partner.on("/api/Search", |ask| {
        let schedule = query(ask, "PositionScheduleTypeCode");
        let count = match schedule.as_deref() {
            None => 10_000,
            Some("1") => 2,
            Some(_) => 0,
        };
        let shown: Vec<Value> = (0..count.min(2))
            .map(|n| json!({"MatchedObjectId": n.to_string(), "MatchedObjectDescriptor": {"PositionTitle": "Ranger"}}))
            .collect();
        Reply::json(&json!({"SearchResult": {"SearchResultCountAll": count, "SearchResultItems": shown}}))
    });
    let mut store = Store::default();
    let end = poll(board.as_ref(), &mut store, &mut partner, 0).done();
    assert_eq!((end.complete, end.limit, end.announced), (false, Some(10_000), None));
    assert_eq!(store.items.len(), 2);
}
