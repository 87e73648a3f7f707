//! What ads say in many languages, in sentences invented for these tests, and
//! what must be found in them.

mod dates;
mod employment;
mod requirements;
mod salary;
mod work_mode;

use schemas::Ad;

use crate::enrich::tests::{bare_ad, enriched};

/// An ad of 20 March 2025 that says `text` and nothing else.
fn ad_of(language: &str, text: &str) -> Ad {
    titled(language, "Vi är fler", text)
}

fn titled(language: &str, title: &str, text: &str) -> Ad {
    let mut ad = bare_ad();
    ad.language = language.to_owned();
    ad.texts[0].title = title.to_owned();
    ad.texts[0].description_text = text.to_owned();
    ad.published_at.local = "2025-03-20T08:00:00".to_owned();
    enriched(&ad)
}

/// Checks every case and tells all that fail.
#[track_caller]
fn check<T: PartialEq + std::fmt::Debug>(
    cases: &[(&str, &str, T)],
    found: impl Fn(&str, &str) -> T,
) {
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(language, text, wanted)| {
            let found = found(language, text);
            (found != *wanted).then(|| format!("{language}: {text}\n    {found:?}, not {wanted:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {} wrong\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}
