//! The ads of files for another command, read as `try` reads them.

use schemas::Ad;

use super::Trial;
use super::suggest;
use super::tally::Ended;
use crate::cli::TryArguments;

/// What was read.
pub(crate) struct Gathered {
    pub(crate) ads: Vec<Ad>,
    /// Formats, once each.
    pub(crate) formats: Vec<String>,
    /// How many items were refused.
    pub(crate) refused: u64,
    /// Why the first of them were.
    pub(crate) reasons: Vec<String>,
    /// Bodies that broke off, and how.
    pub(crate) broken: Vec<String>,
    /// Every body's format was a guess.
    pub(crate) is_guess: bool,
}

/// Reads all that the arguments name. Nothing is printed.
///
/// # Errors
/// When a file cannot be opened, or its format is not known.
pub(crate) fn gather(arguments: &TryArguments) -> anyhow::Result<Gathered> {
    let mut trial = Trial::new(arguments)?;
    trial.taken.gathered = Some(Vec::new());
    for from in &arguments.from {
        let (partner, from) = suggest::whose(from)?;
        trial.profile.partner = partner.unwrap_or_else(|| trial.partner.clone());
        let body = trial.opener.open(from, arguments.url.as_deref())?;
        let done = trial.body(body);
        trial.meter.clear();
        done?;
    }
    let ads = trial.taken.gathered.take().unwrap_or_default();
    let tally = trial.taken.tally;
    let mut formats: Vec<String> = tally.sources.iter().map(|one| one.format.clone()).collect();
    formats.dedup();
    let broken = tally.sources.iter().filter_map(|source| match &source.ended {
        Ended::Read(_) => None,
        Ended::Broken(error) => Some(format!("{}: {error}", source.name)),
    });
    let reasons = tally.rejections.iter().take(5).map(|error| {
        let faults = error.faults.iter();
        let faults: Vec<String> =
            faults.map(|one| format!("{} at {}: {}", one.code, one.pointer, one.message)).collect();
        format!("{}: {}", error.place, faults.join("; "))
    });
    Ok(Gathered {
        ads,
        formats,
        refused: tally.rejected,
        reasons: reasons.collect(),
        broken: broken.chain(tally.unread.iter().cloned()).collect(),
        is_guess: tally.sources.iter().all(|source| source.sure == "a guess"),
    })
}
