//! Any text as a settings file, and as the value of a flag: refused with reasons, or settings that load again to the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::collections::BTreeMap;
use std::path::PathBuf;
use vedette::config::{Config, KEYS, Layers};

fn load(file: &str, flags: BTreeMap<String, String>) -> Option<String> {
    let file = Some((PathBuf::from("vedette.toml"), file.to_owned()));
    match Config::load(&Layers { file, flags, ..Layers::default() }) {
        Ok(config) => Some(config.describe()),
        Err(error) => {
            assert!(!error.0.is_empty() && error.0.iter().all(|told| !told.is_empty()), "refused without a reason");
            None
        }
    }
}

/// The lines of a description without who set what.
fn values(described: &str) -> Vec<String> {
    let value = |line: &str| line.rsplit_once("  # ").map_or(line, |(value, _)| value).to_owned();
    described.lines().map(value).collect()
}

fuzz_target!(|input: (u8, &str)| {
    let (number, text) = input;
    if let Some(described) = load(text, BTreeMap::new()) {
        let again = load(&described, BTreeMap::new()).expect("what is described loads");
        assert_eq!(values(&described), values(&again));
    }
    let key = &KEYS[usize::from(number) % KEYS.len()];
    load("", BTreeMap::from([(key.flag(), text.to_owned())]));
});
