//! How an item of a feed becomes an ad, as data: for each field of the ad the
//! paths under which partners write it. One mapping serves XML and JSON.
//!
//! What no path reads stays in `extensions`, under the dialect's name, without
//! what is about people.

mod ad;
mod contact;
mod dates;
mod item;
mod links;
mod path;
mod pay;
mod place;
mod terms;
mod text;
mod words;

pub(crate) use ad::{One, Rules, read};
pub(crate) use item::Item;
pub use path::{NoPath, Path, Paths};
pub(crate) use words::employment_words;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use schemas::ad::{OccupationScheme, SectionKind, WorkMode};
use serde::Deserialize;

/// Where each field of an ad stands in an item. Every path is tried in order;
/// the first that leads to a text counts, unless a field says otherwise.
#[derive(Clone, Default, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Mapping {
    /// The partner's id.
    pub id: Paths,
    /// The id is the applicant tracking system's, found in the ad's URL; `id`
    /// is for URLs that have none.
    pub id_from_url: bool,
    /// The partner's name at its system; its account when it is not given.
    pub tenant: Option<String>,
    /// The applicant tracking system that the item itself comes from.
    pub ats: Option<AtsRule>,
    /// Other ids, by their scheme; all of them.
    pub alt_ids: BTreeMap<String, Paths>,
    /// Title.
    pub title: Paths,
    /// Language, BCP 47.
    pub language: Paths,
    /// Words of this partner for languages, in lower case: `gb` for English.
    pub language_words: BTreeMap<String, String>,
    /// Description, HTML or plain.
    pub description: Paths,
    /// What is added to the description, all of it, in order.
    pub description_also: Paths,
    /// Parts with a meaning.
    pub sections: Vec<SectionPaths>,
    /// The parts are the description, or go on where it ends.
    pub sections_in_description: bool,
    /// The same ad in further languages.
    pub translations: Option<TranslationPaths>,
    /// Who employs.
    pub employer: EmployerPaths,
    /// What stands between title and employer in the title (` at `), when the
    /// employer has no field of its own.
    pub employer_in_title: Option<String>,
    /// The ad's own page.
    pub page_url: Paths,
    /// Template of the ad's own page, when no field has it: `{account}` (the
    /// tenant), `{id}` and `{path}` (the text of `page_path`) are filled in.
    pub page_template: Option<String>,
    /// The text for `{path}`.
    pub page_path: Paths,
    /// Form on the web; `page_url` when there is none.
    pub apply_url: Paths,
    /// Address for applications.
    pub apply_email: Paths,
    /// Reference to give.
    pub apply_reference: Paths,
    /// How to apply, in words.
    pub apply_text: Paths,
    /// Work places; all of them.
    pub places: Vec<PlacePaths>,
    /// On site, hybrid or remote, in words.
    pub work_mode: Paths,
    /// Words of this partner for it.
    #[schemars(with = "BTreeMap<String, String>")]
    pub work_mode_words: BTreeMap<String, WorkMode>,
    /// Truth values: remote.
    pub remote: Paths,
    /// Truth values: hybrid.
    pub hybrid: Paths,
    /// Truth values: on site.
    pub onsite: Paths,
    /// Relation, duration and extent, in words; all of them.
    pub employment: Paths,
    /// Words of this partner for them, and what they mean in words that are
    /// known everywhere; blank: they say nothing.
    pub employment_words: BTreeMap<String, String>,
    /// Truth values: full time.
    pub full_time: Paths,
    /// Truth values: part time.
    pub part_time: Paths,
    /// Duration in words.
    pub duration_text: Paths,
    /// Working hours in words, or the most of them.
    pub hours: Paths,
    /// The least working hours, where they are two numbers.
    pub hours_least: Paths,
    /// Extent, percent of full time.
    pub percent: Paths,
    /// Pay; the first that says something.
    pub pay: Vec<PayPaths>,
    /// Occupations and categories; all of them.
    pub occupation: Vec<OccupationPaths>,
    /// Skills; all of them.
    pub skills: Paths,
    /// Education; all of it.
    pub education: Paths,
    /// Experience; all of it.
    pub experience: Paths,
    /// Languages asked for; all of them.
    pub languages: Paths,
    /// Licences; all of them.
    pub licences: Paths,
    /// What is asked for, and is no must.
    pub wished: WishedPaths,
    /// Number of openings.
    pub positions: Paths,
    /// When work starts.
    pub start: Paths,
    /// Truth values: at once.
    pub start_asap: Paths,
    /// When the ad appears.
    pub published_at: Paths,
    /// Its time of day, when the date has none.
    pub published_time: Paths,
    /// When the ad was changed.
    pub modified_at: Paths,
    /// Last day to apply.
    pub apply_by: Paths,
    /// Last day on which it is shown.
    pub last_publication_at: Paths,
    /// Last day on which it is valid.
    pub valid_through: Paths,
    /// Contact persons.
    pub contacts: Vec<ContactPaths>,
    /// The item says: remove this ad.
    pub removed: Vec<Words>,
    /// The item says: this ad is not public (any more).
    pub inactive: Vec<Words>,
    /// When it went.
    pub removed_at: Paths,
    /// No vacancy now: a list for later.
    pub talent_pool: Vec<Words>,
    /// Paid placement.
    pub sponsored: Vec<Words>,
    /// May be passed on to EURES.
    pub eures: Vec<Words>,
    /// What repeats other fields: not kept.
    pub ignored: Paths,
}

/// The system, the tenant and the job behind an item.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AtsRule {
    /// Name of the system.
    pub system: String,
    /// Job ids are unique only within a tenant.
    #[serde(default)]
    pub per_tenant: bool,
    /// The job's id there, or an address or a path that holds it.
    pub job: Paths,
}

/// Where parts of a description stand.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SectionPaths {
    /// What they are about.
    #[schemars(with = "String")]
    pub kind: SectionKind,
    /// The parts: text, or objects.
    pub each: Paths,
    /// Heading, inside of a part.
    #[serde(default)]
    pub heading: Paths,
    /// Text, inside of a part.
    #[serde(default)]
    pub html: Paths,
    /// Headings of parts that are no text: settings in a bag of names and
    /// values.
    #[serde(default)]
    pub skip: Vec<String>,
}

/// Where the same ad stands in further languages: objects by language, or
/// objects that name theirs.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TranslationPaths {
    /// The objects whose keys are languages.
    #[serde(default)]
    pub by_language: Paths,
    /// The objects that name their language.
    #[serde(default)]
    pub each: Paths,
    /// Language, inside of one of `each`.
    #[serde(default)]
    pub language: Paths,
    /// Title, inside of one.
    pub title: Paths,
    /// Description, inside of one.
    pub description: Paths,
    /// What is added to it.
    #[serde(default)]
    pub description_also: Paths,
}

/// Where the employer stands.
#[derive(Clone, Default, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct EmployerPaths {
    /// Name.
    pub name: Paths,
    /// Its name when no field has one: boards of one employer do not name it.
    pub name_otherwise: Option<String>,
    /// Registered name.
    pub legal_name: Paths,
    /// Registration number.
    pub number: Paths,
    /// Scheme of the number.
    pub number_scheme: Option<String>,
    /// Unit or department.
    pub unit: Paths,
    /// Home page.
    pub url: Paths,
    /// Logo.
    pub logo: Paths,
    /// About it.
    pub about: Paths,
    /// Industry; all of them.
    pub industry: Paths,
    /// Code list of the industries.
    pub industry_scheme: Option<String>,
    /// Industries stand in one text, with commas.
    pub industry_commas: bool,
}

/// Where a work place stands.
#[derive(Clone, Default, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PlacePaths {
    /// The places: text, or objects. None: the item itself.
    pub each: Paths,
    /// Only when nothing before gave a place.
    pub otherwise: bool,
    /// Fills what the only place before left blank when it is of the same
    /// city; is a place of its own when there is none before.
    pub completes: bool,
    /// All in one text.
    pub raw: Paths,
    /// Street and number.
    pub street: Paths,
    /// The number, when it stands alone; it comes after the street.
    pub street_number: Paths,
    /// Postal code.
    pub postal_code: Paths,
    /// City.
    pub city: Paths,
    /// Municipality.
    pub municipality: Paths,
    /// Region.
    pub region: Paths,
    /// Scheme of a region's code; without one it is a name.
    pub region_scheme: Option<String>,
    /// Country: name or code.
    pub country: Paths,
    /// The country, alpha-2, of places that name none and have a postal code,
    /// where all of the source's codes are of one country.
    pub country_otherwise: Option<String>,
    /// Degrees north.
    pub lat: Paths,
    /// Degrees east.
    pub lon: Paths,
    /// Both in one text, north first.
    pub point: Paths,
}

/// Where pay stands.
#[derive(Clone, Default, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PayPaths {
    /// The objects. None: the item itself.
    pub each: Paths,
    /// All in one text.
    pub text: Paths,
    /// Least amount.
    pub min: Paths,
    /// Largest amount.
    pub max: Paths,
    /// ISO 4217.
    pub currency: Paths,
    /// The currency of amounts without one, where all of the source's pay is in
    /// it.
    pub currency_otherwise: Option<String>,
    /// What the amount is for.
    pub period: Paths,
    /// Amounts are hundredths.
    pub cents: bool,
}

/// Where occupations stand.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OccupationPaths {
    /// Code list.
    #[serde(default = "partner_scheme")]
    #[schemars(with = "String")]
    pub scheme: OccupationScheme,
    /// Codes, or objects.
    pub each: Paths,
    /// Code, inside of an object.
    #[serde(default)]
    pub code: Paths,
    /// Name, inside of an object.
    #[serde(default)]
    pub label: Paths,
    /// Several stand in one text, with commas.
    #[serde(default)]
    pub commas: bool,
}

fn partner_scheme() -> OccupationScheme {
    OccupationScheme::Partner
}

/// Where requirements stand that are wishes; all of them.
#[derive(Clone, Default, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct WishedPaths {
    /// Skills.
    pub skills: Paths,
    /// Education.
    pub education: Paths,
    /// Experience.
    pub experience: Paths,
    /// Languages.
    pub languages: Paths,
    /// Licences.
    pub licences: Paths,
}

/// Where a contact stands.
#[derive(Clone, Default, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ContactPaths {
    /// The objects. None: the item itself.
    pub each: Paths,
    /// Name.
    pub name: Paths,
    /// Role.
    pub role: Paths,
    /// Address.
    pub email: Paths,
    /// Number.
    pub phone: Paths,
}

/// A field that has one of some words, without case.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// The field.
    pub path: Paths,
    /// The words.
    pub words: Vec<String>,
}
