//! The process itself: memory and descriptors, read from the system when asked.
//!
//! Where `/proc` is not there, nothing is told.

/// Resident memory in bytes.
pub(super) fn resident_bytes() -> Option<i64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmRSS:"))?;
    let kib: i64 = line.trim().trim_end_matches(" kB").trim().parse().ok()?;
    kib.checked_mul(1024)
}

/// Descriptors that are open.
pub(super) fn open_descriptors() -> Option<i64> {
    let entries = std::fs::read_dir("/proc/self/fd").ok()?;
    i64::try_from(entries.count()).ok()
}

/// Threads that run.
pub(super) fn threads() -> Option<i64> {
    let entries = std::fs::read_dir("/proc/self/task").ok()?;
    i64::try_from(entries.count()).ok()
}
