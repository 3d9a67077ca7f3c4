//! The service manager that started the process, as its environment tells: systemd's names, not ours.

use std::ffi::OsString;
use std::time::Duration;

/// How a service manager wants to be told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServiceManager {
    /// The socket it listens on; `None` when nobody does.
    pub socket: Option<OsString>,
    /// How often it wants a sign of life.
    pub watchdog: Option<Duration>,
}

impl ServiceManager {
    /// Reads `NOTIFY_SOCKET`, `WATCHDOG_USEC` and `WATCHDOG_PID`.
    pub fn of_environment() -> Self {
        let read = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        let number = |name: &str| read(name)?.to_str()?.parse::<u64>().ok();
        let meant = number("WATCHDOG_PID").is_none_or(|pid| pid == u64::from(std::process::id()));
        Self {
            socket: read("NOTIFY_SOCKET"),
            watchdog: number("WATCHDOG_USEC")
                .filter(|micros| meant && *micros > 0)
                .map(Duration::from_micros),
        }
    }
}
