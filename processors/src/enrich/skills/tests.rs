use schemas::ad::Requirement;

use crate::enrich::tests::{bare_ad, enriched};

/// `must name` or `nice name` of each skill, in the order of the text.
#[track_caller]
fn check(employer: &str, text: &str, wanted: &[&str]) {
    let mut ad = bare_ad();
    ad.employer.name = employer.to_owned();
    ad.texts[0].description_text = text.to_owned();
    let ad = enriched(&ad);
    let letters: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    for (index, skill) in ad.requirements.skills.iter().enumerate() {
        let path = format!("/requirements/skills/{index}");
        let fact = ad.facts.iter().find(|fact| fact.path == path).unwrap();
        let span = fact.span.as_ref().unwrap();
        let (start, end) =
            (usize::try_from(span.start).unwrap(), usize::try_from(span.end).unwrap());
        let said: String = letters[start..end].iter().collect();
        assert_eq!(skill.scheme.as_deref(), Some("af_concept"));
        found.push(format!("{} {said}", if skill.must { "must" } else { "nice" }));
    }
    assert_eq!(found, wanted, "{text}");
}

#[test]
fn names_of_products_are_skills() {
    check(
        "",
        "Du har erfarenhet av JavaScript, TypeScript och Python.",
        &["must JavaScript", "must TypeScript", "must Python"],
    );
    check("", "Vi ser gärna att du kan AutoCAD.", &["nice AutoCAD"]);
    check("", "Vi arbetar med SQL, Docker och Git.", &["nice SQL", "nice Docker", "nice Git"]);
    check("", "You have experience with Linux and PostgreSQL.", &["must Linux", "must PostgreSQL"]);
    check("", "Du har erfaring med C# og C++.", &["must C#", "must C++"]);
}

#[test]
fn words_of_every_day_need_a_sentence_that_asks() {
    check(
        "",
        "Du har erfarenhet av bokföring och personalansvar.",
        &["must bokföring", "must personalansvar"],
    );
    check("", "Vi växer inom försäljning och redovisning.", &[]);
    check(
        "",
        "Krav:\n- Personalansvar\n- Bokföring\nMeriterande:\n- Truckvana",
        &["must Personalansvar", "must Bokföring", "nice Truckvana"],
    );
    check("", "Det krävs ingen erfarenhet av försäljning.", &[]);
}

#[test]
fn short_and_ambiguous_names_need_their_spelling_and_neighbours() {
    check("", "We go to work with a rest at noon, and excel at it.", &[]);
    check("", "Vi vill att du är med och skriver nästa kapitel. Swift hantering.", &[]);
    check("", "Var god bifoga ditt CV i word eller pdf.", &[]);
}

#[test]
fn words_that_are_written_like_names_are_none() {
    check("", "You need basic skills, and most of our courses are an act of progress.", &[]);
    check("", "Knowledge of the Mental Health Act and of key performance measures.", &[]);
    check("", "Ansök på https://acme.example/jobb.html eller via sql@acme.example.", &[]);
    check(
        "",
        "Krav:\n- Bokföring\nVi erbjuder:\n- Kollektivavtal\n- Friskvård",
        &["must Bokföring"],
    );
    check("", "Erfarenhet inom verktyg som SQL Server.", &["must SQL Server"]);
}

#[test]
fn the_name_of_the_employer_is_no_skill() {
    check("Fortnox AB", "Fortnox söker en ekonom med erfarenhet av Fortnox.", &[]);
    check("Acme AB", "Du har erfarenhet av Fortnox.", &["must Fortnox"]);
}

#[test]
fn licences_to_practise_are_skills() {
    check("", "Du är legitimerad sjuksköterska.", &["must legitimerad sjuksköterska"]);
}

#[test]
fn a_partners_own_skills_stand_and_are_given_their_concept() {
    let mut ad = bare_ad();
    ad.texts[0].description_text = "Du har erfarenhet av JavaScript.".to_owned();
    let given = |label: &str| Requirement {
        label: label.to_owned(),
        scheme: None,
        code: None,
        concept_id: None,
        level: None,
        must: true,
        weight: None,
    };
    ad.requirements.skills = vec![given("MS Excel"), given("surdeg")];
    let skills = enriched(&ad).requirements.skills;
    assert_eq!(skills.len(), 2);
    assert_eq!(skills[0].concept_id.as_deref(), Some("5wab_aFK_gdL"));
    assert_eq!(skills[1].concept_id, None);
}
