//! The table of dialects in `docs/connectors.md` is what the fixtures show.
//! `INSTA_UPDATE=always cargo test -p connectors` writes it anew.

#![cfg(test)]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use connectors::formats::dialect::{Dialect, Duplicates, PagingBy, Shape};
use connectors::formats::feed;
use connectors::{Item, Profile, ReadContext, dialects};
use schemas::{Ad, PartnerName};

const BEGIN: &str = "<!-- begin: table -->\n";
const END: &str = "<!-- end: table -->\n";

/// Groups of fields that an ad has.
fn filled(ad: &Ad, found: &mut BTreeSet<&'static str>) {
    let text = ad.texts.first();
    let assumed = ad.facts.iter().any(|fact| fact.path == "/published_at");
    let marks = [
        (
            "text",
            text.is_some_and(|t| !(t.description_html.is_empty() && t.description_text.is_empty())),
        ),
        ("employer", !ad.employer.name.is_empty()),
        ("places", !ad.locations.is_empty()),
        ("mode", ad.work_mode != schemas::ad::WorkMode::Unspecified),
        ("terms", ad.employment != schemas::ad::Employment::default()),
        ("pay", ad.salary.is_some()),
        ("published", !assumed),
        ("modified", ad.source_modified_at.is_some()),
        ("apply by", ad.apply_by.is_some()),
        ("valid through", ad.valid_through.is_some()),
        ("apply", ad.apply != schemas::ad::Apply::default()),
        ("occupation", !ad.occupation.is_empty()),
        ("requirements", !ad.requirements.is_empty()),
        ("contacts", !ad.contacts.is_empty()),
        ("languages", ad.texts.len() > 1),
        ("system", ad.alt_ids.iter().any(|id| id.scheme.starts_with("ats:"))),
    ];
    found.extend(marks.into_iter().filter(|(_, is)| *is).map(|(name, _)| name));
}

fn fixtures(dialect: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/feed");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            let name = path.file_name().unwrap().to_str().unwrap();
            path.is_file() && name.split('.').next() == Some(dialect)
        })
        .collect();
    paths.sort();
    paths
}

fn fields(dialect: &Dialect) -> BTreeSet<&'static str> {
    let profile = Profile {
        partner: PartnerName::new("example").unwrap(),
        zone: "Europe/Oslo".to_owned(),
        language: None,
    };
    let context = ReadContext {
        profile: &profile,
        account: Some("acme"),
        now: "2026-11-24T12:00:00Z".parse().unwrap(),
        url: None,
        snapshot_id: None,
    };
    let mut found = BTreeSet::new();
    for path in fixtures(&dialect.name) {
        let bytes = fs::read(path).unwrap();
        let mut sink = |item| {
            if let Ok(Item::Ad(ad)) = item {
                filled(&ad, &mut found);
            }
        };
        // Some fixtures go wrong on purpose.
        let _end = feed::read(&mut &bytes[..], None, dialect, &context, &mut sink);
    }
    found
}

fn removal(dialect: &Dialect) -> String {
    let mut signals = Vec::new();
    if !dialect.fields.removed.is_empty() {
        signals.push("delete");
    }
    if !dialect.fields.inactive.is_empty() {
        signals.push("status");
    }
    if !dialect.fields.valid_through.is_empty() {
        signals.push("expiry");
    }
    if !(dialect.always_partial || dialect.single) {
        signals.push("absence");
    }
    if signals.is_empty() { "none".to_owned() } else { signals.join(", ") }
}

fn gaps(dialect: &Dialect) -> String {
    let mut gaps = Vec::new();
    if dialect.always_partial {
        gaps.push("never complete".to_owned());
    }
    if dialect.single {
        gaps.push("one ad".to_owned());
    }
    if let Some(max) = dialect.items_max.filter(|_| dialect.request.paging.is_none()) {
        gaps.push(format!("{max} items may be a part"));
    }
    if dialect.empty_is_doubtful {
        gaps.push("empty proves nothing".to_owned());
    }
    if !dialect.announced.is_empty() {
        gaps.push("counts itself".to_owned());
    }
    match dialect.duplicates {
        Duplicates::First => {}
        Duplicates::MergePlaces => gaps.push("rows of one id are merged".to_owned()),
        Duplicates::Keep => gaps.push("a list of changes".to_owned()),
    }
    gaps.join("; ")
}

/// How a round asks.
fn asked(dialect: &Dialect) -> String {
    let requests = &dialect.request;
    if dialect.single {
        return "by a list".to_owned();
    }
    let url = requests.url.iter().chain(requests.texts.iter().map(|texts| &texts.url));
    let mut names: Vec<&str> = Vec::new();
    for template in url.chain(requests.parameters.values()) {
        for part in template.split('{').skip(1) {
            let name = part.split('}').next().unwrap();
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    let given = |name: &&str| !requests.parameters.contains_key(*name);
    let (needed, other): (Vec<&str>, Vec<&str>) = names.into_iter().partition(given);
    let mut asked = match (&requests.url, needed.as_slice()) {
        (None, _) => "URL".to_owned(),
        (Some(_), []) => "nothing".to_owned(),
        (Some(_), needed) => needed.join(", "),
    };
    if !other.is_empty() {
        write!(asked, " ({})", other.join(", ")).unwrap();
    }
    if let Some(paging) = &requests.paging {
        match paging.by {
            PagingBy::Offset => write!(asked, "; {} by offset", paging.size).unwrap(),
            PagingBy::Page => write!(asked, "; {} by page", paging.size).unwrap(),
            PagingBy::Next => asked.push_str("; by link"),
        }
        if let Some(max) = paging.items_max {
            write!(asked, " up to {max}").unwrap();
        }
    }
    if let Some(detail) = &requests.detail {
        write!(asked, "; each by `{}`", detail.dialect).unwrap();
    }
    if let Some(texts) = &requests.texts {
        write!(asked, "; texts by `{}`", texts.dialect).unwrap();
    }
    asked
}

fn table() -> String {
    let mut table =
        "| dialect | shape | asked for | fields | removal | notes |\n|---|---|---|---|---|---|\n"
            .to_owned();
    for name in dialects::names() {
        let dialect = dialects::named(name).unwrap();
        let fields = fields(dialect);
        assert!(!fields.is_empty(), "no fixture of {name} gives an ad");
        let fields: Vec<&str> = fields.into_iter().collect();
        let shape = match dialect.shape {
            Shape::Xml => "XML",
            Shape::Json => "JSON",
        };
        let (removal, gaps) = (removal(dialect), gaps(dialect));
        let (asked, fields) = (asked(dialect), fields.join(", "));
        writeln!(table, "| `{name}` | {shape} | {asked} | {fields} | {removal} | {gaps} |")
            .unwrap();
    }
    table
}

#[test]
fn the_table_is_what_the_fixtures_show() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/connectors.md");
    let page = fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once(BEGIN).expect("the page has its marks");
    let (_, after) = rest.split_once(END).expect("the page has its marks");
    let wanted = format!("{before}{BEGIN}{}{END}{after}", table());
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        fs::write(&path, &wanted).unwrap();
        return;
    }
    assert_eq!(page, wanted, "docs/connectors.md: INSTA_UPDATE=always writes it anew");
}
