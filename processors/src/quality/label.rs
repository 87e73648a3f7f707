//! What a reader says that an ad says: one of several answers, each a list of
//! values. An empty list is `the ad says nothing`.

use super::field::Field;

/// The label of one field of one ad.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Label {
    /// Any of these is right; values as [`Field::normal`] writes them, with
    /// `/` between names of one and the same place.
    pub alternatives: Vec<Vec<String>>,
}

impl Label {
    /// A cell of a table: `|` between answers of which each is right, `,`
    /// between values of one answer, `-` or nothing for `the ad says nothing`.
    /// `None` for `?`: nobody has read it.
    pub fn of_cell(field: Field, cell: &str) -> Option<Self> {
        let cell = cell.trim();
        if cell == "?" {
            return None;
        }
        let alternatives = cell.split('|').map(|answer| values(field, answer)).collect();
        Some(Self { alternatives })
    }

    /// Values that were told one by one. None of them is taken apart.
    pub fn of_values<'a>(field: Field, told: impl IntoIterator<Item = &'a str>) -> Self {
        let normal = told.into_iter().map(|value| field.normal(value));
        Self { alternatives: vec![normal.filter(|value| !value.is_empty()).collect()] }
    }

    /// Whether `the ad says nothing` is the only right answer.
    pub fn is_nothing(&self) -> bool {
        self.alternatives.iter().all(Vec::is_empty)
    }
}

fn values(field: Field, answer: &str) -> Vec<String> {
    // An amount has its comma, a number of a row of them has not.
    let parts: Vec<&str> = match field {
        Field::Salary | Field::Employer => vec![answer],
        _ => answer.split(',').collect(),
    };
    let normal = parts.into_iter().map(|value| field.normal(value));
    normal.filter(|value| !value.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(field: Field, cell: &str, wanted: &[&[&str]]) {
        let label = Label::of_cell(field, cell).unwrap();
        assert_eq!(label.alternatives, wanted, "{cell:?}");
    }

    #[test]
    fn cells_are_answers_of_values() {
        check(Field::Languages, "sv,en|en", &[&["sv", "en"], &["en"]]);
        check(Field::WorkMode, "-|onsite", &[&[], &["onsite"]]);
        check(Field::Deadline, "", &[&[]]);
        check(Field::Salary, "30 000-35 000 SEK month", &[&["30 000-35 000 sek month"]]);
        check(Field::Place, "Ringsaker/Brumunddal,Oslo", &[&["ringsaker/brumunddal", "oslo"]]);
        assert_eq!(Label::of_cell(Field::Start, "?"), None);
        assert!(Label::of_cell(Field::Start, "-").unwrap().is_nothing());
    }
}
