//! What a state does with its own forces, on invented people.

use super::tests::told;

#[test]
fn who_reinforces_forces_of_its_own_takes_no_side() {
    assert!(told("Veldoria boosted its troops on the river.").is_empty());
    assert!(told("Mira Tolan said Veldoria would strengthen the soldiers there.").is_empty());
    let rebels = told("Veldoria armed the rebels.");
    assert_eq!(rebels, ["Veldoria SUPPORT ASSERTED the rebels"]);
}

#[test]
fn praise_of_one_s_own_soldiers_stays() {
    let found = told("Mira Tolan praised her soldiers and Orlan Vesk.");
    assert!(
        found.iter().any(|s| s.contains("SUPPORT ASSERTED")),
        "{found:?}"
    );
}

#[test]
fn armed_forces_are_armed_by_nobody() {
    let found = told("Veldoria said yesterday its armed forces would enter Kestrovia.");
    assert!(!found.iter().any(|s| s.contains("SUPPORT")), "{found:?}");
}

#[test]
fn forces_named_after_somebody_are_a_side() {
    let found = told("Some fighters support Vesk's forces.");
    assert!(found.iter().any(|s| s.contains("SUPPORT")), "{found:?}");
}
