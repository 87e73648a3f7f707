//! Secrets: sent to the partner, kept from everybody else.

use connectors::Ask;
use runtime::http::{ClientCredentials, ClientPlace, Credentials, Grant, HttpError, Limits};

use super::{Asking, hasty, limits};
use crate::server::Server;

fn asking(url: &str, grant: Grant) -> Asking {
    let credentials = Credentials::new(url, grant).unwrap();
    Asking::new(limits(), hasty(), Some(credentials))
}

fn key_in_query() -> Grant {
    Grant::Query { name: "api_key".to_owned(), value: "s3cret".into() }
}

#[test]
fn secrets_are_sent_to_the_partner_and_to_no_other_host() {
    let other = Server::new(|_, wire| wire.answer(200, &[], "elsewhere"));
    let target = other.url("/landing");
    let server = Server::new(move |asked, wire| match asked.path.split('?').next() {
        Some("/away") => wire.answer(302, &[&format!("location: {target}")], ""),
        Some("/on") => wire.answer(302, &["location: /feed"], ""),
        _ => wire.answer(200, &[], "jobs"),
    });
    for (grant, header) in [
        (Grant::Bearer("s3cret".into()), "authorization"),
        (Grant::Header { name: "X-Key".to_owned(), value: "s3cret".into() }, "x-key"),
    ] {
        let asking = asking(&server.url("/"), grant);
        assert_eq!(asking.said(&server.url("/on")), "200 jobs");
        assert!(
            server.asked().last().unwrap().header(header).is_some_and(|v| v.contains("s3cret"))
        );
        let ask = Ask::get(server.url("/away")).with_header("x-tenant", "s3cret");
        asking.client.send(&ask).unwrap();
    }
    let asking = asking(&server.url("/"), key_in_query());
    assert_eq!(asking.said(&server.url("/feed?page=2")), "200 jobs");
    assert_eq!(server.paths().last().unwrap(), "/feed?page=2&api_key=s3cret");
    assert_eq!(asking.said(&server.url("/away")), "200 elsewhere");
    assert_eq!(other.asked().len(), 3);
    let seen = format!("{:?}", other.asked());
    assert!(!seen.contains("s3cret"), "{seen}");
}

#[test]
fn a_key_in_a_url_is_seen_in_no_answer_and_no_error() {
    let server = Server::new(|asked, wire| {
        let path = asked.path.split('?').next().unwrap_or_default();
        match path {
            "/echo" => wire.answer(302, &["location: /feed?page=2&api_key=s3cret"], ""),
            "/loop" => wire.answer(302, &["location: /loop?api_key=s3cret"], ""),
            "/downgrade" => wire.answer(302, &["location: ftp://e.org/?api_key=s3cret"], ""),
            "/busy" => wire.answer(503, &[], ""),
            "/cut" => {}
            _ => wire.answer(200, &[], "jobs"),
        }
    });
    let asking = asking(&server.url("/"), key_in_query());
    let head = asking.get(&server.url("/echo")).unwrap().0;
    assert_eq!(head.redirected_to, Some(server.url("/feed?page=2")));
    for path in ["/loop", "/downgrade", "/busy", "/cut"] {
        let error = asking.get(&server.url(path)).err().unwrap();
        let said = format!("{error} {error:?}");
        assert!(!said.contains("s3cret"), "{said}");
    }
}

#[test]
fn secrets_do_not_go_over_plain_http_on_the_internet() {
    let credentials = Credentials::new("http://partner.example/", key_in_query()).unwrap();
    let asking = Asking::new(Limits::default(), hasty(), Some(credentials));
    let said = asking.said("http://partner.example/feed");
    assert!(said.contains("over https only") && !said.contains("s3cret"), "{said}");
}

/// Tokens `t1`, `t2`, …; `t1` is refused from its third use on.
fn partner_with_tokens(expires_in: u64) -> Server {
    Server::new(move |asked, wire| match asked.path.as_str() {
        "/token?realm=%2Fpartenaire" => {
            let known = asked.body.contains("client_secret=s3cret")
                || asked.header("authorization") == Some("Basic Y2xpZW50OnMzY3JldA==");
            if !known || asked.method != "POST" {
                return wire.answer(401, &[], r#"{"error":"invalid_client"}"#);
            }
            let number = asked.times + 1;
            let body = format!(
                r#"{{"access_token":"t{number}","token_type":"Bearer","expires_in":{expires_in}}}"#
            );
            wire.answer(200, &["content-type: application/json"], body);
        }
        _ => match asked.header("authorization") {
            Some("Bearer t1") if asked.times < 2 => wire.answer(200, &[], "jobs"),
            Some(token) if token.starts_with("Bearer t") && token != "Bearer t1" => {
                wire.answer(200, &[], "jobs");
            }
            _ => wire.answer(401, &[], "no"),
        },
    })
}

fn client(server: &Server, secret: &str, place: ClientPlace) -> Asking {
    let grant = Grant::Client(ClientCredentials {
        token_url: server.url("/token?realm=%2Fpartenaire"),
        client_id: "client".to_owned(),
        client_secret: secret.into(),
        scopes: vec!["o2dsoffre".to_owned(), "api_offresdemploiv2".to_owned()],
        place,
    });
    asking(&server.url("/"), grant)
}

fn tokens(server: &Server) -> usize {
    server.paths().iter().filter(|path| path.starts_with("/token")).count()
}

#[test]
fn a_token_is_kept_and_replaced_once_it_is_refused() {
    for place in [ClientPlace::Body, ClientPlace::Basic] {
        let server = partner_with_tokens(1_499);
        let asking = client(&server, "s3cret", place);
        for _ in 0..2 {
            assert_eq!(asking.said(&server.url("/offers")), "200 jobs");
        }
        assert_eq!(tokens(&server), 1);
        assert_eq!(asking.said(&server.url("/offers")), "200 jobs");
        assert_eq!(tokens(&server), 2);
        let body = &server.asked()[0].body;
        assert!(
            body.starts_with("grant_type=client_credentials&scope=o2dsoffre+api_offres"),
            "{body}"
        );
    }
}

#[test]
fn a_token_that_is_over_is_replaced() {
    let server = partner_with_tokens(0);
    let asking = client(&server, "s3cret", ClientPlace::Body);
    for _ in 0..2 {
        assert_eq!(asking.said(&server.url("/offers")), "200 jobs");
    }
    assert_eq!(tokens(&server), 2);
}

#[test]
fn a_refusal_that_lasts_is_an_answer_after_one_more_token() {
    let server = Server::new(|asked, wire| match asked.path.as_str() {
        "/token?realm=%2Fpartenaire" => wire.answer(200, &[], r#"{"access_token":"t"}"#),
        _ => wire.answer(401, &[], "no"),
    });
    let asking = client(&server, "s3cret", ClientPlace::Body);
    assert_eq!(asking.said(&server.url("/offers")), "401 no");
    assert_eq!(server.paths().len(), 4);
}

#[test]
fn a_wrong_secret_is_said_without_being_shown() {
    let server = partner_with_tokens(1_499);
    let asking = client(&server, "wr0ng", ClientPlace::Body);
    let error = asking.get(&server.url("/offers")).err().unwrap();
    assert!(matches!(error, HttpError::Credentials { .. }) && error.retry_after().is_none());
    let said = format!("{error} {error:?}");
    assert!(said.contains("401 invalid_client") && !said.contains("wr0ng"), "{said}");
}
