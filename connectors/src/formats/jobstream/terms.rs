//! Employment, pay, occupation, requirements and how to apply. All of these
//! stay in the extension too: the concepts say more than the canonical words.

use schemas::ad::{
    Ad, Coded, Duration, Extent, Occupation, OccupationScheme, Origin, PayKind, Relation,
    Requirement, Salary, Severity,
};
use schemas::json::ObjectBuilder;
use serde::Deserialize;

use super::ad::keep;
use super::home::{move_text, move_url, note, text};
use crate::formats::fields::Fields;

/// A concept of JobTech's taxonomy. Numbers are taken where text belongs.
#[derive(Deserialize, Default)]
struct Concept {
    #[serde(default)]
    concept_id: Option<String>,
    #[serde(default)]
    label: Option<String>,
    #[serde(default)]
    legacy_ams_taxonomy_id: Option<String>,
    #[serde(default)]
    weight: Option<i32>,
}

pub(super) fn read(fields: &mut Fields<'_>, ad: &mut Ad, extension: &mut ObjectBuilder) {
    employment(fields, ad);
    salary(fields, ad);
    positions(fields, ad);
    occupation(fields, ad);
    requirements(fields, ad);
    apply(fields, ad, extension);
}

/// An object, an array of objects, or null.
fn concepts(fields: &Fields<'_>, name: &str, path: &str, ad: &mut Ad) -> Vec<Concept> {
    let Some(raw) = fields.get(name) else { return Vec::new() };
    let read = if raw.get().starts_with('[') {
        serde_json::from_str::<Vec<Concept>>(raw.get())
    } else {
        serde_json::from_str::<Option<Concept>>(raw.get()).map(|one| one.into_iter().collect())
    };
    read.unwrap_or_else(|_| {
        note(ad, "wrong_type", path, Severity::Warning);
        Vec::new()
    })
}

fn label(fields: &Fields<'_>, name: &str, ad: &mut Ad) -> Concept {
    concepts(fields, name, &format!("/{name}"), ad).into_iter().next().unwrap_or_default()
}

fn employment(fields: &Fields<'_>, ad: &mut Ad) {
    let kind = label(fields, "employment_type", ad).label.unwrap_or_default();
    let duration = label(fields, "duration", ad).label;
    let hours = label(fields, "working_hours_type", ad);
    let has = |text: &str, words: &[&str]| words.iter().any(|word| text.contains(word));
    let kind_lower = kind.to_lowercase();
    let duration_lower = duration.as_deref().unwrap_or_default().to_lowercase();
    if !kind.is_empty() {
        ad.employment.relation = Relation::Employee;
    }
    ad.employment.duration = if has(&kind_lower, &["behovs"]) {
        Duration::OnDemand
    } else if has(&kind_lower, &["säsong", "sommarjobb", "feriejobb"]) {
        Duration::Seasonal
    } else if has(&kind_lower, &["tidsbegränsad", "vikariat"]) {
        Duration::Fixed
    } else if has(&kind_lower, &["tillsvidare"])
        || has(&duration_lower, &["tills vidare", "tillsvidare"])
    {
        Duration::Permanent
    } else if duration.is_some() {
        Duration::Fixed
    } else {
        Duration::Unspecified
    };
    ad.employment.duration_text = duration;
    ad.employment.extent = match hours.concept_id.as_deref() {
        Some("6YE1_gAC_R2G") => Extent::Full,
        Some("947z_JGS_Uk2") => Extent::Part,
        Some("hGCt_6Ni_XPz") => Extent::Both,
        _ => Extent::Unspecified,
    };
    let scope = fields.object("scope_of_work");
    let mut percent = |name: &str| match scope.value::<f64>(name) {
        Ok(percent) if percent.is_none_or(|percent| (0.0..=100.0).contains(&percent)) => percent,
        _ => {
            note(ad, "percent_unreadable", &format!("/scope_of_work/{name}"), Severity::Warning);
            None
        }
    };
    let (min, max) = (percent("min"), percent("max"));
    let reversed = min.zip(max).is_some_and(|(min, max)| min > max);
    (ad.employment.percent_min, ad.employment.percent_max) =
        if reversed { (max, min) } else { (min, max) };
}

/// JobStream gives no amounts, only a kind and words.
fn salary(fields: &Fields<'_>, ad: &mut Ad) {
    let kind = match label(fields, "salary_type", ad).concept_id.as_deref() {
        Some("oG8G_9cW_nRf") => PayKind::Fixed,
        Some("asrX_9Df_ukn") => PayKind::FixedPlusCommission,
        Some("vVtj_qm6_GQu") => PayKind::Commission,
        _ => PayKind::Unspecified,
    };
    let words = text(fields, "salary_description", "/salary_description", ad)
        .filter(|text| !matches!(text.trim(), "-" | "Undefined" | "Not Specified"));
    let salary = Salary { kind, text: words, ..Salary::default() };
    ad.salary = (salary != Salary::default()).then_some(salary);
}

fn positions(fields: &mut Fields<'_>, ad: &mut Ad) {
    match fields.value::<i32>("number_of_vacancies") {
        Ok(Some(number)) if number >= 1 => {
            ad.positions = Some(number);
            fields.take("number_of_vacancies");
        }
        Ok(_) => {}
        Err(_) => note(ad, "wrong_type", "/number_of_vacancies", Severity::Warning),
    }
}

/// Concept ids of all three levels, and the group's SSYK 2012 code.
fn occupation(fields: &Fields<'_>, ad: &mut Ad) {
    for name in ["occupation", "occupation_group", "occupation_field"] {
        for concept in concepts(fields, name, &format!("/{name}"), ad) {
            let given = |scheme, code| Occupation {
                scheme,
                code,
                label: concept.label.clone(),
                origin: Origin::Source,
                confidence: 1.0,
            };
            if name == "occupation_group"
                && let Some(code) = &concept.legacy_ams_taxonomy_id
                && code.len() == 4
            {
                ad.occupation.push(given(OccupationScheme::Ssyk2012, code.clone()));
            }
            if let Some(code) = &concept.concept_id {
                ad.occupation.push(given(OccupationScheme::AfConcept, code.clone()));
            }
        }
    }
}

fn requirements(fields: &Fields<'_>, ad: &mut Ad) {
    for (name, must) in [("must_have", true), ("nice_to_have", false)] {
        let wanted = fields.object(name);
        let mut of = |list: &str| -> Vec<Requirement> {
            let path = format!("/{name}/{list}");
            let concepts = concepts(&wanted, list, &path, ad);
            concepts.into_iter().filter_map(|concept| requirement(concept, must)).collect()
        };
        let (skills, languages) = (of("skills"), of("languages"));
        let (experience, education) = (of("work_experiences"), of("education"));
        let levels = of("education_level");
        ad.requirements.skills.extend(skills);
        ad.requirements.languages.extend(languages);
        ad.requirements.experience.extend(experience);
        ad.requirements.education.extend(education);
        ad.requirements.education.extend(levels);
    }
    let must = fields.value::<bool>("driving_license_required").ok().flatten().unwrap_or(false);
    let licences = concepts(fields, "driving_license", "/driving_license", ad);
    ad.requirements
        .licences
        .extend(licences.into_iter().filter_map(|licence| requirement(licence, must)));
}

fn requirement(concept: Concept, must: bool) -> Option<Requirement> {
    let label = concept.label.filter(|label| !label.trim().is_empty())?;
    let scheme = concept.concept_id.is_some().then(|| "af_concept".to_owned());
    let (code, weight) = (concept.concept_id, concept.weight);
    Some(Requirement { label, scheme, code, concept_id: None, level: None, must, weight })
}

fn apply(fields: &mut Fields<'_>, ad: &mut Ad, extension: &mut ObjectBuilder) {
    let mut details = fields.object("application_details");
    ad.apply.url = move_url(&mut details, "url", "/application_details/url", ad);
    let mut take = |name: &str, ad: &mut Ad| {
        move_text(&mut details, name, &format!("/application_details/{name}"), ad)
    };
    ad.apply.email = take("email", ad);
    ad.apply.reference = take("reference", ad);
    let mut instructions = String::new();
    for name in ["information", "other"] {
        let path = format!("/application_details/{name}");
        if let Some(part) = text(&details, name, &path, ad) {
            instructions.push_str(&format!("<p>{}</p>", paragraphs(&part)));
        }
    }
    ad.apply.instructions_html = (!instructions.is_empty()).then_some(instructions);
    let apply = &ad.apply;
    if [&apply.url, &apply.email, &apply.instructions_html].iter().all(|way| way.is_none()) {
        note(ad, "no_apply_method", "/application_details", Severity::Warning);
    }
    details.retain(|_, raw| raw.get() != "null");
    keep(fields, "application_details", &details, extension);
}

/// Plain text as HTML.
pub(super) fn paragraphs(text: &str) -> String {
    html_escape::encode_text(text).replace('\n', "<br>")
}

/// A code with its name, when there is either.
pub(super) fn coded(
    scheme: Option<&str>,
    code: Option<String>,
    name: Option<String>,
) -> Option<Coded> {
    (code.is_some() || name.is_some()).then(|| Coded {
        scheme: scheme.unwrap_or("partner").to_owned(),
        code: code.unwrap_or_default(),
        name,
        origin: Origin::Source,
        confidence: 1.0,
    })
}
