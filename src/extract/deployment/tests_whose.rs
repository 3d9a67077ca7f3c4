//! Whose forces move, on whose order, at which of several borders, and what keeps two movements apart.

use super::tests::{border, events, one};
use super::tests_plain::check;
use crate::model::{Claim, Status};

fn ids(claim: &Claim) -> Vec<String> {
    let id = |f: &crate::model::ActorRef| f.actor.clone().or(f.affiliation.clone());
    claim
        .forces
        .iter()
        .filter_map(id)
        .map(|i| i.to_string())
        .collect()
}

#[test]
fn unnamed_forces_are_the_state_s_that_sends_them() {
    let claim = one("Veldoria has sent two battalions to its border with Kestrovia.");
    assert_eq!(ids(&claim), ["xv-army"]);
    let claim = one("Veldoria has sent a convoy to its border with Kestrovia.");
    assert_eq!(ids(&claim), ["xv-armed-forces"]);
    let claim = one("Police reinforcements were sent to the Kestrovian border, Veldoria said.");
    assert_eq!(claim.forces[0].actor, None);
}

#[test]
fn soldiers_are_those_of_whoever_sends_them_and_not_of_the_state_it_fights() {
    for text in [
        "The Vale Guard has massed troops on the Veldorian border with Kestrovia.",
        "The Vale Guard sent reinforcements to the Veldorian border with Kestrovia.",
    ] {
        assert_eq!(ids(&one(text)), ["vale-guard"], "{text}");
    }
    for text in [
        "Veldoria denied that its army was massing troops on the Kestrovian border.",
        "Its army is massing troops on the Kestrovian border, Veldoria said.",
        "Veldoria is reinforcing its garrison on the Kestrovian border.",
    ] {
        let ids = ids(&one(text));
        assert!(ids.iter().all(|i| i.starts_with("xv")), "{text} {ids:?}");
        assert!(!ids.is_empty(), "{text}");
    }
}

#[test]
fn what_a_border_is_reinforced_with_is_the_force() {
    let claim = one("Veldoria reinforced the border with Kestrovia with 300 soldiers.");
    assert_eq!(ids(&claim), ["xv-armed-forces"]);
    assert_eq!(claim.personnel.and_then(|p| p.min), Some(300.0));
}

#[test]
fn the_order_may_stand_beside_the_movement() {
    let ordered = |text: &str| one(text).ordered_by.map(|a| a.text);
    assert_eq!(
        ordered("The deployment of 300 Veldorian soldiers on the Kestrovian border, ordered by General Orlan Vesk, is defensive.")
            .as_deref(),
        Some("Orlan Vesk")
    );
    assert_eq!(
        ordered("General Orlan Vesk ordered 300 soldiers to be sent to the Kestrovian border.")
            .as_deref(),
        Some("Orlan Vesk")
    );
}

#[test]
fn a_border_that_another_verb_closes_is_not_where_forces_are() {
    let found =
        events("Veldoria keeps 900 soldiers in the south and closed its border with Kestrovia.");
    assert!(!found.is_empty());
    assert!(!found.contains(&"xe-xv 2/2".to_owned()), "{found:?}");
    let kept = one("Veldoria keeps 900 soldiers on its border with Kestrovia.");
    assert_eq!(border(&kept), "xe-xv");
}

#[test]
fn no_sign_of_a_movement_is_no_movement() {
    let claim = one(
        "The envoy had no indication that Kestrovian units were moving to the Veldorian border.",
    );
    assert_eq!(claim.status, Status::Hypothetical);
    assert_eq!(border(&claim), "xe-xv");
}

#[test]
fn who_denies_in_a_headline_is_no_place() {
    let claim = one("Veldorian troops mass at Kestrovian border, Harrow denies");
    assert_eq!(claim.place, None);
}

#[test]
fn forces_of_two_states_in_one_town_are_two_movements() {
    let found = events(
        "Brigade moves to the Kestrovian border. Veldoria has sent 900 soldiers to Harrow on the Kestrovian border. \
         Some 400 Kestrovian soldiers are stationed in Harrow on the Veldorian border.",
    );
    assert!(found.len() > 1, "{found:?}");
}

#[test]
fn a_hedge_stays_with_its_figure() {
    let claim =
        one("At least 40 tanks and at least 3 convoys have been sent to the Kestrovian border.");
    assert_eq!(claim.forces[0].text, "at least 3 convoys");
}

#[test]
fn whom_somebody_calls_on_has_the_forces() {
    let claim =
        one("Kestrovia called on Veldoria to withdraw those forces from the Kestrovian border.");
    assert_eq!(claim.status, Status::Demanded);
    assert_eq!(ids(&claim), ["xv-armed-forces"]);
}

#[test]
fn who_speaks_of_something_else_claims_no_movement() {
    let claim = one(
        "Veldorian army moves 300 soldiers to Kestrovian border; Ilse Tarn says she will not resign",
    );
    assert_eq!(claim.claimant, None);
}

#[test]
fn mechanised_units_are_forces() {
    let claim = one("Veldoria has moved two mechanised divisions towards the Kestrovian border.");
    assert_eq!(ids(&claim), ["xv-army"]);
}

#[test]
fn away_from_a_border_is_a_withdrawal_and_a_distance_is_none() {
    check(&[
        (
            "Veldoria moved its troops away from the border with Kestrovia.",
            &["Reported Withdraw xe-xv xv-armed-forces"],
        ),
        (
            "Veldorian troops moved away from the border with Kestrovia.",
            &["Reported Withdraw xe-xv xv-armed-forces"],
        ),
        (
            "Veldoria deployed troops 30 km away from the border with Kestrovia.",
            &["Reported Deploy xe-xv xv-armed-forces"],
        ),
    ]);
}

#[test]
fn soldiers_of_a_unit_of_any_sort_are_soldiers() {
    check(&[
        (
            "Veldorian soldiers of a mountain brigade were sent to the border with Kestrovia.",
            &["Reported Deploy xe-xv xv-armed-forces"],
        ),
        (
            "An army of office clerks was sent to the border with Kestrovia.",
            &[],
        ),
        (
            "Veldoria replaced soldiers with police on the border with Kestrovia.",
            &["Reported Deploy xe-xv xv-police"],
        ),
    ]);
}

#[test]
fn what_reports_say_is_a_rumour_wherever_the_tree_hangs_the_soldiers() {
    check(&[
        (
            "Unconfirmed reports say Veldorian troops crossed into Kestrovia.",
            &["Rumoured CrossBorder xe-xv xv-armed-forces"],
        ),
        (
            "The Veldorian government has resisted calls to send the army to the border with Kestrovia.",
            &["Opposed Deploy xe-xv ?"],
        ),
    ]);
}

#[test]
fn forces_with_a_name_nobody_knows_are_not_the_army() {
    let claim =
        one("Prime Minister Ilse Tarn sent the Red Lantern forces to the border with Kestrovia.");
    assert!(claim.forces.iter().all(|f| f.actor.is_none()), "{claim:?}");
}

#[test]
fn who_sees_tells_of_or_drives_soldiers_sends_none() {
    let nobody = |text: &str| {
        let claim = one(text);
        let ids = ids(&claim);
        assert!(!ids.contains(&"vale-guard".to_owned()), "{text} {ids:?}");
    };
    nobody("The Vale Guard warned of troops massing on the Veldorian border with Kestrovia.");
    nobody("The Vale Guard detected 2,000 troops on the Veldorian border with Kestrovia.");
    nobody("The Vale Guard pushed soldiers back to the Veldorian border with Kestrovia.");
}

#[test]
fn away_and_on_to_another_border_is_a_way_there() {
    check(&[
        (
            "Veldoria moved troops away from Harrow to the border with Kestrovia.",
            &["Reported Deploy xe-xv xv-armed-forces"],
        ),
        (
            "Veldoria pulled its soldiers away from the border with Kestrovia to their barracks.",
            &["Reported Withdraw xe-xv xv-armed-forces"],
        ),
        (
            "Veldoria pulled its soldiers away from the town of Harrow.",
            &["Reported Withdraw  xv-armed-forces"],
        ),
    ]);
}

#[test]
fn more_companies_of_soldiers_are_counted_as_companies() {
    let claim = one("Veldoria sent two more companies of marines to the border with Kestrovia.");
    assert_eq!(claim.personnel, None);
}
