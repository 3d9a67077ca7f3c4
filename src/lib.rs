//! vedette turns news reports into evidence that programs can query: who stands where, who said what, who moved what
//! to which border.
//!
//! The modules stand in the order an article passes them; `ARCHITECTURE.md` tells the whole way.

pub mod cli;
pub mod config;
pub mod extract;
pub mod index;
pub mod ingest;
pub mod lang;
pub mod lexicon;
pub mod model;
pub mod query;
pub mod rpc;
pub mod server;
pub mod telemetry;
pub mod text;
