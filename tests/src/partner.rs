//! A partner that is pulled: a JobStream service on loopback.

use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::Value;

/// The service. It ends with the runtime of the test.
pub struct Partner {
    url: String,
    answers: Arc<Mutex<Answers>>,
}

struct Answers {
    snapshot: Value,
    window: Value,
}

impl Partner {
    /// Serves a snapshot, and empty windows after it.
    ///
    /// # Panics
    /// When loopback cannot be listened on.
    pub async fn new(snapshot: Value) -> Self {
        let window = Value::Array(Vec::new());
        let answers = Arc::new(Mutex::new(Answers { snapshot, window }));
        let router = Router::new()
            .route("/v2/snapshot", get(answer_snapshot))
            .route("/v2/stream", get(answer_window))
            .with_state(Arc::clone(&answers));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("it is bound");
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url: format!("http://{address}"), answers }
    }

    /// What windows answer from now on, again and again.
    ///
    /// # Panics
    /// When a handler panicked.
    pub fn set_window(&self, window: Value) {
        self.answers.lock().expect("no handler panics").window = window;
    }

    /// What the snapshot answers from now on.
    ///
    /// # Panics
    /// When a handler panicked.
    pub fn set_snapshot(&self, snapshot: Value) {
        self.answers.lock().expect("no handler panics").snapshot = snapshot;
    }

    /// The part of a configuration file that pulls this service.
    pub fn configuration(&self, name: &str) -> String {
        format!(
            "[partners.{name}]\nformat = \"jobstream-v2\"\nurl = \"{}\"\nprivate_address = true\n\
             interval = \"100ms\"\nrequest_interval = \"10ms\"\n",
            self.url
        )
    }
}

async fn answer_snapshot(State(answers): State<Arc<Mutex<Answers>>>) -> impl IntoResponse {
    Json(answers.lock().expect("no handler panics").snapshot.clone())
}

async fn answer_window(State(answers): State<Arc<Mutex<Answers>>>) -> impl IntoResponse {
    Json(answers.lock().expect("no handler panics").window.clone())
}
