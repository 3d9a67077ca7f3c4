//! The pure folders of vedette under their own name, for the fuzz targets: no network, no disk, no index.
//!
//! Not a second library: every module is the product's file. Rule: what is missing here cannot be fuzzed from here.

#[path = "../src/extract/mod.rs"]
pub mod extract;
#[path = "../src/lang/mod.rs"]
pub mod lang;
#[path = "../src/lexicon/mod.rs"]
pub mod lexicon;
#[path = "../src/model/mod.rs"]
pub mod model;
#[path = "../src/text/mod.rs"]
pub mod text;
