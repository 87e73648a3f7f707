//! What is noted about every pushed ad once all of it has been read.

use schemas::Ad;
use schemas::ad::{Lint, Severity};
use schemas::rejected::Fault;

use crate::ats;

/// Adds the ids of systems behind the ad, and warns of what will surprise: no
/// way to apply, and a last day that has passed.
pub(crate) fn ad(ad: &mut Ad, warnings: &mut Vec<Fault>) {
    ats::add_alt_ids(ad);
    let apply = &ad.apply;
    let methods = [&apply.url, &apply.email, &apply.postal, &apply.instructions_html];
    if methods.iter().all(|method| method.is_none()) {
        let message = "nobody can apply: no url, email, postal address or instructions";
        warnings.push(Fault::new("no_apply_method", "/apply", message));
        ad.lint.push(Lint {
            code: "no_apply_method".to_owned(),
            path: "/apply".to_owned(),
            severity: Severity::Warning,
        });
    }
    if let Some(expired_at) = ad.expires_at().filter(|at| *at < ad.observed_at) {
        let message = format!("its last moment was {expired_at}: it will not be published");
        warnings.push(Fault::new("already_expired", "", message));
    }
}
