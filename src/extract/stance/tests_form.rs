//! Who else is meant, and what holds: lists, brackets, insertions, purposes, denials, demands; on invented people and states.

use super::tests::{read, read_with, told};
use crate::model::{Basis, Modality, PloverType, Position};

#[test]
fn every_member_of_a_list_holds_and_is_a_target() {
    assert_eq!(
        told("Mira Tolan praised Orlan Vesk, Dora Finch and Pell Marsh."),
        [
            "Mira Tolan SUPPORT ASSERTED Orlan Vesk",
            "Mira Tolan SUPPORT ASSERTED Dora Finch",
            "Mira Tolan SUPPORT ASSERTED Pell Marsh"
        ]
    );
}

#[test]
fn the_subject_of_the_next_clause_is_no_target() {
    let found = told("Mira Tolan praised Orlan Vesk and Dora Finch condemned Pell Marsh.");
    assert!(
        !found.contains(&"Mira Tolan SUPPORT ASSERTED Dora Finch".to_owned()),
        "{found:?}"
    );
}

#[test]
fn a_remark_in_brackets_is_not_the_holder() {
    assert_eq!(
        told("Senator Mira Tolan (H-Osk) sharply criticised Orlan Vesk."),
        ["Mira Tolan OPPOSE ASSERTED Orlan Vesk"]
    );
}

#[test]
fn one_of_the_critics_is_a_critic() {
    assert_eq!(
        told("Mira Tolan was one of the most vocal critics of Orlan Vesk."),
        ["Mira Tolan OPPOSE ASSERTED Orlan Vesk"]
    );
}

#[test]
fn who_says_somebody_cannot_be_trusted_opposes_him() {
    let found = read("Mira Tolan said that Orlan Vesk cannot be trusted.");
    let [stance] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!(stance.holder.text, "Mira Tolan");
    assert_eq!(
        (stance.position, stance.basis, stance.modality),
        (Position::Oppose, Basis::Implied, Modality::Asserted)
    );
}

#[test]
fn support_denied_in_the_present_is_opposition_and_in_the_past_is_open() {
    assert_eq!(
        told("Mira Tolan does not support Orlan Vesk."),
        ["Mira Tolan OPPOSE ASSERTED Orlan Vesk"]
    );
    assert_eq!(
        told("Mira Tolan did not support Orlan Vesk."),
        ["Mira Tolan AMBIGUOUS NEGATED Orlan Vesk"]
    );
}

#[test]
fn a_stance_through_what_somebody_owns_is_implied() {
    let found = read("Mira Tolan condemned Orlan Vesk's plan.");
    let [stance] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!(
        (stance.position, stance.basis),
        (Position::Oppose, Basis::Implied)
    );
}

#[test]
fn a_deed_that_will_be_done_is_promised_or_threatened_now() {
    let found = read("Mira Tolan will boycott Orlan Vesk.");
    let [stance] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!(stance.modality, Modality::Asserted);
    assert_eq!(
        stance.plover.as_ref().map(|p| p.kind),
        Some(PloverType::Threaten)
    );
    let spoken = read("Mira Tolan will praise Orlan Vesk.");
    assert!(
        spoken.iter().all(|s| s.modality == Modality::Future),
        "{spoken:?}"
    );
}

#[test]
fn even_if_binds_nothing() {
    let found = read("Mira Tolan backs Orlan Vesk even if the vote is lost.");
    let [stance] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!(
        (stance.modality, stance.condition.as_ref()),
        (Modality::Asserted, None)
    );
}

#[test]
fn it_can_mean_the_issue_of_the_sentence_before() {
    let found = read_with(
        "Parliament debated joining the war on Monday. Mira Tolan opposes it.",
        &[("joining the war", Position::Support)],
    );
    let meant: Vec<_> = found
        .iter()
        .filter(|s| s.holder.text == "Mira Tolan")
        .collect();
    let [stance] = meant.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!(stance.position, Position::Oppose);
    assert_eq!(stance.evidence.len(), 2);
}

#[test]
fn a_day_may_stand_before_what_leads_to_the_target() {
    assert_eq!(
        told(
            "Mira Tolan launched a mediation effort on Tuesday between Orlan Vesk and Dora Finch."
        ),
        told("Mira Tolan launched a mediation effort between Orlan Vesk and Dora Finch.")
    );
    assert_eq!(
        told("Mira Tolan voiced support on 3 March for Orlan Vesk."),
        ["Mira Tolan SUPPORT ASSERTED Orlan Vesk"]
    );
}

#[test]
fn a_particle_stays_its_verbs_behind_an_insertion() {
    assert_eq!(
        told("Mira Tolan forced Orlan Vesk, a veteran member, out of the party."),
        ["Mira Tolan OPPOSE ASSERTED Orlan Vesk"]
    );
    assert_eq!(
        told("Mira Tolan forced a vote, Orlan Vesk walked, and Dora Finch came out of the hall."),
        Vec::<String>::new()
    );
}

#[test]
fn who_refuses_to_go_rejects_those_who_press_for_it() {
    assert_eq!(
        told("Mira Tolan declined to resign despite growing pressure by Orlan Vesk."),
        ["Mira Tolan OPPOSE ASSERTED Orlan Vesk"]
    );
    assert_eq!(
        told("Mira Tolan refused to step down in spite of calls from Orlan Vesk."),
        ["Mira Tolan OPPOSE ASSERTED Orlan Vesk"]
    );
}

#[test]
fn who_is_blamed_for_a_deed_did_it() {
    assert_eq!(
        told("Mira Tolan ripped into Orlan Vesk for praising Dora Finch."),
        [
            "Mira Tolan OPPOSE ASSERTED Orlan Vesk",
            "Orlan Vesk SUPPORT ASSERTED Dora Finch"
        ]
    );
    assert_eq!(
        told("Mira Tolan apologised to Orlan Vesk for insulting Dora Finch."),
        [
            "Mira Tolan SUPPORT ASSERTED Orlan Vesk",
            "Mira Tolan OPPOSE ASSERTED Dora Finch"
        ]
    );
}

#[test]
fn who_lets_a_statement_be_or_stops_it_has_not_made_it() {
    let condemned = "Mira Tolan OPPOSE ASSERTED Orlan Vesk".to_owned();
    let made = |verb: &str| {
        told(&format!(
            "Mira Tolan {verb} a resolution condemning Orlan Vesk."
        ))
    };
    for verb in ["issued", "wrote", "signed"] {
        assert!(made(verb).contains(&condemned), "{verb}");
    }
    for verb in ["allowed", "blocked", "voted down", "opposed"] {
        assert!(!made(verb).contains(&condemned), "{verb}");
    }
}

#[test]
fn whom_it_is_done_to_stands_before_an_adverb_and_by() {
    assert_eq!(
        told("Dora Finch, criticised strongly by Orlan Vesk, left the hall."),
        ["Orlan Vesk OPPOSE ASSERTED Dora Finch"]
    );
    assert_eq!(
        told("Mira Tolan stood firmly by Orlan Vesk."),
        ["Mira Tolan SUPPORT ASSERTED Orlan Vesk"]
    );
}

#[test]
fn words_of_a_frame_are_nobody_it_is_aimed_at() {
    assert_eq!(
        told("Mira Tolan pointed the finger at outgoing chairman Orlan Vesk."),
        ["Mira Tolan OPPOSE ASSERTED Orlan Vesk"]
    );
}
