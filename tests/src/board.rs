//! A partner whose ads are one list: a Greenhouse board on loopback whose
//! length a test sets. It says with an `ETag` when nothing changed.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

/// The board. It ends with the runtime of the test.
pub struct Board {
    url: String,
    shown: Arc<Mutex<Shown>>,
}

struct Shown {
    ads: usize,
    answers: u64,
}

impl Board {
    /// Serves so many ads on a free port: `1`, `2`, ….
    ///
    /// # Panics
    /// When loopback cannot be listened on.
    pub async fn new(ads: usize) -> Self {
        let shown = Arc::new(Mutex::new(Shown { ads, answers: 0 }));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}/board", listener.local_addr().expect("it is bound"));
        let router = Router::new()
            .route("/board", axum::routing::get(answer))
            .with_state(Arc::clone(&shown));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, shown }
    }

    /// Shows the first so many ads from now on.
    ///
    /// # Panics
    /// When a handler panicked.
    pub fn show(&self, ads: usize) {
        self.shown.lock().expect("no handler panics").ads = ads;
    }

    /// How often it was asked.
    ///
    /// # Panics
    /// When a handler panicked.
    pub fn answers(&self) -> u64 {
        self.shown.lock().expect("no handler panics").answers
    }

    /// Keys of the configuration that pulls it; a snapshot may lose half.
    pub fn keys(&self) -> String {
        format!(
            "format = \"greenhouse\"\nurl = \"{}\"\nprivate_address = true\nbrake = 0.5\n\
             interval = \"100ms\"\nrequest_interval = \"1ms\"\n",
            self.url
        )
    }
}

async fn answer(State(shown): State<Arc<Mutex<Shown>>>, headers: HeaderMap) -> Response {
    let ads = {
        let mut shown = shown.lock().expect("no handler panics");
        shown.answers += 1;
        shown.ads
    };
    let tag = format!("\"{ads}\"");
    if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known == tag.as_str()) {
        return StatusCode::NOT_MODIFIED.into_response();
    }
    let headers = [(header::CONTENT_TYPE, "application/json".to_owned()), (header::ETAG, tag)];
    (headers, body(ads)).into_response()
}

fn body(ads: usize) -> String {
    let mut jobs = String::new();
    for id in 1..=ads {
        let comma = if id == 1 { "" } else { "," };
        write!(
            jobs,
            "{comma}{{\"id\":{id},\"title\":\"Keeper of lighthouse {id}\",\"content\":\"You keep \
             the light of tower {id}.\",\"company_name\":\"Fyrvakten\",\"location\":{{\"name\":\
             \"Oslo\"}},\"absolute_url\":\"https://fyrvakten.example/jobs/{id}\"}}"
        )
        .expect("a text takes text");
    }
    format!("{{\"jobs\":[{jobs}],\"meta\":{{\"total\":{ads}}}}}")
}
