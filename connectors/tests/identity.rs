//! The same ad, read from two sides: from the system that it is written in, and
//! from a feed or a page that links to its form there. Both name the same job
//! of the same system, so that `group` can meet them exactly.

#![cfg(test)]

use std::collections::BTreeSet;

use connectors::formats::jobstream::{self, Framing, Version};
use connectors::formats::{feed, schemaorg};
use connectors::{Item, Profile, ReadContext, dialects};
use schemas::{Ad, PartnerName};

const UUID: &str = "5ac21346-8e0c-4494-8e7a-3eb92ff77902";

fn in_context<T>(act: impl FnOnce(&ReadContext<'_>) -> T) -> T {
    let profile = Profile {
        partner: PartnerName::new("example").unwrap(),
        zone: "Europe/Oslo".to_owned(),
        language: None,
    };
    act(&ReadContext {
        profile: &profile,
        account: Some("acme"),
        now: "2026-11-24T12:00:00Z".parse().unwrap(),
        url: Some("https://jobs.example.org/page"),
        snapshot_id: None,
    })
}

fn ads(read: impl FnOnce(&ReadContext<'_>, &mut dyn FnMut(Item))) -> Vec<Ad> {
    let mut ads = Vec::new();
    let mut sink = |item| match item {
        Item::Ad(ad) => ads.push(*ad),
        other => panic!("{other:?}"),
    };
    in_context(|context| read(context, &mut sink));
    ads
}

/// The only ad of an answer.
fn of(dialect: &str, body: &str) -> Ad {
    let body = body.replace("UUID", UUID);
    let mut found = ads(|context, sink| {
        let dialect = dialects::named(dialect).unwrap();
        let mut each = |item: Result<Item, connectors::ItemError>| sink(item.unwrap());
        feed::read(&mut body.as_bytes(), None, dialect, context, &mut each).unwrap();
    });
    assert_eq!(found.len(), 1, "{dialect}");
    found.swap_remove(0)
}

fn of_jobstream(id: &str, url: &str) -> Ad {
    let body = format!(
        "[{{\"id\":\"{id}\",\"headline\":\"Baker\",\"webpage_url\":\"https://arbetsformedlingen.se/platsbanken/annonser/{id}\",\
         \"application_details\":{{\"url\":\"{url}\"}}}}]"
    );
    let mut found = ads(|context, sink| {
        let mut each = |item: Result<Item, connectors::ItemError>| sink(item.unwrap());
        let framing = Framing::Array;
        jobstream::read(&mut body.as_bytes(), framing, Version::V2, context, &mut each).unwrap();
    });
    found.swap_remove(0)
}

/// The same ad in a flat feed, on a page and in JobStream, by its address.
fn of_links(url: &str) -> [(&'static str, Ad); 3] {
    let escaped = url.replace('&', "&amp;");
    let flat = format!(
        "<source><job><referencenumber>x-1</referencenumber><title>Baker</title><url>{escaped}</url></job></source>"
    );
    let page = format!(
        "<html><head><script type=\"application/ld+json\">{{\"@type\":\"JobPosting\",\"title\":\"Baker\",\
         \"identifier\":\"x-1\",\"url\":\"{url}\"}}</script></head></html>"
    );
    let page =
        in_context(|context| *schemaorg::read_page(&page, context).swap_remove(0).unwrap().ad);
    [
        ("a flat feed", of("indeed", &flat)),
        ("a page", page),
        ("JobStream", of_jobstream("29123456", url)),
    ]
}

fn systems(ad: &Ad) -> BTreeSet<(&str, &str)> {
    let ids = ad.alt_ids.iter().filter(|id| id.scheme.starts_with("ats:"));
    ids.map(|id| (id.scheme.as_str(), id.value.as_str())).collect()
}

fn check(ad: &Ad, url: &str, system: &str) {
    let url = url.replace("UUID", UUID);
    for (side, other) in of_links(&url) {
        let shared: Vec<_> = systems(ad).intersection(&systems(&other)).copied().collect();
        let named = |(scheme, _): &(&str, &str)| *scheme == system;
        assert!(
            shared.iter().any(named),
            "{side} and {system} share {shared:?}: {:?}, {:?}",
            systems(ad),
            systems(&other)
        );
    }
}

#[test]
fn boards_meet_the_feeds_that_link_to_them() {
    let cases = [
        (
            "greenhouse",
            "{\"jobs\":[{\"id\":987654,\"title\":\"Baker\",\"absolute_url\":\"https://acme.example/x?gh_jid=987654\"}]}",
            "https://boards.greenhouse.io/embed/job_app?for=acme&token=987654",
            "ats:greenhouse",
        ),
        (
            "lever",
            "[{\"id\":\"UUID\",\"text\":\"Baker\"}]",
            "https://jobs.lever.co/acme/UUID/apply",
            "ats:lever:acme",
        ),
        (
            "ashby",
            "{\"jobs\":[{\"id\":\"UUID\",\"title\":\"Baker\",\"isListed\":true}]}",
            "https://jobs.ashbyhq.com/acme/UUID/application",
            "ats:ashby:acme",
        ),
        (
            "smartrecruiters",
            "{\"content\":[{\"id\":\"744000137413079\",\"name\":\"Baker\",\"company\":{\"identifier\":\"Acme\"}}]}",
            "https://jobs.smartrecruiters.com/Acme/744000137413079-baker?oga=true",
            "ats:smartrecruiters:acme",
        ),
        (
            "workable",
            "{\"jobs\":[{\"shortcode\":\"DD136DD7E7\",\"title\":\"Baker\"}]}",
            "https://apply.workable.com/acme/j/DD136DD7E7/apply/",
            "ats:workable",
        ),
        (
            "recruitee",
            "{\"offers\":[{\"id\":1,\"title\":\"Baker\",\"careers_url\":\"https://acme.recruitee.com/o/baker\"}]}",
            "https://acme.recruitee.com/o/baker/c/new",
            "ats:recruitee:acme",
        ),
        (
            "bamboohr",
            "{\"result\":[{\"id\":\"42\",\"jobOpeningName\":\"Baker\"}]}",
            "https://acme.bamboohr.com/jobs/view.php?id=42",
            "ats:bamboohr:acme",
        ),
        (
            "workday",
            "{\"total\":1,\"jobPostings\":[{\"title\":\"Baker\",\"externalPath\":\"/job/Oslo/Baker_JR-1234\"}]}",
            "https://acme.wd3.myworkdayjobs.com/en-US/Ext/job/Oslo/Baker_JR-1234/apply",
            "ats:workday:acme",
        ),
        (
            "personio",
            "<workzag-jobs><position><id>1834171</id><name>Baker</name></position></workzag-jobs>",
            "https://acme.jobs.personio.com/job/1834171?language=en",
            "ats:personio:acme",
        ),
        (
            "bundesagentur",
            "{\"maxErgebnisse\":1,\"ergebnisliste\":[{\"referenznummer\":\"10000-1-S\",\"stellenangebotsTitel\":\"Baker\"}]}",
            "https://www.arbeitsagentur.de/jobsuche/jobdetail/10000-1-S",
            "ats:bundesagentur",
        ),
    ];
    for (dialect, body, url, system) in cases {
        check(&of(dialect, body), url, system);
    }
}

#[test]
fn nordic_systems_meet_the_feeds_that_link_to_them() {
    let teamtailor = "<rss><channel><item><guid>g</guid><title>Baker</title><link>https://karriere.example.no/jobs/8039554-baker</link></item></channel></rss>";
    check(
        &of("teamtailor", teamtailor),
        "https://acme.teamtailor.com/jobs/8039554-baker/applications/new",
        "ats:teamtailor",
    );
    let varbi = "<urlset><url><loc>https://acme.varbi.com/what:job/jobID:907946/</loc><meta_title>Baker</meta_title></url></urlset>";
    check(
        &of("varbi", varbi),
        "https://acme.varbi.com/en/what:login/jobID:907946/type:job/",
        "ats:varbi:acme",
    );
    let reachmee = "<rss><channel><item><CommAdSeqNo>12743</CommAdSeqNo><title>Baker</title><link>https://web103.reachmee.com/ext/I003/354/main?site=12&amp;rmpage=job&amp;rmjob=12743</link></item></channel></rss>";
    check(
        &of("reachmee", reachmee),
        "https://web103.reachmee.com/ext/I003/354/job?site=12&job_id=12743",
        "ats:reachmee:i003",
    );
    let easycruit = "<VacancyList xmlns=\"urn:EasyCruit\"><Vacancy id=\"3312345\"><Versions><Version language=\"no\"><Title>Baker</Title></Version></Versions></Vacancy></VacancyList>";
    check(
        &of("easycruit", easycruit),
        "https://acme.easycruit.com/vacancy/3312345/12345?iso=no",
        "ats:easycruit:acme",
    );
    let finn = "<feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><entry><dc:identifier>138328250</dc:identifier><title>Baker</title><link rel=\"alternate\" href=\"https://www.finn.no/138328250\"/></entry></feed>";
    check(
        &of("finn", finn),
        "https://www.finn.no/job/fulltime/ad.html?finnkode=138328250",
        "ats:finn",
    );
    let nav = "{\"uuid\":\"UUID\",\"status\":\"ACTIVE\",\"ad_content\":{\"title\":\"Baker\",\"link\":\"https://arbeidsplassen.nav.no/stillinger/stilling/UUID\"}}";
    check(
        &of("nav-entry", nav),
        "https://arbeidsplassen.nav.no/stillinger/stilling/UUID",
        "ats:nav",
    );
    check(
        &of_jobstream("29123456", "https://acme.example/apply"),
        "https://arbetsformedlingen.se/platsbanken/annonser/29123456",
        "ats:platsbanken",
    );
}

#[test]
fn a_reference_is_enough() {
    let body = "[{\"id\":\"1\",\"headline\":\"Baker\",\"application_details\":{\"reference\":\"teamtailor-8039554-2092733\"}}]";
    let found = ads(|context, sink| {
        let mut each = |item: Result<Item, connectors::ItemError>| sink(item.unwrap());
        let framing = Framing::Array;
        jobstream::read(&mut body.as_bytes(), framing, Version::V2, context, &mut each).unwrap();
    });
    assert!(systems(&found[0]).contains(&("ats:teamtailor", "8039554")));
}

#[test]
fn other_ads_of_the_same_systems_do_not_meet() {
    let lever = of("lever", "[{\"id\":\"UUID\",\"text\":\"Baker\"}]");
    let other = UUID.replace("5ac2", "6bd3");
    for url in [
        format!("https://jobs.lever.co/acme/{other}"),
        format!("https://jobs.lever.co/globex/{UUID}"),
        "https://www.example.org/jobs/4711".to_owned(),
    ] {
        for (side, ad) in of_links(&url) {
            assert!(systems(&lever).is_disjoint(&systems(&ad)), "{side} {url}");
        }
    }
}
