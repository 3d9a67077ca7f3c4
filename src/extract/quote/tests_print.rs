//! Printed speech: statements behind a colon, turns, parts of a page that look like labels, and texts that speak.

use super::tests::{lines, read};
use crate::extract::{Knowledge, extract};
use crate::model::{ActorRef, QuoteKind, RawArticle};

fn speakers(text: &str) -> Vec<String> {
    let (quotes, _) = read(text);
    let first = |q: &crate::model::Quote| q.speakers.first().map_or("-", |s| &s.text).to_owned();
    quotes.iter().map(first).collect()
}

/// The speakers of a whole extraction, resolved.
fn resolved(text: &str) -> Vec<ActorRef> {
    let raw = RawArticle {
        bytes: text.as_bytes().to_vec(),
        ..RawArticle::default()
    };
    let knowledge = Knowledge::english().unwrap();
    let document = crate::text::read(&raw, &knowledge.language);
    let quotes = extract(&document, &knowledge).quotes;
    quotes.iter().flat_map(|q| q.speakers.clone()).collect()
}

#[test]
fn paragraphs_behind_a_colon_are_one_statement_up_to_the_speakers_name() {
    let (quotes, _) = read(
        "The harbour master went to see the guild on Monday, before the storm came in from the sea.\n\nMara Olen said:\n\nThe pier is old and we shall mend it before the winter comes.\n\nNobody will lose a berth while the work goes on this year.\n\nOlen will visit the guild again in May.",
    );
    assert_eq!(quotes.len(), 1);
    assert_eq!(quotes[0].kind, QuoteKind::Direct);
    assert_eq!(quotes[0].spans.len(), 2);
    assert_eq!(quotes[0].speakers[0].text, "Mara Olen");
}

#[test]
fn whoever_asks_in_a_conversation_of_two_is_not_quoted() {
    assert_eq!(
        speakers(
            "RASK: Will it hold?\n\nHOLM: It will hold.\n\nRASK: And the crane?\n\nHOLM: The crane will go.\n\nRASK: Thank you.\n\nHOLM: Good night."
        ),
        ["HOLM", "HOLM", "HOLM"]
    );
}

#[test]
fn what_somebody_tells_of_others_in_a_turn_is_theirs() {
    assert_eq!(
        speakers(
            "RASK: Will it hold?\n\nHOLM: The mayor said the pier would hold.\n\nRASK: And the crane?\n\nHOLM: I said it would go."
        ),
        ["HOLM", "The mayor", "HOLM"]
    );
}

#[test]
fn parts_of_a_page_do_not_speak() {
    assert_eq!(
        lines("CLAIM: The pier has sunk.\n\nTHE FACTS: The pier stands.\n\nRATING: False."),
        [""; 0]
    );
}

#[test]
fn a_hedge_is_nobodys_statement() {
    assert_eq!(lines("The pier is said to be safe."), [""; 0]);
    assert_eq!(lines("Olen was told to leave the pier.").len(), 1);
}

#[test]
fn an_order_reports_nothing() {
    assert_eq!(lines("Call it a hundred."), [""; 0]);
    assert_eq!(lines("Sailors call it a theft.").len(), 1);
    assert_eq!(lines("Would you leave if the mayor told you to?"), [""; 0]);
}

#[test]
fn a_statement_speaks_for_whoever_issued_it() {
    let found = resolved(
        "The Harbour Guild said in a statement that the pier was safe. The statement said that the crane would go.",
    );
    assert_eq!(found.len(), 2);
    assert!(found[0].text.contains("Guild"), "{}", found[0].text);
    assert_eq!(found[0].text, found[1].text);
    assert_ne!(found[0].mention, found[1].mention);
}

#[test]
fn a_shortened_title_means_who_bears_the_whole() {
    let found = resolved(
        "Defence Secretary Mara Olen visited the pier on Monday. The secretary said that it would hold.",
    );
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].text, "Mara Olen");
}
