//! One ad against one label: how much of it is right.

use schemas::Ad;
use schemas::ad::Text;

use super::Count;
use super::answers::{Answer, answers, is_pay};
use super::field::Field;
use super::label::Label;

/// What came of one label.
#[derive(Clone, PartialEq, Debug)]
pub struct Verdict {
    /// How much is right.
    pub count: Count,
    /// What the ad says; for occupations the surest first.
    pub answers: Vec<Answer>,
    /// The right answer that it was compared with; of occupations all.
    pub wanted: Vec<String>,
    /// Whether one of the five surest occupations is right; for other fields
    /// whether everything is.
    pub is_among_five: bool,
}

impl Verdict {
    /// How sure the hub is of its first answer; nought when it has none.
    pub fn confidence(&self) -> f64 {
        self.answers.first().map_or(0.0, |answer| answer.confidence)
    }
}

/// Compares. Of several right answers the one that fits best counts. `codes`
/// are further warnings that count, beside those of the hub.
pub fn judge(field: Field, ad: &Ad, label: &Label, codes: &[String]) -> Verdict {
    let told = answers(field, ad, codes);
    let is_occupation = matches!(field, Field::Occupation(_));
    let first = if is_occupation { &told[..told.len().min(1)] } else { &told[..] };
    let best = label
        .alternatives
        .iter()
        .map(|wanted| (compared(field, first, wanted), wanted))
        .max_by_key(|(count, _)| {
            let surplus = count.found.max(count.labelled) - count.right;
            (std::cmp::Reverse(surplus), count.right, std::cmp::Reverse(count.labelled))
        });
    let (count, wanted) =
        best.map_or_else(Default::default, |(count, wanted)| (count, wanted.clone()));
    // Of occupations every answer is shown: each would have done.
    let wanted = if is_occupation { label.alternatives.concat() } else { wanted };
    let fits_any = |answer: &Answer| {
        label.alternatives.iter().flatten().any(|wanted| fits(field, wanted, answer))
    };
    let is_among_five = if is_occupation { told.iter().any(fits_any) } else { count.is_right() };
    Verdict { count, answers: told, wanted, is_among_five }
}

fn compared(field: Field, told: &[Answer], wanted: &[String]) -> Count {
    let is_wide = |value: &String| value.starts_with("region:") || value.starts_with("country:");
    let wide = wanted.iter().any(is_wide);
    let counted = told.iter().filter(|answer| !answer.is_vague || wide);
    let (mut right, mut found) = (0, 0);
    let mut reached = vec![false; wanted.len()];
    for answer in counted {
        found += 1;
        let place = wanted.iter().position(|value| fits(field, value, answer));
        if let Some(place) = place {
            // Two answers for one value, such as two addresses in a town, are one.
            if std::mem::replace(&mut reached[place], true) {
                found -= 1;
            } else {
                right += 1;
            }
        }
    }
    Count { right, found, labelled: u32::try_from(wanted.len()).unwrap_or(u32::MAX) }
}

/// Whether an answer is what a label writes.
fn fits(field: Field, wanted: &str, answer: &Answer) -> bool {
    match field {
        Field::Salary => is_pay(wanted, &answer.value),
        Field::Percent => range(wanted) == range(&answer.value),
        Field::Place | Field::Region => wanted.split('/').any(|wanted| {
            let is_region = field == Field::Region || wanted.starts_with("region:");
            answer.names.iter().any(|name| {
                name == wanted || (is_region && wanted.len() > 3 && name.starts_with(wanted))
            })
        }),
        _ => answer.names.iter().any(|name| field.normal(name) == wanted),
    }
}

/// `80` is `80-80`.
pub(super) fn range(text: &str) -> Option<(f64, f64)> {
    let (min, max) = text.split_once('-').unwrap_or((text, text));
    let number = |part: &str| part.trim().parse::<f64>().ok();
    Some((number(min)?, number(max)?))
}

/// The ad with its texts and its dates of publication alone: what the partner
/// said in fields is hidden, so that only what is found in words counts.
pub fn text_alone(ad: &Ad) -> Ad {
    let mut bare = ad.clone();
    let Ad { employer, advertiser, locations, employment, requirements, apply, .. } = &mut bare;
    (*employer, *advertiser) = (schemas::ad::Organization::default(), None);
    locations.clear();
    (*employment, *requirements, *apply) = Default::default();
    (bare.work_mode, bare.remote_regions) = Default::default();
    (bare.start, bare.salary, bare.positions) = (None, None, None);
    (bare.apply_by, bare.valid_through, bare.last_publication_at) = (None, None, None);
    bare.occupation.clear();
    bare.contacts.clear();
    (bare.lint, bare.facts, bare.personal_data) = Default::default();
    bare.flags = schemas::ad::Flags::default();
    bare.other_languages.clear();
    "und".clone_into(&mut bare.language);
    for text in &mut bare.texts {
        let Text { lang, sections, .. } = text;
        "und".clone_into(lang);
        sections.clear();
    }
    bare
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::enrich::enrich;

    /// An ad of a title and a text, enriched.
    fn ad(title: &str, text: &str) -> Ad {
        let mut ad: Ad = serde_json::from_value(serde_json::json!({
            "ad_id": "00000000-0000-5000-8000-000000000000",
            "revision": 1,
            "observed_at": "2026-11-24T12:00:00Z",
            "source": {
                "partner_id": "acme", "connector": "push", "format": "adhub-json",
                "external_id": "1"
            },
            "lifecycle": "published",
            "content_hash": "00".repeat(32),
            "language": "und",
            "texts": [{"lang": "und", "title": title, "description_html": text}],
            "employer": {"name": "Acme AB"},
            "locations": [],
            "work_mode": "unspecified",
            "employment": {},
            "apply": {"url": "https://acme.example/apply"},
            "published_at": {
                "at": "2026-11-24T12:00:00Z", "local": "2026-11-24T12:00:00", "zone": "UTC"
            }
        }))
        .unwrap();
        enrich(&mut ad);
        ad
    }

    fn check(field: Field, ad: &Ad, cell: &str, wanted: [u32; 3]) {
        let label = Label::of_cell(field, cell).unwrap();
        let Verdict { count, answers, .. } = judge(field, ad, &label, &[]);
        let seen = [count.right, count.found, count.labelled];
        assert_eq!(seen, wanted, "{field:?} {cell:?}: {answers:?}");
    }

    #[test]
    fn right_wrong_and_missing_are_counted() {
        let ad = ad(
            "Lagerarbetare till Västerås",
            "<p>Vi söker dig till vårt lager i Västerås. Tillsvidareanställning på heltid. \
             Krav: B-körkort och goda kunskaper i svenska och engelska. \
             Månadslön 28 000 - 31 000 kr/månad. Sista ansökningsdag 2026-12-20.</p>",
        );
        check(Field::Place, &ad, "Västerås", [1, 1, 1]);
        check(Field::Place, &ad, "1980", [1, 1, 1]);
        check(Field::Place, &ad, "Sala/Västerås,Köping", [1, 1, 2]);
        check(Field::Place, &ad, "region:Västmanland", [1, 1, 1]);
        check(Field::Place, &ad, "Borås|-", [0, 1, 0]);
        check(Field::Duration, &ad, "fixed|permanent", [1, 1, 1]);
        check(Field::Duration, &ad, "fixed", [0, 1, 1]);
        check(Field::Extent, &ad, "full-time", [1, 1, 1]);
        check(Field::WorkMode, &ad, "-", [0, 0, 0]);
        check(Field::WorkMode, &ad, "hybrid", [0, 0, 1]);
        check(Field::Licences, &ad, "B", [1, 1, 1]);
        check(Field::Languages, &ad, "sv,en", [2, 2, 2]);
        check(Field::Languages, &ad, "de|sv", [1, 2, 1]);
        check(Field::Salary, &ad, "28000-31000 SEK month", [1, 1, 1]);
        check(Field::Deadline, &ad, "2026-12-20", [1, 1, 1]);
        check(Field::Employer, &ad, "Acme AB", [1, 1, 1]);
    }

    #[test]
    fn hidden_fields_are_found_again_in_the_text_or_not_at_all() {
        let whole = ad("Lagerarbetare", "<p>Vårt lager ligger i Västerås.</p>");
        let mut bare = text_alone(&whole);
        assert!(bare.locations.is_empty() && bare.employer.name.is_empty());
        enrich(&mut bare);
        check(Field::Place, &bare, "Västerås", [1, 1, 1]);
        check(Field::Employer, &bare, "Acme AB", [0, 0, 1]);
    }
}
