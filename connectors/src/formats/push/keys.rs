//! The known name that a misspelt one is nearest to.

/// The nearest of `known`, when at most a third of the letters differ.
pub(super) fn nearest(wrong: &str, known: &[&'static str]) -> Option<&'static str> {
    if wrong.len() > 64 {
        return None;
    }
    let wrong = wrong.to_lowercase().replace(['-', ' '], "_");
    let scored = known.iter().map(|name| (distance(&wrong, name), *name)).min()?;
    (scored.0 <= (scored.1.len() / 3).max(1)).then_some(scored.1)
}

/// Letters to insert, delete or replace, underscores not counted.
fn distance(one: &str, other: &str) -> usize {
    let letters = |text: &str| text.chars().filter(|c| *c != '_').collect::<Vec<_>>();
    let (one, other) = (letters(one), letters(other));
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in other.iter().enumerate() {
            let replaced = diagonal + usize::from(a != b);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_name_finds_its_neighbour() {
        let known = ["published_at", "apply_by", "employer", "title"];
        assert_eq!(nearest("publishedAt", &known), Some("published_at"));
        assert_eq!(nearest("employr", &known), Some("employer"));
        assert_eq!(nearest("colour", &known), None);
    }
}
