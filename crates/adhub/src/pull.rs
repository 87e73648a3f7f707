//! A partner of the configuration as the poller wants it.

use std::sync::Arc;

use connectors::partners::feed::Feed;
use connectors::partners::jobstream::JobStream;
use connectors::partners::policy::Agreed;
use connectors::{Connector, Profile};
use runtime::http::Limits;
use runtime::poll::Options;
use runtime::retry::Policy;
use schemas::PartnerName;

use crate::config::{ConfigError, PartnerConfig, Spoken};

/// Makes the connector of a partner, and how it is polled.
///
/// # Errors
/// As `adhub check` would say it.
pub(crate) fn open(
    name: &PartnerName,
    partner: &PartnerConfig,
) -> Result<(Arc<dyn Connector>, Options), ConfigError> {
    let spoken = partner.spoken().map_err(|mistake| {
        ConfigError::Contradiction(format!("partners.{name}.{}: {}", mistake.key, mistake.message))
    })?;
    let options = Options {
        profile: Profile {
            partner: name.clone(),
            zone: partner.zone.clone(),
            language: partner.language.clone(),
        },
        account: partner.account.clone(),
        interval: partner.effective_interval(&spoken),
        request_interval: partner.effective_request_interval(&spoken),
        retry: Policy::REQUEST,
        limits: Limits { private_addresses: partner.private_address, ..Limits::default() },
        brake: partner.brake,
    };
    let url = partner.url.as_deref().unwrap_or_default();
    let connector: Box<dyn Connector> = match spoken {
        Spoken::Jobstream(version) => {
            Box::new(JobStream::new(url, version).with_snapshot_every(partner.snapshot_interval.0))
        }
        Spoken::Dialect(dialect) => Box::new(Feed::with_dialect(url, *dialect)),
    };
    Ok((Arc::new(Agreed::new(connector, partner.content, partner.complete)), options))
}
