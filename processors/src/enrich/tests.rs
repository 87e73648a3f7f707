//! What holds for every ad: no panic, the same bytes each time, and nothing
//! new the second time.

use proptest::prelude::*;
use schemas::ad::{
    Ad, Apply, Coded, ContentHash, Employment, Flags, Lifecycle, Location, Occupation,
    OccupationScheme, Organization, Origin, Requirements, Source, Text, WorkMode,
};
use schemas::id::ExternalId;
use schemas::revision::RevisionKind;
use schemas::{AdId, EventId, LocalMoment, PartnerName, Revision, Timestamp};

use super::{Enrich, enrich};
use crate::step::{Arrival, Outcome, Outgoing, Step};

/// An ad with a title and nothing else.
pub(super) fn bare_ad() -> Ad {
    let midnight = LocalMoment {
        at: Timestamp::default(),
        local: "1970-01-01T00:00:00".to_owned(),
        zone: "UTC".to_owned(),
        zone_assumed: false,
        date_only: false,
    };
    Ad {
        ad_id: AdId::default(),
        revision: 1,
        observed_at: Timestamp::default(),
        source_modified_at: None,
        source: Source {
            partner_id: PartnerName::new("acme").unwrap(),
            account: None,
            connector: "push".to_owned(),
            format: "adhub-json".to_owned(),
            external_id: ExternalId::new("1").unwrap(),
            source_url: None,
            fetched_snapshot_id: None,
        },
        alt_ids: Vec::new(),
        lifecycle: Lifecycle::Published,
        removal: None,
        content_hash: ContentHash::default(),
        language: "und".to_owned(),
        other_languages: Vec::new(),
        texts: vec![Text {
            lang: "und".to_owned(),
            title: "Svetsare".to_owned(),
            ..Text::default()
        }],
        employer: Organization::default(),
        advertiser: None,
        locations: Vec::new(),
        work_mode: WorkMode::Unspecified,
        remote_regions: Vec::new(),
        employment: Employment::default(),
        start: None,
        positions: None,
        salary: None,
        occupation: Vec::new(),
        requirements: Requirements::default(),
        apply: Apply::default(),
        contacts: Vec::new(),
        published_at: midnight,
        last_publication_at: None,
        apply_by: None,
        valid_through: None,
        flags: Flags::default(),
        lint: Vec::new(),
        facts: Vec::new(),
        personal_data: Vec::new(),
        extensions: std::collections::BTreeMap::new(),
        raw_ref: None,
    }
}

/// Enriches, and checks what must hold for every ad.
pub(super) fn enriched(ad: &Ad) -> Ad {
    let mut first = ad.clone();
    enrich(&mut first);
    let mut again = ad.clone();
    enrich(&mut again);
    assert!(first == again, "the same ad gave two results");
    enrich(&mut again);
    let (once, twice) = (serde_json::to_string(&first), serde_json::to_string(&again));
    assert_eq!(once.unwrap(), twice.unwrap(), "enriching twice is not enriching once");
    first
}

fn revision(kind: RevisionKind, ad: Option<Ad>) -> Revision {
    Revision {
        event_id: EventId::default(),
        partner: PartnerName::new("acme").unwrap(),
        ad_id: AdId::default(),
        revision: 1,
        received_at: Timestamp::default(),
        kind,
        ad: ad.map(Box::new),
        removal: None,
    }
}

#[test]
fn every_revision_goes_on_once() {
    let arrival = Arrival { now: Timestamp::default(), partition: 0, position: 0 };
    for kind in [RevisionKind::Upserted, RevisionKind::Withdrawn, RevisionKind::Erased] {
        let ad = (kind == RevisionKind::Upserted).then(bare_ad);
        let wanted = ad.as_ref().map(enriched);
        let mut out = Vec::new();
        let outcome = Enrich.decide(revision(kind, ad), &arrival, &mut out);
        assert_eq!(outcome, Outcome::Emit);
        assert_eq!(out, [Outgoing::Enriched(revision(kind, wanted))]);
    }
}

#[test]
fn a_partners_plain_text_is_kept() {
    let mut ad = bare_ad();
    ad.texts[0].description_html = "<p>Ny text</p>".to_owned();
    ad.texts[0].description_text = "Egen  text\n".to_owned();
    assert_eq!(enriched(&ad).texts[0].description_text, "Egen  text\n");
    ad.texts[0].description_text = String::new();
    assert_eq!(enriched(&ad).texts[0].description_text, "Ny text");
}

/// Pieces that HTML goes wrong on.
fn markup() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<div ",
        "<a href='x>",
        "<a href=\"https://a.se\">",
        "</a>",
        "&lt;p&gt;",
        "&amp;lt;b&amp;gt;",
        "&amp;",
        "&amp;amp;",
        "amp;",
        "nbsp;",
        "&nbsp;",
        "&#38;",
        "lt;",
        "&#xa0;",
        "<script>",
        "</script>",
        "<li>",
        "<ul>",
        "- x",
        "\n",
        "\n\n",
        "<br>",
        "<table>",
        "<td>",
        "<font>",
        "</font>",
        "<!--",
        "-->",
        "\0",
        "\r",
        "å",
        "<pre>",
        "<hr>",
        "•  y",
        "*",
        " ",
        ">",
        "\"",
        "'",
        "<h1>",
        "<select>",
        "<svg>",
        "<template>",
        "<textarea>",
        "\u{a0}",
        "ord",
        "och vi söker dig som är",
        "<plaintext>",
        "<math><mi>",
        "<![CDATA[",
    ]);
    prop::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
}

/// Names and codes that fit together, and that do not.
fn word() -> impl Strategy<Value = Option<String>> {
    prop::option::of(prop::sample::select(vec![
        "Malmö",
        "OSLO",
        "Herøy",
        "Stockholms län",
        "VIKEN",
        "Berg",
        "0180",
        "1480",
        "3005",
        "1507",
        "0301",
        "12",
        "32",
        "30",
        "9090",
        "0187",
        "5003",
        "Storgata 1, 0155 Oslo, Norway",
        "SE",
        "NO",
        "NORGE",
        "199",
        "Atlantis",
        "",
        " ",
        "Skåne",
        "ÅÄÖ - ß",
        "se-kommun",
        "no-kommune",
    ]))
    .prop_map(|word| word.map(str::to_owned))
}

fn coded() -> impl Strategy<Value = Option<Coded>> {
    let scheme =
        prop::sample::select(vec!["se-kommun", "no-kommune", "se-lan", "no-fylke", "nuts"]);
    prop::option::of((scheme, word(), word()).prop_map(|(scheme, code, name)| Coded {
        scheme: scheme.to_owned(),
        code: code.unwrap_or_default(),
        name,
        origin: Origin::Source,
        confidence: 1.0,
    }))
}

fn location() -> impl Strategy<Value = Location> {
    (word(), word(), word(), word(), coded(), coded()).prop_map(
        |(country, city, postal_code, raw, municipality, region)| Location {
            raw,
            postal_code,
            city,
            municipality,
            region,
            country,
            ..Location::default()
        },
    )
}

fn occupation() -> impl Strategy<Value = Occupation> {
    use OccupationScheme::{AfConcept, Isco08, Partner, Ssyk2012, Styrk08};
    let scheme = prop::sample::select(vec![AfConcept, Isco08, Partner, Ssyk2012, Styrk08]);
    let code =
        prop::sample::select(vec!["2512", "DJh5_yyF_hEM", "7113", "C2221", "", "ö", "25123"]);
    (scheme, code).prop_map(|(scheme, code)| Occupation {
        scheme,
        code: code.to_owned(),
        label: None,
        origin: Origin::Source,
        confidence: 1.0,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]
    #[test]
    fn any_place_and_occupation_is_enriched_once_and_alike(
        locations in prop::collection::vec(location(), 0..3),
        occupation in prop::collection::vec(occupation(), 0..4),
        language in prop::sample::select(vec!["sv", "NB", "sv_SE", "und", "", "Swedish", "en-gb"]),
    ) {
        let mut ad = bare_ad();
        ad.language = language.to_owned();
        ad.locations = locations;
        ad.occupation = occupation;
        enriched(&ad);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]
    #[test]
    fn any_markup_is_enriched_once_and_alike(html in markup(), text in markup()) {
        let mut ad = bare_ad();
        ad.texts[0].description_html = html.clone();
        ad.texts.push(Text { title: text.clone(), description_text: text, ..Text::default() });
        ad.apply.instructions_html = Some(html);
        enriched(&ad);
    }
}

/// Pieces of texts that the finders of terms, places and numbers read.
fn wording() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "lön",
        "35 000",
        "35.000,50",
        "-",
        "–",
        "kr",
        "/mån",
        "£",
        "per hour",
        "80",
        "%",
        "tjänst",
        "senast",
        "21 april",
        "2025-13-40",
        "31/2",
        "21.4.",
        "snarast",
        "start",
        "i",
        "Malmö",
        "Oslo",
        "Warszawie",
        "0155",
        "Region",
        "län",
        "krav",
        "meriterande",
        ":",
        "\n",
        ". ",
        ",",
        "B-körkort",
        "engelska",
        "flytande",
        "inte",
        "remote",
        "hybrid",
        "tillsvidare",
        "vikariat",
        "@",
        "a@b.se",
        "+46",
        "070",
        "811228-9874",
        "131052",
        "-308ś",
        "742). - Oś",
        "🚚",
        "é",
        "ß",
        "İ",
        "\u{a0}",
        "\u{202f}",
        "’",
        "'",
        "org.nr",
        "556074-3089",
        "3 års",
        "erfarenhet",
        "Vi",
        "Å",
        "ẞ",
        "Раypal",
        "k",
        "tkr",
        " ",
        "0",
        "1",
        "999999999999999999999",
        "(",
        "/",
        "s",
    ]);
    let joint = prop::sample::select(vec![" ", "", " "]);
    prop::collection::vec((piece, joint), 0..24).prop_map(|pieces| {
        pieces.into_iter().map(|(piece, joint)| format!("{piece}{joint}")).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]
    #[test]
    fn any_wording_is_enriched_once_and_alike(title in wording(), text in wording(), other in ".{0,80}") {
        let mut ad = bare_ad();
        ad.language = String::new();
        ad.texts[0].title = title;
        ad.texts[0].description_text = text;
        ad.texts.push(Text { title: other.clone(), description_text: other, ..Text::default() });
        enriched(&ad);
    }
}

#[test]
fn hostile_texts_are_read_in_bounded_time() {
    let started = std::time::Instant::now();
    let five =
        "Vi söker dig. We are looking for you. Wir suchen dich. Szukamy ciebie. Nous cherchons. ";
    for text in [
        String::new(),
        "lön 35 000 kr ".repeat(70_000),
        "Malmö ".repeat(170_000),
        "senast 21 april ".repeat(60_000),
        "a@b.se 070-174 06 05 ".repeat(50_000),
        "1".repeat(1_000_000),
        "🚚🥕".repeat(100_000),
        "<b><p>&amp;".repeat(50_000),
        five.repeat(11_000),
        "Sаles ".repeat(100_000),
    ] {
        let mut ad = bare_ad();
        ad.language = String::new();
        ad.texts[0].title = text.chars().take(1_000).collect();
        ad.texts[0].description_text = text;
        let found = enriched(&ad);
        assert!(found.personal_data.len() <= 100);
        assert!(found.locations.len() <= 5);
        assert!(found.requirements.licences.len() <= 12);
    }
    // Ten texts of up to 1 MB, three times each, without optimisation.
    assert!(started.elapsed().as_secs() < 120, "{:?}", started.elapsed());
}
