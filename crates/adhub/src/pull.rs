//! A partner of the configuration as the poller wants it.

use std::sync::Arc;

use connectors::formats::jobstream::Version;
use connectors::partners::jobstream::JobStream;
use connectors::partners::nav::NavFeed;
use connectors::partners::policy::Agreed;
use connectors::partners::{OpenError, Settings, Where, open, open_dialect};
use connectors::{Connector, Profile};
use runtime::http::Limits;
use runtime::poll::Options;
use runtime::retry::Policy;
use schemas::PartnerName;

use crate::config::{ConfigError, Mistake, PartnerConfig};

/// Makes the connector of a partner, and how it is polled.
///
/// # Errors
/// As `adhub check` would say it.
pub(crate) fn options(
    name: &PartnerName,
    partner: &PartnerConfig,
) -> Result<(Arc<dyn Connector>, Options), ConfigError> {
    let mut partner = partner.clone();
    partner.settle();
    let connector = connector(&partner).map_err(|mistake| {
        ConfigError::Contradiction(format!("partners.{name}.{}: {}", mistake.key, mistake.message))
    })?;
    let options = Options {
        profile: Profile {
            partner: name.clone(),
            zone: partner.zone.clone(),
            language: partner.language.clone(),
        },
        account: partner.account.clone(),
        interval: partner.interval.map(|span| span.0).unwrap_or_default(),
        request_interval: partner.request_interval.map(|span| span.0).unwrap_or_default(),
        retry: Policy::REQUEST,
        limits: Limits { private_addresses: partner.private_address, ..Limits::default() },
        brake: partner.brake,
    };
    Ok((Arc::new(Agreed::new(connector, partner.content, partner.complete)), options))
}

/// The connector of a partner.
///
/// # Errors
/// What in its configuration is wrong.
pub(crate) fn connector(partner: &PartnerConfig) -> Result<Box<dyn Connector>, Mistake> {
    let jobstream = |version| -> Result<Box<dyn Connector>, Mistake> {
        let service = JobStream::new(partner.own_url()?, version);
        Ok(Box::new(service.with_snapshot_every(partner.snapshot_interval.0)))
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
        (_, Some(dialect)) => {
            if partner.url.is_some() {
                partner.own_url()?;
            }
            open_dialect(dialect, &place, &settings).map_err(nowhere)
        }
        ("jobstream-v1", None) => jobstream(Version::V1),
        ("jobstream-v2", None) => jobstream(Version::V2),
        ("nav-feed", None) => Ok(Box::new(NavFeed::new(partner.own_url()?))),
        (format, None) => open(format, &place, &settings).map_err(nowhere),
    }
}
