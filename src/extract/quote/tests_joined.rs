//! More small reports with invented people: speakers in pairs, occasions and insertions between speaker and verb, numbered
//! entries, and names that go by what stands before them.

use super::tests::{lines, read};
use crate::extract::{Knowledge, extract};
use crate::model::{QuoteKind, RawArticle};
use crate::text;

fn speakers(article: &str) -> Vec<String> {
    let knowledge = Knowledge::english().unwrap();
    let raw = RawArticle {
        bytes: article.as_bytes().to_vec(),
        ..RawArticle::default()
    };
    let document = text::read(&raw, &knowledge.language);
    let quotes = extract(&document, &knowledge).quotes;
    let all = quotes.into_iter().flat_map(|q| q.speakers);
    all.map(|s| s.text).collect()
}

#[test]
fn two_noun_phrases_joined_by_and_speak_together() {
    assert_eq!(
        lines("Two pilots and a harbour guard said the pier had moved."),
        ["INDIRECT | Two pilots and a harbour guard | said | the pier had moved"]
    );
    assert_eq!(
        lines("\u{201c}We saw lights,\u{201d} the mayor and the harbour master said."),
        ["DIRECT | the mayor and the harbour master | said | \u{201c}We saw lights,\u{201d}"]
    );
    let found = speakers("The ferry came at night, the Ardin mayor and the governor said.");
    assert_eq!(found, ["the Ardin mayor", "the governor"]);
}

#[test]
fn what_a_verb_acts_on_is_no_first_half_of_a_pair() {
    assert_eq!(
        lines("The storm broke the pier and the mayor said it would be mended."),
        ["INDIRECT | the mayor | said | it would be mended"]
    );
}

#[test]
fn an_occasion_between_speaker_and_verb_is_no_speaker() {
    assert_eq!(
        lines("Mara Olen, in an interview with the Ardin Courier said the pier would hold."),
        ["INDIRECT | Mara Olen | said | the pier would hold"]
    );
}

#[test]
fn a_source_set_between_commas_is_no_quote_and_no_content() {
    assert_eq!(
        lines("The Ardin Courier, citing a harbour guard, reports that the pier has moved."),
        ["INDIRECT | The Ardin Courier | reports | that the pier has moved"]
    );
    assert_eq!(
        lines(
            "Mara Olen, accusing the guild of \u{201c}quiet theft\u{201d}, said the docks were unsafe."
        ),
        [
            "MIXED | Mara Olen | accusing | the guild of \u{201c}quiet theft\u{201d}",
            "INDIRECT | Mara Olen | said | the docks were unsafe"
        ]
    );
}

#[test]
fn a_charge_that_somebody_else_judges_ends_the_content() {
    assert_eq!(
        lines("The mayor accused the guild of theft, a charge Olen called \u{201c}noise\u{201d}."),
        [
            "INDIRECT | The mayor | accused | the guild of theft",
            "DIRECT | Olen | called | \u{201c}noise\u{201d}"
        ]
    );
    assert_eq!(
        lines("Olen denied the charge, as the pilots walked home."),
        ["INDIRECT | Olen | denied | the charge"]
    );
}

#[test]
fn a_question_put_to_somebody_ends_where_he_answers() {
    let found = lines(
        "Asked whether the pier would hold, the guild\u{2019}s spokesman, Captain Bram Olen, said only: \u{201c}It is a pier.\u{201d}",
    );
    let answer = "DIRECT | the guild\u{2019}s spokesman, Captain Bram Olen | said | \u{201c}It is a pier.\u{201d}";
    assert_eq!(found.last().map(String::as_str), Some(answer));
}

#[test]
fn numbers_and_times_of_entries_are_nobodys_words() {
    assert_eq!(
        lines("4/ Pilot Mara Olen said that the pier had moved."),
        ["INDIRECT | Pilot Mara Olen | said | that the pier had moved"]
    );
    assert_eq!(
        lines("18:20 The pier has moved, the mayor said."),
        ["INDIRECT | the mayor | said | The pier has moved"]
    );
    assert_eq!(
        lines("40 pilots said that the pier had moved."),
        ["INDIRECT | 40 pilots | said | that the pier had moved"]
    );
}

#[test]
fn an_adverb_behind_according_to_is_not_what_was_said() {
    assert_eq!(
        lines("According to the guild, however, the pier would be guarded by pilots."),
        ["INDIRECT | the guild | According to | the pier would be guarded by pilots"]
    );
}

#[test]
fn a_conjunction_before_marks_is_content_and_makes_a_quotation_mixed() {
    let (quotes, _) = read("Olen said that \u{201c}the pier is a bad joke and always was\u{201d}.");
    assert_eq!(quotes[0].kind, QuoteKind::Mixed);
    let (quotes, _) = read("Olen said \u{201c}the pier is a bad joke and always was\u{201d}.");
    assert_eq!(quotes[0].kind, QuoteKind::Direct);
}

#[test]
fn the_verb_of_a_text_is_not_what_the_text_alleges() {
    assert_eq!(
        lines(
            "The leaflet from Ardin alleging that the pilots opened the gates does not tell the truth."
        ),
        ["INDIRECT | The leaflet from Ardin | alleging | that the pilots opened the gates"]
    );
}

#[test]
fn a_participle_in_a_headline_reports_nothing() {
    assert!(lines("Pilots patrol disputed pier area").is_empty());
    assert_eq!(
        lines("Olen denied claims of theft"),
        ["INDIRECT | Olen | denied | claims of theft"]
    );
}

#[test]
fn a_place_behind_a_verb_of_saying_is_no_content() {
    assert_eq!(
        lines(
            "The first witness, a pilot who testified from behind a screen, said he was told to leave."
        ),
        [
            "INDIRECT | The first witness, a pilot who testified from behind a screen | said | he was told to leave"
        ]
    );
}

#[test]
fn one_of_several_is_named_with_them() {
    assert_eq!(
        lines("\u{201c}They want the road,\u{201d} said one of them, a former pilot."),
        ["DIRECT | one of them, a former pilot | said | \u{201c}They want the road,\u{201d}"]
    );
}

#[test]
fn people_who_go_by_their_given_names_are_found_again() {
    let found = speakers(
        "Farmer Somrak Bunnai lives by the pier. Somrak said that the water was high. Later Mr Somrak said it fell.",
    );
    assert_eq!(found, ["Somrak Bunnai", "Somrak Bunnai"]);
    // Two who share a given name leave it open.
    let found = speakers(
        "Farmer Somrak Bunnai and farmer Somrak Tanet live by the pier. Mr Somrak said that the water was high.",
    );
    assert_eq!(found, ["Somrak"]);
}

#[test]
fn whoever_questions_somebody_is_not_the_one_who_answers() {
    let found = speakers(
        "Witness Bram Olen sat down. Questioned by lawyer Tomas Reke, he said that the pier had moved.",
    );
    assert_eq!(found, ["Bram Olen"]);
}

#[test]
fn where_people_live_does_not_speak_for_them() {
    let found = speakers(
        "The Varga Mill stands empty. The Varga Mill is old. Villagers living near the old Varga Mill said they were cold.",
    );
    assert!(
        found.iter().all(|f| f.starts_with("Villagers")),
        "{found:?}"
    );
}

#[test]
fn a_name_behind_the_body_somebody_speaks_for_is_his() {
    let found = speakers(
        "Spokesman for the Harbour Ministry Tomas Reke said the pier would hold. On Monday Reke said the gate would fall.",
    );
    assert_eq!(found, ["Tomas Reke", "Tomas Reke"]);
    let found =
        speakers("The guild\u{2019}s spokesman, Captain Bram Olen, said the pier would hold.");
    assert_eq!(found, ["Bram Olen"]);
    let found = speakers(
        "The head of the port\u{2019}s safety committee, Tomas Reke, said the pier would hold.",
    );
    assert_eq!(found, ["Tomas Reke"]);
}

#[test]
fn a_text_issued_by_a_body_is_its_own() {
    let found = speakers("A statement issued by the Ardin Port Board said the pier would hold.");
    assert_eq!(found, ["Ardin Port Board"]);
}

#[test]
fn a_clause_begins_behind_the_source_without_a_comma() {
    assert_eq!(
        lines("According to the Harbour Board over 300 boats have left the pier."),
        ["INDIRECT | the Harbour Board | According to | over 300 boats have left the pier"]
    );
    assert!(lines("According to the Harbour Board rules of 2019.").is_empty());
}

#[test]
fn whoever_is_quoted_as_saying_speaks_behind_the_quotation() {
    let (quotes, _) =
        read("\u{201c}The pier will hold,\u{201d} the Ardin Courier quoted the mayor as saying.");
    assert_eq!(quotes.len(), 1);
    assert_eq!(quotes[0].speakers[0].text, "the mayor");
    let via = quotes[0].via.as_ref().map(|v| v.text.as_str());
    assert_eq!(via, Some("the Ardin Courier"));
    assert_eq!(
        lines("The Ardin Courier quotes an unnamed pilot saying that the pier will hold."),
        ["INDIRECT | an unnamed pilot | saying | that the pier will hold"]
    );
}

#[test]
fn an_order_not_to_do_something_is_told() {
    assert_eq!(
        lines("The mayor told armed pilots not to cross the pier."),
        ["INDIRECT | The mayor | told | not to cross the pier"]
    );
    assert!(lines("The pilot asked not to be named.").is_empty());
}

#[test]
fn who_calls_it_something_behind_an_attribution_is_whoever_said_it() {
    assert_eq!(
        lines(
            "The town has closed the pier, a guild spokesman said on Monday, describing the step as \u{201c}late\u{201d}."
        ),
        [
            "INDIRECT | a guild spokesman | said | The town has closed the pier",
            "MIXED | a guild spokesman | describing | the step as \u{201c}late\u{201d}"
        ]
    );
}

#[test]
fn rumours_are_told_of_nobody() {
    assert_eq!(
        lines("There were rumours that the pier had moved."),
        ["INDIRECT | - | rumours | that the pier had moved"]
    );
}

#[test]
fn words_in_brackets_stand_between_the_person_told_and_the_content() {
    assert_eq!(
        lines("The council was informed by Mara Olen (head of the guild) that the pier had moved."),
        ["INDIRECT | Mara Olen | was informed | that the pier had moved"]
    );
}

#[test]
fn a_quotation_behind_what_is_denied_is_a_quote_of_its_own() {
    assert_eq!(
        lines("Olen denied the charge: \u{201c}It is noise and nothing else.\u{201d}"),
        [
            "INDIRECT | Olen | denied | the charge",
            "DIRECT | Olen | : | \u{201c}It is noise and nothing else.\u{201d}"
        ]
    );
}

#[test]
fn a_phrase_that_ends_like_an_adjective_still_speaks() {
    assert_eq!(
        lines("The Norland military says it struck the pier."),
        ["INDIRECT | The Norland military | says | it struck the pier"]
    );
}

#[test]
fn whom_an_interview_is_with_speaks_in_its_headline() {
    assert_eq!(
        lines("Interview with Mara Olen: \u{2018}The pier will fall\u{2019}"),
        ["DIRECT | Mara Olen | : | \u{2018}The pier will fall\u{2019}"]
    );
}

#[test]
fn a_quoted_paragraph_goes_on_from_a_report_without_marks() {
    let found = lines(
        "The pilots, Mara Olen says, have not left the pier.\n\n\u{201c}Let me be very clear. There are pilots on the pier.\u{201d}",
    );
    assert_eq!(found.len(), 2);
    assert!(found[1].starts_with("DIRECT | Mara Olen | "), "{found:?}");
    // Nobody reports in the paragraph before.
    assert!(
        lines("The pilots left.\n\n\u{201c}Let me be very clear. There are pilots here.\u{201d}")
            .is_empty()
    );
}

#[test]
fn a_bare_pronoun_is_no_content() {
    assert!(lines("A second pilot disputed that.").is_empty());
}

#[test]
fn a_clause_of_what_is_claimed_is_whole() {
    assert_eq!(
        lines("Harbour pilot Mara Olen claimed his men had captured a Norland post."),
        ["INDIRECT | Harbour pilot Mara Olen | claimed | his men had captured a Norland post"]
    );
}
