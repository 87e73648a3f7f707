//! One process of the program, on free ports; ended when dropped.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::binary::adhub;
use crate::wait::until;

/// A process that can be killed and started again with the same arguments.
pub struct Process {
    name: String,
    arguments: Vec<String>,
    variables: Vec<(String, String)>,
    directory: PathBuf,
    child: Option<Child>,
    starts: u32,
    public: Option<String>,
    admin: String,
}

impl Process {
    /// What will be started; `name` is for people and for the log's file.
    pub fn new(name: &str, directory: &Path, arguments: Vec<String>) -> Self {
        Self {
            name: name.to_owned(),
            arguments,
            variables: Vec::new(),
            directory: directory.to_owned(),
            child: None,
            starts: 0,
            public: None,
            admin: String::new(),
        }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Has a variable in its environment from the next start on.
    pub fn set_variable(&mut self, name: &str, value: &str) {
        self.variables.push((name.to_owned(), value.to_owned()));
    }

    /// Says something else from the next start on.
    pub fn replace_argument(&mut self, before: &str, after: &str) {
        for argument in self.arguments.iter_mut().filter(|argument| *argument == before) {
            after.clone_into(argument);
        }
    }

    /// Where its public listener is, `http://…`; `None` when it has none.
    pub fn public(&self) -> Option<&str> {
        self.public.as_deref()
    }

    /// Where its admin listener is, `http://…`.
    pub fn admin(&self) -> &str {
        &self.admin
    }

    fn log(&self) -> PathBuf {
        self.directory.join(format!("{}-{}.log", self.name, self.starts))
    }

    /// Starts it; waits for nothing.
    ///
    /// # Panics
    /// When it runs already or cannot be started.
    pub fn start(&mut self) {
        assert!(self.child.is_none(), "{} runs already", self.name);
        self.starts += 1;
        let log = std::fs::File::create(self.log()).expect("a log file can be made");
        let mut command = Command::new(adhub());
        command.args(&self.arguments).args(["--admin-listen", "127.0.0.1:0"]);
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        if self.serves() {
            command.args(["--listen", "127.0.0.1:0"]);
        }
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        self.child = Some(command.spawn().expect("the program starts"));
    }

    fn serves(&self) -> bool {
        let command = self.arguments.first().map(String::as_str);
        matches!(command, Some("run" | "gateway" | "feed" | "status"))
    }

    /// Waits until it is ready.
    ///
    /// # Panics
    /// When it ends, or is not ready in time.
    pub async fn ready(&mut self) {
        let name = self.name.clone();
        until(&format!("{name} is ready"), async || {
            assert!(!self.ended(), "{name} ended");
            self.is_ready().await.then_some(())
        })
        .await;
    }

    /// It has its listeners and says that it is ready.
    pub async fn is_ready(&mut self) -> bool {
        if !self.find_listeners() {
            return false;
        }
        let answer = reqwest::get(format!("{}/ready", self.admin)).await;
        answer.is_ok_and(|answer| answer.status().is_success())
    }

    /// It was started, and ended by itself.
    ///
    /// # Panics
    /// When it cannot be asked.
    pub fn ended(&mut self) -> bool {
        let Some(child) = &mut self.child else { return false };
        child.try_wait().expect("a child can be asked").is_some()
    }

    /// Waits until another holder of its work has made it end.
    ///
    /// # Panics
    /// When it goes on, or ends for another reason.
    pub async fn fenced(&mut self) {
        let name = self.name.clone();
        until(&format!("{name} is fenced"), async || self.ended().then_some(())).await;
        let said = std::fs::read_to_string(self.log()).unwrap_or_default();
        assert!(said.contains("fenced"), "{name} ended, and not because it was fenced");
    }

    /// Starts it again when it ended by itself, as whoever runs it would.
    /// Returns whether it had ended.
    pub fn revive(&mut self) -> bool {
        let ended = self.ended();
        if ended {
            self.child = None;
            self.start();
        }
        ended
    }

    /// Reads from its log where it listens, once it has said so.
    fn find_listeners(&mut self) -> bool {
        let text = std::fs::read_to_string(self.log()).unwrap_or_default();
        let lines: Vec<Value> =
            text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        let listener = |words: &str| {
            let said = |line: &&Value| {
                line["message"].as_str().is_some_and(|said| said.starts_with(words))
            };
            let address = lines.iter().find(said)?["address"].as_str()?;
            Some(format!("http://{address}"))
        };
        let Some(admin) = listener("admin listener") else { return false };
        self.admin = admin;
        if self.serves() {
            self.public = listener("public listener");
        }
        self.public.is_some() || !self.serves()
    }

    /// SIGKILL.
    ///
    /// # Panics
    /// When it does not run.
    pub fn kill(&mut self) {
        let mut child = self.child.take().expect("the process runs");
        child.kill().expect("a child can be killed");
        child.wait().expect("a child can be waited for");
    }

    /// SIGTERM; waits for the end, which must be a clean one.
    ///
    /// # Panics
    /// When it ends otherwise, or not in time.
    pub async fn stop(&mut self) {
        let mut child = self.child.take().expect("the process runs");
        let pid = child.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &pid]).status().expect("kill is there");
        assert!(asked.success(), "{asked}");
        let ended = until(&format!("{} ends after SIGTERM", self.name), async || {
            child.try_wait().expect("a child can be asked")
        })
        .await;
        assert!(ended.success(), "{}: {ended}", self.name);
    }

    /// A counter or gauge of its `/metrics`, summed over the label sets that
    /// have all of `labels` (each `name="value"`).
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

impl Drop for Process {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
        if std::thread::panicking() && self.starts > 0 {
            show(&self.name, &self.log());
        }
    }
}

#[expect(clippy::print_stderr, reason = "a failed scenario shows what the hub said")]
fn show(name: &str, log: &Path) {
    let text = std::fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    eprintln!("the last words of {name}:\n{}", lines[lines.len().saturating_sub(40)..].join("\n"));
}
