//! What is asked for, needed, avoided or planned, and by whom it is told; on invented people.

use super::tests::{read_with, told};
use crate::extract::{Knowledge, extract};
use crate::model::{Position, RawArticle, StanceTarget};
use crate::text;
use std::sync::OnceLock;

/// Holder, position and target of each stance, where the states of the sample world are known.
fn known(article: &str) -> Vec<String> {
    static KNOWLEDGE: OnceLock<Knowledge> = OnceLock::new();
    let states = include_str!("../../../sample/world/states.sample.tsv");
    let world = [("states.sample.tsv".to_owned(), states.as_bytes().to_vec())];
    let knowledge = KNOWLEDGE.get_or_init(|| Knowledge::with_world(&world).unwrap());
    let raw = RawArticle {
        bytes: article.as_bytes().to_vec(),
        ..RawArticle::default()
    };
    let document = text::read(&raw, &knowledge.language);
    let found = extract(&document, knowledge).stances;
    let target = |t: &StanceTarget| match t {
        StanceTarget::Actor(actor) => actor.text.clone(),
        StanceTarget::Issue { issue, .. } => issue.to_string(),
    };
    let line = |s: &crate::model::Stance| {
        format!("{} {} {}", s.holder.text, s.position, target(&s.target))
    };
    found.iter().map(line).collect()
}

/// Holder and position of each stance on the issue whose words are `words`.
fn on(text: &str, words: &str, side: Position) -> Vec<String> {
    read_with(text, &[(words, side)])
        .iter()
        .filter(|s| matches!(s.target, StanceTarget::Issue { .. }))
        .map(|s| format!("{} {}", s.holder.text, s.position))
        .collect()
}

#[test]
fn a_need_stressed_is_a_wish_however_long_the_list_of_who_has_it() {
    let words = "getting involved in the war";
    let one =
        "Mira Tolan stressed the necessity of Veldoria's army not getting involved in the war.";
    assert_eq!(on(one, words, Position::Support), ["Mira Tolan OPPOSE"]);
    let many = "Mira Tolan stressed the necessity of Veldoria's government, people, parties, and security forces not getting involved in the war.";
    assert_eq!(on(many, words, Position::Support), ["Mira Tolan OPPOSE"]);
}

#[test]
fn who_calls_is_the_one_whose_call_is_told_of() {
    let text = "It coincided with a call from Mira Tolan, urging Orlan Vesk to wait.";
    assert_eq!(told(text), ["Mira Tolan NEUTRAL ASSERTED Orlan Vesk"]);
}

#[test]
fn who_is_asked_not_to_let_others_pass_has_not_done_so() {
    let text = "Mira Tolan called on Orlan Vesk not to allow Anton Velk to leave.";
    assert_eq!(told(text), ["Mira Tolan NEUTRAL ASSERTED Orlan Vesk"]);
}

#[test]
fn sanctions_demanded_to_be_lifted_are_none_on_their_target() {
    let text = "Mira Tolan demanded that sanctions on Veldoria be lifted.";
    assert_eq!(told(text), [""; 0]);
}

#[test]
fn what_is_avoided_helps_nobody() {
    let avoided = "Mira Tolan is avoiding the deployment of fighters to support Orlan Vesk.";
    assert!(!told(avoided).iter().any(|s| s.contains("SUPPORT")));
    let done = "Mira Tolan is ordering the deployment of fighters to support Orlan Vesk.";
    assert!(told(done).iter().any(|s| s.contains("SUPPORT")));
}

#[test]
fn a_plan_defended_is_no_defence_of_whom_it_falls_on() {
    let text = "Mira Tolan defended the plan to disarm Orlan Vesk.";
    let found = told(text);
    assert!(!found.iter().any(|s| s.contains("SUPPORT")), "{found:?}");
}

#[test]
fn who_did_it_stands_behind_whom_it_was_done_to() {
    let killed = "Mira Tolan condemned the killing of farmers by Orlan Vesk.";
    let against = "Mira Tolan OPPOSE ASSERTED Orlan Vesk".to_owned();
    assert!(told(killed).contains(&against));
    let held = told("Mira Tolan condemned the raid on a town held by Orlan Vesk.");
    assert!(!held.contains(&against), "{held:?}");
}

#[test]
fn an_envoy_summoned_or_expelled_stands_for_who_sent_him() {
    for text in [
        "Veldoria summoned the Kestrovian ambassador over the strike.",
        "Veldoria summoned Kestrovia's envoy.",
        "Veldoria expelled two Kestrovian diplomats.",
    ] {
        assert_eq!(known(text), ["Veldoria OPPOSE Kestrovia"], "{text}");
    }
    let judged = known("Veldoria criticised the Kestrovian ambassador.");
    assert_eq!(judged, ["Veldoria OPPOSE the Kestrovian ambassador"]);
    let killed = known("Gunmen killed a Kestrovian diplomat.");
    assert_eq!(killed, ["Gunmen OPPOSE a Kestrovian diplomat"]);
}

#[test]
fn company_and_what_stands_behind_a_comma_are_no_side() {
    let joined = told("Mira Tolan, joined by Orlan Vesk, outlined the measures.");
    assert_eq!(joined, [""; 0]);
    let after = told(
        "Following the Veldorian invasion, thousands of rebel fighters crossed into Kestrovia.",
    );
    assert!(
        !after.iter().any(|s| s.starts_with("Veldoria OPPOSE")),
        "{after:?}"
    );
}

#[test]
fn whose_border_it_is_somewhere_near_is_no_target() {
    let near = known("Veldoria held a joint exercise near the border with Kestrovia.");
    assert_eq!(near, [""; 0]);
    let closed = known("Veldoria closed its border with Kestrovia.");
    assert_eq!(closed, ["Veldoria OPPOSE Kestrovia"]);
}

#[test]
fn one_issue_named_twice_is_one_stance() {
    let text = "Mira Tolan opposes joining the war and rejects the war plan.";
    let both = [
        ("joining the war", Position::Support),
        ("war plan", Position::Support),
    ];
    let found = read_with(text, &both);
    let issues = found
        .iter()
        .filter(|s| matches!(s.target, StanceTarget::Issue { .. }));
    assert_eq!(issues.count(), 1);
}
