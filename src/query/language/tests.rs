//! The language against what its documentation says.

use super::field::fields;
use super::*;
use crate::index::schema::Noun;
use proptest::prelude::*;

fn show(node: &Node) -> String {
    let joined = |words: &[Word]| {
        let terms: Vec<&str> = words.iter().map(|w| w.term.as_str()).collect();
        terms.join("_")
    };
    let list = |nodes: &[Node]| nodes.iter().map(show).collect::<Vec<_>>().join(" ");
    match node {
        Node::Phrase(_, words) => joined(words),
        Node::Prefix(_, words) => format!("{}*", joined(words)),
        Node::Fuzzy(_, word, edits) => format!("{}~{edits}", word.term),
        Node::Field(t) if t.open => format!("{}:{}*", t.name, joined(&t.words)),
        Node::Field(t) => format!("{}:{}", t.name, joined(&t.words)),
        Node::All(nodes) => format!("&({})", list(nodes)),
        Node::Any(nodes) => format!("|({})", list(nodes)),
        Node::Not(node) => format!("!{}", show(node)),
    }
}

fn parse(text: &str) -> Result<Option<Node>, LanguageError> {
    super::parse(text, fields(Noun::Quote))
}

fn read(text: &str) -> String {
    match parse(text) {
        Ok(Some(node)) => show(&node),
        Ok(None) => "nothing".to_owned(),
        Err(error) => format!("at character {}: {}", error.position, error.problem),
    }
}

#[test]
fn the_language_means_what_its_header_says() {
    for (query, meaning) in [
        ("", "nothing"),
        ("  ", "nothing"),
        ("Red line", "&(red line)"),
        ("\u{201c}red line\u{201d} -border", "&(red_line !border)"),
        ("al-Sudani", "al_sudani"),
        ("sud* NOT (north OR south)", "&(sud* !|(north south))"),
        ("a b OR c", "|(&(a b) c)"),
        ("a AND b", "&(a b)"),
        ("north - south", "&(north south)"),
        ("don't", "don_t"),
        ("-north", "!north"),
        ("or and not", "&(or and not)"),
        ("\"one\" \"two\"", "&(one two)"),
        ("\"red li\"*", "red_li*"),
        ("border~ officials~2", "&(border~1 officials~2)"),
        ("a~b ~ x", "&(a_b x)"),
        ("speaker:Golani to:x", "&(speaker:golani to:x)"),
        ("Speaker:\"al Sadr\"", "speaker:al_sadr"),
        (
            "speaker:(a OR \"b c\" -d) e",
            "&(|(speaker:a &(speaker:b_c !speaker:d)) e)",
        ),
        ("-outlet:post*", "!outlet:post*"),
        (
            "https://x.example/a at 10:30 he said:",
            "&(https_x_example_a at 10_30 he said)",
        ),
    ] {
        assert_eq!(read(query), meaning, "{query}");
    }
}

#[test]
fn errors_tell_the_character_and_the_remedy() {
    for (query, error) in [
        (
            "\"red line",
            "at character 1: this quotation mark has no partner",
        ),
        ("é (red", "at character 3: this ( is never closed"),
        ("red)", "at character 4: this ) has no ( before it"),
        ("red OR", "at character 7: OR has nothing after it"),
        ("OR red", "at character 1: OR has nothing before it"),
        ("a*", "at character 1: * needs at least 2 letters"),
        ("red *", "at character 5: * needs letters before it"),
        ("red -(", "at character 6: this ( is never closed"),
        ("red NOT", "at character 5: nothing to exclude here"),
        ("&&", "at character 1: the query holds no word"),
        (
            "speker:x",
            "at character 1: there is no field speker: give one of speaker: to: via:",
        ),
        (
            "é speaker: x",
            "at character 11: speaker: has nothing behind it",
        ),
        (
            "speaker:(a to:b)",
            "at character 12: to stands inside speaker",
        ),
        (
            "speaker:!",
            "at character 9: speaker: has no word behind it",
        ),
        (
            "speaker:golani~",
            "at character 15: ~ is for words of the content",
        ),
        ("border~3", "at character 8: ~ takes 1 or 2 letters"),
        (
            "bor~",
            "at character 1: ~1 needs a word of at least 4 letters",
        ),
        ("al-Sadr~", "at character 8: ~ stands behind one word"),
        (
            "\"red line\"~2",
            "at character 11: ~ stands for other spellings of one word",
        ),
    ] {
        assert!(read(query).starts_with(error), "{query}: {}", read(query));
    }
}

#[test]
fn each_limit_holds_at_its_value_and_breaks_one_above() {
    let nested = |n: usize| format!("{}red{}", "(".repeat(n), ")".repeat(n));
    assert_eq!(read(&nested(QUERY_DEPTH_MAX)), "red");
    assert!(read(&nested(QUERY_DEPTH_MAX + 1)).contains("deeper than 32"));
    assert!(parse(&format!("{}red", "-".repeat(QUERY_DEPTH_MAX))).is_ok());
    assert!(parse(&format!("{}red", "-".repeat(QUERY_DEPTH_MAX + 1))).is_err());
    let words = |n: usize| vec!["red"; n].join(" ");
    assert!(parse(&words(QUERY_TERMS_MAX)).is_ok());
    assert!(read(&words(QUERY_TERMS_MAX + 1)).contains("more than 64 words"));
    assert!(parse(&format!("\"{}\"", words(QUERY_TERMS_MAX + 1))).is_err());
    let long = |n: usize| format!("red{}", " ".repeat(n - 3));
    assert!(parse(&long(QUERY_BYTES_MAX)).is_ok());
    assert!(read(&long(QUERY_BYTES_MAX + 1)).contains("at most 4096"));
}

#[test]
fn five_kilobytes_of_parentheses_are_an_error_and_no_abort() {
    for query in [
        "(".repeat(5000),
        "(".repeat(4000),
        "-(".repeat(2000),
        "NOT ".repeat(1000),
    ] {
        assert!(parse(&query).is_err());
    }
}

proptest! {
    #[test]
    fn no_query_panics(query in r#"[ab "()*\-\u{201c}ORNOT é]{0,200}"#) {
        let parsed = parse(&query);
        prop_assert!(parsed.is_ok() || parsed.is_err());
    }

    #[test]
    fn no_text_panics(query in ".{0,200}") {
        let parsed = parse(&query);
        prop_assert!(parsed.is_ok() || parsed.is_err());
    }
}

#[test]
fn an_error_shows_the_place_under_the_words_around_it() {
    let told = |query: &str| parse(query).unwrap_err().to_string();
    assert_eq!(
        told("é (red"),
        "at character 3 (byte 3): this ( is never closed: add )\n  é (red\n    ^"
    );
    let long = format!("{} (red {}", "ab, ".repeat(20), "cd, ".repeat(20));
    let shown = told(&long);
    let lines: Vec<&str> = shown.lines().collect();
    let [first, excerpt, mark] = lines.as_slice() else {
        panic!("{shown}");
    };
    assert!(first.starts_with("at character 82 (byte 81)"), "{first}");
    assert_eq!(excerpt.chars().nth(mark.chars().count() - 1), Some('('));
    assert!(excerpt.chars().count() <= 62);
    assert_eq!(told("a\n(b").lines().count(), 3);
}

#[test]
fn other_spellings_need_letters_and_take_few_edits() {
    for (query, good) in [
        ("bord~1", true),
        ("bor~1", false),
        ("border~2", true),
        ("borde~2", false),
        ("border~3", false),
    ] {
        assert_eq!(parse(query).is_ok(), good, "{query}");
    }
    assert_eq!((FUZZY_ONE_LETTERS_MIN, FUZZY_TWO_LETTERS_MIN), (4, 6));
    assert!(parse("ab*").is_ok() && parse("a*").is_err());
    assert!(parse("speaker:ab*").is_ok() && parse("speaker:a*").is_err());
}

#[test]
fn every_noun_has_its_own_fields() {
    let parse = |query, noun| super::parse(query, fields(noun)).is_ok();
    assert!(parse("holder:x", Noun::Stance) && !parse("holder:x", Noun::Quote));
    assert!(parse("force:x", Noun::Deployment) && !parse("speaker:x", Noun::Deployment));
    assert!(parse("outlet:x", Noun::Stance) && parse("actor:x", Noun::Deployment));
}

#[test]
fn names_are_those_asked_for_in_fields_of_actors() {
    let node = parse("speaker:(b OR -c) outlet:d to:\"e f\" g").unwrap();
    let mut names = Vec::new();
    node.unwrap().names(&mut names);
    let names: Vec<_> = names.into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["speaker:b", "speaker:c", "to:\"e f\""]);
}

/// Printed, read and printed again it is the same, and means the same.
fn holds_when_printed(query: &str) -> Result<(), String> {
    let Ok(Some(node)) = parse(query) else {
        return Ok(());
    };
    let printed = node.to_string();
    match parse(&printed) {
        Ok(Some(again)) if show(&again) == show(&node) && again.to_string() == printed => Ok(()),
        other => Err(format!("{query:?} printed {printed:?} read {other:?}")),
    }
}

proptest! {
    #[test]
    fn a_query_read_again_from_its_print_is_the_same(
        query in r#"([ab]{1,7}|[ "()*~12\-:]|OR|NOT|speaker:|to:|\u{201c}|é|İ|ǅ){0,30}"#,
    ) {
        let held = holds_when_printed(&query);
        prop_assert!(held.is_ok(), "{held:?}");
    }

    #[test]
    fn any_text_read_again_from_its_print_is_the_same(query in ".{0,60}") {
        let held = holds_when_printed(&query);
        prop_assert!(held.is_ok(), "{held:?}");
    }
}
