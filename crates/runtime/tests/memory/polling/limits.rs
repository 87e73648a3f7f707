//! A partner that shows fewer ads of a search than it has: in parts they are
//! all there and absence counts; where that is no help, nothing is withdrawn.

use std::sync::Arc;

use connectors::formats::dialect::Dialect;
use connectors::partners::{Settings, Where, open_dialect};
use parking_lot::Mutex;

use super::{absent, ends, options, poll_with};
use crate::scene::Scene;
use crate::server::{Asked, Server};

/// Ten ads of a search are shown.
const DIALECT: &str = r#"
extends = "usajobs"
[request.paging]
size = 5
items_max = 10
[request.split]
by = ["Schedule"]
values = { Schedule = ["day", "night"] }
"#;

/// Ads by day, by night, and at no known time.
type Ads = [usize; 3];

fn answer(asked: &Asked, ads: Ads) -> String {
    let value = |name: &str| {
        let query = asked.path.split_once('?').map_or("", |(_, query)| query);
        query.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}=")))
    };
    let page: usize = value("Page").unwrap().parse().unwrap();
    let found: Vec<String> = ["day", "night", "never"]
        .iter()
        .zip(ads)
        .filter(|(schedule, _)| value("Schedule").is_none_or(|wanted| wanted == **schedule))
        .flat_map(|(schedule, count)| (0..count).map(move |n| format!("{schedule}-{n}")))
        .collect();
    let shown: Vec<_> = found
        .iter()
        .take(10)
        .skip((page - 1) * 5)
        .take(5)
        .map(|id| {
            serde_json::json!({ "MatchedObjectId": id,
                "MatchedObjectDescriptor": { "PositionTitle": format!("Ranger {id}") } })
        })
        .collect();
    serde_json::json!({ "SearchResult": {
        "SearchResultCountAll": found.len(), "SearchResultItems": shown } })
    .to_string()
}

#[test]
fn what_is_not_shown_is_read_in_parts_or_left_as_it_was() {
    let ads = Arc::new(Mutex::new([3, 4, 1]));
    let shown = Arc::clone(&ads);
    let server = Server::new(move |asked, wire| {
        if asked.path.starts_with("/search") {
            wire.answer(200, &[], answer(asked, *shown.lock()));
        } else {
            wire.answer(404, &[], "");
        }
    });
    let (scene, options) = (Scene::new(), options());
    let polls = |now: Ads, count: u64| {
        *ads.lock() = now;
        let dialect = Dialect::from_toml(DIALECT).unwrap();
        let place = Where::url(server.url("/search"));
        let connector = open_dialect(dialect, &place, &Settings::default()).unwrap();
        let before: u64 = ends(&scene).values().sum();
        poll_with(Arc::from(connector), &scene, &options, before + count);
        let ends = ends(&scene);
        let of = |end: &str| ends.get(end).copied().unwrap_or_default();
        (of("done"), of("limited"), absent(&scene))
    };
    // Within the limit; then beyond it, and the one at no known time is gone.
    assert_eq!(polls([3, 4, 1], 1), (1, 0, 0));
    assert_eq!(polls([8, 9, 0], 2), (3, 0, 1));
    // Ads that no part finds: what is not seen any more is not known to be gone.
    assert_eq!(polls([7, 8, 3], 3), (3, 3, 1));
    // A part that is too large: the same.
    assert_eq!(polls([0, 15, 0], 3), (3, 6, 1));
    // All are shown again: those by day are gone, and the tenth by night.
    assert_eq!(polls([0, 9, 0], 2).2, 1 + 8 + 1);
}
