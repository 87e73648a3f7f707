//! What of an ad is measured: its fields, the names that files of labels have
//! for them, and how their values are written.

use schemas::ad::OccupationScheme;

/// One field of an ad that a reader can label.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Field {
    Language,
    Occupation(OccupationScheme),
    /// Municipality, city or town.
    Place,
    Region,
    Country,
    WorkMode,
    RemoteRegions,
    Relation,
    Duration,
    Extent,
    Percent,
    Salary,
    Start,
    Deadline,
    /// Languages that an applicant must know.
    Languages,
    /// Licences that an applicant must have.
    Licences,
    /// Levels of education that are asked for.
    Education,
    Skills,
    Employer,
    OrgId,
    Agency,
    /// Numbers and addresses of persons.
    PersonalData,
    /// Names of persons beside them.
    PersonNames,
    Warnings,
}

/// A field and its names in files of labels, the first of which is its own.
type Named = (Field, &'static [&'static str]);

const NAMES: &[Named] = &[
    (Field::Language, &["language", "lang", "ad_language", "text_language"]),
    (Field::Occupation(OccupationScheme::Ssyk2012), &["ssyk2012", "ssyk", "ssyk_code"]),
    (Field::Occupation(OccupationScheme::Isco08), &["isco08", "isco", "isco_08", "isco_code"]),
    (Field::Occupation(OccupationScheme::AfConcept), &["af_concept", "concept_id"]),
    (Field::Occupation(OccupationScheme::Esco), &["esco"]),
    (Field::Occupation(OccupationScheme::Styrk08), &["styrk08", "styrk"]),
    (
        Field::Place,
        &[
            "place",
            "places",
            "municipality",
            "municipalities",
            "municipality_code",
            "municipality_name",
            "kommun",
            "kommune",
            "city",
            "town",
            "location",
            "locations",
        ],
    ),
    (Field::Region, &["region", "region_code", "lan", "län", "fylke", "county"]),
    (Field::Country, &["country", "country_code"]),
    (Field::WorkMode, &["work_mode", "work-mode", "workmode", "workplace_type", "remote_type"]),
    (Field::RemoteRegions, &["remote_regions", "remote-regions"]),
    (Field::Relation, &["relation", "employment_relation", "contract_relation"]),
    (Field::Duration, &["duration", "employment_duration", "contract_duration"]),
    (Field::Extent, &["extent", "employment_extent", "working_hours", "hours_type"]),
    (Field::Percent, &["percent", "scope", "scope_of_work", "percentage"]),
    (Field::Salary, &["salary", "pay", "wage", "base_salary"]),
    (Field::Start, &["start", "start_date", "start_at", "job_start"]),
    (
        Field::Deadline,
        &["deadline", "apply_by", "application_deadline", "last_application_date", "due"],
    ),
    (Field::Languages, &["languages", "required_languages", "must_languages"]),
    (Field::Licences, &["licences", "licenses", "licence", "license", "driving_licence"]),
    (Field::Education, &["education", "education_level"]),
    (Field::Skills, &["skills", "skill", "competencies"]),
    (Field::Employer, &["employer", "employer_name", "company"]),
    (Field::OrgId, &["org_id", "org_number", "orgnr", "organization_number"]),
    (Field::Agency, &["agency", "is_agency"]),
    (Field::PersonalData, &["personal_data", "personal-data", "pii", "spans"]),
    (Field::PersonNames, &["person_names", "names"]),
    (Field::Warnings, &["warnings", "warning", "lint", "flags"]),
];

impl Field {
    /// The field that a column is about; upper and lower case alike.
    pub fn named(name: &str) -> Option<Self> {
        let name = name.trim().to_lowercase();
        NAMES.iter().find(|(_, names)| names.contains(&name.as_str())).map(|(field, _)| *field)
    }

    /// Its name in files of labels and in reports.
    pub fn name(self) -> &'static str {
        let own = NAMES.iter().find(|(field, _)| *field == self);
        own.map_or("occupation", |(_, names)| names[0])
    }

    /// Whether an ad has at most one value of it.
    pub const fn is_single(self) -> bool {
        matches!(
            self,
            Self::Language
                | Self::Occupation(_)
                | Self::WorkMode
                | Self::Relation
                | Self::Duration
                | Self::Extent
                | Self::Percent
                | Self::Salary
                | Self::Start
                | Self::Deadline
                | Self::Employer
                | Self::OrgId
                | Self::Agency
        )
    }

    /// What a value may be, when it is not that. `value` as [`Field::normal`]
    /// writes it.
    pub fn refused(self, value: &str) -> Option<&'static str> {
        let digits =
            |count: usize| value.len() == count && value.bytes().all(|byte| byte.is_ascii_digit());
        let one_of = |words: &[&str]| words.contains(&value);
        let (is_good, allowed) = match self {
            Self::WorkMode => (one_of(&["onsite", "hybrid", "remote"]), "onsite, hybrid or remote"),
            Self::Relation => (
                one_of(&["employee", "contractor", "intern", "volunteer", "apprentice", "other"]),
                "employee, contractor, intern, volunteer, apprentice or other",
            ),
            Self::Duration => (
                one_of(&["permanent", "fixed", "seasonal", "on_demand"]),
                "permanent, fixed, seasonal or on_demand",
            ),
            Self::Extent => (one_of(&["full", "part", "both"]), "full, part or both"),
            Self::Percent => {
                (super::judge::range(value).is_some(), "a number such as 75, or 75-100")
            }
            Self::Salary => (
                super::answers::is_pay(value, value),
                "an amount such as `30000-35000 SEK month`, `30000- SEK month` or `30000`",
            ),
            Self::Start => {
                (value == "asap" || is_date(value), "a date such as 2025-10-01, or asap")
            }
            Self::Deadline => (is_date(value), "a date such as 2025-10-01"),
            Self::Occupation(OccupationScheme::Ssyk2012 | OccupationScheme::Isco08) => {
                (digits(4), "four digits")
            }
            Self::Agency => (value == "true", "true or false"),
            Self::Country | Self::RemoteRegions => {
                let letters = value.bytes().all(|byte| byte.is_ascii_lowercase());
                (value.len() == 2 && letters, "two letters of ISO 3166-1")
            }
            Self::Language | Self::Languages => {
                let tag = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b' ';
                let is_tag = (2..=35).contains(&value.len()) && value.bytes().all(tag);
                (is_tag, "a tag of BCP 47 such as sv")
            }
            _ => (!value.is_empty(), "text"),
        };
        (!is_good).then_some(allowed)
    }

    /// A value as it is compared: one spelling of the words that label files
    /// use. Empty when it is a word for `nothing`.
    pub fn normal(self, value: &str) -> String {
        let value = folded(value);
        if ["", "-", "none", "null", "nothing", "unspecified", "unknown", "n/a", "nan"]
            .contains(&value.as_str())
        {
            return String::new();
        }
        let told = match (self, value.as_str()) {
            (Self::WorkMode, "on site" | "office" | "on_site" | "in office") => "onsite",
            (Self::WorkMode, "fully remote" | "distance") => "remote",
            (Self::Duration, "temporary" | "fixed term" | "fixed_term" | "substitute") => "fixed",
            (Self::Duration, "on demand" | "hourly" | "on call") => "on_demand",
            (Self::Duration, "indefinite" | "permanent employment") => "permanent",
            (Self::Extent, "full time" | "full_time" | "fulltime") => "full",
            (Self::Extent, "part time" | "part_time" | "parttime") => "part",
            (Self::Relation, "freelance" | "consultant" | "self employed") => "contractor",
            (Self::Relation, "internship") => "intern",
            (Self::Start, "as soon as possible" | "immediately" | "snarast") => "asap",
            (Self::Deadline, "rolling" | "ongoing" | "open") => "",
            (Self::Agency, "yes" | "1" | "true") => "true",
            (Self::Agency, "no" | "0" | "false") => "",
            (Self::Language | Self::Languages, "no" | "nno") => "nb",
            (Self::Percent, percent) => return percent.trim_end_matches('%').trim().to_owned(),
            // A date may come with its time.
            (Self::Start | Self::Deadline, date) if is_date(date) => &date[..10],
            (Self::OrgId, number) => {
                return number.chars().filter(char::is_ascii_digit).collect();
            }
            (_, other) => other,
        };
        told.to_owned()
    }
}

fn is_date(text: &str) -> bool {
    let shape = |(at, byte): (usize, u8)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    };
    text.len() >= 10 && text.is_char_boundary(10) && text.bytes().take(10).enumerate().all(shape)
}

/// Lower case, one blank between words, and hyphens as blanks between letters:
/// `Zielona-Góra` is `zielona góra`, but `2025-10-01` stays.
pub fn folded(text: &str) -> String {
    let lower = text.to_lowercase();
    let mut out = String::with_capacity(lower.len());
    let mut before = ' ';
    let mut rest = lower.chars().peekable();
    while let Some(c) = rest.next() {
        let joins = c == '-'
            && before.is_alphabetic()
            && rest.peek().is_some_and(|next| next.is_alphabetic());
        let c = if joins || c.is_whitespace() { ' ' } else { c };
        if c == ' ' && before == ' ' {
            continue;
        }
        out.push(c);
        before = c;
    }
    out.truncate(out.trim_end().len());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(field: Field, value: &str, wanted: &str) {
        assert_eq!(field.normal(value), wanted, "{value:?}");
    }

    #[test]
    fn one_spelling_is_compared() {
        check(Field::Extent, "Full-time", "full");
        check(Field::WorkMode, "On-site", "onsite");
        check(Field::Duration, "TEMPORARY", "fixed");
        check(Field::Deadline, "2025-10-01T23:59:59", "2025-10-01");
        check(Field::Deadline, "Rolling", "");
        check(Field::Start, "ASAP", "asap");
        check(Field::Percent, "75-100 %", "75-100");
        check(Field::Place, "Zielona-Góra", "zielona góra");
        check(Field::OrgId, "556074-3089", "5560743089");
        check(Field::Relation, "null", "");
    }

    #[test]
    fn what_is_no_value_is_told() {
        for (field, good, bad) in [
            (Field::WorkMode, "remote", "sometimes"),
            (Field::Deadline, "2025-10-01", "1 october"),
            (Field::Start, "asap", "soon"),
            (Field::Percent, "75-100", "most"),
            (Field::Salary, "30000-35000 sek month", "a lot"),
            (Field::Occupation(OccupationScheme::Isco08), "2512", "25"),
            (Field::Country, "se", "sweden"),
            (Field::Language, "pt-br", "swedish!"),
            (Field::Duration, "fixed", "long"),
        ] {
            assert_eq!(field.refused(good), None, "{field:?}");
            assert!(field.refused(bad).is_some(), "{field:?}");
        }
    }

    #[test]
    fn columns_have_many_names() {
        assert_eq!(Field::named("SSYK"), Some(Field::Occupation(OccupationScheme::Ssyk2012)));
        assert_eq!(Field::named("municipality_code"), Some(Field::Place));
        assert_eq!(Field::named("apply_by"), Some(Field::Deadline));
        assert_eq!(Field::named("colour"), None);
        for (field, names) in NAMES {
            assert_eq!(Field::named(field.name()), Some(*field), "{names:?}");
        }
    }
}
