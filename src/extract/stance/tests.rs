//! Grammar of stances, on invented people and states.

use super::{Found, IssueMention, stances};
use crate::extract::Knowledge;
use crate::extract::{date, mention, quote};
use crate::lang::Language;
use crate::model::{Modality, PloverType, Position, RawArticle, Span, Stance, StanceTarget};
use crate::text;
use std::sync::OnceLock;

fn knowledge() -> &'static Knowledge {
    static KNOWLEDGE: OnceLock<Knowledge> = OnceLock::new();
    KNOWLEDGE.get_or_init(|| Knowledge::english().unwrap())
}

pub(super) fn read_with(text: &str, issue: &[(&str, Position)]) -> Vec<Stance> {
    let knowledge = knowledge();
    let raw = RawArticle {
        bytes: text.as_bytes().to_vec(),
        ..RawArticle::default()
    };
    let document = text::read(&raw, &knowledge.language);
    let syntax = knowledge.syntax.analyse(&document, |_| true);
    let names = knowledge.lexicon.names(&document.text);
    let named = mention::mentions(&document, &syntax, knowledge, &names);
    let mut quotes = quote::quotes(&document, &syntax, &knowledge.language.speech).quotes;
    let dates = date::dates(&document, &knowledge.language);
    quote::resolve(&mut quotes, &document, &named, &dates, &knowledge.language);
    let issues: Vec<IssueMention> = issue
        .iter()
        .map(|(words, side)| {
            let at = document.text.find(words).unwrap();
            IssueMention {
                issue: "tarn-joins-the-war".parse().unwrap(),
                side: *side,
                span: Span::of(at..at + words.len()),
            }
        })
        .collect();
    stances(&Found {
        document: &document,
        knowledge,
        syntax: &syntax,
        named: &named,
        quotes: &quotes,
        issues: &issues,
        dates: &[],
    })
}

pub(super) fn read(text: &str) -> Vec<Stance> {
    read_with(text, &[])
}

fn target(stance: &Stance) -> &str {
    match &stance.target {
        StanceTarget::Actor(actor) => &actor.text,
        StanceTarget::Issue { issue, .. } => issue.as_str(),
    }
}

/// Holder, position, modality and target of every stance.
pub(super) fn told(text: &str) -> Vec<String> {
    read(text)
        .iter()
        .map(|s| {
            format!(
                "{} {} {} {}",
                s.holder.text,
                s.position,
                s.modality,
                target(s)
            )
        })
        .collect()
}

#[test]
fn the_subject_of_an_active_verb_holds_and_its_object_is_the_target() {
    assert_eq!(
        told("Prime Minister Mira Tolan praised General Orlan Vesk on Monday."),
        ["Mira Tolan SUPPORT ASSERTED Orlan Vesk"]
    );
}

#[test]
fn the_agent_of_a_passive_holds_and_its_subject_is_the_target() {
    assert_eq!(
        told("General Orlan Vesk was condemned by Prime Minister Mira Tolan."),
        ["Mira Tolan OPPOSE ASSERTED Orlan Vesk"]
    );
    assert_eq!(
        told("Mira Tolan, backed by Orlan Vesk, won the vote."),
        ["Orlan Vesk SUPPORT ASSERTED Mira Tolan"]
    );
}

#[test]
fn a_second_verb_shares_the_subject_across_a_relative_clause() {
    assert_eq!(
        told(
            "Prime Minister Mira Tolan, who leads the Harvest Party, accused General Orlan Vesk of \
             lying and thanked Senator Dora Finch."
        ),
        [
            "Mira Tolan OPPOSE ASSERTED Orlan Vesk",
            "Mira Tolan SUPPORT ASSERTED Dora Finch"
        ]
    );
}

#[test]
fn a_negated_condemnation_is_no_support() {
    assert_eq!(
        told("Prime Minister Mira Tolan did not condemn General Orlan Vesk."),
        ["Mira Tolan AMBIGUOUS NEGATED Orlan Vesk"]
    );
}

#[test]
fn a_refused_endorsement_is_a_rejection() {
    let found = read("Prime Minister Mira Tolan refused to endorse General Orlan Vesk.");
    let [stance] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!(
        (stance.position, stance.modality),
        (Position::Oppose, Modality::Asserted)
    );
    assert_eq!(
        stance.plover.as_ref().map(|p| p.kind),
        Some(PloverType::Reject)
    );
}

#[test]
fn a_condition_stays_beside_the_position() {
    let found = read("Unless the town falls, Mira Tolan backs Orlan Vesk.");
    let [stance] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!(
        (stance.position, stance.modality),
        (Position::Support, Modality::Conditional)
    );
    assert!(
        stance
            .condition
            .as_ref()
            .is_some_and(|c| c.text.starts_with("Unless the town falls"))
    );
}

#[test]
fn what_is_pledged_is_held_now_and_what_will_be_lies_ahead() {
    let found = read("Mira Tolan vowed to support Orlan Vesk.");
    assert_eq!(found.first().map(|s| s.modality), Some(Modality::Asserted));
    let kind = found
        .first()
        .and_then(|s| s.plover.as_ref())
        .map(|p| p.kind);
    assert_eq!(kind, Some(PloverType::Agree));
    assert_eq!(
        told("Mira Tolan will support Orlan Vesk."),
        ["Mira Tolan SUPPORT FUTURE Orlan Vesk"]
    );
    assert_eq!(
        told("Mira Tolan might support Orlan Vesk."),
        ["Mira Tolan SUPPORT HYPOTHETICAL Orlan Vesk"]
    );
}

#[test]
fn a_position_told_by_another_keeps_its_teller() {
    let found = read("Mira Tolan said that Dora Finch supports Orlan Vesk.");
    let [stance] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!(stance.holder.text, "Dora Finch");
    assert_eq!(
        stance.reported_by.as_ref().map(|r| r.text.as_str()),
        Some("Mira Tolan")
    );
}

#[test]
fn nouns_have_holders_by_possessor_light_verb_and_source() {
    let expected = ["Mira Tolan OPPOSE ASSERTED Orlan Vesk"];
    assert_eq!(told("Mira Tolan's criticism of Orlan Vesk grew."), expected);
    assert_eq!(told("Orlan Vesk drew criticism from Mira Tolan."), expected);
    assert_eq!(told("Mira Tolan, a critic of Orlan Vesk, left."), expected);
    assert_eq!(told("Mira Tolan is critical of Orlan Vesk."), expected);
    assert_eq!(
        told("Mira Tolan voiced support for Orlan Vesk."),
        ["Mira Tolan SUPPORT ASSERTED Orlan Vesk"]
    );
}

#[test]
fn two_holders_give_two_stances() {
    assert_eq!(
        told("Mira Tolan and Dora Finch met Orlan Vesk."),
        [
            "Mira Tolan NEUTRAL ASSERTED Orlan Vesk",
            "Dora Finch NEUTRAL ASSERTED Orlan Vesk"
        ]
    );
}

#[test]
fn a_former_stance_is_history() {
    for text in [
        "Mira Tolan formerly supported Orlan Vesk.",
        "Mira Tolan stopped supporting Orlan Vesk.",
    ] {
        assert_eq!(told(text), ["Mira Tolan SUPPORT HISTORICAL Orlan Vesk"]);
    }
}

#[test]
fn a_spokeswoman_speaks_for_another() {
    let found = read("Dora Finch, a spokeswoman for Mira Tolan, condemned Orlan Vesk.");
    let [stance] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!(
        stance.on_behalf_of.as_ref().map(|r| r.text.as_str()),
        Some("Mira Tolan")
    );
}

#[test]
fn an_insult_is_its_speakers_stance() {
    assert_eq!(
        told("Mira Tolan said that Orlan Vesk is a liar."),
        ["Mira Tolan OPPOSE ASSERTED Orlan Vesk"]
    );
}

#[test]
fn a_sentence_without_frame_or_actor_gives_nothing() {
    assert_eq!(
        told("Mira Tolan and Orlan Vesk live in the same town."),
        [""; 0]
    );
    assert_eq!(told("Storms attacked the coast."), [""; 0]);
}

/// Positions on the one issue, by holder.
fn on_issue(text: &str, words: &str, side: Position) -> Vec<String> {
    let found = read_with(text, &[(words, side)]);
    let on_issue = |s: &&Stance| matches!(s.target, StanceTarget::Issue { .. });
    found
        .iter()
        .filter(on_issue)
        .map(|s| format!("{} {} {}", s.holder.text, s.position, s.modality))
        .collect()
}

#[test]
fn frames_carry_the_side_of_an_issue_to_its_holder() {
    let for_it = Position::Support;
    for (text, words, expected) in [
        (
            "Mira Tolan opposes joining the war.",
            "joining the war",
            "Mira Tolan OPPOSE ASSERTED",
        ),
        (
            "Mira Tolan backs intervention in Tarn.",
            "intervention in Tarn",
            "Mira Tolan SUPPORT ASSERTED",
        ),
        (
            "Mira Tolan warned against intervention in Tarn.",
            "intervention in Tarn",
            "Mira Tolan OPPOSE ASSERTED",
        ),
        (
            "Mira Tolan urged Orlan Vesk to avoid joining the war.",
            "joining the war",
            "Mira Tolan OPPOSE ASSERTED",
        ),
        (
            "Mira Tolan urged Orlan Vesk to join the war.",
            "join the war",
            "Mira Tolan SUPPORT ASSERTED",
        ),
        (
            "Mira Tolan is not seeking involvement in the war.",
            "involvement in the war",
            "Mira Tolan OPPOSE ASSERTED",
        ),
    ] {
        assert_eq!(on_issue(text, words, for_it), [expected], "{text}");
    }
    assert_eq!(
        on_issue(
            "Mira Tolan called for the withdrawal of troops.",
            "withdrawal of troops",
            Position::Oppose
        ),
        ["Mira Tolan OPPOSE ASSERTED"]
    );
}

#[test]
fn an_issue_that_is_only_mentioned_gives_no_stance() {
    assert_eq!(
        on_issue(
            "Mira Tolan spoke for an hour about the war and about intervention in Tarn.",
            "intervention in Tarn",
            Position::Support
        ),
        [""; 0]
    );
}

#[test]
fn nothing_is_read_with_empty_tables() {
    let document = text::read(
        &RawArticle {
            bytes: b"Mira Tolan praised Orlan Vesk.".to_vec(),
            ..RawArticle::default()
        },
        &Language::default(),
    );
    let bare = Knowledge::default();
    let syntax = bare.syntax.analyse(&document, |_| true);
    let named = mention::mentions(&document, &syntax, &bare, &[]);
    let found = Found {
        document: &document,
        knowledge: &bare,
        syntax: &syntax,
        named: &named,
        quotes: &[],
        issues: &[],
        dates: &[],
    };
    assert_eq!(stances(&found), []);
}

#[test]
fn what_is_denied_supports_nobody() {
    let side = [("sending fighters to Tarn", Position::Support)];
    assert!(read_with("The Norland chief denies sending fighters to Tarn.", &side).is_empty());
    assert!(
        !read_with(
            "The Norland chief supports sending fighters to Tarn.",
            &side
        )
        .is_empty()
    );
}

#[test]
fn a_threat_of_things_is_nobodys_stance() {
    let told = told("Mara Dell said the drought threatens Norland.");
    assert!(told.iter().all(|t| !t.contains("OPPOSE")), "{told:?}");
}

#[test]
fn a_warning_against_a_thing_opposes_it_and_nobody_it_belongs_to() {
    let side = [("joining the war", Position::Support)];
    let found = read_with("Mara Dell cautioned against joining the war.", &side);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found.iter().all(|s| s.position == Position::Oppose));
    let told = told("Mara Dell warned against Norland's fragmentation.");
    assert!(told.iter().all(|t| !t.contains("Norland")), "{told:?}");
}

#[test]
fn a_clause_with_a_subject_of_its_own_takes_none_from_before() {
    let told =
        told("The Harvest Party called for calm, while General Orlan Vesk criticised Dora Finch.");
    assert!(
        told.contains(&"Orlan Vesk OPPOSE ASSERTED Dora Finch".to_owned()),
        "{told:?}"
    );
    assert!(told.iter().all(|t| !t.starts_with("Harvest")), "{told:?}");
}

#[test]
fn the_name_beside_a_description_holds() {
    assert_eq!(
        told("A retired judge, Dora Finch, accused General Orlan Vesk of lying."),
        ["Dora Finch OPPOSE ASSERTED Orlan Vesk"]
    );
}

#[test]
fn what_one_says_one_would_do_is_held_on_its_condition() {
    let side = [("fill the lake", Position::Support)];
    let found = read_with(
        "Mira Tolan said she would fill the lake unless rain failed.",
        &side,
    );
    let held: Vec<_> = found
        .iter()
        .map(|s| {
            (
                s.position,
                s.modality,
                s.condition.as_ref().map(|c| c.text.as_str()),
            )
        })
        .collect();
    assert_eq!(
        held,
        [(
            Position::Support,
            Modality::Conditional,
            Some("unless rain failed")
        )]
    );
}

#[test]
fn a_condition_with_should_demands_nothing() {
    let told = told("Analysts see the militia as decisive should Norland attack Veld.");
    assert!(told.iter().all(|t| !t.contains("NEUTRAL")), "{told:?}");
}

#[test]
fn an_unknown_name_inside_an_issue_is_no_target() {
    let side = [("filling of the Corran dam", Position::Support)];
    let found = read_with("Mira Tolan rejected the filling of the Corran dam.", &side);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(matches!(
        found.first().map(|s| &s.target),
        Some(StanceTarget::Issue { .. })
    ));
}
