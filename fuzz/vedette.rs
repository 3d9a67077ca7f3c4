//! The folders of vedette under their own name, for the fuzz targets: no network, no runtime, no server.
//!
//! Not a second library: every module is the product's file, but for `rpc`, which is the wire without its handlers, and
//! `door`, through which targets reach what the crate keeps to itself. Rule: what is missing here cannot be fuzzed from here.

#![expect(dead_code, reason = "what only the server asks for")]
#![allow(unexpected_cfgs, reason = "features of the product")]

#[path = "../src/config/mod.rs"]
pub mod config;
#[path = "../src/extract/mod.rs"]
pub mod extract;
#[path = "../src/index/mod.rs"]
pub mod index;
#[path = "../src/ingest/mod.rs"]
pub mod ingest;
#[path = "../src/lang/mod.rs"]
pub mod lang;
#[path = "../src/lexicon/mod.rs"]
pub mod lexicon;
#[path = "../src/model/mod.rs"]
pub mod model;
#[path = "../src/query/mod.rs"]
pub mod query;
#[path = "../src/text/mod.rs"]
pub mod text;

#[path = "door.rs"]
pub mod door;
#[path = "rpc.rs"]
mod rpc;
