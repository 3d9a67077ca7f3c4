//! What forces lay out, what pictures show, borders in a list, and whose the soldiers are that a state says it has sent.

use super::tests::one;
use super::tests_plain::check;

#[test]
fn ground_that_forces_or_a_state_lay_out_at_a_border_is_built() {
    check(&[
        (
            "Veldoria set up checkpoints on the border with Kestrovia.",
            &["Reported Fortify xe-xv xv"],
        ),
        (
            "Veldorian troops have set up a camp on the border with Kestrovia.",
            &["Completed Fortify xe-xv xv-armed-forces"],
        ),
        (
            "Veldoria set up a camp for refugees on the border with Kestrovia.",
            &[],
        ),
        ("Veldoria set up checkpoints across the capital.", &[]),
    ]);
}

#[test]
fn pictures_show_forces_and_reports_do_not() {
    check(&[
        (
            "Satellite images show Veldorian troops near the border with Kestrovia.",
            &["Reported Maintain xe-xv xv-armed-forces"],
        ),
        (
            "The report shows Veldorian troops near the border with Kestrovia.",
            &[],
        ),
    ]);
}

#[test]
fn a_state_says_it_sends_its_own() {
    check(&[
        (
            "Veldoria says it has sent soldiers to the border with Kestrovia.",
            &["Reported Deploy xe-xv xv-armed-forces"],
        ),
        (
            "Veldoria moved a division to the border with Kestrovia.",
            &["Reported Deploy xe-xv xv-army"],
        ),
        (
            "The firm moved a division to the border with Kestrovia.",
            &[],
        ),
    ]);
}

#[test]
fn what_has_gone_on_since_is_not_over() {
    check(&[
        (
            "The border between Veldoria and Kestrovia has been closed since 1994.",
            &["Reported Closure xe-xv "],
        ),
        (
            "Veldoria closed the border with Kestrovia in 1994.",
            &["Historical Closure xe-xv xv"],
        ),
    ]);
}

#[test]
fn a_talk_of_land_is_not_left_and_a_lone_soldier_is_no_force() {
    check(&[
        ("Veldoria withdrew from Kestrovia talks.", &[]),
        (
            "Peacekeepers oversaw the withdrawal from the border between Veldoria and Kestrovia.",
            &[],
        ),
        ("A Veldorian soldier fled to Kestrovia seeking asylum.", &[]),
        (
            "Veldoria stepped up surveillance of birds along the border with Kestrovia.",
            &[],
        ),
        (
            "Police closed the Tessen bridge in Veldoria after an accident.",
            &[],
        ),
    ]);
}

#[test]
fn readiness_has_levels_and_who_raises_it_is_on_alert() {
    check(&[
        (
            "The Veldorian army raised its alert level on the border with Kestrovia.",
            &["Reported Alert xe-xv xv-army"],
        ),
        (
            "Veldorian troops on the border with Kestrovia are at the highest level of combat readiness.",
            &["Reported Alert xe-xv xv-armed-forces"],
        ),
        (
            "The Veldorian army raised its level of readiness on the border with Kestrovia.",
            &["Reported Alert xe-xv xv-army"],
        ),
        ("The ministry raised the readiness of its clerks.", &[]),
        (
            "Veldorian soldiers raised the alert after a fire near the border with Kestrovia.",
            &[],
        ),
        (
            "Veldorian soldiers dug in along the border with Kestrovia.",
            &["Reported Fortify xe-xv xv-armed-forces"],
        ),
    ]);
}

#[test]
fn how_long_a_wall_is_is_no_part_of_its_name() {
    let claim = one("Veldoria finished a 160 km concrete wall along the border with Kestrovia.");
    assert_eq!(claim.works, ["concrete wall"]);
    let claim = one("Veldoria built 20 new bunkers on the border with Kestrovia.");
    assert_eq!(claim.works, ["new bunkers"]);
}
