//! What is told, denied, asked, past or somebody else's in the sentences of wire reports; on invented places.

use super::tests::{border, events, one, read};
use crate::model::{Claim, Posture, Status};

fn claims(article: &str) -> Vec<Claim> {
    let all = read(article).deployments.into_iter();
    all.flat_map(|d| d.claims).collect()
}

fn statuses(article: &str) -> Vec<Status> {
    claims(article).iter().map(|c| c.status).collect()
}

fn place(article: &str) -> Option<String> {
    one(article).place.map(|p| p.place.name)
}

#[test]
fn a_denial_reaches_over_dates_and_the_papers_that_reported_it() {
    for article in [
        "The minister denied on Thursday that Veldorian troops had been sent to the Kestrovian border.",
        "She refuted reports in a section of the press that Veldoria has pulled out troops from the Gorlin Pass.",
        "Hale dismissed as fantasy a report that Veldorian soldiers were being sent to the Kestrovian border.",
    ] {
        assert_eq!(statuses(article), [Status::Denied], "{article}");
    }
}

#[test]
fn a_story_about_soldiers_is_a_rumour_and_what_answers_it_denies_it() {
    let story = "There was a story about Veldorian soldiers crossing the Kestrovian border.";
    assert_eq!(statuses(story), [Status::Rumoured]);
    let answered = format!("{story} That was not true.");
    assert_eq!(statuses(&answered), [Status::Rumoured, Status::Denied]);
    let fine = format!("{story} That was a bad sign for the markets of the valley.");
    assert_eq!(statuses(&fine), [Status::Rumoured]);
}

#[test]
fn what_is_asked_is_not_told() {
    let asked = "Brigadier, how many Kestrovian troops are on the Veldorian border?";
    assert_eq!(statuses(asked), [Status::Hypothetical]);
    let told = "There are 900 Kestrovian troops on the Veldorian border.";
    assert_eq!(statuses(told), [Status::Reported]);
}

#[test]
fn the_past_of_the_sentence_before_goes_on_later() {
    let past = "In 2019 Veldoria sent two brigades to its border with Kestrovia.";
    let later = format!("{past} It withdrew the troops a few days later.");
    assert_eq!(statuses(&later), [Status::Historical, Status::Historical]);
}

#[test]
fn not_one_soldier_is_none() {
    let article = "Not one Veldorian soldier has crossed the Kestrovian border.";
    assert_eq!(statuses(article), [Status::Denied]);
}

#[test]
fn a_future_told_in_the_past_is_a_plan() {
    let article =
        "Hale said 600 Veldorian soldiers would be sent to the Kestrovian border on Friday.";
    assert_eq!(statuses(article), [Status::Planned]);
    let condition =
        "Hale said Veldorian soldiers would be sent to the Kestrovian border if talks failed.";
    assert_eq!(statuses(condition), [Status::Hypothetical]);
}

#[test]
fn whoever_leaves_is_not_kept() {
    let found = claims("Veldorian troops left by road through Drask.");
    assert!(
        found.iter().all(|c| c.posture != Posture::Maintain),
        "{found:#?}"
    );
}

#[test]
fn pulling_from_and_going_back_to_the_own_state_are_withdrawals() {
    for article in [
        "Veldoria pulls some troops from Amberly.",
        "Hundreds of Veldorian soldiers returned to Veldoria through the Kestrovian border.",
        "Veldoria pulled its two battalions back 5 km on Monday.",
    ] {
        let posture = claims(article).first().map(|c| c.posture);
        assert_eq!(posture, Some(Posture::Withdraw), "{article}");
    }
}

#[test]
fn each_half_of_a_headline_has_its_own_subject() {
    let found = claims(
        "Vale Guard masses near Harrow; Kestrovia shuts border with Veldoria\n\nThe valley was quiet on Monday.",
    );
    let closed = found.iter().find(|c| c.posture == Posture::Closure);
    let closed = closed.unwrap_or_else(|| panic!("{found:#?}"));
    assert!(closed.forces.iter().all(|f| f.text != "Vale Guard"));
    assert_eq!(closed.place, None);
}

#[test]
fn the_name_of_a_border_is_no_place() {
    let claim = one("Veldoria sent troops to the Administrative Line with Kestrovia.");
    assert_eq!((border(&claim).as_str(), claim.place), ("xe-xv", None));
}

#[test]
fn vehicles_are_no_people() {
    let claim = one("Kestrovia sent 300 soldiers to the Veldorian border.");
    assert_eq!(claim.personnel.and_then(|p| p.min), Some(300.0));
    let article = "Kestrovian troops moved to the Veldorian border on Monday. Some 60 vehicles were sent to the border on Tuesday.";
    let found = claims(article);
    assert!(found.len() > 1, "{found:#?}");
    assert!(found.iter().all(|c| c.personnel.is_none()), "{found:#?}");
}

#[test]
fn the_only_ground_named_is_where_they_are_even_to_its_north() {
    assert_eq!(
        place("Veldoria massed troops north of Amberly.").as_deref(),
        Some("Amberly")
    );
}

#[test]
fn there_is_where_the_sentence_before_was() {
    let found = claims(
        "Veldoria sent two battalions to Amberly on Monday. Another 300 Veldorian soldiers arrived there on Tuesday.",
    );
    let places: Vec<_> = found
        .iter()
        .flat_map(|c| &c.place)
        .map(|p| p.place.name.as_str())
        .collect();
    assert_eq!(places, ["Amberly", "Amberly"], "{found:#?}");
}

#[test]
fn two_forces_at_two_places_are_two_movements() {
    let found =
        claims("Veldoria, which has deployed two brigades in Hallen, sent a battalion to Amberly.");
    let mut places: Vec<_> = found
        .iter()
        .flat_map(|c| &c.place)
        .map(|p| p.place.name.as_str())
        .collect();
    places.sort_unstable();
    assert_eq!(places, ["Amberly", "Hallen"]);
}

#[test]
fn a_label_moves_nobody() {
    let claim = one("VESK: Kestrovia moved twenty tanks to Amberly.");
    let forces: Vec<_> = claim.forces.iter().map(|f| f.text.as_str()).collect();
    assert!(!forces.contains(&"VESK"), "{forces:?}");
}

#[test]
fn a_drone_strike_is_no_strike_of_customs_men() {
    let article = "Veldoria closed its border with Kestrovia on Tuesday after a drone strike.";
    assert_eq!(one(article).posture, Posture::Closure);
    assert!(events("The border with Kestrovia was closed on Tuesday by a strike.").is_empty());
}

#[test]
fn a_purpose_to_reinforce_makes_it_more_of_what_is_there() {
    let claim = one("Veldoria sent two battalions to Amberly to beef up the garrison.");
    assert_eq!(claim.posture, Posture::Reinforce);
}

#[test]
fn crossings_that_stay_closed_are_no_forces_that_stay() {
    let found = claims(
        "Veldoria shut two crossings on the Kestrovian border on Sunday. They remained closed on Monday.",
    );
    assert!(
        found.iter().all(|c| c.posture == Posture::Closure),
        "{found:#?}"
    );
}

#[test]
fn what_is_to_be_sent_is_planned_whatever_else_goes_on() {
    let found = claims(
        "Two brigades remain at Amberly; another 600 Veldorian soldiers are to be sent to the Kestrovian border by autumn.",
    );
    let sent: Vec<_> = found
        .iter()
        .filter(|c| c.personnel.is_some())
        .map(|c| c.status)
        .collect();
    assert_eq!(sent, [Status::Planned]);
}

#[test]
fn at_the_time_is_the_time_of_the_sentence_before() {
    let article = "In 2019 the river changed its course. Around 600 Veldorian soldiers were stationed on the Kestrovian border at the time.";
    assert_eq!(statuses(article), [Status::Historical]);
}

#[test]
fn a_border_told_of_last_is_not_that_of_another_state_s_forces() {
    let article = "Qasiran troops moved to the border with Sahril on Monday. Veldorian forces crossed the border in 1978.";
    let found = claims(article);
    let last = found.last().unwrap_or_else(|| panic!("{found:#?}"));
    assert_ne!(border(last), "xq-xs");
}

#[test]
fn whoever_looks_on_is_no_force() {
    let found = claims(
        "Residents of Drask said Kestrovian soldiers were digging trenches along the border and had placed three tanks on a hill.",
    );
    let names: Vec<_> = found
        .iter()
        .flat_map(|c| &c.forces)
        .map(|f| f.text.as_str())
        .collect();
    assert!(!names.iter().any(|n| n.contains("Residents")), "{names:?}");
}
