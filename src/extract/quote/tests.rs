//! Small reports with invented people, each beside the quotes it must give.

use super::quotes;
use crate::extract::Knowledge;
use crate::model::{Quote, RawArticle, RemarkCode};
use crate::text;
use std::sync::OnceLock;

fn knowledge() -> &'static Knowledge {
    static KNOWLEDGE: OnceLock<Knowledge> = OnceLock::new();
    KNOWLEDGE.get_or_init(|| Knowledge::english().unwrap())
}

fn read(text: &str) -> (Vec<Quote>, Vec<RemarkCode>) {
    let raw = RawArticle {
        bytes: text.as_bytes().to_vec(),
        ..RawArticle::default()
    };
    let knowledge = knowledge();
    let doc = text::read(&raw, &knowledge.language);
    let syntax = knowledge.syntax.analyse(&doc, |_| true);
    let (quotes, remarks) = quotes(&doc, &syntax, &knowledge.language.speech);
    (quotes, remarks.into_iter().map(|r| r.code).collect())
}

/// One line a quote: kind, speaker, cue, content pieces.
fn lines(text: &str) -> Vec<String> {
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
