//! Words for the terms of work, as feeds write them: `fulltime_permanent`,
//! `FullTime`, `Part-time, temporary`, `Heltid`.

use schemas::ad::{Duration, Employment, Extent, Relation, WorkMode};

/// What a word says.
#[derive(Clone, Copy)]
enum Says {
    Extent(Extent),
    Duration(Duration),
    Relation(Relation),
}

use Says::{Duration as D, Extent as E, Relation as R};

/// Words without case, spaces and hyphens.
const WORDS: [(&str, Says); 140] = [
    ("fulltime", E(Extent::Full)),
    ("heltid", E(Extent::Full)),
    ("heltidstilling", E(Extent::Full)),
    ("fuldtid", E(Extent::Full)),
    ("vollzeit", E(Extent::Full)),
    ("tempsplein", E(Extent::Full)),
    ("voltijd", E(Extent::Full)),
    ("fullorparttime", E(Extent::Both)),
    ("optionallyparttime", E(Extent::Both)),
    ("parttime", E(Extent::Part)),
    ("deltid", E(Extent::Part)),
    ("deltidstilling", E(Extent::Part)),
    ("teilzeit", E(Extent::Part)),
    ("tempspartiel", E(Extent::Part)),
    ("deeltijd", E(Extent::Part)),
    ("contractor", R(Relation::Contractor)),
    ("contract", R(Relation::Contractor)),
    ("contracttohire", R(Relation::Contractor)),
    ("selfemployed", R(Relation::Contractor)),
    ("freelance", R(Relation::Contractor)),
    ("freelancer", R(Relation::Contractor)),
    ("frilanser", R(Relation::Contractor)),
    ("frilans", R(Relation::Contractor)),
    ("konsult", R(Relation::Contractor)),
    ("intern", R(Relation::Intern)),
    ("internship", R(Relation::Intern)),
    ("praktikum", R(Relation::Intern)),
    ("praktik", R(Relation::Intern)),
    ("praktikant", R(Relation::Intern)),
    ("stage", R(Relation::Intern)),
    ("volunteer", R(Relation::Volunteer)),
    ("volunteering", R(Relation::Volunteer)),
    ("voluntary", R(Relation::Volunteer)),
    ("apprentice", R(Relation::Apprentice)),
    ("apprenticeship", R(Relation::Apprentice)),
    ("trainee", R(Relation::Apprentice)),
    ("traineeship", R(Relation::Apprentice)),
    ("ausbildung", R(Relation::Apprentice)),
    ("lærling", R(Relation::Apprentice)),
    ("lärling", R(Relation::Apprentice)),
    ("other", R(Relation::Other)),
    ("directhire", R(Relation::Employee)),
    ("permanent", D(Duration::Permanent)),
    ("permanently", D(Duration::Permanent)),
    ("perm", D(Duration::Permanent)),
    ("openended", D(Duration::Permanent)),
    ("indefinite", D(Duration::Permanent)),
    ("regular", D(Duration::Permanent)),
    ("tillsvidare", D(Duration::Permanent)),
    ("tillsvidareanställning", D(Duration::Permanent)),
    ("fast", D(Duration::Permanent)),
    ("fastanställning", D(Duration::Permanent)),
    ("fastansettelse", D(Duration::Permanent)),
    ("festanstellung", D(Duration::Permanent)),
    ("unbefristet", D(Duration::Permanent)),
    ("cdi", D(Duration::Permanent)),
    ("temporary", D(Duration::Fixed)),
    ("temp", D(Duration::Fixed)),
    ("nonpermanent", D(Duration::Fixed)),
    ("fixedterm", D(Duration::Fixed)),
    ("fixedtermcontract", D(Duration::Fixed)),
    ("limited", D(Duration::Fixed)),
    ("intérim", D(Duration::Fixed)),
    ("interim", D(Duration::Fixed)),
    ("befristet", D(Duration::Fixed)),
    ("visstid", D(Duration::Fixed)),
    ("visstidsanställning", D(Duration::Fixed)),
    ("tidsbegränsad", D(Duration::Fixed)),
    ("midlertidig", D(Duration::Fixed)),
    ("vikariat", D(Duration::Fixed)),
    ("vikarie", D(Duration::Fixed)),
    ("engasjement", D(Duration::Fixed)),
    ("prosjekt", D(Duration::Fixed)),
    ("projekt", D(Duration::Fixed)),
    ("åremål", D(Duration::Fixed)),
    ("cdd", D(Duration::Fixed)),
    ("maternitycover", D(Duration::Fixed)),
    ("seasonal", D(Duration::Seasonal)),
    ("season", D(Duration::Seasonal)),
    ("sesong", D(Duration::Seasonal)),
    ("säsong", D(Duration::Seasonal)),
    ("säsongsanställning", D(Duration::Seasonal)),
    ("feriejobb", D(Duration::Seasonal)),
    ("sommarjobb", D(Duration::Seasonal)),
    ("sommerjobb", D(Duration::Seasonal)),
    ("summer", D(Duration::Seasonal)),
    ("perdiem", D(Duration::OnDemand)),
    ("casual", D(Duration::OnDemand)),
    ("bank", D(Duration::OnDemand)),
    ("oncall", D(Duration::OnDemand)),
    ("ondemand", D(Duration::OnDemand)),
    ("zerohours", D(Duration::OnDemand)),
    ("timanställning", D(Duration::OnDemand)),
    ("behovsanställning", D(Duration::OnDemand)),
    ("tilkalling", D(Duration::OnDemand)),
    ("ekstrahjelp", D(Duration::OnDemand)),
    ("extrajobb", D(Duration::OnDemand)),
    ("minijob", E(Extent::Part)),
    ("workingstudent", E(Extent::Part)),
    ("werkstudent", E(Extent::Part)),
    ("tiempocompleto", E(Extent::Full)),
    ("jornadacompleta", E(Extent::Full)),
    ("tempopieno", E(Extent::Full)),
    ("fulltid", E(Extent::Full)),
    ("pełnyetat", E(Extent::Full)),
    ("kokoaikainen", E(Extent::Full)),
    ("kokoaikatyö", E(Extent::Full)),
    ("tiempoparcial", E(Extent::Part)),
    ("mediajornada", E(Extent::Part)),
    ("jornadaparcial", E(Extent::Part)),
    ("parttid", E(Extent::Part)),
    ("tempoparziale", E(Extent::Part)),
    ("osaaikainen", E(Extent::Part)),
    ("osaaikatyö", E(Extent::Part)),
    ("halftime", E(Extent::Part)),
    ("beca", R(Relation::Intern)),
    ("prácticas", R(Relation::Intern)),
    ("tirocinio", R(Relation::Intern)),
    ("lehrling", R(Relation::Apprentice)),
    ("apprenti", R(Relation::Apprentice)),
    ("alternance", R(Relation::Apprentice)),
    ("zzp", R(Relation::Contractor)),
    ("freiberuflich", R(Relation::Contractor)),
    ("freiemitarbeit", R(Relation::Contractor)),
    ("indefinido", D(Duration::Permanent)),
    ("tempoindeterminato", D(Duration::Permanent)),
    ("onbepaaldetijd", D(Duration::Permanent)),
    ("vastcontract", D(Duration::Permanent)),
    ("vakituinen", D(Duration::Permanent)),
    ("fastansatt", D(Duration::Permanent)),
    ("fuldtidsansat", E(Extent::Full)),
    ("temporal", D(Duration::Fixed)),
    ("tempodeterminato", D(Duration::Fixed)),
    ("bepaaldetijd", D(Duration::Fixed)),
    ("tijdelijk", D(Duration::Fixed)),
    ("määräaikainen", D(Duration::Fixed)),
    ("tidsbegrænset", D(Duration::Fixed)),
    ("intérimaire", D(Duration::Fixed)),
    ("employee", R(Relation::Employee)),
    ("employed", R(Relation::Employee)),
];

/// Most words of one word of [`WORDS`].
const TOGETHER_MAX: usize = 4;

/// Reads words into the three axes; whether any of them was known.
pub(crate) fn employment_words(text: &str, employment: &mut Employment) -> bool {
    let words = split(text);
    let mut known = false;
    let mut at = 0;
    while at < words.len() {
        let longest = (1..=TOGETHER_MAX.min(words.len() - at)).rev().find_map(|count| {
            let joined = words[at..at + count].concat();
            let says = WORDS.iter().find(|(word, _)| *word == joined);
            says.map(|(_, says)| (count, *says))
        });
        let Some((count, says)) = longest else {
            at += 1;
            continue;
        };
        known = true;
        at += count;
        match says {
            Says::Extent(extent) => employment.extent = with(employment.extent, extent),
            Says::Duration(duration) => employment.duration = duration,
            Says::Relation(relation) => employment.relation = relation,
        }
    }
    known
}

fn with(before: Extent, now: Extent) -> Extent {
    if before == Extent::Unspecified || before == now { now } else { Extent::Both }
}

/// Words in lower case; `FullTime` is two.
fn split(text: &str) -> Vec<String> {
    let mut words: Vec<String> = vec![String::new()];
    let mut lower_before = false;
    for character in text.chars() {
        if !character.is_alphabetic() {
            words.push(String::new());
            lower_before = false;
            continue;
        }
        if character.is_uppercase() && lower_before {
            words.push(String::new());
        }
        lower_before = character.is_lowercase();
        if let Some(word) = words.last_mut() {
            word.extend(character.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// On site, hybrid or remote in one word or a few.
pub(super) fn work_mode(text: &str) -> Option<WorkMode> {
    let joined: String =
        text.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
    match joined.as_str() {
        "remote" | "fully" | "fullyremote" | "fullremote" | "telecommute" | "telecommuting"
        | "workfromhome" | "wfh" | "homeoffice" | "hjemmekontor" | "distans" | "pådistans"
        | "distansarbete" | "anywhere" => Some(WorkMode::Remote),
        "hybrid" | "hybridremote" | "partlyremote" | "partiallyremote" | "hybridkontor"
        | "flexible" | "remotehybrid" => Some(WorkMode::Hybrid),
        "onsite"
        | "office"
        | "inoffice"
        | "inperson"
        | "none"
        | "notremote"
        | "hjemmekontorikkemulig"
        | "påplats"
        | "påstedet"
        | "påarbetsplatsen"
        | "vorort"
        | "surplace" => Some(WorkMode::Onsite),
        _ => None,
    }
}

/// `true`, `Yes`, `1`.
pub(super) fn truth(text: &str) -> Option<bool> {
    match text.trim().to_lowercase().as_str() {
        "true" | "yes" | "y" | "1" | "ja" => Some(true),
        "false" | "no" | "n" | "0" | "nei" | "nej" | "nein" => Some(false),
        _ => None,
    }
}

/// Words in the place of a requirement that ask for nothing.
pub(super) fn asks_nothing(text: &str) -> bool {
    const NOTHING: [&str; 9] = [
        "notapplicable",
        "na",
        "none",
        "notspecified",
        "unspecified",
        "nopreference",
        "notrequired",
        "any",
        "keineangabe",
    ];
    let joined: String =
        text.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
    let said = text.chars().any(|c| c.is_ascii_digit());
    !said && NOTHING.contains(&joined.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, wanted: (Relation, Duration, Extent)) {
        let mut employment = Employment::default();
        employment_words(text, &mut employment);
        assert_eq!((employment.relation, employment.duration, employment.extent), wanted, "{text}");
    }

    #[test]
    fn words_fall_on_three_axes() {
        use {Duration as D, Extent as E, Relation as R};
        check("fulltime_permanent", (R::Unspecified, D::Permanent, E::Full));
        check("FullTime", (R::Unspecified, D::Unspecified, E::Full));
        check("fulltime, parttime", (R::Unspecified, D::Unspecified, E::Both));
        check("FULL_TIME", (R::Unspecified, D::Unspecified, E::Full));
        check("Part-time (non-permanent)", (R::Unspecified, D::Fixed, E::Part));
        check("Intern", (R::Intern, D::Unspecified, E::Unspecified));
        check("International", (R::Unspecified, D::Unspecified, E::Unspecified));
        check("Fixed-term contract", (R::Unspecified, D::Fixed, E::Unspecified));
        check("Contract", (R::Contractor, D::Unspecified, E::Unspecified));
        check("Vikariat, heltid", (R::Unspecified, D::Fixed, E::Full));
        check("fast", (R::Unspecified, D::Permanent, E::Unspecified));
        check("Contrato indefinido, jornada completa", (R::Unspecified, D::Permanent, E::Full));
        check("tempo determinato", (R::Unspecified, D::Fixed, E::Unspecified));
        check("Onbepaalde tijd", (R::Unspecified, D::Permanent, E::Unspecified));
        check("Osa-aikainen, määräaikainen", (R::Unspecified, D::Fixed, E::Part));
        check("by agreement", (R::Unspecified, D::Unspecified, E::Unspecified));
    }

    #[test]
    fn work_modes_are_known_by_their_words() {
        assert_eq!(work_mode("Fully remote"), Some(WorkMode::Remote));
        assert_eq!(work_mode("on-site"), Some(WorkMode::Onsite));
        assert_eq!(work_mode("Hybrid"), Some(WorkMode::Hybrid));
        assert_eq!(work_mode("COVID-19"), None);
    }

    #[test]
    fn what_asks_for_nothing_is_no_requirement() {
        for text in ["Not Applicable", "N/A", "no_preference", "Any"] {
            assert!(asks_nothing(text), "{text}");
        }
        for text in ["Entry level", "A1", "Anything with wheels"] {
            assert!(!asks_nothing(text), "{text}");
        }
    }
}
