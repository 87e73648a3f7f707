//! A subscriber that comes back with its cursor misses nothing and sees nothing
//! twice, over stops and kills of the hub.

use futures::StreamExt as _;
use serde_json::Value;
use tests::client::{Client, ad, check_order, page};
use tests::hub::Hub;
use tests::log::Log;
use tests::wait::LONGEST;

const ROUNDS: usize = 3;
const ADS: usize = 20;

tests::on_both_logs! {
    a_reader_of_lines_resumes_over_restarts,
    a_reader_of_server_sent_events_resumes_over_restarts,
}

#[derive(Clone, Copy)]
enum Form {
    Ndjson,
    Sse,
}

/// Reads a stream until `count` changes came.
async fn follow(hub: &str, form: Form, cursor: &str, count: usize) -> Vec<Value> {
    let http = reqwest::Client::new();
    let mut url = format!("{hub}/v1/stream");
    if matches!(form, Form::Ndjson) {
        url.push_str("?after=");
        url.push_str(cursor);
    }
    let mut request = http.get(url);
    if matches!(form, Form::Sse) {
        request = request.header("last-event-id", cursor);
    }
    let accept = match form {
        Form::Ndjson => "application/x-ndjson",
        Form::Sse => "text/event-stream",
    };
    let answer = request.header("accept", accept).send().await.expect("the feed answers");
    assert!(answer.status().is_success(), "{}", answer.status());
    let mut stream = answer.bytes_stream();
    let (mut rest, mut changes) = (Vec::new(), Vec::new());
    while changes.len() < count {
        rest.extend(stream.next().await.expect("the stream goes on").expect("the stream is whole"));
        while let Some(end) = rest.iter().position(|&byte| byte == b'\n') {
            let line: Vec<u8> = rest.drain(..=end).collect();
            let line = String::from_utf8(line).expect("a line is text");
            let line = match form {
                Form::Ndjson => Some(line.as_str()),
                Form::Sse => line.strip_prefix("data:"),
            };
            let value = line.and_then(|line| serde_json::from_str::<Value>(line.trim()).ok());
            changes.extend(value.filter(|value| value["seq"].is_u64()));
        }
    }
    changes
}

async fn push(hub: &Hub, partner: &Client, round: usize) {
    for number in 0..ADS {
        let id = format!("{round}-{number}");
        let sent =
            partner.put(hub.gateway(), &id, &ad("Nurse")).await.expect("the gateway answers");
        assert_eq!(sent.0, 202, "{}", sent.1);
    }
}

async fn check(log: Log, form: Form) {
    let mut hub = log.hub().start().await;
    let partner = hub.partner("acme");
    let mut seen: Vec<Value> = Vec::new();
    // Without a cursor a stream begins at the tip, not at the floor.
    let (_, mut cursor) = page(hub.feed(), None, 0).await;
    for round in 0..ROUNDS {
        push(&hub, &partner, round).await;
        // What stays unread here is read after the restart.
        let wanted = if round + 1 == ROUNDS { ROUNDS * ADS - seen.len() } else { ADS - 3 };
        let followed = follow(hub.feed(), form, &cursor, wanted);
        let mut changes =
            tokio::time::timeout(LONGEST, followed).await.expect("the changes come in time");
        changes.truncate(wanted);
        seen.extend(changes);
        let last = seen.last().expect("a change came");
        last["cursor"].as_str().expect("a change has a cursor").clone_into(&mut cursor);
        match round % 2 {
            0 => hub.kill(),
            _ => hub.stop().await,
        }
        hub.start().await;
    }
    assert_eq!(seen.len(), ROUNDS * ADS);
    check_order(&seen);
}

async fn a_reader_of_lines_resumes_over_restarts(log: Log) {
    check(log, Form::Ndjson).await;
}

async fn a_reader_of_server_sent_events_resumes_over_restarts(log: Log) {
    check(log, Form::Sse).await;
}
