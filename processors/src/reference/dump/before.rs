//! What a dump is compared with: tables from before, whose replacements stay
//! known, and which do not lose a fifth at once.

use super::super::replaced::Chain;
use super::super::tables::{Mistake, Table, Tables};

/// A table that is smaller than the one before by more than this share is
/// taken for half a dump.
const SHRINK_MAX: f64 = 0.2;

/// Replacements that a dump no longer tells are true all the same, unless
/// their concept is in use again or their end is gone for good.
pub(super) fn keep_replacements(tables: &mut Tables, before: &Tables) {
    let told = tables.chains();
    let used = tables.used();
    for row in before.rows(Table::Replaced) {
        if !used.contains(&row[0]) && !told.is_former(&row[0]) {
            tables.add(Table::Replaced, row.clone());
        }
    }
    let chains = tables.chains();
    let lost: Vec<String> = chains
        .former()
        .filter(|former| match chains.follow(former) {
            Chain::Ends(ends) => {
                !told.is_former(former) && !ends.iter().all(|end| used.contains(end))
            }
            Chain::Round(_) => false,
        })
        .map(str::to_owned)
        .collect();
    tables.remove_replaced(&lost);
}

pub(super) fn shrunk(tables: &Tables, before: &Tables) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    for table in [
        Table::Ssyk,
        Table::Isco,
        Table::SsykIsco,
        Table::Occupation,
        Table::Skill,
        Table::Language,
    ] {
        let (was, is) = (before.len(table), tables.len(table));
        #[expect(clippy::cast_precision_loss, reason = "thousands of rows")]
        let least = was as f64 * (1.0 - SHRINK_MAX);
        #[expect(clippy::cast_precision_loss, reason = "thousands of rows")]
        if (is as f64) < least {
            mistakes.push(Mistake::new(
                table.name(),
                format!("{is} rows, where there were {was}: more than a fifth is gone; allow it when that is so"),
            ));
        }
    }
    mistakes
}
