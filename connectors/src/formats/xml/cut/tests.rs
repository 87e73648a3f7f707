//! What cutting promises, however the bytes come.

use super::*;
use crate::formats::slowly::Slowly;

/// Pieces (`!` before a broken one), and how it ended.
fn check(body: &str, wanted: &[&str], end: &str) {
    check_with(false, body, wanted, end);
}

fn check_with(nest: bool, body: &str, wanted: &[&str], end: &str) {
    let (roots, items) = (["jobs".to_owned(), "source".to_owned()], ["job".to_owned()]);
    for step in [1, 2, 3, 7, 4_096] {
        let mut pieces = Vec::new();
        let feed = Feed { format: "test", roots: &roots, items: &items, nest };
        let ended = cut(&mut Slowly(body.as_bytes(), step), feed, &mut |piece, _| {
            pieces.push(match piece {
                Cut::Item(_, bytes) => String::from_utf8_lossy(bytes).into_owned(),
                Cut::Broken(_, bytes) => format!("!{}", String::from_utf8_lossy(bytes)),
            });
        });
        assert_eq!(pieces, wanted, "{body} by {step}");
        let ended = match ended {
            Ok(ends) if !ends.tidy => "untidy".to_owned(),
            Ok(ends) => String::from_utf8(ends.outside).unwrap(),
            Err(ReadError::Foreign { seen, .. }) => format!("foreign: {seen}"),
            Err(ReadError::Malformed { message, .. }) => message,
            Err(error) => panic!("{error}"),
        };
        assert_eq!(ended, end, "{body} by {step}");
    }
}

#[test]
fn items_are_cut_out_and_the_rest_is_kept() {
    check(
        "<?xml version='1.0'?><jobs a='>'><n>2</n><job><id>1</id></job> <Job x='/>'/><!-- <job> --></jobs>\n",
        &["<job><id>1</id></job>", "<Job x='/>'/>"],
        "<jobs a='>'><n>2</n></jobs>",
    );
    check_with(
        true,
        "<source><jobs><job><r><job/><job>7</job></r></job></jobs></source>",
        &["<job><r><job/><job>7</job></r></job>"],
        "<source><jobs></jobs></source>",
    );
    check(
        "<jobs><job><![CDATA[</job>]]></job></jobs>",
        &["<job><![CDATA[</job>]]></job>"],
        "<jobs></jobs>",
    );
    check("<job><id>1</id></job>", &["<job><id>1</id></job>"], "");
    check("<jobs/>", &[], "<jobs/>");
}

#[test]
fn a_broken_item_ends_where_the_next_begins() {
    check(
        "<jobs><job><t>a</t><job><t>b</t></job></jobs>",
        &["!<job><t>a</t>", "<job><t>b</t></job>"],
        "<jobs></jobs>",
    );
    check(
        "<jobs><job><t><u><job><t>b</t></job><job/></jobs>",
        &["!<job><t><u>", "<job><t>b</t></job>", "<job/>"],
        "<jobs></jobs>",
    );
    check(
        "<source><job><source>x</source></job><job/></source>",
        &["<job><source>x</source></job>", "<job/>"],
        "<source></source>",
    );
    check("<jobs><job><t>a<br></t></jobs>", &["!<job><t>a<br></t>"], "<jobs></jobs>");
    check(
        "<jobs><job><d><![CDATA[a</d></job> <job><d><![CDATA[b]]></d></job></jobs>",
        &["!<job><d><![CDATA[a</d></job>", "<job><d><![CDATA[b]]></d></job>"],
        "<jobs></jobs>",
    );
    check(
        "<jobs><job><d><![CDATA[a</d></job></jobs>",
        &["!<job><d><![CDATA[a</d></job>"],
        "<jobs></jobs>",
    );
    check(
        "<jobs><job a=\"x><d>1</d></job><job>2 < 3 & 4</job></jobs>",
        &["<job a=\"x><d>1</d></job>", "<job>2 < 3 & 4</job>"],
        "<jobs></jobs>",
    );
}

#[test]
fn what_is_cut_or_goes_on_is_no_feed() {
    check("<jobs><job/><job><id>1</i", &["<job/>"], "the answer is cut: no </jobs>");
    check("<jobs><job/>", &["<job/>"], "the answer is cut: no </jobs>");
    check("<jobs><job/></jobs", &["<job/>"], "the answer is cut: no </jobs>");
    check("<jobs></jobs><jobs></jobs>", &[], "a second document after the end of the first");
    check("<jobs></source></jobs>", &[], "untidy");
}

#[test]
fn another_document_is_told_from_an_empty_feed() {
    check("", &[], "foreign: an empty answer");
    check("\u{feff} {\"jobs\": []}", &[], "foreign: text that is no XML");
    check("<!DOCTYPE html><html></html>", &[], "foreign: an HTML page");
    check("<HTML><job/></HTML>", &[], "foreign: an HTML page");
    check("<Error><Code>AccessDenied</Code></Error>", &[], "foreign: a document <error>");
    check(
        "<!DOCTYPE jobs [<!ENTITY a 'b'>]><jobs><job>&a;</job></jobs>",
        &[],
        "a document type that declares entities",
    );
    check("<!DOCTYPE jobs><jobs></jobs>", &[], "<jobs></jobs>");
}
