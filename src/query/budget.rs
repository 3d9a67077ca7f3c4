//! How long a question may take: a closure that says when to stop.
//!
//! Not a clock: the caller decides what ends the work (deadline, caller gone, shutdown). It is asked before the
//! work, between segments and every few thousand documents.

use super::QueryError;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Says whether the work must stop now.
pub struct Budget {
    over: Box<dyn Fn() -> bool + Send + Sync>,
}

impl Budget {
    /// Work to the end.
    pub fn unlimited() -> Self {
        Self::new(|| false)
    }

    /// Stop as soon as `over` answers true; it is called often, so it must be cheap.
    pub fn new(over: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        Self {
            over: Box::new(over),
        }
    }

    /// Stop as soon as the flag is set.
    pub fn flag(flag: Arc<AtomicBool>) -> Self {
        Self::new(move || flag.load(Ordering::Relaxed))
    }

    /// Whether the time is up.
    pub fn is_over(&self) -> bool {
        (self.over)()
    }

    /// [`QueryError::DeadlineExceeded`] once the time is up.
    pub fn check(&self) -> Result<(), QueryError> {
        if self.is_over() {
            Err(QueryError::DeadlineExceeded)
        } else {
            Ok(())
        }
    }
}

impl std::fmt::Debug for Budget {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Budget").finish_non_exhaustive()
    }
}
