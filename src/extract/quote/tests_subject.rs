//! Subjects with much to describe them, interviews and labels, each beside the speaker it must give.

use super::tests::{lines, read};
use crate::model::ChannelKind;

fn speakers(text: &str) -> Vec<String> {
    let (quotes, _) = read(text);
    quotes
        .iter()
        .map(|q| {
            q.speakers
                .first()
                .map_or("-", |s| s.text.as_str())
                .to_owned()
        })
        .collect()
}

#[test]
fn what_describes_the_subject_is_not_the_subject() {
    assert_eq!(
        speakers("The engineer leading Ardin's study of the harbour said the pier would hold."),
        ["The engineer leading Ardin's study of the harbour"]
    );
    assert_eq!(
        speakers("Sources close to the harbour master, Tomas Reke, said the pier would hold."),
        ["Sources close to the harbour master, Tomas Reke"]
    );
}

#[test]
fn an_age_between_commas_is_no_speaker() {
    assert!(
        speakers(
            "Mara Olen, 64, who lives by the harbour, said: \u{201c}The pier will hold.\u{201d}"
        )
        .iter()
        .all(|s| s.starts_with("Mara Olen"))
    );
}

#[test]
fn those_who_are_told_do_not_speak() {
    let found =
        lines("Olen, who once called the pier \"a toothpick\", told reporters that it would hold.");
    assert!(found.iter().any(|l| l.contains("it would hold")));
    assert!(found.iter().all(|l| !l.contains("| reporters |")));
}

#[test]
fn the_way_somebody_goes_does_not_speak() {
    let found = lines("The mayor went from house to house denying that the pier had sunk.");
    assert!(found.iter().all(|l| !l.contains("| house to house |")));
}

#[test]
fn questions_of_an_interview_are_nobodys_and_answers_keep_their_label() {
    let found = speakers(
        "Q: Will it hold?\n\nA: The pier will hold.\n\nQ: And the crane?\n\nA: The crane will go.",
    );
    assert_eq!(found, ["A", "A"]);
}

#[test]
fn a_title_before_a_name_in_capitals_makes_a_label() {
    let found = speakers(
        "Mr REKE: The pier will hold.\n\nMs OLEN: Will it rain?\n\nMr REKE: It may rain.\n\nMs OLEN: So be it.\n\nMr DRAY: I doubt it.",
    );
    assert_eq!(
        found,
        ["Mr REKE", "Ms OLEN", "Mr REKE", "Ms OLEN", "Mr DRAY"]
    );
}

#[test]
fn a_relative_clause_with_whose_is_passed_over() {
    assert_eq!(
        speakers("The harbour board, whose chair left in May, said the pier would hold."),
        ["The harbour board"]
    );
}

#[test]
fn what_is_said_within_a_relative_clause_ends_with_it() {
    let found = lines("The crane, which Mara Olen says is safe, stood on the pier for years.");
    assert!(found.iter().any(|l| l.ends_with("| is safe")), "{found:?}");
}

#[test]
fn a_clause_beside_the_object_is_not_reported() {
    let found = lines("Mara Olen rejects the plan as the ferry leaves the harbour");
    assert!(found.iter().any(|l| l.ends_with("| the plan")), "{found:?}");
    let found = lines("Mara Olen dismissed the plan as noise.");
    assert!(
        found.iter().any(|l| l.ends_with("| the plan as noise")),
        "{found:?}"
    );
}

#[test]
fn the_official_behind_a_name_speaks_and_not_the_name() {
    assert_eq!(
        speakers("The boats remain tied up along the Long Quay, a senior official said."),
        ["a senior official"]
    );
}

#[test]
fn words_in_marks_end_where_the_report_goes_on() {
    let found = lines("Mara Olen said: \u{201c}The pier must follow,\u{201d} and left the hall.");
    assert!(
        found.iter().all(|l| !l.contains("left the hall")),
        "{found:?}"
    );
}

#[test]
fn subjects_joined_inside_the_content_end_nothing() {
    assert_eq!(
        lines("Olen had said that Oz and Bex have agreed to leave the pier."),
        ["INDIRECT | Olen | had said | that Oz and Bex have agreed to leave the pier"]
    );
    assert_eq!(
        lines("Olen claimed that, despite the storm, the pier had held."),
        ["INDIRECT | Olen | claimed | that, despite the storm, the pier had held"]
    );
}

#[test]
fn days_and_numbers_that_belong_to_a_noun_are_content() {
    assert_eq!(
        lines("Olen said Monday\u{2019}s talks on the pier had failed."),
        ["INDIRECT | Olen | said | Monday\u{2019}s talks on the pier had failed"]
    );
    assert_eq!(
        lines("Olen said Saturday two men had left the pier."),
        ["INDIRECT | Olen | said | two men had left the pier"]
    );
    let (quotes, _) = read("Olen told reporters three men had left the pier.");
    assert_eq!(quotes[0].text, "three men had left the pier");
    assert_eq!(quotes[0].addressees[0].text, "reporters");
}

#[test]
fn days_and_adverbs_beside_a_speaker_are_no_part_of_the_name() {
    assert_eq!(
        lines("According to Mara Olen, this evening, the guild will meet on the pier."),
        ["INDIRECT | Mara Olen | According to | this evening, the guild will meet on the pier"]
    );
    assert_eq!(
        lines("The guild, meanwhile, has rejected the plan."),
        ["INDIRECT | The guild | has rejected | the plan"]
    );
    assert_eq!(
        lines("Earlier this week harbour sources confirmed that the pier had fallen."),
        ["INDIRECT | harbour sources | confirmed | that the pier had fallen"]
    );
}

#[test]
fn an_occasion_is_told_as_the_channel_with_its_place() {
    let (quotes, _) = read(
        "\u{201c}We will stay,\u{201d} Olen told a press conference at the Harbour headquarters in Ardin.",
    );
    assert!(quotes[0].addressees.is_empty());
    let channel = quotes[0].channel.clone().unwrap();
    assert_eq!(channel.kind, ChannelKind::PressConference);
    assert_eq!(
        channel.venue.as_deref(),
        Some("the Harbour headquarters in Ardin")
    );
    let (quotes, _) = read("Speaking in Ardin, Olen said that the pier had fallen.");
    let channel = quotes[0].channel.clone().unwrap();
    assert_eq!(
        (channel.kind, channel.venue.as_deref()),
        (ChannelKind::Other, Some("Ardin"))
    );
    let (quotes, _) = read("Speaking in anger, Olen said that the pier had fallen.");
    assert_eq!(quotes[0].channel, None);
}

#[test]
fn an_occasion_beside_a_speaker_is_the_channel() {
    let (quotes, _) = read("The envoy in a press briefing maintained that the pier had fallen.");
    assert_eq!(quotes[0].speakers[0].text, "The envoy");
    let kind = quotes[0].channel.as_ref().map(|c| c.kind);
    assert_eq!(kind, Some(ChannelKind::PressConference));
}

#[test]
fn a_clause_with_a_verb_of_its_own_goes_on_behind_a_comma() {
    assert_eq!(
        lines("Olen said that the pier had fallen, and as a result, a pilot had been hurt."),
        [
            "INDIRECT | Olen | said | that the pier had fallen, and as a result, a pilot had been hurt"
        ]
    );
    assert_eq!(
        lines("Olen warned boats are on the way to the pier."),
        ["INDIRECT | Olen | warned | boats are on the way to the pier"]
    );
}

#[test]
fn an_attribution_with_a_long_tail_stands_behind_its_content() {
    let (quotes, _) = read(
        "The guild will go on, Mara Olen said in her first remarks since the storm struck the pier.",
    );
    assert_eq!(quotes[0].text, "The guild will go on");
    let (quotes, _) = read("The board, Olen announced, would request that the pier be shut.");
    assert_eq!(quotes.len(), 1);
    assert_eq!(quotes[0].spans.len(), 2);
}

#[test]
fn a_source_named_behind_citing_said_nothing_there() {
    let found = lines("The pier fell on Monday, the Courier reports, citing Harbour News.");
    assert!(found.iter().all(|l| !l.contains("citing")), "{found:?}");
    let told = speakers("The Harbour Today reported that the pier had fallen.");
    assert_eq!(told, ["The Harbour Today"]);
}

#[test]
fn the_way_a_thing_was_rejected_is_no_part_of_it() {
    let found = lines("Olen rejected the board's offer in a statement on Telegram.");
    assert_eq!(found, ["INDIRECT | Olen | rejected | the board's offer"]);
    let found = lines("Olen rejected the board's offer in a post on X.");
    assert_eq!(found, ["INDIRECT | Olen | rejected | the board's offer"]);
    let found = lines("Olen denied the charges in a letter sent by the board.");
    let whole = "the charges in a letter sent by the board";
    assert_eq!(found, [format!("INDIRECT | Olen | denied | {whole}")]);
    let found = lines("Olen rejected the ban on Telegram channels.");
    assert_eq!(
        found,
        ["INDIRECT | Olen | rejected | the ban on Telegram channels"]
    );
    let found = lines("Olen rejected the plan in a drawer.");
    assert_eq!(found, ["INDIRECT | Olen | rejected | the plan in a drawer"]);
    assert_eq!(
        lines("The board left after pilots attacked the fence."),
        [""; 0]
    );
}

#[test]
fn a_verb_behind_an_apposition_and_before_a_day_is_the_speakers() {
    let told =
        speakers("The spokesman, Wilfried Olen, replied on Thursday that there was no pier.");
    assert_eq!(told, ["The spokesman, Wilfried Olen"]);
}
