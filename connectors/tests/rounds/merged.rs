//! Varbi: facts from the sitemap, texts from the RSS feed.

use connectors::partners::{Settings, open_dialect};
use connectors::{Connector, ReadError};

use super::driver::{Reply, Store};
use super::scripted::{Scripted, poll, since};

fn board() -> Box<dyn Connector> {
    let own = "extends = \"varbi\"\nname = \"varbi\"\n[request]\nurl = \"https://partner.example/sitemap/{customer}/\"\n[request.texts]\nurl = \"https://partner.example/{tenant}/what:rssfeed/\"";
    let dialect = connectors::formats::dialect::Dialect::from_toml(own).unwrap();
    let place = connectors::partners::Where::tenant("uni");
    open_dialect(dialect, &place, &Settings::default()).unwrap()
}

fn fixture(name: &str) -> String {
    let path = format!("{}/fixtures/feed/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).unwrap()
}

fn partner() -> Scripted {
    let mut partner = Scripted::default();
    partner.serve("/sitemap/uni/", fixture("varbi.two.xml"));
    partner.serve("/uni/what:rssfeed/", fixture("varbi-rss.one.xml"));
    partner
}

#[test]
fn one_ad_is_made_of_both_feeds() {
    let (mut store, mut partner) = (Store::default(), partner());
    let run = poll(board().as_ref(), &mut store, &mut partner, 0);
    assert_eq!(run.paths(), ["/uni/what:rssfeed/", "/sitemap/uni/"]);
    let end = run.done();
    assert_eq!((end.complete, end.items), (true, 2));
    assert_eq!(since(&store, 0), ["+900123", "+900124"]);
    let ad = store.ad("900123");
    assert_eq!(ad.texts[0].title, "Doktorand i brödvetenskap");
    assert!(ad.texts[0].description_html.contains("Du studerar bröd."));
    assert_eq!(ad.locations[0].city.as_deref(), Some("Umeå"));
    assert_eq!(ad.employer.name, "Exempeluniversitetet");
    assert_eq!(ad.apply_by.as_ref().unwrap().local, "2026-12-15T23:59:59");
    assert_eq!(ad.published_at.at, "2026-11-01T08:00:00Z".parse().unwrap());
    // The other is in the sitemap only.
    assert_eq!(store.ad("900124").texts[0].title, "Professor of bread");
}

#[test]
fn an_ad_of_one_feed_only_is_there() {
    let (mut store, mut partner) = (Store::default(), partner());
    partner.serve("/sitemap/uni/", "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'/>");
    let end = poll(board().as_ref(), &mut store, &mut partner, 0).done();
    assert_eq!((end.complete, since(&store, 0)), (true, vec!["+900123".to_owned()]));
}

#[test]
fn without_one_of_the_feeds_nothing_is_read() {
    for path in ["/sitemap/uni/", "/uni/what:rssfeed/"] {
        let (mut store, mut partner) = (Store::default(), partner());
        partner.on(path, |_| Reply::status(404));
        let error = poll(board().as_ref(), &mut store, &mut partner, 0).error();
        assert!(matches!(error, ReadError::Status { status: 404 }), "{path}");
        assert!(store.cursor.is_none() && store.items.is_empty());
    }
}

#[test]
fn both_must_be_the_same_to_be_left_unread() {
    let (mut store, mut partner) = (Store::default(), partner());
    for hours in 0..3 {
        let end = poll(board().as_ref(), &mut store, &mut partner, hours).done();
        assert_eq!(end.unchanged, hours == 2);
    }
    partner.serve(
        "/uni/what:rssfeed/",
        fixture("varbi-rss.one.xml").replace("Du studerar", "Du bakar"),
    );
    let before = store.items.len();
    assert!(poll(board().as_ref(), &mut store, &mut partner, 3).done().complete);
    assert_eq!(since(&store, before), ["+900123", "+900124"]);
    assert!(store.ad("900123").texts[0].description_html.contains("Du bakar"));
}

#[test]
fn too_many_items_to_put_together_are_refused() {
    let (mut store, mut partner) = (Store::default(), partner());
    let item = |id| {
        format!(
            "<item><title>x</title><link>https://uni.varbi.com/what:job/jobID:{id}/</link></item>"
        )
    };
    let items: String = (0..10_001).map(item).collect();
    partner.serve(
        "/uni/what:rssfeed/",
        format!("<rss version='2.0'><channel><title>x</title>{items}</channel></rss>"),
    );
    let error = poll(board().as_ref(), &mut store, &mut partner, 0).error().to_string();
    assert!(error.contains("10001 items, at most 10000"), "{error}");
}
