//! `adhub demo`: the whole path on the embedded log, without network or
//! configuration. Two invented partners are pulled over loopback, a third
//! pushes, and a subscriber tells what it sees in the feed.

mod books;
mod pages;
mod piece;
mod watch;

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use gateway::keys::{KeyLedger, NewPartner};
use schemas::PartnerName;
use secrecy::ExposeSecret as _;
use tokio::sync::mpsc;

use crate::cli::{DemoArguments, HubArguments, LogStyle, RunArguments};
use crate::commands::run::{pollers, steps};
use crate::commands::{print, say};
use crate::config::{PartnerConfig, Span};
use crate::roles::{Service, open_feed, open_gateway, watch_feed};
use crate::{public, serve, status_page};

/// The partner that pushes.
pub(super) const PUSHER: &str = "harbour-careers";
/// The partners that are pulled: Swedish and Norwegian.
pub(super) const PULLED: [&str; 2] = ["norrjobb", "fjordjobb"];

/// Plays the piece.
pub(crate) fn run(arguments: &DemoArguments) -> anyhow::Result<ExitCode> {
    let directory = tempfile::Builder::new().prefix("adhub-demo-").tempdir()?;
    let run = RunArguments {
        hub: HubArguments {
            data: Some(directory.path().to_owned()),
            log: "error".to_owned(),
            log_format: LogStyle::Text,
            ..HubArguments::default()
        },
        listen: Some(arguments.listen),
        admin_listen: Some(SocketAddr::from(([127, 0, 0, 1], 0))),
        now: None,
    };
    let mut service = Service::open(&run, false)?;
    let pages = service.runtime.block_on(pages::Pages::serve(&service.hub.stop))?;
    for (name, address) in PULLED.into_iter().zip(pages.addresses()) {
        service.config.partners.insert(partner_name(name), pulled(address));
    }
    let key = service.runtime.block_on(add_pusher(&service))?;
    let feed = open_feed(&service.hub, &service.readiness)?;
    let (gateway, follower) = open_gateway(&service.hub, &service.readiness)?;
    let listener = service.runtime.block_on(serve::bind(arguments.listen))?;
    let base = format!("http://{}", listener.local_addr()?);
    let mut workers = steps(&service)?;
    workers.push(watch_feed(&service, &feed)?);
    workers.extend(pollers(&service)?);
    if !arguments.json {
        greet(&base, &key);
    }
    let stage = piece::Stage { base: base.clone(), key, pages, json: arguments.json };
    let (seen, changes) = mpsc::unbounded_channel();
    service.runtime.spawn(watch::watch(base, arguments.json, seen));
    let (stop, once, json) = (service.hub.stop.clone(), arguments.once, arguments.json);
    let books = service.hub.metrics.clone();
    service.runtime.spawn(async move {
        let played = piece::play(stage, changes).await;
        if let Err(error) = &played {
            say(&format!("the piece broke off: {error:#}"));
        }
        if !json {
            say(&books::books(&books.render()));
        }
        if once || played.is_err() {
            stop.set();
        } else if !json {
            say("The hub goes on serving; Ctrl-C ends it and removes its data.");
        }
    });
    let status = status_page::open_within(&service, listener.local_addr()?)?;
    let router = public::router(Some(gateway), Some(feed), status.as_ref().map(|(page, _)| page));
    let code = service.serve_on(Some(listener), Some(router), workers);
    drop(follower);
    code
}

fn partner_name(name: &str) -> PartnerName {
    PartnerName::new(name).expect("the names above are valid")
}

fn pulled(address: SocketAddr) -> PartnerConfig {
    PartnerConfig {
        interval: Some(Span(Duration::from_millis(500))),
        request_interval: Some(Span(Duration::from_millis(100))),
        snapshot_interval: Span(Duration::from_secs(2)),
        // Three ads: one that goes is a third of them.
        brake: 0.9,
        private_address: true,
        ..PartnerConfig::new("jobstream-v2", format!("http://{address}"))
    }
}

async fn add_pusher(service: &Service) -> anyhow::Result<String> {
    let ledger = KeyLedger::new(Arc::clone(&service.hub.log), Arc::clone(&service.hub.codec));
    let (name, now) = (partner_name(PUSHER), service.hub.clock.now());
    let new = NewPartner {
        name: name.clone(),
        zone: Some("Europe/Stockholm".to_owned()),
        language: Some("en".to_owned()),
    };
    ledger.add_partner(new, now).await.context("the demo's partner cannot be added")?;
    let key = ledger.add_key(&name, now).await.context("the demo's key cannot be made")?;
    Ok(key.key.expose_secret().to_owned())
}

fn greet(base: &str, key: &str) {
    say(&format!(
        "adhub demo: {} and {} are pulled, {PUSHER} pushes.\n\n\
         Look around while it plays (every line can be pasted):\n\
         \x20 curl {base}/v1/changes\n\
         \x20 curl -N {base}/v1/stream\n\
         \x20 curl {base}/v1/snapshot\n\
         \x20 open {base}/docs\n\
         \x20 open {base}/status\n\
         Push an ad of your own:\n\
         \x20 curl -X PUT {base}/v1/partner/ads/my-first \\\n\
         \x20   -H 'Authorization: Bearer {key}' \\\n\
         \x20   -H 'Content-Type: application/json' \\\n\
         \x20   -d '{{\"title\":\"Baker\",\"employer\":\"Bread & Co\",\"apply_url\":\"https://example.org/1\"}}'\n",
        PULLED[0], PULLED[1],
    ));
    let _ = print("");
}
