//! What is no posting of forces, and what no fact, in an article that tells of forces at a border.

use super::tests::{border, facts_of, one};
use crate::model::Status;

/// Facts that a sentence adds to an article about forces at a border.
fn adds(sentence: &str) -> usize {
    let told = "Veldoria has sent two brigades to its border with Kestrovia. Some 900 soldiers are dug in along the river. ";
    facts_of(&format!("{told}{sentence}")).len() - facts_of(told).len()
}

#[test]
fn soldiers_on_an_errand_are_not_posted() {
    assert_eq!(adds("The soldiers went to the cinema on Saturday."), 0);
    assert_eq!(adds("Two officers returned home on leave."), 0);
    assert_eq!(adds("The engineers went back to repair the sluice."), 0);
    assert_eq!(adds("The soldiers went to the bridge on Saturday."), 1);
}

#[test]
fn who_has_no_forces_moves_none() {
    assert_eq!(
        adds("The bank moved its troops into position for the merger."),
        0
    );
    assert_eq!(adds("Candidates massed their forces along the border."), 0);
    assert_eq!(adds("Families of the soldiers gathered at the gates."), 0);
    assert_eq!(
        adds("The ministry moved its troops into position on the ridge."),
        1
    );
}

#[test]
fn a_story_a_memory_and_a_map_tell_no_fact() {
    assert_eq!(adds("In the novel a lone battalion holds the pass."), 0);
    assert_eq!(adds("In his dream the soldiers stood on the bank."), 0);
    assert_eq!(adds("On paper a division moved to the border."), 0);
    assert_eq!(adds("A lone battalion holds the pass."), 1);
}

#[test]
fn an_anniversary_tells_of_an_earlier_war() {
    let claim = one(
        "The two armies marked the 20th anniversary of the war in which 3,000 Veldorian soldiers were rushed to the Kestrovian border.",
    );
    assert_eq!(claim.status, Status::Historical);
    let since =
        one("It is 25 years since Kestrovian troops rolled up to the border with Veldoria.");
    assert_eq!((since.status, since.personnel), (Status::Historical, None));
}

#[test]
fn a_figure_of_something_else_counts_no_soldiers() {
    let claim = one("Pupils sent 3,000 letters to soldiers stationed on the Kestrovian border.");
    assert_eq!(claim.personnel, None);
    let counted = one("Some 3,000 men of the 4th Brigade are stationed on the Kestrovian border.");
    assert!(counted.personnel.is_some());
}

#[test]
fn an_order_to_the_other_side_is_a_demand() {
    assert_eq!(
        adds("\u{201c}Take your soldiers off our river,\u{201d} she told the ambassador."),
        0
    );
    let claim = one("\u{201c}Withdraw your troops from our border,\u{201d} Tarn told Velk.");
    assert_eq!(claim.status, Status::Demanded);
}

#[test]
fn neither_force_has_moved() {
    assert_eq!(adds("Neither battalion has left the pass."), 0);
    assert_eq!(
        one("Neither side has moved tanks to the Kestrovian border.").status,
        Status::Denied
    );
}

#[test]
fn snow_and_repairs_close_a_crossing_without_forces() {
    assert_eq!(adds("The crossing was closed for repairs on Monday."), 0);
    assert_eq!(adds("Lorries queue at the closed crossing."), 0);
    assert_eq!(adds("The crossing was closed by the army on Monday."), 1);
}

#[test]
fn a_border_with_a_name_of_its_own_is_that_border() {
    let claim = one("Troops have been stationed along the Durand Line.");
    assert_eq!(border(&claim), "af-pk");
}

#[test]
fn the_districts_bordering_a_state_lie_on_its_border() {
    let claim = one("Kestrovia has moved troops to the districts bordering Veldoria.");
    assert_eq!(border(&claim), "xe-xv");
}

#[test]
fn a_force_that_enters_the_neighbour_crosses_the_border_of_the_two() {
    let claim = one("Veldorian troops crossed into Kestrovia on Tuesday.");
    assert_eq!(border(&claim), "xe-xv");
}

#[test]
fn a_raid_told_as_what_came_before_makes_no_combat_of_a_move() {
    assert_eq!(
        facts_of("Veldorian soldiers were bused to Amberly on Sunday after a raid from Kestrovia.")
            .len(),
        1
    );
    assert_eq!(facts_of("Algerian forces flew in paratroopers and attack helicopters to bases near the Malian border.").len(), 1);
}

#[test]
fn a_town_of_a_state_nobody_named_gives_no_border_of_that_state() {
    // Torkham, in the world's own data, lies at that of two states the article never names.
    let elsewhere = one("Veldoria has stationed the 3rd Brigade at Torkham.");
    assert_eq!(border(&elsewhere), "");
    let named = one("Pakistan has stationed the 3rd Brigade at Torkham.");
    assert_eq!(border(&named), "af-pk");
}

#[test]
fn a_force_said_to_be_nowhere_else_is_at_the_border_of_the_article() {
    let told = "Veldoria has sent two brigades to its border with Kestrovia. The river is high. Rain is forecast. Ferries run. ";
    let more = |sentence: &str| facts_of(&format!("{told}{sentence}")).remove(1);
    assert!(more("A Veldorian tank battalion arrived on Monday.").contains("xe-xv"));
    assert!(
        !more("A Veldorian tank battalion arrived in the southern towns on Monday.")
            .contains("xe-xv")
    );
}

#[test]
fn a_town_at_no_border_is_none_of_the_articles_ground() {
    assert_eq!(adds("Rebels had reached the outskirts of Harrow."), 0);
    assert_eq!(adds("Rebels had reached the outskirts of Drask."), 1);
}
