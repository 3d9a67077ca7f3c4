//! The signals: to stop (the first asks, the second insists), and to read certificates and tokens again.
//!
//! Not the drain itself (that is `run`) and not the reading (that is `reload`). Rule: a signal is heard from the moment the process can receive it, also while the
//! index is still being opened.

use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, watch};

/// How urgently the server is asked to stop.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Urgency {
    /// Not at all.
    #[default]
    None,
    /// Stop, and let running calls end.
    Drain,
    /// Stop now.
    Cut,
}

/// Asks the server to stop, or to read again.
#[derive(Clone, Debug)]
pub struct Stopper {
    urgency: watch::Sender<Urgency>,
    reload: Arc<Notify>,
}

/// Hears the server being asked to stop, or to read again.
#[derive(Clone, Debug)]
pub struct Stop {
    urgency: watch::Receiver<Urgency>,
    reload: Arc<Notify>,
}

/// A stopper and its listener.
pub fn channel() -> (Stopper, Stop) {
    let (sender, receiver) = watch::channel(Urgency::None);
    let asked = Arc::new(Notify::new());
    let stopper = Stopper {
        urgency: sender,
        reload: Arc::clone(&asked),
    };
    let stop = Stop {
        urgency: receiver,
        reload: asked,
    };
    (stopper, stop)
}

impl Stopper {
    /// Asks once more: first to drain, then to cut.
    pub fn ask(&self) {
        self.urgency.send_modify(|urgency| {
            *urgency = match urgency {
                Urgency::None => Urgency::Drain,
                Urgency::Drain | Urgency::Cut => Urgency::Cut,
            }
        });
    }

    /// Asks to read certificates and tokens again.
    pub fn reload(&self) {
        self.reload.notify_one();
    }

    /// Asks at every SIGTERM and ctrl-c to stop, at every SIGHUP to read again, for the rest of the process.
    pub fn listen(self) -> std::io::Result<()> {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut hangup = signal(SignalKind::hangup())?;
        tokio::spawn(async move {
            loop {
                tokio::select! {
                    Some(()) = hangup.recv() => {
                        self.reload();
                        continue;
                    }
                    Some(()) = terminate.recv() => {}
                    Some(()) = interrupt.recv() => {}
                    else => return,
                }
                tracing::info!("signal to stop");
                self.ask();
            }
        });
        Ok(())
    }
}

impl Stop {
    async fn at_least(&mut self, urgency: Urgency) {
        if self
            .urgency
            .wait_for(|asked| *asked >= urgency)
            .await
            .is_err()
        {
            // Nobody is left to ask.
            std::future::pending::<()>().await;
        }
    }

    /// Told whenever certificates and tokens are to be read again.
    pub(super) fn reloads(&self) -> Arc<Notify> {
        Arc::clone(&self.reload)
    }

    /// Ends when the server is asked to stop.
    pub async fn asked(&mut self) {
        self.at_least(Urgency::Drain).await;
    }

    /// Ends when the server is asked to stop at once.
    pub async fn insisted(&mut self) {
        self.at_least(Urgency::Cut).await;
    }

    /// Ends after `time`, or when the server is asked to stop at once.
    pub async fn limit(&mut self, time: Duration) {
        tokio::select! {
            () = tokio::time::sleep(time) => {}
            () = self.insisted() => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_second_asking_cuts() {
        let (stopper, mut stop) = channel();
        stopper.ask();
        stop.asked().await;
        assert_eq!(*stop.urgency.borrow(), Urgency::Drain);
        stopper.ask();
        stop.insisted().await;
        assert_eq!(*stop.urgency.borrow(), Urgency::Cut);
    }
}
