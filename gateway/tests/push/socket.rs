//! The same over a real socket, for what only a socket does.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::hub::{Hub, PATIENCE, ad};

/// Serves the hub, sends these bytes, and reads until the server closes. The
/// client's side stays open: nothing but the server may end it.
async fn exchange(hub: &Hub, pieces: &[&[u8]]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = hub.router.clone();
    let server = tokio::spawn(async move { axum::serve(listener, router).await });
    let mut stream = TcpStream::connect(address).await.unwrap();
    for piece in pieces {
        stream.write_all(piece).await.unwrap();
        stream.flush().await.unwrap();
    }
    let mut answer = Vec::new();
    let read = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut answer)).await;
    // A server that closes with bytes unread resets the connection; what it
    // said before counts.
    drop(read.unwrap());
    server.abort();
    String::from_utf8_lossy(&answer).into_owned()
}

fn head(hub: &Hub, length: &str) -> String {
    format!(
        "PUT /v1/partner/ads/1 HTTP/1.1\r\nhost: hub\r\nauthorization: Bearer {}\r\n\
         content-type: application/json\r\nconnection: close\r\n{length}\r\n\r\n",
        hub.key
    )
}

#[tokio::test]
async fn a_chunked_body_without_length_is_taken_in() {
    let hub = Hub::new().await;
    let head = head(&hub, "transfer-encoding: chunked");
    let body = ad("");
    let (one, two) = body.split_at(17);
    let chunks = format!("{:x}\r\n{one}\r\n{:x}\r\n{two}\r\n0\r\n\r\n", one.len(), two.len());
    let answer = exchange(&hub, &[head.as_bytes(), chunks.as_bytes()]).await;
    assert!(answer.starts_with("HTTP/1.1 202 "), "{answer}");
    assert_eq!(hub.received().len(), 1);
}

#[tokio::test]
async fn a_body_that_stalls_is_408_and_the_connection_ends() {
    let hub = Hub::with(|limits| limits.body_read_timeout = Duration::from_millis(50)).await;
    let head = head(&hub, "content-length: 500");
    let answer = exchange(&hub, &[head.as_bytes(), b"{"]).await;
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(answer.contains("application/problem+json"), "{answer}");
    hub.assert_untouched();
}

#[tokio::test]
async fn a_body_that_breaks_off_is_not_taken_in() {
    let hub = Hub::new().await;
    let head = head(&hub, "transfer-encoding: chunked");
    let answer = exchange(&hub, &[head.as_bytes(), b"5\r\n{\"tit\r\nrubbish\r\n"]).await;
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
    hub.assert_untouched();
}

#[tokio::test]
async fn a_body_announced_too_large_is_turned_away_before_it_is_sent() {
    let hub = Hub::new().await;
    let head = head(&hub, "content-length: 1000000000\r\nexpect: 100-continue");
    let answer = exchange(&hub, &[head.as_bytes()]).await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    hub.assert_untouched();
}
