//! `employmentType` on its three axes, start, and what is asked for.

use schemas::ad::{
    Employment, Occupation, OccupationScheme, Origin, Requirement, Requirements, Start,
};
use serde_json::Value;

use crate::formats::mapping::employment_words;

use super::value::{boolean, list, name, text};

/// Words of `employmentType`.
pub(super) fn read(posting: &Value) -> Employment {
    let mut employment =
        Employment { hours_text: text(posting.get("workHours")), ..Employment::default() };
    let words = list(posting.get("employmentType")).into_iter().filter_map(|one| name(Some(one)));
    for words in words {
        employment_words(&words, &mut employment);
    }
    employment
}

pub(super) fn start(posting: &Value) -> Option<Start> {
    let given = text(posting.get("jobStartDate"));
    let date = given
        .as_deref()
        .and_then(|given| given.get(..10))
        .filter(|date| date.parse::<jiff::civil::Date>().is_ok() && date.as_bytes()[4] == b'-');
    let start = Start {
        date: date.map(str::to_owned),
        asap: boolean(posting.get("jobImmediateStart")).unwrap_or(false),
        text: given.clone().filter(|_| date.is_none()),
    };
    (start != Start::default()).then_some(start)
}

pub(super) fn requirements(posting: &Value) -> Requirements {
    let of = |field: &str| {
        let given = list(posting.get(field)).into_iter();
        given.filter_map(requirement).collect::<Vec<_>>()
    };
    Requirements {
        skills: of("skills"),
        languages: Vec::new(),
        education: of("educationRequirements"),
        experience: of("experienceRequirements"),
        licences: Vec::new(),
    }
}

fn requirement(given: &Value) -> Option<Requirement> {
    let months = text(given.get("monthsOfExperience"));
    let described =
        || ["description", "credentialCategory"].iter().find_map(|field| name(given.get(*field)));
    let counted = || months.as_ref().map(|months| format!("{months} months"));
    let label = name(Some(given)).or_else(described).or_else(counted)?;
    let code = text(given.get("termCode")).or_else(|| text(given.get("codeValue")));
    Some(Requirement {
        label,
        scheme: code.is_some().then(|| "partner".to_owned()),
        code,
        concept_id: None,
        level: months.map(|months| format!("{months} months")),
        must: true,
        weight: None,
    })
}

/// Codes of `occupationalCategory` and `relevantOccupation`.
pub(super) fn occupation(posting: &Value) -> Vec<Occupation> {
    let mut categories = list(posting.get("occupationalCategory"));
    for relevant in list(posting.get("relevantOccupation")) {
        categories.extend(list(relevant.get("occupationalCategory")));
    }
    categories.into_iter().filter_map(category).collect()
}

fn category(given: &Value) -> Option<Occupation> {
    let label = name(Some(given));
    let code = text(given.get("codeValue")).or_else(|| label.clone())?;
    let (onet, rest) = code.split_once(' ').unwrap_or((&code, ""));
    let (scheme, code, label) = if is_onet(onet) {
        let words = rest.trim_matches([' ', '-']);
        let words = Some(words.to_owned()).filter(|words| !words.is_empty());
        (OccupationScheme::Onet, onet.to_owned(), words.or(label.filter(|label| *label != code)))
    } else if is_af_concept(&code) {
        (OccupationScheme::AfConcept, code, label)
    } else {
        (OccupationScheme::Partner, code.clone(), label.filter(|label| *label != code))
    };
    Some(Occupation { scheme, code, label, origin: Origin::Source, confidence: 1.0 })
}

/// `15-1252` or `15-1252.00`.
fn is_onet(code: &str) -> bool {
    let shape = |pattern: &str| {
        pattern.len() == code.len()
            && pattern.bytes().zip(code.bytes()).all(|(wanted, seen)| {
                if wanted == b'0' { seen.is_ascii_digit() } else { wanted == seen }
            })
    };
    shape("00-0000") || shape("00-0000.00")
}

/// `DJh5_yyF_hEM`.
fn is_af_concept(code: &str) -> bool {
    let parts: Vec<&str> = code.split('_').collect();
    parts.iter().map(|part| part.len()).eq([4, 3, 3])
        && parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}
