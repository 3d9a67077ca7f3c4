//! Where and when: places taken over, days that are another verb's, borders that are beside the point.

use super::tests::{one, read};
use crate::model::{Claim, Status};

const LEAD: &str = "Veldoria has sent 900 soldiers to its border with Kestrovia. ";

fn claims(text: &str) -> Vec<Claim> {
    let all = read(text).deployments;
    all.into_iter().flat_map(|d| d.claims).collect()
}

fn day(text: &str) -> Option<String> {
    one(text).date.map(|d| d.to_string())
}

#[test]
fn the_day_of_the_saying_is_no_day_of_the_movement() {
    let said =
        "Veldoria has sent troops to its border with Kestrovia, the army said on 3 March 2031.";
    assert_eq!(day(said), None);
    let sent = "Veldoria sent troops to its border with Kestrovia on 2 March 2031, the army said on 3 March 2031.";
    assert_eq!(day(sent).as_deref(), Some("2031-03-02"));
}

#[test]
fn days_from_one_to_another_are_a_range() {
    for held in [
        "from 5 to 8 March 2031",
        "from 5 March 2031 to 8 March 2031",
    ] {
        let text =
            format!("Veldorian troops are holding an exercise on the Kestrovian border {held}.");
        assert_eq!(
            day(&text).as_deref(),
            Some("2031-03-05/2031-03-08"),
            "{held}"
        );
    }
}

#[test]
fn the_year_of_a_treaty_makes_no_history() {
    let claim =
        one("Veldoria keeps 900 soldiers on its border with Kestrovia under a treaty of 1992.");
    assert_eq!((claim.status, claim.date), (Status::Reported, None));
    let war = one("Veldoria kept 900 soldiers on its border with Kestrovia in the war of 1992.");
    assert_eq!(war.status, Status::Historical);
}

#[test]
fn a_border_that_is_only_described_is_not_where_forces_go() {
    let text = format!(
        "{LEAD}A convoy of soldiers that left Harrow was on its way to the range, and not to the border."
    );
    assert!(claims(&text).iter().skip(1).all(|c| c.border.is_none()));
}

#[test]
fn a_raid_is_no_crossing_in_formation() {
    let raid = format!("{LEAD}Fighters crossed the border and attacked a post, killing four.");
    assert_eq!(claims(&raid).len(), 1);
    let crossing = format!("{LEAD}Veldorian fighters crossed the border and dug in.");
    assert!(claims(&crossing).len() > 1);
}

#[test]
fn refugees_in_columns_are_no_forces() {
    let text =
        format!("{LEAD}A column of refugees guarded by soldiers reached the border on Saturday.");
    assert_eq!(claims(&text).len(), 1);
}

#[test]
fn what_is_turned_down_is_denied() {
    let text = "The ministry rejects the assertion of the Kestrovian side that Veldorian troops have crossed the border with Kestrovia.";
    assert_eq!(one(text).status, Status::Denied);
    let scenario =
        "Analysts warn of a scenario in which Veldorian tanks cross the border with Kestrovia.";
    assert!(claims(scenario).iter().all(|c| !c.status.is_fact()));
    let nobody = "Nobody believes that the Veldorian troops have left the border with Kestrovia.";
    assert!(!one(nobody).status.is_fact());
}

#[test]
fn who_says_it_is_not_who_builds_it() {
    let claim = one("Veldoria says Kestrovia has built 30 outposts on the border.");
    let forces: Vec<_> = claim.forces.iter().map(|f| f.text.as_str()).collect();
    assert!(!forces.contains(&"Veldoria"), "{forces:?}");
}

#[test]
fn the_pass_is_the_only_pass_named_before() {
    let text = "Veldoria sent 900 soldiers to Gorlin Pass on the Kestrovian border. Some 200 guards remain in the pass.";
    let names = |c: &Claim| c.place.as_ref().map(|p| p.place.name.clone());
    let found = claims(text);
    assert_eq!(
        found.iter().filter_map(names).collect::<Vec<_>>(),
        ["Gorlin Pass", "Gorlin Pass"]
    );
    let two = "Veldoria sent 900 soldiers to Gorlin Pass and Ostrel Pass on the Kestrovian border. Some 200 guards remain in the pass.";
    let last = claims(two).pop();
    assert_eq!(last.as_ref().and_then(names), None);
}

#[test]
fn a_crossing_that_is_closed_is_the_place() {
    let claim =
        one("The Tessen crossing on the Kestrovian border of Veldoria has been closed by troops.");
    assert_eq!(claim.place.map(|p| p.place.name).as_deref(), Some("Tessen"));
}

#[test]
fn who_directs_is_no_place_and_an_office_has_its_name() {
    let claim = one(
        "Veldoria reinforced its border with Kestrovia on the orders of the chief of the general staff, General Orlan Vesk.",
    );
    assert_eq!(claim.place, None);
    assert_eq!(
        claim.ordered_by.map(|o| o.text).as_deref(),
        Some("Orlan Vesk")
    );
}

#[test]
fn a_plain_past_leaves_and_a_perfect_has_left() {
    let status = |text: &str| one(text).status;
    let past = "Veldorian troops pulled back from the Kestrovian border on Thursday.";
    assert_eq!(status(past), Status::Reported);
    let all = "All Veldorian troops pulled back from the Kestrovian border on Thursday.";
    assert_eq!(status(all), Status::Completed);
    let done = "Veldorian troops have withdrawn from the Kestrovian border.";
    assert_eq!(status(done), Status::Completed);
}

#[test]
fn a_date_inside_the_clause_told_is_the_movement_s() {
    let told =
        "The paper recalled that in 2027 Kestrovian troops crossed the border with Veldoria.";
    assert_eq!(day(told).as_deref(), Some("2027"));
}

#[test]
fn entries_of_a_live_blog_are_of_its_day() {
    let text = "09.12 Veldoria has sent troops to its border with Kestrovia.\n\n10.05 The talks are over.\n\n\
        11.40 Kestrovian troops remain in Drask on the Veldorian border.";
    let found = claims(text);
    assert!(found.len() > 1);
    let days: Vec<_> = found.iter().filter_map(|c| c.date.as_ref()).collect();
    assert_eq!(days.len(), found.len());
    assert!(days.iter().all(|d| d.to_string() == "2031-03-12"));
    let page =
        "Veldoria has sent troops to its border with Kestrovia.\n\n10.05 The talks are over.";
    assert!(claims(page).iter().all(|c| c.date.is_none()));
}

#[test]
fn what_was_before_the_war_is_history_and_a_plan_is_no_deed() {
    let before =
        format!("{LEAD}Before the war, 5,000 soldiers had been stationed along the border.");
    assert!(claims(&before).iter().skip(1).all(|c| !c.status.is_fact()));
    let plan = format!("{LEAD}Under the plan, both sides withdraw their troops from the border.");
    assert!(claims(&plan).iter().skip(1).all(|c| !c.status.is_fact()));
    let done = format!("{LEAD}Both sides have withdrawn their troops from the border.");
    assert!(claims(&done).iter().skip(1).any(|c| c.status.is_fact()));
}

#[test]
fn far_from_the_border_is_not_at_it() {
    let text =
        format!("{LEAD}Pending a decision, the units remain where they are, far from the border.");
    assert!(claims(&text).iter().skip(1).all(|c| c.border.is_none()));
}

#[test]
fn strikers_and_civilian_observers_are_no_forces() {
    let strike = format!("{LEAD}Strikers blocked the border crossing for six hours.");
    assert_eq!(claims(&strike).len(), 1);
    let observers =
        format!("{LEAD}Civilian observers, 103 of them, patrol the Veldorian side of the border.");
    assert_eq!(claims(&observers).len(), 1);
    let soldiers =
        format!("{LEAD}Kestrovian soldiers, 103 of them, patrol their side of the border.");
    assert!(claims(&soldiers).len() > 1);
}

#[test]
fn a_year_between_leads_to_no_place() {
    let claim =
        one("He recalled that in 2011 Kestrovia had sent a brigade to the border with Veldoria.");
    assert_eq!(claim.place, None);
}

#[test]
fn a_town_at_the_line_is_at_the_border_of_the_two_states_the_article_names() {
    let border = |lead: &str, town: &str| {
        let text = format!("{lead} Veldoria has sent 200 soldiers to {town}.");
        one(&text).border.map(|b| b.to_string())
    };
    let both = "Veldoria is at odds with Kestrovia.";
    assert_eq!(border(both, "Brinmark").as_deref(), Some("xe-xv"));
    assert_eq!(border(both, "Carnow"), None);
    assert_eq!(border("Veldoria is at odds with itself.", "Brinmark"), None);
}

#[test]
fn where_a_deal_was_signed_is_not_where_forces_are() {
    let claim = one(
        "Veldoria withdrew its troops from the Kestrovian border under a deal signed in Harrow.",
    );
    assert_eq!(claim.place, None);
    let base = one("Veldoria sent troops to a base on the Kestrovian border located in Hallen.");
    assert_eq!(base.place.map(|p| p.place.name).as_deref(), Some("Hallen"));
}

#[test]
fn soldiers_on_another_states_soil_are_a_presence() {
    let claim = one("Veldoria has 4,000 soldiers on Kestrovian soil.");
    assert_eq!(claim.forces.len(), 1, "{claim:?}");
    assert_eq!(claim.personnel.and_then(|p| p.min), Some(4_000.0));
}
