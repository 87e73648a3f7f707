//! The ad as a whole: which fields there are, and how they must agree.

use schemas::ad::{Ad, AltId, Flags};
use schemas::id::ExternalId;
use schemas::json::Json;
use schemas::time::DayEnd;

use super::dates::moment;
use super::node::Node;
use super::object::{Object, Report, Step, list};
use super::values::{at_least, boolean, clipped, country, language, short, url, word};
use super::{FORMAT, employer, place, terms, text};
use crate::blank;
use crate::dates::Zone;
use crate::item::ReadContext;

/// Fields that the hub fills. Taken and left out, so that an ad that the hub
/// printed can be sent back.
const HUB_FIELDS: [&str; 11] = [
    "ad_id",
    "revision",
    "observed_at",
    "removal",
    "content_hash",
    "other_languages",
    "lint",
    "facts",
    "personal_data",
    "raw_ref",
    "warnings",
];
/// Largest `extensions` in all, in bytes of JSON.
const EXTENSIONS_MAX: usize = 256 * 1024;

pub(super) fn read<'n>(
    root: &'n Node<'n>,
    external_id: Option<&str>,
    context: &ReadContext<'_>,
    report: &'n Report,
) -> Option<Ad> {
    let zone = match Zone::named(&context.profile.zone) {
        Ok(zone) => zone,
        Err(error) => {
            report.fault("zone_unknown", format!("the partner's own profile: {error}"));
            return None;
        }
    };
    let mut object = Object::open(root, report)?;
    let (id, source_url) = identity(&mut object, external_id);
    let published_at = object.get("published_at", |n, r| moment(DayEnd::Start, &zone)(n, r));
    let unpublished = !object.has("published_at");
    let identified = id.is_some();
    let mut ad = blank::ad(
        context,
        // Without an id there is a fault, but the other faults are told too.
        id.unwrap_or_else(|| ExternalId::new("-").expect("a hyphen is an id")),
        "push",
        FORMAT,
        published_at.unwrap_or_else(|| blank::received(context.now)),
    );
    ad.source.source_url = source_url;
    content(&mut object, &mut ad, context);
    dates(&mut object, &mut ad, &zone);
    marks(&mut object, &mut ad);
    let skipped = object.skip(&HUB_FIELDS);
    if !skipped.is_empty() {
        let message = format!("filled by the hub, left out: {}", skipped.join(", "));
        report.warn("hub_field", message);
    }
    agree(&object, &ad, unpublished);
    object.finish();
    if !identified {
        return None;
    }
    if unpublished {
        blank::assume_published(&mut ad);
    }
    Some(ad)
}

/// The id from outside, in the body, and inside `source`: all must agree.
fn identity<'n>(
    object: &mut Object<'n>,
    outside: Option<&str>,
) -> (Option<ExternalId>, Option<String>) {
    let inside = object.get("external_id", short);
    object.not_both("url", "source_url");
    let mut source_url = object.get("source_url", url);
    if let Some(short_form) = object.get("url", url) {
        source_url = Some(short_form);
    }
    let mut named = Vec::new();
    named.extend(outside.map(|id| ("external_id", id.trim().to_owned())));
    named.extend(inside.map(|id| ("external_id", id)));
    if let Some((id, url)) = object.get("source", source) {
        named.extend(id.map(|id| ("source", id)));
        source_url = source_url.or(url);
    }
    let Some((_, first)) = named.first().cloned() else {
        if !object.has("external_id") {
            let message = "an ad needs your own id of it, in the URL or as \"external_id\"";
            object.fault_at("external_id", "id_missing", message);
        }
        return (None, source_url);
    };
    if let Some((at, other)) = named.iter().find(|(_, id)| *id != first) {
        let message = format!("{:?} here, but {:?} elsewhere", clipped(other), clipped(&first));
        object.fault_at(at, "id_mismatch", message);
    }
    match ExternalId::new(&first) {
        Ok(id) => (Some(id), source_url),
        Err(error) => {
            object.fault_at("external_id", "id_invalid", error.to_string());
            (None, source_url)
        }
    }
}

/// `source` as the hub prints it: only the id and the page are the partner's.
fn source<'n>(node: &'n Node<'n>, report: &'n Report) -> Option<(Option<String>, Option<String>)> {
    let mut object = Object::open(node, report)?;
    let read = (object.get("external_id", short), object.get("source_url", url));
    object.skip(&["partner_id", "account", "connector", "format", "fetched_snapshot_id"]);
    object.finish();
    Some(read)
}

fn content<'n>(object: &mut Object<'n>, ad: &mut Ad, context: &ReadContext<'_>) {
    let given = object.get("language", language);
    let profile = context.profile.language.as_deref();
    let fallback = given.as_deref().or(profile).unwrap_or(blank::UNDETERMINED);
    ad.texts = text::texts(object, fallback);
    ad.language = text::main_language(given, &ad.texts, profile);
    ad.employer = object.get("employer", employer::organization).unwrap_or_default();
    ad.advertiser = object.get("advertiser", employer::organization);
    object.not_both("location", "locations");
    ad.locations = object.get("locations", list(500, place::location)).unwrap_or_default();
    ad.locations.extend(object.get("location", place::location));
    ad.work_mode = object.get("work_mode", word).unwrap_or_default();
    ad.remote_regions = object.get("remote_regions", list(250, country)).unwrap_or_default();
    ad.employment = object.get("employment", terms::employment).unwrap_or_default();
    ad.start = object.get("start", terms::start);
    ad.positions = object.get("positions", at_least(1));
    ad.salary = object.get("salary", terms::salary);
    ad.occupation = object
        .get("occupation", |node, report| match node {
            Node::List(_) => list(100, terms::occupation)(node, report),
            one => terms::occupation(one, report).map(|one| vec![one]),
        })
        .unwrap_or_default();
    ad.requirements = object.get("requirements", terms::requirements).unwrap_or_default();
    object.not_both("apply_url", "apply");
    object.not_both("apply_email", "apply");
    ad.apply = object.get("apply", terms::apply).unwrap_or_default();
    ad.apply.url = object.get("apply_url", url).or(ad.apply.url.take());
    ad.apply.email = object.get("apply_email", super::values::email).or(ad.apply.email.take());
    ad.contacts = object.get("contacts", list(50, employer::contact)).unwrap_or_default();
}

fn dates<'n>(object: &mut Object<'n>, ad: &mut Ad, zone: &Zone) {
    let mut read = |name, end| object.get(name, |n, r| moment(end, zone)(n, r));
    ad.source_modified_at = read("source_modified_at", DayEnd::Start).map(|moment| moment.at);
    ad.last_publication_at = read("last_publication_at", DayEnd::End);
    ad.apply_by = read("apply_by", DayEnd::End);
    ad.valid_through = read("valid_through", DayEnd::End);
}

fn marks(object: &mut Object<'_>, ad: &mut Ad) {
    ad.flags = object.get("flags", flags).unwrap_or_default();
    ad.alt_ids = object.get("alt_ids", list(50, alt_id)).unwrap_or_default();
    ad.extensions = object.get("extensions", extensions).unwrap_or_default();
    let lifecycle = object.get("lifecycle", word::<schemas::ad::Lifecycle>);
    use schemas::ad::Lifecycle::{Draft, Published};
    if lifecycle.is_some_and(|lifecycle| !matches!(lifecycle, Draft | Published)) {
        let message = "an ad that is sent is published; take it down with DELETE";
        object.fault_at("lifecycle", "not_allowed", message);
    }
}

fn flags<'n>(node: &'n Node<'n>, report: &'n Report) -> Option<Flags> {
    let mut object = Object::open(node, report)?;
    let mut flag = |name| object.get(name, boolean).unwrap_or(false);
    let flags = Flags {
        eures: flag("eures"),
        sponsored: flag("sponsored"),
        talent_pool: flag("talent_pool"),
        anonymous_employer: flag("anonymous_employer"),
    };
    object.finish();
    Some(flags)
}

fn alt_id<'n>(node: &'n Node<'n>, report: &'n Report) -> Option<AltId> {
    let mut object = Object::open(node, report)?;
    let scheme = object.get("scheme", short);
    let value = object.get("value", short);
    for name in ["scheme", "value"] {
        if !object.has(name) {
            object.fault_at(name, "missing", "an alt_id has a scheme and a value");
        }
    }
    object.finish();
    Some(AltId { scheme: scheme?, value: value? })
}

fn extensions<'n>(
    node: &'n Node<'n>,
    report: &'n Report,
) -> Option<std::collections::BTreeMap<String, Json>> {
    let Node::Object(fields) = node else {
        report.fault("wrong_type", format!("{} where an object belongs", node.kind()));
        return None;
    };
    let mut bytes = 0;
    let mut extensions = std::collections::BTreeMap::new();
    for (key, node) in fields {
        let json = Json::from_value(&node.to_value());
        bytes += key.len() + json.as_str().len();
        if key.trim().is_empty() || key.len() > 64 {
            report.within(Step::Key(key), || {
                report.fault("out_of_range", "a key of extensions has 1 to 64 bytes");
            });
        }
        extensions.insert(key.clone().into_owned(), json);
    }
    if bytes > EXTENSIONS_MAX {
        let message = format!("{bytes} bytes of JSON, at most {EXTENSIONS_MAX} are allowed");
        report.fault("too_long", message);
    }
    Some(extensions)
}

/// Faults between fields.
fn agree(object: &Object<'_>, ad: &Ad, unpublished: bool) {
    let named = object.has("employer") && !ad.employer.name.is_empty();
    let faulty = object.has("employer") && ad.employer == Default::default();
    if !named && !faulty && !ad.flags.anonymous_employer {
        let message = "an ad needs the employer's name, or flags.anonymous_employer: true";
        object.fault_at("employer", "employer_missing", message);
    }
    if unpublished {
        return;
    }
    let ends = [
        ("last_publication_at", &ad.last_publication_at),
        ("apply_by", &ad.apply_by),
        ("valid_through", &ad.valid_through),
    ];
    for (name, end) in ends {
        if let Some(end) = end
            && end.at < ad.published_at.at
        {
            let message =
                format!("{} is before published_at, {}", end.local, ad.published_at.local);
            object.fault_at(name, "reversed_interval", message);
        }
    }
}
