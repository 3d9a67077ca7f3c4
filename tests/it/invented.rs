//! The sources name nobody and no place of the world: whatever they show as an example plays in the invented world of
//! `sample/world`, so that no war of today is told by the program itself.
//!
//! Not a rule for unit tests, nor for `data/`, `docs/` and the reports of `sample/`, whose subject the world is. Rule:
//! what `data/` knows is not written in `src/` or `proto/`: words of states, ids of actors and issues and borders in
//! letters of any size, names of actors as they are written.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{read_dir, read_to_string};
use std::path::{Path, PathBuf};

/// Shorter names are left to the reader: they are abbreviations that mean much else.
const LETTERS_MIN: usize = 4;

/// Names of `data/` that are also words of the sources, and what they mean there.
const ORDINARY: [(&str, &str); 3] = [
    ("male", "a gender of names; a capital"),
    ("dawn", "a time of the day; a newspaper"),
    ("the valley", "of a river; a capital"),
];

/// Columns of `data/states.tsv` whose words are a state's alone.
const STATE_WORDS: [&str; 4] = ["name", "adjectives", "people", "capitals"];

/// Names by the word they begin with.
#[derive(Default)]
struct Names(BTreeMap<String, BTreeSet<String>>);

/// The letters and digits a text begins with.
fn word(text: &str) -> &str {
    text.split(|c: char| !c.is_alphanumeric())
        .next()
        .unwrap_or("")
}

impl Names {
    fn add(&mut self, name: &str) {
        let name = name.trim_start_matches(|c: char| !c.is_alphanumeric());
        if name.chars().count() >= LETTERS_MIN && ORDINARY.iter().all(|(word, _)| *word != name) {
            let first = self.0.entry(word(name).to_owned()).or_default();
            first.insert(name.to_owned());
        }
    }

    /// The names that stand in a line as words.
    fn within(&self, line: &str) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut rest = line;
        while !rest.is_empty() {
            let first = word(rest);
            let names = self.0.get(first).into_iter().flatten();
            let whole = |name: &&String| {
                let behind = rest.strip_prefix(name.as_str());
                behind.is_some_and(|behind| word(behind).is_empty())
            };
            found.extend(names.filter(whole).cloned());
            let next = if first.is_empty() {
                rest.chars().next().map_or(0, char::len_utf8)
            } else {
                first.len()
            };
            rest = rest.split_at(next).1;
        }
        found
    }
}

/// What `data/` knows of the world.
struct World {
    /// In small letters.
    folded: Names,
    /// As it is written.
    written: Names,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    for path in read_dir(folder).unwrap().map(|e| e.unwrap().path()) {
        if path.is_dir() {
            files(&path, ending, found);
        } else if path.extension().is_some_and(|e| e == ending) {
            found.push(path);
        }
    }
}

impl World {
    fn read() -> Self {
        let mut world = Self {
            folded: Names::default(),
            written: Names::default(),
        };
        world.states(&read_to_string(root().join("data/states.tsv")).unwrap());
        let mut tables = Vec::new();
        files(&root().join("data"), "toml", &mut tables);
        assert!(tables.len() > 5, "{tables:?}");
        for table in tables {
            world.entries(&read_to_string(table).unwrap());
        }
        world
    }

    fn states(&mut self, text: &str) {
        let mut rows = text.lines().filter(|l| !l.starts_with('#'));
        let columns: Vec<&str> = rows.next().unwrap().split('\t').collect();
        for row in rows {
            let row: BTreeMap<_, _> = columns.iter().copied().zip(row.split('\t')).collect();
            for column in STATE_WORDS {
                for name in row[column].split('|') {
                    self.folded.add(&name.to_lowercase());
                }
            }
            let code = row["code"];
            for neighbour in row["neighbours"].split('|').filter(|n| !n.is_empty()) {
                let pair = [code.min(neighbour), code.max(neighbour)];
                self.folded.add(&pair.join("-").to_lowercase());
            }
        }
    }

    /// Actors and issues: both are tables of entries by id, only actors have names.
    fn entries(&mut self, text: &str) {
        for (id, entry) in text.parse::<toml::Table>().unwrap() {
            self.folded.add(&id);
            let aliases = entry.get("aliases").and_then(toml::Value::as_array);
            let names = entry
                .get("name")
                .into_iter()
                .chain(aliases.into_iter().flatten());
            for name in names.filter_map(toml::Value::as_str) {
                self.written.add(name);
            }
        }
    }

    fn within(&self, line: &str) -> BTreeSet<String> {
        let mut found = self.written.within(line);
        found.extend(self.folded.within(&line.to_lowercase()));
        found
    }
}

/// Files of modules that are declared for tests only.
fn for_tests(path: &Path, source: &str) -> Vec<PathBuf> {
    let folder = path.parent().unwrap();
    source
        .split("#[cfg(test)]\nmod ")
        .skip(1)
        .filter_map(|rest| rest.split_once([';', ' ']))
        .map(|(name, _)| folder.join(name).with_extension("rs"))
        .collect()
}

#[test]
fn the_sources_name_nobody_and_no_place_of_the_world() {
    let mut paths = Vec::new();
    files(&root().join("src"), "rs", &mut paths);
    files(&root().join("proto"), "proto", &mut paths);
    paths.sort();
    let read = |path: PathBuf| (read_to_string(&path).unwrap(), path);
    let sources: Vec<(String, PathBuf)> = paths.into_iter().map(read).collect();
    let tests = sources
        .iter()
        .flat_map(|(text, path)| for_tests(path, text));
    let tests: BTreeSet<PathBuf> = tests.collect();
    assert!(sources.len() > 400 && tests.len() > 20, "{tests:?}");
    let world = World::read();
    let mut told = Vec::new();
    for (text, path) in sources.iter().filter(|(_, path)| !tests.contains(path)) {
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        for (line, number) in code.lines().zip(1..) {
            let named = world.within(line);
            if !named.is_empty() {
                let path = path.strip_prefix(root()).unwrap().display();
                told.push(format!("{path}:{number}: {named:?}"));
            }
        }
    }
    assert!(
        told.is_empty(),
        "show the invented world of sample/:\n{}",
        told.join("\n")
    );
}

#[test]
fn names_are_found_as_words_and_the_invented_world_is_none_of_them() {
    let world = World::read();
    for (line, expected) in [
        ("/// \"the Iraqi prime minister\"", vec!["iraqi"]),
        ("holder: actors/muqtada-al-sadr", vec!["muqtada-al-sadr"]),
        ("borders/iq-sy, BAGHDAD's", vec!["baghdad", "iq-sy"]),
        ("speaker:\"Muqtada Sadr\"", vec!["Muqtada Sadr", "Sadr"]),
        ("a normal romance at dawn: Gender::Male", vec![]),
        ("actors/ilse-tarn on borders/xe-xv in Marrowgate", vec![]),
    ] {
        let found: Vec<_> = world.within(line).into_iter().collect();
        assert_eq!(found, expected, "{line}");
    }
}
