//! What one partner's feed looks like, as data: its shape, what proves that it
//! is whole, and where the fields of an ad stand.

mod request;

pub use request::{Detail, Paging, PagingBy, PostTemplate, Requests, Split, Texts};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::mapping::{Mapping, Paths};
use super::xml::Names;

/// A dialect of a feed.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dialect {
    /// Its name: [`schemas::ad::Source::format`] of its ads, and the key of
    /// what has no home in them.
    pub name: String,
    /// XML or JSON.
    pub shape: Shape,
    /// XML: names that the outermost element may have, in lower case. Another
    /// one is a foreign answer.
    #[serde(default)]
    pub roots: Vec<String>,
    /// XML: names of the elements that are items, in lower case.
    #[serde(default)]
    pub items: Vec<String>,
    /// XML: items may hold elements of their own name.
    #[serde(default)]
    pub items_nest: bool,
    /// XML: namespaces, and the prefixes by which the mapping calls them,
    /// whatever the feed does. A blank prefix is none.
    #[serde(default)]
    pub namespaces: Names,
    /// JSON: the keys that lead to the list of items; none: the answer is the
    /// list itself.
    #[serde(default)]
    pub list: Vec<String>,
    /// JSON: the answer is one ad.
    #[serde(default)]
    pub single: bool,
    /// JSON: an answer without the list says that there are no ads. Only where
    /// other keys prove that it is the right answer.
    #[serde(default)]
    pub empty_when: Paths,
    /// A feed without items proves nothing: unknown tenants look so too.
    #[serde(default)]
    pub empty_is_doubtful: bool,
    /// Outside of the items: how many there are in all.
    #[serde(default)]
    pub announced: Paths,
    /// Outside of the items: where there are more. Present: this is a part.
    #[serde(default)]
    pub more: Paths,
    /// Most items that the feed ever shows: with so many it may be a part.
    #[serde(default)]
    pub items_max: Option<u64>,
    /// The feed never shows everything: absence says nothing.
    #[serde(default)]
    pub always_partial: bool,
    /// When an id comes twice.
    #[serde(default)]
    pub duplicates: Duplicates,
    /// Zone of times without one, when it is not the partner's.
    #[serde(default)]
    pub zone: Option<String>,
    /// `03/04/2026` is the third of April. Not given: such a date is noted and
    /// left unread.
    #[serde(default)]
    pub day_first: Option<bool>,
    /// Where the fields are.
    pub fields: Mapping,
    /// How it is asked for.
    #[serde(default)]
    pub request: Requests,
}

/// The shape of the bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// XML with one element for each item.
    Xml,
    /// JSON with one list of items.
    Json,
}

impl Shape {
    /// For messages.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Xml => "an XML feed",
            Self::Json => "a JSON board",
        }
    }
}

/// What an id that comes twice in one feed means.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Deserialize, JsonSchema, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Duplicates {
    /// The first counts, the others are rejected.
    #[default]
    First,
    /// One ad in several places: the places are put together.
    MergePlaces,
    /// A list of changes: each counts, in its order.
    Keep,
}

/// Why a dialect cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DialectError {
    /// Not TOML, an unknown key, a wrong type.
    #[error("the dialect cannot be read: {0}")]
    Toml(#[from] toml::de::Error),
    /// `extends` names none that is built in.
    #[error("there is no dialect {0:?} to extend")]
    Unknown(String),
    /// Something must be there for this shape.
    #[error("dialect {dialect:?} needs {missing}")]
    Incomplete {
        /// Its name.
        dialect: String,
        /// What is missing.
        missing: &'static str,
    },
}

impl Dialect {
    /// Reads a dialect. With `extends = "NAME"` it starts from a built-in one:
    /// tables are put together, every other value replaces.
    ///
    /// # Errors
    /// [`DialectError`].
    pub fn from_toml(text: &str) -> Result<Self, DialectError> {
        Self::from_table(toml::from_str(text)?)
    }

    /// As [`Dialect::from_toml`], from what was read already.
    ///
    /// # Errors
    /// [`DialectError`].
    pub fn from_table(table: toml::Table) -> Result<Self, DialectError> {
        let dialect: Self = toml::Value::Table(extended(table)?).try_into()?;
        dialect.checked()
    }

    /// Its ads are of this tenant, unless it says of which.
    pub(crate) fn of_tenant(&mut self, tenant: Option<&str>) {
        if self.fields.tenant.is_none() {
            self.fields.tenant = tenant.map(str::to_owned);
        }
    }

    fn checked(self) -> Result<Self, DialectError> {
        let missing = if self.shape == Shape::Xml && self.items.is_empty() {
            "`items`: the names of the elements that are items"
        } else if self.shape == Shape::Xml && self.roots.is_empty() {
            "`roots`: the names that the outermost element may have"
        } else if self.fields.id.0.is_empty() && !self.fields.id_from_url {
            "`fields.id`"
        } else if self.fields.title.0.is_empty() {
            "`fields.title`"
        } else if let Some(missing) = self.request.missing(self.shape == Shape::Json) {
            missing
        } else {
            return Ok(self);
        };
        Err(DialectError::Incomplete { dialect: self.name, missing })
    }
}

fn extended(mut table: toml::Table) -> Result<toml::Table, DialectError> {
    let Some(base) = table.remove("extends") else { return Ok(table) };
    let name = base.as_str().unwrap_or_default();
    let text = crate::dialects::text(name)
        .ok_or_else(|| DialectError::Unknown(base.to_string().trim_matches('"').to_owned()))?;
    let mut whole = extended(toml::from_str(text)?)?;
    merge(&mut whole, table);
    Ok(whole)
}

fn merge(base: &mut toml::Table, over: toml::Table) {
    for (key, value) in over {
        match (base.get_mut(&key), value) {
            (Some(toml::Value::Table(base)), toml::Value::Table(over)) => merge(base, over),
            (_, value) => {
                base.insert(key, value);
            }
        }
    }
}
