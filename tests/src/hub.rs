//! One `adhub run` on the embedded log, in a directory of its own, on free
//! ports; ended when dropped.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::binary::adhub;
use crate::client::Client;
use crate::wait::until;

/// A hub. It survives being killed: `start` goes on with its data.
pub struct Hub {
    directory: TempDir,
    arguments: Vec<String>,
    child: Option<Child>,
    starts: u32,
    public: String,
    admin: String,
}

impl Hub {
    /// Makes an empty hub and starts it; `arguments` come after `adhub run`.
    ///
    /// # Panics
    /// When it is not ready in time.
    pub async fn new(arguments: &[&str]) -> Self {
        let mut hub = Self {
            directory: TempDir::new().expect("a temporary directory can be made"),
            arguments: arguments.iter().map(|&argument| argument.to_owned()).collect(),
            child: None,
            starts: 0,
            public: String::new(),
            admin: String::new(),
        };
        hub.start().await;
        hub
    }

    /// Directory of the log.
    pub fn data(&self) -> PathBuf {
        self.directory.path().join("data")
    }

    /// Where the public listener is, `http://…`.
    pub fn url(&self) -> &str {
        &self.public
    }

    /// Where the admin listener is, `http://…`.
    pub fn admin(&self) -> &str {
        &self.admin
    }

    fn log(&self) -> PathBuf {
        self.directory.path().join(format!("log-{}", self.starts))
    }

    /// Starts it on its data and waits until it is ready.
    ///
    /// # Panics
    /// When it runs already, ends, or is not ready in time.
    pub async fn start(&mut self) {
        assert!(self.child.is_none(), "the hub runs already");
        self.starts += 1;
        let log = std::fs::File::create(self.log()).expect("a log file can be made");
        let child = Command::new(adhub())
            .args(["run", "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"])
            .arg("--data")
            .arg(self.data())
            .args(&self.arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("the program starts");
        self.child = Some(child);
        self.public = self.listener("public listener").await;
        self.admin = self.listener("admin listener").await;
        let ready = format!("{}/ready", self.admin);
        until("the hub is ready", async || {
            let answer = reqwest::get(&ready).await.ok()?;
            answer.status().is_success().then_some(())
        })
        .await;
    }

    async fn listener(&mut self, words: &str) -> String {
        let log = self.log();
        until(words, async || {
            let child = self.child.as_mut().expect("it was started");
            let ended = child.try_wait().expect("a child can be asked");
            assert!(ended.is_none(), "the hub ended: {ended:?}");
            let text = std::fs::read_to_string(&log).ok()?;
            let lines = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
            let mut lines = lines.filter(|line| {
                line["message"].as_str().is_some_and(|message| message.starts_with(words))
            });
            Some(format!("http://{}", lines.next()?["address"].as_str()?))
        })
        .await
    }

    /// SIGKILL.
    ///
    /// # Panics
    /// When it does not run.
    pub fn kill(&mut self) {
        let mut child = self.child.take().expect("the hub runs");
        child.kill().expect("a child can be killed");
        child.wait().expect("a child can be waited for");
    }

    /// SIGTERM; waits for the end, which must be a clean one.
    ///
    /// # Panics
    /// When it ends otherwise, or not in time.
    pub async fn stop(&mut self) {
        let mut child = self.child.take().expect("the hub runs");
        let pid = child.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &pid]).status().expect("kill is there");
        assert!(asked.success(), "{asked}");
        let ended = until("the hub ends after SIGTERM", async || {
            child.try_wait().expect("a child can be asked")
        })
        .await;
        assert!(ended.success(), "{ended}");
    }

    /// Adds a partner with a key.
    ///
    /// # Panics
    /// When the commands fail.
    pub fn partner(&self, name: &str) -> Client {
        let data = self.data();
        let data = data.to_str().expect("temporary directories have plain names");
        let added = command(&["partner", "add", name, "--data", data]);
        assert!(added.status.success(), "{added:?}");
        let key = command(&["key", "add", name, "--data", data]);
        assert!(key.status.success(), "{key:?}");
        let key = String::from_utf8(key.stdout).expect("a key is text");
        Client::new(key.trim())
    }

    /// A counter or gauge of `/metrics`, summed over the label sets that have
    /// all of `labels` (each `name="value"`).
    ///
    /// # Panics
    /// When the metrics cannot be had.
    pub async fn metric(&self, name: &str, labels: &[&str]) -> u64 {
        let answer = reqwest::get(format!("{}/metrics", self.admin)).await.expect("it answers");
        let text = answer.text().await.expect("metrics are text");
        let lines = text.lines().filter(|line| {
            line.strip_prefix(name).is_some_and(|rest| rest.starts_with(['{', ' ']))
                && labels.iter().all(|label| line.contains(label))
        });
        let value =
            |line: &str| line.rsplit(' ').next().and_then(|value| value.parse::<u64>().ok());
        lines.map(|line| value(line).expect("counts are whole")).sum()
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
        if std::thread::panicking() {
            show(&self.log());
        }
    }
}

#[expect(clippy::print_stderr, reason = "a failed scenario shows what the hub said")]
fn show(log: &Path) {
    let text = std::fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    eprintln!("the hub's last words:\n{}", lines[lines.len().saturating_sub(60)..].join("\n"));
}

/// Runs the program to its end.
///
/// # Panics
/// When it does not start.
pub fn command(arguments: &[&str]) -> Output {
    Command::new(adhub()).args(arguments).output().expect("the program starts")
}
