//! Formats of JSON, and what authors wrap around them.

mod fault;
mod outline;
mod pieces;

use serde_json::Value;

use self::outline::Outline;
use super::sketch::Sketch;
use super::tells;
use super::{Clues, Recognised, Sureness, Unrecognised, best};

/// Most keys around an answer.
const WRAPPER_DEPTH: usize = 3;

/// What is no list of ads, though it speaks of them: keys, what it is, and
/// what to do.
const KNOWN: &[(&[&str], &str, &str)] = &[
    (
        &["items[]._feed_entry", "items[].feed_entry"],
        "a page of NAV's feed, which names ads and does not hold them",
        "each ad is at /api/v1/feedentry/UUID (format nav-entry)",
    ),
    (
        &["allReferences", "createdReferences", "modifiedReferences", "closedReferences"],
        "references of the EURES input API, which name ads and do not hold them",
        "the ads are in the answer of getDetails (format eures)",
    ),
    (
        &["[].locationList", "ads[].locationList", "locationList"],
        "an ad of NAV's import API or of NAV's own store",
        "partners push it to a gateway; a feed of it is not known",
    ),
    (
        &["ads"],
        "an object with a list \"ads\" without ads in it",
        "a list with at least one ad can be looked at",
    ),
    (
        &["hits.hits[]._source"],
        "an answer of Elasticsearch",
        "its fields are the partner's own: a dialect has to name them",
    ),
];

/// Detects JSON.
pub(super) fn detect(text: &str, clues: Clues<'_>) -> Result<Recognised, Unrecognised> {
    let outline = Outline::of(text);
    for (index, base) in bases(&outline).iter().enumerate() {
        let below = Below { outline: &outline, base };
        // The address speaks for the answer, not for what is inside of it.
        let clues = if index == 0 { clues } else { Clues { url: None, ..clues } };
        let Some(mut found) = scored(&below, clues) else { continue };
        if index > 0 {
            found.wrapper = Some(base.clone());
        }
        if found.format == "jobstream-v2" {
            found = either_version(found, clues);
        }
        return Ok(found);
    }
    if let Some(format) = pieces::detect(&outline, &bases(&outline)) {
        return Ok(format);
    }
    if let Some(format) = empty_list(&outline, clues) {
        return Ok(format);
    }
    if outline.has_below("details", "contentFormatVersion") {
        return Ok(Recognised {
            format: "eures",
            sureness: Sureness::Certain,
            because: vec!["details with contentFormatVersion".to_owned()],
            others: Vec::new(),
            wrapper: None,
            in_pieces: false,
        });
    }
    if let Some(error) = fault::told(text) {
        return Err(error);
    }
    for (places, what, hint) in KNOWN {
        if places.iter().any(|place| outline.has(place)) {
            return Err(Unrecognised::Other { what: (*what).to_owned(), hint });
        }
    }
    Err(Unrecognised::Unknown { seen: outline.seen() })
}

/// Both versions of JobStream have the same ads: only the address tells.
fn either_version(mut found: Recognised, clues: Clues<'_>) -> Recognised {
    for version in ["jobstream-v2", "jobstream-v1"] {
        if let Some(reason) = tells::by_address(version, clues) {
            found.because.push(reason);
            return Recognised { format: version, sureness: Sureness::Certain, ..found };
        }
    }
    found.because.push("v1 and v2 have the same ads; only the address tells".to_owned());
    found.others.insert(0, "jobstream-v1");
    found.sureness = found.sureness.min(Sureness::Likely);
    found
}

/// The best of what the keys below a base say.
fn scored(below: &Below<'_>, clues: Clues<'_>) -> Option<Recognised> {
    let whole = best(below, tells::JSON, clues);
    let items = ItemsOf(below);
    let listed = best(&items, tells::JSON_ITEMS, clues);
    let strong = |found: &Recognised| found.sureness > Sureness::Guess || below.base.is_empty();
    let lever_alone = |found: &Recognised| found.format == "lever" && !items.are_listed();
    match (whole.filter(strong), listed.filter(strong).filter(|found| !lever_alone(found))) {
        (Some(one), Some(other)) => Some(if other.sureness > one.sureness { other } else { one }),
        (one, other) => one.or(other),
    }
}

/// Nothing is in the list: only the address can tell what would be.
fn empty_list(outline: &Outline, clues: Clues<'_>) -> Option<Recognised> {
    if !outline.is_empty_list() {
        return None;
    }
    let named = ["lever", "jobstream-v2", "jobstream-v1"];
    let told = named.iter().find_map(|name| Some((*name, tells::by_address(name, clues)?)));
    let (format, reason) = told?;
    Some(Recognised {
        format,
        sureness: Sureness::Likely,
        because: vec!["an empty list".to_owned(), reason],
        others: Vec::new(),
        wrapper: None,
        in_pieces: false,
    })
}

/// Places where the answer may begin: the outermost value, then what single
/// keys lead to, the outer first.
fn bases(outline: &Outline) -> Vec<String> {
    let mut bases = vec![String::new()];
    let mut inner: Vec<&String> = outline
        .places()
        .filter(|place| !place.is_empty() && !place.contains("[]"))
        .filter(|place| place.matches('.').count() < WRAPPER_DEPTH && outline.holds_more(place))
        .collect();
    inner.sort_by_key(|place| place.matches('.').count());
    bases.extend(inner.into_iter().cloned());
    bases.truncate(200);
    bases
}

/// The outline below one place.
struct Below<'o> {
    outline: &'o Outline,
    base: &'o str,
}

impl Below<'_> {
    fn place(&self, place: &str) -> String {
        match (self.base, place) {
            ("", place) => place.to_owned(),
            (base, place) if place.starts_with('[') => format!("{base}{place}"),
            (base, place) => format!("{base}.{place}"),
        }
    }
}

impl Sketch for Below<'_> {
    fn has(&self, place: &str) -> bool {
        self.outline.has(&self.place(place))
    }

    fn says(&self, place: &str, part: &str) -> bool {
        self.outline.says(&self.place(place), part)
    }
}

/// The items of a list, or the value itself.
struct ItemsOf<'o>(&'o Below<'o>);

impl ItemsOf<'_> {
    fn are_listed(&self) -> bool {
        self.0.has("[]")
    }
}

impl Sketch for ItemsOf<'_> {
    fn has(&self, place: &str) -> bool {
        self.0.has(&format!("[].{place}")) || self.0.has(place)
    }

    fn says(&self, place: &str, part: &str) -> bool {
        self.0.says(&format!("[].{place}"), part) || self.0.says(place, part)
    }
}

/// Every answer inside of a wrapper like the one that was met, each with the
/// last of its keys: `boards.acme` and `boards.other` are two of the same
/// kind. The value that holds them must fit into memory.
///
/// # Errors
/// When the bytes are no JSON.
pub fn unwrap(bytes: &[u8], wrapper: &str) -> Result<Vec<(String, Vec<u8>)>, serde_json::Error> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut inner = Vec::new();
    let (parents, last) = wrapper.rsplit_once('.').map_or(("", wrapper), |pair| pair);
    for root in serde_json::Deserializer::from_slice(bytes).into_iter::<Value>() {
        let mut value = root?;
        for key in parents.split('.').filter(|key| !key.is_empty()) {
            value = value.get_mut(key).map(Value::take).unwrap_or_default();
        }
        let Value::Object(mut fields) = value else { continue };
        let kin = |value: &Value, met: &Value| match (value, met) {
            (Value::Object(one), Value::Object(other)) => one.keys().eq(other.keys()),
            _ => false,
        };
        let Some(met) = fields.remove(last) else { continue };
        // Siblings of a single outermost key are other things.
        if !parents.is_empty() {
            let others = fields.iter().filter(|(_, value)| kin(value, &met));
            inner.extend(others.map(|(key, value)| (key.clone(), value.to_string().into_bytes())));
        }
        inner.push((last.to_owned(), met.to_string().into_bytes()));
    }
    Ok(inner)
}
