//! A hub as its operator runs it: one `adhub run` on the embedded log, or one
//! process for each role on Kafka.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use crate::binary::adhub;
use crate::client::Client;
use crate::log::Log;
use crate::partner::Partner;
use crate::process::Process;

const STEPS: [&str; 3] = ["dedupe", "enrich", "group"];

/// What a hub is started with.
pub struct Setup {
    log: Log,
    now: Option<String>,
    configuration: String,
    pulled: Vec<String>,
    arguments: Vec<String>,
}

impl Setup {
    pub(crate) fn new(log: Log) -> Self {
        let (configuration, pulled, arguments) = (String::new(), Vec::new(), Vec::new());
        Self { log, now: None, configuration, pulled, arguments }
    }

    /// Sets the clock that processors see.
    #[must_use]
    pub fn now(mut self, now: &str) -> Self {
        self.now = Some(now.to_owned());
        self
    }

    /// Pulls a partner that speaks JobStream.
    #[must_use]
    pub fn pulls(mut self, name: &str, partner: &Partner) -> Self {
        self.configuration.push_str(&partner.configuration(name));
        self.pulled.push(name.to_owned());
        self
    }

    /// Pulls a partner that is described by the keys of its table.
    #[must_use]
    pub fn pulls_by(mut self, name: &str, keys: &str) -> Self {
        self.configuration.push_str(&format!("[partners.{name}]\n{keys}\n"));
        self.pulled.push(name.to_owned());
        self
    }

    /// Writes something into the configuration.
    #[must_use]
    pub fn configured(mut self, text: &str) -> Self {
        self.configuration.push_str(text);
        self
    }

    /// Starts everything and waits until it is ready.
    ///
    /// # Panics
    /// When it is not ready in time.
    pub async fn start(self) -> Hub {
        let Self { log, now, configuration, pulled, arguments } = self;
        let file = log.directory().join("adhub.toml");
        std::fs::write(&file, configuration).expect("the configuration can be written");
        let mut hub = Hub { log, now, arguments, processes: Vec::new() };
        if hub.log.is_embedded() {
            hub.add("hub", &["run"]);
        } else {
            let topics = hub.command(&["topics", "apply"]);
            assert!(topics.status.success(), "{topics:?}");
            hub.add("gateway", &["gateway"]);
            for step in STEPS {
                hub.add(step, &["process", step]);
            }
            hub.add("feed", &["feed"]);
            for name in &pulled {
                hub.add(&format!("poll-{name}"), &["poll", name]);
            }
        }
        hub.start().await;
        hub
    }
}

/// A hub. It survives being killed: what is started again goes on with the log.
pub struct Hub {
    // Before the log, whose directory has their last words.
    processes: Vec<Process>,
    log: Log,
    now: Option<String>,
    arguments: Vec<String>,
}

impl Hub {
    /// Makes an empty hub on the embedded log and starts it; `arguments` come
    /// after `adhub run`.
    ///
    /// # Panics
    /// When it is not ready in time.
    pub async fn new(arguments: &[&str]) -> Self {
        let mut setup = Log::embedded().hub();
        setup.arguments = arguments.iter().map(|&argument| argument.to_owned()).collect();
        setup.start().await
    }

    /// Its log.
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// Directory of the embedded log.
    pub fn data(&self) -> PathBuf {
        self.log.data()
    }

    /// Where partners push, `http://…`.
    ///
    /// # Panics
    /// When the gateway was never started.
    pub fn gateway(&self) -> &str {
        self.public("gateway")
    }

    /// Where subscribers read, `http://…`.
    ///
    /// # Panics
    /// When the feed was never started.
    pub fn feed(&self) -> &str {
        self.public("feed")
    }

    /// Where one process serves both.
    ///
    /// # Panics
    /// When the hub is not on the embedded log, or was never started.
    pub fn url(&self) -> &str {
        self.public("hub")
    }

    /// The admin listener of the one process.
    ///
    /// # Panics
    /// When the hub is not on the embedded log.
    pub fn admin(&self) -> &str {
        self.processes.iter().find(|process| process.name() == "hub").expect("embedded").admin()
    }

    fn public(&self, role: &str) -> &str {
        let role = if self.log.is_embedded() { "hub" } else { role };
        let process = self.processes.iter().find(|process| process.name() == role);
        process.and_then(Process::public).expect("it serves and was started")
    }

    /// Names of its processes.
    pub fn roles(&self) -> Vec<String> {
        self.processes.iter().map(|process| process.name().to_owned()).collect()
    }

    fn whole(&self, command: &[&str]) -> Vec<String> {
        let mut whole: Vec<String> = command.iter().map(|&word| word.to_owned()).collect();
        whole.extend(self.log.arguments());
        whole.push("--config".to_owned());
        whole.push(self.log.directory().join("adhub.toml").to_string_lossy().into_owned());
        if let Some(now) = &self.now {
            whole.extend(["--now".to_owned(), now.clone()]);
        }
        whole.extend(self.arguments.clone());
        whole
    }

    /// Adds a process that is not started yet.
    pub fn add(&mut self, name: &str, command: &[&str]) {
        let whole = self.whole(command);
        self.processes.push(Process::new(name, &self.log.directory(), whole));
    }

    /// Takes a process away; one that still runs is killed.
    pub fn remove(&mut self, name: &str) {
        self.processes.retain(|process| process.name() != name);
    }

    /// A process by its name.
    ///
    /// # Panics
    /// When there is none.
    pub fn process(&mut self, name: &str) -> &mut Process {
        let process = self.processes.iter_mut().find(|process| process.name() == name);
        process.unwrap_or_else(|| unreachable!("there is no process {name}"))
    }

    /// Starts all processes and waits until they are ready.
    ///
    /// # Panics
    /// When one runs already, ends, or is not ready in time.
    pub async fn start(&mut self) {
        for process in &mut self.processes {
            process.start();
        }
        for process in &mut self.processes {
            process.ready().await;
        }
    }

    /// Starts again what ended by itself; returns how many had.
    pub fn revive(&mut self) -> usize {
        self.processes.iter_mut().map(Process::revive).filter(|&ended| ended).count()
    }

    /// Starts again what ended by itself, until all of it is ready.
    ///
    /// # Panics
    /// When it is not ready in time.
    pub async fn recover(&mut self) {
        crate::wait::until("all processes are ready again", async || {
            self.revive();
            for process in &mut self.processes {
                if !process.is_ready().await {
                    return None;
                }
            }
            Some(())
        })
        .await;
    }

    /// SIGKILL to all processes.
    ///
    /// # Panics
    /// When one does not run.
    pub fn kill(&mut self) {
        self.processes.iter_mut().for_each(Process::kill);
    }

    /// SIGTERM to all processes; each end must be a clean one.
    ///
    /// # Panics
    /// When one ends otherwise, or not in time.
    pub async fn stop(&mut self) {
        for process in &mut self.processes {
            process.stop().await;
        }
    }

    /// Sets the clock for the next start.
    ///
    /// # Panics
    /// When the hub has no clock of its own.
    pub fn set_now(&mut self, now: &str) {
        let before = self.now.replace(now.to_owned()).expect("the hub was set up with a clock");
        for process in &mut self.processes {
            process.replace_argument(&before, now);
        }
    }

    /// Adds a partner with a key.
    ///
    /// # Panics
    /// When the commands fail.
    pub fn partner(&self, name: &str) -> Client {
        let added = self.command(&["partner", "add", name]);
        assert!(added.status.success(), "{added:?}");
        let key = self.command(&["key", "add", name]);
        assert!(key.status.success(), "{key:?}");
        let key = String::from_utf8(key.stdout).expect("a key is text");
        Client::new(key.trim())
    }

    /// Runs a command on this hub's log to its end.
    ///
    /// # Panics
    /// When it does not start.
    pub fn command(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(adhub());
        command.args(arguments).args(self.log.arguments()).output().expect("the program starts")
    }

    /// Derives everything from the inputs once more: the log holds what it
    /// should, and nothing else.
    ///
    /// # Panics
    /// When anything differs.
    pub fn audit(&self) {
        let audited = self.command(&["audit"]);
        assert!(audited.status.success(), "{}", String::from_utf8_lossy(&audited.stdout));
    }

    /// A counter or gauge, summed over all processes and over the label sets
    /// that have all of `labels` (each `name="value"`).
    ///
    /// # Panics
    /// When the metrics cannot be had.
    pub async fn metric(&self, name: &str, labels: &[&str]) -> u64 {
        let mut sum = 0;
        for process in &self.processes {
            sum += process.metric(name, labels).await;
        }
        sum
    }
}

/// Runs the program to its end.
///
/// # Panics
/// When it does not start.
pub fn command(arguments: &[&str]) -> Output {
    Command::new(adhub()).args(arguments).output().expect("the program starts")
}

/// Runs the program to its end, with `input` as its standard input.
///
/// # Panics
/// When it does not start, or does not read all of it.
pub fn piped(input: &[u8], arguments: &[&str]) -> Output {
    let mut child = Command::new(adhub())
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    child.stdin.take().expect("it is piped").write_all(input).expect("it reads");
    child.wait_with_output().expect("it ends")
}
