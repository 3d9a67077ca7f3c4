//! The architecture, held by reading the sources: who may import whom, how long things may be, what folders are called.
//!
//! Crude on purpose: comments and strings are blanked, then words are looked for. When it fails, move the code; do not widen
//! the rule. Every rule is seen to fail on a planted fault below.

#![expect(
    clippy::string_slice,
    reason = "offsets come from a search in the same text; a wrong one fails the test"
)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Longest file, in lines.
const FILE_LINES_MAX: usize = 500;

/// Longest function, in lines that hold code.
const FUNCTION_LINES_MAX: usize = 70;

/// Longest composition, in lines.
const RUN_LINES_MAX: usize = 199;

/// Names that say nothing about what is inside.
const EMPTY_NAMES: [&str; 6] = [
    "utils",
    "common",
    "helpers",
    "types",
    "services",
    "components",
];

/// Modules of the crate that have a place in the order of stages.
const STAGES: [&str; 11] = [
    "model", "lang", "lexicon", "text", "extract", "index", "query", "ingest", "rpc", "server",
    "cli",
];

/// What a stage may import of the crate, and what it must never name.
struct Rule {
    stage: &'static str,
    may_use: &'static [&'static str],
    never: &'static [&'static str],
}

/// What pure stages never name: no runtime, no wire, no store, no disk, no clock.
const IMPURE: &[&str] = &[
    "tokio",
    "tonic",
    "prost",
    "tantivy",
    "redb",
    "std::fs",
    "std::time",
    "Timestamp::now",
    "Zoned::now",
];

const RULES: &[Rule] = &[
    Rule {
        stage: "model",
        may_use: &["model"],
        never: IMPURE,
    },
    Rule {
        stage: "lang",
        may_use: &["lang", "model"],
        never: IMPURE,
    },
    Rule {
        stage: "lexicon",
        may_use: &["lexicon", "model", "lang"],
        never: IMPURE,
    },
    Rule {
        stage: "text",
        may_use: &["text", "model", "lang"],
        never: IMPURE,
    },
    Rule {
        stage: "extract",
        may_use: &["extract", "model", "lang", "lexicon", "text"],
        never: IMPURE,
    },
    Rule {
        stage: "index",
        may_use: &["index", "model"],
        never: &["tokio", "tonic", "pb"],
    },
    Rule {
        stage: "query",
        may_use: &["query", "model", "index", "lexicon"],
        never: &["tokio", "tonic", "pb"],
    },
    Rule {
        stage: "ingest",
        may_use: &[
            "ingest", "model", "lang", "lexicon", "text", "extract", "index",
        ],
        never: &["tonic", "pb"],
    },
    Rule {
        stage: "rpc",
        may_use: &["rpc", "model", "query", "ingest", "extract"],
        never: &["tantivy", "redb", "std::fs"],
    },
    Rule {
        stage: "server",
        may_use: &STAGES,
        never: &["tantivy", "rpc::pb"],
    },
    Rule {
        stage: "cli",
        may_use: &STAGES,
        never: &["tantivy", "redb"],
    },
];

/// The source with comments, strings and characters blanked; line breaks stay.
fn blank(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let skipped = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if let Some(length) = raw_string(rest) {
            length
        } else if first == '"' {
            quoted(rest)
        } else if rest.starts_with("'\\") || rest.chars().nth(2) == Some('\'') && first == '\'' {
            1 + rest[1..].find('\'').map_or(0, |end| end.max(1) + 1)
        } else {
            out.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        };
        out.extend(rest[..skipped].chars().filter(|c| *c == '\n'));
        out.push(' ');
        rest = &rest[skipped..];
    }
    out
}

/// The length of a raw string that begins here.
fn raw_string(rest: &str) -> Option<usize> {
    let hashes = rest.strip_prefix('r')?;
    let count = hashes.chars().take_while(|c| *c == '#').count();
    let body = hashes[count..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(count));
    Some(1 + count + 1 + body.find(&end)? + end.len())
}

/// The length of a string that begins here.
fn quoted(rest: &str) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            '"' if !escaped => return at + 1,
            '\\' if !escaped => escaped = true,
            _ => escaped = false,
        }
    }
    rest.len()
}

/// Whether `path` stands in the source as a path of its own, not as a part of a longer word.
fn names(source: &str, path: &str) -> bool {
    let inside = |c: char| c.is_alphanumeric() || c == '_';
    source.match_indices(path).any(|(at, _)| {
        let before = source[..at].chars().next_back();
        let after = source[at + path.len()..].chars().next();
        !before.is_some_and(inside) && !after.is_some_and(inside)
    })
}

/// The stages of the crate that the source imports, grouped imports included.
fn imported(source: &str) -> Vec<&'static str> {
    let words: String = source.split_whitespace().collect::<Vec<_>>().join(" ");
    let grouped: String = words
        .match_indices("crate::{")
        .map(|(at, _)| words[at + 8..].split(';').next().unwrap_or("").to_owned() + ",")
        .collect();
    STAGES
        .into_iter()
        .filter(|stage| {
            names(&words, &format!("crate::{stage}"))
                || grouped
                    .split([',', '{', '}'])
                    .any(|part| part.trim().split("::").next() == Some(stage))
        })
        .collect()
}

/// Functions with more code lines than allowed: their first line and length.
fn long_functions(source: &str) -> Vec<(usize, usize)> {
    let lines: Vec<&str> = source.lines().collect();
    let mut found = Vec::new();
    for (first, line) in lines.iter().enumerate() {
        if !names(line, "fn") || line.trim_end().ends_with(';') || !line.contains('(') {
            continue;
        }
        let (mut depth, mut opened, mut code) = (0_i32, false, 0_usize);
        for line in &lines[first..] {
            if opened && !line.trim().is_empty() {
                code += 1;
            }
            for c in line.chars() {
                match c {
                    '{' => (depth, opened) = (depth + 1, true),
                    '}' => depth -= 1,
                    _ => {}
                }
            }
            if opened && depth <= 0 || !opened && line.trim_end().ends_with(';') {
                break;
            }
        }
        // The last line closes the body.
        let code = code.saturating_sub(1);
        if code > FUNCTION_LINES_MAX {
            found.push((first + 1, code));
        }
    }
    found
}

/// The part of a source that is not its unit tests, which stand last.
fn without_tests(source: &str) -> &str {
    source
        .split_once("#[cfg(test)]\nmod tests {")
        .map_or(source, |(code, _)| code)
}

/// Everything wrong with one source; `path` is relative to the project.
fn faults(path: &str, source: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let lines = source.lines().count();
    if lines > FILE_LINES_MAX {
        faults.push(format!("{path}: {lines} lines, at most {FILE_LINES_MAX}"));
    }
    if path == "src/server/run.rs" && lines > RUN_LINES_MAX {
        faults.push(format!("{path}: {lines} lines, at most {RUN_LINES_MAX}"));
    }
    let parts = path.split('/').map(|p| p.trim_end_matches(".rs"));
    for part in parts.filter(|p| EMPTY_NAMES.contains(p)) {
        faults.push(format!("{path}: {part} says nothing about what is inside"));
    }
    let blanked = blank(source);
    for (line, code) in long_functions(&blanked) {
        faults.push(format!(
            "{path}:{line}: function of {code} lines, at most {FUNCTION_LINES_MAX}"
        ));
    }
    let stage = path.strip_prefix("src/").and_then(|p| p.split('/').next());
    let rule = RULES.iter().find(|r| Some(r.stage) == stage);
    if let Some(rule) = rule.filter(|_| !path.ends_with("/tests.rs")) {
        let code = blank(without_tests(source));
        for used in imported(&code) {
            if !rule.may_use.contains(&used) {
                faults.push(format!("{path}: {} must not import {used}", rule.stage));
            }
        }
        for word in rule.never {
            if names(&code, word) {
                faults.push(format!("{path}: {} must never name {word}", rule.stage));
            }
        }
    }
    faults
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    let entries = std::fs::read_dir(folder).unwrap();
    for path in entries.map(|e| e.unwrap().path()) {
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn the_sources_keep_the_architecture() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = vec![root.join("build.rs")];
    for folder in ["src", "tests", "benches", "accuracy"] {
        if root.join(folder).is_dir() {
            sources(&root.join(folder), &mut paths);
        }
    }
    paths.sort();
    assert!(paths.len() > 100, "only {} sources found", paths.len());
    let mut told = String::new();
    for path in paths {
        let source = std::fs::read_to_string(&path).unwrap();
        let path = path.strip_prefix(root).unwrap().to_string_lossy();
        for fault in faults(&path, &source) {
            writeln!(told, "{fault}").unwrap();
        }
    }
    assert!(told.is_empty(), "\n{told}");
}

fn one_fault(path: &str, source: &str, expected: &str) {
    let found = faults(path, source);
    assert!(
        matches!(found.as_slice(), [one] if one.contains(expected)),
        "{expected:?} wanted, found {found:?}"
    );
}

#[test]
fn a_wrong_direction_is_found_however_it_is_written() {
    let wanted = "model must not import query";
    one_fault("src/model/a.rs", "use crate::query::Budget;", wanted);
    one_fault(
        "src/model/a.rs",
        "use crate::{model::Span, query::{A, B}};",
        wanted,
    );
    one_fault(
        "src/model/a.rs",
        "fn f() { crate::query::quote::get() }",
        wanted,
    );
    one_fault(
        "src/text/a.rs",
        "use tokio::fs;",
        "text must never name tokio",
    );
    one_fault(
        "src/extract/a.rs",
        "fn f() { std::fs::read(p) }",
        "never name std::fs",
    );
    one_fault(
        "src/rpc/a.rs",
        "use tantivy::Term;",
        "rpc must never name tantivy",
    );
    one_fault(
        "src/rpc/a.rs",
        "use crate::index::View;",
        "rpc must not import index",
    );
    one_fault(
        "src/server/a.rs",
        "use crate::rpc::pb::Quote;",
        "never name rpc::pb",
    );
    one_fault(
        "src/query/a.rs",
        "use crate::rpc::status;",
        "query must not import rpc",
    );
}

#[test]
fn words_in_comments_strings_and_unit_tests_are_no_imports() {
    let sources = [
        "// use tokio::fs;\n/* tantivy */ fn f() -> &'static str { \"redb\" }",
        "fn f() -> &'static str { r#\"a \" tokio\"# }",
        "fn f(c: char) -> bool { c == '\"' || c == '\\'' } // \" tokio\n",
        "fn tokio_like() {}",
        "#[cfg(test)]\nmod tests {\n    use std::fs;\n}\n",
    ];
    for source in sources {
        assert_eq!(faults("src/model/a.rs", source), [""; 0], "{source}");
    }
}

#[test]
fn lengths_are_kept_at_the_limit_and_refused_one_line_later() {
    let file = |lines: usize| "//\n".repeat(lines);
    assert_eq!(faults("src/model/a.rs", &file(FILE_LINES_MAX)), [""; 0]);
    one_fault("src/model/a.rs", &file(FILE_LINES_MAX + 1), "501 lines");
    assert_eq!(faults("src/server/run.rs", &file(RUN_LINES_MAX)), [""; 0]);
    one_fault("src/server/run.rs", &file(RUN_LINES_MAX + 1), "200 lines");
    let function = |lines: usize| format!("fn f() {{\n{}}}\n", "    g();\n".repeat(lines));
    assert_eq!(
        faults("src/model/a.rs", &function(FUNCTION_LINES_MAX)),
        [""; 0]
    );
    one_fault(
        "src/model/a.rs",
        &function(FUNCTION_LINES_MAX + 1),
        "function of 71 lines",
    );
}

#[test]
fn names_that_say_nothing_are_refused() {
    one_fault("src/rpc/utils/a.rs", "", "utils says nothing");
    one_fault("src/rpc/types.rs", "", "types says nothing");
}
