//! What a process has used, as Linux tells it.

use std::time::Duration;

use anyhow::{Context as _, Result};

/// Time on a core of a process (or of this one, `self`), user and system, in
/// steps of 10 ms.
///
/// # Errors
/// When there is no such process.
pub fn processor(process: &str) -> Result<Duration> {
    let path = format!("/proc/{process}/stat");
    let stat = std::fs::read_to_string(&path).with_context(|| path.clone())?;
    // Fields 14 and 15; the name in parentheses may hold anything.
    let (_, fields) = stat.rsplit_once(')').context("no name in /proc/PID/stat")?;
    let fields: Vec<_> = fields.split_whitespace().collect();
    let ticks = fields[11].parse::<u64>()? + fields[12].parse::<u64>()?;
    Ok(Duration::from_millis(10 * ticks))
}

/// Most memory that a process ever held, in bytes.
///
/// # Errors
/// When there is no such process.
pub fn peak_bytes(process: &str) -> Result<u64> {
    let path = format!("/proc/{process}/status");
    let text = std::fs::read_to_string(&path).with_context(|| path.clone())?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    Ok(number.context("no VmHWM in /proc/PID/status")?.parse::<u64>()? * 1024)
}

/// Time that this thread has been on a core.
pub fn of_thread() -> Duration {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(now.tv_sec.unsigned_abs(), u32::try_from(now.tv_nsec).unwrap_or(0))
}

/// Memory that this process holds now, in bytes.
///
/// # Errors
/// When the system does not tell.
pub fn held_bytes() -> Result<u64> {
    let text = std::fs::read_to_string("/proc/self/status").context("memory is read from /proc")?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    Ok(number.context("no VmRSS in /proc/self/status")?.parse::<u64>()? * 1024)
}
