//! What is no posting of forces, and what no fact, in an article that tells of forces at a border.

use super::tests::{border, facts_of, one};
use crate::model::{Posture, Status};

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

#[test]
fn where_somebody_speaks_is_no_place_of_a_movement() {
    let place = |text: &str| one(text).place.map(|p| p.place.name);
    for text in [
        "Veldoria has sent tanks to its border with Kestrovia, an official in Harrow insisted.",
        "Veldoria has sent tanks to its border with Kestrovia, said an official in Harrow.",
        "An official in Harrow said Veldoria had sent tanks to its border with Kestrovia.",
    ] {
        assert_eq!(place(text), None, "{text}");
    }
    let moved = "A spokesman in Harrow said Veldorian tanks had moved to Drask.";
    assert_eq!(place(moved).as_deref(), Some("Drask"));
}

#[test]
fn a_feast_is_no_place() {
    let text = "On this Thanksgiving, be thankful that there are service members willing to take up the fight.";
    assert_eq!(facts_of(text).len(), 0);
}

#[test]
fn a_number_with_and_counts_the_force_behind_it() {
    let claim = one(
        "Veldoria sent two hundred and thirty men of the 4th Brigade to the Kestrovian border.",
    );
    assert_eq!(claim.personnel.map(|p| p.min), Some(Some(230.0)));
}

#[test]
fn a_force_is_counted_by_a_figure_behind_it_and_by_one_before_its_state() {
    let counted = |text: &str| one(text).personnel.and_then(|p| p.min);
    let brigade = "Veldoria has the 4th Brigade, about 2,600 strong, at the Kestrovian border.";
    assert_eq!(counted(brigade), Some(2600.0));
    let them =
        "Kestrovian paratroopers have been placed on the Veldorian border, two hundred of them.";
    assert_eq!(counted(them), Some(200.0));
    let marines = "Forty Veldorian marines have set up camp on the Kestrovian border.";
    assert_eq!(counted(marines), Some(40.0));
    let others =
        "Veldoria sent a brigade to the Kestrovian border, strong winds and 200 fires behind it.";
    assert_eq!(counted(others), None);
}

#[test]
fn a_number_of_people_larger_than_any_army_is_no_force() {
    assert_eq!(adds("Tarn sent 45,000,000 to the bank."), 0);
    assert_eq!(adds("Tarn sent 600 to the bank."), 1);
}

#[test]
fn what_would_not_be_sent_is_refused_and_what_would_not_have_been_is_not() {
    let status = |text: &str| one(text).status;
    let refused = "Veldoria said it would not send troops to the Kestrovian border.";
    assert_eq!(status(refused), Status::Refused);
    let unreal = "Veldoria would not have sent troops to the Kestrovian border.";
    assert_eq!(status(unreal), Status::Hypothetical);
}

#[test]
fn a_question_asks_and_one_that_begins_with_why_takes_for_granted() {
    let status = |text: &str| one(text).status;
    let asked = "Should Veldoria send tanks to the Kestrovian border?";
    assert_eq!(status(asked), Status::Hypothetical);
    let granted = "Why did Veldoria send tanks to the Kestrovian border?";
    assert_eq!(status(granted), Status::Reported);
}

#[test]
fn forces_that_watch_are_reported_and_their_aim_is_no_plan() {
    let watching =
        "Some 200 Kestrovian soldiers have been guarding the Veldorian border since May.";
    assert_eq!(one(watching).status, Status::Reported);
    assert_eq!(adds("The reinforcements aim to protect the border."), 0);
    assert_eq!(adds("Cadets aim to reach the border by dawn."), 0);
}

#[test]
fn who_is_told_to_stay_out_is_not_there() {
    let facts = |text: &str| facts_of(text).len();
    assert_eq!(facts("Kestrovian soldiers stayed out of Drask."), 0);
    assert_eq!(facts("Kestrovian soldiers stayed in Drask."), 1);
}

#[test]
fn forces_taken_back_from_a_border_are_withdrawn_and_sent_back_to_it_are_not() {
    let posture = |text: &str| one(text).posture;
    let back = "Veldoria moved its guards back from the Kestrovian border on Monday.";
    assert_eq!(posture(back), Posture::Withdraw);
    let to = "Veldoria moved its guards back to the Kestrovian border on Monday.";
    assert_eq!(posture(to), Posture::Deploy);
}
