//! A hub as its operator has it: `adhub` as processes, with partners and keys.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::Value;

use crate::logs::Site;

/// Longest wait for a process to get ready; a million ads are restored first.
const START_MAX: Duration = Duration::from_secs(120);

/// The roles of a whole hub on Kafka, as they are started.
pub const ROLES: [&[&str]; 5] = [
    &["process", "dedupe"],
    &["process", "enrich"],
    &["process", "group"],
    &["feed"],
    &["gateway"],
];

/// One `adhub` process. It is killed when dropped.
pub struct Process {
    child: Child,
    log: PathBuf,
    admin: Option<SocketAddr>,
    public: Option<SocketAddr>,
}

impl Process {
    /// Starts `adhub ARGUMENTS` on a log; `core` pins it to one.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start(site: &Site, arguments: &[&str], core: Option<usize>) -> Result<Self> {
        let adhub = std::env::current_exe()?.with_file_name("adhub");
        ensure!(adhub.is_file(), "{} is not built", adhub.display());
        let log = crate::logs::directory("log", false)?.join(format!(
            "{}-{}.log",
            site.name(),
            arguments.join("-")
        ));
        let mut command = match core {
            Some(core) => {
                let mut command = Command::new("taskset");
                command.args(["-c", &core.to_string()]).arg(&adhub);
                command
            }
            None => Command::new(&adhub),
        };
        command
            .args(arguments)
            .args(["--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"])
            .args(["--log-format", "json"]);
        match site {
            Site::Embedded(directory) => command.arg("--data").arg(directory),
            Site::Kafka { brokers, registry, prefix } => command
                .args(["--kafka", brokers, "--registry", registry])
                .args(["--kafka-prefix", prefix]),
        };
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(std::fs::File::create(&log)?)
            .spawn()
            .context("adhub (and taskset, when it is pinned) can be started")?;
        Ok(Self { child, log, admin: None, public: None })
    }

    /// Waits until it says that it is ready.
    ///
    /// # Errors
    /// When it ends, or does not get ready in time.
    pub async fn ready(&mut self, serves: bool) -> Result<()> {
        let started = Instant::now();
        if serves {
            self.public().await?;
        }
        let admin = self.listener("admin listener").await?;
        self.admin = Some(admin);
        let url = format!("http://{admin}/ready");
        loop {
            if let Ok(answer) = reqwest::get(&url).await
                && answer.status().is_success()
            {
                return Ok(());
            }
            self.check_alive(started)?;
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Where its public listener is; it may be there before it is ready.
    ///
    /// # Errors
    /// When it ends, or does not listen in time.
    pub async fn public(&mut self) -> Result<SocketAddr> {
        if let Some(address) = self.public {
            return Ok(address);
        }
        let address = self.listener("public listener").await?;
        self.public = Some(address);
        Ok(address)
    }

    async fn listener(&mut self, words: &str) -> Result<SocketAddr> {
        let started = Instant::now();
        loop {
            let line = self.lines(words)?.into_iter().next();
            if let Some(address) = line.as_ref().and_then(|line| line["address"].as_str()) {
                return Ok(address.parse()?);
            }
            self.check_alive(started)?;
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    /// What it logged, the lines whose message has these words in it.
    ///
    /// # Errors
    /// When its log cannot be read.
    pub fn lines(&self, words: &str) -> Result<Vec<Value>> {
        let text = std::fs::read_to_string(&self.log)?;
        let lines = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let said = |line: &Value| line["message"].as_str().is_some_and(|said| said.contains(words));
        Ok(lines.filter(said).collect())
    }

    fn check_alive(&mut self, started: Instant) -> Result<()> {
        let log = Path::display(&self.log);
        if let Some(ended) = self.child.try_wait()? {
            bail!("adhub ended ({ended}), its log is {log}");
        }
        ensure!(started.elapsed() < START_MAX, "adhub was not ready in time, its log is {log}");
        Ok(())
    }

    /// Its process id, as `/proc` names it.
    pub fn id(&self) -> String {
        self.child.id().to_string()
    }

    /// SIGKILL.
    ///
    /// # Errors
    /// When it cannot be killed.
    pub fn kill(&mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// All of a hub: one process on the embedded log, one per role on Kafka.
pub struct Hub {
    /// Its processes; the one with the gateway is the last.
    pub processes: Vec<Process>,
}

impl Hub {
    /// Starts all of them at once, without waiting.
    ///
    /// # Errors
    /// When one does not start.
    pub fn start(site: &Site) -> Result<Self> {
        let roles: &[&[&str]] = match site {
            Site::Embedded(_) => &[&["run"]],
            Site::Kafka { .. } => &ROLES,
        };
        let start = |role: &&[&str]| Process::start(site, role, None);
        Ok(Self { processes: roles.iter().map(start).collect::<Result<_>>()? })
    }

    /// Waits until all are ready.
    ///
    /// # Errors
    /// When one ends, or is not ready in time.
    pub async fn ready(&mut self) -> Result<()> {
        let serving = self.processes.len().saturating_sub(2);
        for (index, process) in self.processes.iter_mut().enumerate() {
            process.ready(index >= serving).await?;
        }
        Ok(())
    }

    /// Where the gateway is.
    ///
    /// # Errors
    /// When it ends or does not listen in time.
    pub async fn gateway(&mut self) -> Result<SocketAddr> {
        self.processes.last_mut().context("a hub has processes")?.public().await
    }

    /// Where the feed is.
    ///
    /// # Errors
    /// When it ends or does not listen in time.
    pub async fn feed(&mut self) -> Result<SocketAddr> {
        let index = self.processes.len().saturating_sub(2);
        self.processes.get_mut(index).context("a hub has processes")?.public().await
    }

    /// SIGKILL to all.
    ///
    /// # Errors
    /// When one cannot be killed.
    pub fn kill(&mut self) -> Result<()> {
        self.processes.iter_mut().try_for_each(Process::kill)
    }
}
