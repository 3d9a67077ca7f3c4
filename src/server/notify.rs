//! Telling a service manager how the server is: ready, reading again, stopping, alive; systemd's datagrams.
//!
//! Not a dependency on it: where nobody listens, nothing is told. A datagram that does not get through is logged once at
//! debug and forgotten, because telling must never hold up serving.

use crate::config::ServiceManager;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::net::{SocketAddr, UnixDatagram};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How much longer a start may take for each piece of progress it tells, in microseconds.
const START_MORE_MICROS: u64 = 60_000_000;

/// Tells the service manager.
#[derive(Clone, Debug, Default)]
pub struct Notifier {
    socket: Option<Arc<(UnixDatagram, SocketAddr)>>,
    watchdog: Option<Duration>,
    /// Whether it was told that calls are answered.
    serving: Arc<AtomicBool>,
}

fn address(name: &std::ffi::OsStr) -> io::Result<SocketAddr> {
    use std::os::linux::net::SocketAddrExt;
    match name.as_bytes().strip_prefix(b"@") {
        Some(name) => SocketAddr::from_abstract_name(name),
        None => SocketAddr::from_pathname(name),
    }
}

impl Notifier {
    /// Tells this manager; nobody when it has no socket.
    pub fn new(manager: &ServiceManager) -> io::Result<Self> {
        let Some(name) = &manager.socket else {
            return Ok(Self::default());
        };
        let socket = UnixDatagram::unbound()?;
        socket.set_nonblocking(true)?;
        Ok(Self {
            socket: Some(Arc::new((socket, address(name)?))),
            watchdog: manager.watchdog,
            serving: Arc::default(),
        })
    }

    fn tell(&self, words: &str) {
        let Some((socket, address)) = self.socket.as_deref() else {
            return;
        };
        if let Err(error) = socket.send_to_addr(words.as_bytes(), address) {
            tracing::debug!(%error, "the service manager was not told");
        }
    }

    /// Calls are answered.
    pub(super) fn ready(&self) {
        self.serving.store(true, Ordering::Relaxed);
        self.tell("READY=1\nSTATUS=serving");
    }

    /// The start goes on: so far, and what for.
    pub(super) fn starting(&self, reason: &str, done: u64, total: u64) {
        self.tell(&format!(
            "STATUS={reason}: {done} of {total}\nEXTEND_TIMEOUT_USEC={START_MORE_MICROS}"
        ));
    }

    /// Certificates and tokens are read again; [`Notifier::reloaded`] follows. A start goes on being one.
    pub(super) fn reloading(&self) {
        if self.serving.load(Ordering::Relaxed) {
            self.tell("RELOADING=1");
        }
    }

    /// They were read, or the old ones stay.
    pub(super) fn reloaded(&self) {
        if self.serving.load(Ordering::Relaxed) {
            self.ready();
        }
    }

    /// The signal to stop came.
    pub(super) fn stopping(&self) {
        self.tell("STOPPING=1\nSTATUS=draining");
    }

    /// Signs of life at twice the asked rate, for ever; they come from the async threads, so they stop when those do.
    pub(super) async fn live(self) {
        let Some(watchdog) = self.watchdog else {
            return std::future::pending().await;
        };
        let mut ticks = tokio::time::interval((watchdog / 2).max(Duration::from_millis(1)));
        loop {
            ticks.tick().await;
            self.tell("WATCHDOG=1");
        }
    }
}
