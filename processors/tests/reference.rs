//! The tables of `processors/reference/taxonomy` are those that the taxonomy's
//! dump makes. The dump stands beside the repository, not in it: where it is
//! absent, the test says so and checks nothing.
//!
//!     UPDATE_REFERENCE=1 cargo test -p processors --test reference
#![cfg(test)]

use std::path::{Path, PathBuf};

use processors::reference::difference::between;
use processors::reference::dump::{self, File, Shrinking};
use processors::reference::{Table, Tables};

const SOURCE: &str = "JobTech Taxonomy, Arbetsförmedlingen (download of 2026-05-06), CC0";

#[test]
fn the_tables_are_those_of_the_dump() {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let Ok(folder) = std::fs::read_dir(here.join("../../shared/reference/jobtech-taxonomy")) else {
        println!("left out: there is no ../shared/reference/jobtech-taxonomy");
        return;
    };
    let mut files = Vec::new();
    for entry in folder {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|end| end == "json") {
            files.push((
                path.file_name().unwrap().to_string_lossy().into_owned(),
                std::fs::read(path).unwrap(),
            ));
        }
    }
    files.sort();
    let files: Vec<File<'_>> = files.iter().map(|(name, bytes)| File { name, bytes }).collect();
    let before = Tables::default();
    let tables = dump::read(&files, &before, Shrinking::Refused)
        .unwrap_or_else(|mistakes| panic!("{mistakes:#?}"));
    for table in Table::ALL {
        check(&here.join("reference/taxonomy"), table, &tables.written(table, SOURCE));
    }
}

fn check(folder: &Path, table: Table, wanted: &str) {
    let path = folder.join(format!("{table}.tsv"));
    if std::env::var_os("UPDATE_REFERENCE").is_some() {
        std::fs::write(&path, wanted).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap();
    assert!(found == wanted, "{} is not what the dump makes of it", path.display());
}

/// Groups 7212 and 2512 with their ISCO groups, and one occupation each.
fn before() -> Tables {
    read(
        &[
            group("7212", "Svet_sar_001", "Svetsare", &[name("Gas1_svt_001", "Gassvetsare")]),
            group("2512", "Utve_ckl_001", "Utvecklare", &[name("Prog_ram_001", "Programmerare")]),
            skill("Trum_spl_001", "Trumspel"),
        ],
        &Tables::default(),
    )
    .unwrap()
}

fn group(ssyk: &str, id: &str, label: &str, names: &[String]) -> String {
    format!(
        r#"{{"id":"{id}","type":"ssyk-level-4","preferred_label":"{label}","ssyk_code_2012":"{ssyk}",
        "related":[{{"id":"Isco_{}_000","type":"isco-level-4","preferred_label":"ISCO {ssyk}","isco_code_08":"{ssyk}"}}],
        "narrower":[{}]}}"#,
        &ssyk[1..],
        names.join(",")
    )
}

fn name(id: &str, label: &str) -> String {
    format!(r#"{{"id":"{id}","type":"occupation-name","preferred_label":"{label}"}}"#)
}

fn skill(id: &str, label: &str) -> String {
    format!(r#"{{"id":"{id}","type":"skill","preferred_label":"{label}"}}"#)
}

fn former(id: &str, by: &[&str]) -> String {
    let by: Vec<String> = by.iter().map(|by| format!(r#"{{"id":"{by}"}}"#)).collect();
    format!(
        r#"{{"id":"{id}","type":"occupation-name","preferred_label":"x","deprecated":true,"replaced_by":[{}]}}"#,
        by.join(",")
    )
}

fn read(concepts: &[String], before: &Tables) -> Result<Tables, Vec<String>> {
    let text = format!(r#"{{"data":{{"concepts":[{}]}}}}"#, concepts.join(","));
    let files = [File { name: "dump.json", bytes: text.as_bytes() }];
    dump::read(&files, before, Shrinking::Refused)
        .map_err(|mistakes| mistakes.iter().map(ToString::to_string).collect())
}

/// What is wrong with concepts that come after [`before`].
#[track_caller]
fn check_wrong(concepts: &[String], wanted: &[&str]) {
    let mistakes = read(concepts, &before()).expect_err("it is wrong");
    assert_eq!(mistakes, wanted);
}

/// `kind: key` of every change.
#[track_caller]
fn check_changes(concepts: &[String], wanted: &[&str]) -> Tables {
    let (before, after) = (before(), read(concepts, &before()).unwrap());
    let mut found = Vec::new();
    for (table, one) in between(&before, &after) {
        found.extend(one.new.iter().map(|one| format!("{table} new {} {}", one.key, one.name)));
        found.extend(
            one.renamed
                .iter()
                .map(|one| format!("{table} renamed {} {} {}", one.key, one.before, one.after)),
        );
        found.extend(one.changed.iter().map(|one| {
            format!("{table} changed {} {} {}", one.key, one.before.trim(), one.after.trim())
        }));
        found.extend(one.replaced.iter().map(|one| {
            let by: Vec<&str> = one.by.iter().map(|by| by.key.as_str()).collect();
            format!("{table} replaced {} {}", one.key, by.join(" "))
        }));
        found.extend(one.removed.iter().map(|one| format!("{table} removed {}", one.key)));
    }
    assert_eq!(found, wanted);
    after
}

fn programmers() -> String {
    group("2512", "Utve_ckl_001", "Utvecklare", &[name("Prog_ram_001", "Programmerare")])
}

#[test]
fn what_a_dump_does_not_say_stays() {
    check_changes(&[skill("Trum_spl_001", "Trumspel")], &[]);
    check_changes(
        &[skill("Trum_spl_001", "Trummor"), skill("Fiol_spl_001", "Fiolspel")],
        &["skill new Fiol_spl_001 Fiolspel", "skill renamed Trum_spl_001 Trumspel Trummor"],
    );
}

#[test]
fn occupations_are_new_moved_replaced_and_removed() {
    let welders = |names: &[String]| group("7212", "Svet_sar_001", "Svetsare", names);
    check_changes(
        &[
            welders(&[name("Gas1_svt_001", "Gassvetsare"), name("TIG1_svt_001", "TIG-svetsare")]),
            programmers(),
        ],
        &["occupation new TIG1_svt_001 TIG-svetsare"],
    );
    let welder = name("Gas1_svt_001", "Gassvetsare");
    let moved = group(
        "2512",
        "Utve_ckl_001",
        "Utvecklare",
        &[welder, name("Prog_ram_001", "Programmerare")],
    );
    check_changes(&[welders(&[]), moved], &["occupation changed Gas1_svt_001 7212 2512"]);
    let after = check_changes(
        &[
            welders(&[name("TIG1_svt_001", "Svetsare, gas")]),
            programmers(),
            former("Gas1_svt_001", &["Mell_led_001"]),
            former("Mell_led_001", &["TIG1_svt_001"]),
        ],
        &[
            "occupation new TIG1_svt_001 Svetsare, gas",
            "occupation replaced Gas1_svt_001 TIG1_svt_001",
            "replaced new Gas1_svt_001 Mell_led_001 ",
            "replaced new Mell_led_001 TIG1_svt_001 ",
        ],
    );
    // A dump that tells it no longer does not undo it.
    let again = read(&[welders(&[name("TIG1_svt_001", "Svetsare, gas")]), programmers()], &after);
    assert_eq!(again.unwrap().len(Table::Replaced), 2);
}

#[test]
fn chains_that_lead_nowhere_or_round_are_refused() {
    let welders = group("7212", "Svet_sar_001", "Svetsare", &[name("TIG1_svt_001", "TIG")]);
    let with = |more: &[String]| [&[welders.clone(), programmers()], more].concat();
    check_wrong(
        &with(&[former("Gas1_svt_001", &["Ingn_ing_001"])]),
        &["replaced Gas1_svt_001: was replaced by Ingn_ing_001, which is in no table"],
    );
    check_wrong(
        &with(&[
            former("Gas1_svt_001", &["Runt_run_001"]),
            former("Runt_run_001", &["Gas1_svt_001"]),
        ]),
        &[
            "replaced Gas1_svt_001: goes round: Gas1_svt_001 → Runt_run_001 → Gas1_svt_001",
            "replaced Runt_run_001: goes round: Runt_run_001 → Gas1_svt_001 → Runt_run_001",
        ],
    );
}

#[test]
fn what_is_no_dump_is_refused_with_its_place() {
    let place = "dump.json /data/concepts/0";
    check_wrong(&[], &["the dump: holds no concept"]);
    check_wrong(
        &[skill("nope", "x")],
        &[&format!("{place}: id Some(\"nope\") is no concept id, as in \"DJh5_yyF_hEM\"")],
    );
    check_wrong(
        &[skill("Trum_spl_001", " ")],
        &[&format!("{place}: preferred_label is missing or blank")],
    );
    check_wrong(
        &[skill("Trum_spl_001", "a"), skill("Trum_spl_001", "b")],
        &["dump.json /data/concepts/1: Trum_spl_001 is called \"b\", and \"a\" at another place"],
    );
    check_wrong(
        &[name("Gas1_svt_001", "Gassvetsare")],
        &[&format!("{place}: \"Gassvetsare\" stands in no SSYK group of four digits")],
    );
    let names = [name("Gas1_svt_001", "Gassvetsare")];
    check_wrong(
        &[
            group("7212", "Svet_sar_001", "Svetsare", &names),
            group("2512", "Utve_ckl_001", "Utvecklare", &names),
        ],
        &[
            "dump.json /data/concepts/1/narrower/0: \"Gassvetsare\" stands in two groups, 2512 and 7212",
        ],
    );
    let files = [File { name: "page.html", bytes: b"<html>" }];
    let mistakes = dump::read(&files, &before(), Shrinking::Refused).unwrap_err();
    assert_eq!(
        mistakes[0].to_string(),
        "page.html: is not a dump: expected value at line 1 column 1"
    );
}

#[test]
fn half_a_dump_is_refused_unless_that_is_meant() {
    let only = [group("7212", "Svet_sar_001", "Svetsare", &[name("Gas1_svt_001", "Gassvetsare")])];
    let mistakes = read(&only, &before()).unwrap_err();
    assert!(mistakes.contains(
        &"ssyk: 1 rows, where there were 2: more than a fifth is gone; allow it when that is so"
            .to_owned()
    ));
}

#[test]
fn esco_follows_the_matches_of_a_dump() {
    let uri = "http://data.europa.eu/esco/occupation/0c5e8e4c-0000-4000-8000-000000000000";
    let matched = format!(
        r#"{{"id":"Gas1_svt_001","type":"occupation-name","preferred_label":"Gassvetsare",
        "exact_match":[{{"uri":"{uri}"}}]}}"#
    );
    let welders = group("7212", "Svet_sar_001", "Svetsare", &[matched]);
    let tables = read(&[welders, programmers()], &before()).unwrap();
    let rows: Vec<_> = tables.rows(Table::Esco).collect();
    assert_eq!(rows, [&vec!["Gas1_svt_001".to_owned(), "exact".to_owned(), uri.to_owned()]]);
}
