//! Stances in the words of newsrooms: refusals, days before verbs, insertions, whose thanks, whose decision; on invented people.

use super::tests::told;

fn has(text: &str, wanted: &str) {
    let all = told(text);
    assert!(all.iter().any(|s| s == wanted), "{text}: {all:?}");
}

fn lacks(text: &str, part: &str) {
    let all = told(text);
    assert!(!all.iter().any(|s| s.contains(part)), "{text}: {all:?}");
}

#[test]
fn who_refuses_to_condemn_somebody_leaves_it_open() {
    for text in [
        "Mira Tolan refused to condemn Orlan Vesk.",
        "Mira Tolan declined to criticise Orlan Vesk over the strike.",
        "Mira Tolan stopped short of condemning Orlan Vesk.",
    ] {
        has(text, "Mira Tolan AMBIGUOUS NEGATED Orlan Vesk");
        lacks(text, "OPPOSE");
    }
    has(
        "Mira Tolan refused to support Orlan Vesk.",
        "Mira Tolan OPPOSE ASSERTED Orlan Vesk",
    );
}

#[test]
fn a_vow_never_to_deal_with_somebody_opposes_him() {
    has(
        "Mira Tolan had vowed never to negotiate with Orlan Vesk.",
        "Mira Tolan OPPOSE ASSERTED Orlan Vesk",
    );
    has(
        "Mira Tolan vowed to negotiate with Orlan Vesk.",
        "Mira Tolan SUPPORT ASSERTED Orlan Vesk",
    );
}

#[test]
fn a_day_before_the_verb_is_no_subject() {
    let text =
        "Mira Tolan, the head of the Northern Council, on Thursday accused Orlan Vesk of theft.";
    has(text, "Mira Tolan OPPOSE ASSERTED Orlan Vesk");
    lacks(text, "Thursday");
}

#[test]
fn a_second_verb_behind_a_verdict_has_the_first_subject() {
    let text = "Tolan called Orsk a threat to the region and promised to support Norland.";
    has(text, "Tolan SUPPORT ASSERTED Norland");
    lacks(text, "Orsk SUPPORT");
}

#[test]
fn a_comma_and_somebody_who_acts_close_a_clause() {
    lacks(
        "Mira Tolan applauded the sanctions, Orlan Vesk said he could not support them.",
        "Mira Tolan SUPPORT ASSERTED Orlan Vesk",
    );
}

#[test]
fn whose_decision_it_is_carries_it_out() {
    let text = "Mira Tolan condemned the decision of Orlan Vesk to arm the rebels.";
    lacks(text, "Mira Tolan SUPPORT");
    has(text, "Orlan Vesk SUPPORT ASSERTED the rebels");
}

#[test]
fn thanks_are_theirs_who_give_them() {
    has(
        "The minister, Mira Tolan, extended her thanks to Orlan Vesk.",
        "Mira Tolan SUPPORT ASSERTED Orlan Vesk",
    );
}

#[test]
fn whoever_is_to_end_support_gives_it() {
    let text = "Mira Tolan called on Orlan Vesk to end his support for the rebels.";
    lacks(text, "Mira Tolan SUPPORT");
}

#[test]
fn what_somebody_will_not_undergo_he_opposes() {
    let text = "\"We will not be intimidated by Orlan Vesk,\" said Mira Tolan.";
    has(text, "Mira Tolan OPPOSE ASSERTED Orlan Vesk");
    lacks(text, "Orlan Vesk OPPOSE");
}

#[test]
fn interference_is_whose_by_says() {
    has(
        "Mira Tolan rejected any interference by Orlan Vesk in the talks.",
        "Mira Tolan OPPOSE ASSERTED Orlan Vesk",
    );
    lacks("Mira Tolan condemned the killing of Orlan Vesk.", "OPPOSE");
}

#[test]
fn the_dead_are_nobody_s_enemies() {
    lacks(
        "Mira Tolan condemned the deaths of the guards and police.",
        "police",
    );
}

#[test]
fn an_insertion_hides_nobody_from_an_accuser() {
    has(
        "Party leader Mira Tolan, accusing, without evidence, Orlan Vesk of theft, left the hall.",
        "Mira Tolan OPPOSE ASSERTED Orlan Vesk",
    );
}

#[test]
fn whoever_is_called_a_friend_is_not_who_calls() {
    lacks(
        "Mira Tolan praised Orlan Vesk, calling him \"a true friend\".",
        "Orlan Vesk SUPPORT",
    );
}

#[test]
fn a_dam_s_name_is_no_party() {
    lacks("Mira Tolan opposes the Corran dam.", "Corran");
    has(
        "Mira Tolan opposes the Corran militia.",
        "Mira Tolan OPPOSE ASSERTED the Corran militia",
    );
}

#[test]
fn one_s_own_country_is_no_side() {
    lacks(
        "Mira Tolan ratified the support of her country for the rebels.",
        "Mira Tolan SUPPORT ASSERTED her country",
    );
}

#[test]
fn a_state_in_two_capitals_is_no_pronoun() {
    has(
        "The US condemned Norland.",
        "United States OPPOSE ASSERTED Norland",
    );
    lacks("Norland told us to condemn Mira Tolan.", "United States");
}

#[test]
fn who_will_not_say_whether_he_backs_somebody_takes_no_side() {
    lacks(
        "Mira Tolan refuses to say whether she backs Orlan Vesk.",
        "OPPOSE ASSERTED Orlan Vesk",
    );
}

#[test]
fn neither_of_two_that_recognise_somebody_supports_him() {
    let text = "Neither Norland nor Sudland recognises the rebels.";
    lacks(text, "SUPPORT");
    has(text, "Norland OPPOSE ASSERTED the rebels");
}

#[test]
fn whose_arrest_is_defended_is_not() {
    lacks("Mira Tolan defended the arrest of Orlan Vesk.", "SUPPORT");
}

#[test]
fn what_is_left_out_beside_another_deed_tells_nothing() {
    let text = "Mira Tolan thanked Orlan Vesk without blaming Anton Velk.";
    has(text, "Mira Tolan SUPPORT ASSERTED Orlan Vesk");
    lacks(text, "Anton Velk");
}
