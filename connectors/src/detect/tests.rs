use super::*;

fn clues<'a>(text: &'a str, url: Option<&'a str>) -> Clues<'a> {
    Clues { start: text.as_bytes(), whole: true, content_type: None, url }
}

/// `FORMAT SURENESS`, and what else; or the beginning of the error.
fn check(text: &str, url: Option<&str>, wanted: &str) {
    let told = match detect(clues(text, url)) {
        Ok(found) => {
            let wrapper = found.wrapper.map_or(String::new(), |wrapper| format!(" in {wrapper}"));
            let others = found.others.join(", ");
            let others = if others.is_empty() { others } else { format!(" or {others}") };
            let pieces = if found.in_pieces { " in pieces" } else { "" };
            format!("{} {}{pieces}{wrapper}{others}", found.format, found.sureness.as_str())
        }
        Err(error) => error.to_string(),
    };
    assert!(told.starts_with(wanted), "{text}:\n{told}\nis not\n{wanted}");
}

#[test]
fn a_guess_says_what_else_it_could_be() {
    check(
        "<jobs><job><id>1</id><title>T</title><location><city>Lyon</city></location></job></jobs>",
        None,
        "careerjet a guess or feed-xml",
    );
    check(
        "[{\"headline\":\"x\",\"webpage_url\":\"y\"}]",
        None,
        "jobstream-v2 likely or jobstream-v1",
    );
}

#[test]
fn the_address_decides_what_the_bytes_leave_open() {
    let ads = "[{\"headline\":\"x\",\"webpage_url\":\"y\"}]";
    check(ads, Some("https://jobstream.api.jobtechdev.se/stream?date=x"), "jobstream-v1 certain");
    check("[]", Some("https://api.lever.co/v0/postings/acme"), "lever likely");
    check("[]", None, "no format is known for this: an empty JSON list");
}

#[test]
fn what_an_author_wrapped_is_found_and_the_wrapper_is_told() {
    let body = r#"{"boards":{"acme":{"jobs":[{"id":1,"absolute_url":"u","internal_job_id":2}]},"other":{"jobs":[]}}}"#;
    check(body, None, "greenhouse certain in boards.acme");
    let inner = unwrap(body.as_bytes(), "boards.acme").unwrap();
    let names: Vec<&str> = inner.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["other", "acme"]);
    check(
        "{\"total\":{\"value\":1},\"hits\":[{\"headline\":\"x\",\"webpage_url\":\"y\"}]}",
        None,
        "jobstream-v2 likely in hits",
    );
}

#[test]
fn ads_are_known_without_the_board_around_them() {
    let job = r#"{"id":1,"absolute_url":"u","internal_job_id":2,"first_published":"x"}"#;
    check(job, None, "greenhouse likely in pieces");
    check(&format!("[{job}]"), None, "greenhouse likely in pieces");
    check(&format!("{job}\n{job}"), None, "greenhouse likely in pieces");
    check(&format!("{{\"job\":{job}}}"), None, "greenhouse likely in pieces in job");
    let posting = r#"{"id":"x","text":"t","hostedUrl":"u","categories":{},"createdAt":1}"#;
    check(posting, None, "lever likely in pieces");
    check(&format!("[{posting}]"), None, "lever certain");
    // One key alone may be anybody's.
    check("{\"absolute_url\":\"u\"}", None, "no format is known for this");
}

#[test]
fn what_is_not_known_is_told_by_what_was_seen() {
    check("", None, "no format is known for this: nothing");
    check("%PDF-1.7", None, "no format is known for this: a PDF");
    check("a;b;c;d\n1;2;3;4", None, "no format is known for this: a table");
    check("\0\u{1}", None, "no format is known for this: binary that begins 00 01");
    check(
        "{\"a\":1,\"b\":[]}",
        None,
        "no format is known for this: a JSON object with the keys \"a\", \"b\"",
    );
    check(
        "<x:catalog xmlns:x='urn:y'><x:book/></x:catalog>",
        None,
        "no format is known for this: XML with the root <x:catalog>, and in it <book>, namespace urn:y",
    );
    check("<!doctype html><html></html>", None, "a page without a schema.org JobPosting");
    check(
        "{\"details\":{\"a\":{\"contentFormatVersion\":\"1.3\",\"content\":\"<x/>\"}}}",
        None,
        "eures certain",
    );
    check("{\"details\":{\"a\":{\"x\":1}}}", None, "no format is known for this");
    check("{\"allReferences\":[]}", None, "references of the EURES input API");
    for (body, wanted) in [
        ("{\"offers\":[]}", "recruitee"),
        ("{\"jobs\":[],\"apiVersion\":\"1\"}", "ashby"),
        ("{\"name\":\"x\",\"description\":null,\"jobs\":[]}", "workable"),
        ("{\"meta\":{\"totalCount\":0},\"result\":[]}", "bamboohr"),
    ] {
        check(body, None, wanted);
    }
    check("[{\"locationList\":[],\"title\":\"x\"}]", None, "an ad of NAV's import API");
}

#[test]
fn any_beginning_of_a_document_is_looked_at_without_harm() {
    let texts = [
        "<rss xmlns:t='https://teamtailor.com/x'><channel><item><title>&#0;</title></item></channel></rss>",
        "{\"jobs\":[{\"absolute_url\":\"\\u12\",\"a\":[1,{}]}]}",
        "<!DOCTYPE html><script type='application/ld+json'>{\"@type\":\"JobPosting\"}</script>",
    ];
    for text in texts {
        for end in 0..text.len() {
            let _ = detect(Clues { start: &text.as_bytes()[..end], ..Clues::default() });
        }
    }
}
