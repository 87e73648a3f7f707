//! `adhub try`: what a partner publishes, read as a hub would read it, without
//! a hub. Says what it is, what it gives, what is missing, and how to
//! configure it.

mod complete;
mod dated;
mod fill;
mod gather;
mod input;
mod lines;
mod meter;
mod report;
mod site;
mod steps;
mod suggest;
mod table;
mod taken;
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
use schemas::rejected::Fault;
use schemas::{PartnerName, Timestamp};

use self::dated::Dated;
pub(crate) use self::gather::{Gathered, gather};
use self::input::{Body, Opener};
use self::lines::Lines;
use self::meter::Meter;
use self::steps::Steps;
use self::taken::Taken;
use self::tally::{Ended, Source, Tally};
use self::which::{about, forced, stand_in};
use crate::cli::{Seen, TryArguments};
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
    crate::reference::put_in_use(arguments.reference.as_deref())?;
    let mut trial = Trial::new(arguments)?;
    let mut whole = true;
    for from in &arguments.from {
        let (partner, from) = suggest::whose(from)?;
        trial.profile.partner = partner.unwrap_or_else(|| trial.partner.clone());
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
    trial.taken.carry_dated()?;
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
    /// Whose all is that does not say otherwise.
    partner: PartnerName,
    profile: Profile,
    now: Timestamp,
    forced: Option<Format>,
    meter: Rc<Meter>,
    opener: Opener,
    pace: site::Pace,
    taken: Taken,
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
        let profile = Profile {
            partner: partner.clone(),
            zone: arguments.zone.clone(),
            language: arguments.language.clone(),
        };
        let (now, dated) = match arguments.now {
            Some(Seen::At(now)) => (now, None),
            Some(Seen::Published) => (Clock::system().now(), Some(Dated::default())),
            None => (Clock::system().now(), None),
        };
        let begins = if dated.is_some() { Timestamp::from_micros(0) } else { now };
        let steps = match arguments.through {
            Some(through) => Some(Steps::new(through, begins)?),
            None => None,
        };
        let meter = Meter::new();
        let taken = Taken {
            tally: Tally { rows_max: arguments.limit, ..Tally::default() },
            steps,
            dated,
            shown: Vec::new(),
            shown_max: arguments.limit,
            lines: arguments.json.then(Lines::new),
            gathered: None,
            meter: Rc::clone(&meter),
            failed: None,
        };
        let opener = Opener::new(arguments.private_address, Rc::clone(&meter))?;
        let pace = site::Pace::new();
        Ok(Self { arguments, partner, profile, now, forced, meter, opener, pace, taken })
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
        let from = steps::From {
            partner: self.profile.partner.clone(),
            account: account.map(str::to_owned),
        };
        let mut sink = |item: Result<Item, ItemError>, warnings: Vec<Fault>| {
            taken.item(item, warnings, &from);
        };
        match format.read(body, content_type, &context, &mut sink) {
            Ok(end) => Ended::Read(end),
            Err(error) => Ended::Broken(error),
        }
    }

    fn finish(self) -> anyhow::Result<()> {
        let Taken { tally, steps, shown, lines, .. } = self.taken;
        let profile = Profile { partner: self.partner, ..self.profile };
        let suggested = suggest::block(self.arguments, &profile, &tally);
        match lines {
            Some(lines) => lines.close(&tally, steps.as_ref(), &profile),
            None => {
                let paint = report::Paint::for_stdout();
                print(&report::told(&tally, steps.as_ref(), &shown, &suggested, paint))
            }
        }
    }
}
