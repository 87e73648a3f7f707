//! The applicant tracking system behind an ad, by its URL or reference: which
//! system, which tenant, which job. Shared material for finding the same job
//! at several partners. Public job sites that give ads numbers of their own
//! (Platsbanken, FINN, NAV, …) are systems too: others link to them.

use schemas::Ad;
use schemas::ad::AltId;
use url::Url;

mod page;
mod systems;

use page::{Page, digits};

/// A job in an applicant tracking system.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AtsJob {
    /// Name of the system: `teamtailor`, `varbi`, ….
    pub system: String,
    /// The tenant; empty when job ids are unique without one.
    pub tenant: String,
    /// The job's id there.
    pub job: String,
}

impl AtsJob {
    /// `None` when it cannot be a job's id.
    pub fn named(system: &str, tenant: &str, job: &str) -> Option<Self> {
        let shaped = !job.is_empty()
            && job.len() <= 128
            && job.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
        let (tenant, job) = (tenant.to_lowercase(), job.to_lowercase());
        shaped.then(|| Self { system: system.to_owned(), tenant, job })
    }

    /// `ats:SYSTEM:TENANT` and the job's id; `ats:SYSTEM` without a tenant.
    pub fn alt_id(&self) -> AltId {
        let colon = if self.tenant.is_empty() { "" } else { ":" };
        AltId {
            scheme: format!("ats:{}{colon}{}", self.system, self.tenant),
            value: self.job.clone(),
        }
    }
}

/// Adds what the apply URL, the ad's own page and the reference say.
pub(crate) fn add_alt_ids(ad: &mut Ad) {
    let page = ad.source.source_url.as_ref().filter(|page| ad.apply.url.as_ref() != Some(*page));
    let mut found: Vec<AltId> = [ad.apply.url.as_ref(), page]
        .into_iter()
        .flatten()
        .filter_map(|url| of_url(url))
        .map(|job| job.alt_id())
        .collect();
    found.extend(ad.apply.reference.as_deref().and_then(of_reference).map(|job| job.alt_id()));
    for alt_id in found {
        if !ad.alt_ids.contains(&alt_id) {
            ad.alt_ids.push(alt_id);
        }
    }
}

/// Reads a reference: `teamtailor-8039554-2092733` is job and promotion at
/// Teamtailor, whose job ids are unique over all tenants.
pub fn of_reference(reference: &str) -> Option<AtsJob> {
    let (system, rest) = reference.trim().split_once('-')?;
    if system.eq_ignore_ascii_case("teamtailor") {
        let job = rest.split('-').next()?;
        return digits(job).and_then(|job| AtsJob::named("teamtailor", "", job));
    }
    None
}

/// Reads a URL of an ad or of its application form.
pub fn of_url(text: &str) -> Option<AtsJob> {
    on_page(text, |page| systems::by_host(page).or_else(|| systems::by_marks(page)))
}

/// Reads a URL of an ad that is known to be of one system, under whatever name
/// of a host its employer uses.
pub fn of_url_at(system: &str, text: &str) -> Option<AtsJob> {
    on_page(text, |page| {
        let by_host = systems::by_host(page).filter(|job| job.system == system);
        by_host.or_else(|| match system {
            "teamtailor" | "neogov" => {
                AtsJob::named(system, "", page.leading_number_after("jobs")?)
            }
            _ => None,
        })
    })
}

/// A job by what its own system says of it: the id, an address, or a path
/// that ends in it (`/job/Oslo/Baker_JR-1234` at Workday).
pub(crate) fn job_in(system: &str, tenant: &str, text: &str) -> Option<AtsJob> {
    if text.contains("://") {
        return of_url_at(system, text);
    }
    let last = text.rsplit('/').next().unwrap_or_default();
    let job = match last.rsplit_once('_') {
        Some((_, number)) if last.len() < text.len() => number,
        _ => last,
    };
    AtsJob::named(system, tenant, job)
}

fn on_page(text: &str, read: impl FnOnce(&Page<'_>) -> Option<AtsJob>) -> Option<AtsJob> {
    let url = Url::parse(text.trim()).ok()?;
    let host = url.host_str()?.to_ascii_lowercase();
    let path: Vec<&str> = url.path_segments()?.filter(|part| !part.is_empty()).collect();
    read(&Page { url: &url, host: &host, path })
}

#[cfg(test)]
mod tests;
