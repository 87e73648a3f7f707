//! One item as an ad or as a removal.

use std::borrow::Cow;

use schemas::ad::{Ad, AltId, Removal, RemovalSignal, Text};
use schemas::id::ExternalId;
use schemas::json::Json;
use schemas::rejected::{Fault, RejectReason};
use schemas::time::DayEnd;
use schemas::{LocalMoment, Timestamp};

use super::{AtsRule, Item, Mapping, contact, dates, pay, place, terms, text};
use crate::ats::{self, AtsJob};
use crate::dates::{When, Zone, read_any};
use crate::item::ReadContext;
use crate::notes::Notes;
use crate::{blank, finish};

/// What is the same for all items of a reading.
pub(crate) struct Rules<'m> {
    /// Name of the dialect: key of what has no home, and the ad's format.
    pub(crate) name: &'m str,
    /// What read it.
    pub(crate) connector: &'m str,
    /// Where the fields are.
    pub(crate) mapping: &'m Mapping,
    /// Zone of times without one.
    pub(crate) zone: &'m Zone,
    /// Order of day and month in `03/04/2026`, when it is known.
    pub(crate) day_first: Option<bool>,
}

/// What an item is.
pub(crate) enum One {
    /// An ad.
    Ad(Box<Ad>),
    /// A removal.
    Removal(ExternalId, Removal),
}

/// Why an item is neither.
pub(crate) struct Refused {
    /// The partner's id, when it could be read.
    pub(crate) id: Option<String>,
    /// As one word.
    pub(crate) reason: RejectReason,
    /// In many.
    pub(crate) fault: Fault,
}

/// Reads one item.
pub(crate) fn read(
    item: &Item<'_>,
    rules: &Rules<'_>,
    context: &ReadContext<'_>,
    mut notes: Notes,
) -> Result<One, Refused> {
    let mapping = rules.mapping;
    let page_url = page_url(item, mapping, context, &mut notes);
    let id = identity(item, mapping, page_url.as_deref())?;
    if let Some(removal) = removal(item, rules, context.now) {
        return Ok(One::Removal(id, removal));
    }
    let Some(title) = item.text(&mapping.title) else {
        let fault = Fault::new("title_missing", "", "an ad needs a title");
        return Err(Refused { id: Some(id.to_string()), reason: RejectReason::NoTitle, fault });
    };
    let mut ad = blank::ad(context, id, rules.connector, rules.name, blank::received(context.now));
    ad.source.source_url = page_url;
    let given = item.text(&mapping.language);
    if let Some(tag) = given.and_then(|given| text::language(&given, &mapping.language_words)) {
        ad.language = tag;
    }
    alt_ids(item, mapping, &mut ad);
    dates::read(item, rules, &mut ad, &mut notes);
    texts(item, mapping, title, &mut ad);
    work(item, mapping, &mut ad, &mut notes);
    ad.contacts = contact::read(item, &mapping.contacts);
    item.ignore(&mapping.ignored);
    keep_rest(item, rules.name, &mut ad, &mut notes);
    ad.lint = notes.lint;
    finish::ad(&mut ad, &mut notes.warnings);
    Ok(One::Ad(Box::new(ad)))
}

/// A field with the ad's page, else the template.
fn page_url(
    item: &Item<'_>,
    mapping: &Mapping,
    context: &ReadContext<'_>,
    notes: &mut Notes,
) -> Option<String> {
    if let Some(url) = terms::url(item, &mapping.page_url, notes) {
        return Some(url);
    }
    let template = mapping.page_template.as_deref()?;
    let mut url = template.to_owned();
    let values = [
        ("{account}", mapping.tenant.as_deref().or(context.account).map(Cow::Borrowed)),
        ("{id}", item.text(&mapping.id).map(Cow::Owned)),
        ("{path}", item.text(&mapping.page_path).map(Cow::Owned)),
    ];
    for (name, value) in values {
        if template.contains(name) {
            url = url.replace(name, &value?);
        }
    }
    url::Url::parse(&url).is_ok().then_some(url)
}

/// The system's id in the URL, or the first id that is given.
fn identity(
    item: &Item<'_>,
    mapping: &Mapping,
    page_url: Option<&str>,
) -> Result<ExternalId, Refused> {
    let refuse = |id: Option<String>, code: &str, message: String| Refused {
        id,
        reason: RejectReason::BlankId,
        fault: Fault::new(code, "", message),
    };
    let in_url = || {
        let url = page_url.filter(|_| mapping.id_from_url)?;
        let system = mapping.ats.as_ref().map(|rule| rule.system.as_str());
        let found = system.map_or_else(|| ats::of_url(url), |system| ats::of_url_at(system, url));
        found.map(|job| job.job)
    };
    let Some(given) = in_url().or_else(|| item.text(&mapping.id)) else {
        return Err(refuse(None, "id_missing", "an ad needs an id".to_owned()));
    };
    ExternalId::new(&given)
        .map_err(|error| refuse(Some(given.clone()), "id_invalid", error.to_string()))
}

/// What the partner says about an ad that is gone.
fn removal(item: &Item<'_>, rules: &Rules<'_>, now: Timestamp) -> Option<Removal> {
    let mapping = rules.mapping;
    let (signal, reason) = match terms::says(item, &mapping.removed) {
        Some(reason) => (RemovalSignal::ExplicitDelete, reason),
        None => (RemovalSignal::StatusFlip, terms::says(item, &mapping.inactive)?),
    };
    let at = item.text(&mapping.removed_at).and_then(|text| {
        match read_any(&text, DayEnd::Start, rules.zone, now) {
            Ok(When::At(LocalMoment { at, .. })) => Some(at),
            _ => None,
        }
    });
    Some(Removal { signal, at: at.unwrap_or(now), reason_code: Some(reason) })
}

fn alt_ids(item: &Item<'_>, mapping: &Mapping, ad: &mut Ad) {
    if let Some(rule) = &mapping.ats
        && let Some(job) = ats_job(item, mapping, rule, ad)
    {
        ad.alt_ids.push(job.alt_id());
    }
    for (scheme, paths) in &mapping.alt_ids {
        for value in item.texts(paths) {
            let alt_id = AltId { scheme: scheme.clone(), value };
            if alt_id.value != ad.source.external_id.as_str() && !ad.alt_ids.contains(&alt_id) {
                ad.alt_ids.push(alt_id);
            }
        }
    }
}

/// The job by the item's own words; the ad's URL is read later by all formats.
fn ats_job(item: &Item<'_>, mapping: &Mapping, rule: &AtsRule, ad: &Ad) -> Option<AtsJob> {
    let named = || mapping.tenant.as_deref().or(ad.source.account.as_deref());
    let tenant = if rule.per_tenant { named()? } else { "" };
    let given = item.text(&rule.job);
    let by_url = || {
        let url = ad.source.source_url.as_deref()?;
        ats::of_url_at(&rule.system, url)
    };
    match given {
        Some(job) => ats::job_in(&rule.system, tenant, &job),
        None => by_url(),
    }
}

fn texts(item: &Item<'_>, mapping: &Mapping, title: String, ad: &mut Ad) {
    let parts = text::Parts {
        description: &mapping.description,
        also: &mapping.description_also,
        sections: &mapping.sections,
        joined: mapping.sections_in_description,
    };
    ad.texts.push(text::read(item, title, &ad.language, &parts));
    if let Some(paths) = &mapping.translations {
        let words = &mapping.language_words;
        let mut others = text::translations(item, paths, words, &ad.language);
        // The main text is one of the translations: that tells its language.
        let main = &mut ad.texts[0];
        let same = |other: &Text| {
            (&other.title, &other.description_html, &other.description_text)
                == (&main.title, &main.description_html, &main.description_text)
        };
        if main.lang == blank::UNDETERMINED
            && let Some(at) = others.iter().position(same)
        {
            main.lang = others.remove(at).lang;
            ad.language.clone_from(&main.lang);
        }
        ad.texts.extend(others);
    }
}

fn work(item: &Item<'_>, mapping: &Mapping, ad: &mut Ad, notes: &mut Notes) {
    ad.employer = terms::employer(item, &mapping.employer, notes);
    if ad.employer.name.is_empty()
        && let Some(between) = &mapping.employer_in_title
        && let Some(text) = ad.texts.first_mut()
        && let Some((title, employer)) = text.title.rsplit_once(between.as_str())
    {
        (ad.employer.name, text.title) = (employer.trim().to_owned(), title.trim().to_owned());
    }
    if ad.employer.name.is_empty()
        && let Some(tenant) = tenant(ad)
    {
        ad.employer.name = tenant;
        let message = "no employer is named; the board's own name stands for it";
        notes.warn("employer_from_address", "/employer", message);
    }
    if ad.employer.name.is_empty() {
        ad.flags.anonymous_employer = true;
        notes.warn("employer_missing", "/employer", "the employer is not named");
    }
    let (locations, mode) = place::read(item, &mapping.places, notes);
    ad.locations = locations;
    ad.work_mode = terms::work_mode(item, mapping, mode);
    ad.employment = terms::employment(item, mapping, notes);
    let country = ad.locations.first().and_then(|place| place.country.clone());
    ad.salary = pay::read(item, &mapping.pay, country.as_deref(), notes);
    ad.occupation = terms::occupation(item, &mapping.occupation);
    ad.positions = terms::positions(item, mapping);
    terms::requirements(item, mapping, ad);
    terms::apply(item, mapping, ad, notes);
    ad.flags.talent_pool = terms::says(item, &mapping.talent_pool).is_some();
    ad.flags.sponsored = terms::says(item, &mapping.sponsored).is_some();
    ad.flags.eures = terms::says(item, &mapping.eures).is_some();
}

/// Whose board an ad is on: `acme` of `ats:lever:acme`, or of its address.
/// ReachMee's are numbers of an installation.
fn tenant(ad: &Ad) -> Option<String> {
    let known = ad.alt_ids.iter().map(|id| id.scheme.clone());
    let url = ad.source.source_url.as_deref().and_then(ats::of_url);
    let schemes = known.chain(url.map(|job| job.alt_id().scheme));
    schemes
        .filter_map(|scheme| {
            let (system, tenant) = scheme.strip_prefix("ats:")?.split_once(':')?;
            let name = system != "reachmee" && tenant.contains(char::is_alphabetic);
            name.then(|| tenant.to_owned())
        })
        .next()
}

/// What nothing above read, as it came.
fn keep_rest(item: &Item<'_>, name: &str, ad: &mut Ad, notes: &mut Notes) {
    let (rest, personal) = item.rest();
    if personal {
        notes.mend("personal_left_out", "", "a field that may name a person was left out");
    }
    if !rest.is_null() {
        ad.extensions.insert(name.to_owned(), Json::from_value(&rest));
    }
}
