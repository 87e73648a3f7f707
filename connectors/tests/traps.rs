//! The twenty traps across formats (`../shared/wire/canonical.md`, section 6),
//! as far as reading goes. Input is invented here.

#![cfg(test)]

#[path = "traps/reading.rs"]
mod reading;

use connectors::countries;
use connectors::dates::{When, Zone, read_any, read_slashed};
use connectors::formats::jobstream::{self, Framing, Version};
use connectors::formats::schemaorg::{self, PageSeen, Verdict};
use connectors::{Item, ReadError};
use reading::{Answer, feed, feed_as, in_context, indeed, now, salary};
use schemas::ad::{RemovalSignal, WorkMode};
use schemas::time::DayEnd;

#[test]
fn trap_1_bytes_are_read_in_the_encoding_that_is_trusted_most() {
    let body = |declared: &str| {
        let mut bytes = format!("<?xml version=\"1.0\"{declared}?><source><job>").into_bytes();
        bytes.extend(b"<referencenumber>1</referencenumber><title>B\xe5t p\xe5 R\xf8st</title></job></source>");
        bytes
    };
    let windows = body(" encoding=\"Windows-1252\"");
    let titles = [
        feed("indeed", &windows),
        feed_as("indeed", &windows, Some("text/xml; charset=iso-8859-1")),
        // Neither header nor declaration: by detection, and said.
        feed("indeed", &body("")),
        // Declared UTF-8, which it cannot be.
        feed("indeed", &body(" encoding=\"utf-8\"")),
    ];
    for answer in &titles {
        assert_eq!(answer.ads[0].title(), "Båt på Røst");
    }
    assert!(titles[0].ads[0].lint.iter().all(|lint| lint.code != "encoding_mended"));
    assert!(titles[3].ads[0].lint.iter().any(|lint| lint.code == "encoding_mended"));
    // A byte order mark goes before a header that is wrong.
    let marked = "\u{feff}<source><job><referencenumber>1</referencenumber><title>Båt</title></job></source>";
    let answer = feed_as("indeed", marked.as_bytes(), Some("text/xml; charset=iso-8859-1"));
    assert_eq!(answer.ads[0].title(), "Båt");
}

#[test]
fn trap_2_an_unbound_prefix_costs_that_item_only() {
    let body = "<feed xmlns=\"http://www.w3.org/2005/Atom\">\
        <entry><id>1</id><title>A</title></entry>\
        <entry><id>2</id><title>B</title><finn:adata><finn:field name=\"x\"/></finn:adata></entry>\
        <entry><id>3</id><title>C</title></entry></feed>";
    let answer = feed("finn", body.as_bytes());
    assert_eq!(answer.ids(), ["1", "3"]);
    assert_eq!(answer.faults(), ["unbound_prefix"]);
    assert_eq!(answer.end().items, 3);
}

#[test]
fn trap_3_broken_cdata_is_never_the_literal() {
    let ad = indeed("<title>![CDATA[Baker]]</title><company>![CDATA[Acme]]</company>");
    assert_eq!((ad.title(), ad.employer.name.as_str()), ("Baker", "Acme"));
    assert!(ad.lint.iter().any(|lint| lint.code == "broken_cdata"));
}

#[test]
fn trap_4_what_is_escaped_twice_is_read_until_stable() {
    for (times, escaped) in [
        (1, "&lt;p&gt;A&amp;nbsp;&amp;amp; B&lt;/p&gt;"),
        (2, "&amp;lt;p&amp;gt;A&amp;amp;nbsp;&amp;amp;amp; B&amp;lt;/p&amp;gt;"),
    ] {
        let ad = indeed(&format!("<title>x</title><description>{escaped}</description>"));
        let html = &ad.texts[0].description_html;
        assert_eq!(html, "<p>A&nbsp;&amp; B</p>", "escaped {times} times");
    }
    let ad = indeed("<title>R&amp;amp;D &amp;amp;#xa0;x</title>");
    assert_eq!(ad.title(), "R&D x");
}

#[test]
fn trap_5_script_in_the_body_is_html_before_it_is_cleaned() {
    // Cleaning is `enrich`'s; nothing may reach it in a disguise.
    let ad = indeed(
        "<title>x</title><description>&amp;lt;p onclick=&amp;quot;a()&amp;quot;&amp;gt;y&amp;lt;/p&amp;gt;&amp;lt;script&amp;gt;z&amp;lt;/script&amp;gt;</description>",
    );
    let html = &ad.texts[0].description_html;
    assert!(html.starts_with("<p onclick=\"a()\">") && html.contains("<script>"), "{html}");
    assert!(ad.texts[0].description_text.is_empty());
    let ad = indeed("<title>x</title><url>javascript:alert(1)</url>");
    assert_eq!((ad.apply.url, ad.source.source_url), (None, None));
}

#[test]
fn trap_6_one_value_and_a_list_of_one_are_the_same() {
    let board = |places: &str, tags: &str| {
        let body = format!(
            "{{\"offers\":[{{\"id\":1,\"title\":\"x\",\"locations\":{places},\"category_code\":{tags}}}]}}"
        );
        feed("recruitee", body.as_bytes()).ads.swap_remove(0)
    };
    assert_eq!(board("{\"city\":\"Oslo\"}", "\"a\""), board("[{\"city\":\"Oslo\"}]", "[\"a\"]"));
    let posting = |employment: &str, place: &str| {
        let body = format!(
            "{{\"@type\":\"JobPosting\",\"url\":\"https://a.example/1\",\"title\":\"x\",\"employmentType\":{employment},\"jobLocation\":{place}}}"
        );
        in_context(|context| schemaorg::read_ad(body.as_bytes(), None, context)).unwrap().ad
    };
    let place = "{\"@type\":\"Place\",\"address\":{\"addressLocality\":\"Oslo\"}}";
    assert_eq!(posting("\"FULL_TIME\"", place), posting("[\"FULL_TIME\"]", &format!("[{place}]")));
}

#[test]
fn trap_7_an_id_that_comes_twice_follows_the_dialect() {
    let job = "<job><referencenumber>1</referencenumber><title>NAME</title></job>";
    let body = format!("<source>{}{}</source>", job.replace("NAME", "A"), job.replace("NAME", "B"));
    let answer = feed("indeed", body.as_bytes());
    assert_eq!((answer.titles(), answer.faults()), (vec!["A"], vec!["duplicate_id"]));
    let row = |city: &str| format!("{{\"shortcode\":\"S\",\"title\":\"x\",\"city\":\"{city}\"}}");
    let body = format!("{{\"name\":\"Acme\",\"jobs\":[{},{}]}}", row("Oslo"), row("Bergen"));
    let answer = feed("workable", body.as_bytes());
    let cities: Vec<_> =
        answer.ads[0].locations.iter().map(|place| place.city.as_deref()).collect();
    assert_eq!(cities, [Some("Oslo"), Some("Bergen")]);
}

#[test]
fn trap_8_every_form_of_a_date_is_read_or_noted() {
    let zone = Zone::named("Europe/Stockholm").unwrap();
    let read = |text: &str| match read_any(text, DayEnd::Start, &zone, now()) {
        Ok(When::At(moment)) => moment.at.to_string(),
        other => format!("{other:?}"),
    };
    for (text, wanted) in [
        ("Wed, 19 Aug 2026 05:00:00 +0200", "2026-08-19T03:00:00Z"),
        ("Wed, 19 Aug 2026 05:00:00:0", "2026-08-19T03:00:00Z"),
        ("Mon, 08 Nov 2021", "2021-11-07T23:00:00Z"),
        ("2026-07-01T12:00:00", "2026-07-01T10:00:00Z"),
        ("2026-07-01T12:00:00+0200", "2026-07-01T10:00:00Z"),
        ("2026-08-05 11:45:30 UTC", "2026-08-05T11:45:30Z"),
        ("2026-06-05T23:59:59.9970", "2026-06-05T21:59:59.997Z"),
        ("2026-06-05T00:00:00.0000001Z", "2026-06-05T00:00:00Z"),
        ("21.04.2026", "2026-04-20T22:00:00Z"),
        ("21/04/2026", "2026-04-20T22:00:00Z"),
        ("1713965113220", "2024-04-24T13:25:13.22Z"),
        ("1713965113", "2024-04-24T13:25:13Z"),
        ("Posted Yesterday", "2026-11-22T23:00:00Z"),
        ("Posted 3 Days Ago", "2026-11-20T23:00:00Z"),
        ("21 april 2026", "2026-04-20T22:00:00Z"),
        ("Fri, 20 Nov 2026 08:00:00 EST", "2026-11-20T13:00:00Z"),
        ("na", "Ok(Unsaid)"),
        ("Snarest", "Ok(Soon)"),
        ("03/04/2026", "Err(Ambiguous)"),
    ] {
        assert_eq!(read(text), wanted, "{text}");
    }
    let slashed = |day_first| read_slashed("03/04/2026", day_first, DayEnd::Start, &zone).unwrap();
    assert_eq!(
        (slashed(true).local, slashed(false).local),
        ("2026-04-03T00:00:00".into(), "2026-03-04T00:00:00".into())
    );
    // What cannot be read costs nobody the ad.
    let ad = indeed("<title>x</title><date>when it is ready</date>");
    assert!(ad.lint.iter().any(|lint| lint.code == "date_unreadable"));
}

#[test]
fn trap_9_a_deadline_lasts_to_the_end_of_its_local_day() {
    let ad = indeed("<title>x</title><expirationdate>2026-12-24</expirationdate>");
    let until = ad.valid_through.unwrap();
    assert_eq!(until.local, "2026-12-24T23:59:59");
    assert_eq!(until.at.to_string(), "2026-12-24T22:59:59Z");
    assert!(until.date_only && until.zone_assumed && until.zone == "Europe/Oslo");
    let ad = indeed("<title>x</title><expirationdate>2026-12-24T23:59:59</expirationdate>");
    let until = ad.valid_through.unwrap();
    assert!(until.local.ends_with("T23:59:59") && !until.date_only && until.zone_assumed);
    let ad = indeed("<title>x</title><expirationdate>2026-12-24T23:59:59+02:00</expirationdate>");
    assert!(!ad.valid_through.unwrap().zone_assumed);
}

#[test]
fn trap_10_empty_gone_and_failed_are_told_apart() {
    let empty = feed("indeed", b"<source></source>");
    assert_eq!((empty.end().items, empty.end().complete), (0, true));
    // The key is absent, and another one says that there is nothing.
    let none = feed("bundesagentur", b"{\"maxErgebnisse\":0}");
    assert_eq!((none.end().items, none.end().complete), (0, true));
    // An unknown site looks the same.
    assert!(!feed("lever", b"[]").end().complete);
    for (dialect, body) in [
        ("indeed", "<!DOCTYPE html><html><body>Moved</body></html>"),
        ("greenhouse", "<!DOCTYPE html><html></html>"),
        ("greenhouse", "{\"error\":\"not found\"}"),
        ("indeed", "<rss><channel/></rss>"),
        ("indeed", ""),
    ] {
        let answer = feed(dialect, body.as_bytes());
        assert!(matches!(answer.end, Err(ReadError::Foreign { .. })), "{dialect} {body}");
    }
    let seen =
        PageSeen { status: 200, whole: true, postings: 0, had_before: false, own_address: true };
    assert_eq!(schemaorg::verdict(seen), Verdict::NoData);
    let gone = Verdict::Gone(RemovalSignal::HttpGone);
    assert_eq!(schemaorg::verdict(PageSeen { status: 410, had_before: true, ..seen }), gone);
    let moved = PageSeen { had_before: true, own_address: false, ..seen };
    assert_eq!(schemaorg::verdict(moved), Verdict::Failed);
}

#[test]
fn trap_11_fewer_items_than_announced_are_told() {
    let body = b"{\"totalFound\":250,\"content\":[{\"id\":\"1\",\"name\":\"x\"}]}";
    let answer = feed("smartrecruiters", body);
    assert_eq!((answer.end().items, answer.end().announced), (1, Some(250)));
    let body = b"<source><expectedJobCount>5,596</expectedJobCount><job><partnerJobId>1</partnerJobId><title>x</title></job></source>";
    assert_eq!(feed("linkedin", body).end().announced, Some(5_596));
}

#[test]
fn trap_12_a_cut_answer_is_not_complete() {
    let whole = "<source><job><referencenumber>1</referencenumber><title>A</title></job><job><referencenumber>2</referencenumber><title>B</title></job></source>";
    let board =
        "{\"jobs\":[{\"id\":1,\"title\":\"A\"},{\"id\":2,\"title\":\"B\"}],\"meta\":{\"total\":2}}";
    for (dialect, body) in [("indeed", whole), ("greenhouse", board)] {
        assert!(feed(dialect, body.as_bytes()).end().complete, "{dialect}");
        for at in 0..body.len() {
            let answer = feed(dialect, &body.as_bytes()[..at]);
            assert!(!answer.end.as_ref().is_ok_and(|end| end.complete), "{dialect} cut at {at}");
        }
    }
}

#[test]
fn trap_13_entities_of_ones_own_are_refused() {
    let outer = "<!DOCTYPE source [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><source><job><referencenumber>1</referencenumber><title>&a;</title></job></source>";
    let bomb = "<!DOCTYPE source [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]><source><job><title>&b;</title></job></source>";
    for body in [outer, bomb] {
        let answer = feed("indeed", body.as_bytes());
        assert!(matches!(answer.end, Err(ReadError::Malformed { .. })), "{body}");
        assert!(answer.ads.is_empty());
    }
    // Inside of an item it is that item that is refused, or it stays a word.
    let inner =
        "<source><job><referencenumber>1</referencenumber><title>&a;</title></job></source>";
    assert_eq!(feed("indeed", inner.as_bytes()).titles(), ["&a;"]);
}

#[test]
fn trap_14_a_list_written_as_text_is_a_list() {
    let body = b"{\"jobs\":[{\"shortcode\":\"S\",\"title\":\"x\",\"education\":\"[\\\"Dagtid\\\",\\\"Kveld\\\"]\",\"experience\":\"[]\"}]}";
    let ad = feed("workable", body).ads.swap_remove(0);
    let labels: Vec<_> = ad.requirements.education.iter().map(|one| one.label.as_str()).collect();
    assert_eq!(labels, ["Dagtid", "Kveld"]);
    assert!(ad.requirements.experience.is_empty());
}

#[test]
fn trap_15_north_and_east_are_not_mixed_up() {
    let body = b"<feed xmlns='http://www.w3.org/2005/Atom' xmlns:g='http://www.georss.org/georss'><entry><id>1</id><title>x</title><g:point>59.91 10.75</g:point></entry></feed>";
    let place = feed("finn", body).ads.swap_remove(0).locations.swap_remove(0);
    assert_eq!((place.lat, place.lon), (Some(59.91), Some(10.75)));
    let body =
        b"[{\"id\":\"1\",\"headline\":\"x\",\"workplace_address\":{\"coordinates\":[17.6,59.2]}}]";
    let mut places = Vec::new();
    in_context(|context| {
        let mut sink = |item| {
            if let Ok(Item::Ad(ad)) = item {
                places.extend(ad.locations);
            }
        };
        jobstream::read(&mut &body[..], Framing::Array, Version::V2, context, &mut sink).unwrap()
    });
    assert_eq!((places[0].lat, places[0].lon), (Some(59.2), Some(17.6)));
}

#[test]
fn trap_16_countries_are_known_by_every_spelling() {
    for (text, wanted) in [
        ("SE", "SE"),
        ("swe", "SE"),
        ("Sverige", "SE"),
        ("NORGE", "NO"),
        ("DEUTSCHLAND", "DE"),
        ("United States", "US"),
        ("us", "US"),
        ("USA", "US"),
        ("UK", "GB"),
        ("OESTERREICH", "AT"),
    ] {
        assert_eq!(countries::alpha2(text), Some(wanted), "{text}");
    }
    assert_eq!(countries::alpha2_of_af("199"), Some("SE"));
    let ad = indeed("<title>x</title><city>y</city><country>Atlantis</country>");
    assert_eq!(ad.locations[0].country, None);
    assert!(ad.lint.iter().any(|lint| lint.code == "country_unknown"));
    assert!(ad.extensions["indeed"].as_str().contains("Atlantis"));
}

#[test]
fn trap_17_pay_is_never_a_wrong_amount() {
    let of = |xml: &str| salary(&indeed(&format!("<title>x</title><country>US</country>{xml}")));
    assert_eq!(of("<salary>$50K per year</salary>"), "50000 50000 USD Year");
    assert_eq!(of("<salary>50,000-60,000 USD</salary>"), "50000 60000 USD Unspecified");
    assert_eq!(of("<salary>up to $50K</salary>"), "up to $50K");
    assert_eq!(of("<salary>50.000 EUR</salary>"), "50000 50000 EUR Unspecified");
    assert_eq!(of("<salary>$50.000</salary>"), "$50.000");
    assert_eq!(of("<salary_min>50.000</salary_min>"), "none");
    assert_eq!(of("<salary_min>0</salary_min><salary_max>0</salary_max>"), "none");
    assert_eq!(of("<salary_min>60000</salary_min><salary_max>50000</salary_max>"), "60000–50000");
    assert_eq!(of("<salary_min>secret</salary_min>"), "none");
    let cents = b"{\"jobs\":[{\"id\":1,\"title\":\"x\",\"pay_input_ranges\":[{\"min_cents\":5012345,\"max_cents\":6000000,\"currency_type\":\"USD\"}]}]}";
    assert_eq!(salary(&feed("greenhouse", cents).ads[0]), "50123.45 60000 USD Unspecified");
}

#[test]
fn trap_18_values_follow_one_another() {
    let body = b"{\"id\":\"1\",\"headline\":\"a }{ b\"}{\"id\":\"2\",\"headline\":\"c\"}\n{\"id\":\"3\",\"headline\":\"d\"}";
    let mut titles = Vec::new();
    let end = in_context(|context| {
        let mut sink = |item| match item {
            Ok(Item::Ad(ad)) => titles.push(ad.title().to_owned()),
            other => panic!("{other:?}"),
        };
        jobstream::read(&mut &body[..], Framing::Lines, Version::V2, context, &mut sink).unwrap()
    });
    assert_eq!((titles.join("|").as_str(), end.items), ("a }{ b|c|d", 3));
}

#[test]
fn trap_19_a_removal_needs_no_more_than_an_id() {
    let body = b"[{\"id\":\"31380149\",\"removed\":true}]";
    let removed = in_context(|context| {
        let mut removed = Vec::new();
        let mut sink = |item| match item {
            Ok(Item::Removal { external_id, .. }) => removed.push(external_id.to_string()),
            other => panic!("{other:?}"),
        };
        jobstream::read(&mut &body[..], Framing::Array, Version::V2, context, &mut sink).unwrap();
        removed
    });
    assert_eq!(removed, ["31380149"]);
    let answer = feed("jobtarget", b"<jobs><job><id>7</id><action>delete</action></job></jobs>");
    assert_eq!(answer.removed, ["7"]);
}

#[test]
fn trap_20_an_edit_and_its_undoing_are_both_seen() {
    let read = |title: &str| indeed(&format!("<title>{title}</title>"));
    assert_eq!(read("A"), read("A"));
    assert_ne!(read("A"), read("B"));
    assert_eq!(read("A").ad_id, read("B").ad_id);
}

/// Found by the fuzzer: a second `headline` came out as the headline.
#[test]
fn a_key_that_comes_twice_does_not_come_back_in_the_place_of_the_first() {
    let body = b"[{\"id\":\"1\",\"headline\":\"Baker\",\"headline\":{\"label\":7}}]";
    let mut ads = Vec::new();
    in_context(|context| {
        let mut sink = |item| ads.extend(item);
        jobstream::read(&mut &body[..], Framing::Array, Version::V2, context, &mut sink).unwrap()
    });
    let Some(Item::Ad(ad)) = ads.first() else { panic!("{ads:?}") };
    assert_eq!(jobstream::rebuild(ad, &ad.contacts)["headline"], "Baker");
}

#[test]
fn remote_in_the_place_of_a_city_is_no_city() {
    let Answer { ads, .. } = feed("indeed", b"<source><job><referencenumber>1</referencenumber><title>x</title><city>Remote</city><state/><country>US</country></job></source>");
    assert_eq!((ads[0].work_mode, ads[0].locations[0].city.as_deref()), (WorkMode::Remote, None));
}
