//! The ads of a measurement: in any format that `adhub try` reads, or one
//! object a line.

mod lines;
mod plain;

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read, Seek as _};

use anyhow::{Context as _, bail};
use connectors::detect::Unrecognised;
use schemas::{Ad, PartnerName, Timestamp};

use crate::cli::{AdsArguments, Seen, TryArguments};
use crate::commands::attempt::{Gathered, gather};
use crate::commands::say;
use crate::config::ConfigError;

/// Longest line, in bytes.
const LINE_BYTES_MAX: u64 = 8 << 20;
/// Largest standard input, in bytes.
const INPUT_BYTES_MAX: u64 = 4 << 30;
/// Reasons that are kept of what could not be read.
const REASONS_MAX: usize = 5;

/// What was read.
#[derive(Default)]
pub(super) struct Ads {
    /// By the id that their board gave them.
    pub(super) by_id: BTreeMap<String, Ad>,
    /// Items that could not be read.
    pub(super) refused: u64,
    /// Why the first of them were not.
    reasons: Vec<String>,
    /// Ids that came again; the last ad stands.
    repeated: u64,
    /// Other names of ads; none for a name that several have.
    others: BTreeMap<String, Option<String>>,
}

impl Ads {
    /// Takes an ad. One whose id another partner has too is called
    /// `PARTNER/ID`, as all may be. Answers what it is called.
    pub(super) fn take(&mut self, ad: Ad) -> String {
        let mut id = ad.source.external_id.as_str().to_owned();
        let is_other = |known: &Ad| known.source.partner_id != ad.source.partner_id;
        if self.by_id.get(&id).is_some_and(is_other) {
            id = with_partner(&ad);
        }
        self.repeated += u64::from(self.by_id.insert(id.clone(), ad).is_some());
        id
    }

    pub(super) fn refuse(&mut self, reason: String) {
        self.refused += 1;
        if self.reasons.len() < REASONS_MAX {
            self.reasons.push(reason);
        }
    }

    /// Notes the other names of all ads: the hub's id, addresses, ids of
    /// others, and the last part of an address.
    pub(super) fn index(&mut self) {
        for (id, ad) in &self.by_id {
            let address = ad.source.source_url.clone();
            let last = |text: &str| {
                text.rsplit_once('/').map(|(_, last)| last.to_owned()).filter(|one| !one.is_empty())
            };
            let mut names = vec![ad.ad_id.to_string(), with_partner(ad)];
            names.extend(last(id));
            names.extend(address.as_deref().and_then(last));
            names.extend(address);
            names.extend(ad.alt_ids.iter().map(|alt| alt.value.clone()));
            names.sort();
            names.dedup();
            for name in names.into_iter().filter(|name| name != id) {
                self.others
                    .entry(name)
                    .and_modify(|known| *known = None)
                    .or_insert_with(|| Some(id.clone()));
            }
        }
    }

    /// The ad with an id, the board's or another, and what it is called here.
    pub(super) fn find(&self, id: &str) -> Option<(&str, &Ad)> {
        let own = || self.by_id.get_key_value(self.others.get(id)?.as_ref()?);
        let (id, ad) = self.by_id.get_key_value(id).or_else(own)?;
        Some((id, ad))
    }
}

fn with_partner(ad: &Ad) -> String {
    format!("{}/{}", ad.source.partner_id, ad.source.external_id)
}

/// Reads all ads.
///
/// # Errors
/// When a file cannot be read, or not one ad of them.
pub(super) fn read(arguments: &AdsArguments) -> anyhow::Result<Ads> {
    crate::reference::put_in_use(arguments.reference.as_deref())?;
    if arguments.ads.is_empty() {
        let message = "--ads FILE names the ads (`-` is standard input)".to_owned();
        return Err(ConfigError::Contradiction(message).into());
    }
    let mut ads = Ads::default();
    for from in &arguments.ads {
        let input = if from == "-" { Some(spooled()?) } else { None };
        let path = input.as_ref().map(|file| file.path().to_string_lossy().into_owned());
        let path = path.as_deref().unwrap_or(from);
        let by_line = arguments.dialect.is_some() || arguments.board.is_some();
        match arguments.format.as_deref() {
            Some("json" | "ld+json") => lines::read(path, arguments, &mut ads)?,
            None if by_line => lines::read(path, arguments, &mut ads)?,
            Some("plain") => plain::read(path, arguments, &mut ads)?,
            _ => recognised(path, arguments, &mut ads)?,
        }
    }
    if ads.by_id.is_empty() {
        let why = ads.reasons.first().map_or("nothing is in it", String::as_str);
        bail!("no ad of {} can be read: {why}", arguments.ads.join(", "));
    }
    if ads.refused > 0 {
        say(&format!("{} items cannot be read, and are left out", ads.refused));
    }
    for reason in &ads.reasons {
        say(&format!("not read: {reason}"));
    }
    if ads.repeated > 0 {
        say(&format!("{} ids come more than once: the last ad of each stands", ads.repeated));
    }
    ads.index();
    Ok(ads)
}

/// A copy of standard input, which has to be read twice: to see what it is,
/// and to read it.
fn spooled() -> anyhow::Result<tempfile::NamedTempFile> {
    let mut file = tempfile::NamedTempFile::new().context("a file for standard input")?;
    let mut input = std::io::stdin().lock().take(INPUT_BYTES_MAX + 1);
    let length = std::io::copy(&mut input, &mut file).context("standard input")?;
    if length > INPUT_BYTES_MAX {
        bail!("standard input has more than {INPUT_BYTES_MAX} bytes");
    }
    file.rewind()?;
    Ok(file)
}

/// By the readers of `try`; where they know no format, as plain lines.
fn recognised(path: &str, arguments: &AdsArguments, ads: &mut Ads) -> anyhow::Result<()> {
    let is_forced = arguments.format.is_some();
    let gathered = match gather(&trial(path, arguments)) {
        Ok(gathered) => gathered,
        Err(error) if !is_forced && error.is::<Unrecognised>() && plain::is(path) => {
            return plainly(path, arguments, ads, &error.to_string());
        }
        Err(error) => return Err(error.context(path.to_owned())),
    };
    let Gathered { ads: read, formats, refused, reasons, broken, is_guess } = gathered;
    if read.is_empty() && !is_forced && is_guess && plain::is(path) {
        return plainly(path, arguments, ads, &format!("no ad of it is {}", formats.join(", ")));
    }
    if let Some(broken) = broken.first() {
        say(&format!("only a part was read: {broken}"));
    }
    ads.refused += refused;
    ads.reasons.extend(reasons.into_iter().take(REASONS_MAX - ads.reasons.len().min(REASONS_MAX)));
    for ad in read {
        ads.take(ad);
    }
    Ok(())
}

fn plainly(path: &str, arguments: &AdsArguments, ads: &mut Ads, why: &str) -> anyhow::Result<()> {
    let told = why.lines().next().unwrap_or_default();
    say(&format!("read as plain lines with an id, a title and a text (--format plain): {told}"));
    plain::read(path, arguments, ads)
}

fn trial(path: &str, arguments: &AdsArguments) -> TryArguments {
    TryArguments {
        from: vec![path.to_owned()],
        format: arguments.format.clone(),
        dialect: None,
        url: arguments.url.clone(),
        partner: Some(partner(arguments)),
        account: arguments.account.clone(),
        zone: arguments.zone.clone(),
        language: arguments.language.clone(),
        now: Some(Seen::At(now(arguments))),
        through: None,
        reference: None,
        limit: 0,
        pages: 0,
        private_address: false,
        json: false,
    }
}

fn partner(arguments: &AdsArguments) -> PartnerName {
    let given = arguments.partner.clone();
    given.unwrap_or_else(|| PartnerName::new("board").expect("a good name"))
}

/// Without a time that was said: one after all of them, so that nothing is
/// early.
fn now(arguments: &AdsArguments) -> Timestamp {
    arguments.now.unwrap_or_else(|| Timestamp::from_millis(4_102_444_800_000))
}

/// Opens a file or a pipe, unpacking gzip.
pub(super) fn open(path: &str) -> anyhow::Result<Box<dyn Read>> {
    let unreadable = |source| ConfigError::Unreadable { path: path.into(), source };
    let mut file = std::fs::File::open(path).map_err(unreadable)?;
    let mut start = Vec::new();
    file.by_ref().take(2).read_to_end(&mut start).map_err(unreadable)?;
    let is_packed = start == [0x1f, 0x8b];
    let whole = std::io::Cursor::new(start).chain(file);
    Ok(if is_packed { Box::new(flate2::read::MultiGzDecoder::new(whole)) } else { Box::new(whole) })
}

/// Every line that is not blank, with its number.
pub(super) fn each_line(
    file: Box<dyn Read>,
    mut take: impl FnMut(u64, &[u8]),
) -> anyhow::Result<()> {
    let mut lines = BufReader::new(file);
    let mut line = Vec::new();
    for number in 1_u64.. {
        line.clear();
        let limit = &mut lines.by_ref().take(LINE_BYTES_MAX + 1);
        if limit.read_until(b'\n', &mut line).context("the lines of the file")? == 0 {
            break;
        }
        if line.len() as u64 > LINE_BYTES_MAX {
            bail!("line {number} has more than {LINE_BYTES_MAX} bytes");
        }
        if !line.trim_ascii().is_empty() {
            take(number, &line);
        }
    }
    Ok(())
}
