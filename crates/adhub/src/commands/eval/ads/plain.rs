//! Ads of which only an id, a title and a text are read, one JSON object a
//! line, under the names that data sets have for them.

use anyhow::Context as _;
use runtime::Clock;
use schemas::ad::Text;
use schemas::id::ExternalId;
use schemas::{Ad, AdId};
use serde_json::Value;

use super::{Ads, each_line, open, partner};
use crate::cli::AdsArguments;

const IDS: &[&str] =
    &["id", "ad_id", "external_id", "uuid", "job_id", "adid", "source_id", "url", "webpage_url"];
const TITLES: &[&str] = &["title", "headline", "job_title", "job.title", "name", "heading"];
const TEXTS: &[&str] = &[
    "description",
    "description.text",
    "text",
    "body",
    "description_text",
    "description_html",
    "job.description",
    "job_description",
    "content",
    "ad_text",
];
const DATES: &[&str] = &[
    "published_at",
    "published",
    "publication_date",
    "publication.date",
    "datePosted",
    "date_posted",
    "date",
    "created_at",
];
const EMPLOYERS: &[&str] =
    &["employer.name", "employer", "company", "company_name", "hiringOrganization.name"];

/// Whether the first line is an object with an id, a title and a text.
pub(super) fn is(path: &str) -> bool {
    let mut first = None;
    let Ok(file) = open(path) else { return false };
    let read = each_line(file, |number, line| {
        if number == 1 {
            first = serde_json::from_slice::<Value>(line).ok();
        }
    });
    let first = first.unwrap_or_default();
    read.is_ok() && [IDS, TITLES, TEXTS].iter().all(|names| told(&first, names).is_some())
}

/// Reads the lines of a file. One that cannot be read is refused, and told.
pub(super) fn read(path: &str, arguments: &AdsArguments, ads: &mut Ads) -> anyhow::Result<()> {
    each_line(open(path)?, |number, line| match ad(line, arguments) {
        Ok(ad) => {
            ads.take(ad);
        }
        Err(error) => ads.refuse(format!("line {number}: {error:#}")),
    })
}

fn ad(line: &[u8], arguments: &AdsArguments) -> anyhow::Result<Ad> {
    let line: Value = serde_json::from_slice(line).context("no JSON")?;
    let need = |names: &[&str]| {
        told(&line, names).with_context(|| format!("none of the fields {}", names.join(", ")))
    };
    let (id, title, text) = (need(IDS)?, need(TITLES)?, need(TEXTS)?);
    let external_id = ExternalId::new(&id).with_context(|| format!("the id {id:?}"))?;
    let partner = partner(arguments);
    let date = told(&line, DATES).as_deref().and_then(day);
    let date = date.map_or_else(
        // As the hub would see it.
        || arguments.now.unwrap_or_else(|| Clock::system().now()).to_string(),
        |date| format!("{date}T00:00:00Z"),
    );
    let ad_id = AdId::derive(partner.as_str(), arguments.account.as_deref(), &external_id);
    let mut ad: Ad = serde_json::from_value(serde_json::json!({
        "ad_id": ad_id,
        "revision": 1,
        "observed_at": date,
        "source": {
            "partner_id": partner, "connector": "push", "format": "plain",
            "external_id": external_id
        },
        "lifecycle": "published",
        "content_hash": "00".repeat(32),
        "language": arguments.language.as_deref().unwrap_or("und"),
        "texts": [],
        "employer": {"name": told(&line, EMPLOYERS).unwrap_or_default()},
        "work_mode": "unspecified",
        "employment": {},
        "apply": {},
        "published_at": {"at": date, "local": date[..19], "zone": "UTC"}
    }))
    .context("the ad of a plain line")?;
    let lang = ad.language.clone();
    ad.texts = vec![Text { lang, title, description_html: text, ..Text::default() }];
    Ok(ad)
}

/// The first of some fields that is text or a number; a dot reaches inside.
fn told(line: &Value, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| {
        let inside = || name.split_once('.').and_then(|(outer, inner)| line.get(outer)?.get(inner));
        match line.get(name).or_else(inside)? {
            Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    })
}

/// `YYYY-MM-DD` at the beginning, or days since 1970 as some tables have them.
fn day(text: &str) -> Option<jiff::civil::Date> {
    if let Some(date) = text.get(..10).and_then(|date| date.parse().ok()) {
        return Some(date);
    }
    let days: i64 = text.parse().ok().filter(|days| (10_000..40_000).contains(days))?;
    jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().days(days)).ok()
}
