//! `adhub try`: what a partner publishes, read as a hub would read it, without
//! a hub. Says what it is, what it gives, what is missing, and how to
//! configure it.

mod complete;
mod fill;
mod input;
mod lines;
mod meter;
mod report;
mod site;
mod steps;
mod suggest;
mod table;
mod tally;
mod unpack;
mod which;

use std::io::Read;
use std::process::ExitCode;
use std::rc::Rc;

use connectors::detect::{self, Clues, Recognised, Sureness};
use connectors::formats::catalogue::{self, Format};
use connectors::{Item, ItemError, Profile, ReadContext};
use runtime::Clock;
use schemas::Timestamp;
use schemas::rejected::Fault;

use self::input::{Body, Opener};
use self::lines::Lines;
use self::meter::Meter;
use self::steps::{Out, Steps};
use self::tally::{Ended, Source, Tally};
use self::which::{about, forced, stand_in};
use crate::cli::TryArguments;
use crate::commands::{print, say};
use crate::config::ConfigError;

/// Largest answer inside of a wrapper: it has to be held whole.
const WRAPPED_MAX: u64 = 256 << 20;

/// Tries.
pub(crate) fn run(arguments: &TryArguments) -> anyhow::Result<ExitCode> {
    if arguments.from == ["list"] && !std::path::Path::new("list").exists() {
        print(&report::formats())?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut trial = Trial::new(arguments)?;
    let mut whole = true;
    for from in &arguments.from {
        let body = trial.opener.open(from, arguments.url.as_deref())?;
        let name = body.name.clone();
        let told = match trial.body(body) {
            Ok(()) => continue,
            Err(error) if error.is::<detect::Unrecognised>() => {
                trial.taken.tally.unread.push(format!("{name}: {error}"));
                report::unrecognised(&name, &error)
            }
            Err(error) if error.is::<Unreadable>() => {
                trial.taken.tally.unread.push(format!("{error:#}"));
                format!("error: {error:#}")
            }
            Err(error) => return Err(error),
        };
        trial.meter.clear();
        say(&told);
        whole = false;
    }
    trial.meter.clear();
    let read = whole && trial.taken.tally.is_read() && trial.taken.tally.rejected == 0;
    // Programs get their closing line whatever comes; people have been told.
    if arguments.json || !trial.taken.tally.sources.is_empty() {
        trial.finish()?;
    }
    Ok(if read { ExitCode::SUCCESS } else { ExitCode::from(crate::NO) })
}

/// A body that broke off before anything could be told of it.
#[derive(Debug, thiserror::Error)]
#[error("{0} cannot be read")]
struct Unreadable(String);

/// One run.
struct Trial<'a> {
    arguments: &'a TryArguments,
    profile: Profile,
    now: Timestamp,
    forced: Option<Format>,
    meter: Rc<Meter>,
    opener: Opener,
    pace: site::Pace,
    taken: Taken,
}

/// What became of the items.
struct Taken {
    tally: Tally,
    steps: Option<Steps>,
    shown: Vec<report::Shown>,
    shown_max: usize,
    lines: Option<Lines>,
    meter: Rc<Meter>,
    /// A step or the output failed: nothing more is done.
    failed: Option<anyhow::Error>,
}

impl<'a> Trial<'a> {
    fn new(arguments: &'a TryArguments) -> anyhow::Result<Self> {
        let forced = forced(arguments)?;
        if jiff::tz::TimeZone::get(&arguments.zone).is_err() {
            let zone = &arguments.zone;
            let message = format!("--zone {zone:?} is no zone such as \"Europe/Stockholm\"");
            return Err(ConfigError::Contradiction(message).into());
        }
        let partner = match &arguments.partner {
            Some(name) => name.clone(),
            None => suggest::partner(arguments),
        };
        let profile =
            Profile { partner, zone: arguments.zone.clone(), language: arguments.language.clone() };
        let now = arguments.now.unwrap_or_else(|| Clock::system().now());
        let steps = match arguments.through {
            Some(through) => Some(Steps::new(through, &profile, now)?),
            None => None,
        };
        let meter = Meter::new();
        let taken = Taken {
            tally: Tally { rows_max: arguments.limit, ..Tally::default() },
            steps,
            shown: Vec::new(),
            shown_max: arguments.limit,
            lines: arguments.json.then(Lines::new),
            meter: Rc::clone(&meter),
            failed: None,
        };
        let opener = Opener::new(arguments.private_address, Rc::clone(&meter))?;
        let pace = site::Pace::new();
        Ok(Self { arguments, profile, now, forced, meter, opener, pace, taken })
    }

    /// Reads one body: what it is, and then what is in it.
    fn body(&mut self, body: Body) -> anyhow::Result<()> {
        self.meter.begin(&body.name);
        let before = self.meter.bytes();
        let Body { name, url, content_type, bytes } = body;
        let mut leads = site::Listed::default();
        let read = unpack::unpacked(bytes, |bytes, packed| {
            let mut start = Vec::new();
            bytes.take(detect::START_BYTES as u64).read_to_end(&mut start)?;
            let whole = start.len() < detect::START_BYTES;
            let content_type = content_type.as_deref();
            let clues = Clues { start: &start, whole, content_type, url: url.as_deref() };
            let (format, found) = self.recognise(clues)?;
            let stand_in = stand_in(&name, &format, clues);
            let url = url.as_deref().or(stand_in.as_deref());
            let rest: &mut dyn Read = &mut start.as_slice().chain(bytes);
            let ended = if let Format::Sitemap = format {
                let (listed, end) = site::list(rest, content_type, self.arguments.pages);
                leads = listed;
                end.map_or_else(Ended::Broken, Ended::Read)
            } else if let Some(wrapper) = &found.wrapper {
                self.wrapped(rest, wrapper, &format)?
            } else {
                let account = self.arguments.account.as_deref();
                self.read(&format, rest, content_type, url, account)
            };
            let (complete, why) = complete::complete(&format, &ended);
            self.taken.tally.sources.push(Source {
                name: name.clone(),
                format: format.name().to_owned(),
                about: about(&format),
                sure: found.sureness.as_str().to_owned(),
                because: found.because,
                others: found.others,
                wrapper: found.wrapper,
                packed,
                stand_in: stand_in.clone(),
                bytes: self.meter.bytes() - before,
                listed: matches!(format, Format::Sitemap).then(|| leads.words()),
                ended,
                complete,
                why,
            });
            Ok(())
        });
        read.map_err(|error| match error.is::<detect::Unrecognised>() {
            true => error,
            false => error.context(Unreadable(name)),
        })?;
        if let Some(error) = self.taken.failed.take() {
            return Err(error);
        }
        self.follow(&leads)
    }

    /// Fetches the first pages that a sitemap leads to.
    fn follow(&mut self, listed: &site::Listed) -> anyhow::Result<()> {
        if !self.arguments.from.iter().all(|from| input::is_address(from)) {
            return Ok(());
        }
        for url in listed.sitemaps.iter().chain(&listed.pages) {
            if self.taken.tally.sources.len() > self.arguments.pages {
                break;
            }
            self.pace.wait();
            match self.opener.fetch(url) {
                Ok(body) => self.page(body)?,
                Err(error) => self.taken.tally.unread.push(format!("{error:#}")),
            }
        }
        Ok(())
    }

    /// A page without markup is nothing to stop at: a sitemap lists others too.
    fn page(&mut self, body: Body) -> anyhow::Result<()> {
        let name = body.name.clone();
        match self.body(body) {
            Err(error) => match error.downcast::<detect::Unrecognised>() {
                Ok(seen) => {
                    self.taken.tally.unread.push(format!("{name}: {seen}"));
                    Ok(())
                }
                Err(error) => Err(error),
            },
            done => done,
        }
    }

    /// Which format it is: as was said, or as it looks.
    fn recognise(&self, clues: Clues<'_>) -> anyhow::Result<(Format, Recognised)> {
        let seen = detect::detect(clues);
        let Some(forced) = &self.forced else {
            let found = seen?;
            let format = catalogue::named(found.format);
            let format = format.expect("detection names formats of the catalogue");
            return Ok((if found.in_pieces { format.in_pieces() } else { format }, found));
        };
        let seen = seen.ok().filter(|found| found.format == forced.name());
        let in_pieces = seen.as_ref().is_some_and(|found| found.in_pieces);
        let found = Recognised {
            format: "",
            sureness: Sureness::Certain,
            because: vec!["as was said".to_owned()],
            others: Vec::new(),
            wrapper: seen.and_then(|found| found.wrapper),
            in_pieces,
        };
        let format = forced.clone();
        Ok((if in_pieces { format.in_pieces() } else { format }, found))
    }

    /// Reads every answer inside of a wrapper; its key is the tenant.
    fn wrapped(
        &mut self,
        body: &mut dyn Read,
        wrapper: &str,
        format: &Format,
    ) -> anyhow::Result<Ended> {
        let mut bytes = Vec::new();
        body.take(WRAPPED_MAX + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > WRAPPED_MAX {
            anyhow::bail!("what is wrapped in {wrapper:?} has more than {WRAPPED_MAX} bytes");
        }
        let mut whole = connectors::ReadEnd { items: 0, complete: true, announced: None };
        for (key, inner) in detect::unwrap(&bytes, wrapper)? {
            let tenant = wrapper.contains('.').then_some(key.as_str());
            let account = self.arguments.account.clone();
            let account = account.as_deref().or(tenant);
            match self.read(format, &mut inner.as_slice(), None, None, account) {
                Ended::Read(end) => {
                    whole.items += end.items;
                    whole.complete &= end.complete;
                }
                broken => return Ok(broken),
            }
        }
        Ok(Ended::Read(whole))
    }

    fn read(
        &mut self,
        format: &Format,
        body: &mut dyn Read,
        content_type: Option<&str>,
        url: Option<&str>,
        account: Option<&str>,
    ) -> Ended {
        let context =
            ReadContext { profile: &self.profile, account, now: self.now, url, snapshot_id: None };
        let taken = &mut self.taken;
        let mut sink = |item: Result<Item, ItemError>, warnings: Vec<Fault>| {
            taken.item(item, &warnings, account);
        };
        match format.read(body, content_type, &context, &mut sink) {
            Ok(end) => Ended::Read(end),
            Err(error) => Ended::Broken(error),
        }
    }

    fn finish(self) -> anyhow::Result<()> {
        let Taken { tally, steps, shown, lines, .. } = self.taken;
        let suggested = suggest::block(self.arguments, &self.profile, &tally);
        match lines {
            Some(lines) => lines.close(&tally, steps.as_ref(), &self.profile),
            None => {
                let paint = report::Paint::for_stdout();
                print(&report::told(&tally, steps.as_ref(), &shown, &suggested, paint))
            }
        }
    }
}

impl Taken {
    fn item(&mut self, item: Result<Item, ItemError>, warnings: &[Fault], account: Option<&str>) {
        if self.failed.is_some() {
            return;
        }
        self.meter.item();
        if let Err(error) = self.carry(&item, warnings, account) {
            self.failed = Some(error);
        }
        match item {
            Ok(Item::Ad(ad)) => self.tally.ad(&ad, warnings),
            Ok(Item::Removal { .. }) => self.tally.removals += 1,
            Ok(Item::Seen { .. } | Item::Page { .. }) => {}
            Err(error) => self.tally.reject(error),
        }
    }

    /// Through the steps, and into the output.
    fn carry(
        &mut self,
        item: &Result<Item, ItemError>,
        warnings: &[Fault],
        account: Option<&str>,
    ) -> anyhow::Result<()> {
        let Some(steps) = &mut self.steps else {
            return match (&mut self.lines, item) {
                (Some(lines), Ok(item)) => lines.item(item, warnings),
                _ => Ok(()),
            };
        };
        for out in steps.take(item, account)? {
            if let Out::Rejected(rejected) = out {
                self.tally.reject(refused(*rejected));
                continue;
            }
            match &mut self.lines {
                Some(lines) => lines.out(&out)?,
                None if self.shown.len() < self.shown_max => self.shown.extend(report::shown(&out)),
                None => {}
            }
        }
        Ok(())
    }
}

/// What a step rejected, beside what the reader rejected.
fn refused(rejected: schemas::Rejected) -> ItemError {
    ItemError {
        external_id: rejected.external_id,
        reason: rejected.reason,
        faults: rejected.faults,
        place: rejected.step,
        bytes: Vec::new(),
        bytes_length: usize::try_from(rejected.bytes_length).unwrap_or_default(),
    }
}
