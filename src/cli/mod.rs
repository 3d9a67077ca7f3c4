//! The command line: one file a subcommand.
//!
//! Not logic: each command reads its arguments, calls the library and prints. Rule: results go to standard output,
//! everything else to standard error, and exit codes are listed in `exit.rs`.

pub mod exit;
pub mod extract;
pub mod findings;
pub mod reader;
