//! More small reports with invented people: relays, nouns that report, transcripts, and whose words a text of
//! someone's is.

use super::tests::{lines, read};

#[test]
fn a_relay_behind_the_attribution_of_a_quotation_is_kept() {
    let (quotes, _) = read(
        "\u{201c}We will stay,\u{201d} Olen said, according to Harbour News. \u{201c}Nobody can move us.\u{201d}",
    );
    assert_eq!(quotes.len(), 1);
    assert_eq!(quotes[0].spans.len(), 2);
    let via = quotes[0].via.as_ref().map(|v| v.text.as_str());
    assert_eq!(via, Some("Harbour News"));
    assert_eq!(quotes[0].speakers[0].text, "Olen");
}

#[test]
fn a_noun_may_stand_apart_from_what_it_reports() {
    assert_eq!(
        lines("Olen faced criticism from rivals that the harbour has become unsafe."),
        ["INDIRECT | rivals | criticism from rivals | that the harbour has become unsafe"]
    );
    assert_eq!(
        lines("Her main argument on Sunday was that the guild should switch sides."),
        ["INDIRECT | Her | argument on Sunday was | that the guild should switch sides"]
    );
}

#[test]
fn whoever_issues_a_statement_speaks_in_it() {
    assert_eq!(
        lines("The Harbour Guild issued a statement saying the docks were unsafe."),
        ["INDIRECT | The Harbour Guild | saying | the docks were unsafe"]
    );
}

#[test]
fn whoever_is_led_to_declare_declares() {
    assert_eq!(
        lines("The vote led Mara Olen to declare that the strike was over."),
        ["INDIRECT | Mara Olen | to declare | that the strike was over"]
    );
}

#[test]
fn a_described_crowd_speaks_as_a_whole() {
    assert_eq!(
        lines("People involved in the harbour project said the docks were unsafe."),
        ["INDIRECT | People involved in the harbour project | said | the docks were unsafe"]
    );
}

#[test]
fn names_that_come_back_before_colons_make_a_transcript() {
    let found = lines(
        "Mara Olen: We will stay.\n\nTomas Reke: Nobody can move us.\n\nMara Olen: They tried.\n\nTomas Reke: And failed.",
    );
    assert_eq!(found.len(), 4);
    assert_eq!(found[1], "DIRECT | Tomas Reke | : | Nobody can move us");
    let questions = lines("Q: Who pays?\n\nA: The guild does.\n\nQ: And who asks?\n\nA: Nobody.");
    assert_eq!(
        questions,
        ["DIRECT | A | : | The guild does", "DIRECT | A | : | Nobody"]
    );
}

#[test]
fn names_before_colons_that_never_come_back_are_no_transcript() {
    let found = lines(
        "Place: The old harbour.\n\nTime: Nine o'clock on Sunday.\n\nPrice: Nothing.\n\nAll may come.",
    );
    assert!(
        found.iter().all(|l| !l.contains("Nine o'clock")),
        "{found:?}"
    );
}

#[test]
fn whoever_an_agency_quotes_behind_a_quotation_speaks() {
    let (quotes, _) = read("\u{201c}We will stay,\u{201d} Mara Olen was quoted by Harbour News.");
    assert_eq!(quotes.len(), 1);
    assert_eq!(quotes[0].speakers[0].text, "Mara Olen");
    let via = quotes[0].via.as_ref().map(|v| v.text.as_str());
    assert_eq!(via, Some("Harbour News"));
    assert!(lines("Mara Olen was quoted by Harbour News.").is_empty());
}

#[test]
fn a_report_that_a_paper_reported_is_its_speakers() {
    let (quotes, _) =
        read("Mara Olen said the pier was \u{201c}a ruin\u{201d}, reported Harbour News.");
    assert_eq!(quotes.len(), 1);
    assert_eq!(quotes[0].speakers[0].text, "Mara Olen");
    assert_eq!(quotes[0].text, "the pier was \u{201c}a ruin\u{201d}");
    let via = quotes[0].via.as_ref().map(|v| v.text.as_str());
    assert_eq!(via, Some("Harbour News"));
    let told = lines("A man who said he was a pilot left the pier, Harbour News reported.");
    assert!(told[0].contains("| Harbour News | reported |"), "{told:?}");
}

#[test]
fn a_nameless_statement_passes_on_what_the_sentence_reports() {
    let (quotes, _) = read("The guild accused the board of theft, according to a statement.");
    assert_eq!(quotes.len(), 1);
    assert_eq!(quotes[0].speakers[0].text, "The guild");
    let via = quotes[0].via.as_ref().map(|v| v.text.as_str());
    assert_eq!(via, Some("a statement"));
    let (quotes, _) = read("The pier fell, according to a statement.");
    assert_eq!(quotes[0].speakers[0].text, "a statement");
}

#[test]
fn a_verb_of_marked_words_needs_them_behind_its_preposition() {
    assert!(lines("Olen was responding to questions about the pier.").is_empty());
    assert!(lines("Olen was commenting on the outcome of the talks that failed.").is_empty());
    assert_eq!(
        lines("Olen referred to the pier as \u{201c}a ruin\u{201d}."),
        ["MIXED | Olen | referred to | the pier as \u{201c}a ruin\u{201d}"]
    );
}
