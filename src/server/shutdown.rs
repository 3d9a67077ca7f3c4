//! The signal to stop: the first asks, the second insists.
//!
//! Not the drain itself (that is `run`). Rule: a signal is heard from the moment the process can receive it, also while the
//! index is still being opened.

use std::time::Duration;
use tokio::sync::watch;

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

/// Asks the server to stop.
#[derive(Clone, Debug)]
pub struct Stopper(watch::Sender<Urgency>);

/// Hears the server being asked to stop.
#[derive(Clone, Debug)]
pub struct Stop(watch::Receiver<Urgency>);

/// A stopper and its listener.
pub fn channel() -> (Stopper, Stop) {
    let (sender, receiver) = watch::channel(Urgency::None);
    (Stopper(sender), Stop(receiver))
}

impl Stopper {
    /// Asks once more: first to drain, then to cut.
    pub fn ask(&self) {
        self.0.send_modify(|urgency| {
            *urgency = match urgency {
                Urgency::None => Urgency::Drain,
                Urgency::Drain | Urgency::Cut => Urgency::Cut,
            }
        });
    }

    /// Asks at every SIGTERM and ctrl-c, for the rest of the process.
    pub fn listen(self) -> std::io::Result<()> {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        tokio::spawn(async move {
            loop {
                tokio::select! {
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
        if self.0.wait_for(|asked| *asked >= urgency).await.is_err() {
            // Nobody is left to ask.
            std::future::pending::<()>().await;
        }
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
        assert_eq!(*stop.0.borrow(), Urgency::Drain);
        stopper.ask();
        stop.insisted().await;
        assert_eq!(*stop.0.borrow(), Urgency::Cut);
    }
}
