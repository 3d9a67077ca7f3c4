//! Ways to a side: prepositions, requests, refusals, particles, two nations, what was long ago; on invented people.

use super::tests::{read, read_with, told};
use crate::model::{Basis, Modality, Position, Stance, StanceTarget};

/// Holder and position of each stance on the issue whose words are `words`.
fn sides(text: &str, words: &str, side: Position) -> Vec<String> {
    read_with(text, &[(words, side)])
        .iter()
        .filter(|s| matches!(s.target, StanceTarget::Issue { .. }))
        .map(|s| format!("{} {}", s.holder.text, s.position))
        .collect()
}

fn joining(text: &str, words: &str) -> Vec<String> {
    sides(text, words, Position::Support)
}

fn has(all: &[String], wanted: &str) -> bool {
    all.iter().any(|s| s == wanted)
}

#[test]
fn who_is_against_somebody_opposes_him() {
    assert_eq!(
        told("Mira Tolan is against Orlan Vesk."),
        ["Mira Tolan OPPOSE ASSERTED Orlan Vesk"]
    );
    assert_eq!(told("Mira Tolan leant against Orlan Vesk."), [""; 0]);
}

#[test]
fn a_preposition_or_a_phrase_takes_a_side_on_an_issue() {
    assert_eq!(
        joining("Mira Tolan is against joining the war.", "joining the war"),
        ["Mira Tolan OPPOSE"]
    );
    assert_eq!(
        joining(
            "Mira Tolan voted in favour of joining the war.",
            "joining the war"
        ),
        ["Mira Tolan SUPPORT"]
    );
}

#[test]
fn it_can_mean_the_issue_of_the_clause_before() {
    let text = "Mira Tolan supports joining the war, but Orlan Vesk opposes it.";
    let found = joining(text, "joining the war");
    assert!(has(&found, "Mira Tolan SUPPORT"), "{found:?}");
    assert!(has(&found, "Orlan Vesk OPPOSE"), "{found:?}");
}

#[test]
fn a_clause_with_that_stands_under_its_demand() {
    let text = "Mira Tolan demanded that Orlan Vesk join the war.";
    assert_eq!(joining(text, "join the war"), ["Mira Tolan SUPPORT"]);
}

#[test]
fn what_is_not_to_be_allowed_or_is_to_be_prevented_is_opposed() {
    let text = "Mira Tolan urged Orlan Vesk not to allow the militia to join the war.";
    let found = joining(text, "join the war");
    assert!(has(&found, "Mira Tolan OPPOSE"), "{found:?}");
    let text = "Mira Tolan vowed to prevent the militia from joining the war.";
    let found = joining(text, "joining the war");
    assert!(has(&found, "Mira Tolan OPPOSE"), "{found:?}");
}

#[test]
fn what_one_will_not_do_one_opposes() {
    let found = read_with(
        "Mira Tolan will not send fighters to the war.",
        &[("fighters to the war", Position::Support)],
    );
    let issue = |s: &&Stance| matches!(s.target, StanceTarget::Issue { .. });
    let [stance] = found.iter().filter(issue).collect::<Vec<_>>()[..] else {
        panic!("{found:?}")
    };
    assert_eq!(
        (stance.position, stance.basis, stance.modality),
        (Position::Oppose, Basis::Explicit, Modality::Asserted)
    );
}

#[test]
fn who_offers_and_who_rejects_the_offer_hold_two_sides() {
    let text = "Mira Tolan rejected Orlan Vesk's proposal to join the war.";
    let found = joining(text, "join the war");
    assert!(has(&found, "Mira Tolan OPPOSE"), "{found:?}");
}

#[test]
fn what_one_asks_another_to_do_to_a_third_is_ones_own_side() {
    let found = told("Mira Tolan urged Orlan Vesk to condemn Dora Finch.");
    assert!(
        has(&found, "Mira Tolan OPPOSE ASSERTED Dora Finch"),
        "{found:?}"
    );
    let open = told("Mira Tolan urged Orlan Vesk not to help Dora Finch.");
    assert!(
        !open
            .iter()
            .any(|s| s.starts_with("Mira Tolan OPPOSE ASSERTED Dora")),
        "{open:?}"
    );
}

#[test]
fn who_wants_somebody_to_resign_opposes_him() {
    let found = told("Mira Tolan wants General Orlan Vesk to resign.");
    assert!(
        has(&found, "Mira Tolan OPPOSE ASSERTED Orlan Vesk"),
        "{found:?}"
    );
}

#[test]
fn a_particle_behind_a_long_object_belongs_to_its_verb() {
    let found = told("Mira Tolan turned General Orlan Vesk of the guard down.");
    assert!(
        has(&found, "Mira Tolan OPPOSE ASSERTED Orlan Vesk"),
        "{found:?}"
    );
}

#[test]
fn what_was_long_ago_is_history() {
    let found = read("Mira Tolan defended Orlan Vesk in the past.");
    let [stance] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!(stance.modality, Modality::Historical);
    let now = read("Mira Tolan defended Orlan Vesk in the end.");
    assert!(now.iter().all(|s| s.modality == Modality::Asserted));
}

#[test]
fn people_of_two_states_speak_for_both() {
    assert_eq!(
        told("Norwegian and Swedish officials praised Orlan Vesk."),
        [
            "Norway SUPPORT ASSERTED Orlan Vesk",
            "Sweden SUPPORT ASSERTED Orlan Vesk"
        ]
    );
    let found = told("Norwegian officials and Orlan Vesk praised Dora Finch.");
    assert!(!found.iter().any(|s| s.starts_with("Sweden")), "{found:?}");
}

#[test]
fn who_condemns_deaths_does_not_oppose_the_dead() {
    assert_eq!(
        told("Mira Tolan condemned the deaths of Orlan Vesk and Dora Finch."),
        [""; 0]
    );
    assert_eq!(
        told("Mira Tolan opposes meddling in the affairs of Orlan Vesk."),
        [""; 0]
    );
}

#[test]
fn a_second_preposition_leads_to_its_noun_too() {
    let found = told("Mira Tolan fought on against Orlan Vesk.");
    assert!(
        has(&found, "Mira Tolan OPPOSE ASSERTED Orlan Vesk"),
        "{found:?}"
    );
}

#[test]
fn who_condemns_an_attack_on_somebody_is_not_against_him() {
    assert_eq!(
        told("Mira Tolan condemned the brutal attack on Orlan Vesk."),
        [""; 0]
    );
    assert_eq!(
        told("Mira Tolan condemned the plan offered by General Orlan Vesk."),
        ["Mira Tolan OPPOSE ASSERTED Orlan Vesk"]
    );
}

#[test]
fn who_tells_supporters_of_somebody_something_is_none_of_them() {
    assert_eq!(
        told("Mira Tolan told supporters of Orlan Vesk that she was determined to go on."),
        [""; 0]
    );
}

#[test]
fn support_for_something_else_is_not_for_who_welcomes_it() {
    let all = told("Mira Tolan welcomed Orlan Vesk's support for new talks.");
    assert!(
        !has(&all, "Orlan Vesk SUPPORT ASSERTED Mira Tolan"),
        "{all:?}"
    );
}

#[test]
fn it_under_a_report_is_no_person_who_reports() {
    let he = "General Orlan Vesk spoke on Friday. He said it stood with France.";
    assert_eq!(told(he), [""; 0]);
    assert_eq!(
        told("Poland said it stood with France."),
        ["Poland SUPPORT ASSERTED France"]
    );
}

#[test]
fn who_is_reluctant_to_take_risks_for_somebody_does_not_support_him() {
    let all = told("Poland is reluctant to take risks to support France.");
    assert!(!has(&all, "Poland SUPPORT ASSERTED France"), "{all:?}");
    let all = told("Poland is reluctant to support France.");
    assert!(!has(&all, "Poland SUPPORT ASSERTED France"), "{all:?}");
}

#[test]
fn a_states_adjective_before_a_title_is_not_the_state() {
    let all = told("French cleric tells militia to stay out of Poland");
    assert!(all.iter().all(|s| !s.starts_with("France ")), "{all:?}");
}

/// Who tells of each stance, `-` for the article.
fn reporters(text: &str) -> Vec<String> {
    let who = |s: &Stance| {
        s.reported_by
            .as_ref()
            .map_or("-", |r| r.text.as_str())
            .to_owned()
    };
    read(text).iter().map(who).collect()
}

#[test]
fn the_quotes_say_who_tells_of_a_stance() {
    assert_eq!(
        reporters("\u{201c}Mira Tolan supports Orlan Vesk,\u{201d} said Pela Dorn."),
        ["Pela Dorn"]
    );
    assert_eq!(
        reporters(
            "Pela Dorn said the ferry had left, while Mira Tolan accused Orlan Vesk of lying."
        ),
        ["-"]
    );
}

#[test]
fn who_reinforces_a_border_with_somebody_does_him_no_good() {
    assert_eq!(
        told("Mira Tolan has reinforced the fence between the field and Orlan Vesk."),
        [""; 0]
    );
    assert_eq!(
        told("Mira Tolan has reinforced Orlan Vesk."),
        ["Mira Tolan SUPPORT ASSERTED Orlan Vesk"]
    );
}

#[test]
fn an_order_that_stands_beside_a_thing_is_given_to_nobody_else() {
    assert_eq!(
        told("Mira Tolan said the exercise, ordered by Orlan Vesk, was over."),
        [""; 0]
    );
}

#[test]
fn what_is_asked_with_whether_is_supposed() {
    let told = told("Pela Dorn was asked whether Mira Tolan supports Orlan Vesk.");
    assert!(told.iter().all(|t| !t.contains("ASSERTED")), "{told:?}");
}

#[test]
fn whoever_is_accused_of_it_does_it() {
    assert!(has(
        &told("Mira Tolan accused Orlan Vesk of backing Pela Dorn."),
        "Orlan Vesk SUPPORT ASSERTED Pela Dorn"
    ));
    assert!(!has(
        &told("Mira Tolan accused Orlan Vesk of backing Pela Dorn."),
        "Mira Tolan SUPPORT ASSERTED Pela Dorn"
    ));
}

#[test]
fn who_has_no_intention_of_it_is_against_it() {
    assert_eq!(
        joining(
            "Mira Tolan has no intention of joining the war.",
            "joining the war"
        ),
        ["Mira Tolan OPPOSE"]
    );
}
