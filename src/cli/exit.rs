//! Exit codes scripts can rely on.
//!
//! Rule: a code keeps its meaning for ever; grpcurl's own codes (64 + status) are not used here.

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// All done.
    Success = 0,
    /// The command failed as a whole.
    Failure = 1,
    /// The arguments or the configuration are wrong (clap uses the same code).
    Usage = 2,
    /// Done, but some items were refused; each is reported.
    Partial = 3,
    /// The server could not be reached or is not ready: trying again may help.
    Unavailable = 4,
    /// The thing asked for does not exist.
    NotFound = 5,
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
