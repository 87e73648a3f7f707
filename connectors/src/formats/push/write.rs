//! A canonical ad as a partner would push it. What is written is read again
//! by [`super::read_ad`] before it is handed over: what this format has no
//! place for is left out and told, so that the rest is the same ad.

use schemas::Ad;
use schemas::ad::Amount;
use schemas::rejected::Fault;
use serde_json::{Map, Value};

use super::values::SHORT_MAX;
use crate::item::{Profile, ReadContext};

/// What the hub fills by itself, and what stands elsewhere in this format.
const NOT_WRITTEN: [&str; 10] = [
    "ad_id",
    "revision",
    "observed_at",
    "removal",
    "content_hash",
    "lint",
    "facts",
    "raw_ref",
    "source",
    "lifecycle",
];
/// Parts without which an ad cannot be pushed: they are mended, not left out.
const TITLE: &str = "/title";
/// Rounds of reading and leaving out. Each takes at least one part away.
const ROUNDS_MAX: usize = 200;

/// An ad in the push format.
#[derive(Clone, PartialEq, Debug)]
pub struct Written {
    /// The ad: a JSON object.
    pub ad: Value,
    /// What was left out or changed, where it stood, and why. Without any,
    /// reading it gives the same content again.
    pub left_out: Vec<Fault>,
}

/// Writes an ad.
pub fn write(ad: &Ad) -> Written {
    let mut written = Written { ad: plain(ad), left_out: Vec::new() };
    if ad.employer.name.is_empty() && !ad.flags.anonymous_employer {
        let message = "no employer is named: written with flags.anonymous_employer";
        written.left_out.push(Fault::new("employer_unnamed", "/employer", message));
        object(&mut written.ad, "flags").insert("anonymous_employer".to_owned(), true.into());
    }
    let profile =
        Profile { partner: ad.source.partner_id.clone(), zone: "UTC".to_owned(), language: None };
    let context = ReadContext {
        profile: &profile,
        account: ad.source.account.as_deref(),
        now: ad.observed_at,
        url: None,
        snapshot_id: None,
    };
    for _ in 0..ROUNDS_MAX {
        let bytes = written.ad.to_string();
        let Err(error) = super::read_ad(bytes.as_bytes(), None, &context) else { break };
        // From the end, so that the places before stay where they are.
        let mut faults = error.faults;
        faults.sort_by(|one, other| other.pointer.cmp(&one.pointer));
        faults.dedup_by(|one, other| one.pointer == other.pointer);
        // One at a time: `/texts/10` stands before `/texts/9` as text.
        let Some(fault) = faults.into_iter().next() else { break };
        if !leave_out(&mut written.ad, &fault.pointer) {
            written.left_out.push(fault);
            break;
        }
        written.left_out.push(fault);
    }
    written
}

/// The fields of the ad, as far as a partner gives them.
fn plain(ad: &Ad) -> Value {
    let value = serde_json::to_value(ad).expect("an ad is a JSON object with text keys");
    let Value::Object(all) = value else { unreachable!("an ad is a struct") };
    let mut fields = Map::new();
    fields.insert("external_id".to_owned(), ad.source.external_id.as_str().into());
    if let Some(url) = &ad.source.source_url {
        fields.insert("source_url".to_owned(), url.as_str().into());
    }
    let assumed = ad.facts.iter().any(|fact| fact.path == "/published_at");
    for (name, value) in all {
        // A date that the hub assumed is assumed again.
        let again = NOT_WRITTEN.contains(&name.as_str()) || (assumed && name == "published_at");
        // In extensions nothing is ours to judge.
        if !again && (name == "extensions" || !says_nothing(&value)) {
            fields.insert(name, value);
        }
    }
    if let Some(salary) = &ad.salary {
        for (name, amount) in [("min", &salary.min), ("max", &salary.max)] {
            exactly(fields.get_mut("salary"), name, amount.as_ref());
        }
    }
    Value::Object(fields)
}

/// An amount that a JSON number cannot hold is written as text.
fn exactly(salary: Option<&mut Value>, name: &str, amount: Option<&Amount>) {
    let (Some(Value::Object(salary)), Some(amount)) = (salary, amount) else { return };
    let number = salary.get(name).map(Value::to_string).unwrap_or_default();
    if Amount::parse(&number).as_ref() != Some(amount) {
        salary.insert(name.to_owned(), amount.as_str().into());
    }
}

fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Object(fields) => fields.values().all(says_nothing),
        Value::String(text) => text.is_empty() || text == "unspecified",
        _ => false,
    }
}

/// Takes away what stands at a pointer, or what it stands in; a title is cut.
/// `false` when nothing may be taken away.
fn leave_out(ad: &mut Value, pointer: &str) -> bool {
    if pointer.ends_with(TITLE)
        && let Some(Value::String(title)) = ad.pointer_mut(pointer)
        && title.chars().count() > SHORT_MAX
    {
        *title = title.chars().take(SHORT_MAX).collect();
        return true;
    }
    let mut pointer = pointer;
    while let Some((parent, key)) = pointer.rsplit_once('/') {
        if pointer == "/external_id" || pointer == "/texts" {
            return false;
        }
        let key = key.replace("~1", "/").replace("~0", "~");
        let gone = match ad.pointer_mut(parent) {
            Some(Value::Object(fields)) => fields.remove(&key).is_some(),
            Some(Value::Array(items)) => match key.parse::<usize>() {
                Ok(index) if index < items.len() => {
                    items.remove(index);
                    true
                }
                _ => false,
            },
            _ => false,
        };
        if gone {
            return true;
        }
        pointer = parent;
    }
    false
}

fn object<'v>(ad: &'v mut Value, name: &str) -> &'v mut Map<String, Value> {
    let fields = ad.as_object_mut().expect("an ad is an object");
    let value = fields.entry(name).or_insert_with(|| Value::Object(Map::new()));
    value.as_object_mut().expect("flags are an object, and so is what was put in")
}
