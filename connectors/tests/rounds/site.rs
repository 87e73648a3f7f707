//! Sites: sitemaps, and pages with JobPostings.

use connectors::Connector;
use connectors::partners::{Settings, Where, open};

use super::driver::{Hub, Reply, Store, round};
use super::scripted::{Scripted, opened, poll, since};

fn site() -> Box<dyn Connector> {
    let settings = Settings { pages: vec!["/jobs/*".to_owned()], ..Settings::default() };
    opened("sitemap", "/sitemap.xml", &settings)
}

fn urlset(pages: &[(&str, Option<&str>)]) -> String {
    let url = |(page, lastmod): &(&str, Option<&str>)| {
        let lastmod = lastmod.map_or(String::new(), |at| format!("<lastmod>{at}</lastmod>"));
        format!("<url><loc>https://partner.example{page}</loc>{lastmod}</url>")
    };
    let urls: String = pages.iter().map(url).collect();
    format!("<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{urls}</urlset>")
}

fn index(sitemaps: &[&str]) -> String {
    let sitemap = |at: &&str| format!("<sitemap><loc>https://partner.example{at}</loc></sitemap>");
    let sitemaps: String = sitemaps.iter().map(sitemap).collect();
    format!(
        "<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{sitemaps}</sitemapindex>"
    )
}

/// A page with JobPostings of these titles. One without an id in front has
/// the page's address.
fn page(postings: &[(&str, &str)]) -> String {
    let posting = |(id, title): &(&str, &str)| {
        let id = if id.is_empty() { String::new() } else { format!("\"identifier\": \"{id}\", ") };
        format!(
            "<script type=\"application/ld+json\">{{\"@type\": \"JobPosting\", {id}\"title\": \"{title}\", \"datePosted\": \"2026-11-01\"}}</script>"
        )
    };
    let postings: String = postings.iter().map(posting).collect();
    format!("<!DOCTYPE html><html><head>{postings}</head><body></body></html>")
}

/// Two ads, a page of a company, and a page without data.
fn partner() -> Scripted {
    let mut partner = Scripted::default();
    partner.serve("/sitemap.xml", index(&["/jobs.xml", "/other.xml"]));
    partner.serve(
        "/jobs.xml",
        urlset(&[("/jobs/1", Some("2026-11-01")), ("/jobs/2", Some("2026-11-02"))]),
    );
    partner.serve("/other.xml", urlset(&[("/companies/1", None), ("/jobs/about", None)]));
    partner.serve("/jobs/1", page(&[("a1", "Baker")]));
    partner.serve("/jobs/2", page(&[("a2", "Cook")]));
    partner.serve("/jobs/about", page(&[]));
    partner
}

/// A site that was read twice.
fn known() -> (Store, Scripted) {
    let (mut store, mut partner) = (Store::default(), partner());
    for hours in [0, 1] {
        poll(site().as_ref(), &mut store, &mut partner, hours).done();
    }
    store.items.clear();
    (store, partner)
}

#[test]
fn pages_of_ads_are_read_once_and_then_only_seen() {
    let (mut store, mut partner) = (Store::default(), partner());
    let run = poll(site().as_ref(), &mut store, &mut partner, 0);
    assert_eq!(
        run.paths(),
        ["/sitemap.xml", "/jobs.xml", "/other.xml", "/jobs/1", "/jobs/2", "/jobs/about"]
    );
    let end = run.done();
    assert_eq!((end.complete, end.items), (true, 2));
    assert_eq!(store.shown(), ["a1 Baker", "a2 Cook"]);
    let source = &store.ad("a1").source;
    assert_eq!(source.source_url.as_deref(), Some("https://partner.example/jobs/1"));
    let run = poll(site().as_ref(), &mut store, &mut partner, 1);
    assert_eq!(run.asks.len(), 3);
    assert!(run.done().complete);
    assert_eq!(since(&store, 2), ["=a1", "=a2"]);
    let end = poll(site().as_ref(), &mut store, &mut partner, 2).done();
    assert_eq!((end.unchanged, store.items.len()), (true, 4));
}

#[test]
fn another_lastmod_is_a_reason_to_read_and_304_is_an_answer() {
    let (mut store, mut partner) = known();
    partner.tag("/jobs/2", "\"v1\"");
    let changed = urlset(&[("/jobs/1", Some("2026-11-01")), ("/jobs/2", Some("2026-11-20"))]);
    partner.serve("/jobs.xml", changed);
    partner.serve("/jobs/2", page(&[("a2", "Head cook")]));
    let run = poll(site().as_ref(), &mut store, &mut partner, 2);
    assert_eq!(run.paths()[3..], ["/jobs/2"]);
    assert_eq!(since(&store, 0), ["+a2", "=a1"]);
    // Touched, and the same.
    partner.serve(
        "/jobs.xml",
        urlset(&[("/jobs/1", Some("2026-11-01")), ("/jobs/2", Some("2026-11-21"))]),
    );
    let run = poll(site().as_ref(), &mut store, &mut partner, 3);
    assert_eq!(run.asks[3].unless.etag.as_deref(), Some("\"v1\""));
    assert!(run.done().complete);
    assert_eq!(since(&store, 2), ["=a1", "=a2"]);
}

#[test]
fn a_page_without_lastmod_is_read_again_after_some_days() {
    let (mut store, mut partner) = known();
    assert_eq!(poll(site().as_ref(), &mut store, &mut partner, 7 * 24 - 1).asks.len(), 3);
    let run = poll(site().as_ref(), &mut store, &mut partner, 7 * 24);
    assert_eq!(run.paths()[3..], ["/jobs/about"]);
}

/// The first ad's page is touched and answers so: what is handed over.
fn check_page(reply: impl Fn() -> Reply + 'static, wanted: &[&str]) {
    let (mut store, mut partner) = known();
    let touched = urlset(&[("/jobs/1", Some("2026-11-20")), ("/jobs/2", Some("2026-11-02"))]);
    partner.serve("/jobs.xml", touched);
    partner.on("/jobs/1", move |_| reply());
    let end = poll(site().as_ref(), &mut store, &mut partner, 2).done();
    assert!(end.complete);
    assert_eq!(since(&store, 0), wanted);
    // What was said once is not said again.
    let before = store.items.len();
    poll(site().as_ref(), &mut store, &mut partner, 3).done();
    assert!(since(&store, before).iter().all(|one| !one.starts_with('-')));
}

#[test]
fn a_page_is_gone_only_when_it_says_so_itself() {
    check_page(|| Reply::status(404), &["-a1", "=a2"]);
    check_page(|| Reply::status(410), &["-a1", "=a2"]);
    check_page(|| Reply::text(page(&[])), &["-a1", "=a2"]);
    let elsewhere = |to: &'static str, reply: Reply| reply.with(":redirected-to", to);
    let slash = "https://partner.example/jobs/1/";
    check_page(move || elsewhere(slash, Reply::text(page(&[]))), &["-a1", "=a2"]);
}

#[test]
fn a_page_that_fails_leaves_its_ads() {
    check_page(|| Reply::Nothing, &["=a1", "=a2"]);
    check_page(|| Reply::status(403), &["=a1", "=a2"]);
    check_page(|| Reply::text(&page(&[])[..30]), &["=a1", "=a2"]);
    check_page(|| Reply::Cut(page(&[("a1", "Baker")]).into_bytes()), &["=a1", "=a2"]);
    check_page(|| Reply::text("a".repeat(9 << 20)), &["=a1", "=a2"]);
    let elsewhere = |to: &'static str, reply: Reply| reply.with(":redirected-to", to);
    let home = "https://partner.example/";
    check_page(move || elsewhere(home, Reply::text(page(&[]))), &["=a1", "=a2"]);
    // Another host is not the site, whatever it shows.
    let foreign = "https://elsewhere.example/jobs/1";
    check_page(move || elsewhere(foreign, Reply::text(page(&[("x", "Spam")]))), &["=a1", "=a2"]);
}

#[test]
fn one_ad_of_several_that_left_its_page_is_absent() {
    let (mut store, mut partner) = (Store::default(), partner());
    partner.serve("/jobs/1", page(&[("a1", "Baker"), ("b1", "Baker at night")]));
    for hours in [0, 1] {
        poll(site().as_ref(), &mut store, &mut partner, hours).done();
    }
    assert_eq!(store.ads().len(), 3);
    partner.serve("/jobs/1", page(&[("a1", "Baker")]));
    partner.serve(
        "/jobs.xml",
        urlset(&[("/jobs/1", Some("2026-11-20")), ("/jobs/2", Some("2026-11-02"))]),
    );
    // Two complete snapshots without it, and then nothing.
    for (hours, wanted) in [(2, vec!["+a1", "=a2"]), (3, vec!["=a1", "=a2"]), (4, vec![])] {
        let before = store.items.len();
        poll(site().as_ref(), &mut store, &mut partner, hours).done();
        assert_eq!(since(&store, before), wanted, "{hours}");
    }
}

#[test]
fn an_ad_on_two_pages_is_one_and_is_gone_only_from_both() {
    let (mut store, mut partner) = (Store::default(), partner());
    partner.serve("/jobs/2", page(&[("a1", "Baker")]));
    let end = poll(site().as_ref(), &mut store, &mut partner, 0).done();
    assert_eq!((end.items, since(&store, 0)), (1, vec!["+a1".to_owned()]));
    partner.serve(
        "/jobs.xml",
        urlset(&[("/jobs/1", Some("2026-11-20")), ("/jobs/2", Some("2026-11-02"))]),
    );
    partner.on("/jobs/1", |_| Reply::status(404));
    poll(site().as_ref(), &mut store, &mut partner, 1).done();
    assert_eq!(since(&store, 1), ["=a1"]);
}

#[test]
fn a_posting_without_an_id_is_its_page() {
    let (mut store, mut partner) = (Store::default(), partner());
    partner.serve("/jobs/1", page(&[("", "Baker")]));
    poll(site().as_ref(), &mut store, &mut partner, 0).done();
    assert_eq!(store.shown(), ["a2 Cook", "https://partner.example/jobs/1 Baker"]);
}

#[test]
fn a_sitemap_that_fails_makes_a_part_of_the_rest() {
    let check = |at: &'static str, reply: fn() -> Reply| {
        let (mut store, mut partner) = known();
        partner.on(at, move |_| reply());
        let end = poll(site().as_ref(), &mut store, &mut partner, 2).done();
        assert!(!end.complete && !end.unchanged, "{at}");
        since(&store, 0)
    };
    assert_eq!(check("/other.xml", || Reply::status(404)), ["=a1", "=a2"]);
    assert_eq!(check("/other.xml", || Reply::Nothing), ["=a1", "=a2"]);
    assert_eq!(
        check("/jobs.xml", || Reply::text(&urlset(&[("/jobs/1", None)])[..120])),
        Vec::<String>::new()
    );
    assert_eq!(check("/other.xml", || Reply::text("<html></html>")), ["=a1", "=a2"]);
    // Without the first there is nothing.
    let (mut store, mut partner) = known();
    partner.on("/sitemap.xml", |_| Reply::status(403));
    let error = poll(site().as_ref(), &mut store, &mut partner, 2).error().to_string();
    assert!(error.contains("403") && store.items.is_empty(), "{error}");
}

#[test]
fn indexes_lead_through_indexes_but_not_in_rings_nor_elsewhere() {
    let mut partner = partner();
    partner.serve("/sitemap.xml", index(&["/a.xml", "/sitemap.xml"]));
    partner.serve("/a.xml", index(&["/b.xml", "/a.xml"]));
    partner.serve("/b.xml", index(&["/jobs.xml"]));
    let run = poll(site().as_ref(), &mut Store::default(), &mut partner, 0);
    assert_eq!(run.paths()[..4], ["/sitemap.xml", "/a.xml", "/b.xml", "/jobs.xml"]);
    assert!(run.done().complete);
    // One more is too deep; one elsewhere is not the site's.
    partner.serve("/b.xml", index(&["/c.xml"]));
    partner.serve("/c.xml", index(&["/jobs.xml"]));
    let end = poll(site().as_ref(), &mut Store::default(), &mut partner, 0).done();
    assert_eq!((end.complete, end.items), (false, 0));
    let elsewhere = index(&["/jobs.xml"]).replace("partner.example", "elsewhere.example");
    partner.serve("/sitemap.xml", elsewhere);
    let run = poll(site().as_ref(), &mut Store::default(), &mut partner, 0);
    assert_eq!((run.asks.len(), run.done().complete), (1, false));
}

#[test]
fn pages_elsewhere_are_not_the_sites_unless_they_are_named() {
    let mut partner = partner();
    let pages = urlset(&[("/jobs/1", None)]).replace("partner.example/", "careers.example/");
    partner.serve("/sitemap.xml", pages.replace("</urlset>", &urlset(&[("/jobs/2", None)])[59..]));
    let run = poll(site().as_ref(), &mut Store::default(), &mut partner, 0);
    assert_eq!(run.paths(), ["/sitemap.xml", "/jobs/2"]);
    assert!(run.done().complete);
    let settings = Settings { hosts: vec!["careers.example".to_owned()], ..Settings::default() };
    let place = Where::url("https://careers.example/sitemap.xml");
    assert!(open("sitemap", &place, &settings).is_ok());
    let settings = Settings { hosts: vec!["https://careers.example".to_owned()], ..settings };
    assert!(open("sitemap", &place, &settings).is_err());
}

#[test]
fn a_long_crawl_goes_on_after_a_stop_and_over_several_rounds() {
    let mut partner = Scripted::default();
    let paths: Vec<String> = (0..50).map(|id| format!("/jobs/{id:02}")).collect();
    let pages: Vec<(&str, Option<&str>)> = paths.iter().map(|at| (at.as_str(), None)).collect();
    partner.serve("/sitemap.xml", urlset(&pages));
    for at in &paths {
        partner.serve(at, page(&[("", "Baker")]));
    }
    let settings = Settings { pages_per_round: 20, ..Settings::default() };
    let site = opened("sitemap", "/sitemap.xml", &settings);
    let mut store = Store::default();
    let hub = Hub { stop_after: Some(11), full_chunks: true };
    let now = "2026-11-20T06:00:00Z".parse().unwrap();
    assert!(round(site.as_ref(), &mut store, &mut partner, now, hub).end.is_none());
    assert_eq!(store.ads().len(), 10);
    // Whole, as far as what is known goes: ads that were never read are not
    // missing.
    for (hours, asked, ads) in [(1, 21, 30), (2, 21, 50), (3, 1, 50), (4, 1, 50)] {
        let run = poll(site.as_ref(), &mut store, &mut partner, hours);
        assert_eq!(run.asks.len(), asked, "{hours}");
        let end = run.done();
        assert_eq!((end.complete, end.unchanged), (hours < 3, hours >= 3));
        assert_eq!(store.ads().len(), ads, "{hours}");
    }
    let titles =
        store.items.iter().flatten().filter(|item| matches!(item, connectors::Item::Ad(_)));
    assert_eq!(titles.count(), 50, "no page is read twice");
}

#[test]
fn pages_that_two_complete_sitemaps_did_not_show_are_forgotten() {
    let (mut store, mut partner) = known();
    assert_eq!(store.pages.len(), 3);
    partner.serve("/jobs.xml", urlset(&[("/jobs/1", Some("2026-11-01"))]));
    for (hours, left) in [(2, 3), (3, 2)] {
        assert!(poll(site().as_ref(), &mut store, &mut partner, hours).done().complete);
        assert_eq!(store.pages.len(), left, "{hours}");
    }
    assert_eq!(since(&store, 0), ["=a1", "=a1"]);
}

#[test]
fn a_packed_sitemap_is_unpacked() {
    use std::io::Write as _;
    let mut partner = partner();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(urlset(&[("/jobs/1", None)]).as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    let cut = packed[..packed.len() - 10].to_vec();
    partner.serve("/sitemap.xml", index(&["/jobs.xml.gz"]));
    partner.on("/jobs.xml.gz", move |_| Reply::Answer(200, Vec::new(), packed.clone()));
    let end = poll(site().as_ref(), &mut Store::default(), &mut partner, 0).done();
    assert_eq!((end.complete, end.items), (true, 1));
    partner.on("/jobs.xml.gz", move |_| Reply::Answer(200, Vec::new(), cut.clone()));
    assert!(!poll(site().as_ref(), &mut Store::default(), &mut partner, 0).done().complete);
}

#[test]
fn more_entries_than_a_sitemap_may_have_make_a_part() {
    let mut partner = partner();
    let paths: Vec<String> = (0..50_001).map(|id| format!("/companies/{id}")).collect();
    let pages: Vec<(&str, Option<&str>)> = paths.iter().map(|at| (at.as_str(), None)).collect();
    partner.serve("/sitemap.xml", urlset(&pages));
    assert!(!poll(site().as_ref(), &mut Store::default(), &mut partner, 0).done().complete);
    partner.serve("/sitemap.xml", urlset(&pages[1..]));
    assert!(poll(site().as_ref(), &mut Store::default(), &mut partner, 0).done().complete);
}

#[test]
fn a_page_with_more_ads_than_can_be_kept_in_mind_is_read_every_time() {
    let (mut store, mut partner) = (Store::default(), partner());
    let ids: Vec<String> = (0..700).map(|id| format!("an-id-that-is-rather-long-{id}")).collect();
    let ads: Vec<(&str, &str)> = ids.iter().map(|id| (id.as_str(), "Baker")).collect();
    partner.serve("/jobs/1", page(&ads));
    for hours in [0, 1, 2] {
        let end = poll(site().as_ref(), &mut store, &mut partner, hours).done();
        assert_eq!((end.complete, end.items), (true, 701));
    }
}

#[test]
fn a_sitemap_that_is_whole_and_empty_says_so() {
    let (mut store, mut partner) = known();
    partner.serve("/sitemap.xml", urlset(&[]));
    let end = poll(site().as_ref(), &mut store, &mut partner, 2).done();
    // The brake of the hub holds, not the reader.
    assert_eq!((end.complete, end.items, store.items.len()), (true, 0, 0));
}

#[test]
fn a_posting_that_cannot_be_read_may_be_the_one_that_was() {
    let broken = page(&[("a1", "Baker")]).replace("\"title\"", "title");
    check_page(move || Reply::text(broken.clone()), &["!", "=a1", "=a2"]);
    let untitled = page(&[("a1", "")]);
    check_page(move || Reply::text(untitled.clone()), &["!", "=a1", "=a2"]);
}

#[test]
fn what_is_cut_at_any_byte_proves_nothing() {
    let sitemap = urlset(&[("/jobs/1", Some("2026-11-20")), ("/jobs/2", Some("2026-11-02"))]);
    for at in 0..sitemap.len() {
        let (mut store, mut partner) = known();
        partner.serve("/jobs.xml", &sitemap[..at]);
        let end = poll(site().as_ref(), &mut store, &mut partner, 2).done();
        assert!(!end.complete && !end.unchanged, "{at}");
        assert!(since(&store, 0).iter().all(|one| !one.starts_with('-')), "{at}");
    }
    let whole = page(&[("a1", "Baker")]);
    for at in 0..whole.len() {
        let (mut store, mut partner) = known();
        partner.serve("/jobs.xml", sitemap.clone());
        partner.serve("/jobs/1", &whole[..at]);
        assert!(poll(site().as_ref(), &mut store, &mut partner, 2).done().complete);
        assert!(since(&store, 0).iter().all(|one| !one.starts_with('-')), "{at}");
        assert!(since(&store, 0).iter().any(|one| one.ends_with("a1")), "{at}");
    }
}
