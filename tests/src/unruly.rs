//! Ten partners of ten formats on one loopback server that misbehaves on
//! purpose: each path answers by how often it was asked.

use std::collections::HashMap;
use std::io::Write as _;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use futures::StreamExt as _;
use serde_json::json;

/// The server. It ends with the runtime of the test.
pub struct Unruly {
    url: String,
    asked: Asked,
}

type Asked = Arc<Mutex<HashMap<String, usize>>>;

/// A partner: its name, its format, where it is asked, and further keys.
pub type Described = (&'static str, &'static str, &'static str, &'static str);

/// The ten.
pub const PARTNERS: [Described; 10] = [
    ("growing", "greenhouse", "/growing", ""),
    ("shrinking", "indeed", "/shrinking", ""),
    ("empty", "lever", "/empty", ""),
    ("busy", "rss", "/busy", ""),
    ("moved", "recruitee", "/moved", ""),
    ("looping", "personio", "/looping", ""),
    ("breaking", "workable", "/breaking", ""),
    ("bomb", "ashby", "/bomb", "answer_bytes_max = 1000000\n"),
    ("details", "smartrecruiters", "/details/postings", ""),
    ("site", "sitemap", "/site.xml", "pages = [\"/site/*\"]\n"),
];

impl Unruly {
    /// Serves on a free port.
    ///
    /// # Panics
    /// When loopback cannot be listened on.
    pub async fn new() -> Self {
        let asked = Asked::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("it is bound"));
        let state = (url.clone(), Arc::clone(&asked));
        let router = Router::new().fallback(answer).with_state(state);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, asked }
    }

    /// Keys of the configuration of one of [`PARTNERS`].
    pub fn keys(&self, (_, format, path, more): Described) -> String {
        let url = &self.url;
        format!(
            "format = \"{format}\"\nurl = \"{url}{path}\"\nprivate_address = true\nbrake = 0.5\n\
             interval = \"300ms\"\nrequest_interval = \"1ms\"\n{more}"
        )
    }

    /// How often a path was asked for.
    ///
    /// # Panics
    /// When a handler panicked.
    pub fn asked(&self, path: &str) -> usize {
        self.asked.lock().expect("no handler panics").get(path).copied().unwrap_or_default()
    }
}

async fn answer(
    State((url, asked)): State<(String, Asked)>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let path = uri.path().to_owned();
    let times = {
        let mut asked = asked.lock().expect("no handler panics");
        let times = asked.entry(path.clone()).or_default();
        *times += 1;
        *times
    };
    match (path.as_str(), times) {
        ("/growing", 1) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        ("/growing", 2..4) => greenhouse(2),
        ("/growing", _) => greenhouse(4),
        ("/shrinking", 1) => cut(&indeed(3)[..400]),
        ("/shrinking", 2..5) => xml(indeed(3)),
        ("/shrinking", _) => xml(indeed(2)),
        ("/empty", 1) => html(),
        ("/empty", 2..4) => lever(2),
        // An unknown tenant looks so too: nothing follows from it.
        ("/empty", _) => lever(0),
        ("/busy", 1) => later(),
        ("/busy", _) => xml(rss()),
        ("/moved", 1) => to("/careers"),
        ("/careers", _) => html(),
        ("/moved", _) => if_changed(&headers, recruitee()),
        ("/looping", 1..8) => to("/looping"),
        ("/looping", _) => xml(personio()),
        ("/breaking", 1..3) => cut("{\"name\": \"Acme\", \"jobs\": [{\"shortcode\": "),
        ("/breaking", _) => workable(),
        ("/bomb", 1) => bomb(),
        ("/bomb", _) => ashby(),
        ("/details/postings", _) => details(),
        ("/details/postings/1", 1) => StatusCode::NOT_IMPLEMENTED.into_response(),
        ("/details/postings/1", _) => detail("1"),
        ("/details/postings/2", _) => detail("2"),
        ("/site.xml", times) => xml(sitemap(&url, times)),
        ("/site/1", 4..) => StatusCode::GONE.into_response(),
        ("/site/1" | "/site/2", _) => page(&path),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

fn typed(content_type: &'static str, body: impl Into<Body>) -> Response {
    ([(header::CONTENT_TYPE, content_type)], body.into()).into_response()
}

fn json_of(body: &serde_json::Value) -> Response {
    typed("application/json", body.to_string())
}

fn xml(body: String) -> Response {
    typed("application/xml", body)
}

fn html() -> Response {
    typed("text/html", "<!DOCTYPE html><html><body>Join our team!</body></html>")
}

fn to(path: &'static str) -> Response {
    (StatusCode::FOUND, [(header::LOCATION, path)]).into_response()
}

fn later() -> Response {
    (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, "1")]).into_response()
}

/// What was said so far, and then the connection is gone.
fn cut(start: &str) -> Response {
    let said = futures::stream::iter([Ok(start.to_owned())]);
    // What was said is on its way by then.
    let gone = futures::stream::once(async {
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        Err(std::io::Error::other("gone"))
    });
    Body::from_stream(said.chain(gone)).into_response()
}

/// Hundred megabytes of blanks in some hundred kilobytes.
fn bomb() -> Response {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    for _ in 0..100 {
        packed.write_all(&[b' '; 1_000_000]).expect("memory takes it");
    }
    let body = packed.finish().expect("memory takes it");
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CONTENT_ENCODING, "gzip")];
    (headers, body).into_response()
}

/// 304 to whoever knows it already.
fn if_changed(headers: &HeaderMap, body: serde_json::Value) -> Response {
    const TAG: &str = "\"one\"";
    if headers.get(header::IF_NONE_MATCH).is_some_and(|tag| tag == TAG) {
        return StatusCode::NOT_MODIFIED.into_response();
    }
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::ETAG, TAG)];
    (headers, body.to_string()).into_response()
}

fn greenhouse(count: usize) -> Response {
    let jobs: Vec<_> = (1..=count)
        .map(|id| {
            json!({ "id": id, "title": format!("Baker of bread {id}"), "content": "Bread.",
                "company_name": "Growing", "location": { "name": "Oslo" },
                "absolute_url": format!("https://growing.example/jobs/{id}") })
        })
        .collect();
    json_of(&json!({ "jobs": jobs, "meta": { "total": count } }))
}

fn indeed(count: usize) -> String {
    let job = |id: usize| {
        format!(
            "<job><title>Cook of soup {id}</title><referencenumber>s{id}</referencenumber>\
             <url>https://shrinking.example/{id}</url><company>Shrinking</company>\
             <city>Bergen</city><country>NO</country><description>Soup, and more soup, every \
             day of the week.</description><date>2026-11-20</date></job>"
        )
    };
    let jobs: String = (1..=count).map(job).collect();
    format!("<?xml version=\"1.0\"?><source><publisher>x</publisher>{jobs}</source>")
}

fn lever(count: usize) -> Response {
    let jobs: Vec<_> = (1..=count)
        .map(|id| {
            json!({ "id": format!("lever-{id}"), "text": format!("Driver {id}"),
                "categories": { "location": "Stockholm", "team": "Roads" },
                "createdAt": 1_795_000_000_000_u64, "descriptionPlain": "Drive.",
                "hostedUrl": format!("https://jobs.lever.co/empty/lever-{id}"),
                "applyUrl": format!("https://jobs.lever.co/empty/lever-{id}/apply") })
        })
        .collect();
    json_of(&json!(jobs))
}

fn rss() -> String {
    "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Busy</title>\
     <item><title>Nurse at night</title><link>https://busy.example/1</link><guid>b1</guid>\
     <description>Care.</description><pubDate>Fri, 20 Nov 2026 08:00:00 GMT</pubDate></item>\
     </channel></rss>"
        .to_owned()
}

fn recruitee() -> serde_json::Value {
    json!({ "offers": [{ "id": 77, "slug": "clerk", "title": "Clerk", "status": "published",
        "description": "<p>Write.</p>", "city": "Malmö", "country_code": "SE",
        "company_name": "Moved", "careers_url": "https://moved.example/o/clerk",
        "careers_apply_url": "https://moved.example/o/clerk/c/new",
        "published_at": "2026-11-20 08:00:00 UTC" }] })
}

fn personio() -> String {
    "<?xml version=\"1.0\"?><workzag-jobs><position><id>5</id><subcompany>Looping</subcompany>\
     <office>Berlin</office><name>Carpenter</name><jobDescriptions><jobDescription>\
     <name>Tasks</name><value>Build.</value></jobDescription></jobDescriptions>\
     <createdAt>2026-11-20T08:00:00+00:00</createdAt></position></workzag-jobs>"
        .to_owned()
}

fn workable() -> Response {
    json_of(&json!({ "name": "Breaking", "jobs": [{ "shortcode": "W1", "title": "Smith",
        "url": "https://apply.workable.com/j/W1", "city": "Lund", "country": "Sweden",
        "published_on": "2026-11-20", "description": "Iron." }] }))
}

fn ashby() -> Response {
    json_of(&json!({ "apiVersion": "1", "jobs": [{ "id": "a-1", "title": "Painter",
        "isListed": true, "location": "Turku", "descriptionHtml": "<p>Paint.</p>",
        "publishedAt": "2026-11-20T08:00:00.000+00:00",
        "jobUrl": "https://jobs.ashbyhq.com/bomb/a-1",
        "applyUrl": "https://jobs.ashbyhq.com/bomb/a-1/application" }] }))
}

fn details() -> Response {
    let job = |id: &str| {
        json!({ "id": id, "name": format!("Teacher {id}"), "releasedDate": "2026-11-20T08:00:00.000Z",
            "company": { "identifier": "details", "name": "Details" },
            "location": { "city": "Aarhus", "country": "dk" } })
    };
    json_of(&json!({ "offset": 0, "limit": 100, "totalFound": 2, "content": [job("1"), job("2")] }))
}

fn detail(id: &str) -> Response {
    json_of(&json!({ "id": id, "name": format!("Teacher {id}"),
        "releasedDate": "2026-11-20T08:00:00.000Z",
        "company": { "identifier": "details", "name": "Details" },
        "location": { "city": "Aarhus", "country": "dk" },
        "jobAd": { "sections": { "jobDescription": { "title": "Job", "text": "<p>Teach.</p>" } } } }))
}

/// Its first page changes all the time.
fn sitemap(url: &str, times: usize) -> String {
    let entry = |id: usize| {
        let minute = if id == 1 { times % 60 } else { 0 };
        let lastmod = format!("2026-11-20T08:{minute:02}:00Z");
        format!("<url><loc>{url}/site/{id}</loc><lastmod>{lastmod}</lastmod></url>")
    };
    format!(
        "<?xml version=\"1.0\"?><urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\
         {}{}<url><loc>{url}/about</loc></url></urlset>",
        entry(1),
        entry(2)
    )
}

fn page(path: &str) -> Response {
    let posting = json!({ "@context": "https://schema.org", "@type": "JobPosting",
        "title": format!("Gardener {path}"), "description": "Trees.",
        "datePosted": "2026-11-20", "hiringOrganization": { "name": "Site" },
        "jobLocation": { "address": { "addressLocality": "Tampere", "addressCountry": "FI" } } });
    let page = format!(
        "<!DOCTYPE html><html><head><script type=\"application/ld+json\">{posting}</script></head>\
         <body>A job</body></html>"
    );
    typed("text/html", page)
}
