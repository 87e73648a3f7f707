//! Duration, extent, deadline, pay and driving licence from the text alone,
//! against what the source says in fields of its own. Many texts do not say
//! what the field says: recall is a lower bound.

use std::collections::HashMap;

use processors::quality::Count;
use schemas::Ad;
use schemas::ad::{Duration, Extent};

use crate::corpus::{Sample, Tally, ad, corpus, enriched, labels};

/// The ad with its text, as it appeared on `published`.
fn published(sample: &Sample, published: &str) -> Ad {
    let mut ad = ad(&sample.title, &sample.body);
    if published.len() >= 10 {
        ad.published_at.local = format!("{}T00:00:00", &published[..10]);
    }
    enriched(&ad)
}

/// Adds one fact; what the source does not say is left out.
fn add<T: PartialEq + std::fmt::Debug>(
    tallies: &mut HashMap<&'static str, Tally>,
    name: &'static str,
    sample: &Sample,
    found: Option<T>,
    source: Option<T>,
) {
    if source.is_none() {
        return;
    }
    if found.is_some() && found != source {
        println!("  {name}: found {found:?}, source {source:?}: {} {}", sample.id, sample.title);
    }
    tallies.entry(name).or_default().add(&sample.id, Count::of_one(found, source));
}

fn duration(ad: &Ad) -> Option<Duration> {
    let found = ad.employment.duration;
    (found != Duration::Unspecified).then_some(found)
}

fn extent(ad: &Ad) -> Option<Extent> {
    let found = ad.employment.extent;
    (found != Extent::Unspecified).then_some(found)
}

fn day(ad: &Ad) -> Option<String> {
    ad.apply_by.as_ref().map(|moment| moment.local[..10].to_owned())
}

#[test]
#[expect(clippy::too_many_lines, reason = "one fact after the other")]
fn terms() {
    let mut tallies = HashMap::new();
    let (Some(swedish), Some(norwegian), Some(polish)) =
        (corpus("jobtech-40"), corpus("nav-oslo"), corpus("pl-ads"))
    else {
        return;
    };
    for sample in &swedish {
        let ad = published(sample, &sample.text("/publication_date"));
        let source = match sample.text("/duration/label").as_str() {
            "Tills vidare" => Some(Duration::Permanent),
            "" => None,
            _ => Some(Duration::Fixed),
        };
        add(&mut tallies, "duration", sample, duration(&ad), source);
        let source = match sample.text("/working_hours_type/label").as_str() {
            "Heltid" => Some(Extent::Full),
            "Deltid" => Some(Extent::Part),
            _ => None,
        };
        add(&mut tallies, "extent", sample, extent(&ad), source);
        let source = Some(sample.text("/application_deadline")).filter(|day| day.len() >= 10);
        add(&mut tallies, "deadline", sample, day(&ad), source.map(|day| day[..10].to_owned()));
        let asked = sample.record["driving_license_required"] == true;
        let found = ad
            .requirements
            .licences
            .iter()
            .any(|one| one.must && one.scheme.as_deref() == Some("driving-licence"));
        let count = Count::of_one(found.then_some(true), asked.then_some(true));
        tallies.entry("driving licence").or_default().add(&sample.id, count);
        if found != asked {
            println!("  driving licence: found {found}, source {asked}: {}", sample.title);
        }
    }
    for sample in &norwegian {
        let ad = published(sample, &sample.text("/published"));
        let source = match sample.text("/engagementtype").as_str() {
            "Fast" => Some(Duration::Permanent),
            "Vikariat" | "Engasjement" | "Prosjekt" | "Åremål" => Some(Duration::Fixed),
            _ => None,
        };
        add(&mut tallies, "duration", sample, duration(&ad), source);
        let source = match sample.text("/extent").as_str() {
            "Heltid" => Some(Extent::Full),
            "Deltid" => Some(Extent::Part),
            _ => None,
        };
        add(&mut tallies, "extent", sample, extent(&ad), source);
        let source = Some(sample.text("/applicationDue")).filter(|due| due.starts_with("20"));
        add(&mut tallies, "deadline", sample, day(&ad), source.map(|day| day[..10].to_owned()));
    }
    for sample in &polish {
        let ad = published(sample, &sample.text("/publication.date"));
        let source = match sample.text("/job.type").as_str() {
            "pełny etat" => Some(Extent::Full),
            "część etatu" => Some(Extent::Part),
            _ => None,
        };
        add(&mut tallies, "extent", sample, extent(&ad), source);
        let digits: String = sample
            .text("/salary")
            .chars()
            .filter(|c| !c.is_whitespace())
            .skip_while(|c| !c.is_ascii_digit())
            .take_while(char::is_ascii_digit)
            .collect();
        let found = ad.salary.and_then(|salary| salary.min).map(|min| min.as_str().to_owned());
        // The board's field is often another offer than the text.
        let read = labels(include_str!("pay.tsv")).find(|row| row[0] == sample.id);
        let source = read.map_or(digits, |row| row[1].to_owned());
        add(&mut tallies, "pay", sample, found, Some(source).filter(|digits| digits.len() >= 2));
    }
    let floor = |tallies: &HashMap<_, Tally>, name, precision, recall| {
        tallies[name].check(&format!("{name}, from text"), precision, recall);
    };
    floor(&tallies, "duration", 0.95, 0.35);
    // Two of the three that differ say `heltid eller deltid` and `extrajobb`
    // in the text where the source has full time.
    floor(&tallies, "extent", 0.92, 0.09);
    floor(&tallies, "deadline", 0.85, 0.20);
    floor(&tallies, "pay", 0.95, 0.40);
    floor(&tallies, "driving licence", 0.5, 0.5);
}
