//! What an ad says about a field, in the spelling of labels, with where it was
//! found and how sure the hub is.

mod pay;
mod places;

use schemas::Ad;
use schemas::ad::{
    Duration, Extent, Fact, Lint, Occupation, PersonalDataKind, Relation, Requirement, Span,
    WorkMode,
};

use super::field::{Field, folded};

pub(super) use pay::is_pay;

/// One value that an ad has.
#[derive(Clone, PartialEq, Debug)]
pub struct Answer {
    /// As it is shown to people.
    pub value: String,
    /// What a label may call it.
    pub names: Vec<String>,
    /// 0 to 1; 1 for what the partner gave.
    pub confidence: f64,
    /// How it was found: `text`, `postal_code`, …; `source` when the partner
    /// gave it.
    pub method: String,
    /// The words that it was found in.
    pub span: Option<Span>,
    /// Too coarse to contradict: a region where a town is labelled.
    pub is_vague: bool,
}

/// Lints that are about what an ad says, rather than about its form.
pub const WARNINGS: &[&str] =
    &["discriminating", "not_a_job", "scam_suspected", "look_alike_letters", "talent_pool"];

/// What the ad says about a field. For occupations: at most five, the surest
/// first. For warnings: of [`WARNINGS`] and of `codes`.
pub fn answers(field: Field, ad: &Ad, codes: &[String]) -> Vec<Answer> {
    match field {
        Field::Language => {
            one(ad, "/language", Some(&ad.language).filter(|language| *language != "und"))
        }
        Field::Occupation(scheme) => occupations(ad, |one| one.scheme == scheme),
        Field::Place => places::towns(ad),
        Field::Region => places::regions(ad),
        Field::Country => places::countries(ad),
        Field::WorkMode => one(ad, "/work_mode", work_mode(ad)),
        Field::RemoteRegions => {
            ad.remote_regions.iter().map(|region| found(ad, "/remote_regions", region)).collect()
        }
        Field::Relation => one(ad, "/employment/relation", relation(ad)),
        Field::Duration => one(ad, "/employment/duration", duration(ad)),
        Field::Extent => one(ad, "/employment/extent", extent(ad)),
        Field::Percent => one(ad, "/employment/percent_min", percent(ad)),
        Field::Salary => pay::salary(ad),
        Field::Start => one(ad, "/start", start(ad)),
        Field::Deadline => {
            let date = ad.apply_by.as_ref().map(|moment| moment.local.get(..10));
            one(ad, "/apply_by", date.flatten())
        }
        Field::Languages => must(ad, "languages", &ad.requirements.languages),
        Field::Licences => must(ad, "licences", &ad.requirements.licences),
        Field::Education => must(ad, "education", &ad.requirements.education),
        Field::Skills => {
            let skills = ad.requirements.skills.iter().enumerate();
            skills.map(|(at, skill)| requirement(ad, "skills", at, skill)).collect()
        }
        Field::Employer => employer(ad),
        Field::OrgId => {
            one(ad, "/employer/org_id", ad.employer.org_id.as_ref().map(|id| &id.value))
        }
        Field::Agency => {
            let is = ad.advertiser.is_some() || ad.lint.iter().any(|lint| lint.code == "agency");
            one(ad, "/employer", is.then_some("true"))
        }
        Field::PersonalData => persons(ad, |kind| kind != PersonalDataKind::Other),
        Field::PersonNames => persons(ad, |kind| kind == PersonalDataKind::Other),
        Field::Warnings => warnings(ad, codes),
    }
}

/// What is noted about where a value comes from.
fn fact<'a>(ad: &'a Ad, path: &str) -> Option<&'a Fact> {
    let inside = |fact: &&Fact| {
        fact.path.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    ad.facts.iter().find(|fact| fact.path == path).or_else(|| ad.facts.iter().find(inside))
}

fn found(ad: &Ad, path: &str, value: &str) -> Answer {
    let fact = fact(ad, path);
    Answer {
        value: value.to_owned(),
        names: vec![folded(value)],
        confidence: fact.map_or(1.0, |fact| f64::from(fact.confidence)),
        method: fact.and_then(|fact| fact.method.clone()).unwrap_or_else(|| "source".to_owned()),
        span: fact.and_then(|fact| fact.span.clone()),
        is_vague: false,
    }
}

fn one(ad: &Ad, path: &str, value: Option<impl AsRef<str>>) -> Vec<Answer> {
    value.map(|value| found(ad, path, value.as_ref())).into_iter().collect()
}

fn occupations(ad: &Ad, is_wanted: impl Fn(&Occupation) -> bool) -> Vec<Answer> {
    let mut sorted: Vec<&Occupation> = ad.occupation.iter().filter(|one| is_wanted(one)).collect();
    sorted.sort_by(|one, other| other.confidence.total_cmp(&one.confidence));
    sorted.dedup_by(|one, other| one.code == other.code);
    sorted
        .into_iter()
        .take(5)
        .map(|one| Answer {
            value: one.code.clone(),
            names: vec![folded(&one.code)],
            confidence: f64::from(one.confidence),
            method: match one.origin {
                schemas::ad::Origin::Source => "source".to_owned(),
                schemas::ad::Origin::Enriched => "title".to_owned(),
            },
            span: None,
            is_vague: false,
        })
        .collect()
}

fn work_mode(ad: &Ad) -> Option<&'static str> {
    match ad.work_mode {
        WorkMode::Onsite => Some("onsite"),
        WorkMode::Hybrid => Some("hybrid"),
        WorkMode::Remote => Some("remote"),
        WorkMode::Unspecified => None,
    }
}

fn relation(ad: &Ad) -> Option<&'static str> {
    match ad.employment.relation {
        Relation::Employee => Some("employee"),
        Relation::Contractor => Some("contractor"),
        Relation::Intern => Some("intern"),
        Relation::Volunteer => Some("volunteer"),
        Relation::Apprentice => Some("apprentice"),
        Relation::Other => Some("other"),
        Relation::Unspecified => None,
    }
}

fn duration(ad: &Ad) -> Option<&'static str> {
    match ad.employment.duration {
        Duration::Permanent => Some("permanent"),
        Duration::Fixed => Some("fixed"),
        Duration::Seasonal => Some("seasonal"),
        Duration::OnDemand => Some("on_demand"),
        Duration::Unspecified => None,
    }
}

fn extent(ad: &Ad) -> Option<&'static str> {
    match ad.employment.extent {
        Extent::Full => Some("full"),
        Extent::Part => Some("part"),
        Extent::Both => Some("both"),
        Extent::Unspecified => None,
    }
}

fn percent(ad: &Ad) -> Option<String> {
    let ends = (ad.employment.percent_min, ad.employment.percent_max);
    match ends {
        (None, None) => None,
        (Some(min), Some(max)) if min < max => Some(format!("{min}-{max}")),
        (Some(only), _) | (None, Some(only)) => Some(only.to_string()),
    }
}

fn start(ad: &Ad) -> Option<&str> {
    let start = ad.start.as_ref()?;
    start.date.as_deref().or(start.asap.then_some("asap"))
}

fn must(ad: &Ad, list: &str, asked: &[Requirement]) -> Vec<Answer> {
    let mut answers: Vec<Answer> = Vec::new();
    for (at, one) in asked.iter().enumerate().filter(|(_, one)| one.must) {
        let answer = requirement(ad, list, at, one);
        if !answers.iter().any(|known| known.value == answer.value) {
            answers.push(answer);
        }
    }
    answers
}

fn requirement(ad: &Ad, list: &str, at: usize, asked: &Requirement) -> Answer {
    let value = asked.code.as_ref().unwrap_or(&asked.label);
    let mut answer = found(ad, &format!("/requirements/{list}/{at}"), value);
    answer.names.push(folded(&asked.label));
    answer
}

fn employer(ad: &Ad) -> Vec<Answer> {
    let legal = ad.employer.legal_name.as_ref();
    let name = Some(&ad.employer.name).filter(|name| !name.trim().is_empty());
    let Some(shown) = legal.or(name) else { return Vec::new() };
    let mut answer = found(ad, "/employer/legal_name", shown);
    answer.names.extend(name.map(|name| folded(name)));
    vec![answer]
}

/// `phone@17-31`: kind, first and last code point; and `phone:070…`, its words.
fn persons(ad: &Ad, is_wanted: impl Fn(PersonalDataKind) -> bool) -> Vec<Answer> {
    let told = ad.personal_data.iter().filter(|one| is_wanted(one.kind));
    told.map(|one| {
        let kind = match one.kind {
            PersonalDataKind::Phone => "phone",
            PersonalDataKind::Email => "email",
            PersonalDataKind::PersonalNumber => "number",
            PersonalDataKind::Other => "name",
        };
        let Span { field, start, end } = &one.span;
        let mut names =
            vec![format!("{kind}@{start}-{end}"), format!("{field}:{kind}@{start}-{end}")];
        if let Some(words) = words(ad, &one.span) {
            names.extend([folded(&words), format!("{kind}:{}", folded(&words))]);
        }
        Answer {
            value: format!("{kind}@{start}-{end}"),
            names,
            confidence: 1.0,
            method: "text".to_owned(),
            span: Some(one.span.clone()),
            is_vague: false,
        }
    })
    .collect()
}

fn warnings(ad: &Ad, codes: &[String]) -> Vec<Answer> {
    let is_wanted =
        |code: &str| WARNINGS.contains(&code) || codes.iter().any(|wanted| wanted == code);
    let mut answers: Vec<Answer> = Vec::new();
    let pool = ad.flags.talent_pool.then_some(("talent_pool", "/flags/talent_pool"));
    let lints = ad.lint.iter().map(|Lint { code, path, .. }| (code.as_str(), path.as_str()));
    for (code, path) in lints.chain(pool).filter(|(code, _)| is_wanted(code)) {
        if !answers.iter().any(|known| known.value == code) {
            answers.push(found(ad, path, code));
        }
    }
    answers
}

/// The words of a span.
pub fn words(ad: &Ad, span: &Span) -> Option<String> {
    let mut parts = span.field.strip_prefix("/texts/")?.splitn(2, '/');
    let text = ad.texts.get(parts.next()?.parse::<usize>().ok()?)?;
    let text = match parts.next()? {
        "title" => &text.title,
        "description_text" => &text.description_text,
        "description_html" => &text.description_html,
        _ => return None,
    };
    let start = usize::try_from(span.start).ok()?;
    let end = usize::try_from(span.end).ok()?;
    Some(text.chars().skip(start).take(end.saturating_sub(start)).collect())
}
