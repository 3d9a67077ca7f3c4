//! The command line: one file a subcommand.
//!
//! Not logic: each command reads its arguments, calls the library and prints. Rule: results go to standard output,
//! everything else to standard error, and exit codes are listed in `exit.rs`.

pub mod client;
pub mod exit;
pub mod extract;
pub mod findings;
pub mod ingest;
pub mod query;
pub mod reader;
pub mod sample;
pub mod table;
pub mod wire_json;
