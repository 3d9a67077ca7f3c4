//! Small reports with invented people, each beside the quotes it must give.

use super::quotes;
use crate::extract::Knowledge;
use crate::model::{ChannelKind, Modality, Quote, RawArticle, RemarkCode};
use crate::text;
use std::sync::OnceLock;

fn knowledge() -> &'static Knowledge {
    static KNOWLEDGE: OnceLock<Knowledge> = OnceLock::new();
    KNOWLEDGE.get_or_init(|| Knowledge::english().unwrap())
}

pub(super) fn read(text: &str) -> (Vec<Quote>, Vec<RemarkCode>) {
    let raw = RawArticle {
        bytes: text.as_bytes().to_vec(),
        ..RawArticle::default()
    };
    let knowledge = knowledge();
    let doc = text::read(&raw, &knowledge.language);
    let syntax = knowledge.syntax.analyse(&doc, |_| true);
    let told = quotes(&doc, &syntax, &knowledge.language.speech);
    (
        told.quotes,
        told.remarks.into_iter().map(|r| r.code).collect(),
    )
}

/// One line a quote: kind, speaker, cue, content pieces.
pub(super) fn lines(text: &str) -> Vec<String> {
    let (quotes, _) = read(text);
    quotes
        .iter()
        .map(|q| {
            let speaker = q.speakers.first().map_or("-", |s| s.text.as_str());
            let cue = q.cue.as_ref().map_or("-", |c| c.text.as_str());
            format!("{} | {speaker} | {cue} | {}", q.kind, q.text)
        })
        .collect()
}

#[test]
fn an_attribution_in_the_middle_joins_both_pieces() {
    assert_eq!(
        lines("\u{201c}We will stay,\u{201d} Mara Olen said. \u{201c}Nobody can move us.\u{201d}"),
        [
            "DIRECT | Mara Olen | said | \u{201c}We will stay,\u{201d} \u{201c}Nobody can move us.\u{201d}"
        ]
    );
}

#[test]
fn the_verb_can_stand_before_its_speaker() {
    assert_eq!(
        lines("\"The bridge is safe,\" said Tomas Reke, the mayor of Ardin."),
        ["DIRECT | Tomas Reke, the mayor of Ardin | said | \"The bridge is safe,\""]
    );
}

#[test]
fn a_reported_clause_keeps_its_conjunction() {
    assert_eq!(
        lines("The minister said on Monday that the road would open in spring."),
        ["INDIRECT | The minister | said | that the road would open in spring"]
    );
    assert_eq!(
        lines("The minister said the road would open in spring."),
        ["INDIRECT | The minister | said | the road would open in spring"]
    );
}

#[test]
fn a_fragment_makes_the_whole_clause_mixed() {
    assert_eq!(
        lines("Olen said her party would not \u{201c}sit and wait\u{201d} any longer."),
        ["MIXED | Olen | said | her party would not \u{201c}sit and wait\u{201d} any longer"]
    );
}

#[test]
fn marked_names_are_no_quotes() {
    let (quotes, remarks) =
        read("The song \u{201c}Harbour Lights\u{201d} opened the evening in Ardin.");
    assert!(quotes.is_empty());
    assert_eq!(remarks, [RemarkCode::ScareQuote]);
}

#[test]
fn an_opener_repeated_on_the_next_paragraph_goes_on() {
    let (found, _) = read(
        "\u{201c}We came early,\u{201d} Olen said. \u{201c}The hall was empty.\n\n\u{201c}Then the doors closed.\u{201d}",
    );
    let pieces: Vec<u32> = found
        .iter()
        .map(|q| q.spans.iter().map(|s| s.len()).sum())
        .collect();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].evidence.len(), 2, "a part for each paragraph");
    assert!(
        found[0].text.ends_with("doors closed.\u{201d}"),
        "{pieces:?}"
    );
}

#[test]
fn a_mark_without_partner_ends_with_its_paragraph() {
    let (quotes, remarks) = read("Olen said: \u{201c}We came early.\n\nThe hall was empty.");
    assert_eq!(quotes.len(), 1);
    assert!(quotes[0].text.ends_with("early."));
    assert_eq!(remarks, [RemarkCode::UnclosedQuotation]);
}

#[test]
fn spans_cut_the_text_they_point_into() {
    let text = "Ren\u{e9} Asko \u{2014} a farmer \u{2014} said \u{ab}no\u{bb}, and Mara said \u{201c}yes, at last\u{201d}.";
    let (quotes, _) = read(text);
    assert!(!quotes.is_empty());
    for quote in &quotes {
        let cue = quote.cue.as_ref().unwrap();
        assert_eq!(cue.span.slice(text), cue.text);
        for part in &quote.evidence {
            assert_eq!(part.span.slice(text), part.text);
        }
    }
}

#[test]
fn straight_and_curly_marks_close_each_other() {
    assert_eq!(
        lines("Olen said the port has \"nothing to fear from rain.\u{201d}"),
        ["MIXED | Olen | said | the port has \"nothing to fear from rain.\u{201d}"]
    );
}

#[test]
fn two_single_marks_are_one_double_mark() {
    assert_eq!(
        lines("''The nets are empty,'' Olen said. ''We fish at night.''"),
        ["DIRECT | Olen | said | ''The nets are empty,'' ''We fish at night.''"]
    );
}

#[test]
fn inches_open_nothing() {
    let (quotes, remarks) = read("The goalkeeper is 6'2\" tall and plays in Ardin.");
    assert!(quotes.is_empty());
    assert!(remarks.is_empty());
}

#[test]
fn a_second_verb_of_saying_starts_a_second_quote() {
    assert_eq!(
        lines("Olen said the bridge was safe, adding that the road would follow."),
        [
            "INDIRECT | Olen | said | the bridge was safe",
            "INDIRECT | Olen | adding | that the road would follow",
        ]
    );
}

#[test]
fn an_attribution_inside_the_sentence_gives_two_pieces() {
    assert_eq!(
        lines("The bridge, Olen said, was never safe."),
        ["INDIRECT | Olen | said | The bridge was never safe"]
    );
}

#[test]
fn a_phrase_names_the_speaker_on_either_side() {
    assert_eq!(
        lines("According to the harbour office, the ferry sank at dawn."),
        ["INDIRECT | the harbour office | According to | the ferry sank at dawn"]
    );
    assert_eq!(
        lines("The ferry sank at dawn, according to the harbour office."),
        ["INDIRECT | the harbour office | according to | The ferry sank at dawn"]
    );
}

#[test]
fn an_agency_that_relays_is_not_the_speaker() {
    let (quotes, _) = read(
        "Olen said the ferry was \u{201c}far too old\u{201d}, according to the Ardin News Agency.",
    );
    assert_eq!(quotes.len(), 1);
    assert_eq!(quotes[0].speakers[0].text, "Olen");
    assert_eq!(
        quotes[0].via.as_ref().unwrap().text,
        "the Ardin News Agency"
    );
}

#[test]
fn what_was_not_said_is_negated() {
    let (quotes, _) = read("Olen declined to say whether she would stay. She did not explain why.");
    assert_eq!(quotes.len(), 2);
    assert!(quotes.iter().all(|q| q.modality == Modality::Negated));
    let (quotes, _) = read("Olen said she would not stay.");
    assert_eq!(quotes[0].modality, Modality::Asserted);
}

#[test]
fn the_channel_is_read_beside_the_cue() {
    let (quotes, _) = read("In a post on Telegram, Olen wrote that the harbour was open.");
    let channel = quotes[0].channel.as_ref().unwrap();
    assert_eq!(channel.kind, ChannelKind::Post);
    assert_eq!(channel.platform.as_deref(), Some("Telegram"));
    let (quotes, _) = read("Olen said at a rally in Ardin that the harbour was open.");
    let channel = quotes[0].channel.as_ref().unwrap();
    assert_eq!(
        (channel.kind, channel.venue.as_deref()),
        (ChannelKind::Speech, Some("Ardin"))
    );
    let (quotes, _) = read("Olen said the video was false.");
    assert!(quotes[0].channel.is_none(), "content tells no channel");
}

#[test]
fn transcripts_need_three_labels() {
    let two =
        "OLEN: The water rose over night and nobody came.\n\nREKE: We saw it from the tower.\n\n";
    let three = format!("{two}OLEN: The lower street was gone by noon.");
    let labels = |text: &str| {
        let found = lines(text);
        found.iter().filter(|l| l.contains("| : |")).count()
    };
    assert_eq!(labels(&three), 3);
    assert!(labels(two) < 3);
}

#[test]
fn long_marked_words_without_speaker_are_no_scare_quote() {
    let short = "On the wall \u{201c}one two three four five six seven\u{201d} stood in red paint.";
    let long =
        "On the wall \u{201c}one two three four five six seven eight\u{201d} stood in red paint.";
    assert_eq!(read(short).1, [RemarkCode::ScareQuote]);
    assert_eq!(read(long).1, [RemarkCode::SpeakerUnknown]);
}

#[test]
fn passages_are_read_up_to_their_limit() {
    let text = |paragraphs: usize| {
        // Two quotations a paragraph.
        "\"Rain again,\" said Olen. \"Rain always.\"\n".repeat(paragraphs)
    };
    let limited = |paragraphs| {
        let raw = RawArticle {
            bytes: text(paragraphs).into_bytes(),
            ..RawArticle::default()
        };
        let mut doc = text::read(&raw, &knowledge().language);
        // Repeats are dropped by the cleaner: stretch the list of paragraphs instead.
        let one = doc.paragraphs[0].clone();
        doc.paragraphs = vec![one; paragraphs];
        let mut remarks = Vec::new();
        let found = super::marks::passages(&doc, &mut remarks).len();
        (
            found,
            remarks.iter().any(|r| r.code == RemarkCode::LimitReached),
        )
    };
    let at = super::PASSAGES_MAX / 2;
    assert_eq!(limited(at), (super::PASSAGES_MAX, false));
    assert_eq!(limited(at + 1), (super::PASSAGES_MAX, true));
}

#[test]
fn no_marks_and_no_bytes_make_it_panic() {
    for text in [
        "",
        "\"",
        "\u{201d}\u{201d}",
        "said",
        "said,",
        "\"said\"",
        ", he said",
        "\": \" : \":",
        "he said: ",
        "that that that said that",
    ] {
        let _ = read(text);
    }
    let noise: String = (0..4000_u32)
        .map(|i| {
            [
                "\"", " said ", ",", "Olen ", "\u{201c}", "\n", "'", ".", " that ", "(",
            ][(i * 7919 % 10) as usize]
        })
        .collect();
    assert!(read(&noise).0.len() < 4000);
}

#[test]
fn a_unit_holds_no_more_than_its_limit() {
    let longest = |sentences: usize| {
        // Ten tokens a sentence, the opening mark apart.
        let text = format!(
            "\"{}",
            "one two three four five six seven eight nine. ".repeat(sentences)
        );
        let raw = RawArticle {
            bytes: text.into_bytes(),
            ..RawArticle::default()
        };
        let doc = text::read(&raw, &knowledge().language);
        let syntax = crate::extract::syntax::Syntax::default();
        let mut remarks = Vec::new();
        let page =
            super::page::Page::new(&doc, &syntax, &knowledge().language.speech, &mut remarks);
        let units = super::unit::units(&page);
        (
            units.len(),
            units.iter().map(|u| u.tokens.len()).max().unwrap_or(0),
            doc.tokens.len(),
        )
    };
    let (_, most, all) = longest(super::UNIT_TOKENS_MAX / 10 * 2);
    assert!(
        all > super::UNIT_TOKENS_MAX && most <= super::UNIT_TOKENS_MAX,
        "{most} of {all}"
    );
}

#[test]
fn a_joined_cue_speaks_with_the_subject_of_the_cue_before_it() {
    let found = lines(
        "On Tuesday, the head of the harbour guild, Mara Olen, said that Ardin's strike threatens the town's trade and denied reports of dockers being sent to the mines.",
    );
    assert_eq!(
        found,
        [
            "INDIRECT | the head of the harbour guild, Mara Olen | said | that Ardin's strike threatens the town's trade",
            "INDIRECT | the head of the harbour guild, Mara Olen | denied | reports of dockers being sent to the mines"
        ]
    );
}

#[test]
fn a_joined_clause_with_its_own_subject_keeps_it() {
    let found = lines(
        "Mara Olen said that the strike hurts the town, and Tomas Reke denied that talks had begun.",
    );
    assert_eq!(
        found[1],
        "INDIRECT | Tomas Reke | denied | that talks had begun"
    );
}

#[test]
fn a_joined_verb_of_the_content_is_no_cue_of_the_speaker() {
    assert_eq!(
        lines("Olen says that the guild has closed the port and denied its members their pay."),
        [
            "INDIRECT | Olen | says | that the guild has closed the port and denied its members their pay"
        ]
    );
}

fn drops(text: &str) -> Vec<String> {
    let raw = RawArticle {
        bytes: text.as_bytes().to_vec(),
        ..RawArticle::default()
    };
    let knowledge = knowledge();
    let doc = text::read(&raw, &knowledge.language);
    let syntax = knowledge.syntax.analyse(&doc, |_| true);
    let told = quotes(&doc, &syntax, &knowledge.language.speech);
    let lines = told.dropped.iter();
    lines.map(|d| format!("{} {}", d.reason, d.text)).collect()
}

#[test]
fn every_dropped_passage_leaves_its_reason() {
    assert_eq!(
        drops(
            "The song \u{201c}Harbour Lights\u{201d} opened the \u{201c}long\u{201d} evening in Ardin."
        ),
        ["TITLE Harbour Lights", "SCARE long"]
    );
    assert_eq!(
        drops("\u{201c}It is late, and nobody in the hall will answer the telephone.\u{201d}"),
        ["NO_ATTRIBUTION It is late, and nobody in the hall will answer the telephone."]
    );
}

#[test]
fn a_pulled_out_line_is_told_as_a_repeat() {
    let line = "We came early and waited for the doors to open";
    let text =
        format!("\u{201c}{line},\u{201d} Mara Olen said. Nobody moved.\n\n\u{201c}{line}\u{201d}");
    assert_eq!(drops(&text), [format!("REPEAT {line}")]);
}

#[test]
fn the_name_of_a_programme_is_no_content() {
    assert_eq!(
        lines(
            "\u{201c}We will stay,\u{201d} Mara Olen told \u{201c}Morning Hour\u{201d} on Monday."
        ),
        ["DIRECT | Mara Olen | told | \u{201c}We will stay,\u{201d}"]
    );
    assert_eq!(
        lines("Olen said on Harbour One's \u{201c}Morning Hour\u{201d} that the port would close."),
        ["INDIRECT | Olen | said | that the port would close"]
    );
}

#[test]
fn a_question_that_opens_the_sentence_has_no_known_speaker() {
    assert_eq!(
        lines("Asked whether the port would close, Olen said it would stay open."),
        [
            "INDIRECT | - | Asked | whether the port would close",
            "INDIRECT | Olen | said | it would stay open"
        ]
    );
    assert_eq!(
        lines("Asked by Tomas Reke if the port would close, Olen said it would stay open.")[0],
        "INDIRECT | Tomas Reke | Asked | if the port would close"
    );
}

#[test]
fn a_report_that_opens_the_sentence_ends_at_the_main_clause() {
    assert_eq!(
        lines("In addition to stating that the port is safe, Olen has promised to visit it."),
        [
            "INDIRECT | Olen | stating | that the port is safe",
            "INDIRECT | Olen | has promised | to visit it"
        ]
    );
}

#[test]
fn a_source_may_be_described_behind_according_to() {
    assert_eq!(
        lines("The port lost nine ships, according to figures her office released Friday.")[0],
        "INDIRECT | figures | according to | The port lost nine ships"
    );
}

#[test]
fn declining_to_comment_is_a_negated_report() {
    let (quotes, _) = read("A spokesman for the harbour guild declined to comment.");
    assert_eq!(quotes.len(), 1);
    assert_eq!(quotes[0].modality, Modality::Negated);
    assert_eq!(quotes[0].text, "to comment");
}

#[test]
fn a_stray_straight_mark_does_not_swallow_a_quotation() {
    let found = lines(
        "\"Olen tried to laugh it off by answering, \u{201c}Only on Sundays.\u{201d} But Reke was stern.",
    );
    assert_eq!(
        found,
        ["DIRECT | Olen | answering | \u{201c}Only on Sundays.\u{201d}"]
    );
}
