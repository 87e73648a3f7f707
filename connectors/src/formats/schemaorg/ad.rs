//! One JobPosting as an ad.

use schemas::LocalMoment;
use schemas::ad::{Ad, AltId, Section, SectionKind, Text, WorkMode};
use schemas::id::ExternalId;
use schemas::json::Json;
use schemas::rejected::Fault;
use schemas::time::DayEnd;
use serde_json::{Map, Value};

use super::value::{boolean, list, name, number, raw_text, text, url};
use super::{FORMAT, employment, organization, place, salary};
use crate::dates::{When, Zone, read_any};
use crate::escapes::html;
use crate::formats::push::{language_tag, looks_like_html};
use crate::item::{Read, ReadContext};
use crate::notes::Notes;
use crate::{blank, finish};

/// Key of what has no home in the canonical ad.
pub(super) const EXTENSION: &str = "schemaorg";

/// Properties that name people: contacts are read, the others left out. None
/// stays behind.
const PERSONAL: [&str; 4] = ["applicationContact", "contactPoint", "author", "creator"];

/// Properties that were read.
const READ: [&str; 38] = [
    "@context",
    "@type",
    "@id",
    "title",
    "name",
    "description",
    "responsibilities",
    "qualifications",
    "jobBenefits",
    "incentiveCompensation",
    "hiringOrganization",
    "industry",
    "jobLocation",
    "jobLocationType",
    "applicantLocationRequirements",
    "employmentType",
    "workHours",
    "baseSalary",
    "salaryCurrency",
    "identifier",
    "url",
    "sameAs",
    "datePosted",
    "dateModified",
    "validThrough",
    "jobStartDate",
    "jobImmediateStart",
    "totalJobOpenings",
    "occupationalCategory",
    "relevantOccupation",
    "skills",
    "educationRequirements",
    "experienceRequirements",
    "directApply",
    "inLanguage",
    "mainEntityOfPage",
    "employerOverview",
    "employmentUnit",
];

pub(super) fn read(
    posting: &Value,
    external_id: Option<&str>,
    context: &ReadContext<'_>,
) -> Result<Read, Vec<Fault>> {
    let zone = Zone::named(&context.profile.zone)
        .map_err(|error| vec![Fault::new("zone_unknown", "", error.to_string())])?;
    let mut faults = Vec::new();
    let (id, alt_id) = identity(posting, external_id, context, &mut faults);
    let title = text(posting.get("title")).or_else(|| text(posting.get("name")));
    if title.is_none() {
        faults.push(Fault::new("title_missing", "/title", "an ad needs a title"));
    }
    let (Some(id), Some(title)) = (id, title) else { return Err(faults) };
    let mut notes = Notes::default();
    let mut ad = blank::ad(context, id, "schemaorg", FORMAT, blank::received(context.now));
    ad.source.source_url = own_url(posting, context)
        .or_else(|| url(posting.get("mainEntityOfPage")))
        .or_else(|| context.url.map(str::to_owned));
    ad.alt_ids.extend(alt_id);
    dates(posting, &zone, &mut ad, &mut notes);
    content(posting, title, &mut ad);
    terms(posting, &mut ad, &mut notes);
    keep_rest(posting, &mut ad);
    ad.lint = notes.lint;
    let mut warnings = notes.warnings;
    finish::ad(&mut ad, &mut warnings);
    Ok(Read { ad: Box::new(ad), warnings })
}

/// The id from outside, `identifier`, `url`, `@id`, or the page's address. An
/// `identifier` that is not the id is another id of the same ad.
fn identity(
    posting: &Value,
    outside: Option<&str>,
    context: &ReadContext<'_>,
    faults: &mut Vec<Fault>,
) -> (Option<ExternalId>, Option<AltId>) {
    let own = list(posting.get("identifier")).into_iter().find_map(|one| {
        text(Some(one)).or_else(|| text(one.get("value"))).or_else(|| text(one.get("@id")))
    });
    let given = outside
        .map(str::to_owned)
        .or_else(|| own.clone())
        .or_else(|| own_url(posting, context))
        .or_else(|| text(posting.get("@id")))
        .or_else(|| context.url.map(str::to_owned));
    let Some(given) = given else {
        let message = "an ad needs an identifier or a url, or an id in the address";
        faults.push(Fault::new("id_missing", "/identifier", message));
        return (None, None);
    };
    match ExternalId::new(&given) {
        Ok(id) => {
            let other = own.filter(|own| own.trim() != id.as_str());
            let scheme = || "identifier".to_owned();
            (Some(id), other.map(|value| AltId { scheme: scheme(), value }))
        }
        Err(error) => {
            faults.push(Fault::new("id_invalid", "/identifier", error.to_string()));
            (None, None)
        }
    }
}

/// `url`, which may be written from the page on: `/jobs/5`.
fn own_url(posting: &Value, context: &ReadContext<'_>) -> Option<String> {
    let given = posting.get("url");
    url(given).or_else(|| {
        let path = text(given).filter(|path| path.starts_with('/'))?;
        let page = url::Url::parse(context.url?).ok()?;
        page.join(&path).ok().map(String::from)
    })
}

fn dates(posting: &Value, zone: &Zone, ad: &mut Ad, notes: &mut Notes) {
    let mut date = |name: &str, end: DayEnd| -> Option<LocalMoment> {
        let given = text(posting.get(name))?;
        match read_any(&given, end, zone, ad.observed_at) {
            Ok(When::At(moment)) => Some(moment),
            Ok(When::Soon | When::Unsaid) => None,
            Err(error) => {
                notes.warn("date_unreadable", &format!("/{name}"), &format!("the date {error}"));
                None
            }
        }
    };
    let published_at = date("datePosted", DayEnd::Start);
    let modified = date("dateModified", DayEnd::Start);
    let valid_through = date("validThrough", DayEnd::End);
    let reversed = published_at
        .as_ref()
        .zip(valid_through.as_ref())
        .is_some_and(|(start, end)| end.at < start.at);
    if reversed {
        notes.warn("reversed_interval", "/validThrough", "it is before datePosted");
    }
    match published_at {
        Some(published_at) => blank::publish(ad, published_at),
        None => blank::assume_published(ad),
    }
    ad.source_modified_at = modified.map(|moment| moment.at);
    // The vocabulary has one word for both (canonical.md, section 2).
    ad.apply_by.clone_from(&valid_through);
    ad.valid_through = valid_through;
}

fn content(posting: &Value, title: String, ad: &mut Ad) {
    let language = list(posting.get("inLanguage")).into_iter().find_map(|one| {
        let words = [text(Some(one)), text(one.get("alternateName")), text(one.get("name"))];
        words.into_iter().flatten().find_map(|word| language_tag(&word))
    });
    if let Some(language) = language {
        ad.language = language;
    }
    let mut given = Text { lang: ad.language.clone(), title, ..Text::default() };
    if let Some(description) = raw_text(posting.get("description")) {
        let description = html(&description);
        if looks_like_html(&description) {
            given.description_html = description;
        } else {
            given.description_text = description;
        }
    }
    let parts = [
        ("responsibilities", SectionKind::Tasks),
        ("qualifications", SectionKind::Requirements),
        ("employerOverview", SectionKind::About),
        ("jobBenefits", SectionKind::Offer),
        ("incentiveCompensation", SectionKind::Offer),
    ];
    for (field, kind) in parts {
        for part in list(posting.get(field)) {
            let words = raw_text(Some(part)).or_else(|| name(Some(part)));
            if let Some(words) = words {
                given.sections.push(Section { kind, heading: None, html: html(&words) });
            }
        }
    }
    ad.texts.push(given);
}

fn terms(posting: &Value, ad: &mut Ad, notes: &mut Notes) {
    match organization::read(posting) {
        Some(employer) => ad.employer = employer,
        None => {
            ad.flags.anonymous_employer = true;
            notes.warn("employer_missing", "/hiringOrganization", "the employer is not named");
        }
    }
    let (locations, mode) = place::read(posting, notes);
    ad.locations = locations;
    ad.work_mode = mode.unwrap_or(ad.work_mode);
    ad.remote_regions = place::remote_regions(posting);
    let remote = list(posting.get("jobLocationType")).into_iter().filter_map(Value::as_str);
    if remote.into_iter().any(|kind| kind.to_ascii_uppercase().contains("TELECOMMUTE")) {
        ad.work_mode = WorkMode::Remote;
    }
    ad.employment = employment::read(posting);
    ad.start = employment::start(posting);
    ad.positions = positions(posting);
    ad.salary = salary::read(posting, notes);
    ad.occupation = employment::occupation(posting);
    ad.requirements = employment::requirements(posting);
    ad.contacts = organization::contacts(posting);
    ad.apply.url.clone_from(&ad.source.source_url);
    if ad.apply.url.is_none() {
        // A person's address becomes public only when there is no other way.
        ad.apply.email = ad.contacts.iter().find_map(|contact| contact.email.clone());
    }
    ad.apply.direct = boolean(posting.get("directApply"));
}

fn positions(posting: &Value) -> Option<i32> {
    let given = number(posting.get("totalJobOpenings"))?;
    let whole = given.fract() == 0.0 && (1.0..=1e6).contains(&given);
    #[expect(clippy::cast_possible_truncation, reason = "a whole number of at most a million")]
    whole.then_some(given as i32)
}

/// What no field above reads, as it came.
fn keep_rest(posting: &Value, ad: &mut Ad) {
    let Value::Object(fields) = posting else { return };
    let rest: Map<String, Value> = fields
        .iter()
        .filter(|(name, value)| {
            !READ.contains(&name.as_str()) && !PERSONAL.contains(&name.as_str()) && !value.is_null()
        })
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    if !rest.is_empty() {
        ad.extensions.insert(EXTENSION.to_owned(), Json::from_value(&Value::Object(rest)));
    }
}
