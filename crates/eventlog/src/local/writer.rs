//! The one thread that writes.

use std::sync::Arc;
use std::thread::JoinHandle;

use crossbeam_channel::Receiver;

use super::store::LocalStore;
use crate::LogError;
use crate::embedded::{Engine, Job};

/// Most jobs, and most bytes, that share one sync. Beyond them a sync costs
/// little per record, and waiting callers would only wait longer.
const JOBS_PER_SYNC_MAX: usize = 16_384;
const BYTES_PER_SYNC_MAX: usize = 16 * 1024 * 1024;

/// Starts the thread; it ends after [`Job::Stop`].
pub(super) fn start(
    engine: Arc<Engine<LocalStore>>,
    queue: Receiver<Job>,
) -> Result<JoinHandle<()>, LogError> {
    std::thread::Builder::new()
        .name("log-writer".to_owned())
        .spawn(move || while work(&engine, &queue) {})
        .map_err(|error| LogError::Unavailable(format!("no writer thread: {error}")))
}

/// Waits for jobs and processes everything that is there; `false` at the end.
fn work(engine: &Engine<LocalStore>, queue: &Receiver<Job>) -> bool {
    let Ok(first) = queue.recv() else { return false };
    let mut jobs = vec![first];
    let mut bytes = weigh(engine, &jobs[0]);
    while jobs.len() < JOBS_PER_SYNC_MAX
        && bytes < BYTES_PER_SYNC_MAX
        && let Ok(job) = queue.try_recv()
    {
        bytes += weigh(engine, &job);
        jobs.push(job);
    }
    let stop = jobs.iter().any(|job| matches!(job, Job::Stop));
    engine.process(jobs);
    !stop
}

/// Size of a job, which waits no longer.
fn weigh(engine: &Engine<LocalStore>, job: &Job) -> usize {
    match job {
        Job::Write(write, _) => {
            if write.holder.is_none() {
                engine.dequeued(write.bytes);
            }
            write.bytes
        }
        Job::Fence(..) | Job::Barrier(_) | Job::Stop => 0,
    }
}
