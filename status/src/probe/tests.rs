//! Probes against a server that answers as it is told.

use std::net::SocketAddr;

use axum::Router;
use axum::response::IntoResponse;
use axum::routing::{get, put};

use super::*;

/// Serves a router on a free port until the test ends.
async fn serve(router: Router) -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("it is bound");
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

fn targets(address: SocketAddr, key: Option<&str>) -> Targets {
    let url = Url::parse(&format!("http://{address}")).expect("a URL");
    Targets {
        gateway: Some(url.clone()),
        feed: Some(url),
        timeout: Duration::from_millis(500),
        slow: Duration::from_millis(100),
        key: key.map(SecretString::from),
    }
}

/// Outcome of one look at one component of this server.
async fn check(component: Component, router: Router, key: Option<&str>, expected: Outcome) {
    let prober = Prober::new(targets(serve(router).await, key)).expect("TLS can be set up");
    assert_eq!(prober.ask(component).await.outcome, expected);
}

fn feed(answer: impl IntoResponse + Clone + Send + Sync + 'static) -> Router {
    Router::new().route("/v1/changes", get(move || async move { answer }))
}

const PAGE: &str = r#"{"changes":[],"next":"abc","lag":0}"#;

#[tokio::test]
async fn a_right_answer_is_up_and_a_late_one_is_slow() {
    check(Component::Feed, feed(PAGE), None, Outcome::Up).await;
    let late = || async {
        tokio::time::sleep(Duration::from_millis(150)).await;
        PAGE
    };
    let late = Router::new().route("/v1/changes", get(late));
    check(Component::Feed, late, None, Outcome::Slow(Reason::LateAnswer)).await;
}

#[tokio::test]
async fn every_way_to_be_down_has_its_reason() {
    for (status, outcome) in [
        (503, Outcome::Down(Reason::ServerError)),
        (404, Outcome::Down(Reason::WrongAnswer)),
        (204, Outcome::Down(Reason::WrongAnswer)),
        (429, Outcome::Slow(Reason::Busy)),
    ] {
        let status = StatusCode::from_u16(status).expect("a status");
        check(Component::Feed, feed(status), None, outcome).await;
    }
    let wrong = Outcome::Down(Reason::WrongAnswer);
    check(Component::Feed, feed("hello"), None, wrong).await;
    let never = Router::new().route("/v1/changes", get(std::future::pending::<&str>));
    check(Component::Feed, never, None, Outcome::Down(Reason::TimedOut)).await;
    // Nobody listens: the port was free a moment ago.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("it is bound");
    drop(listener);
    let prober = Prober::new(targets(address, None)).expect("TLS can be set up");
    let outcome = prober.ask(Component::Feed).await.outcome;
    assert_eq!(outcome, Outcome::Down(Reason::Unreachable));
}

#[tokio::test]
async fn a_redirect_is_a_wrong_answer_and_is_not_followed() {
    let elsewhere = axum::response::Redirect::temporary("/elsewhere");
    let router = feed(elsewhere).route("/elsewhere", get(|| async { PAGE }));
    check(Component::Feed, router, None, Outcome::Down(Reason::WrongAnswer)).await;
}

#[tokio::test]
async fn an_answer_without_end_is_cut_off() {
    let endless = || async {
        let chunk = || Ok::<_, std::io::Error>(vec![b' '; 1 << 20]);
        let chunks = futures::stream::repeat_with(chunk);
        axum::body::Body::from_stream(chunks)
    };
    let router = Router::new().route("/v1/changes", get(endless));
    let prober = Prober::new(targets(serve(router).await, None)).expect("TLS can be set up");
    assert!(matches!(prober.ask(Component::Feed).await.outcome, Outcome::Down(_)));
}

#[tokio::test]
async fn a_stream_needs_its_first_event_and_not_its_end() {
    let events = || async {
        let first = futures::stream::iter([Ok::<_, std::io::Error>(
            "retry: 3000\n\nid: c\nevent: heartbeat\ndata: {}\n\n",
        )]);
        axum::body::Body::from_stream(first.chain(futures::stream::pending()))
    };
    let router = Router::new().route("/v1/stream", get(events));
    check(Component::Stream, router, None, Outcome::Up).await;
    let silent = || async {
        axum::body::Body::from_stream(futures::stream::pending::<Result<&str, std::io::Error>>())
    };
    let router = Router::new().route("/v1/stream", get(silent));
    check(Component::Stream, router, None, Outcome::Down(Reason::TimedOut)).await;
}

fn gateway(status: u16, body: &'static str) -> Router {
    let status = StatusCode::from_u16(status).expect("a status");
    Router::new().route("/v1/partner/ads/{id}", put(move || async move { (status, body) }))
}

#[tokio::test]
async fn a_push_api_without_a_key_must_ask_for_one_and_with_a_key_must_accept() {
    let demand = r#"{"type":"https://adhub.org/problems/unauthorized"}"#;
    let (at, receipt) = (Component::Gateway, r#"{"outcome":"accepted"}"#);
    check(at, gateway(401, demand), None, Outcome::Up).await;
    check(at, gateway(202, receipt), None, Outcome::Down(Reason::WrongAnswer)).await;
    check(at, gateway(202, receipt), Some("k"), Outcome::Up).await;
    check(at, gateway(401, demand), Some("k"), Outcome::Slow(Reason::KeyRefused)).await;
    check(at, gateway(503, ""), Some("k"), Outcome::Down(Reason::ServerError)).await;
}

#[tokio::test]
async fn one_failure_alone_is_not_down() {
    let failed = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let once = move || {
        let first = !failed.swap(true, std::sync::atomic::Ordering::SeqCst);
        async move { if first { StatusCode::BAD_GATEWAY.into_response() } else { PAGE.into_response() } }
    };
    let address = serve(Router::new().route("/v1/changes", get(once))).await;
    let prober = Prober::new(targets(address, None)).expect("TLS can be set up");
    assert_eq!(prober.look_at(Component::Feed).await.outcome, Outcome::Up);
}

#[test]
fn a_base_may_have_a_path_of_its_own() {
    for base in ["https://example.org/hub", "https://example.org/hub/"] {
        let url = under(&Url::parse(base).expect("a URL"), "v1/changes");
        assert_eq!(url, "https://example.org/hub/v1/changes");
    }
}
