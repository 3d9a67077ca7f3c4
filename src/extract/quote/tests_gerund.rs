//! Who speaks by a gerund, by "that", or behind "with"; what a report ends before.

use super::tests::{lines, read};

fn speakers(article: &str) -> Vec<String> {
    let (quotes, _) = read(article);
    let first = |q: &crate::model::Quote| q.speakers.first().map(|s| s.text.clone());
    quotes
        .iter()
        .map(|q| first(q).unwrap_or_default())
        .collect()
}

#[test]
fn a_gerund_has_the_subject_of_the_clause_before_its_comma() {
    let told = speakers(
        "Mara Olen, commander-in-chief of the guild, on Thursday, responded to concerns expressed by Harrow's leadership, urging Reke to not sail, stressing that the pier had fallen.",
    );
    assert_eq!(told.len(), 2);
    assert!(told.iter().all(|s| s.starts_with("Mara Olen")), "{told:?}");
}

#[test]
fn whose_call_it_is_speaks_by_the_gerund_behind_it() {
    let told =
        speakers("It coincided with a call from the mayor, urging Anton Reke to leave the pier.");
    assert_eq!(told, ["the mayor"]);
    let named =
        speakers("It coincided with a call from the mayor, Mara Olen, urging Anton Reke to leave.");
    assert_eq!(named, ["the mayor, Mara Olen"]);
}

#[test]
fn behind_with_a_clause_has_a_subject_of_its_own() {
    let told = speakers("They took the town on Thursday with the board announcing its retreat.");
    assert_eq!(told, ["the board"]);
}

#[test]
fn that_speaks_for_the_noun_it_hangs_on() {
    let told = speakers("The guild, a group that disavowed links to the board, holds the pier.");
    assert!(!told.contains(&"that".to_owned()), "{told:?}");
}

#[test]
fn a_statement_can_warn() {
    let found = lines("The board issued a statement warning of shortages and called for calm.");
    assert_eq!(
        found,
        [
            "INDIRECT | The board | warning of | shortages",
            "INDIRECT | The board | called for | calm"
        ]
    );
}

#[test]
fn the_occasion_behind_marked_words_is_no_part_of_them() {
    assert_eq!(
        lines("Olen stressed \"the need to act\" during the meeting which Reke also attended."),
        ["DIRECT | Olen | stressed | \"the need to act\""]
    );
    assert_eq!(
        lines("Olen expressed \"deep concern\" over the pier."),
        ["MIXED | Olen | expressed | \"deep concern\" over the pier"]
    );
}

#[test]
fn a_gerund_behind_a_marked_clause_begins_another_report() {
    let found = lines(
        "Olen said that the guild could not \"look away while piers fall\" describing it as \"a crime\".",
    );
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].ends_with("while piers fall\""), "{found:?}");
}
