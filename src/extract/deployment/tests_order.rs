//! Who orders a movement, which border one with few words is at, and what hearsay, asides and appeals make of it.

use super::tests::{border, one, read};
use crate::model::{Claim, Posture, Status};

fn claims(article: &str) -> Vec<Claim> {
    let all = read(article).deployments.into_iter();
    all.flat_map(|d| d.claims).collect()
}

fn ordered(article: &str) -> Vec<Option<String>> {
    let all = claims(article).into_iter();
    all.map(|c| c.ordered_by.map(|a| a.text)).collect()
}

fn forces(claim: &Claim) -> Vec<&str> {
    claim.forces.iter().map(|f| f.text.as_str()).collect()
}

const SENT: &str = "Veldoria sent two brigades to its border with Kestrovia on Monday.";

#[test]
fn an_order_told_later_is_the_one_for_the_movement_of_the_lead() {
    let signed =
        format!("{SENT} The talks go on. President Mira Tolan had signed the order on Friday.");
    assert_eq!(ordered(&signed), [Some("Mira Tolan".to_owned())]);
    let by = format!("{SENT} The work was ordered by General Orlan Vesk.");
    assert_eq!(ordered(&by), [Some("Orlan Vesk".to_owned())]);
    // Its evidence is both sentences.
    assert_eq!(claims(&by)[0].evidence.len(), 2);
}

#[test]
fn an_order_nobody_gave_or_for_something_else_is_none() {
    let nobody = format!("{SENT} Nobody had signed the order.");
    assert_eq!(ordered(&nobody), [None]);
    let inquiry = format!("{SENT} An inquiry was ordered by General Orlan Vesk.");
    assert_eq!(ordered(&inquiry), [None]);
}

#[test]
fn who_directs_or_approves_a_movement_orders_it_and_who_wishes_it_does_not() {
    let one = |text: &str| ordered(text).into_iter().flatten().next();
    let directed =
        "General Orlan Vesk directed the army to send 300 soldiers to the Kestrovian border.";
    assert_eq!(one(directed).as_deref(), Some("Orlan Vesk"));
    let sends = "President Mira Tolan has sent 300 Veldorian soldiers to the Kestrovian border.";
    assert_eq!(one(sends).as_deref(), Some("Mira Tolan"));
    let wished =
        "General Orlan Vesk called for 300 Veldorian soldiers to be sent to the Kestrovian border.";
    assert_eq!(one(wished), None);
}

#[test]
fn a_presence_is_of_the_forces_and_at_the_border_its_words_name() {
    let claim = one(
        "The Lorvane navy detected an increased presence of Veldorian troops along the border with neighbouring Kestrovia.",
    );
    assert_eq!(border(&claim), "xe-xv");
    assert_eq!(forces(&claim), ["Veldorian armed forces"]);
}

#[test]
fn the_only_two_neighbours_of_an_article_share_the_border_it_speaks_of() {
    let article = "Veldoria and Kestrovia argue about fish. The mayor was calm. Some 300 soldiers were sent to the frontier. Nobody was hurt.";
    assert_eq!(border(&claims(article)[0]), "xe-xv");
    let three = format!("{article} Qasira and Sahril offered talks.");
    assert_eq!(border(&claims(&three)[0]), "");
}

#[test]
fn what_is_believed_or_said_to_have_happened_is_a_rumour() {
    let status = |text: &str| one(text).status;
    assert_eq!(
        status("Veldoria is believed to have sent more troops to the Kestrovian border."),
        Status::Rumoured
    );
    assert_eq!(
        status("Veldoria claimed to have sent more troops to the Kestrovian border."),
        Status::Reported
    );
    assert_eq!(
        status("The minister said Veldoria had sent more troops to the Kestrovian border."),
        Status::Reported
    );
}

#[test]
fn an_aside_denies_nothing() {
    let claim = one(
        "The ministry confirmed, without elaborating, that Veldoria had sent troops to the Kestrovian border.",
    );
    assert_eq!(claim.status, Status::Reported);
}

#[test]
fn whoever_is_asked_to_withdraw_is_the_force() {
    let claim = one(
        "Lorvane urges Veldorian troops to pull out of Kestrovia as the Vale Guard presses on.",
    );
    assert_eq!(claim.status, Status::Demanded);
    assert_eq!(forces(&claim), ["Veldorian armed forces"]);
}

#[test]
fn told_not_to_move_is_opposed() {
    let claim = one("General Orlan Vesk told armed groups not to cross the Kestrovian border.");
    assert_eq!(claim.status, Status::Opposed);
}

#[test]
fn across_the_border_is_a_crossing_and_along_it_is_none() {
    let posture = |text: &str| one(text).posture;
    assert_eq!(
        posture("Veldorian troops have been pouring across the Kestrovian border."),
        Posture::CrossBorder
    );
    assert_eq!(
        posture("Veldorian troops have been deployed across the border region with Kestrovia."),
        Posture::Deploy
    );
}

#[test]
fn forces_placed_on_standby_are_alerted() {
    let claim = one("Veldoria placed its troops on the Kestrovian border on standby.");
    assert_eq!(claim.posture, Posture::Alert);
    let claim = one("Veldoria placed its troops on the Kestrovian border.");
    assert_eq!(claim.posture, Posture::Deploy);
}

#[test]
fn a_hedged_figure_counts_the_force_behind_it() {
    let claim = one(
        "Veldoria will send up to 2,000 additional troops to the Kestrovian border to reinforce the river guards.",
    );
    assert_eq!(claim.personnel.as_ref().and_then(|p| p.max), Some(2000.0));
    assert_eq!(forces(&claim), ["Veldorian armed forces"]);
}

#[test]
fn an_order_names_whose_army_it_is_and_by_whom_wherever_the_tree_hangs_it() {
    for text in [
        "The army was ordered to the border with Kestrovia by Prime Minister Ilse Tarn.",
        "Prime Minister Ilse Tarn ordered the army to reinforce the border with Kestrovia.",
    ] {
        let claim = one(text);
        let by = claim.ordered_by.as_ref().map(|a| a.text.as_str());
        assert_eq!(by, Some("Ilse Tarn"), "{text}");
        let army = claim.forces[0].actor.as_ref().map(ToString::to_string);
        assert_eq!(army.as_deref(), Some("xv-army"), "{text}");
    }
}

#[test]
fn who_did_something_else_gave_no_order() {
    let claim = one(
        "Veldorian soldiers were ordered to the Kestrovian border after an attack by the Vale Guard.",
    );
    assert_eq!(claim.ordered_by, None);
}
