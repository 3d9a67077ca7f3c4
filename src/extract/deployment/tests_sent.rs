//! Plain sentences on who sends what: units counted or made of men, names before force nouns, plans of others, where forces leave for.

use super::tests::one;
use super::tests_plain::check;
use crate::model::Status;

#[test]
fn units_that_a_state_sends_are_of_its_forces() {
    check(&[
        (
            "Veldoria sent two companies to the border with Kestrovia.",
            &["Reported Deploy xe-xv xv-armed-forces"],
        ),
        (
            "Veldoria has moved a unit of 400 men to the Kestrovian border.",
            &["Reported Deploy xe-xv xv-armed-forces 400"],
        ),
        (
            "Veldoria moved a battalion of about 900 men to the Kestrovian border.",
            &["Reported Deploy xe-xv xv-armed-forces 900"],
        ),
        (
            "The Veldorian border guard has deployed one battalion along the Kestrovian border.",
            &["Reported Deploy xe-xv xv-border-guard"],
        ),
    ]);
}

#[test]
fn soldiers_behind_a_name_are_no_verb() {
    check(&[
        (
            "Veldoria sent Orlan Riders soldiers to the border with Kestrovia.",
            &["Reported Deploy xe-xv xv-armed-forces"],
        ),
        (
            "Veldorian soldiers occupy Hallen, on the border with Kestrovia.",
            &["Reported Maintain xe-xv xv-armed-forces"],
        ),
        (
            "Veldorian soldiers patrol Kestrovia border after raid",
            &["Reported Patrol xe-xv xv-armed-forces"],
        ),
        (
            "The Veldorian army said Kestrovian forces laid mines along the border.",
            &["Completed Fortify xe-xv xe-armed-forces"],
        ),
    ]);
}

#[test]
fn a_plan_is_of_whose_it_is() {
    check(&[
        (
            "Norland welcomed the decision of Veldoria to withdraw its troops from the Kestrovian border.",
            &["Planned Withdraw xe-xv xv-armed-forces"],
        ),
        (
            "Norland praised Veldoria's decision to withdraw its troops from the Kestrovian border.",
            &["Planned Withdraw xe-xv xv-armed-forces"],
        ),
        (
            "Kestrovia used Veldoria's plan to justify sending troops to the Veldorian border.",
            &["Reported Deploy xe-xv xe-armed-forces"],
        ),
    ]);
}

#[test]
fn forces_leave_land_of_others_and_leave_for_somewhere() {
    check(&[
        (
            "Around 500 Veldorian soldiers left Hallen for the border with Kestrovia.",
            &["Reported Deploy xe-xv xv-armed-forces 500"],
        ),
        (
            "Veldorian soldiers left Kestrovia.",
            &["Reported Withdraw  xv-armed-forces"],
        ),
        ("Veldorian soldiers left Veldoria.", &[]),
        ("Soldiers left Brinmark.", &[]),
        ("Veldorian soldiers left Kestrovia without power.", &[]),
        ("Veldorian soldiers left Kestrovia in a prisoner swap.", &[]),
        (
            "Veldorian soldiers left Veldoria for training in Kestrovia.",
            &[],
        ),
        (
            "Veldoria removed soldiers from the Kestrovian border.",
            &["Reported Withdraw xe-xv xv-armed-forces"],
        ),
    ]);
    let claim = one("Kestrovian soldiers left Carnow for Brinmark, on the border with Veldoria.");
    let place = claim.place.map(|p| p.place.name);
    assert_eq!(place.as_deref(), Some("Brinmark"));
}

#[test]
fn no_more_than_is_some_and_almost_is_not_yet() {
    check(&[(
        "Veldoria will have no more than 500 soldiers at the Kestrovian border.",
        &["Planned Maintain xe-xv xv-armed-forces 500"],
    )]);
    let wall = "The wall on the border with Kestrovia is almost finished, Veldoria said.";
    assert_eq!(one(wall).status, Status::UnderWay);
    let wall = "The wall on the border with Kestrovia is finished, Veldoria said.";
    assert_eq!(one(wall).status, Status::Completed);
}

#[test]
fn what_is_not_reopened_and_where_it_was_fought_are_not_the_movements() {
    let text = "Veldoria closed the border with Kestrovia last year and has no plans to reopen it.";
    assert_eq!(one(text).purpose, None);
    let text = "After fighting in Hallen, Veldoria withdrew its forces from the Kestrovian border.";
    assert_eq!(one(text).place, None);
    let text = "In Hallen, Veldoria withdrew its forces from the Kestrovian border.";
    assert!(one(text).place.is_some());
}

#[test]
fn an_entry_of_a_live_report_begins_behind_its_time() {
    check(&[(
        "11:20 - Veldoria closes border with Kestrovia",
        &["Reported Closure xe-xv xv"],
    )]);
}

#[test]
fn a_base_of_industry_is_no_work_of_forces() {
    check(&[
        (
            "Veldoria built a base on the border with Kestrovia.",
            &["Completed Fortify xe-xv xv"],
        ),
        (
            "Veldoria built a strong tax base along the border with Kestrovia.",
            &[],
        ),
    ]);
}
