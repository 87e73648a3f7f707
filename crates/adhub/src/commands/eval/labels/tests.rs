use std::io::Write as _;

use processors::quality::field::Field;
use schemas::ad::OccupationScheme;

use super::*;

const SSYK: Field = Field::Occupation(OccupationScheme::Ssyk2012);
const ISCO: Field = Field::Occupation(OccupationScheme::Isco08);

fn labels(fact: Fact, text: &str) -> anyhow::Result<Labels> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    read(file.path(), fact, SSYK)
}

/// The label of ad 1: its answers, `|` between them and `,` between values.
#[track_caller]
fn check(fact: Fact, text: &str, field: Field, wanted: &str) {
    let labels = labels(fact, text).unwrap();
    let label = &labels.by_id["1"][&field];
    let answers: Vec<String> = label.alternatives.iter().map(|answer| answer.join(",")).collect();
    assert_eq!(answers.join("|"), wanted, "{text}");
}

#[track_caller]
fn refused(fact: Fact, text: &str, wanted: &[&str]) {
    let error = match labels(fact, text) {
        Ok(_) => panic!("taken: {text}"),
        Err(error) => format!("{error:#}"),
    };
    for words in wanted {
        assert!(error.contains(words), "{words:?} is not in {error:?}");
    }
}

#[test]
fn a_fact_has_many_forms() {
    check(Fact::Language, r#"{"id": 1, "language": "sv"}"#, Field::Language, "sv");
    check(Fact::Language, r#"{"ad_id": "1", "label": "sv"}"#, Field::Language, "sv");
    check(Fact::Language, "id\tlanguage\n1\tsv\n", Field::Language, "sv");
    check(Fact::Language, "# by hand\nid,lang\n1,\"sv\"\n", Field::Language, "sv");
    check(Fact::Language, r#"[{"id": "1", "expected": "sv"}]"#, Field::Language, "sv");
    check(Fact::WorkMode, r#"{"id": "1", "work_mode": null}"#, Field::WorkMode, "");
    check(Fact::WorkMode, "id\twork-mode\n1\t-|Remote\n", Field::WorkMode, "|remote");
    check(Fact::Start, r#"{"id": "1", "start": "as soon as possible"}"#, Field::Start, "asap");
    check(
        Fact::Deadline,
        r#"{"id": "1", "deadline": "2026-01-31T23:59"}"#,
        Field::Deadline,
        "2026-01-31",
    );
}

#[test]
fn occupations_name_their_list_or_have_a_column_of_it() {
    check(Fact::Occupation, r#"{"id": "1", "occupation": 2512}"#, SSYK, "2512");
    check(Fact::Occupation, r#"{"id": "1", "label": ["2512", "2514"]}"#, SSYK, "2512|2514");
    check(
        Fact::Occupation,
        r#"{"id": "1", "label": "isco08:2512|isco08:2514"}"#,
        ISCO,
        "2512|2514",
    );
    check(Fact::Occupation, "id\tisco\n1\t2512\n", ISCO, "2512");
}

#[test]
fn places_have_several_names() {
    let place = r#"{"id": "1", "place": [{"municipality_code": "1281", "city": "Lund"}, "Oslo"]}"#;
    check(Fact::Place, place, Field::Place, "1281/lund,oslo");
    check(
        Fact::Place,
        r#"{"id": "1", "place": {"region": "Skåne"}}"#,
        Field::Place,
        "region:skåne",
    );
    check(Fact::Place, r#"{"id": "1", "municipality_code": "1281"}"#, Field::Place, "1281");
    check(Fact::Place, r#"{"id": "1", "country": "SE"}"#, Field::Country, "se");
}

#[test]
fn lists_of_objects_are_read_by_kind() {
    let asked = r#"{"id": "1", "requirements": [
        {"kind": "language", "code": "sv", "must": true},
        {"kind": "language", "code": "en", "must": false},
        {"kind": "licence", "code": "B"}]}"#;
    check(Fact::Requirements, asked, Field::Languages, "sv");
    check(Fact::Requirements, asked, Field::Licences, "b");
    check(Fact::Requirements, asked, Field::Education, "");
    let terms = r#"{"id": "1", "employment": {"duration": "temporary", "percent_min": 50, "percent_max": 100}}"#;
    check(Fact::Employment, terms, Field::Duration, "fixed");
    check(Fact::Employment, terms, Field::Percent, "50-100");
    let person = r#"{"id": "1", "personal_data": [{"kind": "email", "start": 3, "end": 9}]}"#;
    check(Fact::PersonalData, person, Field::PersonalData, "email@3-9");
}

#[test]
fn pay_is_one_value_or_columns() {
    let object = r#"{"id": "1", "salary": {"min": 30000, "max": 35000, "currency": "SEK", "period": "month"}}"#;
    check(Fact::Salary, object, Field::Salary, "30000-35000 sek month");
    let columns = "id\tsalary_min\tsalary_max\tcurrency\tperiod\n1\t30000\t35000\tSEK\tmonth\n";
    check(Fact::Salary, columns, Field::Salary, "30000-35000 sek month");
    check(Fact::Salary, "id\tmin\tmax\n1\t\t\n", Field::Salary, "");
}

#[test]
fn several_lines_of_an_ad_add_up() {
    check(Fact::Requirements, "id\tskills\n1\tRust\n1\tKafka\n", Field::Skills, "rust,kafka");
    refused(Fact::Language, "id\tlanguage\n1\tsv\n1\tnb\n", &["line 3", "language", "otherwise"]);
}

#[test]
fn what_is_wrong_is_told_with_line_and_field() {
    refused(
        Fact::WorkMode,
        "id\twork_mode\n1\tremote\n2\tsometimes\n",
        &["line 3", "work_mode", "sometimes", "onsite, hybrid or remote"],
    );
    refused(Fact::Language, "{\"id\": \"1\", \"language\": \"sv\"}\n{\"id\": \n", &["line 2"]);
    refused(Fact::Language, r#"{"language": "sv"}"#, &["line 1", "no id", "external_id"]);
    refused(Fact::Language, "id\tcolour\n1\tred\n", &["colour", "language"]);
    refused(Fact::Language, "id\tlanguage\n1\tsv\tnb\n", &["line 2", "3 cells", "2 columns"]);
    refused(Fact::Language, "", &["empty"]);
    refused(
        Fact::Deadline,
        r#"{"id": "1", "deadline": "1 May"}"#,
        &["deadline", "1 may", "a date"],
    );
    refused(Fact::Occupation, r#"{"id": "1", "occupation": "dev"}"#, &["four digits"]);
    refused(
        Fact::Requirements,
        r#"{"id": "1", "requirements": [{"kind": "shoes"}]}"#,
        &["requirements", "shoes", "language, licence"],
    );
}
