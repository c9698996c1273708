//! What this process has used so far, out of /proc.

use std::fs;
use std::thread;
use std::time::Duration;

use crate::Result;

/// CPU time of all threads. `/proc/self/stat` counts in hundredths of a second, which a first call does not reach.
pub(crate) fn cpu() -> Result<Duration> {
    // The scheduler brings the time of a running thread up to date when it is asked to choose anew.
    thread::yield_now();
    let mut nanoseconds = 0;
    for task in fs::read_dir("/proc/self/task")? {
        let text = fs::read_to_string(task?.path().join("schedstat"))?;
        nanoseconds += text.split(' ').next().unwrap_or_default().parse::<u64>()?;
    }
    Ok(Duration::from_nanos(nanoseconds))
}

/// The most memory it ever held, in KiB.
pub(crate) fn peak_kib() -> Result<u64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no VmHWM in /proc")?;
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}
