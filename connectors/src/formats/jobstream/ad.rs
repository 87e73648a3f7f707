//! One ad of JobStream, field by field. What is read and printed again exactly
//! leaves `fields`; the rest becomes the extension.

use schemas::Timestamp;
use schemas::ad::{Ad, AltId, Location, Section, SectionKind, Severity, Text};
use schemas::id::ExternalId;
use schemas::json::ObjectBuilder;
use schemas::rejected::Fault;
use schemas::time::DayEnd;

use super::home::{move_date, move_text, move_url, note, text};
use super::{EXTENSION, Version, employer, terms};
use crate::dates::Zone;
use crate::formats::fields::Fields;
use crate::item::ReadContext;
use crate::{ats, blank, countries, places};

pub(super) fn read(
    mut fields: Fields<'_>,
    id: ExternalId,
    version: Version,
    context: &ReadContext<'_>,
    zone: &Zone,
) -> Result<Ad, Fault> {
    let received = blank::received(context.now);
    let mut ad = blank::ad(context, id, "jobstream", version.format(), received);
    let title = match fields.value::<String>("headline") {
        Ok(Some(title)) if !title.trim().is_empty() => title,
        Ok(_) => return Err(Fault::new("title_missing", "/headline", "an ad needs a headline")),
        Err(error) => return Err(Fault::new("wrong_type", "/headline", error.message)),
    };
    for gone in ["id", "headline", "removed", "removed_date"] {
        fields.take(gone);
    }
    let mut extension = ObjectBuilder::with_capacity(8 * 1024);
    description(&mut fields, title, &mut ad, &mut extension);
    employer::read(&mut fields, &mut ad, &mut extension);
    dates(&mut fields, &mut ad, zone);
    ad.source.source_url = move_url(&mut fields, "webpage_url", "/webpage_url", &mut ad);
    let place = location(&fields.object("workplace_address"), &mut ad);
    ad.locations.extend(place);
    terms::read(&mut fields, &mut ad, &mut extension);
    alt_ids(&fields, &mut ad);
    // A null says nothing that its absence does not say.
    fields.retain(|name, raw| raw.get() != "null" || !super::rebuild::KEYS.contains(&name));
    if fields.write(&mut extension) > 0 {
        note(&mut ad, "too_deep", "", Severity::Warning);
    }
    if !extension.is_empty() {
        ad.extensions.insert(EXTENSION.to_owned(), extension.build());
    }
    Ok(ad)
}

/// `text` goes to the plain text, `text_formatted` to the HTML; the latter is
/// kept as it came too, since the HTML is made safe later.
fn description(fields: &mut Fields<'_>, title: String, ad: &mut Ad, extension: &mut ObjectBuilder) {
    let mut body = fields.object("description");
    let mut given = Text { lang: ad.language.clone(), title, ..Text::default() };
    let formatted = text(&body, "text_formatted", "/description/text_formatted", ad);
    let plain = move_text(&mut body, "text", "/description/text", ad);
    given.description_text = plain.unwrap_or_default();
    given.description_html = formatted.unwrap_or_default();
    if given.description_html == given.description_text && !given.description_text.is_empty() {
        // The same text twice is text: as HTML it would lose its lines.
        given.description_html = String::new();
        body.take("text_formatted");
    }
    let parts = [
        ("company_information", SectionKind::About),
        ("needs", SectionKind::Tasks),
        ("requirements", SectionKind::Requirements),
        ("conditions", SectionKind::Conditions),
    ];
    for (name, kind) in parts {
        if let Some(part) = text(&body, name, &format!("/description/{name}"), ad) {
            let html = terms::paragraphs(&part);
            given.sections.push(Section { kind, heading: None, html });
        }
    }
    ad.texts.push(given);
    // Without its own `text_formatted` an ad prints its text there.
    body.retain(|name, raw| raw.get() != "null" || name == "text_formatted");
    keep(fields, "description", &body, extension);
}

/// Keeps what is left of an object; one that was something else stays whole.
pub(super) fn keep(
    fields: &mut Fields<'_>,
    name: &str,
    rest: &Fields<'_>,
    extension: &mut ObjectBuilder,
) {
    let Some(raw) = fields.get(name) else { return };
    if !raw.get().starts_with('{') {
        return;
    }
    fields.take(name);
    if !rest.is_empty() {
        let mut object = ObjectBuilder::with_capacity(raw.get().len());
        // What is nested too deep to be carried is nobody's job ad.
        rest.write(&mut object);
        extension.json(name, &object.build());
    }
}

fn dates(fields: &mut Fields<'_>, ad: &mut Ad, zone: &Zone) {
    match move_date(fields, "publication_date", DayEnd::Start, zone, ad) {
        Some(published_at) => blank::publish(ad, published_at),
        None => blank::assume_published(ad),
    }
    ad.last_publication_at = move_date(fields, "last_publication_date", DayEnd::End, zone, ad);
    ad.apply_by = move_date(fields, "application_deadline", DayEnd::End, zone, ad);
    match fields.value::<i64>("timestamp") {
        Ok(Some(millis)) => {
            ad.source_modified_at = Some(Timestamp::from_millis(millis));
            fields.take("timestamp");
        }
        Ok(None) => {}
        Err(_) => note(ad, "date_unreadable", "/timestamp", Severity::Warning),
    }
}

fn location(address: &Fields<'_>, ad: &mut Ad) -> Option<Location> {
    let mut get = |name: &str| text(address, name, &format!("/workplace_address/{name}"), ad);
    let number = get("country_code");
    let concept = get("country_concept_id");
    let country = [number, concept].into_iter().flatten();
    let country = country.filter_map(|code| countries::alpha2_of_af(&code)).next();
    let country = country.or_else(|| get("country").and_then(|name| countries::alpha2(&name)));
    let (municipality, municipality_code) = (get("municipality"), get("municipality_code"));
    let (region, region_code) = (get("region"), get("region_code"));
    let swedish = country.is_none_or(|country| country == "SE");
    let mut place = Location {
        street: get("street_address"),
        postal_code: get("postcode").map(|code| places::postal_code(&code)),
        city: get("city"),
        municipality: terms::coded(swedish.then_some("se-kommun"), municipality_code, municipality),
        region: terms::coded(swedish.then_some("se-lan"), region_code, region),
        country: country.map(str::to_owned),
        ..Location::default()
    };
    // Longitude stands first.
    if let Ok(Some(&[Some(lon), Some(lat)])) =
        address.value::<Vec<Option<f64>>>("coordinates").as_ref().map(Option::as_deref)
    {
        if places::on_globe(lat, lon) {
            (place.lat, place.lon) = (Some(lat), Some(lon));
        } else {
            note(ad, "coordinates_unreadable", "/workplace_address/coordinates", Severity::Warning);
        }
    }
    place.precision = places::precision(&place);
    (place != Location::default()).then_some(place)
}

/// The id at AF, the id that the ad had there first, and that of the system
/// behind it.
fn alt_ids(fields: &Fields<'_>, ad: &mut Ad) {
    let mut af = vec![ad.source.external_id.as_str().to_owned()];
    af.extend(text(fields, "original_id", "/original_id", ad));
    for value in af {
        let alt_id = AltId { scheme: "af".to_owned(), value };
        if !ad.alt_ids.contains(&alt_id) {
            ad.alt_ids.push(alt_id);
        }
    }
    ats::add_alt_ids(ad);
}
