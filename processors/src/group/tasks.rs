//! Jobs whose ads are being placed anew, because something they rest on
//! changed: a bounded number of ads at a time, the rest with the next timers.

use std::collections::BTreeMap;

use bytes::Bytes;
use schemas::group_state::{GroupState, KnownTask};
use schemas::{JobId, Timestamp};

use crate::step::{Outgoing, StateRecord};

/// Keys of tasks in the changelog begin with it.
pub(super) const KEY_PREFIX: &str = "task/";

/// Tasks, by job.
#[derive(Default)]
pub(super) struct Tasks(BTreeMap<JobId, Task>);

struct Task {
    known: KnownTask,
    /// What the changelog has of it.
    written: Option<KnownTask>,
    /// It is over; only the changelog does not know.
    is_done: bool,
}

impl Tasks {
    /// All ads of a job are to be placed anew, whatever was done of it before.
    pub(super) fn begin(&mut self, job: JobId, divided: bool, at: Timestamp) {
        let before = self.0.get(&job).is_some_and(|task| !task.is_done && task.known.divided);
        let known = KnownTask { after: 0, at, divided: divided || before };
        let task = self.0.entry(job).or_insert(Task { known, written: None, is_done: false });
        (task.known, task.is_done) = (known, false);
    }

    /// The next job.
    pub(super) fn next(&self) -> Option<(JobId, KnownTask)> {
        let (job, task) = self.0.iter().find(|(_, task)| !task.is_done)?;
        Some((*job, task.known))
    }

    /// The ads of the job up to this one were placed.
    pub(super) fn placed(&mut self, job: JobId, after: i64) {
        if let Some(task) = self.0.get_mut(&job) {
            task.known.after = after;
        }
    }

    /// All ads of the job were placed.
    pub(super) fn done(&mut self, job: JobId) {
        if let Some(task) = self.0.get_mut(&job) {
            task.is_done = true;
        }
    }

    /// When the work began that is left; it is due since then.
    pub(super) fn due(&self) -> Option<Timestamp> {
        self.0.values().filter(|task| !task.is_done).map(|task| task.known.at).min()
    }

    /// Writes down what is left.
    pub(super) fn write(&mut self, out: &mut Vec<Outgoing>) {
        for (job, task) in &mut self.0 {
            let known = (!task.is_done).then_some(task.known);
            if known != task.written {
                out.push(record(*job, known));
                task.written = known;
            }
        }
        self.0.retain(|_, task| !task.is_done);
    }

    /// From the changelog; `None`: it is done.
    pub(super) fn restore(&mut self, key: &str, task: Option<KnownTask>) {
        let job = key.strip_prefix(KEY_PREFIX).and_then(|job| job.parse().ok());
        let job: JobId = job.expect("a key of a task names a job");
        match task {
            Some(known) => {
                let task = Task { known, written: Some(known), is_done: false };
                self.0.insert(job, task);
            }
            None => drop(self.0.remove(&job)),
        }
    }
}

fn record(job: JobId, task: Option<KnownTask>) -> Outgoing {
    let key = Bytes::from(format!("{KEY_PREFIX}{job}"));
    let state = task.map(|task| GroupState { task: Some(task), ..GroupState::default() });
    Outgoing::State(key, state.map(StateRecord::Group))
}
