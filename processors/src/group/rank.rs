//! How well does an ad speak for its job?

use schemas::Ad;
use schemas::ad::{Duration, Extent};

/// Length of a description from which on it counts as one, in bytes.
const DESCRIPTION_BYTES_MIN: usize = 500;

/// The larger, the better: first the employer's own form, then the employer's
/// own ad rather than a recruiter's, then how many of twelve things it says.
pub(super) fn rank(ad: &Ad) -> u8 {
    let own_form = ad.apply.direct == Some(true);
    let own_ad = ad.advertiser.is_none() && !ad.flags.anonymous_employer;
    let said = [
        ad.texts.iter().any(|text| {
            text.description_text.len().max(text.description_html.len()) >= DESCRIPTION_BYTES_MIN
        }),
        ad.employer.org_id.is_some(),
        ad.locations.iter().any(|place| place.municipality.is_some() || place.city.is_some()),
        !ad.occupation.is_empty(),
        ad.salary.is_some(),
        ad.apply.url.is_some() || ad.apply.email.is_some(),
        ad.apply_by.is_some(),
        ad.start.is_some(),
        ad.positions.is_some(),
        ad.employment.duration != Duration::Unspecified,
        ad.employment.extent != Extent::Unspecified,
        !ad.requirements.is_empty(),
    ];
    let fullness = said.into_iter().map(u8::from).sum::<u8>();
    u8::from(own_form) << 7 | u8::from(own_ad) << 6 | fullness
}
