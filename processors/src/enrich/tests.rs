//! What holds for every ad: no panic, the same bytes each time, and nothing
//! new the second time.

mod wording;

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
        correction: None,
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
