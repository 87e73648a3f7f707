//! Ads of which only an id, a title and a text are read, under the names that
//! data sets have for them: a JSON object a line, or a table with a head.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;

use anyhow::Context as _;
use runtime::Clock;
use schemas::ad::Text;
use schemas::id::ExternalId;
use schemas::{Ad, AdId};
use serde_json::{Map, Value};

use super::{Ads, LINE_BYTES_MAX, each_line, open, partner};
use crate::cli::AdsArguments;
use crate::commands::eval::labels::rows;

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

/// Whether the first line is an object, or a head, with an id, a title and a
/// text.
pub(super) fn is(path: &str) -> bool {
    let Some(first) = first_line(path) else { return false };
    let first = match serde_json::from_slice::<Value>(&first) {
        Ok(first) => first,
        Err(_) => {
            let names = String::from_utf8_lossy(&first).into_owned();
            let names = names.trim().split(['\t', ',']).map(|name| name.trim_matches('"'));
            names.map(|name| (name.to_owned(), Value::from("x"))).collect::<Map<_, _>>().into()
        }
    };
    [IDS, TITLES, TEXTS].iter().all(|names| told(&first, names).is_some())
}

fn first_line(path: &str) -> Option<Vec<u8>> {
    let mut line = Vec::new();
    let file = open(path).ok()?.take(LINE_BYTES_MAX);
    BufReader::new(file).read_until(b'\n', &mut line).ok()?;
    Some(line)
}

/// Reads the lines of a file, or the rows of a table with a head. One that
/// cannot be read is refused, and told.
pub(super) fn read(path: &str, arguments: &AdsArguments, ads: &mut Ads) -> anyhow::Result<()> {
    let mut take = |number: u64, value: anyhow::Result<Value>| match value
        .and_then(|value| ad(&value, arguments))
    {
        Ok(ad) => {
            ads.take(ad);
        }
        Err(error) => ads.refuse(format!("line {number}: {error:#}")),
    };
    let is_json = first_line(path).is_none_or(|line| line.trim_ascii_start().starts_with(b"{"));
    if is_json {
        return each_line(open(path)?, |number, line| {
            take(number, serde_json::from_slice(line).context("no JSON"));
        });
    }
    for row in rows(Path::new(path))? {
        take(row.line as u64, Ok(Value::Object(row.cells)));
    }
    Ok(())
}

fn ad(line: &Value, arguments: &AdsArguments) -> anyhow::Result<Ad> {
    let need = |names: &[&str]| {
        told(line, names).with_context(|| format!("none of the fields {}", names.join(", ")))
    };
    let (id, title, text) = (need(IDS)?, need(TITLES)?, need(TEXTS)?);
    let external_id = ExternalId::new(&id).with_context(|| format!("the id {id:?}"))?;
    let partner = partner(arguments);
    let date = told(line, DATES).as_deref().and_then(day);
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
        "employer": {"name": told(line, EMPLOYERS).unwrap_or_default()},
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
