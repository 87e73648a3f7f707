//! Incidents as an Atom feed (RFC 4287).

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use schemas::Timestamp;
use uuid::Uuid;

use crate::incident::Incident;
use crate::language::Language;
use crate::page::incident_title;
use crate::report::Report;

/// Renders the feed. `id` names it for ever.
pub(crate) fn render(report: &Report, id: Uuid, language: Language) -> String {
    let mut writer = Writer::new(Vec::new());
    write(&mut writer, report, id, language).expect("writing into memory cannot fail");
    String::from_utf8(writer.into_inner()).expect("only text was written")
}

fn write(
    writer: &mut Writer<Vec<u8>>,
    report: &Report,
    id: Uuid,
    language: Language,
) -> std::io::Result<()> {
    let words = language.words();
    let changed = report.incidents.iter().map(changed_at).max();
    let updated = changed.or(report.began_at).unwrap_or(report.at);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    let feed = writer
        .create_element("feed")
        .with_attribute(("xmlns", "http://www.w3.org/2005/Atom"))
        .with_attribute(("xml:lang", language.tag()));
    feed.write_inner_content(|writer| {
        text(writer, "id", &id.urn().to_string())?;
        text(writer, "title", &format!("adhub: {}", words.incidents))?;
        text(writer, "updated", &updated.to_string())?;
        writer
            .create_element("author")
            .write_inner_content(|writer| text(writer, "name", "adhub"))?;
        link(writer, "self", "feed.atom")?;
        link(writer, "alternate", "../status")?;
        for incident in &report.incidents {
            entry(writer, incident, report.at, id, language)?;
        }
        Ok(())
    })?;
    Ok(())
}

fn entry(
    writer: &mut Writer<Vec<u8>>,
    incident: &Incident,
    now: Timestamp,
    id: Uuid,
    language: Language,
) -> std::io::Result<()> {
    let words = language.words();
    let state = if incident.is_open() { words.ongoing } else { words.over };
    // How long it has lasted is left out while it goes on: an entry changes
    // only when there is something to say.
    let span = match incident.ended_at {
        Some(_) => language.span(incident, now),
        None => language.moment(incident.started_at),
    };
    let mut content = format!("{state}: {span}");
    for note in &incident.notes {
        content.push_str(&format!("\n\n{}: {}", language.moment(note.at), note.text));
    }
    writer.create_element("entry").write_inner_content(|writer| {
        let name = Uuid::new_v5(&id, incident.id.to_string().as_bytes());
        text(writer, "id", &name.urn().to_string())?;
        text(writer, "title", &format!("{} ({state})", incident_title(incident, language)))?;
        text(writer, "published", &incident.started_at.to_string())?;
        text(writer, "updated", &changed_at(incident).to_string())?;
        link(writer, "alternate", &format!("../status#incident-{}", incident.id))?;
        text(writer, "content", &content)
    })?;
    Ok(())
}

/// When there was last something to say.
fn changed_at(incident: &Incident) -> Timestamp {
    let said = incident.notes.last().map_or(incident.started_at, |note| note.at);
    said.max(incident.ended_at.unwrap_or(incident.started_at))
}

fn text(writer: &mut Writer<Vec<u8>>, name: &str, value: &str) -> std::io::Result<()> {
    writer.create_element(name).write_text_content(BytesText::new(value))?;
    Ok(())
}

fn link(writer: &mut Writer<Vec<u8>>, rel: &str, href: &str) -> std::io::Result<()> {
    let link = writer.create_element("link").with_attribute(("rel", rel));
    link.with_attribute(("href", href)).write_empty()?;
    Ok(())
}
