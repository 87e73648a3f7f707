//! A partner of the configuration as the poller wants it.

use std::sync::Arc;
use std::time::Duration;

use connectors::formats::dialect::Dialect;
use connectors::formats::jobstream::Version;
use connectors::partners::elastic::Elastic;
use connectors::partners::eures::Eures;
use connectors::partners::jobstream::JobStream;
use connectors::partners::nav::NavFeed;
use connectors::partners::policy::Agreed;
use connectors::partners::{OpenError, Settings, Where, open, open_dialect};
use connectors::{Connector, Pages, Profile};
use runtime::http::{Limits, Manners, Robots};
use runtime::poll::Options;
use runtime::retry::Policy;
use schemas::{PartnerName, Timestamp};

use crate::config::{ConfigError, CredentialsConfig, Mistake, PartnerConfig, RobotsConfig};

/// Makes the connector of a partner, and how it is polled.
///
/// # Errors
/// As `adhub check` would say it.
pub(crate) fn options(
    name: &PartnerName,
    partner: &PartnerConfig,
    contact: Option<&str>,
) -> Result<(Arc<dyn Connector>, Options), ConfigError> {
    let mut partner = partner.clone();
    partner.settle();
    let told = |mistake: Mistake| {
        ConfigError::Contradiction(format!("partners.{name}.{}: {}", mistake.key, mistake.message))
    };
    let connector = connector(&partner).map_err(told)?;
    let open = |credentials: &CredentialsConfig| {
        credentials.open(name, &first_url(connector.as_ref())).map_err(told)
    };
    let credentials = partner.credentials.as_ref().map(open).transpose()?;
    let mut manners = Manners {
        request_interval: partner.request_interval.map(|span| span.0).unwrap_or_default(),
        robots: match partner.robots {
            RobotsConfig::Obey => Robots::Obey,
            RobotsConfig::Agreed => Robots::Ignore,
        },
        ..Manners::default()
    };
    if let Some(contact) = contact {
        contact.clone_into(&mut manners.contact);
    }
    let mut limits = Limits {
        private_addresses: partner.private_address,
        body_bytes_max: partner.answer_bytes_max,
        ..Limits::default()
    };
    partner.timeouts.put_into(&mut limits);
    let options = Options {
        profile: Profile {
            partner: name.clone(),
            zone: partner.zone.clone(),
            language: partner.language.clone(),
        },
        account: partner.account.clone(),
        interval: partner.interval.map(|span| span.0).unwrap_or_default(),
        retry: Policy::REQUEST,
        breaker: partner.breaker.breaker(),
        limits,
        manners,
        credentials,
        brake: partner.brake,
    };
    Ok((Arc::new(Agreed::new(connector, partner.content, partner.complete)), options))
}

/// What a partner is asked for first: its origin is the partner's own.
pub(crate) fn first_url(connector: &dyn Connector) -> String {
    let mut round = connector.begin(None, Timestamp::default());
    round.ask(&Pages::default()).map(|ask| ask.url).unwrap_or_default()
}

/// The connector of a partner.
///
/// # Errors
/// What in its configuration is wrong.
pub(crate) fn connector(partner: &PartnerConfig) -> Result<Box<dyn Connector>, Mistake> {
    let jobstream = |version| -> Result<Box<dyn Connector>, Mistake> {
        let service = JobStream::new(partner.own_url()?, version);
        let service = service.with_snapshot_every(partner.snapshot_interval.0);
        Ok(Box::new(overlapping(partner, service, JobStream::with_overlap)))
    };
    let place = Where {
        url: partner.url.clone(),
        tenant: partner.tenant.clone(),
        parameters: partner.parameters.clone(),
    };
    let settings = Settings {
        reread_days: partner.reread_days,
        pages_per_round: partner.pages_per_round,
        pages: partner.pages.clone(),
        hosts: partner.hosts.clone(),
    };
    let nowhere = |error: OpenError| {
        let key = if partner.url.is_none() && partner.tenant.is_some() { "tenant" } else { "url" };
        Mistake::new(key, error.to_string())
    };
    match (partner.format.as_str(), partner.spoken()?) {
        ("eures", Some(dialect)) => eures(partner, dialect),
        ("amedia", Some(dialect)) => elastic(partner, dialect),
        (_, Some(dialect)) => {
            if partner.url.is_some() {
                partner.own_url()?;
            }
            open_dialect(dialect, &place, &settings).map_err(nowhere)
        }
        ("jobstream-v1", None) => jobstream(Version::V1),
        ("jobstream-v2", None) => jobstream(Version::V2),
        ("nav-feed", None) => {
            let feed = partner.nav.unwrap_or_default().feed(partner.own_url()?);
            Ok(Box::new(overlapping(partner, feed, NavFeed::with_overlap)))
        }
        (format, None) => open(format, &place, &settings).map_err(nowhere),
    }
}

/// A member state's EURES input API. `source_id`: its number at EURES.
fn eures(partner: &PartnerConfig, dialect: Dialect) -> Result<Box<dyn Connector>, Mistake> {
    only(partner, &["source_id"])?;
    let service = Eures::new(partner.own_url()?)
        .with_dialect(dialect)
        .with_snapshot_every(partner.snapshot_interval.0);
    let service = overlapping(partner, service, Eures::with_overlap);
    let Some(given) = partner.parameters.get("source_id") else { return Ok(Box::new(service)) };
    let number = given.parse().map_err(|_| {
        Mistake::new("parameters.source_id", format!("{given:?} is not a whole number"))
    })?;
    Ok(Box::new(service.with_source_id(number)))
}

/// An Elasticsearch index of ads.
fn elastic(partner: &PartnerConfig, dialect: Dialect) -> Result<Box<dyn Connector>, Mistake> {
    if let Some(name) = partner.parameters.keys().next() {
        let message = "amedia takes no parameters; what is asked of the index is in `elastic`";
        return Err(Mistake::new(format!("parameters.{name}"), message));
    }
    let asked = partner.elastic.clone().unwrap_or_default();
    let index = Elastic::new(partner.own_url()?, dialect, &asked.modified);
    let index = asked.asked(index).with_snapshot_every(partner.snapshot_interval.0);
    Ok(Box::new(overlapping(partner, index, Elastic::with_overlap)))
}

/// A stream with the overlap of its partner, or with its own.
fn overlapping<C>(partner: &PartnerConfig, stream: C, with: fn(C, Duration) -> C) -> C {
    match partner.overlap {
        Some(overlap) => with(stream, overlap.0),
        None => stream,
    }
}

/// No other parameters than these.
fn only(partner: &PartnerConfig, known: &[&str]) -> Result<(), Mistake> {
    match partner.parameters.keys().find(|name| !known.contains(&name.as_str())) {
        None => Ok(()),
        Some(name) => {
            let message = format!("{} takes {} only", partner.format, known.join(", "));
            Err(Mistake::new(format!("parameters.{name}"), message))
        }
    }
}

#[cfg(test)]
mod tests;
