//! Personal data in the plain text of real ads, by `personal_data.tsv`: kind
//! and code points of each. Numbers and addresses of the corpora were replaced
//! by their makers; Norwegian ones by `00 00 00 00`, which nobody may have, so
//! that they are read here as `22 59 34 56`. Names are counted for themselves,
//! and for precision alone: names that nothing stands beside are not labelled.

use processors::quality::Count;
use schemas::ad::PersonalDataKind;

use crate::corpus::{Sample, Tally, ad, corpus, enriched, labels};

/// What is found in the plain text: kind, first and last code point.
fn found(sample: &Sample) -> Vec<String> {
    let body = sample.body.replace("00 00 00 00", "22 59 34 56");
    let ad = enriched(&ad(&sample.title, &body));
    let of_text =
        ad.personal_data.iter().filter(|one| one.span.field.ends_with("/description_text"));
    let told = of_text.map(|one| format!("{}@{}-{}", name(one.kind), one.span.start, one.span.end));
    told.collect()
}

fn name(kind: PersonalDataKind) -> &'static str {
    match kind {
        PersonalDataKind::Phone => "phone",
        PersonalDataKind::Email => "email",
        PersonalDataKind::PersonalNumber => "number",
        PersonalDataKind::Other => "name",
    }
}

#[test]
fn personal_data() {
    let (mut numbers, mut names) = (Tally::default(), Tally::default());
    for corpus_name in ["jobtech-40", "nav-oslo", "nhs-3000", "pl-ads"] {
        let Some(samples) = corpus(corpus_name) else { return };
        for row in labels(include_str!("personal_data.tsv")).filter(|row| row[0] == corpus_name) {
            let sample = samples.iter().find(|sample| sample.id == row[1]).unwrap();
            let told = found(sample);
            let labelled: Vec<String> = row[2].split_whitespace().map(str::to_owned).collect();
            let (told_names, told): (Vec<_>, Vec<_>) =
                told.into_iter().partition(|one| one.starts_with("name"));
            let (labelled_names, labelled): (Vec<_>, Vec<_>) =
                labelled.into_iter().partition(|one| one.starts_with("name"));
            let count = Count::of_many(&told, &labelled);
            if !count.is_right() {
                println!("  {corpus_name} {}: found {told:?}, labelled {labelled:?}", sample.id);
            }
            numbers.add(&sample.id, count);
            names.add(&sample.id, Count::of_many(&told_names, &labelled_names));
        }
    }
    numbers.check("telephone numbers and addresses", 0.97, 0.97);
    names.check("names beside them (precision alone)", 0.9, 0.9);
}
