//! Sources that stand apart from what they say, and content that ends early: signatures, headlines, announcements,
//! somebody cited, nouns that report, verbs of refusal.

use super::tests::lines;

#[test]
fn a_signature_under_a_quotation_speaks() {
    for text in [
        "\u{201c}A pier is a promise to the sea.\u{201d} \u{2014} Tomas Reke, harbour master of Ardin",
        "\u{201c}A pier is a promise to the sea.\u{201d}\n\n\u{2014} Tomas Reke, harbour master of Ardin",
    ] {
        let found = lines(text);
        assert_eq!(found.len(), 1, "{text}");
        assert!(found[0].starts_with("DIRECT | Tomas Reke"), "{found:?}");
    }
    assert_eq!(
        lines("\u{201c}The Long Pier\u{201d} \u{2013} the song of the summer \u{2013} won again."),
        Vec::<String>::new()
    );
}

#[test]
fn the_end_of_a_headline_can_name_its_source() {
    let body = "\n\nHarbour master Tomas Reke was seen on Tuesday.";
    assert_eq!(
        lines(&format!("Pier to close within days: Reke{body}")),
        ["INDIRECT | Reke | - | Pier to close within days"]
    );
    assert_eq!(
        lines(&format!("Pier to close within days - harbour master{body}")),
        ["INDIRECT | harbour master | - | Pier to close within days"]
    );
    assert_eq!(
        lines(&format!("\u{201c}No talks under water\u{201d}: Reke{body}")),
        ["DIRECT | Reke | - | \u{201c}No talks under water\u{201d}"]
    );
    // A part of the page, and a word the body does not know, are no source.
    assert!(lines(&format!("Pier to close within days: timeline{body}")).is_empty());
    assert!(lines(&format!("Pier to close within days: chaos{body}")).is_empty());
}

#[test]
fn a_sentence_with_a_colon_announces_the_quotation_below() {
    assert_eq!(
        lines("Olen summed it up:\n\n\u{201c}They never even called.\u{201d}"),
        ["DIRECT | Olen | : | \u{201c}They never even called.\u{201d}"]
    );
}

#[test]
fn somebody_cited_speaks_and_whoever_cites_relays() {
    let (quotes, _) = super::tests::read(
        "Harbour News quoted an unnamed pilot as saying that the pier had sunk.",
    );
    assert_eq!(quotes.len(), 1);
    assert_eq!(quotes[0].speakers[0].text, "an unnamed pilot");
    let via = quotes[0].via.as_ref().map(|v| v.text.as_str());
    assert_eq!(via, Some("Harbour News"));
    assert_eq!(quotes[0].text, "that the pier had sunk");
}

#[test]
fn what_a_noun_reports_ends_before_the_verb_of_the_sentence() {
    assert_eq!(
        lines("Olen's claim that forty boats were sunk could not be checked."),
        ["INDIRECT | Olen's | claim | that forty boats were sunk"]
    );
}

#[test]
fn a_noun_in_ing_that_opens_the_sentence_reports_for_its_subject() {
    assert_eq!(
        lines("In a warning that fuel would run out, the mayor left for the guild."),
        ["INDIRECT | the mayor | warning | that fuel would run out"]
    );
}

#[test]
fn what_somebody_refuses_to_say_begins_behind_the_second_verb() {
    assert_eq!(
        lines("Olen refused to say who had sunk the boat."),
        ["INDIRECT | Olen | refused to say | who had sunk the boat"]
    );
}

#[test]
fn those_named_behind_by_are_no_content() {
    assert_eq!(
        lines("The plan was condemned as \"barbaric\" by the harbour master of Ardin."),
        ["DIRECT | the harbour master of Ardin | was condemned as | \"barbaric\""]
    );
}

#[test]
fn an_absolute_clause_has_a_subject_of_its_own() {
    assert_eq!(
        lines(
            "The talks broke down on Friday, with both sides saying that the other had not come."
        ),
        ["INDIRECT | both sides | saying | that the other had not come"]
    );
}

#[test]
fn to_make_it_clear_reports() {
    assert_eq!(
        lines("Olen made it clear that no one would be punished."),
        ["INDIRECT | Olen | made it clear | that no one would be punished"]
    );
}

#[test]
fn an_adverb_goes_with_what_it_counts_and_a_condition_with_its_threat() {
    assert_eq!(
        lines("Tomas Reke said only 300 boats were left."),
        ["INDIRECT | Tomas Reke | said | only 300 boats were left"]
    );
    assert_eq!(
        lines("Tomas Reke said only that the pier was shut."),
        ["INDIRECT | Tomas Reke | said | that the pier was shut"]
    );
    assert!(lines("Tomas Reke threatened a new blockade if the boats do not leave.").is_empty());
}
