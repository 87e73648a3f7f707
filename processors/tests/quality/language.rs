//! Language of titles alone and of bodies alone. Titles: all of NHS are
//! English; those of pl-ads as the corpus says, where it does; the others by
//! reading (`language.tsv`). Bodies: `language.tsv`, and what the corpus says.

use processors::quality::Count;

use crate::corpus::{Sample, Tally, ad, corpus, enriched, labels};

fn found(title: &str, body: &str) -> String {
    enriched(&ad(title, body)).language
}

/// Labels of title and body, by corpus and id.
fn label(name: &str, sample: &Sample) -> Option<(String, String)> {
    if name == "nhs-3000" {
        return Some(("en".to_owned(), "en".to_owned()));
    }
    let read = labels(include_str!("language.tsv"))
        .find(|row| row[0] == name && row[1] == sample.id)
        .map(|row| (row[2].to_owned(), row[3].to_owned()));
    if read.is_some() || name != "pl-ads" {
        return read;
    }
    let said = |field| Some(sample.text(field)).filter(|tag| tag == "pl" || tag == "en");
    Some((said("/language.title")?, said("/language.description")?))
}

#[test]
fn languages() {
    for (name, every) in [("jobtech-40", 1), ("nav-oslo", 1), ("nhs-3000", 5), ("pl-ads", 1)] {
        let Some(samples) = corpus(name) else { return };
        let (mut titles, mut bodies) = (Tally::default(), Tally::default());
        for sample in samples.iter().step_by(every) {
            let Some((title, body)) = label(name, sample) else { continue };
            let of_title = found(&sample.title, "");
            if of_title != title {
                println!("  {name} title: found {of_title}, labelled {title}: {}", sample.title);
            }
            titles.add(&sample.id, Count::of_one(Some(of_title), Some(title)));
            let of_body = found("", &sample.body);
            if of_body != body {
                println!("  {name} body: found {of_body}, labelled {body}: {}", sample.title);
            }
            bodies.add(&sample.id, Count::of_one(Some(of_body), Some(body)));
        }
        titles.check(&format!("language of titles, {name}"), 0.92, 0.92);
        bodies.check(&format!("language of bodies, {name}"), 0.985, 0.985);
    }
}
